// SPDX-License-Identifier: Apache-2.0
// Streams through plans: the same bits as in memory, rows in order, errors and cancelling without a hang.
#include <gtest/gtest.h>

#include "support/pictures.hpp"
#include "support/row_streams.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::test {

namespace {

constexpr const char* pipelines[] = {"copy",
                                     "invert",
                                     "gaussian 2",
                                     "gaussian 2 | unsharp 1 0.8 | gamma 2.2",
                                     "flip",
                                     "rotate 90 | box 3",
                                     "equalize",
                                     "gaussian 1 | equalize | median 1 | equalize",
                                     "resize 50% | unsharp",
                                     "erode 4 | grayscale"};

plan stream_plan(const char* text, const format& in, int workers, std::size_t hold = 0) {
  plan_options options;
  options.workers = workers;
  options.hold_limit = hold;
  return make_plan(parse(text), in, options);
}

/// Looks at where rows are wanted.
class watched_source final : public source {
 public:
  explicit watched_source(const image& pixels) : from_(pixels) {}
  const picture_info& info() const override { return from_.info(); }
  void read(std::byte* const* rows, std::int64_t count) override {
    for (std::int64_t k = 0; k < count; ++k) {
      EXPECT_NE(reinterpret_cast<std::uintptr_t>(rows[k]) % 32, 0u) << "a decoder writes past the caches";
      if (k > 0 && rows[k] > rows[k - 1]) {
        EXPECT_EQ((rows[k] - rows[k - 1]) % 128, 64) << "rows share sets of a cache";
      }
    }
    from_.read(rows, count);
  }
  void rewind() override { from_.rewind(); }
  std::size_t memory() const override { return from_.memory(); }

 private:
  row_source from_;
};

}  // namespace

TEST(streams, give_the_bits_that_memory_gives) {
  engine runs({1, {}, 0});
  for (const char* text : pipelines)
    for (const format& layout :
         {make_format(sample_type::u8, 3, {83, 301}), make_format(sample_type::f32, 4, {31, 97})}) {
      const image in = picture(layout, look::scene, 9);
      const image expected = runs.run(parse(text), in);
      for (const int workers : {1, 2, 4})
        for (const std::size_t hold : {std::size_t{0}, std::size_t{1} << 30}) {
          executor run(stream_plan(text, layout, workers, hold));
          for (int again = 0; again < 2; ++again) {
            row_source from(in);
            row_sink to(run.the_plan().output);
            run.run(from, to);
            EXPECT_EQ(to.next, to.pixels.format().size.height);
            EXPECT_EQ(difference(expected, to.pixels), "") << text << ", " << workers << " workers";
          }
        }
    }
}

TEST(tiles, that_begin_anew_have_room_for_it) {
  // What is turned is read column by column, so the second tile cannot go on from the first, and all that its first rows need is made at once.
  const image in = picture(make_format(sample_type::u8, 3, {803, 597}), look::scene, 3);
  for (const char* text : {"rotate 90 | resize 12% | gaussian 1", "transpose | resize 97 | median 1",
                           "rotate 270 | resize 15% | box 3 | gaussian 2"}) {
    engine one({.threads = 1});
    const pipeline whole = parse(text);
    image expected = in;
    for (const any_operator& stage : whole.stages()) expected = one.run(pipeline(stage), expected);
    for (const extent tile : {extent{}, {0, 7}, {0, 33}, {29, 64}})
      EXPECT_EQ(difference(expected, one.run(whole, in, {.tile = tile})), "") << text << ", tiles of " << tile.height;
  }
}

TEST(streams, are_read_again_where_they_are_not_held) {
  const image in = picture(make_format(sample_type::u8, 1, {64, 200}), look::scene);
  executor run(stream_plan("equalize", in.format(), 1, 0));
  EXPECT_FALSE(run.the_plan().holds_source);
  row_source from(in);
  row_sink to(in.format());
  run.run(from, to);
  EXPECT_EQ(from.rewinds, 1);
}

TEST(streams, keep_few_rows) {
  const plan p = stream_plan("gaussian 2 | unsharp | gamma 2.2", make_format(sample_type::u8, 3, {3000, 20000}), 1);
  EXPECT_LT(p.source_rows, 64);
  EXPECT_LT(p.bytes, std::size_t{4} << 20);
  EXPECT_EQ(p.amplification, 1.0);
}

TEST(streams, take_rows_to_where_caches_keep_them) {
  for (const char* text : {"copy", "gaussian 2", "box 65", "resize 50%"})
    for (const int width : {64, 1024, 1365}) {
      const image in = picture(make_format(sample_type::u8, 3, {width, 70}), look::scene, 4);
      for (const int workers : {1, 2}) {
        executor run(stream_plan(text, in.format(), workers));
        watched_source from(in);
        row_sink to(run.the_plan().output);
        run.run(from, to);
      }
    }
}

TEST(streams, shared_by_workers_make_few_rows_twice) {
  const plan p = stream_plan("gaussian 2 | unsharp | gamma 2.2", make_format(sample_type::u8, 3, {6000, 4000}), 2);
  EXPECT_LE(p.amplification, 1.15);
}

TEST(streams, pass_on_what_breaks_them) {
  const image in = picture(make_format(sample_type::u8, 3, {50, 400}));
  for (const char* text : {"gaussian 2", "flip", "equalize"})
    for (const int workers : {1, 3}) {
      executor run(stream_plan(text, in.format(), workers));
      row_source broken(in);
      broken.breaks_at = 250;
      row_sink to(in.format());
      try {
        run.run(broken, to);
        FAIL() << text;
      } catch (const error& e) {
        EXPECT_EQ(e.kind(), error_kind::unreadable);
      }
      row_source from(in);
      row_sink full(in.format());
      full.breaks_at = 130;
      EXPECT_THROW(run.run(from, full), error) << text;
      // And the executor is good for another run.
      row_source good(in);
      row_sink fine(in.format());
      run.run(good, fine);
      EXPECT_EQ(fine.next, 400);
    }
}

TEST(streams, stop_when_asked) {
  const image in = picture(make_format(sample_type::u8, 3, {50, 4000}));
  executor run(stream_plan("gaussian 2", in.format(), 2));
  std::stop_source stop;
  row_source from(in);
  row_sink to(in.format());
  const run_control control{stop.get_token(), [&](double done) {
                              if (done > 0.2) stop.request_stop();
                            }};
  try {
    run.run(from, to, control);
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::cancelled);
  }
  EXPECT_LT(to.next, 4000);
}

TEST(plans, convert_to_what_the_sink_holds) {
  for (const format& layout : all_formats({40, 30})) {
    const image in = picture(layout, look::scene);
    plan_options options;
    options.storable = [](const format& f) { return make_format(sample_type::u8, 3, f.size); };
    executor run(make_plan(pipeline(), layout, options));
    EXPECT_EQ(words(run.the_plan().output), "u8 x 3, 40x30");
    row_source from(in);
    row_sink to(run.the_plan().output);
    run.run(from, to);
    const double blue = layout.colour_channels() == 3 ? sample_at(in, 7, 9, 2) : sample_at(in, 7, 9, 0);
    const double alpha = layout.alpha ? sample_at(in, 7, 9, layout.channels - 1) : 1.0;
    EXPECT_NEAR(sample_at(to.pixels, 7, 9, 2), blue * alpha + 1 - alpha, 1.5 / 255) << words(layout);
  }
}

TEST(plans, give_a_table_of_bytes_no_pass_of_its_own_behind_a_filter) {
  const auto nodes = [](const char* text, int channels, sample_type type = sample_type::u8) {
    std::string names;
    const plan p = stream_plan(text, make_format(type, channels, {40, 30}), 1);
    for (const node& n : cpu_graph(p, p.last).nodes) names += (names.empty() ? "" : " ") + n.name;
    return names;
  };
  EXPECT_EQ(nodes("gaussian 2 | gamma 2 | invert", 3), "source gaussian+gamma+invert");
  EXPECT_EQ(nodes("invert | flip | gamma 2 | median 1", 4), "source invert flip+gamma median");
  EXPECT_EQ(nodes("gaussian 2 | gamma 2 | saturation 2", 3), "source gaussian gamma+saturation");
  EXPECT_EQ(nodes("gaussian 2 | gamma 2", 3, sample_type::u16), "source gaussian gamma");
  EXPECT_EQ(nodes("gaussian 2 | depth f32 | gamma 2 | depth u8", 3), "source gaussian+depth+gamma+depth");
  EXPECT_EQ(nodes("gaussian 2 | depth f32 | gamma 2", 3), "source gaussian depth+gamma");
}

TEST(plans, with_a_table_behind_a_filter_give_the_bits_of_two_passes) {
  for (const char* level : cpu::levels())
    for (int channels = 1; channels <= 4; ++channels) {
      const image in = picture(make_format(sample_type::u8, channels, {417, 35}), look::scene);
      engine runs({2, level, 0});
      run_options apart;
      apart.fuse = false;
      for (const char* text : {"gaussian 2 | gamma 2", "median 1 | invert", "flop | gamma 2 | posterize 7"})
        EXPECT_EQ(difference(runs.run(parse(text), in), runs.run(parse(text), in, apart)), "")
            << text << ", " << channels << " channels, " << level;
    }
}

TEST(plans, name_the_operator_that_does_not_suit) {
  try {
    stream_plan("invert | crop 100x100", make_format(sample_type::u8, 3, {20, 20}), 1);
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_EQ(e.operator_name(), "crop");
  }
}

TEST(plans, a_column_of_many_rows_has_a_list_of_tiles_that_memory_holds) {
  plan_options options;
  options.workers = 2;
  options.streamed = true;
  const std::int64_t rows = std::int64_t{1} << 27;
  const plan p = make_plan(pipeline(), make_format(sample_type::u8, 1, {1, rows}), options);
  EXPECT_LE(rows / p.tile.height, 8192);
  EXPECT_LT(p.bytes, std::size_t{16} << 20);
}

}  // namespace tessera::test
