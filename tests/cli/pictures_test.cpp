// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "tessera/host/files.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;

namespace {

class pictures : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }

  std::string write(const std::string& name, const tessera::image& picture) {
    tessera::write(picture, folder / name);
    return name;
  }
};

tessera::image gray(std::int64_t width, std::int64_t height, auto level) {
  tessera::image made(tessera::make_format(tessera::sample_type::u8, 1, {width, height}));
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      made.edit().samples<tessera::u8>(y)[x] = static_cast<tessera::u8>(level(x, y));
  return made;
}

}  // namespace

TEST_F(pictures, every_pattern_is_its_own_and_repeatable) {
  std::vector<std::string> contents;
  for (const char* name : {"gradient", "checker", "zone_plate", "noise", "clouds", "photo"}) {
    const auto first = read_file(picture(folder, std::string(name) + "1.png", name, "97x61"));
    EXPECT_EQ(first, read_file(picture(folder, std::string(name) + "2.png", name, "97x61"))) << name;
    for (const auto& other : contents) EXPECT_NE(first, other) << name;
    contents.push_back(first);
  }
  for (const char* name : {"noise", "clouds", "photo"})
    EXPECT_NE(read_file(picture(folder, std::string(name) + "3.png", name, "97x61", {"--seed", "2"})),
              read_file(folder / (std::string(name) + "1.png")))
        << name;
  picture(folder, "zone-plate.png", "zone-plate", "97x61");
  EXPECT_EQ(read_file(folder / "zone-plate.png"), read_file(folder / "zone_plate1.png"));
}

TEST_F(pictures, depth_and_channels_agree_with_each_other) {
  for (const char* depth : {"u8", "u16", "f32"})
    for (const char* channels : {"1", "2", "3", "4"}) {
      const std::string name = std::string(depth) + channels + ".tif";
      picture(folder, name, "photo", "33x21", {"--depth", depth, "--channels", channels});
      EXPECT_EQ(tessera({"info", "--get", "type,channels", name}).out, std::string(depth) + " " + channels + "\n");
    }
  EXPECT_EQ(tessera({"apply", "depth u8", "f323.tif", "-o", "a.png"}).status, 0);
  EXPECT_EQ(tessera({"apply", "depth u8", "u163.tif", "-o", "b.png"}).status, 0);
  EXPECT_EQ(tessera({"compare", "a.png", "u83.tif"}).status, 0);
  EXPECT_EQ(tessera({"compare", "b.png", "u83.tif"}).status, 0);
  EXPECT_EQ(tessera({"generate", "noise", "8x8", "x.jpg", "--depth", "f32"}).status, 2);
}

TEST_F(pictures, generate_does_not_replace_unasked) {
  folder.write("x.png", "mine");
  EXPECT_EQ(tessera({"generate", "noise", "8x8", "x.png"}).status, 2);
  EXPECT_EQ(read_file(folder / "x.png"), "mine");
  EXPECT_EQ(tessera({"generate", "noise", "8x8", "x.png", "--overwrite"}).status, 0);
}

TEST_F(pictures, the_zone_plate_is_a_cosine_of_the_squared_radius) {
  picture(folder, "z.png", "zone_plate", "201x201", {"--channels", "1", "--depth", "u16"});
  const tessera::image z = tessera::read(folder / "z.png");
  double worst = 0;
  for (std::int64_t y = 0; y < 201; ++y)
    for (std::int64_t x = 0; x < 201; ++x) {
      const double squares = static_cast<double>((x - 100) * (x - 100) + (y - 100) * (y - 100));
      worst = std::max(worst, std::abs(32768 + 32767 * std::cos(3.14159265358979 * squares / 201) -
                                       z.pixels().samples<tessera::u16>(y)[x]));
    }
  EXPECT_LT(worst, 40) << "of 65535";
}

TEST_F(pictures, compare_measures_what_it_says) {
  write("a.png", gray(64, 48, [](auto x, auto y) { return 100 + (x + y) % 7; }));
  write("b.png", gray(64, 48, [](auto x, auto y) { return 100 + (x + y) % 7 + (x == 10 && y == 20 ? 40 : 0); }));
  const outcome same = tessera({"compare", "a.png", "a.png"});
  EXPECT_EQ(same.status, 0);
  EXPECT_TRUE(has(same.out, "the same"));
  EXPECT_TRUE(has(same.out, "1.000000"));
  const outcome o = tessera({"compare", "a.png", "b.png"});
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(has(o.out, "first at 10,20")) << o.out;
  EXPECT_TRUE(has(o.out, "different: 1 of 3072 samples")) << o.out;
  // 10 log10(255^2 * 3072 / 40^2) = 50.96.
  EXPECT_TRUE(has(o.out, "50.96")) << o.out;
  EXPECT_EQ(tessera({"compare", "a.png", "b.png", "--tolerance", "40"}).status, 0);
  EXPECT_EQ(tessera({"compare", "a.png", "b.png", "--tolerance", "39"}).status, 1);
}

TEST_F(pictures, the_similarity_is_that_of_its_definition) {
  // Two constant pictures: only the luminance term is left, (2ab + c1) / (a^2 + b^2 + c1) = 0.970916.
  write("a.png", gray(40, 40, [](auto, auto) { return 80; }));
  write("b.png", gray(40, 40, [](auto, auto) { return 102; }));
  const double c1 = 0.0001 * 255 * 255, expected = (2 * 80.0 * 102 + c1) / (80.0 * 80 + 102.0 * 102 + c1);
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", expected);
  EXPECT_TRUE(has(tessera({"compare", "a.png", "b.png"}).out, text)) << text;
}

TEST_F(pictures, compare_tells_formats_apart_and_what_it_cannot_read) {
  write("a.png", gray(8, 8, [](auto x, auto) { return x; }));
  write("b.png", gray(9, 8, [](auto x, auto) { return x; }));
  EXPECT_EQ(tessera({"compare", "a.png", "b.png"}).status, 1);
  EXPECT_EQ(tessera({"compare", "a.png", "gone.png"}).status, 2);
  folder.write("bad.png", "bad");
  EXPECT_EQ(tessera({"compare", "bad.png", "a.png"}).status, 2);
}

TEST_F(pictures, the_difference_picture_shows_where) {
  write("a.png", gray(20, 10, [](auto, auto) { return 50; }));
  write("b.png", gray(20, 10, [](auto x, auto y) { return x == 3 && y == 4 ? 60 : 50; }));
  EXPECT_EQ(tessera({"compare", "a.png", "b.png", "--diff", "d.png"}).status, 1);
  const tessera::image d = tessera::read(folder / "d.png");
  EXPECT_EQ(d.pixels().samples<tessera::u8>(4)[3], 255);
  EXPECT_EQ(d.pixels().samples<tessera::u8>(4)[4], 0);
}

TEST_F(pictures, info_reads_headers_and_statistics) {
  write("a.png", gray(4, 2, [](auto x, auto y) { return 10 * (x + y); }));
  const outcome o = tessera({"info", "a.png"});
  EXPECT_EQ(o.status, 0);
  EXPECT_TRUE(has(o.out, "a.png: PNG 4x2, 1 x u8")) << o.out;
  const auto j = nlohmann::json::parse(tessera({"info", "--json", "--statistics", "a.png"}).out);
  EXPECT_EQ(j["width"], 4);
  EXPECT_EQ(j["statistics"][0]["channel"], "gray");
  EXPECT_EQ(j["statistics"][0]["min"], 0);
  EXPECT_EQ(j["statistics"][0]["max"], 40);
  EXPECT_DOUBLE_EQ(j["statistics"][0]["mean"], 20);
  EXPECT_NEAR(j["statistics"][0]["deviation"].get<double>(), std::sqrt(150), 1e-9);
  // 0 10 20 30 and 10 20 30 40: five levels, three of them twice.
  EXPECT_NEAR(j["statistics"][0]["entropy"].get<double>(), 3 * 0.25 * 2 + 2 * 0.125 * 3, 1e-12);
  ASSERT_EQ(j["statistics"][0]["histogram"].size(), 256u);
  EXPECT_EQ(j["statistics"][0]["histogram"][10], 2);
  EXPECT_EQ(j["statistics"][0]["histogram"][40], 1);
  EXPECT_EQ(j["statistics"][0]["histogram"][41], 0);
  EXPECT_EQ(tessera({"info", "--get", "width,height", "a.png"}).out, "4 2\n");
  EXPECT_EQ(tessera({"info", "--get", "weight", "a.png"}).status, 2);
  folder.write("bad.png", "bad");
  const outcome some = tessera({"info", "bad.png", "a.png"});
  EXPECT_EQ(some.status, 1);
  EXPECT_TRUE(has(some.out, "a.png: PNG"));
  EXPECT_TRUE(has(some.err, "bad.png"));
}

TEST_F(pictures, info_draws_histograms) {
  write("a.png", gray(4, 2, [](auto x, auto y) { return 10 * (x + y); }));
  EXPECT_EQ(tessera({"info", "a.png", "--histogram", "h.png"}).status, 0);
  const tessera::image drawn = tessera::read(folder / "h.png");
  ASSERT_EQ(drawn.format().size, (tessera::extent{512 + 24, 128 + 24}));
  const auto bar = [&](int level) {
    int height = 0;
    for (int y = 12 + 20; y < 12 + 128; ++y)
      height += drawn.pixels().samples<tessera::u8>(y)[(12 + 2 * level) * 3] == 200;
    return height;
  };
  EXPECT_EQ(bar(20), 108) << "the most frequent level fills its panel, below the label";
  EXPECT_EQ(bar(40), 64);
  EXPECT_EQ(bar(41), 0);
  EXPECT_EQ(tessera({"info", "a.png", "--histogram", "h.png"}).status, 2) << "it exists";
  EXPECT_EQ(tessera({"info", "a.png", "--histogram", "h.png", "--overwrite"}).status, 0);
  EXPECT_EQ(tessera({"info", "a.png", "h.png", "--histogram", "i.png"}).status, 2);
  EXPECT_EQ(tessera({"info", "a.png", "--histogram", "h.txt"}).status, 2);
  picture(folder, "rgb.png");
  EXPECT_EQ(tessera({"info", "rgb.png", "--histogram", "j.png"}).status, 0);
  EXPECT_EQ(tessera::read(folder / "j.png").format().size.height, 3 * (128 + 12) + 12);
  EXPECT_TRUE(has(tessera({"info", "--statistics", "rgb.png"}).out, "entropy"));
}

TEST_F(pictures, a_sheet_shows_all_pictures_and_pairs) {
  for (const char* name : {"in/a.png", "in/b.png", "out/a.jpg", "out/b.jpg"}) picture(folder, name);
  EXPECT_EQ(tessera({"sheet", "in/a.png", "in/b.png", "-o", "s.png", "--size", "64", "--columns", "2"}).status, 0);
  const auto j = nlohmann::json::parse(tessera({"info", "--json", "s.png"}).out);
  EXPECT_EQ(j["width"], 2 * (64 + 12) + 12);
  EXPECT_EQ(tessera({"sheet", "in", "out", "-o", "pairs.png"}).status, 0);
  EXPECT_EQ(tessera({"sheet", "in", "out", "-o", "pairs.png"}).status, 2) << "it exists";
  EXPECT_EQ(tessera({"sheet", "in/a.png", "in/b.png", "out/a.jpg", "--pairs", "-o", "odd.png"}).status, 2);
  folder.write("bad.png", "bad");
  const outcome partly = tessera({"sheet", "bad.png", "in/a.png", "-o", "partly.png"});
  EXPECT_EQ(partly.status, 1);
  EXPECT_TRUE(has(partly.err, "bad.png"));
  EXPECT_TRUE(fs::exists(folder / "partly.png"));
}

TEST_F(pictures, a_label_is_drawn_under_its_picture) {
  write("I.png", gray(64, 64, [](auto, auto) { return 255; }));
  EXPECT_EQ(tessera({"sheet", "I.png", "-o", "s.png", "--size", "64"}).status, 0);
  const tessera::image s = tessera::read(folder / "s.png");
  int dots = 0;
  for (std::int64_t y = 12 + 64; y < s.format().size.height; ++y)
    for (std::int64_t x = 0; x < s.format().size.width; ++x) dots += s.pixels().samples<tessera::u8>(y)[3 * x] > 200;
  EXPECT_GT(dots, 20);
  EXPECT_LT(dots, 200);
}

/// One worker does all three: what it kept from one picture must not cut the next one.
TEST_F(pictures, each_is_trimmed_by_what_is_seen_on_it) {
  fs::create_directory(folder / "in");
  const std::pair<const char*, tessera::rect> all[] = {
      {"a.png", {5, 3, 40, 30}}, {"b.png", {0, 0, 64, 1}}, {"c.png", {63, 47, 64, 48}}};
  for (const auto& [name, part] : all)
    write(std::string("in/") + name, gray(64, 48, [&, box = part](std::int64_t x, std::int64_t y) {
            return x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1 ? 40 + x + y : 200;
          }));
  ASSERT_EQ(tessera({"apply", "trim 1% | border 1", "in", "-o", "out/", "--threads", "1"}).status, 0);
  const auto size_of = [&](const std::string& name) { return tessera({"info", name, "--get", "width,height"}).out; };
  EXPECT_TRUE(has(size_of("out/a.png"), "37")) << size_of("out/a.png");
  EXPECT_TRUE(has(size_of("out/a.png"), "29")) << size_of("out/a.png");
  EXPECT_TRUE(has(size_of("out/b.png"), "66") && has(size_of("out/b.png"), "50"))
      << "its corner is part of what is kept";
  EXPECT_TRUE(has(size_of("out/c.png"), "3")) << size_of("out/c.png");
  surroundings piped = here;
  piped.input = read_file(folder / "in/a.png");
  EXPECT_EQ(run({"apply", "trim 1% | border 1", "-", "-o", "-", "--format", "png"}, piped).out,
            read_file(folder / "out/a.png"));
  EXPECT_TRUE(has(tessera({"apply", "trim 1%", "in/a.png", "-o", "x.png", "--explain"}).out, "when it runs"));
  EXPECT_FALSE(fs::exists(folder / "x.png"));
}
