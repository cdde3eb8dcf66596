// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the compile functions of the patterns share, on the host.

#include <cstring>

#include "tessera/kernels/cuda/engine.hpp"

namespace tessera::inline v0::cuda {

struct edge_rule;

/// Appends a table to a kernel's constants, aligned to 16 bytes, and gives its place in bytes.
template <class T>
std::size_t append(std::vector<std::byte>& constants, const std::vector<T>& table) {
  const std::size_t at = (constants.size() + 15) / 16 * 16;
  constants.resize(at + table.size() * sizeof(T));
  if (!table.empty()) std::memcpy(constants.data() + at, table.data(), table.size() * sizeof(T));
  return at;
}

/// The border rule for pictures of a format.
edge_rule edges_of(const border_rule& edges, const format& in);

// One function per pattern.
kernel compile(const separable& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const tile_tables& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const stencil& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const pixel_stencil& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const moments& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const rank& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const resample& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const move& stage, const format& in, const format& out, const border_rule& edges);
kernel compile(const warp& stage, const format& in, const format& out, const border_rule& edges);

}  // namespace tessera::inline v0::cuda
