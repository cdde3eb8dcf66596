// SPDX-License-Identifier: Apache-2.0
// Matrices from files.
#include <gtest/gtest.h>

#include "support/gray_rows.hpp"
#include "support/scratch.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

const gray_rows three_rows{{10, 20, 60}, {30, 80, 7}, {5, 200, 90}};

/// What a run with such a file says, and of what kind.
std::pair<error_kind, std::string> refusal_of_file(const std::string& content) {
  const test::scratch folder;
  const std::string path = folder.write("kernel.txt", content);
  try {
    run("convolve file='" + path + "'", three_rows);
  } catch (const error& e) {
    return {e.kind(), e.what()};
  }
  return {error_kind::limit, "nothing"};
}

}  // namespace

TEST(convolve, takes_its_matrix_from_a_file) {
  const test::scratch folder;
  const std::string path =
      folder.write("kernel.txt", "# a sharpening matrix\n0 -1\t0\n\n-1, 5.0, -1\r\n0 -1 0 # done\n");
  EXPECT_EQ(run("convolve file='" + path + "'", three_rows), run("convolve 0,-1,0,-1,5,-1,0,-1,0", three_rows));
  EXPECT_EQ(run("convolve '" + path + "'", three_rows), run("convolve 0,-1,0,-1,5,-1,0,-1,0", three_rows));
  EXPECT_EQ(parse("convolve kernel.txt", folder / "look.txt"), parse("convolve '" + path + "'"));
  const std::string flat = folder.write("flat.txt", "1 2 3");
  EXPECT_EQ(run("convolve file='" + flat + "' divisor=10", three_rows),
            run("convolve 1,2,3 width=3 divisor=10", three_rows));
}

TEST(convolve, takes_one_file) {
  const test::scratch folder;
  const std::string path = folder.write("a.txt", "1 2 1");
  try {
    parse("convolve a.txt 3 1 0 a.txt", folder / "look.txt");
    ADD_FAILURE() << "two files were taken";
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("file is given twice"), std::string::npos) << e.what();
  }
  EXPECT_EQ(print(parse("convolve '" + path + "' offset=10%")),
            print(parse("convolve offset=10% file='" + path + "'")));
  EXPECT_EQ(parse(print(parse("convolve '" + path + "'"))), parse("convolve '" + path + "'"));
}

TEST(convolve, says_what_is_wrong_with_a_file) {
  EXPECT_NE(refusal_of_file("1 2 3\n4 5\n").second.find("kernel.txt:2: 2 numbers after rows of 3"), std::string::npos);
  EXPECT_NE(refusal_of_file("1 2 3\n4 x5 6\n").second.find("kernel.txt:2: \"x5\" is not a number"), std::string::npos);
  EXPECT_NE(refusal_of_file("1 nan 3\n").second.find("\"nan\""), std::string::npos);
  EXPECT_NE(refusal_of_file("1 2\n3 4\n").second.find("2x2 has no centre"), std::string::npos);
  EXPECT_NE(refusal_of_file("# nothing\n").second.find("holds no numbers"), std::string::npos);
  EXPECT_EQ(refusal_of_file("1 2\n3\n").first, error_kind::usage);
  try {
    parse("convolve file=/no/such/kernel.txt");
    ADD_FAILURE() << "a file that is not there was taken";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage) << e.what();
    EXPECT_EQ(e.file(), "/no/such/kernel.txt");
  }
  const any_operator code = convolve{.file = "/no/such/kernel.txt"};
  try {
    engine().run(pipeline(code), image(make_format(sample_type::u8, 1, {3, 3})));
    ADD_FAILURE() << "a file that is not there was read";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::not_found) << e.what();
  }
}

}  // namespace tessera::tests
