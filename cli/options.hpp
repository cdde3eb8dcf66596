// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::cli {

/// What a picture that is read may take.
struct limit_options {
  std::string memory, pixels;
  double seconds = 0;
};

/// What people wrote for `tessera apply`, not yet checked.
struct apply_options {
  std::string pipeline;
  std::vector<std::string> inputs;
  std::string output, name = "{stem}{ext}", format, files_from;
  bool recursive = false, nul = false;
  bool overwrite = false, skip_existing = false, update = false, in_place = false;
  std::string quality, metadata = "keep", colour = "keep", background = "white", border = "replicate";
  std::vector<std::string> settings;
  std::string device = "auto", simd, tile_size;
  limit_options limits;
  std::string trace, timeline;
  int threads = 0, slots = 0, page = 1;
  bool shrink = false, no_shrink = false;
  bool fail_fast = false, explain = false, verbose = false, quiet = false, json = false;
};

struct ops_options {
  std::string name;
  bool json = false;
};

struct info_options {
  std::vector<std::string> files;
  std::vector<std::string> get;
  std::string histogram;
  limit_options limits;
  int page = 1;
  bool json = false, statistics = false, overwrite = false;
};

struct compare_options {
  std::string first, second, diff;
  limit_options limits;
  double tolerance = 0;
};

struct generate_options {
  std::string pattern, size, output, depth = "u8", quality;
  std::vector<std::string> settings;
  std::uint64_t seed = 1;
  int channels = 3;
  bool overwrite = false;
};

struct sheet_options {
  std::vector<std::string> files;
  std::string output;
  int columns = 0, size = 320;
  bool pairs = false, overwrite = false;
};

struct devices_options {
  bool json = false;
};

struct bench_options {
  std::vector<std::string> arguments;
};

/// Each command returns the exit status; throws `tessera::error` where nothing was touched.
int apply(const apply_options& options);
int ops(const ops_options& options);
int info(const info_options& options);
int compare(const compare_options& options);
int generate(const generate_options& options);
int sheet(const sheet_options& options);
int devices(const devices_options& options);
int bench(const bench_options& options);

}  // namespace tessera::cli
