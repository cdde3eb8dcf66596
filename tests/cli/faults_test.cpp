// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "command.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;

namespace {

class faults : public testing::Test {
 protected:
  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
  outcome tessera(const words& arguments) { return run(arguments, here); }

  /// The error of every failed input of a --json run.
  static std::map<std::string, nlohmann::json> errors(const outcome& o) {
    std::map<std::string, nlohmann::json> found;
    std::istringstream in(o.out);
    for (std::string line; std::getline(in, line);) {
      const auto object = nlohmann::json::parse(line);
      if (object.contains("status") && object["status"] == "failed") found[object["input"]] = object["error"];
    }
    return found;
  }
};

std::string little(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

}  // namespace

TEST_F(faults, damaged_files_fail_by_name_and_the_others_are_done) {
  const std::string good = read_file(picture(folder, "in/good.png", "photo", "200x150"));
  const std::string jpeg = read_file(picture(folder, "in/good.jpg", "photo", "200x150"));
  folder.write("in/cut.png", good.substr(0, good.size() / 2));
  folder.write("in/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
  folder.write("in/empty.jpg", "");
  folder.write("in/text.jpg", "this is a letter, not a photograph\n");
  folder.write("in/zeros.png", std::string(4096, '\0'));
  std::string huge = good;
  huge.replace(16, 8, std::string("\x7f\xff\xff\xff\x7f\xff\xff\xff", 8));
  folder.write("in/huge.png", huge);
  const outcome o = tessera({"apply", "gaussian 2", "in", "-o", "out/", "--json"});
  EXPECT_EQ(o.status, 1);
  EXPECT_EQ(o.signal, 0);
  const auto failed = errors(o);
  for (const char* name : {"in/cut.png", "in/cut.jpg", "in/empty.jpg", "in/text.jpg", "in/zeros.png", "in/huge.png"}) {
    ASSERT_TRUE(failed.count(name)) << name << o.out;
    EXPECT_TRUE(has(failed.at(name)["message"], name)) << failed.at(name);
    EXPECT_TRUE(has(o.err, name)) << "said to people, too";
    EXPECT_FALSE(fs::exists(folder / ("out" + std::string(name).substr(2)))) << name;
  }
  EXPECT_EQ(failed.size(), 6u);
  EXPECT_TRUE(is_whole(folder / "out/good.png"));
  EXPECT_TRUE(is_whole(folder / "out/good.jpg"));
  EXPECT_TRUE(temporaries(folder.path()).empty());
}

TEST_F(faults, flipped_bits_never_crash_or_leave_anything) {
  const std::string jpeg = read_file(picture(folder, "seed.jpg", "photo", "64x48")),
                    png = read_file(picture(folder, "seed.png", "photo", "64x48")),
                    tiff = read_file(picture(folder, "seed.tif", "photo", "64x48"));
  std::uint64_t state = 1;
  for (int i = 0; i < 90; ++i) {
    std::string data = i % 3 == 0 ? jpeg : i % 3 == 1 ? png : tiff;
    for (int k = 0; k < 3; ++k) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      // Half of them in the header, where they hurt most.
      data[(state >> 33) % (k == 0 ? std::min<std::size_t>(200, data.size()) : data.size())] ^=
          static_cast<char>(1 << ((state >> 20) & 7));
    }
    folder.write("in/" + std::to_string(i) + (i % 3 == 0 ? ".jpg" : i % 3 == 1 ? ".png" : ".tif"), data);
  }
  const outcome o = tessera({"apply", "gaussian 1", "in", "-o", "out/", "--json", "--limit-pixels", "10M"});
  EXPECT_EQ(o.signal, 0);
  EXPECT_TRUE(o.status == 0 || o.status == 1) << o.err;
  EXPECT_TRUE(temporaries(folder.path()).empty());
  EXPECT_GT(errors(o).size(), 5u) << "the damage shows in some";
}

TEST_F(faults, a_wrong_extension_is_read_by_content) {
  picture(folder, "a.png");
  fs::rename(folder / "a.png", folder / "a.jpg");
  EXPECT_EQ(tessera({"apply", "copy", "a.jpg", "-o", "b.png"}).status, 0);
  EXPECT_TRUE(is_whole(folder / "b.png"));
}

TEST_F(faults, a_folder_a_missing_file_and_one_without_permission) {
  picture(folder, "a.png");
  fs::create_directory(folder / "folder.jpg");
  EXPECT_EQ(tessera({"apply", "invert", "folder.jpg", "-o", "out/"}).status, 2) << "an empty folder holds no pictures";
  EXPECT_EQ(tessera({"apply", "invert", "gone.jpg", "-o", "out/"}).status, 2);
  if (geteuid() == 0) {
    // Root may read everything; nobody may not.
    chmod(folder.path().c_str(), 0777);
    here.in_child = [] {
      if (setgid(65534) != 0 || setuid(65534) != 0) _exit(125);
    };
  }
  picture(folder, "locked.png");
  fs::permissions(folder / "locked.png", fs::perms::none);
  fs::create_directory(folder / "closed");
  fs::permissions(folder / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  const outcome o = tessera({"apply", "invert", "a.png", "locked.png", "-o", "out/", "--json"});
  if (o.status == 125) GTEST_SKIP() << "the user cannot be changed here";
  EXPECT_EQ(o.status, 1) << o.err;
  EXPECT_EQ(errors(o).at("locked.png")["kind"], "unreadable");
  EXPECT_TRUE(fs::exists(folder / "out/a.png"));
  const outcome closed = tessera({"apply", "invert", "a.png", "-o", "closed/"});
  EXPECT_EQ(closed.status, 1);
  EXPECT_TRUE(has(closed.err, "closed/a.png")) << closed.err;
}

TEST_F(faults, fail_fast_stops_at_the_first) {
  for (int i = 1; i < 9; ++i) picture(folder, "in/" + std::to_string(i) + ".png");
  folder.write("in/0.png", "broken");
  const outcome o = tessera({"apply", "invert", "in", "-o", "out/", "--fail-fast", "--threads", "1"});
  EXPECT_EQ(o.status, 1);
  EXPECT_TRUE(has(o.err, "8 not tried")) << o.err;
  EXPECT_TRUE(!fs::exists(folder / "out") || fs::is_empty(folder / "out"));
}

TEST_F(faults, a_full_disk_deletes_the_temporary_and_stops_the_batch) {
  // A limit on file size stands for the full disk of a folder; /dev/full for one behind a device.
  for (int i = 0; i < 6; ++i) picture(folder, "in/" + std::to_string(i) + ".png", "noise", "200x200");
  const outcome device = tessera({"apply", "invert", "in/0.png", "-o", "/dev/full", "--format", "png", "--json"});
  EXPECT_EQ(device.status, 1);
  EXPECT_EQ(errors(device).at("in/0.png")["kind"], "no_space") << device.out;
  here.in_child = [] {
    const rlimit limit{20000, 20000};
    setrlimit(RLIMIT_FSIZE, &limit);
  };
  const outcome o = tessera({"apply", "invert", "in", "-o", "out/", "--threads", "1"});
  EXPECT_EQ(o.signal, 0);
  EXPECT_EQ(o.status, 1) << o.err;
  EXPECT_TRUE(!fs::exists(folder / "out") || fs::is_empty(folder / "out"));
  EXPECT_TRUE(temporaries(folder.path()).empty());
}

TEST_F(faults, what_does_not_fit_in_memory_is_refused_with_the_limit_that_would_do) {
  if (slowness() > 1) GTEST_SKIP() << "a sanitizer needs more than the limit for itself";
  picture(folder, "a.png", "gradient", "3000x2000");
  const outcome refused = tessera({"apply", "canny", "a.png", "-o", "b.png", "--memory-limit", "24M", "--json"});
  EXPECT_EQ(refused.status, 1) << refused.err;
  const auto error = errors(refused).at("a.png");
  EXPECT_EQ(error["kind"], "limit");
  const std::string message = error["message"], key = "--memory-limit that would do is ";
  const auto at = message.find(key);
  ASSERT_NE(at, std::string::npos) << message;
  const std::string enough = message.substr(at + key.size());
  EXPECT_EQ(tessera({"apply", "canny", "a.png", "-o", "b.png", "--memory-limit", enough}).status, 0) << enough;
  const outcome small = tessera({"apply", "flip", "a.png", "-o", "c.png", "--memory-limit", "1K"});
  EXPECT_EQ(small.status, 2);
  EXPECT_TRUE(has(small.err, "the program alone needs"));
}

TEST_F(faults, limits_of_what_is_read_hold_for_apply_and_info) {
  picture(folder, "a.png", "gradient", "3000x2000");
  const outcome slow = tessera({"apply", "copy", "a.png", "-o", "b.png", "--limit-seconds", "0.001"});
  EXPECT_EQ(slow.status, 1);
  EXPECT_TRUE(has(slow.err, "a.png: takes longer to decode than the 0.001 seconds allowed; raise --limit-seconds"));
  EXPECT_FALSE(fs::exists(folder / "b.png"));
  EXPECT_TRUE(temporaries(folder.path()).empty());
  const outcome large = tessera({"info", "a.png", "--limit-pixels", "5M"});
  EXPECT_EQ(large.status, 1);
  EXPECT_TRUE(has(large.err, "--limit-pixels"));
  EXPECT_EQ(tessera({"info", "a.png", "--limit-pixels", "6M", "--limit-seconds", "100"}).status, 0);
  EXPECT_EQ(tessera({"info", "a.png", "--limit-pixels", "many"}).status, 2);
  EXPECT_EQ(tessera({"info", "a.png", "--memory-limit", "1K"}).status, 2);
}

TEST_F(faults, leftovers_of_dead_processes_are_removed_by_the_next_run) {
  picture(folder, "a.png", "gradient", "3000x2000");
  {
    running killed({"apply", "median 30 | median 30", "a.png", "-o", "out/"}, here);
    for (int i = 0; i < 2000 && !(fs::exists(folder / "out") && !temporaries(folder / "out").empty()); ++i)
      usleep(5000);
    ASSERT_EQ(temporaries(folder / "out").size(), 1u) << "it was killed too early or too late";
    killed.send(SIGKILL);
    EXPECT_EQ(killed.wait().signal, SIGKILL);
  }
  ASSERT_EQ(temporaries(folder / "out").size(), 1u) << "nobody can clean up after this signal";
  EXPECT_EQ(tessera({"apply", "invert", "a.png", "-o", "out/"}).status, 0);
  EXPECT_TRUE(temporaries(folder / "out").empty());
  EXPECT_TRUE(is_whole(folder / "out/a.png"));
}

TEST_F(faults, hostile_headers_cost_no_memory) {
  // A TIFF that claims 2^31 x 2^31 pixels and holds none.
  std::string tiff("II*\0", 4);
  tiff += little(8) + std::string("\x04\0", 2);
  for (const auto& [tag, value] :
       {std::pair<int, std::uint32_t>{0x100, 0x7fffffff}, {0x101, 0x7fffffff}, {0x111, 8}, {0x117, 4}})
    tiff += std::string{static_cast<char>(tag), static_cast<char>(tag >> 8), 4, 0} + little(1) + little(value);
  folder.write("big.tif", tiff + little(0));
  const outcome o = tessera({"apply", "invert", "big.tif", "-o", "out/", "--json"});
  EXPECT_EQ(o.status, 1) << o.err;
  EXPECT_EQ(errors(o).count("big.tif"), 1u);
  EXPECT_LT(o.peak_kilobytes, 200 * 1024 * static_cast<long>(slowness()));
}
