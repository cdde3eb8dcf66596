// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "tessera/host/io/temporaries.hpp"

using namespace tessera;
using namespace pictures;

namespace {

const format small_format = make_format(sample_type::u8, 3, {40, 30});

void write_to(const destination& to, const std::string& extension, const picture& p) {
  const auto sink = open_sink(to, *container_of_name("x" + extension), p.format, p.extra);
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < p.format.size.height; ++y) rows.push_back(p.row(y));
  sink->write(rows.data(), static_cast<std::int64_t>(rows.size()));
  sink->finish();
}

constexpr const char* extensions[] = {".jpg", ".png", ".tif", ".bmp"};

}  // namespace

TEST(files, are_as_what_memory_holds) {
  const scratch_folder folder;
  const picture p = make(small_format);
  for (const char* extension : extensions) {
    const std::string path = folder / (std::string("out") + extension);
    write_to(destination::to_path(path), extension, p);
    EXPECT_EQ(load(path), write(p, extension)) << extension;
    EXPECT_EQ(read(*open_source(path)).data, read(load(path)).data);
  }
  EXPECT_EQ(folder.entries(), 4u);
}

TEST(files, nothing_is_left_of_an_unfinished_one) {
  const scratch_folder folder;
  const picture p = make(small_format);
  for (const char* extension : extensions) {
    const std::string path = folder / (std::string("out") + extension);
    const auto sink = open_sink(destination::to_path(path), *container_of_name(path), p.format);
    const std::byte* rows[] = {p.row(0)};
    sink->write(rows, 1);
    EXPECT_EQ(folder.entries(), 1u);
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  EXPECT_EQ(folder.entries(), 0u);
}

TEST(files, an_existing_one_stays_until_the_new_one_is_complete) {
  const scratch_folder folder;
  const picture first = make(small_format, 1), second = make(small_format, 2);
  const std::string path = folder / "out.png";
  write_to(destination::to_path(path), ".png", first);
  {
    const auto sink = open_sink(destination::to_path(path), *container_of_name(path), second.format);
    const std::byte* rows[] = {second.row(0)};
    sink->write(rows, 1);
  }
  EXPECT_EQ(read(*open_source(path)).data, first.data);
  write_to(destination::to_path(path), ".png", second);
  EXPECT_EQ(read(*open_source(path)).data, second.data);
}

TEST(files, follow_the_umask) {
  const scratch_folder folder;
  const mode_t before = umask(027);
  write_to(destination::to_path(folder / "out.png"), ".png", make(small_format));
  umask(before);
  struct stat status {};
  ASSERT_EQ(stat((folder / "out.png").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST(files, a_symlink_stays_one) {
  const scratch_folder folder;
  std::filesystem::create_directory(folder / "inside");
  std::filesystem::create_symlink("inside/real.png", folder / "link.png");
  for (int round = 0; round < 2; ++round) {  // first a dangling link, then one to a file
    write_to(destination::to_path(folder / "link.png"), ".png", make(small_format));
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.png"));
    EXPECT_TRUE(std::filesystem::is_regular_file(folder / "inside/real.png"));
  }
  EXPECT_EQ(folder.entries(), 2u);
}

TEST(files, pipes_are_written_and_read_straight) {
  const scratch_folder folder;
  const picture p = make(small_format);
  for (const char* extension : extensions) {
    const std::string path = folder / (std::string("pipe") + extension);
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    bytes seen;
    std::thread reader([&] {
      const int descriptor = ::open(path.c_str(), O_RDONLY);
      seen = read_all(descriptor, path);
      ::close(descriptor);
    });
    write_to(destination::to_path(path), extension, p);
    reader.join();
    EXPECT_EQ(seen, write(p, extension)) << extension;
    std::thread writer([&] { save(path, seen); });
    EXPECT_EQ(read(*open_source(path)).data, read(seen).data) << extension;
    writer.join();
  }
}

TEST(files, a_full_disk_is_named) {
  for (const char* extension : extensions) {
    expect_error(error_kind::no_space, {"/dev/full", "no space left"},
                 [&] { write_to(destination::to_path("/dev/full"), extension, make(small_format)); });
    const int descriptor = ::open("/dev/full", O_WRONLY);
    expect_error(error_kind::no_space, {"standard output"}, [&] {
      write_to(destination::to_descriptor(descriptor, "standard output"), extension, make(small_format));
    });
    ::close(descriptor);
  }
}

TEST(files, what_cannot_be_opened_is_explained) {
  const scratch_folder folder;
  expect_error(error_kind::not_found, {"none.jpg", "no such file"}, [&] { open_source(folder / "none.jpg"); });
  expect_error(error_kind::unreadable, {"is a folder"}, [&] { open_source(folder.path()); });
  save(folder / "empty.jpg", {});
  expect_error(error_kind::unreadable, {"empty.jpg", "0 bytes"}, [&] { open_source(folder / "empty.jpg"); });
  expect_error(error_kind::not_found, {"a part of this path is a file"},
               [&] { open_source(folder / "empty.jpg/x.jpg"); });
  const picture p = make(small_format);
  expect_error(error_kind::not_found, {"its folder does not exist"},
               [&] { write_to(destination::to_path(folder / "no/out.png"), ".png", p); });
  std::filesystem::create_directory(folder / "x.png");
  expect_error(error_kind::unreadable, {"a folder has this name"},
               [&] { write_to(destination::to_path(folder / "x.png"), ".png", p); });
  if (geteuid() == 0) return;  // root reads and writes whatever the mode says
  chmod((folder / "empty.jpg").c_str(), 0);
  expect_error(error_kind::unreadable, {"no permission to read"}, [&] { open_source(folder / "empty.jpg"); });
  chmod((folder / "x.png").c_str(), 0500);
  expect_error(error_kind::unreadable, {"no permission to write"},
               [&] { write_to(destination::to_path(folder / "x.png/y.png"), ".png", p); });
}

TEST(files, leftovers_of_dead_processes_are_removed) {
  const scratch_folder folder;
  const picture p = make(small_format);
  const pid_t child = fork();
  if (child == 0) {
    const auto sink = open_sink(destination::to_path(folder / "dead.png"), *container_of_name("x.png"), p.format);
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  ASSERT_EQ(folder.entries(), 1u);
  const auto sink = open_sink(destination::to_path(folder / "alive.png"), *container_of_name("x.png"), p.format);
  save(folder / ".tessera-notes.tmp", {});
  EXPECT_EQ(remove_stale_temporaries(folder.path()), 1);
  EXPECT_EQ(remove_stale_temporaries(folder.path()), 0);
  EXPECT_EQ(folder.entries(), 2u);  // the living one's and the file that only looks alike
}

TEST(files, a_signal_handler_can_remove_what_is_being_written) {
  const scratch_folder folder;
  const picture p = make(small_format);
  const auto live = std::make_unique<live_temporaries>();
  const auto sink =
      open_sink(destination::to_path(folder / "a.png", live.get()), *container_of_name("x.png"), p.format);
  const auto done =
      open_sink(destination::to_path(folder / "b.png", live.get()), *container_of_name("x.png"), p.format);
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < 30; ++y) rows.push_back(p.row(y));
  done->write(rows.data(), 30);
  done->finish();
  EXPECT_EQ(folder.entries(), 2u);
  live->remove_all();
  EXPECT_EQ(folder.entries(), 1u);
  sink->write(rows.data(), 30);
  expect_error(error_kind::cancelled, {"a.png", "interrupted"}, [&] { sink->finish(); });
  expect_error(error_kind::cancelled, {"interrupted"}, [&] {
    open_sink(destination::to_path(folder / "c.png", live.get()), *container_of_name("x.png"), p.format);
  });
  EXPECT_EQ(folder.entries(), 1u);
}

TEST(files, settings_that_do_not_exist_are_refused) {
  const auto check = [](const char* name, const char* key, const char* value) {
    return [=] {
      encode_options options;
      options.settings[key] = value;
      check_settings(*container_of_name(name), options);
    };
  };
  expect_error(error_kind::usage, {"-O color", "no such setting", "progressive, optimize, restart"},
               check("x.jpg", "color", "1"));
  expect_error(error_kind::usage, {"subsampling=4:1:9", "4:2:0"}, check("x.jpg", "subsampling", "4:1:9"));
  expect_error(error_kind::usage, {"level=10", "0..9"}, check("x.png", "level", "10"));
  expect_error(error_kind::usage, {"tile=100", "multiple of 16"}, check("x.tif", "tile", "100"));
  expect_error(error_kind::usage, {"BMP has no settings"}, check("x.bmp", "level", "1"));
  EXPECT_NO_THROW(check("x.tif", "tile", "256")());
  encode_options options;
  options.quality = 101;
  expect_error(error_kind::usage, {"--quality 101", "1..100"},
               [&] { check_settings(*container_of_name("x.jpg"), options); });
}
