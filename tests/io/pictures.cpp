// SPDX-License-Identifier: Apache-2.0
#include "io/pictures.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pictures {

using namespace tessera;

picture make(const tessera::format& format, unsigned seed) {
  picture p{format, bytes(static_cast<std::size_t>(format.row_bytes() * format.size.height)), {}};
  std::uint32_t state = seed * 2654435761u + 1;
  for (std::int64_t y = 0; y < format.size.height; ++y) {
    for (std::int64_t i = 0; i < format.size.width * format.channels; ++i) {
      state = state * 1664525u + 1013904223u;
      const double ramp = static_cast<double>((i + 2 * y) % 200) / 199;
      const double noise = static_cast<double>(state >> 8) / (1 << 24) - 0.5;
      const double value = std::clamp(ramp + 0.3 * noise, 0.0, 1.0);
      std::byte* to = p.row(y) + i * bytes_of(format.type);
      with_sample(format.type, [&](auto sample) {
        using T = decltype(sample);
        const T v = std::is_same_v<T, float> ? static_cast<T>(value * 2 - 0.5) : static_cast<T>(value * white<T>);
        std::memcpy(to, &v, sizeof v);
      });
    }
  }
  return p;
}

picture read(source& from, std::int64_t step) {
  const auto& info = from.info();
  picture p{info.layout, bytes(static_cast<std::size_t>(info.layout.row_bytes() * info.layout.size.height)),
            info.extra};
  std::vector<std::byte*> rows;
  for (std::int64_t y = 0; y < info.layout.size.height; y += step) {
    rows.clear();
    for (std::int64_t i = y; i < std::min(y + step, info.layout.size.height); ++i) rows.push_back(p.row(i));
    from.read(rows.data(), static_cast<std::int64_t>(rows.size()));
  }
  return p;
}

picture read(const bytes& file, std::int64_t step) { return read(*open_source(file), step); }

bytes write(const picture& p, const std::string& extension, const encode_options& options, std::int64_t step) {
  bytes file;
  const auto type = container_of_name("x" + extension);
  if (!type) throw std::runtime_error("no such extension: " + extension);
  const auto sink = open_sink(destination::to_memory(file), *type, p.format, p.extra, options);
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < p.format.size.height; y += step) {
    rows.clear();
    for (std::int64_t i = y; i < std::min(y + step, p.format.size.height); ++i) rows.push_back(p.row(i));
    sink->write(rows.data(), static_cast<std::int64_t>(rows.size()));
  }
  sink->finish();
  return file;
}

bytes load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot open " + path);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

void save(const std::string& path, const bytes& data) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

scratch_folder::scratch_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tessera-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder in the temporary directory");
  path_ = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::size_t scratch_folder::entries() const {
  const std::filesystem::directory_iterator first(path_);
  return static_cast<std::size_t>(std::distance(begin(first), end(first)));
}

std::vector<std::string> photographs(const std::string& extension) {
  const char* set = std::getenv("TESSERA_TEST_IMAGES");
  const std::filesystem::path folder = set != nullptr ? set : TESSERA_SOURCE_DIR "/../shared/images";
  std::vector<std::string> result;
  std::error_code missing;
  for (std::filesystem::directory_iterator it(folder, missing), end; !missing && it != end; it.increment(missing)) {
    if (it->path().extension() == extension) result.push_back(it->path().string());
  }
  std::ranges::sort(result);
  return result;
}

}  // namespace pictures
