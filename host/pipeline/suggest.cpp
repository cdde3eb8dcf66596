// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "tessera/host/pipeline/names.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/pipeline/source_text.hpp"

namespace tessera::inline v0::text {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.size()];
}

/// The name without case, `-` and `_`, as the table of peers' names has it.
std::string folded(std::string_view name) {
  std::string result = canonical(lower(name));
  std::erase(result, '_');
  return result;
}

}  // namespace

std::string canonical(std::string_view name) {
  std::string result(name);
  std::replace(result.begin(), result.end(), '-', '_');
  replace_all(result, "color", "colour");
  replace_all(result, "grey", "gray");
  return result;
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string wanted = canonical(lower(word.substr(0, 64)));
  std::string best;
  std::size_t least = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t d = distance(wanted, canonical(candidate));
    if (d < least && d < candidate.size()) least = d, best = candidate;
  }
  return best;
}

std::string cure_for_unknown_operator(std::string_view name) {
  for (const peer_name& peer : peer_names())
    if (folded(name) == canonical(peer.theirs) && find_operator(peer.ours))
      return fmt::format("{} is \"{}\" here", in_quotes(name), peer.ours);
  std::vector<std::string> known;
  for (const operator_info* info : operators()) known.emplace_back(info->name);
  const std::string like = closest(name, known);
  if (!like.empty()) return fmt::format("no operator is named {}; did you mean {}?", in_quotes(name), like);
  return fmt::format("no operator is named {}; `tessera ops` lists them all", in_quotes(name));
}

}  // namespace tessera::inline v0::text
