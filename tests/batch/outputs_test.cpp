// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/scratch.hpp"
#include "tessera/host/batch/name_template.hpp"
#include "tessera/host/batch/outputs.hpp"

using namespace tessera;
using tessera::test::scratch;
using names = std::vector<std::string>;

namespace {

std::vector<batch_input> inputs(const names& paths) {
  std::vector<batch_input> result;
  for (const auto& path : paths) result.push_back({path, ""});
  return result;
}

names outputs_of(const std::vector<batch_job>& jobs) {
  names result;
  for (const auto& job : jobs) result.push_back(job.output);
  return result;
}

output_request to(const std::string& where) {
  output_request request;
  request.to = where;
  return request;
}

/// The message of the usage error that `call` throws.
template <class F>
std::string refusal(F&& call) {
  try {
    call();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    return e.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

}  // namespace

TEST(outputs, folder_or_file) {
  scratch folder;
  std::filesystem::create_directory(folder / "dir.jpg");
  EXPECT_TRUE(names_folder(folder / "dir.jpg"));
  EXPECT_TRUE(names_folder("out/"));
  EXPECT_TRUE(names_folder("out"));
  EXPECT_TRUE(names_folder("x.jpg/"));
  EXPECT_TRUE(names_folder("out.xyz"));
  EXPECT_FALSE(names_folder("out.jpg"));
  EXPECT_FALSE(names_folder("out.TIFF"));
  EXPECT_FALSE(names_folder("/dev/null"));
}

TEST(outputs, one_file_for_many_is_refused_with_the_cure) {
  const auto text = refusal([] { name_outputs(inputs({"a.jpg", "b.jpg"}), to("out.jpg")); });
  EXPECT_EQ(text, "-o out.jpg is one file but there are 2 inputs; for a folder write out.jpg/");
  EXPECT_NE(refusal([] {
              name_outputs(inputs({"a.jpg", "b.jpg"}), to("-"));
            }).find("there are 2 inputs"),
            std::string::npos);
}

TEST(outputs, templates) {
  output_request request = to("out/");
  request.name = "{parent}-{stem}_{index:04}{ext}";
  EXPECT_EQ(outputs_of(name_outputs(inputs({"p/a.b.jpg", "q/c.PNG"}), request)),
            (names{"out/p-a.b_0001.jpg", "out/q-c_0002.PNG"}));
  request.name = "{index}.png";
  const auto jobs = name_outputs(inputs({"p/a.jpg"}), request);
  EXPECT_EQ(jobs[0].output, "out/1.png");
  EXPECT_EQ(jobs[0].type->name, "PNG");
  for (const char* bad : {"{stm}", "{stem", "stem}", "{index:4}", "{index:0x}", "{index:0444}"}) {
    request.name = bad;
    EXPECT_NE(refusal([&] { name_outputs(inputs({"a.jpg"}), request); }).find("{index:04} can be used"),
              std::string::npos)
        << bad;
  }
  request.name = "{parent}";
  EXPECT_EQ(name_outputs(inputs({"a.jpg"}), request)[0].output,
            "out/" + std::filesystem::current_path().filename().string());
}

TEST(outputs, format_comes_from_name_then_option_then_input_then_content) {
  scratch folder;
  const std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\0\0", 32);
  const auto plain = folder.write("plain", png);
  EXPECT_EQ(name_outputs(inputs({"a.jpg"}), to("x.png"))[0].type->name, "PNG");
  output_request request = to("out/");
  EXPECT_EQ(name_outputs(inputs({"a.JPG"}), request)[0].output, "out/a.JPG");
  EXPECT_EQ(name_outputs(inputs({plain}), request)[0].output, "out/plain.png");
  request.format = container_of_name("x.tif");
  EXPECT_EQ(name_outputs(inputs({"a.JPG"}), request)[0].output, "out/a" + request.format->extension);
  EXPECT_EQ(name_outputs(inputs({"a.tiff"}), request)[0].output, "out/a.tiff");
  request.to = "x.png";
  EXPECT_EQ(name_outputs(inputs({"a.jpg"}), request)[0].type->name, "PNG");
}

TEST(outputs, the_tree_is_kept) {
  EXPECT_EQ(name_outputs({{"p/x/y/a.jpg", "x/y"}}, to("out"))[0].output, "out/x/y/a.jpg");
}

TEST(outputs, two_inputs_with_one_output_name_both_and_the_cure) {
  const auto text = refusal([] { name_outputs(inputs({"p/a.jpg", "q/a.jpg"}), to("out/")); });
  EXPECT_NE(text.find("p/a.jpg and q/a.jpg would both be written to out/a.jpg"), std::string::npos) << text;
  EXPECT_NE(text.find("--name '{parent}-{stem}{ext}'"), std::string::npos) << text;
  scratch folder;
  const auto file = folder.write("a.jpg", "x");
  std::filesystem::create_hard_link(file, folder / "b.jpg");
  output_request request;
  request.in_place = true;
  EXPECT_NE(refusal([&] {
              name_outputs(inputs({file, folder / "b.jpg"}), request);
            }).find("would both be written"),
            std::string::npos);
}

TEST(outputs, existing_outputs) {
  scratch folder;
  const auto a = folder.write("in/a.jpg", "x"), b = folder.write("in/b.jpg", "x"), c = folder.write("in/c.jpg", "x");
  for (const char* name : {"out/a.jpg", "out/b.jpg", "out/c.jpg"}) folder.write(name, "y");
  output_request request = to(folder / "out");
  const auto jobs = name_outputs(inputs({a, b, c}), request);
  const auto text = refusal([&] { check_outputs(jobs); });
  EXPECT_EQ(text, (folder / "out/a.jpg") + ", " + (folder / "out/b.jpg") +
                      " and 1 more exist; use --overwrite, --skip-existing or --update");
  request.existing = existing_rule::overwrite;
  EXPECT_NO_THROW(check_outputs(name_outputs(inputs({a, b, c}), request)));
  request.existing = existing_rule::skip;
  EXPECT_EQ(name_outputs(inputs({a}), request)[0].action, job_action::skip);
}

TEST(outputs, update_writes_what_is_older_than_its_input) {
  scratch folder;
  const auto a = folder.write("in/a.jpg", "x"), b = folder.write("in/b.jpg", "x");
  folder.write("out/a.jpg", "y"), folder.write("out/b.jpg", "y");
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(a, now);
  std::filesystem::last_write_time(folder / "out/a.jpg", now - std::chrono::seconds(1));
  std::filesystem::last_write_time(b, now);
  std::filesystem::last_write_time(folder / "out/b.jpg", now);
  output_request request = to(folder / "out");
  request.existing = existing_rule::update;
  const auto jobs = name_outputs(inputs({a, b}), request);
  EXPECT_EQ(jobs[0].action, job_action::write);
  EXPECT_EQ(jobs[1].action, job_action::skip);
}

TEST(outputs, overwrite_never_replaces_an_input_but_in_place_does) {
  scratch folder;
  const auto a = folder.write("in/a.jpg", "x"), b = folder.write("in/b.jpg", "x");
  std::filesystem::create_directory(folder / "out");
  std::filesystem::create_hard_link(b, folder / "out/a.jpg");
  output_request request = to(folder / "out");
  request.existing = existing_rule::overwrite;
  const auto jobs = name_outputs(inputs({a, b}), request);
  EXPECT_EQ(jobs[0].action, job_action::refuse);
  EXPECT_NE(refusal([&] { check_outputs(jobs); }).find("is an input; --in-place"), std::string::npos);
  request = {};
  request.in_place = true;
  EXPECT_EQ(outputs_of(name_outputs(inputs({a, b}), request)), (names{a, b}));
  request.format = container_of_name("x.png");
  EXPECT_NE(refusal([&] { name_outputs(inputs({a}), request); }).find("--in-place keeps names"), std::string::npos);
  EXPECT_NE(refusal([&] {
              output_request r;
              r.in_place = true;
              name_outputs(inputs({"-"}), r);
            }).find("standard input"),
            std::string::npos);
}

TEST(outputs, devices_and_fifos_are_written_straight) {
  scratch folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const auto& where : {std::string("/dev/null"), folder / "pipe"}) {
    const auto jobs = name_outputs(inputs({"a.jpg"}), to(where));
    EXPECT_EQ(jobs[0].action, job_action::write);
    EXPECT_EQ(jobs[0].output, where);
    EXPECT_EQ(jobs[0].type->name, "JPEG");
  }
}

TEST(name_template, parts) {
  EXPECT_EQ(parts_of("-").stem, "stdin");
  EXPECT_EQ(parts_of("x/y/z.tar.gz").stem, "z.tar");
  EXPECT_EQ(parts_of("x/y/z.tar.gz").ext, ".gz");
  EXPECT_EQ(parts_of("x/y/z").parent, "y");
  EXPECT_EQ(parts_of("x/y/../z").parent, "x");
  EXPECT_EQ(parts_of("/z").parent, "");
}
