// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "pipeline/toys.hpp"

namespace {

using namespace tessera;
using namespace tessera::toys;
namespace fs = std::filesystem;

/// A folder of pipeline files that lives as long as a test.
class pipeline_files : public testing::Test {
 protected:
  pipeline_files() {
    add_toys();
    fs::create_directories(folder_ / "deep");
  }
  ~pipeline_files() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string at(const std::string& name) const { return fmt::format("@{}", path(name)); }
  std::string message(const std::string& text) const {
    const error e = fault(text);
    EXPECT_EQ(e.kind(), error_kind::usage);
    return e.what();
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("tessera_pipeline_" + std::to_string(getpid()));
};

TEST_F(pipeline_files, stand_for_their_stages_anywhere) {
  write("look.txt", "\xef\xbb\xbf# a look\r\ntoy_numbers 2\r\ntoy_threshold 0.25\r\n");
  EXPECT_EQ(parse(at("look.txt")), parse("toy_numbers 2 | toy_threshold 0.25"));
  EXPECT_EQ(parse(fmt::format("invert | @{}", path("look.txt")) + " | invert"),
            parse("invert | toy_numbers 2 | toy_threshold 0.25 | invert"));
}

TEST_F(pipeline_files, paths_are_relative_to_the_file) {
  write("top.txt", "invert\n@deep/inner.txt\n");
  write("deep/inner.txt", "@\"../a word.txt\" | @sibling.txt");
  write("deep/sibling.txt", "toy_threshold 0.25");
  write("a word.txt", "toy_numbers 2");
  EXPECT_EQ(parse(at("top.txt")), parse("invert | toy_numbers 2 | toy_threshold 0.25"));
  EXPECT_EQ(parse("@inner.txt", path("deep/anything")), parse("toy_numbers 2 | toy_threshold 0.25"));
}

TEST_F(pipeline_files, may_be_used_twice) {
  write("a.txt", "@b.txt\n@b.txt");
  write("b.txt", "invert");
  EXPECT_EQ(parse(at("a.txt")), parse("invert | invert"));
}

TEST_F(pipeline_files, errors_name_file_line_and_column) {
  const std::string look = write("look.txt", "# remark\ntoy_numbers 2\n  toy_threshold 128\n");
  const error e = fault(fmt::format("invert | @{}", look));
  EXPECT_EQ(std::string(e.what()),
            look +
                ":3:17: stage 3, toy_threshold: 128 is outside 0..1, a fraction of white (128 of 255 is 0.502)\n"
                "    toy_threshold 128\n                  ^~~ level");
  EXPECT_EQ(e.file(), look);
  EXPECT_EQ(e.operator_name(), "toy_threshold");
  const error given = fault("invert\ngama\n", "look.txt");
  EXPECT_TRUE(std::string(given.what())
                  .starts_with("look.txt:2:1: stage 2: no operator is named \"gama\"; did you mean gamma?\n"))
      << given.what();
  EXPECT_EQ(given.file(), "look.txt");
}

TEST_F(pipeline_files, cycles_are_refused) {
  write("self.txt", "invert | @self.txt");
  write("a.txt", "@deep/b.txt");
  write("deep/b.txt", "invert\n@../deep/../a.txt");
  EXPECT_NE(message(at("self.txt")).find("self.txt leads back to itself"), std::string::npos);
  EXPECT_NE(message(at("a.txt")).find("b.txt:2:1: stage 2: "), std::string::npos);
  EXPECT_NE(message(at("a.txt")).find("leads back to itself"), std::string::npos);
  EXPECT_NE(std::string(fault("@self.txt", path("self.txt")).what()).find("leads back to itself"), std::string::npos);
}

TEST_F(pipeline_files, growth_ends) {
  write("0.txt", "invert | invert");
  for (int i = 1; i < 30; ++i) write(fmt::format("{}.txt", i), fmt::format("@{0}.txt\n@{0}.txt", i - 1));
  EXPECT_NE(message(at("29.txt")).find("more than 1000 stages"), std::string::npos);
}

TEST_F(pipeline_files, what_cannot_be_read_is_named) {
  const error missing = fault(at("missing.txt"));
  EXPECT_NE(std::string(missing.what()).find("cannot read " + path("missing.txt") + ": No such file or directory"),
            std::string::npos)
      << missing.what();
  EXPECT_EQ(missing.file(), path("missing.txt"));
  EXPECT_NE(message(fmt::format("invert | @{}", path("deep"))).find("stage 2: cannot read"), std::string::npos);
  write("empty.txt", "# nothing\n");
  EXPECT_NE(message(at("empty.txt")).find("empty.txt holds no stage"), std::string::npos);
  write("large.txt", std::string((1 << 20) + 1, '\n'));
  EXPECT_NE(message(at("large.txt")).find("File too large"), std::string::npos);
  EXPECT_NE(message("@/dev/zero").find("File too large"), std::string::npos);
  write("look.txt", "invert");
  EXPECT_NE(message(fmt::format("{} 3", at("look.txt"))).find("a file of stages takes no values"), std::string::npos);
}

}  // namespace
