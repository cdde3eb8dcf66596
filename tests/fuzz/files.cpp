// SPDX-License-Identifier: Apache-2.0
#include "fuzz/files.hpp"

#include "tessera/host/io/open.hpp"

namespace {

using namespace tessera;

std::vector<std::map<std::string, std::string>> settings_of(const std::string& extension) {
  if (extension == ".jpg") return {{}, {{"progressive", "true"}}, {{"restart", "1"}, {"subsampling", "4:2:0"}}};
  if (extension == ".png") return {{}, {{"interlace", "true"}}};
  if (extension == ".webp") return {{}, {{"lossless", "true"}}};
  if (extension != ".tif") return {{}};
  std::vector<std::map<std::string, std::string>> all;
  for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits", "jpeg"})
    for (const char* tile : {"", "16"}) {
      all.push_back({{"compression", compression}, {"bigtiff", *tile ? "true" : "false"}});
      if (*tile) all.back()["tile"] = tile;
    }
  return all;
}

std::string file_of(const file_type& type, const format& layout, const std::map<std::string, std::string>& settings) {
  bytes file;
  encode_options options;
  options.settings = settings;
  metadata extra;
  extra.dpi_x = extra.dpi_y = 300;
  const auto to = open_sink(destination::to_memory(file), type, layout, extra, options);
  bytes row(static_cast<std::size_t>(layout.row_bytes()));
  for (std::int64_t y = 0; y < layout.size.height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = static_cast<std::byte>(i * 7 + static_cast<std::size_t>(y) * 13);
    const std::byte* rows[] = {row.data()};
    to->write(rows, 1);
  }
  to->finish();
  return {reinterpret_cast<const char*>(file.data()), file.size()};
}

}  // namespace

std::vector<std::string> small_files(const std::string& extension) {
  // GIF is only read; one pixel.
  if (extension == ".gif") {
    constexpr char file[] = "GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\371\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";
    return {std::string(file, sizeof file - 1)};
  }
  const file_type type = *container_of_name("x" + extension);
  std::vector<std::string> files;
  for (const auto& settings : settings_of(extension))
    for (const sample_type depth : {sample_type::u8, sample_type::u16})
      for (int channels = 1; channels <= 4; ++channels) {
        encode_options options;
        options.settings = settings;
        const format layout = make_format(depth, channels, {40, 30});
        if (storable(type, layout, options) == layout) files.push_back(file_of(type, layout, settings));
      }
  return files;
}
