// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/scratch.hpp"
#include "tessera/host/batch/glob.hpp"
#include "tessera/host/batch/inputs.hpp"

using namespace tessera;
using tessera::test::scratch;
using names = std::vector<std::string>;

namespace {

constexpr char jpeg_bytes[] = "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0\x43\0\1\1\1\1";
const std::string jpeg_head(jpeg_bytes, sizeof jpeg_bytes - 1);

/// Paths without the scratch folder's own.
names below(const scratch& folder, const input_list& list) {
  names result;
  for (const auto& file : list.files)
    result.push_back(std::filesystem::path(file.path).lexically_relative(folder.path()).string());
  return result;
}

input_list expand(const scratch& folder, const names& arguments, bool recursive = false,
                  const std::string& output = {}) {
  input_request request;
  for (const auto& argument : arguments) request.arguments.push_back(folder / argument);
  request.recursive = recursive;
  request.output_folder = output;
  return expand_inputs(request);
}

}  // namespace

TEST(natural_order, counts_like_people) {
  names sorted{"img10.jpg", "IMG2.jpg", "img1.jpg", "img01.jpg", "b", "a", "img2b.jpg", "img", "10", "9"};
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return natural_less(a, b); });
  EXPECT_EQ(sorted, (names{"9", "10", "a", "b", "img", "img01.jpg", "img1.jpg", "IMG2.jpg", "img2b.jpg", "img10.jpg"}));
  EXPECT_TRUE(natural_less("1", "99999999999999999999999999999"));
  EXPECT_FALSE(natural_less("a", "a"));
  EXPECT_NE(natural_less("a01", "a1"), natural_less("a1", "a01"));
}

TEST(glob, matches_names) {
  EXPECT_TRUE(matches("*.jpg", "a.jpg"));
  EXPECT_FALSE(matches("*.jpg", "a.jpeg"));
  EXPECT_FALSE(matches("*", ".hidden"));
  EXPECT_TRUE(matches(".*", ".hidden"));
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("a?c",
                      "a\xc3\xa4"
                      "c"));
  EXPECT_FALSE(matches("a?c", "ac"));
  EXPECT_TRUE(matches("img[0-9].png", "img7.png"));
  EXPECT_FALSE(matches("img[!0-9].png", "img7.png"));
  EXPECT_TRUE(matches("[]]x", "]x"));
  EXPECT_TRUE(matches("[x", "[x"));
  EXPECT_TRUE(matches("*a*b*c*", "xxaxxbxxcxx"));
  EXPECT_FALSE(matches("*a*b*c*", "xxaxxcxxbxx"));
  const std::string many(200, 'a');
  EXPECT_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*b", many));
}

TEST(inputs, a_folder_is_read_in_natural_order_and_pictures_only) {
  scratch folder;
  for (const char* name : {"p/img10.jpg", "p/img2.jpg", "p/notes.txt", "p/.hidden.jpg", "p/deep/c.png"})
    folder.write(name, "x");
  folder.write("p/no_extension", jpeg_head);
  folder.write("p/wrong.txt", jpeg_head);
  const auto list = expand(folder, {"p"});
  EXPECT_EQ(below(folder, list), (names{"p/img2.jpg", "p/img10.jpg", "p/no_extension", "p/wrong.txt"}));
  EXPECT_EQ(list.skipped, 1u);
}

TEST(inputs, recursion_keeps_the_tree_and_leaves_out_links_outputs_and_temporaries) {
  scratch folder;
  for (const char* name : {"p/a.jpg", "p/x/b.jpg", "p/x/y/c.jpg", "p/out/d.jpg", "p/.git/e.jpg", "q/f.jpg"})
    folder.write(name, "x");
  std::filesystem::create_directory_symlink(folder / "q", folder / "p/link");
  std::filesystem::create_directory_symlink(folder / "p", folder / "p/x/loop");
  std::filesystem::create_symlink(folder / "q/f.jpg", folder / "p/linked.jpg");
  const auto list = expand(folder, {"p"}, true, folder / "p/out");
  EXPECT_EQ(below(folder, list), (names{"p/a.jpg", "p/linked.jpg", "p/x/b.jpg", "p/x/y/c.jpg"}));
  EXPECT_EQ(list.files[1].below, "");
  EXPECT_EQ(list.files[2].below, "x");
  EXPECT_EQ(list.files[3].below, "x/y");
  EXPECT_EQ(expand(folder, {"p/out"}, true, folder / "p/out").files.size(), 1u) << "named itself, it is read";
}

TEST(inputs, what_exists_is_no_pattern) {
  scratch folder;
  for (const char* name : {"a[1].jpg", "a1.jpg", "what?.jpg", "whats.jpg"}) folder.write(name, "x");
  EXPECT_EQ(below(folder, expand(folder, {"a[1].jpg"})), (names{"a[1].jpg"}));
  EXPECT_EQ(below(folder, expand(folder, {"what?.jpg"})), (names{"what?.jpg"}));
  EXPECT_EQ(below(folder, expand(folder, {"a[0-9].jpg"})), (names{"a1.jpg"}));
}

TEST(inputs, two_stars_walk_folders) {
  scratch folder;
  for (const char* name : {"p/a.jpg", "p/x/b.jpg", "p/x/y/c.jpg", "p/x/y/d.png", "p/.h/e.jpg"}) folder.write(name, "x");
  EXPECT_EQ(below(folder, expand(folder, {"p/**/*.jpg"})), (names{"p/a.jpg", "p/x/b.jpg", "p/x/y/c.jpg"}));
  EXPECT_EQ(below(folder, expand(folder, {"**/y/*"})), (names{"p/x/y/c.jpg", "p/x/y/d.png"}));
  EXPECT_EQ(below(folder, expand(folder, {"p/**/**/c.jpg"})), (names{"p/x/y/c.jpg"}));
  EXPECT_EQ(below(folder, expand(folder, {"p/x/**"})), (names{"p/x/b.jpg", "p/x/y/c.jpg", "p/x/y/d.png"}));
}

TEST(inputs, nothing_found_is_an_error) {
  scratch folder;
  try {
    expand(folder, {"*.jpg"});
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
  }
  try {
    expand(folder, {"gone.jpg"});
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::not_found);
    EXPECT_EQ(e.file(), folder / "gone.jpg");
  }
}

TEST(inputs, a_listed_file_is_literal_and_may_be_missing) {
  scratch folder;
  folder.write("a1.jpg", "x");
  input_request request;
  request.listed = {folder / "a*.jpg", folder / "a1.jpg", folder / "a1.jpg"};
  EXPECT_EQ(below(folder, expand_inputs(request)), (names{"a*.jpg", "a1.jpg"}));
}

TEST(inputs, lists_are_split_by_line_or_nul) {
  EXPECT_EQ(split_list("a\nb c\r\n\nd", false), (names{"a", "b c", "d"}));
  EXPECT_EQ(split_list(std::string_view("a\nb\0c\0\0", 7), true), (names{"a\nb", "c"}));
  EXPECT_TRUE(split_list("", false).empty());
}

TEST(inputs, a_fifo_in_a_folder_does_not_hang) {
  scratch folder;
  folder.write("a.jpg", "x");
  ASSERT_EQ(mkfifo((folder / "b.jpg").c_str(), 0600), 0);
  EXPECT_EQ(below(folder, expand(folder, {""})), (names{"a.jpg"}));
}
