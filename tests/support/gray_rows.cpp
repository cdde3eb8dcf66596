// SPDX-License-Identifier: Apache-2.0
#include "support/gray_rows.hpp"

namespace tessera::tests {

gray_rows run(const std::string& look, const gray_rows& in) {
  image picture(
      make_format(sample_type::u8, 1, {static_cast<std::int64_t>(in[0].size()), static_cast<std::int64_t>(in.size())}));
  for (std::size_t y = 0; y < in.size(); ++y)
    for (std::size_t x = 0; x < in[y].size(); ++x)
      picture.edit().samples<u8>(static_cast<std::int64_t>(y))[x] = static_cast<u8>(in[y][x]);
  const image out = engine().run(parse(look), picture);
  const auto samples = static_cast<std::size_t>(out.format().size.width * out.format().channels);
  gray_rows result;
  for (std::int64_t y = 0; y < out.format().size.height; ++y) {
    const u8* row = out.pixels().samples<u8>(y);
    result.emplace_back(row, row + samples);
  }
  return result;
}

}  // namespace tessera::tests
