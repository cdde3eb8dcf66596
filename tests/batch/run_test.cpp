// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "support/scratch.hpp"
#include "tessera/host/batch/memory.hpp"
#include "tessera/host/batch/run.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/files.hpp"

using namespace tessera;
using tessera::test::scratch;

namespace {

image scene(std::int64_t width, std::int64_t height) {
  image made(make_format(sample_type::u8, 3, {width, height}));
  std::uint32_t state = 1;
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t i = 0; i < 3 * width; ++i)
      made.edit().samples<u8>(y)[i] = static_cast<u8>((state = state * 1664525u + 1013904223u) >> 24);
  return made;
}

std::vector<batch_job> jobs_for(const scratch& folder, const std::vector<std::string>& names) {
  std::vector<batch_input> inputs;
  for (const auto& name : names) inputs.push_back({folder / name, ""});
  output_request request;
  request.to = folder / "out/";
  request.existing = existing_rule::overwrite;
  return name_outputs(inputs, request);
}

}  // namespace

TEST(batch, gives_what_the_engine_gives_whatever_is_read_of_a_row) {
  scratch folder;
  const image picture = scene(211, 97);
  write(picture, folder / "a.png");
  engine engine;
  for (const char* text : {"copy", "crop 50x40 x=100 y=30", "crop 10", "gaussian 3 | crop 50%", "flip", "flop",
                           "rotate 90", "resize 50%", "pad 10", "equalize", "median 2 | crop x20"})
    for (const int threads : {1, 3}) {
      batch_options options;
      options.threads = threads;
      std::size_t done = 0;
      const auto jobs = jobs_for(folder, {"a.png"});
      run_batch(parse(text), jobs, options,
                [&](const job_result& result) { done += result.status == job_status::done; });
      ASSERT_EQ(done, 1u) << text;
      EXPECT_EQ(read(folder / "out/a.png"), engine.run(parse(text), picture)) << text << " with " << threads;
    }
}

TEST(batch, where_pixels_lie_is_forgotten_once_they_move) {
  scratch folder;
  metadata extra;
  // A little-endian directory with ModelPixelScale alone: 33550, three doubles at offset 26.
  const unsigned char block[] = {'I', 'I', 42, 0, 8, 0,  0, 0, 1, 0, 0x0e, 0x83, 12,
                                 0,   3,   0,  0, 0, 26, 0, 0, 0, 0, 0,    0,    0};
  for (const unsigned char c : block) extra.georeference.push_back(static_cast<std::byte>(c));
  extra.georeference.resize(sizeof block + 24);
  write(scene(20, 30), folder / "a.tif", {}, extra);
  ASSERT_FALSE(open_source(folder / "a.tif")->info().extra.georeference.empty());
  for (const auto& [text, stays] :
       std::map<const char*, bool>{{"copy", true}, {"gaussian 1", true}, {"rotate 90", false}, {"flip", false}}) {
    const auto jobs = jobs_for(folder, {"a.tif"});
    run_batch(parse(text), jobs, {}, [&](const job_result& result) { EXPECT_EQ(result.status, job_status::done); });
    EXPECT_EQ(!open_source(folder / "out/a.tif")->info().extra.georeference.empty(), stays) << text;
  }
}

TEST(batch, pictures_of_several_formats_may_follow_each_other) {
  scratch folder;
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) {
    names.push_back(std::to_string(i) + (i % 2 ? ".png" : ".tif"));
    write(scene(40 + i % 3, 30), folder / names.back());
  }
  batch_options options;
  options.threads = 2;
  std::size_t done = 0;
  run_batch(parse("gaussian 1"), jobs_for(folder, names), options,
            [&](const job_result& result) { done += result.status == job_status::done; });
  EXPECT_EQ(done, 12u);
  engine engine;
  for (int i = 0; i < 12; ++i)
    EXPECT_EQ(read(folder / ("out/" + names[static_cast<std::size_t>(i)])),
              engine.run(parse("gaussian 1"), scene(40 + i % 3, 30)))
        << i;
}

TEST(batch, one_failure_does_not_stop_the_others_unless_asked) {
  scratch folder;
  folder.write("0.png", "broken");
  std::vector<std::string> names{"0.png"};
  for (int i = 1; i < 5; ++i) names.push_back(std::to_string(i) + ".png"), write(scene(20, 20), folder / names.back());
  batch_options options;
  std::map<job_status, int> counts;
  const auto count = [&](const job_result& result) { ++counts[result.status]; };
  run_batch(parse("invert"), jobs_for(folder, names), options, count);
  EXPECT_EQ(counts[job_status::done], 4);
  EXPECT_EQ(counts[job_status::failed], 1);
  counts.clear();
  options.fail_fast = true;
  run_batch(parse("invert"), jobs_for(folder, names), options, count);
  EXPECT_EQ(counts[job_status::done], 0);
  EXPECT_EQ(counts[job_status::failed], 1);
}

TEST(batch, stops_when_asked_and_passes_on_what_a_report_throws) {
  scratch folder;
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back(std::to_string(i) + ".png"), write(scene(20, 20), folder / names.back());
  std::stop_source stop;
  batch_options options;
  options.stop = stop.get_token();
  int reported = 0;
  run_batch(parse("invert"), jobs_for(folder, names), options, [&](const job_result&) {
    if (++reported == 3) stop.request_stop();
  });
  EXPECT_EQ(reported, 3);
  options.stop = {};
  reported = 0;
  EXPECT_THROW(run_batch(parse("invert"), jobs_for(folder, names), options,
                         [&](const job_result&) {
                           ++reported;
                           throw std::runtime_error("enough");
                         }),
               std::runtime_error);
  EXPECT_EQ(reported, 1);
}

TEST(batch, a_budget_is_kept_and_what_cannot_fit_says_what_would) {
  scratch folder;
  write(scene(500, 400), folder / "a.png");
  batch_options options;
  options.memory = 100000;
  std::optional<error> problem;
  run_batch(parse("flip"), jobs_for(folder, {"a.png"}), options,
            [&](const job_result& result) { problem = result.problem; });
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->kind(), error_kind::limit);
  EXPECT_EQ(problem->parameter(), "memory-limit");
  EXPECT_NE(std::string(problem->what()).find("the smallest --memory-limit that would do is"), std::string::npos);
}

TEST(memory, sizes_are_read_in_powers_of_1024) {
  EXPECT_EQ(parse_bytes("256M", "x"), 256u << 20);
  EXPECT_EQ(parse_bytes("1.5k", "x"), 1536u);
  EXPECT_EQ(parse_bytes("2GiB", "x"), std::size_t{2} << 30);
  EXPECT_EQ(parse_bytes("100", "x"), 100u);
  for (const char* bad : {"", "M", "-1M", "1X", "1 M", "nan", "inf", "1e30T", "0"})
    EXPECT_THROW(parse_bytes(bad, "x"), error) << bad;
}

TEST(memory, a_gate_gives_no_more_than_it_has) {
  memory_gate gate(100);
  memory_share a(gate), b(gate);
  EXPECT_TRUE(a.reset(60, {}));
  EXPECT_FALSE(b.try_grow(50));
  EXPECT_TRUE(b.try_grow(40));
  a.shrink(10);
  EXPECT_TRUE(b.try_grow(50));
  EXPECT_EQ(b.bytes(), 90u);
  EXPECT_FALSE(a.reset(101, {})) << "more than there is at all";
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(a.reset(50, stop.get_token()));
}
