// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tessera/host/device/figures.hpp"
#include "tessera/host/device/work.hpp"

namespace tessera::inline v0 {

namespace {

constexpr double forever = std::numeric_limits<double>::infinity();

/// Bytes of a tile where the plan is not the GPU's: within the 4 to 32 MiB that move best over PCIe.
constexpr double usual_tile_bytes = 8 << 20;

/// Where the time of a device goes, in seconds of one picture but for the start.
struct estimate {
  double upload = 0, compute = 0, download = 0, launches = 0, codec = 0, start = 0;
  double total = 0;  ///< of all pictures
  const char* lacking = nullptr;
};

double time_for(double bytes, double rate) { return rate > 0 ? bytes / rate : 0; }

/// What the CPU's engines of u16 and f32 take beyond what their bytes say, against u8 by which rates are measured: sums of floats where u8 has
/// dot products of whole numbers, tables of 65536 entries. Measured on 1000 x 800 RGB, AVX-512.
double cpu_factor(const work& part) {
  const bool wide = part.type == sample_type::u16;
  if (part.type == sample_type::u8) return 1;
  switch (part.kind) {
    case work_kind::separable:
      return wide ? 1.6 : 1.2;
    case work_kind::stencil:
      return 0.5;  // u8 is turned into floats, too
    case work_kind::resample:
      return wide ? 2 : 1.5;
    case work_kind::warp:
      return wide ? 3 : 1.8;
    case work_kind::count:
      return 2.5;
    default:
      return 1;
  }
}

using factor_of_work = double(const work& part);
double no_factor(const work&) { return 1; }

double compute_seconds(const pass_work& pass, estimate& e, const device_profile& device, factor_of_work factor) {
  double sum = 0;
  for (const work& part : pass.parts) {
    const double rate = device.rate_of(part.kind);
    if (part.amount > 0 && rate <= 0) e.lacking = name_of(part.kind);
    sum += part.amount <= 0 ? 0 : rate > 0 ? factor(part) * part.amount / rate : forever;
  }
  return sum;
}

/// Seconds that one thread decodes and encodes; a source that is not held is decoded for every pass.
double codec_seconds(const plan& p, const std::vector<pass_work>& passes, const device_profile& cpu) {
  double sum = 0;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    if (i == 0 || !p.holds_source) sum += time_for(passes[i].read, cpu.decode);
    sum += time_for(passes[i].written, cpu.encode);
  }
  return sum;
}

double tiles_of_pass(const plan& p, const pass_work& pass) {
  if (p.slots == 0) return std::max(1.0, std::ceil(std::max(pass.read, pass.written) / usual_tile_bytes));
  const auto across = (p.result.width() + p.tile.width - 1) / p.tile.width;
  return static_cast<double>(across * ((p.result.height() + p.tile.height - 1) / p.tile.height));
}

/// Copies in both directions and kernels of several slots run beside each other, but for the first tile's way in and the last one's way out.
estimate estimate_gpu(const plan& p, const device_profile& gpu, double codec, int threads, int pictures) {
  estimate e;
  e.start = gpu.start;
  e.codec = codec;
  double sum = 0;
  for (const pass_work& pass : work_of(p)) {
    const double tiles = tiles_of_pass(p, pass), alone = p.slots == 1 ? 1 : tiles;
    const double up = time_for(pass.read, gpu.upload), down = time_for(pass.written, gpu.download);
    const double launches = gpu.launch * pass.kernels * tiles, compute = compute_seconds(pass, e, gpu, no_factor);
    const double longest = std::max({up, compute + launches, down});
    sum += longest + (up + compute + launches + down - longest) / alone;
    e.upload += up, e.download += down, e.compute += compute, e.launches += launches;
  }
  // One picture is decoded by one thread and encoded by one; files beside each other use all.
  const double hands = std::min(threads, 2 * pictures);
  e.total = e.start + pictures * std::max(sum, codec / hands);
  return e;
}

/// Rows are shared among threads in bands of at least two steps of the engines; a file that is decoded keeps one thread busy.
estimate estimate_cpu(const plan& p, const device_profile& cpu, double codec, int threads, int pictures) {
  estimate e;
  e.start = cpu.start;
  e.codec = codec;
  for (const pass_work& pass : work_of(p)) e.compute += compute_seconds(pass, e, cpu, cpu_factor);
  const double bands = std::max(1.0, std::floor(static_cast<double>(p.result.height()) / (2 * cpu::max_rows)));
  const double hands = std::min<double>(threads, bands * pictures);
  const double alone = std::max((codec + e.compute) / hands, pictures == 1 ? codec / std::min(threads, 2) : 0);
  e.total = e.start + pictures * alone;
  return e;
}

/// What costs the GPU most, in words.
std::string burden(const estimate& gpu, int pictures) {
  const double copies = gpu.upload + gpu.download, start = gpu.start / pictures;
  const double most = std::max({copies, gpu.compute, gpu.launches, gpu.codec, start});
  if (most == start) return fmt::format("starting the GPU takes {}", seconds_text(gpu.start));
  if (most == copies) return fmt::format("copies over PCIe take {}", seconds_text(pictures * copies));
  if (most == gpu.codec) return fmt::format("decoding and encoding take {}", seconds_text(pictures * gpu.codec));
  if (most == gpu.launches) return fmt::format("launching kernels takes {}", seconds_text(pictures * gpu.launches));
  return fmt::format("its kernels take {}", seconds_text(pictures * gpu.compute));
}

std::string reason(const choice& c, const estimate& gpu, const estimate& cpu, int threads, int pictures) {
  if (gpu.lacking != nullptr) return fmt::format("the GPU's speed at {} is not known", gpu.lacking);
  std::string text = fmt::format("the GPU would take {}, the CPU {} with {} {}", seconds_text(c.cuda_seconds),
                                 seconds_text(c.cpu_seconds), threads, threads == 1 ? "thread" : "threads");
  if (cpu.lacking != nullptr) return text + fmt::format(", whose speed at {} is not known", cpu.lacking);
  if (c.cuda) return text + fmt::format(": {:.1f} times as long", c.cpu_seconds / c.cuda_seconds);
  if (c.cuda_seconds < c.cpu_seconds)
    return text + fmt::format(": less than {:.0f}% between them", 100 * (choice_margin - 1));
  return text + ": " + burden(gpu, pictures);
}

}  // namespace

choice choose(const plan& p, const device_profile& cpu, int threads, const device_profile& gpu, bool from_file,
              int pictures) {
  threads = std::max(1, threads);
  pictures = std::max(1, pictures);
  const double codec = from_file ? codec_seconds(p, work_of(p), cpu) : 0;
  const estimate on_gpu = estimate_gpu(p, gpu, codec, threads, pictures);
  const estimate on_cpu = estimate_cpu(p, cpu, codec, threads, pictures);
  choice c;
  c.cuda_seconds = on_gpu.total;
  c.cpu_seconds = on_cpu.total;
  c.cuda = on_gpu.lacking == nullptr && c.cuda_seconds * choice_margin <= c.cpu_seconds;
  c.why = reason(c, on_gpu, on_cpu, threads, pictures);
  return c;
}

}  // namespace tessera::inline v0
