// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/deepzoom.hpp"

namespace tessera::inline v0 {

namespace {

/// A key of -O with its valid words; no words: a whole number or a flag, checked where it is read.
struct known_setting {
  const char* key;
  std::vector<std::string> words;
  int low, high;
};

std::vector<known_setting> settings_of(const file_type& type, const encode_options& options) {
  const std::vector<std::string> flag{"true", "false", "yes", "no", "on", "off", "1", "0"};
  switch (type.kind) {
    case container::jpeg:
      return {{"subsampling", {"4:4:4", "4:2:2", "4:4:0", "4:2:0"}, 0, 0},
              {"progressive", flag, 0, 0},
              {"optimize", flag, 0, 0},
              {"restart", {}, 0, 65535}};
    case container::png:
      return {{"level", {}, 0, 9}, {"interlace", flag, 0, 0}};
    case container::tiff:
      return {{"compression", {"none", "lzw", "deflate", "zstd", "packbits", "jpeg"}, 0, 0},
              {"level", {}, 1, 22},
              {"tile", {}, 16, 4096},
              {"bigtiff", flag, 0, 0},
              {"pyramid", {"true", "false", "yes", "no", "on", "off", "1", "0", "subifd"}, 0, 0}};
    case container::deepzoom: {
      std::vector<known_setting> known{{"deepzoom", flag, 0, 0},
                                       {"tile", {}, 16, 4096},
                                       {"overlap", {}, 0, 64},
                                       {"suffix", {"jpg", "jpeg", "png", ".jpg", ".jpeg", ".png"}, 0, 0}};
      for (known_setting& of_tiles : settings_of(io::deepzoom_tiles(options), options))
        known.push_back(std::move(of_tiles));
      return known;
    }
    case container::other:
      if (type.name == "WebP") return {{"lossless", flag, 0, 0}};
      break;
  }
  return {};
}

[[noreturn]] void refuse(const std::string& message, const std::string& key) {
  throw error(error_kind::usage, message).with_parameter(key);
}

void check_setting(const known_setting& known, const std::string& value) {
  if (!known.words.empty()) {
    if (std::ranges::find(known.words, value) != known.words.end()) return;
    refuse(fmt::format("-O {}={}: must be one of {}", known.key, value, fmt::join(known.words, ", ")), known.key);
  }
  int number = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failure == std::errc{} && end == value.data() + value.size() && number >= known.low && number <= known.high)
    return;
  refuse(fmt::format("-O {}={}: must be a whole number in {}..{}", known.key, value, known.low, known.high), known.key);
}

}  // namespace

void check_settings(const file_type& type, const encode_options& options) {
  if (options.quality && (*options.quality < 1 || *options.quality > 100)) {
    refuse(fmt::format("--quality {}: must be in 1..100, or keep", *options.quality), "quality");
  }
  const auto known = settings_of(type, options);
  for (const auto& [key, value] : options.settings) {
    const std::string& wanted = key;
    const auto found = std::ranges::find_if(known, [&](const known_setting& s) { return wanted == s.key; });
    if (found != known.end()) {
      check_setting(*found, value);
      continue;
    }
    std::vector<std::string> keys;
    for (const known_setting& s : known) keys.emplace_back(s.key);
    refuse(keys.empty()
               ? fmt::format("-O {}: {} has no settings; leave -O out", key, type.name)
               : fmt::format("-O {}: {} has no such setting; it has {}", key, type.name, fmt::join(keys, ", ")),
           key);
  }
  const auto tile = options.settings.find("tile");
  if (type.kind == container::tiff && tile != options.settings.end() && std::stoi(tile->second) % 16 != 0) {
    refuse(fmt::format("-O tile={}: must be a multiple of 16 (TIFF 6.0 asks for it)", tile->second), "tile");
  }
}

namespace io {

std::string setting(const encode_options& options, const char* key, const std::string& otherwise) {
  const auto found = options.settings.find(key);
  return found == options.settings.end() ? otherwise : found->second;
}

int integer_setting(const encode_options& options, const char* key, int otherwise, int low, int high) {
  const auto found = options.settings.find(key);
  if (found == options.settings.end()) return otherwise;
  check_setting({key, {}, low, high}, found->second);
  return std::stoi(found->second);
}

bool flag_setting(const encode_options& options, const char* key, bool otherwise) {
  const std::string value = setting(options, key, otherwise ? "true" : "false");
  return value == "true" || value == "yes" || value == "on" || value == "1";
}

}  // namespace io
}  // namespace tessera::inline v0
