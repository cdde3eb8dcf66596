// SPDX-License-Identifier: Apache-2.0
// Pyramids as outputs of a batch: a DeepZoom is a file and a folder, under the same rules as one file.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "command.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

class pyramids : public testing::Test {
 protected:
  void SetUp() override { picture(folder, "a.png", "gradient", "700x300"); }
  outcome tessera(const words& arguments) { return run(arguments, here); }
  bool there(const std::string& name) { return fs::exists(folder / name); }
  /// The files and folders beside the input.
  std::size_t entries() {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) - 1);
  }

  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
};

}  // namespace

TEST_F(pyramids, are_chosen_by_the_name_or_by_a_setting) {
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "-o", "b.dzi"}).status, 0);
  EXPECT_TRUE(there("b.dzi") && is_whole(folder / "b_files/10/2_1.jpg"));
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "-o", "out/", "-O", "deepzoom", "-O", "suffix=png"}).status, 0);
  EXPECT_TRUE(there("out/a.dzi") && is_whole(folder / "out/a_files/0/0_0.png"));
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "-o", "out/", "--format", "dzi", "--name", "c{ext}"}).status, 0);
  EXPECT_TRUE(there("out/c.dzi"));
  EXPECT_EQ(tessera({"generate", "checker", "10x10", "d.dzi"}).status, 0);
  EXPECT_TRUE(there("d_files/4/0_0.jpg"));
  const outcome o = tessera({"apply", "invert", "a.png", "-o", "e.tif", "-O", "pyramid", "-O", "tile=64", "--json"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_TRUE(has(tessera({"info", "e.tif"}).out, "a pyramid of 5"));
}

TEST_F(pyramids, are_explained) {
  const outcome deepzoom = tessera({"apply", "copy", "a.png", "-o", "b.dzi", "--explain"});
  EXPECT_TRUE(has(deepzoom.out, "11 levels from 700x300 to 1x1, 17 tiles of 254x254")) << deepzoom.out;
  EXPECT_TRUE(has(deepzoom.out, "write  a.png -> b.dzi and b_files/")) << deepzoom.out;
  const outcome tiff = tessera({"apply", "copy", "a.png", "-o", "b.tif", "-O", "pyramid", "--explain"});
  EXPECT_TRUE(has(tiff.out, "3 levels from 700x300 to 175x75, 9 tiles of 256x256")) << tiff.out;
  EXPECT_EQ(entries(), 0u);
}

TEST_F(pyramids, that_make_no_sense_are_refused_before_anything_is_written) {
  for (const auto& [arguments, part] :
       {std::pair{words{"-o", "-", "--format", "dzi"}, "a DeepZoom is a folder of tiles"},
        {{"-o", "b.tif", "-O", "deepzoom"}, "no name for -O deepzoom"},
        {{"-o", "out/", "-O", "deepzoom", "--format", "png"}, "leave one of them out"},
        {{"-o", "b.dzi", "-O", "colour=1"}, "it has deepzoom, tile, overlap, suffix, subsampling"},
        {{"-o", "b.dzi", "-O", "tile=1"}, "16..4096"},
        {{"-o", "b.png", "-O", "pyramid"}, "PNG has no such setting"}}) {
    words line{"apply", "copy", "a.png"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    const outcome o = tessera(line);
    EXPECT_EQ(o.status, 2) << o.err;
    EXPECT_TRUE(has(o.err, part)) << o.err;
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(pyramids, that_exist_follow_the_rules_of_files) {
  const words line{"apply", "copy", "a.png", "-o", "b.dzi"};
  const auto with = [&](const char* option) {
    words more = line;
    more.emplace_back(option);
    return tessera(more);
  };
  ASSERT_EQ(tessera(line).status, 0);
  const auto before = snapshot(folder.path());
  const outcome refused = tessera(line);
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(has(refused.err, "b.dzi exists; use --overwrite")) << refused.err;
  EXPECT_TRUE(has(with("--skip-existing").err, "1 skipped"));
  EXPECT_TRUE(has(with("--update").err, "1 skipped"));
  EXPECT_EQ(snapshot(folder.path()), before);
  fs::last_write_time(folder / "a.png", fs::file_time_type::clock::now() + 10s);
  EXPECT_TRUE(has(with("--update").err, "1 done"));
  EXPECT_TRUE(has(with("--overwrite").err, "1 done"));
  fs::remove(folder / "b.dzi");
  for (const char* option : {"--skip-existing", "--update", "-q"}) {
    const outcome tiles = with(option);
    EXPECT_EQ(tiles.status, 2) << option;
    EXPECT_TRUE(has(tiles.err, "b.dzi is not there but the folder of its tiles; --overwrite")) << tiles.err;
  }
  const outcome made = tessera({"generate", "checker", "10x10", "b.dzi"});
  EXPECT_EQ(made.status, 2);
  EXPECT_TRUE(has(made.err, "b_files exists; use --overwrite")) << made.err;
  EXPECT_EQ(with("--overwrite").status, 0);
  EXPECT_TRUE(there("b.dzi"));
}

TEST_F(pyramids, never_replace_an_input_or_what_are_no_tiles) {
  ASSERT_EQ(tessera({"apply", "copy", "a.png", "-o", "b.dzi"}).status, 0);
  const auto before = snapshot(folder.path());
  const outcome input = tessera({"apply", "copy", "b_files/9/0_0.jpg", "-o", "b.dzi", "--overwrite"});
  EXPECT_EQ(input.status, 2);
  EXPECT_TRUE(has(input.err, "b.dzi is an input")) << input.err;
  EXPECT_EQ(snapshot(folder.path()), before);
  folder.write("c_files/letter.txt", "dear");
  const outcome letter = tessera({"apply", "copy", "a.png", "-o", "c.dzi", "--overwrite"});
  EXPECT_EQ(letter.status, 1);
  EXPECT_TRUE(has(letter.err, "c_files holds other things than tiles")) << letter.err;
  EXPECT_EQ(read_file(folder / "c_files/letter.txt"), "dear");
  EXPECT_FALSE(there("c.dzi"));
}

TEST_F(pyramids, are_no_pictures_of_a_folder) {
  ASSERT_EQ(tessera({"apply", "copy", "a.png", "-o", "in/b.dzi"}).status, 0);
  fs::copy_file(folder / "a.png", folder / "in/a.png");
  const outcome o = tessera({"apply", "copy", "in", "-o", "out/", "--format", "png"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_TRUE(has(o.err, "1 done")) << o.err;
}

TEST_F(pyramids, leave_nothing_behind_on_a_full_disk) {
  // A limit on file size stands for it.
  here.in_child = [] {
    const rlimit limit{1500, 1500};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  picture(folder, "a.png", "noise", "700x300", {"--overwrite"});
  for (const words& output : {words{"b.dzi"}, {"b.tif", "-O", "pyramid"}, {"b.tif", "-O", "pyramid=subifd"}}) {
    words line{"apply", "copy", "a.png", "--threads", "2", "-o"};
    line.insert(line.end(), output.begin(), output.end());
    const outcome o = tessera(line);
    EXPECT_EQ(o.status, 1) << o.err;
    EXPECT_TRUE(has(o.err, "ulimit -f")) << o.err;
    EXPECT_EQ(entries(), 0u) << output[0];
  }
}

TEST_F(pyramids, leave_nothing_behind_when_interrupted_and_what_is_left_by_the_killed_goes) {
  picture(folder, "a.png", "gradient", "6000x4000", {"--overwrite"});
  const words line{"apply", "median 8", "a.png", "-o", "b.dzi", "-O", "tile=16", "--threads", "2"};
  for (const int number : {SIGINT, SIGKILL}) {
    running batch(line, here);
    for (int i = 0; i < 3000 && entries() == 0; ++i) std::this_thread::sleep_for(5ms);
    ASSERT_EQ(entries(), 1u) << "a temporary folder";
    std::this_thread::sleep_for(100ms);
    batch.send(number);
    EXPECT_EQ(batch.wait().signal, number) << "it was stopped too late";
    EXPECT_EQ(entries(), number == SIGINT ? 0u : 1u);
  }
  EXPECT_EQ(tessera({"apply", "crop 300x200", "a.png", "-o", "b.dzi"}).status, 0);
  EXPECT_EQ(entries(), 2u) << "the file and the folder";
  EXPECT_TRUE(temporaries(folder.path()).empty());
}
