// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>

#include "io/pictures.hpp"

using namespace tessera;
using namespace pictures;

namespace {

std::size_t allocated() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Most bytes that a decoder holds while the rows are read, at the points between calls.
std::size_t held_while_reading(source& from, std::size_t before) {
  const auto& layout = from.info().layout;
  bytes rows(static_cast<std::size_t>(layout.row_bytes()) * 16);
  std::vector<std::byte*> pointers;
  for (int i = 0; i < 16; ++i) pointers.push_back(rows.data() + i * layout.row_bytes());
  const std::size_t ours = rows.capacity() + pointers.capacity() * sizeof(void*);
  std::size_t most = 0;
  for (std::int64_t y = 0; y < layout.size.height; y += 16) {
    from.read(pointers.data(), std::min<std::int64_t>(16, layout.size.height - y));
    most = std::max(most, allocated() - before - ours);
  }
  return most;
}

struct made {
  const char* extension;
  std::map<std::string, std::string> settings;
  int quality = 85;
};

}  // namespace

TEST(memory, a_source_states_what_its_decoder_holds) {
#if defined(TESSERA_ADDRESS_SANITIZER) || defined(TESSERA_THREAD_SANITIZER)
  GTEST_SKIP() << "the allocator of a sanitizer does not count";
#endif
  const scratch_folder folder;
  const made files[] = {{".jpg", {}},
                        {".jpg", {}, 95},
                        {".jpg", {{"progressive", "true"}}},
                        {".png", {}},
                        {".png", {{"interlace", "true"}}},
                        {".tif", {{"compression", "none"}}},
                        {".tif", {}},
                        {".tif", {{"compression", "zstd"}}},
                        {".tif", {{"compression", "lzw"}, {"tile", "256"}}},
                        {".tif", {{"compression", "jpeg"}}},
                        {".webp", {}}};
  for (const made& m : files) {
    encode_options options;
    options.settings = m.settings;
    options.quality = m.quality;
    const std::string path = folder / (std::string("x") + m.extension);
    save(path, write(make(make_format(sample_type::u8, 3, {3000, 700})), m.extension, options));
    read(*open_source(path));  // what libraries keep for good is there before it counts
    const std::size_t before = allocated();
    const auto source = open_source(path);
    const std::size_t stated = source->memory();
    const std::size_t held = held_while_reading(*source, before);
    std::string name = m.extension;
    for (const auto& [key, value] : m.settings) name += " " + key + "=" + value;
    EXPECT_GT(held, 10000u) << name;
    EXPECT_LE(held, stated) << name;
    EXPECT_LE(stated, held * 2 + (std::size_t{1} << 20)) << name << ": far above what it holds";
    RecordProperty(name, std::to_string(held) + " of " + std::to_string(stated));
  }
}
