// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "support/scratch.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/files.hpp"

namespace tessera::test {

namespace {

using colour_of_node = std::array<double, 3>;

/// A random table over three axes as a file and as numbers.
struct table {
  int size;
  std::array<double, 3> low{0, 0, 0}, high{1, 1, 1};
  std::vector<colour_of_node> nodes{};

  const colour_of_node& at(int r, int g, int b) const {
    return nodes[static_cast<std::size_t>(r + size * (g + size * b))];
  }
};

table random_table(int size, std::uint64_t seed) {
  random_numbers numbers(seed);
  table made{size};
  for (int i = 0; i < size * size * size; ++i)
    made.nodes.push_back({std::round(numbers.unit() * 1e4) / 1e4, std::round(numbers.unit() * 1e4) / 1e4,
                          std::round(numbers.unit() * 1e4) / 1e4});
  return made;
}

std::string text_of(const table& t) {
  std::string text = fmt::format("TITLE \"# not a comment\"\n# a comment\n\nLUT_3D_SIZE {}\nDOMAIN_MIN {} {} {}\n",
                                 t.size, t.low[0], t.low[1], t.low[2]);
  text += fmt::format("DOMAIN_MAX {} {} {}\r\n", t.high[0], t.high[1], t.high[2]);
  for (const auto& n : t.nodes) text += fmt::format("{:.4f} {:.4f} {:.4f}\r\n", n[0], n[1], n[2]);
  return text;
}

/// Tetrahedral interpolation by the six cases as they are usually written down.
std::array<double, 3> reference(const table& t, std::array<double, 3> v) {
  int n[3];
  double f[3];
  for (std::size_t c = 0; c < 3; ++c) {
    const double at = std::clamp((v[c] - t.low[c]) / (t.high[c] - t.low[c]), 0.0, 1.0) * (t.size - 1);
    n[c] = std::min(static_cast<int>(at), t.size - 2);
    f[c] = at - n[c];
  }
  const auto node = [&](int r, int g, int b) { return t.at(n[0] + r, n[1] + g, n[2] + b); };
  const double r = f[0], g = f[1], b = f[2];
  std::array<double, 3> out{};
  for (std::size_t c = 0; c < 3; ++c) {
    const double black = node(0, 0, 0)[c], white = node(1, 1, 1)[c];
    const double nr = node(1, 0, 0)[c], ng = node(0, 1, 0)[c], nb = node(0, 0, 1)[c];
    const double rg = node(1, 1, 0)[c], rb = node(1, 0, 1)[c], gb = node(0, 1, 1)[c];
    if (r > g && g > b) out[c] = (1 - r) * black + (r - g) * nr + (g - b) * rg + b * white;
    else if (r > g && r > b) out[c] = (1 - r) * black + (r - b) * nr + (b - g) * rb + g * white;
    else if (r > g) out[c] = (1 - b) * black + (b - r) * nb + (r - g) * rb + g * white;
    else if (b > g) out[c] = (1 - b) * black + (b - g) * nb + (g - r) * gb + r * white;
    else if (b > r) out[c] = (1 - g) * black + (g - b) * ng + (b - r) * gb + r * white;
    else out[c] = (1 - g) * black + (g - r) * ng + (r - b) * rg + b * white;
  }
  return out;
}

std::string fault(const std::string& text) {
  engine runs;
  try {
    runs.run(parse(text), picture(make_format(sample_type::u8, 3, {4, 4})));
  } catch (const error& e) {
    return e.what();
  }
  return "no fault";
}

}  // namespace

TEST(lut3d, interpolates_in_tetrahedra) {
  const scratch folder;
  for (const int size : {2, 5, 17}) {
    const table t = random_table(size, static_cast<std::uint64_t>(size));
    const std::string path = folder.write(fmt::format("{}.cube", size), text_of(t));
    expect_pixels(fmt::format("lut3d '{}'", path), [&](std::array<double, 3> v) { return reference(t, v); });
  }
}

TEST(lut3d, has_a_domain_beyond_which_colours_take_its_edge) {
  const scratch folder;
  table t = random_table(4, 9);
  t.low = {0.25, 0, 0.125};
  t.high = {0.75, 1, 2};
  const std::string path = folder.write("domain.cube", text_of(t));
  expect_pixels(fmt::format("lut3d '{}'", path), [&](std::array<double, 3> v) { return reference(t, v); });
}

TEST(lut3d, holds_its_nodes_exactly_up_to_the_largest_table) {
  const scratch folder;
  std::string text = "LUT_3D_SIZE 129\n";
  for (int b = 0; b < 129; ++b)
    for (int g = 0; g < 129; ++g)
      for (int r = 0; r < 129; ++r) text += fmt::format("{} {} {}\n", b / 128.0, r / 128.0, g / 128.0);
  const auto got = on_pixel(fmt::format("lut3d '{}'", folder.write("big.cube", text)), {1, 0.5, 1 / 3.0});
  EXPECT_NEAR(got[0], 1 / 3.0, 2e-5);
  EXPECT_NEAR(got[1], 1, 2e-5);
  EXPECT_NEAR(got[2], 0.5, 2e-5);
}

TEST(lut, is_linear_between_its_rows) {
  const scratch folder;
  const std::string path = folder.write("c.cube", "LUT_1D_SIZE 3\n0 0.1 1\n0.3 0.5 0.4\n0.9 0.9 0.2\n");
  const auto at = [](double v, double a, double b, double c) {
    return v < 0.5 ? a + 2 * v * (b - a) : b + (2 * v - 1) * (c - b);
  };
  expect_pixels(fmt::format("lut '{}'", path), [&](std::array<double, 3> v) {
    // f32 takes the nearest of 65536 levels, which these slopes turn into less than 1e-5.
    return std::array{at(v[0], 0, 0.3, 0.9), at(v[1], 0.1, 0.5, 0.9), at(v[2], 1, 0.4, 0.2)};
  });
}

TEST(lut, of_three_like_curves_leaves_gray_gray) {
  const scratch folder;
  const std::string path = folder.write("g.cube", "LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE 0 0.5\n1 1 1\n0 0 0\n");
  const auto got = on_pixel(fmt::format("lut '{}'", path), {0.125});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_NEAR(got[0], 0.75, 2e-5);
  EXPECT_EQ(on_pixel(fmt::format("lut '{}'", path), {0.75, 0.2}), (std::vector<double>{0, 0.2}));
}

TEST(lut, is_read_from_the_row_or_column_of_a_picture) {
  const scratch folder;
  image row(make_format(sample_type::u8, 3, {3, 1}));
  const unsigned char colours[] = {0, 51, 255, 102, 153, 204, 255, 204, 102};
  std::memcpy(row.edit().row(0), colours, sizeof colours);
  write(row, folder / "row.png");
  write(engine().run(parse("transpose | depth u16"), row), folder / "column.tif");
  const auto at = [](double v, double a, double b, double c) {
    return v < 0.5 ? a + 2 * v * (b - a) : b + (2 * v - 1) * (c - b);
  };
  for (const char* name : {"row.png", "column.tif"})
    expect_pixels(fmt::format("lut '{}'", folder / name), [&](std::array<double, 3> v) {
      return std::array{at(v[0], 0, 0.4, 1), at(v[1], 0.2, 0.6, 0.8), at(v[2], 1, 0.8, 0.4)};
    });
  write(engine().run(parse("grayscale"), row), folder / "gray.png");
  EXPECT_EQ(on_pixel(fmt::format("lut '{}'", folder / "gray.png"), {0.5, 0.25}).size(), 2u);
  write(engine().run(parse("resize 3x2 fit=exact"), row), folder / "two.png");
  EXPECT_EQ(fault(fmt::format("lut '{}'", folder / "two.png")),
            fmt::format("{} has 3x2 pixels; a table is one row or one column of 2 to 65536", folder / "two.png"));
}

TEST(lut, files_that_are_no_tables_are_refused_by_line) {
  const scratch folder;
  const auto complaint = [&](const char* op, const std::string& text) {
    return fault(fmt::format("{} '{}'", op, folder.write("x.cube", text)));
  };
  const auto expect_words = [](const std::string& message, const std::string& wanted) {
    EXPECT_NE(message.find(wanted), std::string::npos) << message;
  };
  EXPECT_THROW(parse("lut3d nowhere.cube"), error);
  EXPECT_THROW(parse("lut nowhere.png"), error);
  expect_words(complaint("lut", "LUT_1D_SIZE 2\n0 0 0\n1 1 x\n"), "x.cube:3: \"x\" is not a number");
  expect_words(complaint("lut", "LUT_1D_SIZE 2\n0 0 0\n"), "1 rows of a table of 2");
  expect_words(complaint("lut", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1\n"), "x.cube:4: more than 2 rows");
  expect_words(complaint("lut", "LUT_1D_SIZE 2\n0 0\n"), "x.cube:2: three numbers are wanted");
  expect_words(complaint("lut", "LUT_1D_SIZE 1\n"), "x.cube:1: LUT_1D_SIZE takes a whole number from 2 to 65536");
  expect_words(complaint("lut3d", "LUT_3D_SIZE 130\n"), "takes a whole number from 2 to 129");
  expect_words(complaint("lut3d", "0 0 0\n"), "x.cube:1: numbers before the table's size");
  expect_words(complaint("lut3d", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n"), "holds a table of 1 dimension; write lut");
  expect_words(complaint("lut", "hello\n"), "x.cube:1: no keyword of .cube files: hello");
  expect_words(complaint("lut", "# nothing\n"), "no LUT_1D_SIZE or LUT_3D_SIZE");
  expect_words(complaint("lut", "LUT_1D_SIZE 2\nDOMAIN_MIN 1 0 0\n0 0 0\n1 1 1\n"), "DOMAIN_MIN must be below");
}

TEST(lut, names_a_file_relative_to_the_pipelines_own) {
  const scratch folder;
  folder.write("near.cube", "LUT_1D_SIZE 2\n1 1 1\n0 0 0\n");
  folder.write("look.txt", "lut near.cube\n");
  const image in = picture(make_format(sample_type::u8, 3, {16, 9}));
  engine runs;
  const pipeline look = parse(fmt::format("@'{}'", folder / "look.txt"));
  EXPECT_EQ(difference(runs.run(look, in), runs.run(parse("invert"), in)), "");
  EXPECT_EQ(parse(print(look)), look);
}

}  // namespace tessera::test
