// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small gray pictures written out, and what pipelines make of them.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tessera/tessera.hpp"

namespace tessera::tests {

using gray = std::vector<std::vector<int>>;

inline image picture_of(const gray& in) {
  image picture(
      make_format(sample_type::u8, 1, {static_cast<std::int64_t>(in[0].size()), static_cast<std::int64_t>(in.size())}));
  for (std::size_t y = 0; y < in.size(); ++y)
    for (std::size_t x = 0; x < in[y].size(); ++x)
      picture.edit().samples<u8>(static_cast<std::int64_t>(y))[x] = static_cast<u8>(in[y][x]);
  return picture;
}

inline gray run(const std::string& look, const gray& in) {
  const image out = engine().run(parse(look), picture_of(in));
  const extent size = out.format().size;
  gray result(static_cast<std::size_t>(size.height), std::vector<int>(static_cast<std::size_t>(size.width)));
  for (std::size_t y = 0; y < result.size(); ++y)
    for (std::size_t x = 0; x < result[y].size(); ++x)
      result[y][x] = out.pixels().samples<u8>(static_cast<std::int64_t>(y))[x];
  return result;
}

inline std::string size_after(const std::string& look, extent in) {
  const extent out = engine().output_format(parse(look), make_format(sample_type::u8, 3, in)).size;
  return std::to_string(out.width) + "x" + std::to_string(out.height);
}

/// What is said of a pipeline that is refused; empty if it is not.
inline std::string refusal(const std::string& look, extent in = {640, 480}) {
  try {
    size_after(look, in);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_FALSE(e.operator_name().empty());
    return e.what();
  }
  return "";
}

inline const gray abcdef = {{1, 2, 3}, {4, 5, 6}};

}  // namespace tessera::tests
