// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/engine.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "support/pictures.hpp"
#include "tessera/host/device/parallel.hpp"

namespace tessera::test {

namespace {

const format rgb8 = make_format(sample_type::u8, 3, {320, 240});

}  // namespace

TEST(parallel_loop, runs_on_more_than_one_thread) {
  // libstdc++ goes serial in silence where it is built without TBB.
  if (allowed_threads() < 2) GTEST_SKIP() << "one processor";
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::atomic<int> arrived{0};
  parallel(2, [&](int) noexcept {
    ++arrived;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < 2 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(threads.size(), 2u);
}

TEST(engine, serves_many_threads_at_once) {
  engine runs;
  const image in = picture(rgb8, look::scene);
  const pipeline look = parse("gaussian 2 | unsharp 1 0.8 | gamma 2.2");
  const image expected = runs.run(look, in);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 4; ++k)
        if (!(runs.run(look, in) == expected)) ++wrong;
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(wrong, 0);
}

TEST(engine, gives_futures) {
  engine runs;
  const image in = picture(rgb8, look::scene);
  std::vector<std::future<image>> later;
  for (const char* text : {"invert", "gaussian 3", "flip", "equalize"}) later.push_back(runs.submit(parse(text), in));
  EXPECT_EQ(difference(later[0].get(), runs.run(parse("invert"), in)), "");
  EXPECT_EQ(difference(later[1].get(), runs.run(parse("gaussian 3"), in)), "");
  EXPECT_EQ(difference(later[2].get(), runs.run(parse("flip"), in)), "");
  later.pop_back();  // dropping a future does not block
}

TEST(engine, passes_errors_through_futures) {
  engine runs;
  auto later = runs.submit(parse("crop 999x999"), picture(rgb8));
  EXPECT_THROW(later.get(), error);
}

TEST(engine, breaks_no_promise_when_it_goes) {
  std::vector<std::future<image>> later;
  {
    engine runs({1, {}, 8});
    for (int i = 0; i < 8; ++i) later.push_back(runs.submit(parse("gaussian 30"), picture(rgb8)));
  }
  int done = 0, cancelled = 0;
  for (auto& f : later) {
    try {
      f.get();
      ++done;
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), error_kind::cancelled);
      ++cancelled;
    }
  }
  EXPECT_EQ(done + cancelled, 8);
}

TEST(engine, refuses_more_than_it_may_have_in_flight) {
  engine runs({1, {}, 1});
  const image in = picture(make_format(sample_type::u8, 3, {1500, 1500}));
  auto first = runs.submit(parse("gaussian 60"), in);
  EXPECT_FALSE(runs.try_submit(parse("invert"), in).has_value());
  first.get();
}

TEST(engine, writes_into_the_callers_memory) {
  engine runs;
  const image in = picture(rgb8);
  image out(rgb8);
  runs.run(parse("invert"), in, out.edit());
  EXPECT_EQ(difference(out, runs.run(parse("invert"), in)), "");
  image wrong(make_format(sample_type::u8, 1, {320, 240}));
  EXPECT_THROW(runs.run(parse("invert"), in, wrong.edit()), error);
}

TEST(engine, refuses_unknown_simd_levels_and_regions_outside) {
  EXPECT_THROW(engine({1, "mmx", 0}), error);
  engine runs;
  run_options options;
  options.region = rect{0, 0, 321, 10};
  EXPECT_THROW(runs.run(parse("invert"), picture(rgb8), options), error);
}

TEST(engine, takes_blue_first_pictures) {
  engine runs;
  const image in = picture(rgb8);
  image swapped(rgb8);
  for (std::int64_t y = 0; y < 240; ++y)
    for (std::int64_t x = 0; x < 320; ++x)
      for (int c = 0; c < 3; ++c) set_sample(swapped.edit(), x, y, c, sample_at(in, x, y, 2 - c));
  const_view blue_first = swapped.pixels();
  blue_first.order = channel_order::bgr;
  for (const char* text : {"copy", "grayscale", "gaussian 2", "saturation 2"})
    EXPECT_EQ(difference(runs.run(parse(text), in), runs.run(parse(text), blue_first)), "") << text;
}

TEST(engine, turns_not_a_number_into_zero) {
  engine runs;
  image in(make_format(sample_type::f32, 1, {40, 3}));
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 40; ++x) in.edit().samples<f32>(y)[x] = x % 5 == 2 ? __builtin_nanf("") : 0.5f;
  for (const char* text : {"copy", "gaussian 1", "median 1", "gamma 2", "resize 20"}) {
    const image out = runs.run(parse(text), in);
    for (std::int64_t y = 0; y < out.format().size.height; ++y)
      for (std::int64_t x = 0; x < out.format().size.width; ++x)
        ASSERT_FALSE(out.pixels().samples<f32>(y)[x] != out.pixels().samples<f32>(y)[x]) << text;
  }
}

}  // namespace tessera::test
