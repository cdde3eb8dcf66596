// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/profile.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tessera/host/io/output_file.hpp"
#include "tessera/host/io/temporaries.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

using nlohmann::json;

/// A larger file is not one of ours.
constexpr std::uintmax_t longest_file = 1 << 16;

/// Raised whenever a unit of work or a field changes its meaning.
constexpr int layout = 2;

std::string part_of_name(const std::string& text) {
  std::string result = text.substr(0, 64);
  for (char& c : result) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
    if (!plain) c = '_';
  }
  return result;
}

std::filesystem::path cache_folder() {
  const char* const cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::filesystem::path(cache) / "tessera";
  const char* const home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return std::filesystem::path(home) / ".cache" / "tessera";
  return {};
}

json json_of(const profile_key& key, const device_profile& p) {
  json rates = json::object();
  for (std::size_t i = 0; i < work_kinds; ++i) rates[name_of(static_cast<work_kind>(i))] = p.rate[i];
  return {{"layout", layout}, {"device", key.device}, {"driver", key.driver},   {"version", key.version},
          {"name", p.name},   {"upload", p.upload},   {"download", p.download}, {"launch", p.launch},
          {"start", p.start}, {"decode", p.decode},   {"encode", p.encode},     {"rate", std::move(rates)}};
}

/// Throws what the JSON library throws where a field is missing or of another type.
double figure(const json& object, const char* name) { return object.at(name).get<double>(); }

device_profile profile_from(const json& object) {
  device_profile p;
  p.name = object.at("name").get<std::string>();
  p.upload = figure(object, "upload");
  p.download = figure(object, "download");
  p.launch = figure(object, "launch");
  p.start = figure(object, "start");
  p.decode = figure(object, "decode");
  p.encode = figure(object, "encode");
  for (std::size_t i = 0; i < work_kinds; ++i)
    p.rate[i] = figure(object.at("rate"), name_of(static_cast<work_kind>(i)));
  return p;
}

bool is_sane(const device_profile& p) {
  bool sane = true;
  const auto check = [&](double value) { sane = sane && std::isfinite(value) && value >= 0; };
  for (const double value : {p.upload, p.download, p.launch, p.start, p.decode, p.encode}) check(value);
  for (const double value : p.rate) check(value);
  return sane;
}

}  // namespace

const char* name_of(work_kind kind) {
  constexpr const char* names[work_kinds] = {"point",      "lookup",   "separable", "stencil", "extremes", "median",
                                             "percentile", "resample", "move",      "warp",    "count"};
  return names[static_cast<std::size_t>(kind)];
}

std::string profile_path(const profile_key& key) {
  const std::filesystem::path folder = cache_folder();
  if (folder.empty()) return {};
  return folder / ("profile-" + part_of_name(key.device) + "-" + part_of_name(key.driver) + "-" +
                   part_of_name(key.version) + ".json");
}

std::optional<device_profile> load_profile(const profile_key& key) {
  const std::string path = profile_path(key);
  std::error_code failure;
  // A FIFO would keep the reader waiting.
  if (path.empty() || !std::filesystem::is_regular_file(path, failure)) return std::nullopt;
  if (const auto size = std::filesystem::file_size(path, failure); failure || size > longest_file) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  try {
    const json object = json::parse(in);
    const profile_key found{object.at("device"), object.at("driver"), object.at("version")};
    if (object.at("layout") != layout || found != key) return std::nullopt;
    device_profile p = profile_from(object);
    if (is_sane(p)) return p;
  } catch (const json::exception&) {}
  return std::nullopt;
}

bool store_profile(const profile_key& key, const device_profile& profile) {
  const std::filesystem::path path = profile_path(key);
  if (path.empty() || !is_sane(profile)) return false;
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  remove_stale_temporaries(path.parent_path());
  const std::string text = json_of(key, profile).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
  try {
    io::output_file file(destination::to_path(path));
    if (file.write(text.data(), text.size()) != 0) return false;
    file.commit();
    return true;
  } catch (const error&) {
    return false;
  }
}

device_profile profile_of(const profile_key& key, const std::function<device_profile()>& measure) {
  if (auto kept = load_profile(key)) return *kept;
  device_profile measured = measure();
  store_profile(key, measured);
  return measured;
}

}  // namespace tessera::inline v0
