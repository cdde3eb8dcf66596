// SPDX-License-Identifier: Apache-2.0
#include "settings.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "tessera/host/batch/memory.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/pipeline/values.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::cli {

namespace {

[[noreturn]] void refuse(const std::string& parameter, const std::string& text, const std::string& cure) {
  throw error(error_kind::usage, parameter + ": \"" + text + "\" " + cure).with_parameter(parameter);
}

std::int64_t read_integer(const std::string& text, std::int64_t low, std::int64_t high, const std::string& parameter) {
  std::int64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || value < low || value > high)
    refuse(parameter, text, "is no whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return value;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == at) parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

/// "500M" counts in thousands here: pixels are no bytes.
std::int64_t read_pixels(const std::string& text) {
  const auto number = text::read_number(text);
  if (!number || number->rest.size() > 1)
    refuse("--limit-pixels", text, "is no count; write a number with K, M or G, such as 500M");
  double value = number->value;
  if (!number->rest.empty()) {
    const auto power = std::string_view("KMG").find(static_cast<char>(number->rest[0] & ~0x20));
    if (power == std::string_view::npos)
      refuse("--limit-pixels", text, "is no count; write a number with K, M or G, such as 500M");
    for (std::size_t i = 0; i <= power; ++i) value *= 1000;
  }
  if (!(value >= 1) || value > 9e18) refuse("--limit-pixels", text, "is outside 1..9e18");
  return static_cast<std::int64_t>(value);
}

/// -O deepzoom asks for the format as the ending .dzi does.
std::optional<file_type> deepzoom_asked_for(const apply_options& options) {
  constexpr const char* spellings[] = {"deepzoom", "deepzoom=true", "deepzoom=yes", "deepzoom=on", "deepzoom=1"};
  const bool asked = std::any_of(options.settings.begin(), options.settings.end(), [&](const std::string& setting) {
    return std::find(std::begin(spellings), std::end(spellings), setting) != std::end(spellings);
  });
  if (!asked) return std::nullopt;
  const file_type wanted = *container_of_name("x.dzi");
  if (!options.format.empty() && read_format(options.format) != wanted)
    refuse("--format", options.format, "is not what -O deepzoom asks for; leave one of them out");
  if (const auto named = container_of_name(options.output); named && *named != wanted && !names_folder(options.output))
    refuse("-o", options.output, "is no name for -O deepzoom; give one that ends in .dzi");
  return wanted;
}

/// A file of that name is written with its folder, ./srgb.
target_colours read_colours(const std::string& text) {
  using which = target_colours::which;
  for (const auto& [word, kind] : {std::pair{"keep", which::keep}, {"srgb", which::srgb}, {"linear", which::linear}})
    if (text == word) return {kind, nullptr};
  try {
    return colours_of_file(text);
  } catch (const error& problem) {
    throw error(error_kind::usage, "--colour " + std::string(problem.what()) +
                                       "; there are keep, srgb, linear and the file of an ICC profile")
        .with_parameter("--colour");
  }
}

}  // namespace

colour read_colour(const std::string& text, const std::string& parameter) {
  if (const auto known = text::read_colour_word(text)) return *known;
  const auto parts = split(text, ',');
  colour result;
  float* const channels[] = {&result.r, &result.g, &result.b, &result.a};
  bool good = parts.size() == 3 || parts.size() == 4;
  for (std::size_t i = 0; good && i < parts.size(); ++i) {
    const auto number = text::read_number(parts[i]);
    good = number && number->rest.empty() && number->value >= 0 && number->value <= 1;
    if (good) *channels[i] = static_cast<float>(number->value);
  }
  if (!good) refuse(parameter, text, "is no colour; write a name, #rrggbb, or three numbers of 0..1 such as 0.2,0.4,1");
  return result;
}

border_rule read_border(const std::string& text) {
  border_rule result;
  const auto parts = split(text, ':');
  constexpr std::pair<const char*, border_kind> kinds[] = {{"replicate", border_kind::replicate},
                                                           {"reflect", border_kind::reflect},
                                                           {"reflect101", border_kind::reflect101},
                                                           {"wrap", border_kind::wrap},
                                                           {"constant", border_kind::constant}};
  const auto found =
      std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& kind) { return parts[0] == kind.first; });
  const bool has_colour = found != std::end(kinds) && found->second == border_kind::constant;
  if (found == std::end(kinds) || parts.size() != (has_colour ? 2u : 1u))
    refuse("--border", text, "is no rule; write replicate, reflect, reflect101, wrap or constant:COLOUR");
  result.kind = found->second;
  if (!has_colour) return result;
  const colour c = read_colour(parts[1], "--border");
  result.colour[0] = c.r, result.colour[1] = c.g, result.colour[2] = c.b, result.colour[3] = c.a;
  return result;
}

extent read_extent(const std::string& text, const std::string& parameter) {
  const auto parts = split(text, 'x');
  if (parts.size() > 2) refuse(parameter, text, "is no size; write 640x480 or one number");
  constexpr std::int64_t most = std::int64_t{1} << 31;
  const std::int64_t width = read_integer(parts[0], 1, most, parameter);
  return {width, parts.size() == 2 ? read_integer(parts[1], 1, most, parameter) : width};
}

file_type read_format(const std::string& text) {
  std::string name = text.starts_with(".") ? text.substr(1) : text;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
  });
  if (const auto known = container_of_name("x." + name); known && !name.empty()) return *known;
  std::string all;
  for (const auto& extension : writable_extensions()) all += (all.empty() ? "" : ", ") + extension;
  refuse("--format", text, "cannot be written; there are " + all);
}

encode_options read_encoding(const std::string& quality, const std::vector<std::string>& settings) {
  encode_options encode;
  if (quality == "keep") encode.keep_quality = true;
  else if (!quality.empty()) encode.quality = static_cast<int>(read_integer(quality, 1, 100, "--quality"));
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    if (key.empty()) refuse("-O", setting, "is no setting; write KEY=VALUE");
    if (!encode.settings.emplace(key, equals == std::string::npos ? "true" : setting.substr(equals + 1)).second)
      refuse("-O", setting, "is given twice");
  }
  return encode;
}

sample_type read_depth(const std::string& text) {
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    if (text == name_of(type)) return type;
  refuse("--depth", text, "is no sample type; there are u8, u16 and f32");
}

void check_new_file(const std::string& path, bool overwrite) {
  struct stat status {};
  const std::string parts = folder_of_parts(path);
  if (!overwrite && !parts.empty() && lstat(parts.c_str(), &status) == 0)
    throw error(error_kind::usage, parts + " exists; use --overwrite to replace it").with_file(path);
  if (stat(path.c_str(), &status) != 0) return;
  if (S_ISDIR(status.st_mode)) refuse("OUT", path, "is a folder; give the name of a file");
  if (!overwrite && S_ISREG(status.st_mode))
    throw error(error_kind::usage, path + " exists; use --overwrite to replace it").with_file(path);
}

std::shared_ptr<device_selection> read_device(const apply_options& options) {
  backend_options wanted;
  wanted.slots = options.slots;
  auto selection = std::make_shared<device_selection>(options.device, wanted);
  if (selection->demanded() && !selection->cuda())
    throw error(error_kind::device, "--device " + options.device + ": " + selection->reason() +
                                        "; --device cpu or auto runs on the processor")
        .with_parameter("--device");
  return selection;
}

output_request read_outputs(const apply_options& options) {
  output_request request;
  request.to = options.output;
  request.name = options.name;
  if (!options.format.empty()) request.format = read_format(options.format);
  if (const auto deepzoom = deepzoom_asked_for(options)) request.format = deepzoom;
  request.in_place = options.in_place;
  if (options.overwrite) request.existing = existing_rule::overwrite;
  if (options.skip_existing) request.existing = existing_rule::skip;
  if (options.update) request.existing = existing_rule::update;
  if (request.in_place && !request.to.empty())
    throw error(error_kind::usage, "--in-place replaces the inputs, so there is no -o; leave one of them out");
  if (!request.in_place && request.to.empty() && !options.explain)
    throw error(error_kind::usage, "where should the results go? Give -o FILE or -o FOLDER/, or --in-place");
  return request;
}

namespace {

/// What --memory-limit leaves for pictures, or half of what is allowed, since other programs run as well.
std::size_t read_memory(const std::string& text, std::size_t base) {
  const std::size_t limit = text.empty() ? allowed_bytes() / 2 : parse_bytes(text, "--memory-limit");
  if (limit <= base)
    throw error(error_kind::limit, "--memory-limit: the program alone needs " + bytes_text(base))
        .with_parameter("--memory-limit");
  return limit - base;
}

/// Code, tables and stacks that come with the first files: at most 3.1 MiB with two threads where it was measured.
std::size_t base_bytes(int threads) {
  return resident_bytes() + (std::size_t{6} << 19) + (std::size_t{256} << 10) * static_cast<std::size_t>(threads);
}

}  // namespace

read_options read_limits(const limit_options& options, std::size_t base) {
  read_options read;
  if (!options.pixels.empty()) read.limit_pixels = read_pixels(options.pixels);
  read.limit_seconds = options.seconds;
  read.limit_bytes = read_memory(options.memory, base == 0 ? base_bytes(1) : base);
  return read;
}

batch_options read_running(const apply_options& options) {
  batch_options batch;
  batch.plan.edges = read_border(options.border);
  if (!options.tile_size.empty()) batch.plan.tile = read_extent(options.tile_size, "--tile-size");
  batch.plan.level = cpu::level_named(options.simd);
  batch.encode = read_encoding(options.quality, options.settings);
  batch.encode.background = read_colour(options.background, "--background");
  using keep = encode_options::keep;
  if (options.metadata == "no-private") batch.encode.keep_metadata = keep::no_private;
  else if (options.metadata == "none") batch.encode.keep_metadata = keep::none;
  else if (options.metadata != "keep") refuse("--metadata", options.metadata, "is none of keep, no-private and none");
  using shrinking = batch_options::shrinking;
  batch.shrink = options.no_shrink ? shrinking::never : options.shrink ? shrinking::resizes : shrinking::thumbnails;
  batch.threads = options.threads > 0 ? options.threads : allowed_threads();
  batch.fail_fast = options.fail_fast;
  batch.base = base_bytes(batch.threads);
  batch.read = read_limits(options.limits, batch.base);
  batch.read.colours = read_colours(options.colour);
  batch.read.page = options.page;
  batch.memory = batch.read.limit_bytes;
  return batch;
}

}  // namespace tessera::cli
