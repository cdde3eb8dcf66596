// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include "io/expect.hpp"
#include "io/levels.hpp"
#include "tessera/host/io/temporaries.hpp"

using namespace tessera;
using namespace pictures;
namespace fs = std::filesystem;

namespace {

const file_type deepzoom = *container_of_name("x.dzi");

encode_options deepzoom_options(std::map<std::string, std::string> settings) {
  encode_options options;
  options.settings = std::move(settings);
  return options;
}

std::unique_ptr<sink> opened(const std::string& path, const picture& p, const encode_options& options = {},
                             live_temporaries* live = nullptr) {
  return open_sink(destination::to_path(path, live), deepzoom, p.format, p.extra, options);
}

void write_rows(sink& to, const picture& p) {
  for (std::int64_t y = 0; y < p.format.size.height; ++y) {
    const std::byte* rows[] = {p.row(y)};
    to.write(rows, 1);
  }
}

void write_deepzoom(const std::string& path, const picture& p, const encode_options& options = {}) {
  const auto to = opened(path, p, options);
  write_rows(*to, p);
  to->finish();
}

/// Every file below a folder by its name there.
std::map<std::string, bytes> files_below(const std::string& folder) {
  std::map<std::string, bytes> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder)] = load(entry.path());
  return files;
}

std::string text_of(const std::string& path) {
  const bytes data = load(path);
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

bytes part_of(const picture& p, const rect& part) {
  bytes pixels;
  const std::int64_t pixel = p.format.pixel_bytes();
  for (std::int64_t y = part.y0; y < part.y1; ++y)
    pixels.insert(pixels.end(), p.row(y) + part.x0 * pixel, p.row(y) + part.x1 * pixel);
  return pixels;
}

/// Every tile holds its part of the level and as many pixels of its neighbours as overlap; there are no others. Returns the number of tiles.
std::size_t expect_tiles(const std::string& folder, const picture& level, std::int64_t tile, std::int64_t overlap) {
  const extent size = level.format.size;
  std::size_t tiles = 0;
  for (std::int64_t row = 0; row * tile < size.height; ++row)
    for (std::int64_t column = 0; column * tile < size.width; ++column, ++tiles) {
      const std::string name = folder + "/" + std::to_string(column) + "_" + std::to_string(row) + ".png";
      const rect part{
          std::max<std::int64_t>(0, column * tile - overlap), std::max<std::int64_t>(0, row * tile - overlap),
          std::min(size.width, (column + 1) * tile + overlap), std::min(size.height, (row + 1) * tile + overlap)};
      const auto from = open_source(name);
      const picture found = read(*from);
      EXPECT_EQ(found.format.size, (extent{part.width(), part.height()})) << name;
      EXPECT_EQ(found.data, part_of(level, part)) << name;
    }
  return tiles;
}

constexpr rlimit smaller_than_a_tile{2000, 2000};

}  // namespace

TEST(deepzoom, tiles_hold_every_level_down_to_one_pixel) {
  struct cut {
    extent size;
    const char *tile, *overlap;
  };
  for (const cut& c : {cut{{1, 1}, "254", "1"},
                       {{255, 300}, "254", "1"},
                       {{33, 18}, "16", "3"},
                       {{64, 48}, "16", "0"},
                       {{100, 1}, "17", "1"},
                       {{40, 67}, "33", "40"}})
    for (const auto type : {sample_type::u8, sample_type::u16})
      for (const int channels : {1, 2, 3, 4}) {
        const scratch_folder folder;
        picture level = make(make_format(type, channels, c.size));
        write_deepzoom(folder / "out.dzi", level,
                       deepzoom_options({{"suffix", "png"}, {"tile", c.tile}, {"overlap", c.overlap}}));
        std::vector<picture> levels{level};
        while (levels.back().format.size != extent{1, 1}) levels.push_back(resized(levels.back()));
        std::size_t tiles = 0;
        for (std::size_t k = 0; k < levels.size(); ++k)
          tiles += expect_tiles(folder / ("out_files/" + std::to_string(levels.size() - 1 - k)), levels[k],
                                std::stoi(c.tile), std::stoi(c.overlap));
        EXPECT_EQ(files_below(folder / "out_files").size(), tiles);
        EXPECT_EQ(folder.entries(), 2u);
      }
}

TEST(deepzoom, has_the_usual_tiles_and_says_how_it_is_cut) {
  const scratch_folder folder;
  write_deepzoom(folder / "out.dzi", make(make_format(sample_type::u8, 3, {600, 300})));
  const std::string text = text_of(folder / "out.dzi");
  for (const char* part : {"http://schemas.microsoft.com/deepzoom/2008", "Format=\"jpg\"", "Overlap=\"1\"",
                           "TileSize=\"254\"", "Width=\"600\"", "Height=\"300\""})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  EXPECT_EQ(files_below(folder / "out_files").size(), 6u + 2u + 9u);
  const auto corner = open_source(folder / "out_files/10/2_1.jpg");
  EXPECT_EQ(corner->info().layout.size, (extent{600 - 507, 300 - 253}));
  EXPECT_EQ(corner->info().quality, 90);
}

TEST(deepzoom, tiles_keep_the_profile_and_nothing_else) {
  const scratch_folder folder;
  picture p = make(make_format(sample_type::u8, 3, {20, 20}));
  p.extra.icc.resize(133);
  for (int i = 0; i < 4; ++i) p.extra.icc[static_cast<std::size_t>(16 + i)] = static_cast<std::byte>("RGB "[i]);
  p.extra.comments.emplace_back(10, std::byte{'c'});
  p.extra.dpi_x = p.extra.dpi_y = 300;
  write_deepzoom(folder / "out.dzi", p);
  const auto tile = open_source(folder / "out_files/5/0_0.jpg");
  EXPECT_EQ(tile->info().extra.icc, p.extra.icc);
  EXPECT_TRUE(tile->info().extra.comments.empty());
}

TEST(deepzoom, is_the_same_with_any_number_of_threads) {
  const picture p = make(make_format(sample_type::u8, 4, {700, 500}));
  std::vector<std::map<std::string, bytes>> results;
  for (const int threads : {1, 2, 4}) {
    const scratch_folder folder;
    encode_options options = deepzoom_options({{"tile", "64"}, {"suffix", ".png"}});
    options.threads = threads;
    const auto to = opened(folder / "out.dzi", p, options);
    std::atomic<bool> done{false};
    std::vector<std::jthread> others;
    for (int i = 1; i < threads; ++i)
      others.emplace_back([&] {
        while (!done)
          if (!to->help()) std::this_thread::yield();
      });
    write_rows(*to, p);
    to->finish();
    done = true;
    results.push_back(files_below(folder.path()));
  }
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(deepzoom, appears_whole_or_not_at_all) {
  const scratch_folder folder;
  const picture p = make(make_format(sample_type::u8, 3, {300, 200}));
  {
    const auto to = opened(folder / "out.dzi", p);
    write_rows(*to, p);
    EXPECT_EQ(folder.entries(), 1u) << "a temporary folder";
  }
  EXPECT_EQ(folder.entries(), 0u);
  const pid_t child = fork();
  if (child == 0) {
    // A limit on file size stands for a full disk.
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &smaller_than_a_tile);
    try {
      write_deepzoom(folder / "out.dzi", p);
    } catch (const error& e) {
      _exit(e.kind() == error_kind::no_space ? 42 : 1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 42);
  EXPECT_EQ(folder.entries(), 0u);
}

TEST(deepzoom, takes_the_place_of_another_one_alone) {
  const scratch_folder folder;
  const picture p = make(make_format(sample_type::u8, 3, {300, 200}));
  write_deepzoom(folder / "out.dzi", make(make_format(sample_type::u8, 1, {900, 900})));
  write_deepzoom(folder / "out.dzi", p);
  write_deepzoom(folder / "fresh.dzi", p);
  EXPECT_EQ(files_below(folder / "out_files"), files_below(folder / "fresh_files"));
  EXPECT_EQ(text_of(folder / "out.dzi"), text_of(folder / "fresh.dzi"));
  EXPECT_EQ(folder.entries(), 4u);
  fs::create_directory(folder / "mine_files");
  save(folder / "mine_files/letter.txt", bytes(5));
  expect_error(error_kind::unreadable, {"mine.dzi", "mine_files holds other things than tiles"},
               [&] { opened(folder / "mine.dzi", p); });
  EXPECT_TRUE(fs::exists(folder / "mine_files/letter.txt"));
  fs::create_directory_symlink(folder / "out_files", folder / "link_files");
  expect_error(error_kind::unreadable, {"link_files"}, [&] { opened(folder / "link.dzi", p); });
  fs::create_symlink("out.dzi", folder / "other.dzi");
  write_deepzoom(folder / "other.dzi", make(make_format(sample_type::u8, 1, {3, 3})));
  EXPECT_TRUE(fs::is_symlink(folder / "other.dzi")) << "a link stays one";
  EXPECT_NE(text_of(folder / "out.dzi").find("Width=\"3\""), std::string::npos);
  EXPECT_EQ(files_below(folder / "out_files").size(), 3u);
}

TEST(deepzoom, temporaries_of_the_dead_and_the_interrupted_go) {
  const scratch_folder folder;
  const picture p = make(make_format(sample_type::u8, 3, {300, 200}));
  const pid_t child = fork();
  if (child == 0) {
    const auto to = opened(folder / "dead.dzi", p);
    write_rows(*to, p);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  ASSERT_EQ(folder.entries(), 1u);
  EXPECT_EQ(remove_stale_temporaries(folder.path()), 1);
  EXPECT_EQ(folder.entries(), 0u);
  const auto live = std::make_unique<live_temporaries>();
  const auto to = opened(folder / "out.dzi", p, {}, live.get());
  write_rows(*to, p);
  live->remove_all();
  EXPECT_EQ(folder.entries(), 0u);
  expect_error(error_kind::cancelled, {"out.dzi", "interrupted"}, [&] { to->finish(); });
  EXPECT_EQ(folder.entries(), 0u);
}

TEST(deepzoom, refuses_other_places_and_words) {
  const picture p = make(make_format(sample_type::u8, 3, {30, 20}));
  bytes file;
  expect_error(error_kind::usage, {"DeepZoom", "out.dzi"},
               [&] { open_sink(destination::to_memory(file), deepzoom, p.format); });
  expect_error(error_kind::usage, {"/dev/null", "device"}, [&] { opened("/dev/null", p); });
  const scratch_folder folder;
  expect_error(error_kind::not_found, {"folder does not exist"}, [&] { opened(folder / "none/out.dzi", p); });
  fs::create_directory(folder / "x.dzi");
  expect_error(error_kind::unreadable, {"a folder has this name"}, [&] { opened(folder / "x.dzi", p); });
  const auto check = [](std::map<std::string, std::string> settings) {
    return [=] { check_settings(deepzoom, deepzoom_options(settings)); };
  };
  expect_error(error_kind::usage, {"-O colour", "tile, overlap, suffix, subsampling"}, check({{"colour", "1"}}));
  expect_error(error_kind::usage, {"-O subsampling", "suffix, level, interlace"},
               check({{"subsampling", "4:2:0"}, {"suffix", "png"}}));
  expect_error(error_kind::usage, {"-O suffix=gif", "jpg"}, check({{"suffix", "gif"}}));
  expect_error(error_kind::usage, {"-O tile=8", "16..4096"}, check({{"tile", "8"}}));
  expect_error(error_kind::usage, {"-O overlap=65", "0..64"}, check({{"overlap", "65"}}));
  check({{"tile", "255"}, {"overlap", "0"}, {"deepzoom", "true"}})();
  expect_error(error_kind::unsupported, {"describes a DeepZoom"}, [&] {
    write_deepzoom(folder / "y.dzi", p);
    open_source(folder / "y.dzi");
  });
}
