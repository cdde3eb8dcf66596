// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/measure.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/host/device/cuda/handles.hpp"
#include "tessera/host/device/cuda/program.hpp"
#include "tessera/host/device/measure.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr std::size_t copied = std::size_t{8} << 20;  // as much as a tile uploads
constexpr extent measured{1024, 512};
constexpr int runs = 3;  // the first one loads the code

/// Seconds that the device takes for what `enqueue` puts on the stream, the best of several times.
template <class Enqueue>
double seconds_of(const stream& work, Enqueue enqueue) {
  const event before(true), after(true);
  float best = 0;
  for (int i = 0; i < runs; ++i) {
    float milliseconds = 0;
    check(cudaEventRecord(before.get(), work.get()), "cudaEventRecord");
    check(enqueue(), "a measurement");
    check(cudaEventRecord(after.get(), work.get()), "cudaEventRecord");
    check(cudaEventSynchronize(after.get()), "cudaEventSynchronize");
    check(cudaEventElapsedTime(&milliseconds, before.get(), after.get()), "cudaEventElapsedTime");
    best = i == 0 ? milliseconds : std::min(best, milliseconds);
  }
  return static_cast<double>(best) / 1000;
}

double time_of_program(const plan& p, const stream& work) {
  const program code(p.last, p.options.order, false);
  const std::vector<span> spans = regions(p.last, p.result);
  const layout where = code.place(spans);
  const device_memory arena(where.bytes), constants(code.constants().size());
  check(cudaMemsetAsync(arena.data(), 0x5a, where.bytes, work.get()), "cudaMemsetAsync");
  if (constants.size() > 0)
    check(cudaMemcpyAsync(constants.data(), code.constants().data(), constants.size(), cudaMemcpyHostToDevice,
                          work.get()),
          "cudaMemcpyAsync");
  return seconds_of(work,
                    [&] { return code.launch(spans, where, arena.data(), constants.data(), work.get(), nullptr); });
}

}  // namespace

device_profile measure(int device) {
  check(cudaSetDevice(device), "cudaSetDevice");
  device_profile made;
  cudaDeviceProp found{};
  check(cudaGetDeviceProperties(&found, device), "cudaGetDeviceProperties");
  made.name = found.name;
  const stream work;
  const pinned_memory host(copied);
  const device_memory memory(copied);
  made.upload = copied / seconds_of(work, [&] {
                  return cudaMemcpyAsync(memory.data(), host.data(), copied, cudaMemcpyHostToDevice, work.get());
                });
  made.download = copied / seconds_of(work, [&] {
                    return cudaMemcpyAsync(host.data(), memory.data(), copied, cudaMemcpyDeviceToHost, work.get());
                  });
  made.launch = seconds_of(work, [&] { return cudaMemsetAsync(memory.data(), 0, 16, work.get()); });
  measure_rates(made, measured, [&](const plan& p) { return time_of_program(p, work); });
  return made;
}

}  // namespace tessera::inline v0::cuda
