// SPDX-License-Identifier: Apache-2.0
#include "cuda/device_run.hpp"

#include <cuda_runtime.h>

#include <cstring>
#include <stdexcept>

#include "tessera/host/schedule/graph.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::tests {

namespace {

void check(cudaError_t e) {
  if (e != cudaSuccess) throw std::runtime_error(cudaGetErrorString(e));
}

/// Memory of the device with the stream that everything of a test goes through.
class device_memory {
 public:
  device_memory() { check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking)); }
  ~device_memory() {
    for (std::byte* p : blocks_) (void)cudaFree(p);
    (void)cudaStreamDestroy(stream_);
  }
  device_memory(const device_memory&) = delete;
  device_memory& operator=(const device_memory&) = delete;

  std::byte* store(const std::vector<std::byte>& bytes) {
    void* p = nullptr;
    check(cudaMalloc(&p, bytes.size() + 256));
    blocks_.push_back(static_cast<std::byte*>(p));
    if (!bytes.empty()) check(cudaMemcpyAsync(p, bytes.data(), bytes.size(), cudaMemcpyHostToDevice, stream_));
    return blocks_.back();
  }
  void load(const std::byte* from, std::vector<std::byte>& to) {
    check(cudaMemcpyAsync(to.data(), from, to.size(), cudaMemcpyDeviceToHost, stream_));
    check(cudaStreamSynchronize(stream_));
  }
  cudaStream_t stream() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
  std::vector<std::byte*> blocks_;
};

std::int64_t rounded(std::int64_t bytes) { return (bytes + 15) / 16 * 16; }

constexpr std::byte untouched{0xa5};

/// The region of a picture on the device, rows further apart than they need be.
cuda::buffer upload(device_memory& memory, const picture& in, const rect& region) {
  const std::int64_t row = region.width() * in.layout.pixel_bytes(), pitch = rounded(row) + 48;
  std::vector<std::byte> bytes(static_cast<std::size_t>(pitch * region.height()), std::byte{0xff});
  for (std::int64_t y = region.y0; y < region.y1; ++y)
    if (row > 0)
      std::memcpy(bytes.data() + (y - region.y0) * pitch, in.at(region.x0, y), static_cast<std::size_t>(row));
  return {memory.store(bytes), pitch, region};
}

cuda::buffer blank(device_memory& memory, const format& out, const rect& region) {
  const std::int64_t pitch = rounded(region.width() * out.pixel_bytes()) + 32;
  return {memory.store(std::vector<std::byte>(static_cast<std::size_t>(pitch * region.height()), untouched)), pitch,
          region};
}

void download(device_memory& memory, const cuda::buffer& from, picture& out) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(from.pitch * from.region.height()));
  memory.load(from.data, bytes);
  const std::int64_t row = from.region.width() * out.layout.pixel_bytes();
  for (std::int64_t y = 0; y < from.region.height(); ++y) {
    const std::byte* line = bytes.data() + y * from.pitch;
    std::memcpy(out.at(from.region.x0, from.region.y0 + y), line, static_cast<std::size_t>(row));
    for (std::int64_t k = rounded(row); k < from.pitch; ++k)
      if (line[k] != untouched) throw std::runtime_error("a kernel wrote beyond its rows");
  }
}

rect resolved(border_kind kind, const rect& wanted, extent size) {
  if (wanted.empty()) return {};
  const interval x = resolve(kind, {wanted.x0, wanted.x1}, size.width),
                 y = resolve(kind, {wanted.y0, wanted.y1}, size.height);
  return {x.low, y.low, x.high, y.high};
}

}  // namespace

picture run_kernel(const cuda::kernel& code, const picture& in, const format& out,
                   const std::function<rect(const rect&)>& wanted, const device_cutting& how, border_kind kind,
                   const picture* second) {
  device_memory memory;
  const std::byte* constants = memory.store(code.constants);
  std::vector<cuda::job> jobs;
  for (std::int64_t y = 0; y < out.size.height; y += how.tile_height)
    for (std::int64_t x = 0; x < out.size.width; x += how.tile_width) {
      const rect tile = intersect({x, y, x + how.tile_width, y + how.tile_height}, whole(out.size));
      cuda::job j;
      j.in[0] = upload(memory, in, resolved(kind, wanted(tile), in.layout.size));
      if (second) j.in[1] = upload(memory, *second, intersect(inflate(tile, 3, 1), whole(second->layout.size)));
      j.out = blank(memory, out, tile);
      j.scratch = memory.store(std::vector<std::byte>(code.scratch_bytes(code.data.get(), tile), std::byte{0xcd}));
      jobs.push_back(j);
    }
  check(code.launch(code.data.get(), constants, jobs, memory.stream()));
  picture result(out);
  for (const cuda::job& j : jobs) download(memory, j.out, result);
  return result;
}

picture run_on_device(std::span<const prepared> stages, const picture& in, const device_cutting& how,
                      const border_rule& edges, const picture* second) {
  const bool points = stages.size() > 1 || second;
  const cuda::kernel code = points ? cuda::compile_points(stages, in.layout, second ? &second->layout : nullptr)
                                   : cuda::compile(stages.front(), in.layout, edges);
  const auto wanted = [&](const rect& tile) { return points ? tile : needs(stages.front(), tile, in.layout); };
  return run_kernel(code, in, stages.back().out, wanted, how, edges.kind, second);
}

histogram count_on_device(const picture& in, std::int64_t rows_per_job, const std::optional<tile_grid>& grid) {
  device_memory memory;
  const cuda::kernel code = cuda::compile_count(in.layout, grid);
  std::vector<std::byte> bytes(cuda::count_bytes(in.layout, grid));
  std::byte* counters = memory.store(bytes);
  std::vector<cuda::job> jobs;
  for (std::int64_t y = 0; y < in.layout.size.height; y += rows_per_job) {
    cuda::job j;
    j.out.region = intersect({0, y, in.layout.size.width, y + rows_per_job}, whole(in.layout.size));
    j.in[0] = upload(memory, in, j.out.region);
    j.out.data = counters;
    jobs.push_back(j);
  }
  check(code.launch(code.data.get(), memory.store(code.constants), jobs, memory.stream()));
  memory.load(counters, bytes);
  histogram counts = cpu::empty_histogram(in.layout, grid);
  std::memcpy(counts.bins.data(), bytes.data(), bytes.size());
  return counts;
}

}  // namespace tessera::tests
