// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string_view>

#include "tessera/host/pipeline/pipeline.hpp"

/// Any text is a pipeline that reads back from its own text, or a usage error. `@` is left out: files are not the parser's input here.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find('@') != std::string_view::npos) return -1;
  try {
    const tessera::pipeline p = tessera::parse(text);
    if (!(tessera::parse(tessera::print(p)) == p)) std::abort();
  } catch (const tessera::error& e) {
    if (e.kind() != tessera::error_kind::usage) std::abort();
  }
  return 0;
}
