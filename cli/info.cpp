// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "histogram.hpp"
#include "measure.hpp"
#include "options.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::cli {

namespace {

using nlohmann::ordered_json;

/// Everything that can be said of a file, in the order that it is printed. Sizes are those after the picture has been
/// turned upright.
ordered_json facts(const std::string& file, const picture_info& info) {
  struct stat status {};
  const format& f = info.layout;
  const bool turned = info.orientation >= 5;
  ordered_json j{{"file", file},
                 {"format", info.format_name},
                 {"width", turned ? f.size.height : f.size.width},
                 {"height", turned ? f.size.width : f.size.height},
                 {"channels", f.channels},
                 {"type", name_of(f.type)},
                 {"colour", f.colour_channels() == 1 ? "gray" : "rgb"},
                 {"alpha", f.alpha},
                 {"orientation", info.orientation}};
  j["pages"] = info.pages;
  j["pyramid"] = info.pyramid;
  j["stored"] = info.stored.empty() ? ordered_json() : ordered_json(info.stored);
  j["compression"] = info.compression.empty() ? ordered_json() : ordered_json(info.compression);
  j["quality"] = info.quality > 0 ? ordered_json(info.quality) : ordered_json();
  j["dpi_x"] = info.extra.dpi_x > 0 ? ordered_json(info.extra.dpi_x) : ordered_json();
  j["dpi_y"] = info.extra.dpi_y > 0 ? ordered_json(info.extra.dpi_y) : ordered_json();
  j["icc_bytes"] = info.extra.icc.size();
  j["exif_bytes"] = info.extra.exif.size();
  j["xmp_bytes"] = info.extra.xmp.size();
  j["iptc_bytes"] = info.extra.iptc.size();
  j["file_bytes"] = file != "-" && stat(file.c_str(), &status) == 0 ? ordered_json(status.st_size) : ordered_json();
  return j;
}

ordered_json as_json(const std::vector<channel_statistics>& channels) {
  ordered_json list = ordered_json::array();
  for (const auto& c : channels)
    list.push_back({{"channel", c.name},
                    {"min", c.low},
                    {"max", c.high},
                    {"mean", c.mean},
                    {"deviation", c.deviation},
                    {"entropy", c.entropy},
                    {"histogram", histogram_of(c)}});
  return list;
}

std::string as_text(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

std::string describe(const ordered_json& j) {
  std::string text = fmt::format("{}: {} {}x{}, {} x {}{}", printable(as_text(j["file"])), as_text(j["format"]),
                                 as_text(j["width"]), as_text(j["height"]), as_text(j["channels"]), as_text(j["type"]),
                                 j["alpha"].get<bool>() ? " with alpha" : "");
  const auto add = [&](const char* key, const char* before, const char* after) {
    if (!j[key].is_null() && j[key] != 0) text += std::string(", ") + before + as_text(j[key]) + after;
  };
  add("stored", "stored as ", "");
  if (j["pages"] != 1)
    add("pages", j["pyramid"].get<bool>() ? "a pyramid of " : "", j["pyramid"].get<bool>() ? "" : " pages");
  add("compression", "", "");
  add("quality", "quality ", "");
  if (j["orientation"] != 1) add("orientation", "turned from orientation ", "");
  if (!j["dpi_x"].is_null()) text += fmt::format(", {:.6g} dpi", j["dpi_x"].get<double>());
  add("icc_bytes", "ICC ", " bytes");
  add("exif_bytes", "EXIF ", " bytes");
  add("xmp_bytes", "XMP ", " bytes");
  add("iptc_bytes", "IPTC ", " bytes");
  add("file_bytes", "", " bytes");
  text += "\n";
  if (!j.contains("statistics")) return text;
  for (const auto& c : j["statistics"])
    text += fmt::format("  {:5}  {:.6g}..{:.6g}  mean {:.6g}  deviation {:.6g}  entropy {:.4g} bits\n         {}\n",
                        as_text(c["channel"]), c["min"].get<double>(), c["max"].get<double>(), c["mean"].get<double>(),
                        c["deviation"].get<double>(), c["entropy"].get<double>(),
                        histogram_line(c["histogram"].get<std::vector<std::uint64_t>>()));
  return text;
}

void check_keys(const std::vector<std::string>& keys) {
  const ordered_json all = facts("-", {});
  for (const auto& key : keys) {
    if (all.contains(key)) continue;
    std::string known;
    for (const auto& [name, value] : all.items()) known += (known.empty() ? "" : ", ") + name;
    throw error(error_kind::usage, "--get: there is no \"" + key + "\"; there are " + known).with_parameter("--get");
  }
}

void check_histogram(const info_options& options) {
  if (options.histogram.empty()) return;
  if (options.files.size() > 1)
    throw error(error_kind::usage,
                "--histogram: one picture is drawn, and there are " + std::to_string(options.files.size()) + " inputs")
        .with_parameter("--histogram");
  if (!container_of_name(options.histogram))
    throw error(error_kind::usage,
                "--histogram: \"" + options.histogram + "\" does not end like a picture, such as .png")
        .with_parameter("--histogram");
  check_new_file(options.histogram, options.overwrite);
}

}  // namespace

int info(const info_options& options) {
  check_keys(options.get);
  check_histogram(options);
  read_options reading = read_limits(options.limits);
  reading.page = options.page;
  int failed = 0;
  for (const auto& file : options.files) {
    try {
      bytes input;
      if (file == "-") input = read_all(STDIN_FILENO, "standard input", reading);
      const auto from = file == "-" ? open_source(input, reading, "standard input") : open_source(file, reading);
      ordered_json j = facts(file, from->info());
      std::vector<channel_statistics> channels;
      if (options.statistics || !options.histogram.empty()) channels = statistics_of(*from);
      if (options.statistics) j["statistics"] = as_json(channels);
      if (!options.histogram.empty()) write(histogram_picture(channels), options.histogram);
      std::string text;
      for (const auto& key : options.get) text += (text.empty() ? "" : " ") + as_text(j[key]);
      if (options.json) text = j.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
      print(options.json || !options.get.empty() ? text + "\n" : describe(j));
    } catch (const error& problem) {
      complain(problem.what());
      ++failed;
    }
  }
  return failed > 0 ? 1 : 0;
}

}  // namespace tessera::cli
