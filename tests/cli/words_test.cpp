// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "command.hpp"

using namespace tessera::test;

TEST(help, lists_the_commands_and_exits_with_0) {
  const outcome all = run({"--help"});
  EXPECT_EQ(all.status, 0);
  EXPECT_TRUE(all.err.empty());
  for (const char* command : {"apply", "ops", "info", "compare", "generate", "sheet", "devices", "bench"}) {
    EXPECT_TRUE(has(all.out, command)) << command;
    const outcome one = run({command, "--help"});
    EXPECT_EQ(one.status, 0) << command << one.err;
    EXPECT_TRUE(has(one.out, "--help")) << command;
  }
  EXPECT_TRUE(has(run({"apply", "--help"}).out, "gaussian")) << "the operators are listed, from the registry";
  EXPECT_TRUE(has(run({"--version"}).out, "tessera 0."));
}

TEST(help, comes_in_under_20_milliseconds) {
  double best = 1;
  for (int i = 0; i < 20; ++i) best = std::min(best, run({"--help"}).seconds);
  EXPECT_LT(best, 0.020 * slowness());
}

TEST(usage, errors_exit_with_2_and_print_nothing_to_stdout) {
  for (const words& line :
       {words{}, words{"apply"}, words{"apply", "invert"}, words{"apply", "invert", "a.jpg", "--no-such-option"},
        words{"apply", "nonsense 2", "a.jpg", "-o", "b.jpg"}, words{"compare", "a.jpg"}, words{"ops", "nonsense"},
        words{"aply", "x"}, words{"info"}, words{"sheet", "a.jpg"}, words{"generate", "plaid", "4x4", "x.png"},
        words{"generate", "noise", "4by4", "x.png"},
        words{"apply", "invert", "a.jpg", "-o", "b.jpg", "--threads", "0"}}) {
    const outcome o = run(line);
    EXPECT_EQ(o.status, 2) << testing::PrintToString(line);
    EXPECT_TRUE(o.out.empty());
    EXPECT_TRUE(has(o.err, "tessera: ")) << o.err;
  }
}

TEST(usage, guesses_the_slip) {
  scratch folder;
  picture(folder, "x.jpg");
  const surroundings here{"", folder.path(), nullptr, -1};
  EXPECT_TRUE(has(run({"apply", "gaussian", "2", "x.jpg", "-o", "y.jpg"}, here).err,
                  "no file \"2\"; quote the pipeline: 'gaussian 2'"));
  EXPECT_TRUE(
      has(run({"apply", "resize", "50%", "x.jpg", "-o", "y.jpg"}, here).err, "quote the pipeline: 'resize 50%'"));
  EXPECT_TRUE(has(run({"apply", "x.jpg", "gaussian 2", "-o", "y.jpg"}, here).err,
                  "the pipeline comes first: tessera apply 'gaussian 2' x.jpg"));
  EXPECT_TRUE(has(run({"resize", "50%", "x.jpg"}, here).err, "tessera apply 'resize 50%' x.jpg"));
  EXPECT_TRUE(has(run({"x.jpg"}, here).err, "tessera apply 'PIPELINE' x.jpg"));
  EXPECT_TRUE(has(run({"aply"}, here).err, "did you mean \"apply\"?"));
  EXPECT_TRUE(has(run({"apply", "negate", "x.jpg", "-o", "y.jpg"}, here).err, "\"negate\" is \"invert\" here"));
  EXPECT_FALSE(std::filesystem::exists(folder / "y.jpg"));
}

TEST(usage, options_say_what_they_take) {
  scratch folder;
  picture(folder, "x.jpg");
  const surroundings here{"", folder.path(), nullptr, -1};
  const auto message = [&](const words& more) {
    words line{"apply", "invert", "x.jpg", "-o", "y.jpg"};
    line.insert(line.end(), more.begin(), more.end());
    const outcome o = run(line, here);
    EXPECT_EQ(o.status, 2) << testing::PrintToString(more) << o.err;
    return o.err;
  };
  EXPECT_TRUE(has(message({"--quality", "0"}), "1 to 100"));
  EXPECT_TRUE(has(message({"--quality", "high"}), "1 to 100"));
  EXPECT_TRUE(has(message({"--border", "mirror"}), "reflect101"));
  EXPECT_TRUE(has(message({"--border", "constant"}), "constant:COLOUR"));
  EXPECT_TRUE(has(message({"--background", "whitish"}), "#rrggbb"));
  EXPECT_TRUE(has(message({"--memory-limit", "lots"}), "256M"));
  EXPECT_TRUE(has(message({"--limit-seconds", "0"}), "--limit-seconds"));
  EXPECT_TRUE(has(message({"--tile-size", "0x4"}), "whole number"));
  EXPECT_TRUE(has(message({"--format", "heic"}), "png"));
  EXPECT_TRUE(has(message({"--metadata", "some"}), "no-private"));
  EXPECT_TRUE(has(message({"-O", "sharpness=3"}), "progressive")) << "unknown keys list the valid ones";
  EXPECT_TRUE(has(message({"--device", "cuda"}), "no CUDA part"));
  EXPECT_TRUE(has(message({"--simd", "mmx"}), "this machine has no \"mmx\"; it has"));
  EXPECT_TRUE(has(message({"--device", "tpu"}), "auto, cpu and cuda"));
  EXPECT_TRUE(has(message({"--overwrite", "--skip-existing"}), "exclude"));
  EXPECT_TRUE(has(message({"-0"}), "--files-from"));
  EXPECT_FALSE(std::filesystem::exists(folder / "y.jpg"));
}

TEST(ops, lists_every_operator_in_a_line) {
  const outcome list = run({"ops"});
  EXPECT_EQ(list.status, 0);
  const auto lines = std::count(list.out.begin(), list.out.end(), '\n');
  const auto all = nlohmann::json::parse(run({"ops", "--json"}).out);
  EXPECT_EQ(static_cast<std::size_t>(lines), all.size());
  EXPECT_GE(all.size(), 20u);
  for (const auto& op : all) {
    EXPECT_TRUE(has(list.out, op["name"].get<std::string>() + " ")) << op["name"];
    for (const char* key : {"name", "theme", "summary", "usage", "example", "parameters"})
      EXPECT_TRUE(op.contains(key)) << op["name"] << key;
    for (const auto& p : op["parameters"])
      for (const char* key : {"name", "doc", "kind", "range", "required"})
        EXPECT_TRUE(p.contains(key)) << op["name"] << key;
  }
}

TEST(ops, has_what_a_picture_needs) {
  std::istringstream wanted(
      "invert gain exposure brightness_contrast gamma levels curves sigmoid_contrast threshold posterize solarize "
      "clamp lut ordered_dither tone_map shadows_highlights "
      "grayscale convert colour_matrix saturation vibrance hue white_balance temperature sepia channel_mix channel "
      "swap_channels lut3d false_colour premultiply unpremultiply flatten add_alpha "
      "overlay add subtract multiply divide difference minimum_of maximum_of blend composite mask "
      "box gaussian motion_blur convolve sobel scharr prewitt laplacian laplacian_of_gaussian difference_of_gaussians "
      "emboss unsharp high_pass "
      "median percentile erode dilate open close morphological_gradient top_hat black_hat bilateral guided "
      "non_local_means kuwahara local_deviation adaptive_threshold sauvola despeckle canny "
      "resize thumbnail crop trim pad extend border flip flop transpose rotate shear affine perspective undistort "
      "swirl polar pixelate "
      "equalize clahe auto_levels auto_gamma gray_world otsu standardize match_histogram demosaic vignette noise "
      "film_grain ");
  const auto all = nlohmann::json::parse(run({"ops", "--json"}).out);
  std::map<std::string, nlohmann::json> known;
  for (const auto& op : all) known[op["name"]] = op;
  for (std::string name; wanted >> name;) {
    ASSERT_TRUE(known.contains(name)) << name;
    if (name == "lut" || name == "lut3d") continue;  // their examples name files
    const auto& op = known[name];
    std::size_t taken = 0;
    for (const char* type : {"u8", "u16", "f32"}) taken += op["formats"][type].size();
    EXPECT_EQ(taken + (op.contains("refused") ? op["refused"].size() : 0), 12u) << name;
    EXPECT_GE(taken, 3u) << name;
  }
}

TEST(ops, describes_one_with_an_example_and_its_result) {
  const outcome one = run({"ops", "gaussian"});
  EXPECT_EQ(one.status, 0);
  for (const char* part : {"sigma", "0.1..250", "default 1", "gaussian 2", "result"})
    EXPECT_TRUE(has(one.out, part)) << part << one.out;
  EXPECT_EQ(run({"ops", "gray-scale"}).status, 2);
  EXPECT_EQ(run({"ops", "greyscale"}).status, 0) << "spellings are one word";
}

TEST(devices, says_what_can_run) {
  const auto list = nlohmann::json::parse(run({"devices", "--json"}).out);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["name"], "cpu");
  EXPECT_GE(list[0]["threads"].get<int>(), 1);
  EXPECT_FALSE(list[1]["usable"].get<bool>());
  EXPECT_FALSE(list[1]["reason"].get<std::string>().empty());
  EXPECT_TRUE(has(run({"devices"}).out, "cuda"));
}

TEST(bench, is_a_program_of_its_own) {
  if (std::filesystem::exists(TESSERA_BINARY_DIR "/bin/tessera-bench")) GTEST_SKIP() << "it is built here";
  const outcome o = run({"bench"});
  EXPECT_EQ(o.status, 2);
  EXPECT_TRUE(has(o.err, "TESSERA_BUILD_BENCHMARKS"));
}
