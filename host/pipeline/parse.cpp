// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "tessera/host/pipeline/names.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/pipeline/values.hpp"

namespace tessera::inline v0 {

namespace text {

namespace {

namespace fs = std::filesystem;

// Far above any use; files that name each other many times must end somewhere.
constexpr std::size_t most_stages = 1000;
constexpr std::size_t longest_file = 1 << 20;

std::string read_file(const fs::path& path) {
  std::error_code fault;
  if (fs::is_directory(path, fault)) throw std::system_error(std::make_error_code(std::errc::is_a_directory));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::system_error(errno ? errno : EIO, std::generic_category());
  std::string content;
  char part[4096];
  while (file.read(part, sizeof part), file.gcount() > 0) {
    content.append(part, static_cast<std::size_t>(file.gcount()));
    if (content.size() > longest_file) throw std::system_error(std::make_error_code(std::errc::file_too_large));
  }
  if (file.bad()) throw std::system_error(EIO, std::generic_category());
  return content;
}

/// Two ways to name one file are one path.
fs::path identity(const fs::path& path) {
  std::error_code fault;
  const fs::path real = fs::weakly_canonical(path, fault);
  return fault ? path.lexically_normal() : real;
}

class reader {
 public:
  void read(const source_text& source) {
    lexer stages(source.text);
    for (;;) {
      std::string name;
      const int number = static_cast<int>(result_.stages().size()) + 1;
      try {
        const auto stage = stages.next();
        if (!stage) return;
        if (result_.stages().size() == most_stages)
          throw slip{stage->name.where, fmt::format("more than {} stages", most_stages), {}};
        if (stage->is_file) include(source, *stage);
        else append(*stage, name);
      } catch (const slip& what) {
        throw make_error(source, number, name, what);
      }
    }
  }

  pipeline take() { return std::move(result_); }
  void open(const std::string& origin) {
    if (!origin.empty()) open_.push_back(identity(origin));
  }

 private:
  void append(const raw_stage& stage, std::string& name) {
    const operator_info* info = find_operator(stage.name.text);
    if (!info) throw slip{stage.name.where, cure_for_unknown_operator(stage.name.text), {}};
    name = info->name;
    result_ |= pipeline(read_stage(*info, stage));
  }

  void include(const source_text& from, const raw_stage& stage) {
    const item& name = stage.name;
    if (!stage.arguments.empty())
      throw slip{stage.arguments.front().where(), "a file of stages takes no values; a path with blanks is quoted", {}};
    const fs::path path = fs::path(from.origin).parent_path() / name.text;
    const fs::path real = identity(path);
    if (std::find(open_.begin(), open_.end(), real) != open_.end())
      throw slip{name.where, fmt::format("{} leads back to itself", printable(path.string())), {}};
    source_text inner;
    try {
      inner = {read_file(path), path.string()};
    } catch (const std::system_error& fault) {
      throw slip{name.where,
                 fmt::format("cannot read {}: {}", printable(path.string()), fault.code().message()),
                 {},
                 path.string()};
    }
    if (inner.text.starts_with("\xef\xbb\xbf")) inner.text.erase(0, 3);
    const std::size_t before = result_.stages().size();
    open_.push_back(real);
    read(inner);
    open_.pop_back();
    if (result_.stages().size() == before)
      throw slip{name.where, fmt::format("{} holds no stage", printable(path.string())), {}};
  }

  pipeline result_;
  std::vector<fs::path> open_;  ///< the files that lead to the one being read
};

}  // namespace

}  // namespace text

pipeline parse(std::string_view words, const std::string& origin) {
  if (words.starts_with("\xef\xbb\xbf")) words.remove_prefix(3);
  const text::source_text source{std::string(words), origin};
  text::reader reader;
  reader.open(origin);
  reader.read(source);
  pipeline result = reader.take();
  if (result.empty())
    throw text::make_error(source, 1, {},
                           {{0, 0}, "the pipeline is empty; write at least one operator, such as copy", {}});
  return result;
}

}  // namespace tessera::inline v0
