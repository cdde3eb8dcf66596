// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

#include "support/scratch.hpp"
#include "tessera/host/device/profile.hpp"

using namespace tessera;
using tessera::test::read_file;
using tessera::test::scratch;

namespace {

/// Sets variables of the environment and puts them back.
class environment {
 public:
  environment(const char* cache, const char* home) {
    put("XDG_CACHE_HOME", cache, old_cache_);
    put("HOME", home, old_home_);
  }
  ~environment() {
    std::optional<std::string> ignored;
    put("XDG_CACHE_HOME", old_cache_ ? old_cache_->c_str() : nullptr, ignored);
    put("HOME", old_home_ ? old_home_->c_str() : nullptr, ignored);
  }

 private:
  static void put(const char* name, const char* value, std::optional<std::string>& old) {
    if (const char* found = std::getenv(name)) old = found;
    value ? setenv(name, value, 1) : unsetenv(name);
  }
  std::optional<std::string> old_cache_, old_home_;
};

const profile_key key{"NVIDIA H100 80GB/HBM3", "580.65.06", "0.1.0"};

/// All figures follow from one, so that a mixture of two profiles is seen.
device_profile sample_profile(double figure = 1) {
  device_profile p;
  p.name = key.device;
  p.upload = figure * 24.5e9;
  p.download = figure / 3;
  p.launch = figure * 5e-6;
  p.start = figure;
  p.decode = figure * 3;
  p.encode = figure * 2;
  for (std::size_t i = 0; i < work_kinds; ++i) p.rate[i] = figure * static_cast<double>(i + 1) * 1e9 / 7;
  return p;
}

/// Runs `body` as a child process and returns its exit status.
template <class Body>
pid_t child(Body body) {
  const pid_t pid = fork();
  if (pid == 0) _exit(body());
  return pid;
}

int status_of(pid_t pid) {
  int status = 0;
  return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(profile, comes_back_as_it_was_kept) {
  const scratch folder;
  const environment set((folder / "cache").c_str(), nullptr);
  EXPECT_FALSE(load_profile(key));
  ASSERT_TRUE(store_profile(key, sample_profile()));
  EXPECT_EQ(profile_path(key), folder / "cache/tessera/profile-NVIDIA_H100_80GB_HBM3-580.65.06-0.1.0.json");
  EXPECT_EQ(load_profile(key), sample_profile());
}

TEST(profile, lies_below_home_without_a_cache_folder) {
  const scratch folder;
  for (const char* cache : {static_cast<const char*>(nullptr), "", "relative/folder"}) {
    const environment set(cache, folder.path().c_str());
    EXPECT_EQ(profile_path(key).find(folder / ".cache/tessera/profile-"), 0u);
  }
}

TEST(profile, without_a_home_is_measured_and_not_kept) {
  for (const char* home : {static_cast<const char*>(nullptr), "", "relative"}) {
    const environment set(nullptr, home);
    int measured = 0;
    const auto measure = [&] { return ++measured, sample_profile(); };
    EXPECT_EQ(profile_path(key), "");
    EXPECT_FALSE(store_profile(key, sample_profile()));
    EXPECT_EQ(profile_of(key, measure), sample_profile());
    EXPECT_EQ(profile_of(key, measure), sample_profile());
    EXPECT_EQ(measured, 2);
  }
}

TEST(profile, is_measured_once) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  int measured = 0;
  const auto measure = [&] { return ++measured, sample_profile(); };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(profile_of(key, measure), sample_profile());
  EXPECT_EQ(measured, 1);
  for (const profile_key& other :
       {profile_key{"other", key.driver, key.version}, profile_key{key.device, "581", key.version},
        profile_key{key.device, key.driver, "0.2.0"}})
    profile_of(other, measure);
  EXPECT_EQ(measured, 4);
}

TEST(profile, of_a_name_that_reads_the_same_is_not_taken_for_it) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  const profile_key twin{"NVIDIA H100 80GB HBM3", key.driver, key.version};
  ASSERT_EQ(profile_path(key), profile_path(twin));
  store_profile(key, sample_profile());
  EXPECT_FALSE(load_profile(twin));
}

TEST(profile, that_is_damaged_is_measured_again) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  store_profile(key, sample_profile());
  const std::string path = profile_path(key), good = read_file(path);
  const auto replaced = [&](const std::string& what, const std::string& by) {
    std::string text = good;
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
  };
  std::vector<std::string> damaged{"",
                                   "{",
                                   "null",
                                   "[]",
                                   "{}",
                                   "\xff\xfe",
                                   std::string(70000, '['),
                                   good + good,
                                   std::string(100000, ' ') + good,
                                   replaced("\"layout\": 2", "\"layout\": 1"),
                                   replaced("\"launch\": ", "\"launch\": -"),
                                   replaced("\"launch\": ", "\"start\": \"x\", \"launch\": 1e999, \"b\": "),
                                   replaced("\"stencil\"", "\"pencil\""),
                                   replaced("580.65.06", "580.65.07"),
                                   replaced("\"start\": 1.0", "\"start\": \"1\""),
                                   replaced("\"start\": 1.0", "\"start\": true"),
                                   replaced("\"name\"", "\"nome\"")};
  for (std::size_t length = 1; length + 2 < good.size(); length += 7) damaged.push_back(good.substr(0, length));
  for (const std::string& text : damaged) {
    folder.write("tessera/" + std::filesystem::path(path).filename().string(), text);
    EXPECT_FALSE(load_profile(key)) << text.substr(0, 300);
    EXPECT_EQ(profile_of(key, [] { return sample_profile(2); }), sample_profile(2));
    EXPECT_EQ(load_profile(key), sample_profile(2)) << "kept in its place";
  }
}

TEST(profile, that_is_no_file_is_ignored) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  std::filesystem::create_directories(profile_path(key));
  EXPECT_FALSE(load_profile(key));
  EXPECT_FALSE(store_profile(key, sample_profile()));
  std::filesystem::remove(profile_path(key));
  ASSERT_EQ(mkfifo(profile_path(key).c_str(), 0600), 0);
  EXPECT_FALSE(load_profile(key)) << "and does not wait for a writer";
}

TEST(profile, without_sense_is_not_kept) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  device_profile odd = sample_profile();
  odd.launch = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(store_profile(key, odd));
  odd.launch = -1;
  EXPECT_FALSE(store_profile(key, odd));
  EXPECT_FALSE(std::filesystem::exists(profile_path(key)));
}

TEST(profile, in_a_place_that_cannot_be_made_is_no_error) {
  const scratch folder;
  folder.write("file", "");
  for (const std::string& cache : {folder / "file", std::string("/proc"), std::string("/dev/null")}) {
    const environment set(cache.c_str(), nullptr);
    EXPECT_FALSE(store_profile(key, sample_profile()));
    EXPECT_EQ(profile_of(key, [] { return sample_profile(); }), sample_profile());
  }
}

TEST(profile, in_a_read_only_folder_is_read_and_not_written) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  ASSERT_TRUE(store_profile(key, sample_profile()));
  const auto cache = folder.path() / "tessera";
  chmod(folder.path().c_str(), 0755);
  chmod(cache.c_str(), 0555);
  chmod(profile_path(key).c_str(), 0644);
  const int status = status_of(child([] {
    if (geteuid() == 0 && setuid(65534) != 0) return 1;  // root may write anywhere
    if (load_profile(key) != sample_profile()) return 2;
    const profile_key other{"other", "1", "1"};
    if (store_profile(other, sample_profile())) return 3;
    return profile_of(other, [] { return sample_profile(2); }) == sample_profile(2) ? 0 : 4;
  }));
  chmod(cache.c_str(), 0755);
  EXPECT_EQ(status, 0);
}

TEST(profile, is_whole_when_processes_keep_it_at_once) {
  const scratch folder;
  const environment set(folder.path().c_str(), nullptr);
  ASSERT_TRUE(store_profile(key, sample_profile()));
  std::vector<pid_t> writers;
  for (int i = 1; i <= 3; ++i)
    writers.push_back(child([i] {
      for (int k = 0; k < 100; ++k)
        if (!store_profile(key, sample_profile(i))) return 1;
      return 0;
    }));
  int bad = 0;
  for (int k = 0; k < 300; ++k) {
    const auto found = load_profile(key);
    if (!found || *found != sample_profile(found->start)) ++bad;
  }
  for (const pid_t pid : writers) EXPECT_EQ(status_of(pid), 0);
  EXPECT_EQ(bad, 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "tessera"))
    files += entry.exists() ? 1 : 0;
  EXPECT_EQ(files, 1u) << "no temporary is left";
}

}  // namespace
