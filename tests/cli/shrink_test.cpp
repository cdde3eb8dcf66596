// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "command.hpp"
#include "tessera/host/files.hpp"

using namespace tessera::test;

namespace {

class shrink_on_load : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }
  tessera::image at(const std::string& name) { return tessera::read(folder / name); }
};

}  // namespace

TEST_F(shrink_on_load, thumbnails_are_decoded_smaller_unless_told_not_to) {
  picture(folder, "a.jpg", "photo", "1600x1200");
  ASSERT_EQ(tessera({"apply", "thumbnail 160", "a.jpg", "-o", "small.png"}).status, 0);
  ASSERT_EQ(tessera({"apply", "thumbnail 160", "a.jpg", "-o", "whole.png", "--no-shrink-on-load"}).status, 0);
  EXPECT_EQ(at("small.png").format(), at("whole.png").format());
  EXPECT_NE(at("small.png"), at("whole.png"));
  EXPECT_EQ(tessera({"compare", "small.png", "whole.png", "--tolerance", "24"}).status, 0);
  for (const words& more :
       {words{"--threads", "1"}, {"--threads", "3"}, {"--tile-size", "40x30"}, {"--memory-limit", "60M"}}) {
    words line{"apply", "thumbnail 160", "a.jpg", "-o", "again.png", "--overwrite"};
    line.insert(line.end(), more.begin(), more.end());
    ASSERT_EQ(tessera(line).status, 0) << more[0];
    EXPECT_EQ(at("again.png"), at("small.png")) << more[0];
  }
}

TEST_F(shrink_on_load, resize_is_decoded_smaller_only_on_request) {
  picture(folder, "a.jpg", "photo", "1600x1200");
  ASSERT_EQ(tessera({"apply", "resize 160", "a.jpg", "-o", "plain.png"}).status, 0);
  ASSERT_EQ(tessera({"apply", "thumbnail 160", "a.jpg", "-o", "whole.png", "--no-shrink-on-load"}).status, 0);
  ASSERT_EQ(tessera({"apply", "resize 160", "a.jpg", "-o", "asked.png", "--shrink-on-load"}).status, 0);
  ASSERT_EQ(tessera({"apply", "thumbnail 160", "a.jpg", "-o", "small.png"}).status, 0);
  EXPECT_EQ(at("plain.png"), at("whole.png"));
  EXPECT_EQ(at("asked.png"), at("small.png"));
  const outcome both = tessera({"apply", "copy", "a.jpg", "-o", "b.png", "--shrink-on-load", "--no-shrink-on-load"});
  EXPECT_EQ(both.status, 2);
  EXPECT_NE(both.err.find("--shrink-on-load"), std::string::npos) << both.err;
}

TEST_F(shrink_on_load, the_plan_says_by_how_much) {
  picture(folder, "a.jpg", "photo", "1600x1200");
  picture(folder, "a.png", "photo", "1600x1200");
  const outcome jpeg = tessera({"apply", "thumbnail 100", "a.jpg", "--explain"});
  EXPECT_NE(jpeg.out.find("shrinks on load by 8: of 1600x1200 pixels"), std::string::npos) << jpeg.out;
  EXPECT_NE(jpeg.out.find("200x150"), std::string::npos) << jpeg.out;
  for (const words& line : {words{"apply", "thumbnail 100", "a.png", "--explain"},
                            {"apply", "thumbnail 100", "a.jpg", "--explain", "--no-shrink-on-load"},
                            {"apply", "thumbnail 100", "a.jpg", "--explain", "--colour", "linear"},
                            {"apply", "thumbnail 800", "a.jpg", "--explain"}}) {
    const outcome o = tessera(line);
    EXPECT_EQ(o.status, 0);
    EXPECT_EQ(o.out.find("shrinks"), std::string::npos) << o.out;
  }
}

TEST_F(shrink_on_load, files_that_become_alike_are_told_apart) {
  picture(folder, "in1.jpg", "photo", "801x601");
  picture(folder, "in2.jpg", "photo", "807x607");
  ASSERT_EQ(tessera({"apply", "thumbnail 6%", "in1.jpg", "in2.jpg", "-o", "out/", "--format", "png", "--threads", "1"})
                .status,
            0);
  ASSERT_EQ(tessera({"apply", "thumbnail 6%", "in2.jpg", "-o", "alone.png"}).status, 0);
  EXPECT_EQ(at("out/in1.png").format().size, (tessera::extent{48, 36}));
  EXPECT_EQ(at("out/in2.png"), at("alone.png"));
}

TEST_F(shrink_on_load, what_the_file_carries_goes_along) {
  picture(folder, "a.png", "photo", "1600x1200");
  tessera::metadata extra;
  extra.dpi_x = extra.dpi_y = 300;
  extra.comments.emplace_back(7, std::byte{'c'});
  tessera::write(at("a.png"), folder / "a.jpg", {}, extra);
  ASSERT_EQ(tessera({"apply", "thumbnail 160", "a.jpg", "-o", "b.jpg"}).status, 0);
  const auto made = tessera::open_source(folder / "b.jpg");
  EXPECT_EQ(made->info().layout.size, (tessera::extent{160, 120}));
  EXPECT_EQ(made->info().extra.dpi_x, 300);
  EXPECT_EQ(made->info().extra.comments, extra.comments);
}
