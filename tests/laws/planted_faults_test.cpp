// SPDX-License-Identifier: Apache-2.0
// Each law must fail where it is broken: the engine with one fault planted, in its place.
#include <gtest/gtest.h>

#include "laws/laws.hpp"
#include "support/pictures.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::test {

namespace {

const format rgb8 = make_format(sample_type::u8, 3, {48, 40});

void expect_caught(const findings& found) {
  EXPECT_FALSE(found.broken.empty()) << "the law let the fault pass in " << found.checked << " checks";
}

}  // namespace

TEST(planted_fault, a_halo_that_is_one_row_short) {
  const runner short_halo = [](const pipeline& p, const const_view& in, const setting& how) {
    image out = run_engine(p, in, how);
    if (how.options.tile.height == 0 || how.options.tile.height > in.format.size.height) return out;
    // Every tile sees its neighbours only up to one row less than the filter reaches.
    const std::int64_t reach = 7;
    for (std::int64_t y = 0; y < in.format.size.height; y += how.options.tile.height) {
      format layout = in.format;
      const std::int64_t top = std::max<std::int64_t>(0, y - reach),
                         end = std::min(in.format.size.height, y + how.options.tile.height);
      layout.size.height = std::min(in.format.size.height, end + reach) - top;
      const image part = run_engine(p, const_view{in.row(top), in.pitch, layout, in.order}, {});
      for (std::int64_t k = y; k < end; ++k)
        std::copy_n(part.pixels().row(k - top), in.format.row_bytes(), out.edit().row(k));
    }
    return out;
  };
  expect_caught(same_for_every_tiling(short_halo, parse("gaussian 2"), picture(rgb8, look::extremes)));
}

TEST(planted_fault, a_kernel_that_reads_past_its_reach) {
  const runner greedy = [](const pipeline& p, const const_view& in, const setting& how) {
    image out = run_engine(p, in, how);
    // One pixel beyond the window has an influence of one level.
    if (how.options.region) {
      const std::int64_t x = std::min(in.format.size.width - 1, how.options.region->x1 + 1);
      const double far = sample_at(in, x, how.options.region->y0, 0);
      set_sample(out.edit(), 0, 0, 0, far > 0.5 ? sample_at(out, 0, 0, 0) : 1 - sample_at(out, 0, 0, 0));
    }
    return out;
  };
  expect_caught(reads_only_what_it_needs(greedy, parse("box 1"), picture(rgb8)));
}

TEST(planted_fault, an_edge_of_the_wrong_kind) {
  const runner wrong_edge = [](const pipeline& p, const const_view& in, setting how) {
    if (how.options.edges.kind == border_kind::reflect) how.options.edges.kind = border_kind::reflect101;
    return run_engine(p, in, how);
  };
  expect_caught(edges_follow_the_rule(wrong_edge, parse("box 3"), picture(rgb8), border_kind::reflect));
}

TEST(planted_fault, a_seam_between_tiles) {
  const runner seam = [](const pipeline& p, const const_view& in, const setting& how) {
    image out = run_engine(p, in, how);
    const std::int64_t tile = how.options.tile.height;
    if (tile > 0 && tile < out.format().size.height) set_sample(out.edit(), 3, tile, 0, 1 - sample_at(out, 3, tile, 0));
    return out;
  };
  expect_caught(same_for_every_tiling(seam, parse("gamma 2"), picture(rgb8)));
}

TEST(planted_fault, a_fused_run_that_rounds_only_once) {
  const runner rounds_once = [](const pipeline& p, const const_view& in, const setting& how) {
    if (p.stages().size() < 2 || !how.options.fuse) return run_engine(p, in, how);
    pipeline wide = parse("depth f32");
    wide |= p;
    return run_engine(wide | parse("depth u8"), in, how);
  };
  expect_caught(chain_equals_steps(rounds_once, parse("gamma 0.3"), parse("gamma 3.1"), picture(rgb8)));
}

TEST(planted_fault, a_simd_level_that_is_off_by_one) {
  const runner off = [](const pipeline& p, const const_view& in, const setting& how) {
    image out = run_engine(p, in, how);
    if (how.simd == cpu::levels().front()) set_sample(out.edit(), 40, 3, 1, 1 - sample_at(out, 40, 3, 1));
    return out;
  };
  expect_caught(same_at_every_level(off, parse("invert"), picture(rgb8)));
}

TEST(planted_fault, a_part_that_is_shifted_by_one) {
  const runner shifted = [](const pipeline& p, const const_view& in, setting how) {
    if (how.options.region && how.options.region->x0 > 0) --how.options.region->x0, --how.options.region->x1;
    return run_engine(p, in, how);
  };
  expect_caught(part_equals_whole(shifted, parse("invert"), picture(rgb8)));
}

TEST(planted_fault, a_range_that_is_not_checked) {
  const auto lenient = [](const any_operator& op) {
    if (std::string(op.info().name) != "gaussian") check_parameters(op);
  };
  expect_caught(ranges_are_checked(lenient, *find_operator("gaussian")));
}

}  // namespace tessera::test
