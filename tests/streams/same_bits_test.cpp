// SPDX-License-Identifier: Apache-2.0
// Tiles through slots give the bits that the CPU gives, however they are cut and wherever they run.
#include <gtest/gtest.h>

#include "streams/device_runs.hpp"
#include "support/row_streams.hpp"
#include "tessera/host/io/colours.hpp"

namespace tessera::test {

namespace {

constexpr const char* looks[] = {"copy",
                                 "gaussian 2 | unsharp 1 0.8 | gamma 2.2",
                                 "median 2 | sobel",
                                 "resize 60% | gain 1.1",
                                 "rotate 17",
                                 "grayscale | equalize | gaussian 1",
                                 "pad 5 | crop 40x30 3 2 | flop",
                                 "depth f32 | auto_levels | depth u8",
                                 "gain 1.1 | clahe 3 tiles=3,2 | gamma 1.2"};

void expect_same(const std::string& look, const image& in, const device_way& way) {
  run_report report;
  const image made = on_device(look, in, way, &report);
  EXPECT_EQ(difference(made.pixels(), on_processor(look, in, way.edges).pixels()), "")
      << look << ", " << words(in.format()) << (way.streamed ? ", streamed" : "") << ", tiles " << way.tile.width << "x"
      << way.tile.height << ", " << way.slots << " slots";
  EXPECT_GT(report.tiles, 0u) << look;
  EXPECT_EQ(report.tiles_on_cpu, 0u) << look << ": " << (report.notices.empty() ? "" : report.notices.front());
}

/// A pipeline in linear light and back, on devices or not.
image in_light(const std::string& look, const image& in, bool device, run_report& report) {
  plan_options options;
  options.tile = {0, 13};
  options.workers = 2;
  options.colours = [](const format& f, std::vector<std::string>& notices) {
    return colour_changes({target_colours::which::linear}).stages({}, f, notices);
  };
  options.storable = [](const format& made) { return made; };
  options.device_demanded = device;
  std::string reason;
  if (device) options.device = make_cuda_backend({-1, 3, 0}, reason);
  executor runs(make_plan(parse(look), in.format(), options));
  row_source from(in);
  row_sink to(runs.the_plan().output);
  runs.run(from, to, {{}, nullptr, &report});
  return to.pixels;
}

}  // namespace

TEST(same_bits, in_linear_light) {
  start_anew();
  for (const char* look : {"copy", "gaussian 2 | saturation 1.3", "resize 60% | grayscale", "equalize"})
    for (const format& layout : all_formats({61, 47})) {
      const image in = picture(layout, look::noise);
      run_report report, none;
      const image made = in_light(look, in, true, report);
      EXPECT_EQ(difference(made.pixels(), in_light(look, in, false, none).pixels()), "")
          << look << ", " << words(layout);
      EXPECT_GT(report.tiles, 0u);
      EXPECT_EQ(report.tiles_on_cpu, 0u) << look;
    }
}

TEST(same_bits, for_every_format) {
  start_anew();
  for (const char* look : looks)
    for (const format& layout : all_formats({61, 47}))
      expect_same(look, picture(layout, look::noise), {true, {0, 13}, 3});
}

TEST(same_bits, however_the_tiles_are_cut) {
  const image in = picture(make_format(sample_type::u8, 3, {67, 53}), look::scene);
  long turn = 0;
  for (const char* look : looks)
    for (const extent tile : {extent{0, 0}, {0, 1}, {0, 7}, {0, 53}, {16, 16}, {5, 53}})
      for (const bool streamed : {false, true})
        for (const int slots : {1, 2, 8}) {
          if (turn++ % stride() != 0) continue;
          start_anew(static_cast<std::uint64_t>(slots));
          expect_same(look, in, {streamed && tile.width == 0, tile, slots});
        }
}

TEST(same_bits, with_every_border) {
  start_anew();
  const image in = picture(make_format(sample_type::u16, 3, {37, 29}), look::noise);
  for (const border_kind kind : {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                 border_kind::wrap, border_kind::constant})
    for (const char* look : {"gaussian 3 | median 1", "convolve 0,1,2,3,4,5,6,7,8 | box 2"})
      for (const bool streamed : {false, true})
        expect_same(look, in, {streamed, {0, 8}, 2, {kind, {0.2f, 0.4f, 0.6f, 1.0f}}});
}

TEST(same_bits, of_the_smallest_pictures) {
  start_anew();
  for (const char* look : looks)
    for (const extent size : {extent{1, 1}, {1, 40}, {40, 1}, {2, 3}})
      if (std::string(look).find("crop") == std::string::npos)
        expect_same(look, picture(make_format(sample_type::u8, 3, size)), {true, {}, 0});
}

}  // namespace tessera::test
