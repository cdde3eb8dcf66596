// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"
#include "tessera/kernels/cpu/engine.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;

namespace {

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

class apply : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }
};

}  // namespace

TEST_F(apply, filters_a_file) {
  picture(folder, "in.png");
  const outcome o = tessera({"apply", "invert | invert", "in.png", "-o", "out.png"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_TRUE(o.out.empty()) << "stdout carries results only";
  EXPECT_TRUE(has(o.err, "1 done"));
  EXPECT_EQ(tessera({"compare", "in.png", "out.png"}).status, 0);
  EXPECT_EQ(tessera({"apply", "invert", "in.png", "-o", "negative.png", "-q"}).err, "");
  EXPECT_EQ(tessera({"compare", "in.png", "negative.png"}).status, 1);
}

TEST_F(apply, filters_folders_and_keeps_the_tree) {
  for (const char* name : {"p/a.jpg", "p/x/b.png", "p/x/y/c.tif"}) picture(folder, name);
  folder.write("p/notes.txt", "no picture");
  EXPECT_EQ(tessera({"apply", "invert", "p", "-o", "flat"}).status, 0);
  EXPECT_TRUE(fs::exists(folder / "flat/a.jpg"));
  EXPECT_FALSE(fs::exists(folder / "flat/b.png"));
  const outcome o = tessera({"apply", "invert", "p", "-r", "-o", "deep/"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_TRUE(has(o.err, "3 done"));
  EXPECT_TRUE(has(o.err, "1 file in folders left out, no picture"));
  for (const char* name : {"deep/a.jpg", "deep/x/b.png", "deep/x/y/c.tif"})
    EXPECT_TRUE(is_whole(folder / name)) << name;
}

TEST_F(apply, an_output_folder_inside_the_input_is_not_walked) {
  picture(folder, "p/a.jpg");
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(tessera({"apply", "invert", "p", "-r", "-o", "p/out", "--overwrite"}).status, 0);
  EXPECT_FALSE(fs::exists(folder / "p/out/out"));
}

TEST_F(apply, expands_patterns_itself_and_takes_lists) {
  for (const char* name : {"p/1.png", "p/2.png", "p/[3].png", "q/4.png"}) picture(folder, name);
  EXPECT_EQ(tessera({"apply", "invert", "**/*.png", "-o", "a/", "--name", "{parent}{stem}{ext}"}).status, 0);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "a"), {}), 4);
  folder.write("list", std::string("p/1.png\np/[3].png\n"));
  EXPECT_EQ(tessera({"apply", "invert", "--files-from", "list", "-o", "b/"}).status, 0);
  EXPECT_TRUE(fs::exists(folder / "b/[3].png"));
  here.input = std::string("p/2.png\0q/4.png\0", 16);
  EXPECT_EQ(tessera({"apply", "invert", "--files-from", "-", "-0", "-o", "c/"}).status, 0);
  EXPECT_TRUE(fs::exists(folder / "c/4.png"));
}

TEST_F(apply, a_missing_file_in_a_list_fails_alone_but_on_the_line_it_stops_all) {
  picture(folder, "a.png");
  folder.write("list", "a.png\ngone.png\n");
  const outcome listed = tessera({"apply", "invert", "--files-from", "list", "-o", "out/"});
  EXPECT_EQ(listed.status, 1);
  EXPECT_TRUE(has(listed.err, "gone.png"));
  EXPECT_TRUE(fs::exists(folder / "out/a.png"));
  const outcome named = tessera({"apply", "invert", "a.png", "gone.png", "-o", "other/"});
  EXPECT_EQ(named.status, 2);
  EXPECT_TRUE(has(named.err, "gone.png"));
  EXPECT_FALSE(fs::exists(folder / "other"));
}

TEST_F(apply, reads_stdin_and_writes_stdout) {
  here.input = read_file(picture(folder, "in.png"));
  const outcome o = tessera({"apply", "copy", "-", "-o", "-", "--format", "png"});
  EXPECT_EQ(o.status, 0) << o.err;
  folder.write("out.png", o.out);
  here.input.clear();
  EXPECT_EQ(tessera({"compare", "in.png", "out.png"}).status, 0);
  here.input = read_file(folder / "in.png");
  EXPECT_EQ(tessera({"apply", "copy", "-", "-o", "d/"}).status, 0);
  EXPECT_TRUE(fs::exists(folder / "d/stdin.png") || fs::exists(folder / "d/stdin")) << "named after its origin";
  EXPECT_EQ(tessera({"apply", "copy", "-", "-", "-o", "e/"}).status, 2) << "it can be read once";
}

TEST_F(apply, existing_outputs_are_refused_in_one_line_and_nothing_is_touched) {
  for (const char* name : {"a.png", "b.png", "c.png"}) picture(folder, name);
  folder.write("out/a.png", "old"), folder.write("out/b.png", "old");
  const auto before = snapshot(folder.path());
  const outcome refused = tessera({"apply", "invert", "a.png", "b.png", "c.png", "-o", "out"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(has(refused.err, "out/a.png and out/b.png exist; use --overwrite, --skip-existing or --update"))
      << refused.err;
  EXPECT_EQ(snapshot(folder.path()), before);
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "b.png", "c.png", "-o", "out", "--skip-existing"}).status, 0);
  EXPECT_EQ(read_file(folder / "out/a.png"), "old");
  EXPECT_TRUE(is_whole(folder / "out/c.png"));
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "b.png", "c.png", "-o", "out", "--overwrite"}).status, 0);
  EXPECT_TRUE(is_whole(folder / "out/a.png"));
}

TEST_F(apply, update_does_what_is_older) {
  picture(folder, "a.png"), picture(folder, "b.png");
  folder.write("out/a.png", "old"), folder.write("out/b.png", "old");
  fs::last_write_time(folder / "out/a.png", fs::last_write_time(folder / "a.png") - std::chrono::seconds(5));
  fs::last_write_time(folder / "out/b.png", fs::last_write_time(folder / "b.png") + std::chrono::seconds(5));
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "b.png", "-o", "out", "--update"}).status, 0);
  EXPECT_TRUE(is_whole(folder / "out/a.png"));
  EXPECT_EQ(read_file(folder / "out/b.png"), "old");
}

TEST_F(apply, two_inputs_with_one_output_are_refused) {
  picture(folder, "p/a.png"), picture(folder, "q/a.png");
  const outcome o = tessera({"apply", "invert", "p/a.png", "q/a.png", "-o", "out/"});
  EXPECT_EQ(o.status, 2);
  EXPECT_TRUE(has(o.err, "p/a.png and q/a.png would both be written to out/a.png"));
  EXPECT_FALSE(fs::exists(folder / "out"));
  EXPECT_EQ(
      tessera({"apply", "invert", "p/a.png", "q/a.png", "-o", "out/", "--name", "{parent}-{stem}-{index:03}{ext}"})
          .status,
      0);
  EXPECT_TRUE(fs::exists(folder / "out/q-a-002.png"));
  EXPECT_TRUE(
      has(tessera({"apply", "invert", "p/a.png", "q/a.png", "-o", "one.png"}).err, "for a folder write one.png/"));
}

TEST_F(apply, replaces_inputs_only_in_place) {
  picture(folder, "a.png");
  fs::create_hard_link(folder / "a.png", folder / "same.png");
  fs::create_symlink("a.png", folder / "link.png");
  for (const char* output : {"a.png", "same.png", "link.png"}) {
    const outcome o = tessera({"apply", "invert", "a.png", "-o", output, "--overwrite"});
    EXPECT_EQ(o.status, 2) << output;
    EXPECT_TRUE(has(o.err, "is an input; --in-place")) << o.err;
  }
  fs::copy_file(folder / "a.png", folder / "original.png");
  EXPECT_EQ(tessera({"apply", "invert", "link.png", "--in-place"}).status, 0);
  EXPECT_TRUE(fs::is_symlink(folder / "link.png")) << "a symlink stays one";
  EXPECT_EQ(tessera({"compare", "a.png", "original.png"}).status, 1);
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "--in-place", "-o", "x.png"}).status, 2);
  EXPECT_EQ(tessera({"apply", "invert", "a.png"}).status, 2) << "no output named";
}

TEST_F(apply, formats_follow_name_then_option_then_input) {
  picture(folder, "a.png");
  fs::copy_file(folder / "a.png", folder / "plain");
  const auto format_of = [&](const std::string& file) { return tessera({"info", "--get", "format", file}).out; };
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "x.jpg", "--format", "tiff"}).status, 0);
  EXPECT_EQ(format_of("x.jpg"), "JPEG\n");
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "t/", "--format", "tiff"}).status, 0);
  EXPECT_EQ(format_of("t/a.tif"), "TIFF\n");
  EXPECT_EQ(tessera({"apply", "copy", "plain", "-o", "p/"}).status, 0);
  EXPECT_EQ(format_of("p/plain.png"), "PNG\n");
}

TEST_F(apply, writes_with_the_umask_and_leaves_no_temporary) {
  picture(folder, "a.png");
  here.in_child = [] { umask(027); };
  EXPECT_EQ(tessera({"apply", "copy", "a.png", "-o", "out/"}).status, 0);
  struct stat status {};
  ASSERT_EQ(stat((folder / "out/a.png").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
  EXPECT_TRUE(temporaries(folder.path()).empty());
}

TEST_F(apply, losses_are_said_once) {
  for (const char* name : {"a.png", "b.png", "c.png"}) picture(folder, name, "gradient", "40x30", {"--channels", "4"});
  const outcome o = tessera({"apply", "copy", "a.png", "b.png", "c.png", "-o", "out/", "--format", "jpg"});
  EXPECT_EQ(o.status, 0) << o.err;
  const auto first = o.err.find("alpha");
  ASSERT_NE(first, std::string::npos) << o.err;
  EXPECT_EQ(o.err.find("said once", o.err.find("said once") + 1), std::string::npos) << o.err;
}

TEST_F(apply, json_lines_follow_the_schema) {
  picture(folder, "a.png"), picture(folder, "b.png");
  folder.write("broken.png", "not a picture at all");
  folder.write("out/b.png", "old");
  const outcome o =
      tessera({"apply", "invert", "a.png", "b.png", "broken.png", "-o", "out", "--json", "--skip-existing"});
  EXPECT_EQ(o.status, 1);
  const auto lines = json_lines(o.out);
  ASSERT_EQ(lines.size(), 4u) << o.out;
  std::map<std::string, nlohmann::json> by_input;
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_EQ(lines[i].size(), 6u);
    for (const char* key : {"input", "output", "status", "error", "seconds", "device"})
      EXPECT_TRUE(lines[i].contains(key)) << key;
    by_input[lines[i]["input"]] = lines[i];
  }
  EXPECT_EQ(by_input["a.png"]["status"], "done");
  EXPECT_EQ(by_input["a.png"]["output"], "out/a.png");
  EXPECT_EQ(by_input["a.png"]["device"], "cpu");
  EXPECT_TRUE(by_input["a.png"]["error"].is_null());
  EXPECT_GE(by_input["a.png"]["seconds"].get<double>(), 0);
  EXPECT_EQ(by_input["b.png"]["status"], "skipped");
  EXPECT_EQ(by_input["broken.png"]["status"], "failed");
  EXPECT_EQ(by_input["broken.png"]["error"]["kind"], "unreadable");
  EXPECT_TRUE(has(by_input["broken.png"]["error"]["message"], "broken.png"));
  const auto& summary = lines[3]["summary"];
  EXPECT_EQ(summary["done"], 1);
  EXPECT_EQ(summary["failed"], 1);
  EXPECT_EQ(summary["skipped"], 1);
  EXPECT_EQ(summary["not_tried"], 0);
  EXPECT_EQ(summary["not_pictures"], 0);
  EXPECT_EQ(summary["interrupted"], false);
  EXPECT_TRUE(summary["seconds"].is_number());
  EXPECT_GT(summary["peak_bytes"].get<double>(), 1e6);
  EXPECT_EQ(summary.size(), 8u);
}

TEST_F(apply, names_that_are_not_utf8_make_valid_json) {
  picture(folder, "a.png");
  fs::rename(folder / "a.png", folder / "\xff\xfe\n.png");
  const outcome o = tessera({"apply", "invert", "\xff\xfe\n.png", "-o", "out/", "--json"});
  EXPECT_EQ(o.status, 0) << o.err;
  EXPECT_EQ(json_lines(o.out).size(), 2u);
}

TEST_F(apply, explain_runs_nothing) {
  picture(folder, "a.png"), picture(folder, "b.png");
  folder.write("out/b.png", "old");
  const auto before = snapshot(folder.path());
  const outcome o = tessera({"apply", "gaussian 2 | equalize", "a.png", "b.png", "-o", "out", "--explain"});
  EXPECT_EQ(o.status, 0) << o.err;
  for (const char* part : {"gaussian 2 | equalize", "pass 2", "tiles", "device: cpu", "peak memory",
                           "write  a.png -> out/a.png", "refuse b.png -> out/b.png (exists)"})
    EXPECT_TRUE(has(o.out, part)) << part << "\n" << o.out;
  EXPECT_EQ(snapshot(folder.path()), before);
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "--explain"}).status, 0) << "it needs no -o";
}

TEST_F(apply, verbose_has_a_line_per_file) {
  picture(folder, "a.png");
  const outcome o = tessera({"apply", "invert", "a.png", "-o", "b.png", "-v"});
  EXPECT_TRUE(has(o.err, "a.png -> b.png"));
  EXPECT_TRUE(has(o.err, "pass 1"));
}

TEST_F(apply, results_do_not_depend_on_threads_tiles_or_memory) {
  picture(folder, "a.png", "photo", "700x500");
  EXPECT_EQ(tessera({"apply", "gaussian 4 | unsharp 1 0.8", "a.png", "-o", "one.png", "--threads", "1"}).status, 0);
  EXPECT_EQ(tessera({"apply", "gaussian 4 | unsharp 1 0.8", "a.png", "-o", "four.png", "--threads", "4"}).status, 0);
  EXPECT_EQ(tessera({"apply", "gaussian 4 | unsharp 1 0.8", "a.png", "-o", "tiles.png", "--tile-size", "64x32"}).status,
            0);
  EXPECT_EQ(tessera({"apply", "gaussian 4 | unsharp 1 0.8", "a.png", "-o", "plain.png", "--simd",
                     tessera::cpu::levels().front()})
                .status,
            0);
  EXPECT_EQ(tessera({"compare", "one.png", "plain.png"}).status, 0);
  EXPECT_EQ(tessera({"compare", "one.png", "four.png"}).status, 0);
  EXPECT_EQ(tessera({"compare", "one.png", "tiles.png"}).status, 0);
}
