// SPDX-License-Identifier: Apache-2.0
// One program for each kind of file: FUZZ_EXTENSION says what the good ones are.
#include <cstdlib>

#include "fuzz/files.hpp"
#include "fuzz/target.hpp"
#include "tessera/host/io/open.hpp"

std::vector<std::string> seeds() { return small_files(FUZZ_EXTENSION); }

/// Any bytes are a picture or are refused; never for how we asked.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tessera;
  read_options options;
  options.limit_pixels = 1 << 20;
  options.limit_bytes = 64 << 20;
  options.threads = size % 2 == 0 ? 1 : 2;
  try {
    const auto from = open_source(std::as_bytes(std::span(data, size)), options);
    const format& layout = from->info().layout;
    bytes row(static_cast<std::size_t>(layout.row_bytes()));
    std::byte* rows[] = {row.data()};
    for (std::int64_t y = 0; y < layout.size.height; ++y) from->read(rows, 1);
  } catch (const error& e) {
    if (e.kind() == error_kind::usage) std::abort();
  }
  return 0;
}
