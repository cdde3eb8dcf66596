// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "command.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/io/colours.hpp"

using namespace tessera::test;
using tessera::image;

namespace {

tessera::bytes srgb_profile() {
  return tagged({}, {tessera::target_colours::which::srgb}, tessera::make_format(tessera::sample_type::u8, 3, {1, 1}),
                tessera::container::jpeg)
      .icc;
}

/// sRGB with the names of its red and green primaries exchanged.
tessera::bytes exchanged_profile() {
  tessera::bytes file = srgb_profile();
  for (std::size_t tag = 132; tag + 12 <= 132 + 12 * 32; tag += 12) {
    const std::string_view name(reinterpret_cast<const char*>(file.data()) + tag, 4);
    if (name == "rXYZ") file[tag] = std::byte{'g'};
    else if (name == "gXYZ") file[tag] = std::byte{'r'};
  }
  return file;
}

class colours : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }

  /// A picture of one colour.
  void write(const std::string& name, std::array<int, 3> colour, const tessera::bytes& profile) {
    std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
    image made(make_format(tessera::sample_type::u8, 3, {40, 30}));
    for (std::int64_t y = 0; y < 30; ++y)
      for (std::int64_t i = 0; i < 120; ++i)
        made.edit().samples<tessera::u8>(y)[i] = static_cast<tessera::u8>(colour[static_cast<std::size_t>(i % 3)]);
    tessera::metadata extra;
    extra.icc = profile;
    tessera::write(made, folder / name, {}, extra);
  }

  std::array<int, 3> colour_of(const std::string& name) {
    const image made = tessera::read(folder / name);
    const auto* p = made.pixels().samples<tessera::u8>(0);
    return {p[0], p[1], p[2]};
  }
};

using rgb = std::array<int, 3>;

}  // namespace

TEST_F(colours, every_file_is_brought_from_its_own_profile) {
  write("in/1.png", {200, 40, 90}, exchanged_profile());
  write("in/2.png", {200, 40, 90}, {});
  write("in/3.png", {200, 40, 90}, exchanged_profile());
  ASSERT_EQ(tessera({"apply", "copy", "in", "-o", "out/", "--colour", "srgb", "--threads", "1"}).status, 0);
  EXPECT_EQ(colour_of("out/1.png"), (rgb{40, 200, 90}));
  EXPECT_EQ(colour_of("out/2.png"), (rgb{200, 40, 90}));
  EXPECT_EQ(colour_of("out/3.png"), (rgb{40, 200, 90}));
  ASSERT_EQ(tessera({"apply", "copy", "in", "-o", "kept/"}).status, 0);
  EXPECT_EQ(colour_of("kept/1.png"), (rgb{200, 40, 90}));
}

TEST_F(colours, a_file_names_the_wanted_ones) {
  const tessera::bytes profile = exchanged_profile();
  std::ofstream(folder / "exchanged.icc", std::ios::binary)
      .write(reinterpret_cast<const char*>(profile.data()), static_cast<std::streamsize>(profile.size()));
  write("a.png", {200, 40, 90}, {});
  ASSERT_EQ(tessera({"apply", "invert", "a.png", "-o", "b.png", "--color", "exchanged.icc"}).status, 0);
  EXPECT_EQ(colour_of("b.png"), (rgb{215, 55, 165}));
  EXPECT_EQ(tessera::open_source(folder / "b.png")->info().extra.icc, profile);
  ASSERT_EQ(tessera({"apply", "copy", "b.png", "-o", "c.png", "--colour", "srgb"}).status, 0);
  EXPECT_EQ(colour_of("c.png"), (rgb{55, 215, 165}));
}

TEST_F(colours, second_inputs_are_brought_to_them_too) {
  write("first.png", {0, 0, 0}, {});
  write("second.png", {200, 40, 90}, exchanged_profile());
  for (const char* how : {"srgb", "linear"}) {
    ASSERT_EQ(
        tessera({"apply", "overlay second.png", "first.png", "-o", "over.png", "--overwrite", "--colour", how}).status,
        0);
    EXPECT_EQ(colour_of("over.png"), (rgb{40, 200, 90})) << how;
  }
}

TEST_F(colours, light_is_what_a_mean_is_taken_of) {
  image checks(make_format(tessera::sample_type::u8, 1, {64, 64}));
  for (std::int64_t y = 0; y < 64; ++y)
    for (std::int64_t x = 0; x < 64; ++x)
      checks.edit().samples<tessera::u8>(y)[x] = static_cast<tessera::u8>((x + y) % 2 * 255);
  tessera::write(checks, folder / "checks.png");
  for (const auto& [how, expected] : {std::pair{"keep", 128}, std::pair{"linear", 188}}) {
    ASSERT_EQ(
        tessera({"apply", "resize 50% filter=area", "checks.png", "-o", "mean.png", "--overwrite", "--colour", how})
            .status,
        0);
    const image mean = tessera::read(folder / "mean.png");
    EXPECT_EQ(mean.format(), make_format(tessera::sample_type::u8, 1, {32, 32})) << "gray of 8 bits again";
    EXPECT_EQ(mean.pixels().samples<tessera::u8>(5)[5], expected) << how;
  }
  for (const char* stages : {"grayscale", "channel red", "convert srgb", "depth u16 | gaussian 1"})
    EXPECT_EQ(tessera({"apply", stages, "checks.png", "-o", "more.tif", "--overwrite", "--colour", "linear"}).status, 0)
        << stages;
}

TEST_F(colours, what_is_no_choice_is_bad_usage) {
  picture(folder, "a.png");
  const auto before = snapshot(folder.path().string());
  for (const char* name : {"sRGB", "missing.icc", "a.png"}) {
    const outcome o = tessera({"apply", "copy", "a.png", "-o", "b.png", "--colour", name});
    EXPECT_EQ(o.status, 2) << o.err;
    EXPECT_NE(o.err.find("--colour"), std::string::npos) << o.err;
    EXPECT_NE(o.err.find(name), std::string::npos) << o.err;
    EXPECT_NE(o.err.find("keep, srgb, linear"), std::string::npos) << o.err;
  }
  EXPECT_EQ(snapshot(folder.path().string()), before);
}

TEST_F(colours, the_plan_tells_them) {
  write("a.png", {1, 2, 3}, exchanged_profile());
  const outcome o = tessera({"apply", "gaussian 2", "a.png", "--explain", "--colour", "linear"});
  EXPECT_NE(o.out.find("colours | gaussian | srgb"), std::string::npos) << o.out;
  tessera::bytes damaged = exchanged_profile();
  damaged[36] = std::byte{0};
  write("b.png", {1, 2, 3}, damaged);
  const outcome left = tessera({"apply", "copy", "b.png", "-o", "c.tif", "--colour", "srgb"});
  EXPECT_EQ(left.status, 0);
}

TEST_F(colours, memory_is_predicted) {
  if (slowness() > 1) GTEST_SKIP() << "a sanitizer needs memory of its own";
  image large(make_format(tessera::sample_type::u8, 3, {1600, 1200}));
  tessera::metadata extra;
  extra.icc = exchanged_profile();
  tessera::write(large, folder / "a.jpg", {}, extra);
  for (const char* how : {"srgb", "linear"}) {
    const words line{"apply", "gaussian 2", "a.jpg", "-o", "out/", "-q", "--overwrite", "--json", "--colour", how};
    words question = line;
    question.push_back("--explain");
    const outcome plan = tessera(question), used = tessera(line);
    std::smatch found;
    ASSERT_TRUE(std::regex_search(plan.out, found, std::regex("\\((\\d+) bytes\\)"))) << plan.out << plan.err;
    const auto at = used.out.rfind("{\"summary\"");
    ASSERT_NE(at, std::string::npos) << used.err;
    const double measured = nlohmann::json::parse(used.out.substr(at))["summary"]["peak_bytes"].get<double>();
    EXPECT_GE(std::stod(found[1]), measured) << how;
  }
}
