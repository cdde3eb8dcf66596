// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "command.hpp"

using namespace tessera::test;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

/// Sixty names of one picture, each of which takes a while.
class signals : public testing::Test {
 protected:
  void SetUp() override {
    picture(folder, "in/0.jpg", "gradient", slowness() > 1 ? "400x300" : "1600x1200");
    for (int i = 1; i < 60; ++i)
      fs::create_hard_link(folder / "in/0.jpg", folder / ("in/" + std::to_string(i) + ".jpg"));
  }

  /// Waits until the first result is there.
  void wait_for_a_result() {
    for (int i = 0; i < 3000 && !(fs::exists(folder / "out") && count() > 0); ++i) std::this_thread::sleep_for(10ms);
    ASSERT_GT(count(), 0u);
  }

  std::size_t count() {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder / "out")) files += entry.path().extension() == ".jpg";
    return files;
  }

  void expect_only_whole_results() {
    EXPECT_TRUE(temporaries(folder.path()).empty());
    for (const auto& entry : fs::directory_iterator(folder / "out"))
      EXPECT_TRUE(is_whole(entry.path())) << entry.path();
  }

  scratch folder;
  surroundings here{"", folder.path().string(), nullptr, -1};
};

}  // namespace

TEST_F(signals, end_the_batch_within_a_second_and_leave_only_whole_files) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    fs::remove_all(folder / "out");
    running batch({"apply", "gaussian 20 | unsharp 8 1 | gaussian 20", "in", "-o", "out/", "--json"}, here);
    wait_for_a_result();
    const auto sent = std::chrono::steady_clock::now();
    batch.send(number);
    const outcome o = batch.wait();
    EXPECT_LT(std::chrono::steady_clock::now() - sent, 1000ms * slowness() + 500ms);
    EXPECT_EQ(o.signal, number) << "the signal is raised again, so that a shell's loop ends, too";
    EXPECT_TRUE(has(o.err, "interrupted: ")) << o.err;
    const auto last = o.out.rfind("{\"summary\"");
    ASSERT_NE(last, std::string::npos);
    const auto summary = nlohmann::json::parse(o.out.substr(last))["summary"];
    EXPECT_EQ(summary["interrupted"], true);
    EXPECT_EQ(summary["failed"], 0) << o.err;
    EXPECT_GT(summary["not_tried"].get<int>(), 0);
    expect_only_whole_results();
  }
}

TEST_F(signals, that_were_ignored_stay_ignored) {
  here.in_child = [] { ::signal(SIGHUP, SIG_IGN); };
  running batch({"apply", "invert", "in", "-o", "out/"}, here);
  wait_for_a_result();
  batch.send(SIGHUP);
  EXPECT_EQ(batch.wait().status, 0);
}

TEST_F(signals, a_closed_pipe_ends_quietly) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  here.output = ends[1];
  running batch({"apply", "gaussian 20 | unsharp 8 1", "in", "-o", "out/", "--json", "-q"}, here);
  close(ends[1]);
  char first[2];
  ASSERT_EQ(read(ends[0], first, 1), 1);
  close(ends[0]);
  const outcome o = batch.wait();
  EXPECT_EQ(o.signal, SIGPIPE);
  EXPECT_EQ(o.err, "");
  expect_only_whole_results();
  EXPECT_LT(count(), 60u) << "nobody listens, so it stops";
}

TEST_F(signals, a_closed_pipe_takes_a_picture_half_written) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  here.output = ends[1];
  running writer({"generate", "noise", "3000x3000", "-"}, here);
  close(ends[1]);
  char some[100];
  ASSERT_GT(read(ends[0], some, sizeof some), 0);
  close(ends[0]);
  const outcome o = writer.wait();
  EXPECT_TRUE(o.signal == SIGPIPE || o.status == 2) << o.status;
  EXPECT_FALSE(has(o.err, "terminate"));
}

TEST_F(signals, a_terminal_gets_a_bar_and_a_file_gets_none) {
  if (slowness() > 1) GTEST_SKIP() << "a slow run draws more than a pseudo terminal holds unread";
  const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) GTEST_SKIP() << "no pseudo terminals here";
  const std::string name = ptsname(master);
  here.in_child = [&] {
    setenv("TERM", "xterm", 1);
    dup2(open(name.c_str(), O_RDWR | O_NOCTTY), 2);
  };
  const int slave =
      open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);  // keeps what was written after the command has ended
  EXPECT_EQ(run({"apply", "gaussian 20", "in", "-o", "out/"}, here).status, 0);
  char text[65536];
  const auto count = read(master, text, sizeof text);
  close(slave);
  close(master);
  ASSERT_GT(count, 0);
  const std::string shown(text, static_cast<std::size_t>(count));
  EXPECT_TRUE(has(shown, "\r[")) << shown;
  EXPECT_TRUE(has(shown, " of 60, ")) << shown;
  here.in_child = nullptr;
  const outcome plain = run({"apply", "gaussian 20", "in", "-o", "out/", "--overwrite"}, here);
  EXPECT_FALSE(has(plain.err, "\r"));
  EXPECT_TRUE(has(plain.err, "60 done in "));
}
