// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "command.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;

namespace {

/// What is written, and how.
class results : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }
};

}  // namespace

TEST_F(results, takes_the_page_that_is_asked_for) {
  picture(folder, "a.png");
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "b.png", "--page", "1"}).status, 0);
  const outcome none = tessera({"apply", "copy", "a.png", "-o", "c.png", "--page", "2"});
  EXPECT_EQ(none.status, 1);
  EXPECT_TRUE(has(none.err, "a.png") && has(none.err, "no page 2") && has(none.err, "one picture")) << none.err;
  EXPECT_FALSE(fs::exists(folder / "c.png"));
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "c.png", "--page", "0"}).status, 2);
  const outcome facts = tessera({"info", "a.png", "--page", "1", "--get", "pages"});
  EXPECT_EQ(facts.out, "1\n");
  EXPECT_EQ(tessera({"info", "a.png", "--page", "2"}).status, 1);
}

TEST_F(results, writes_fifos_straight_and_keeps_them) {
  picture(folder, "a.png");
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  const int reader = open((folder / "pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "pipe"}).status, 0);
  std::string content(1 << 16, '\0');
  const auto count = ::read(reader, content.data(), content.size());
  close(reader);
  ASSERT_GT(count, 0);
  content.resize(static_cast<std::size_t>(count));
  folder.write("b.png", content);
  EXPECT_EQ(tessera({"compare", "a.png", "b.png"}).status, 0);
  struct stat status {};
  ASSERT_EQ(stat((folder / "pipe").c_str(), &status), 0);
  EXPECT_TRUE(S_ISFIFO(status.st_mode));
}

TEST_F(results, a_symlink_as_output_stays_one) {
  picture(folder, "a.png");
  folder.write("real/old.png", "old");
  fs::create_symlink("real/old.png", folder / "link.png");
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "link.png", "--overwrite"}).status, 0);
  EXPECT_TRUE(fs::is_symlink(folder / "link.png"));
  EXPECT_TRUE(is_whole(folder / "real/old.png"));
}

TEST_F(results, never_writes_a_picture_to_a_terminal) {
  picture(folder, "a.png");
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) GTEST_SKIP() << "no pseudo terminals here";
  const std::string name = ptsname(master);
  here.in_child = [&] { dup2(open(name.c_str(), O_RDWR | O_NOCTTY), 1); };
  const outcome o = tessera({"apply", "copy", "a.png", "-o", "-"});
  close(master);
  EXPECT_EQ(o.status, 2);
  EXPECT_TRUE(has(o.err, "terminal"));
}

TEST_F(results, encodes_as_asked) {
  picture(folder, "a.png", "photo", "200x150");
  const auto size_at = [&](const words& more) {
    words line{"apply", "copy", "a.png", "-o", "x.jpg", "--overwrite"};
    line.insert(line.end(), more.begin(), more.end());
    const outcome o = tessera(line);
    EXPECT_EQ(o.status, 0) << o.err;
    return fs::file_size(folder / "x.jpg");
  };
  const auto usual = size_at({}), same = size_at({"--quality", "90"}), small = size_at({"--quality", "50"});
  EXPECT_EQ(usual, same);
  EXPECT_LT(small, usual);
  EXPECT_EQ(tessera({"info", "--get", "quality", "x.jpg"}).out, "50\n");
  EXPECT_EQ(tessera({"apply", "copy", "x.jpg", "-o", "y.jpg", "--quality", "keep"}).status, 0);
  EXPECT_EQ(tessera({"info", "--get", "quality", "y.jpg"}).out, "50\n");
  EXPECT_NE(size_at({"-O", "progressive"}), usual);
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "t.tif", "-O", "compression=lzw,tile=64"}).status, 0);
  EXPECT_EQ(tessera({"info", "--get", "compression", "t.tif"}).out, "lzw\n");
}

TEST_F(results, flattens_on_the_background_that_is_asked_for) {
  picture(folder, "a.png", "gradient", "30x20", {"--channels", "4"});
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "white.jpg"}).status, 0);
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "black.jpg", "--background", "#000", "--quality", "100"}).status,
            0);
  const auto j = nlohmann::json::parse(tessera({"info", "--json", "--statistics", "white.jpg"}).out);
  const auto k = nlohmann::json::parse(tessera({"info", "--json", "--statistics", "black.jpg"}).out);
  EXPECT_GT(j["statistics"][2]["mean"].get<double>(), 20 + k["statistics"][2]["mean"].get<double>());
}

TEST_F(results, refuses_more_pixels_than_allowed) {
  picture(folder, "a.png", "gradient", "200x100");
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "b.png", "--limit-pixels", "19999"}).status, 1);
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "b.png", "--limit-pixels", "20K"}).status, 0);
}
