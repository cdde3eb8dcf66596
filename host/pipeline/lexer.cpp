// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/pipeline/lexer.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tessera::inline v0::text {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }
bool is_quote(char c) { return c == '"' || c == '\''; }
bool ends_bare(char c) {
  return is_blank(c) || is_quote(c) || std::string_view("\n|,=()").find(c) != std::string_view::npos;
}
bool ends_stage(char c) { return c == '\n' || c == '|'; }

/// The position after the quoted text that starts at `at`, or npos.
std::size_t after_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == quote) return at + 1;
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n') ++at;
  }
  return std::string_view::npos;
}

/// The position after the bracket that starts at `at`, or npos.
std::size_t after_bracket(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (is_quote(text[at])) {
      at = after_quoted(text, at);
      if (at == std::string_view::npos) return at;
      --at;
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

void lexer::skip_blanks() {
  while (!at_end() && is_blank(text_[at_])) ++at_;
}

/// Stands at the next stage's name; false at the end. Newlines part stages, `|` does so within a line and beside a newline.
bool lexer::find_stage() {
  std::optional<span> bar;
  bool line_start = at_ == 0;
  for (;; ++at_) {
    skip_blanks();
    if (at_end()) break;
    const char c = text_[at_];
    if (c == '\n') {
      line_start = true;
    } else if (c == '#' && line_start) {
      at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
    } else if (c == '|') {
      if (bar || !any_) throw slip{{at_, at_ + 1}, "a stage is empty: an operator is missing before this |", {}};
      bar = span{at_, at_ + 1};
      line_start = false;
    } else {
      return true;
    }
  }
  if (bar) throw slip{*bar, "a stage is empty: an operator is missing after this |", {}};
  return false;
}

std::optional<raw_stage> lexer::next() {
  if (!find_stage()) return {};
  any_ = true;
  return read_stage();
}

item lexer::source() {
  skip_blanks();
  item result = read_item("a picture's path or input");
  skip_blanks();
  any_ = true;
  if (!ends_stage(peek())) throw slip{{at_, at_ + 1}, "a | is missing between the picture and what is done to it", {}};
  return result;
}

raw_stage lexer::read_stage() {
  raw_stage stage;
  const std::size_t begin = at_;
  if (peek() == '@') {
    stage.is_file = true;
    ++at_;
    if (is_blank(peek()) || ends_stage(peek())) throw slip{{begin, at_}, "a path is missing after @", {}};
  }
  stage.name = read_item("an operator's name");
  stage.name.where.begin = begin;
  refuse_bracket();
  for (skip_blanks(); !ends_stage(peek()); skip_blanks()) {
    if (stage.arguments.empty() && (peek() == '=' || peek() == ','))
      throw slip{{at_, at_ + 1}, fmt::format("values follow {} after a blank", in_quotes(stage.name.text)), {}};
    stage.arguments.push_back(read_argument());
  }
  return stage;
}

argument lexer::read_argument() {
  argument result;
  result.values.push_back(read_item("a value"));
  skip_blanks();
  if (peek() == '=') {
    const std::size_t equals = at_++;
    skip_blanks();
    result.key = std::move(result.values.front());
    if (ends_stage(peek()))
      throw slip{{result.key->where.begin, equals + 1},
                 fmt::format("a value is missing after {}=", printable(result.key->text)),
                 {}};
    result.values.front() = read_item("a value");
    skip_blanks();
  }
  while (peek() == ',') {
    ++at_;
    skip_blanks();
    if (ends_stage(peek())) throw slip{{at_ - 1, at_}, "a value is missing after this comma", {}};
    result.values.push_back(read_item("a value"));
    skip_blanks();
  }
  if (peek() == '=') throw slip{{at_, at_ + 1}, "one name stands before =, and none here", {}};
  return result;
}

item lexer::read_item(const char* wanted) {
  if (peek() == '(') return read_bracket();
  item result = is_quote(peek()) ? read_quoted() : read_bare(wanted);
  if (is_quote(peek()))
    throw slip{
        {at_, at_ + 1}, "a quote in the middle of a word; quote the whole word, or write \\\" inside quotes", {}};
  if (result.quoted && !ends_bare(peek())) throw slip{{at_, at_ + 1}, "a blank is missing after the closing quote", {}};
  return result;
}

item lexer::read_bare(const char* wanted) {
  item result;
  result.where.begin = at_;
  while (!at_end() && !ends_bare(text_[at_])) ++at_;
  result.where.end = at_;
  result.text = std::string(text_.substr(result.where.begin, at_ - result.where.begin));
  const span next{at_, at_ + 1};
  if (result.text.empty() && peek() == ')') throw slip{next, "this ) closes nothing", {}};
  if (result.text.empty()) throw slip{next, fmt::format("{} is missing before this {}", wanted, peek()), {}};
  if (result.text == "#") throw slip{result.where, "a comment stands on a line of its own", {}};
  return result;
}

item lexer::read_quoted() {
  const std::size_t begin = at_, end = after_quoted(text_, at_);
  if (end == std::string_view::npos)
    throw slip{{begin, begin + 1},
               fmt::format("this {} is never closed; add one before the end of the line", text_[begin]),
               {}};
  item result{{}, true, {begin, end}};
  for (std::size_t i = begin + 1; i + 1 < end; ++i) {
    char c = text_[i];
    if (c == '\\') {
      c = text_[++i];
      if (c == 'n') c = '\n';
      else if (!is_quote(c) && c != '\\')
        throw slip{{i - 1, i + 1},
                   R"(unknown escape; inside quotes \" \' \\ and \n are known, and a backslash is written \\)",
                   {}};
    }
    result.text += c;
  }
  at_ = end;
  return result;
}

item lexer::read_bracket() {
  const std::size_t begin = at_, end = after_bracket(text_, at_);
  if (end == std::string_view::npos) throw slip{{at_, at_ + 1}, "this ( is never closed; add a )", {}};
  at_ = end;
  if (!at_end() && !is_blank(peek()) && !ends_stage(peek()) && peek() != ',')
    throw slip{{at_, at_ + 1}, "a blank is missing after the closing bracket", {}};
  return {std::string(text_.substr(begin + 1, end - begin - 2)), false, {begin, end}, true};
}

/// After a name.
void lexer::refuse_bracket() const {
  if (peek() != '(') return;
  const std::size_t end = after_bracket(text_, at_);
  if (end == std::string_view::npos) throw slip{{at_, at_ + 1}, "this ( is never closed; add a )", {}};
  throw slip{{at_, end}, "values follow the name after a blank, without brackets", {}};
}

}  // namespace tessera::inline v0::text
