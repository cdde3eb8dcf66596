// SPDX-License-Identifier: Apache-2.0
// Sources on disk: the same bits as in memory, whatever the parts, and errors that say where there is no room.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <optional>

#include "support/pictures.hpp"
#include "support/row_streams.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/schedule/executor.hpp"
#include "tessera/host/schedule/spool.hpp"

namespace tessera::test {

namespace {

plan spooled_plan(const char* text, const format& in, int workers, std::optional<rect> region = {}) {
  plan_options options;
  options.workers = workers;
  options.memory = 1;
  options.region = region;
  return make_plan(parse(text), in, options);
}

}  // namespace

TEST(spools, give_the_bits_that_memory_gives) {
  engine runs({1, {}, 0});
  for (const char* text : {"flip", "rotate 90", "rotate 17 | gaussian 1", "gaussian 2 | rotate 33 | equalize", "polar",
                           "equalize | transpose", "swirl 90 | resize 60%"})
    for (const format& layout :
         {make_format(sample_type::u8, 3, {283, 301}), make_format(sample_type::u16, 1, {1, 400}),
          make_format(sample_type::f32, 4, {131, 97})}) {
      const image in = picture(layout, look::scene, 9);
      const image expected = runs.run(parse(text), in);
      for (const int workers : {1, 3}) {
        executor run(spooled_plan(text, layout, workers));
        ASSERT_TRUE(run.the_plan().spools_source) << text;
        row_source from(in);
        row_sink to(run.the_plan().output);
        run.run(from, to);
        EXPECT_EQ(difference(expected, to.pixels), "") << text << ", " << workers << " workers, " << words(layout);
        EXPECT_EQ(from.rewinds, 0) << text;
      }
    }
}

TEST(spools, give_a_part_into_memory) {
  const image in = picture(make_format(sample_type::u8, 3, {283, 301}), look::scene);
  const image whole = engine({1, {}, 0}).run(parse("rotate 20 | gaussian 1"), in);
  const rect part{40, 71, 190, 260};
  executor run(spooled_plan("rotate 20 | gaussian 1", in.format(), 2, part));
  format layout = whole.format();
  layout.size = {part.width(), part.height()};
  image made(layout);
  row_source from(in);
  run.run(from, made.edit());
  const const_view expected = whole.pixels();
  for (std::int64_t y = 0; y < part.height(); ++y)
    ASSERT_EQ(std::memcmp(made.pixels().row(y), expected.row(y + part.y0) + part.x0 * layout.pixel_bytes(),
                          static_cast<std::size_t>(layout.row_bytes())),
              0)
        << y;
}

TEST(spools, are_used_where_memory_does_not_do) {
  const format in = make_format(sample_type::u8, 3, {9000, 9000});
  plan_options options;
  options.workers = 2;
  EXPECT_FALSE(make_plan(parse("flip"), in, options).spools_source) << "without a limit";
  options.memory = std::size_t{300} << 20;
  EXPECT_FALSE(make_plan(parse("flip"), in, options).spools_source) << "the picture fits";
  options.memory = std::size_t{100} << 20;
  EXPECT_FALSE(make_plan(parse("gaussian 2"), in, options).spools_source) << "nothing has to be held";
  const plan p = make_plan(parse("flip"), in, options);
  EXPECT_TRUE(p.spools_source);
  EXPECT_LE(p.bytes, options.memory);
  EXPECT_NE(describe(p).find("spooled to disk"), std::string::npos) << describe(p);
}

TEST(spools, name_the_folder_that_has_no_room) {
  const image in = picture(make_format(sample_type::u8, 1, {50, 40}));
  executor run(spooled_plan("flip", in.format(), 1));
  setenv("TMPDIR", "/nowhere", 1);
  row_source from(in);
  row_sink to(in.format());
  try {
    run.run(from, to);
    ADD_FAILURE() << "it found a place";
  } catch (const error& failure) {
    EXPECT_NE(std::string(failure.what()).find("/nowhere"), std::string::npos) << failure.what();
  }
  unsetenv("TMPDIR");
}

}  // namespace tessera::test
