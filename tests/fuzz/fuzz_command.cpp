// SPDX-License-Identifier: Apache-2.0
// The whole command: the first line of an input is the pipeline, the rest is the file.
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "arguments.hpp"
#include "fuzz/files.hpp"
#include "fuzz/target.hpp"
#include "support/scratch.hpp"
#include "tessera/kernels/error.hpp"

namespace {

constexpr const char* pipelines[] = {
    "gaussian 2", "resize 50%", "equalize | invert",           "rotate 17", "convert lab | convert srgb",
    "canny",      "trim",       "overlay (input | resize 10%)"};

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const char* extension : {".jpg", ".png", ".tif"})
    for (const std::string& file : small_files(extension))
      all.push_back(std::string(pipelines[all.size() % 8]) + "\n" + file);
  return all;
}

/// The status is one that interface.md names, and nothing is left behind but the result.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos || text[0] == '-' || text.find('@') < line || text.find('\0') < line) return -1;
  const tessera::test::scratch folder;
  std::string pipeline(text.substr(0, line)), in = folder.write("in", text.substr(line + 1)), out = folder / "out.tif";
  std::string words[] = {"tessera",        "apply", pipeline,         in,       "-o", out, "-q", "--threads", "2",
                         "--memory-limit", "256M",  "--limit-pixels", "1000000"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  int status = 2;
  try {
    status = tessera::cli::run(static_cast<int>(arguments.size()), arguments.data());
  } catch (const tessera::error&) {}
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) entries += entry.exists();
  if (status < 0 || status > 2 || entries != (status == 0 ? 2u : 1u)) std::abort();
  return 0;
}
