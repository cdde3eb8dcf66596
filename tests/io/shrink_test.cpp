// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/shrink.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "io/pictures.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/schedule/executor.hpp"

using namespace tessera;

namespace {

int factor(const char* text, extent size, bool resizes = false) {
  return shrink_on_load(parse(text), make_format(sample_type::u8, 3, size), resizes);
}

/// Slow waves: what a smaller decoding shows differently is noise alone, unless it lies elsewhere.
image waves(extent size) {
  image made(make_format(sample_type::u8, 3, size));
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x)
      for (int c = 0; c < 3; ++c) {
        const double wave = std::sin(static_cast<double>(x) / (20 + c)) + std::cos(static_cast<double>(y) / (27 - c));
        test::set_sample(made.edit(), x, y, c, 0.5 + 0.2 * wave);
      }
  return made;
}

/// What a pipeline makes of a JPEG that is stored in an orientation, decoded at a part of its size.
image made_of(const bytes& file, const pipeline& look, int shrink, int orientation, int workers = 1, extent tile = {}) {
  const auto from = open_source(file, {.shrink = shrink});
  plan_options options;
  options.orientation = orientation;
  options.shrunk = from->info().shrunk;
  options.full = from->info().full;
  options.workers = workers;
  options.tile = tile;
  executor runs(make_plan(look, from->info().layout, options));
  image out(runs.the_plan().output);
  runs.run(*from, out.edit());
  return out;
}

}  // namespace

TEST(shrink_on_load, leaves_twice_the_size) {
  EXPECT_EQ(factor("thumbnail 800", {6000, 4000}), 2);
  EXPECT_EQ(factor("thumbnail 750", {6000, 4000}), 4);
  EXPECT_EQ(factor("thumbnail 375", {6000, 4000}), 8);
  EXPECT_EQ(factor("thumbnail 10", {6000, 4000}), 8);
  EXPECT_EQ(factor("thumbnail 1600", {6000, 4000}), 1);
  EXPECT_EQ(factor("thumbnail 12%", {6000, 4000}), 4);
  EXPECT_EQ(factor("thumbnail 300x300 fit=cover", {6000, 4000}), 4) << "the shorter side counts";
  EXPECT_EQ(factor("thumbnail 100x1000 fit=exact", {6000, 4000}), 2);
  EXPECT_EQ(factor("thumbnail 750 | unsharp 1", {6000, 4000}), 4);
}

TEST(shrink_on_load, is_for_what_is_first_and_wants_no_pixel_itself) {
  const extent size{6000, 4000};
  EXPECT_EQ(factor("gaussian 1 | thumbnail 100", size, true), 1);
  EXPECT_EQ(factor("resize 100", size), 1);
  EXPECT_EQ(factor("resize 100", size, true), 8);
  EXPECT_EQ(factor("resize 100 filter=nearest", size, true), 1);
  EXPECT_EQ(factor("resize 100 antialias=false", size, true), 1);
  EXPECT_EQ(factor("thumbnail 100 linear=true", size), 1);
  EXPECT_EQ(factor("thumbnail 100 | overlay (input | resize 10%)", size), 1);
  EXPECT_EQ(factor("thumbnail 100 | top_hat 2 | shadows_highlights", size), 8);
  EXPECT_EQ(shrink_on_load({}, make_format(sample_type::u8, 3, size)), 1);
}

TEST(shrink_on_load, sizes_are_rounded_up) {
  const bytes file = encode(waves({101, 59}), "jpg");
  for (const auto& [n, size] : {std::pair{2, extent{51, 30}}, {4, extent{26, 15}}, {8, extent{13, 8}}}) {
    const auto from = open_source(file, {.shrink = n});
    EXPECT_EQ(from->info().layout.size, size);
    EXPECT_EQ(from->info().full, (extent{101, 59}));
    const pictures::picture first = pictures::read(*from);
    from->rewind();
    EXPECT_EQ(pictures::read(*from).data, first.data);
    EXPECT_EQ(decode(file, {.shrink = n}).format().size, size);
  }
  const auto from = open_source(file);
  EXPECT_FALSE(from->shrink(3));
  EXPECT_TRUE(from->shrink(4));
  EXPECT_FALSE(from->shrink(2)) << "once only";
  EXPECT_FALSE(open_source(encode(waves({64, 64}), "png"))->shrink(2));
}

TEST(shrink_on_load, nothing_moves_in_any_orientation) {
  const image in = waves({803, 597});
  const bytes file = encode(in, "jpg", {.quality = 98});
  for (const char* text : {"thumbnail 100", "thumbnail 60x60 fit=cover gravity=northwest",
                           "thumbnail 60x60 fit=cover gravity=southeast", "thumbnail 40x90 fit=exact", "thumbnail 11%"})
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const image whole = made_of(file, parse(text), 1, orientation);
      for (const int n : {2, 4}) {
        const image small = made_of(file, parse(text), n, orientation);
        ASSERT_EQ(small.format(), whole.format());
        // Half a pixel of the smaller picture elsewhere would be 6 levels.
        EXPECT_LE(test::largest_difference(small, whole), 3)
            << text << " at 1/" << n << " in orientation " << orientation;
      }
    }
}

TEST(shrink_on_load, gives_the_same_bits_however_it_is_cut) {
  const bytes file = encode(waves({803, 597}), "jpg");
  const pipeline look = parse("thumbnail 97 | unsharp 1");
  const image expected = made_of(file, look, 4, 6);
  EXPECT_EQ(made_of(file, look, 4, 6, 3), expected);
  EXPECT_EQ(made_of(file, look, 4, 6, 2, {0, 7}), expected);
  EXPECT_EQ(made_of(file, look, 4, 6, 2, {13, 11}), expected);
}
