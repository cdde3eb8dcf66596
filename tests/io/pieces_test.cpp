// SPDX-License-Identifier: Apache-2.0
// One picture encoded by several threads.
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <thread>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "tessera/host/io/piece_queue.hpp"

using namespace tessera;
using namespace pictures;

namespace {

/// Threads that help until they are told to stop, or met a fault.
class helpers {
 public:
  helpers(int count, const std::function<bool()>& help) {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back([this, help] {
        try {
          while (!done_)
            if (!help()) std::this_thread::yield();
        } catch (const error&) {}
      });
  }
  ~helpers() {
    done_ = true;
    for (std::thread& t : threads_) t.join();
  }

 private:
  std::atomic<bool> done_{false};
  std::vector<std::thread> threads_;
};

bytes written(const picture& p, encode_options options, int threads) {
  options.threads = threads;
  bytes file;
  const auto to = open_sink(destination::to_memory(file), *container_of_name("x.tif"), p.format, {}, options);
  const helpers others(threads - 1, [&] { return to->help(); });
  const auto row = static_cast<std::size_t>(p.format.row_bytes());
  for (std::size_t y = 0; y < static_cast<std::size_t>(p.format.size.height); ++y) {
    const std::byte* rows[] = {p.data.data() + y * row};
    to->write(rows, 1);
  }
  to->finish();
  return file;
}

}  // namespace

TEST(pieces, are_written_in_order_whoever_encodes_them) {
  for (const int bands : {1, 2, 5}) {
    io::piece_queue queue;
    std::vector<int> order;
    queue.start(
        bands,
        [](const io::piece_queue::piece& p) {
          return bytes{p.band[0], static_cast<std::byte>(p.number)};
        },
        [&](const io::piece_queue::piece& p, const bytes& made) {
          EXPECT_EQ(static_cast<int>(made[0]), p.of.band);
          EXPECT_EQ(static_cast<int>(made[1]), p.number);
          order.push_back(static_cast<int>(p.of.band) * 7 + p.number);
        });
    {
      const helpers others(3, [&] { return queue.help(); });
      for (int band = 0; band < 100; ++band) {
        bytes filled = queue.buffer(1);
        filled[0] = static_cast<std::byte>(band);
        queue.push(std::move(filled), {0, band}, 7);
      }
      queue.drain();
    }
    ASSERT_EQ(order.size(), 700u);
    for (int i = 0; i < 700; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
  }
}

TEST(pieces, that_fail_end_the_work_of_all) {
  for (const bool when_encoded : {true, false}) {
    io::piece_queue queue;
    const auto fault = [](const io::piece_queue::piece& p) {
      if (p.of.band == 3 && p.number == 1) throw error(error_kind::no_space, "no space left");
    };
    queue.start(
        2,
        [&](const io::piece_queue::piece& p) {
          if (when_encoded) fault(p);
          return bytes(1);
        },
        [&](const io::piece_queue::piece& p, const bytes&) {
          if (!when_encoded) fault(p);
        });
    const helpers others(2, [&] { return queue.help(); });
    expect_error(error_kind::no_space, {"no space left"}, [&] {
      for (int band = 0; band < 100; ++band) queue.push(queue.buffer(1), {0, band}, 4);
    });
    expect_error(error_kind::no_space, {"no space left"}, [&] { queue.drain(); });
  }
}

TEST(pieces, of_a_tiff_make_the_same_file_with_any_number_of_threads) {
  for (const auto& layout : {make_format(sample_type::u8, 3, {133, 90}), make_format(sample_type::f32, 2, {70, 300})}) {
    const picture p = make(layout);
    for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits", "jpeg"}) {
      if (layout.type != sample_type::u8 && std::string(compression) == "jpeg") continue;
      for (const char* tile : {"", "64", "48"}) {
        encode_options options;
        options.settings = {{"compression", compression}};
        if (*tile != 0) options.settings["tile"] = tile;
        if (std::string(tile) == "48") options.settings["pyramid"] = "true";
        const bytes alone = written(p, options, 1);
        EXPECT_EQ(written(p, options, 2), alone) << compression << tile;
        EXPECT_EQ(written(p, options, 4), alone) << compression << tile;
        if (std::string(compression) != "jpeg") {
          EXPECT_EQ(read(alone).data, p.data);
        }
      }
    }
  }
}
