// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/inputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "tessera/host/batch/glob.hpp"
#include "tessera/host/io/open.hpp"
#include "tessera/host/io/temporaries.hpp"

namespace tessera::inline v0 {

namespace {

bool is_picture_by_content(const std::string& path) {
  // O_NONBLOCK: a FIFO without a writer must not hang the walk.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return false;
  std::array<std::byte, 32> head{};
  const auto count = read(descriptor, head.data(), head.size());
  close(descriptor);
  return count > 0 && container_of_content(std::span(head.data(), static_cast<std::size_t>(count)));
}

bool is_picture_by_name(const std::string& path) {
  const auto type = container_of_name(path);
  return type && type->kind != container::deepzoom;
}

class expander {
 public:
  explicit expander(const input_request& request) : request_(request) {
    struct stat status {};
    if (!request.output_folder.empty() && stat(request.output_folder.c_str(), &status) == 0)
      has_output_ = true, output_ = {status.st_dev, status.st_ino};
  }

  void add_argument(const std::string& argument) {
    if (argument == "-") return add(argument, "");
    struct stat status {};
    if (stat(argument.c_str(), &status) == 0) return add_existing(argument, status);
    if (!is_glob(argument))
      throw error(error_kind::not_found, "no file or folder \"" + argument + "\"").with_file(argument);
    const auto found = expand_glob(argument);
    for (const auto& path : found) add_found(path, "");
    if (found.empty()) throw error(error_kind::usage, "no file matches \"" + argument + "\"").with_file(argument);
  }

  void add_listed(const std::string& name) {
    struct stat status {};
    if (stat(name.c_str(), &status) == 0) add_existing(name, status);
    else add(name, "");
  }

  input_list take() { return std::move(result_); }

 private:
  struct identity {
    dev_t device;
    ino_t inode;
    bool operator==(const identity&) const = default;
  };

  void add(const std::string& path, const std::string& below) {
    if (seen_.insert(path).second) result_.files.push_back({path, below});
  }

  void add_existing(const std::string& path, const struct stat& status) {
    if (S_ISDIR(status.st_mode)) walk(path, "");
    else add(path, "");
  }

  void add_found(const std::string& path, const std::string& below) {
    const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
    if (is_temporary_name(std::string(name))) return;
    if (is_picture_by_name(path) || is_picture_by_content(path)) add(path, below);
    else ++result_.skipped;
  }

  void walk(const std::string& folder, const std::string& below) {
    std::vector<std::string> names, folders;
    try {
      names = list_folder(folder);
    } catch (const error& problem) {
      result_.problems.push_back(problem);
      return;
    }
    for (const auto& name : names) {
      if (name[0] == '.') continue;
      const std::string path = join(folder, name);
      struct stat status {};
      if (lstat(path.c_str(), &status) != 0) continue;
      const bool link = S_ISLNK(status.st_mode);
      if (link && stat(path.c_str(), &status) != 0) add_found(path, below);
      else if (S_ISREG(status.st_mode)) add_found(path, below);
      else if (S_ISDIR(status.st_mode) && !link && !is_output(status)) folders.push_back(name);
    }
    if (!request_.recursive) return;
    for (const auto& name : folders) walk(join(folder, name), below.empty() ? name : join(below, name));
  }

  bool is_output(const struct stat& status) const {
    return has_output_ && output_ == identity{status.st_dev, status.st_ino};
  }

  const input_request& request_;
  input_list result_;
  std::unordered_set<std::string> seen_;
  bool has_output_ = false;
  identity output_{};
};

}  // namespace

input_list expand_inputs(const input_request& request) {
  expander found(request);
  for (const auto& argument : request.arguments) found.add_argument(argument);
  for (const auto& name : request.listed) found.add_listed(name);
  return found.take();
}

std::vector<std::string> split_list(std::string_view text, bool by_nul) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by_nul ? '\0' : '\n'), text.size());
    std::string_view name = text.substr(0, end);
    if (!by_nul && !name.empty() && name.back() == '\r') name.remove_suffix(1);
    if (!name.empty()) names.emplace_back(name);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

}  // namespace tessera::inline v0
