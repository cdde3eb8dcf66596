// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

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
constexpr int most_depth = 50;

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

/// The sentence for a file that cannot be read.
slip unreadable(const span& where, const fs::path& path, const std::error_code& fault) {
  return {where, fmt::format("cannot read {}: {}", printable(path.string()), fault.message()), {}, path.string()};
}

std::error_code fault_of_picture(const fs::path& path) {
  std::error_code fault;
  if (fs::is_directory(path, fault)) return std::make_error_code(std::errc::is_a_directory);
  if (access(path.c_str(), R_OK) == 0) return {};
  return {errno, std::generic_category()};
}

class reader {
 public:
  pipeline read(const source_text& source) { return read(source, lexer(source.text)); }
  void open(const std::string& origin) {
    if (!origin.empty()) open_.push_back(identity(origin));
  }

 private:
  pipeline read(const source_text& source, lexer stages) {
    pipeline made;
    for (;;) {
      std::string name;
      const int number = before_ + 1;
      try {
        const auto stage = stages.next();
        if (!stage) return made;
        made |= stages_of(source, *stage, name);
        if (depth_ == 0 && !stage->is_file) ++before_;
      } catch (const slip& what) {
        throw make_error(source, number, name, what);
      }
    }
  }

  /// One stage, or those of a file; `name` becomes the operator's.
  pipeline stages_of(const source_text& source, const raw_stage& stage, std::string& name) {
    if (stage.is_file) return include(source, stage);
    if (++count_ > most_stages) throw slip{stage.name.where, fmt::format("more than {} stages", most_stages), {}};
    const operator_info* info = find_operator(stage.name.text);
    if (!info) throw slip{stage.name.where, cure_for_unknown_operator(stage.name.text), {}};
    name = info->name;
    const auto branch_of = [&](const parameter_info& p, const item& from) { return read_branch(source, p, from); };
    return pipeline(read_stage(*info, stage, branch_of));
  }

  branch read_branch(const source_text& source, const parameter_info& p, const item& from) {
    if (!from.bracket) return picture_of(source, p, from);
    if (++depth_ > most_depth) throw slip{from.where, fmt::format("brackets more than {} deep", most_depth), p.name};
    lexer inside(source.text, from);
    branch made = picture_of(source, p, inside.source());
    while (const auto stage = inside.next()) {
      std::string name;
      try {
        const pipeline part = stages_of(source, *stage, name);
        made.stages.insert(made.stages.end(), part.stages().begin(), part.stages().end());
      } catch (slip& what) {
        if (!name.empty()) what.sentence = fmt::format("{}: {}", name, what.sentence);
        throw;
      }
    }
    --depth_;
    return made;
  }

  /// A path is relative to the file that it stands in; one with a template is looked for when there is a picture to name it after.
  branch picture_of(const source_text& source, const parameter_info& p, const item& from) const {
    if (from.bracket) throw slip{from.where, "a picture's path or input stands first in brackets", p.name};
    if (from.text == "input" && !from.quoted) return {};
    const fs::path path = fs::path(source.origin).parent_path() / from.text;
    if (from.text.find('{') == std::string::npos)
      if (const std::error_code fault = fault_of_picture(path)) {
        slip what = unreadable(from.where, path, fault);
        what.parameter = p.name;
        throw what;
      }
    return {path.string(), {}, {}};
  }

  pipeline include(const source_text& from, const raw_stage& stage) {
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
      throw unreadable(name.where, path, fault.code());
    }
    if (inner.text.starts_with("\xef\xbb\xbf")) inner.text.erase(0, 3);
    open_.push_back(real);
    pipeline made = read(inner);
    open_.pop_back();
    if (made.empty()) throw slip{name.where, fmt::format("{} holds no stage", printable(path.string())), {}};
    return made;
  }

  std::vector<fs::path> open_;  ///< the files that lead to the one being read
  std::size_t count_ = 0;       ///< stages read
  int before_ = 0;              ///< of them, those outside of brackets
  int depth_ = 0;               ///< open brackets
};

}  // namespace

}  // namespace text

pipeline parse(std::string_view words, const std::string& origin) {
  if (words.starts_with("\xef\xbb\xbf")) words.remove_prefix(3);
  const text::source_text source{std::string(words), origin};
  text::reader reader;
  reader.open(origin);
  pipeline result = reader.read(source);
  if (result.empty())
    throw text::make_error(source, 1, {},
                           {{0, 0}, "the pipeline is empty; write at least one operator, such as copy", {}});
  return result;
}

}  // namespace tessera::inline v0
