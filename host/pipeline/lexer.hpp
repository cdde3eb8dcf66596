// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private to host/pipeline: cuts a pipeline's text into stages, arguments and items; knows no operators.

#include <optional>
#include <vector>

#include "tessera/host/pipeline/source_text.hpp"

namespace tessera::inline v0::text {

/// A word, quoted or not, without its quotes; or what stands in brackets.
struct item {
  std::string text;
  bool quoted = false;
  span where;
  bool bracket = false;
};

/// `value` or `key=value`; a value is one item or a list of them.
struct argument {
  std::optional<item> key;
  std::vector<item> values;
  span where() const { return {values.front().where.begin, values.back().where.end}; }
};

/// `name arguments...` or `@path`.
struct raw_stage {
  item name;
  bool is_file = false;
  std::vector<argument> arguments;
};

/// Reads stage after stage. Throws `slip` where the text is ill-formed.
class lexer {
 public:
  explicit lexer(std::string_view text) : text_(text) {}
  /// Reads what stands in the brackets of an item of the text, its places counted from the text's begin.
  lexer(std::string_view text, const item& bracket)
      : text_(text.substr(0, bracket.where.end - 1)), at_(bracket.where.begin + 1) {}
  /// The next stage, or nothing at the end.
  std::optional<raw_stage> next();
  /// What stands first in brackets; stages follow it after a |.
  item source();

 private:
  bool find_stage();
  raw_stage read_stage();
  argument read_argument();
  item read_item(const char* wanted);
  item read_quoted();
  item read_bare(const char* wanted);
  item read_bracket();
  void refuse_bracket() const;
  void skip_blanks();
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\n' : text_[at_]; }

  std::string_view text_;
  std::size_t at_ = 0;
  bool any_ = false;  ///< a stage has been read
};

}  // namespace tessera::inline v0::text
