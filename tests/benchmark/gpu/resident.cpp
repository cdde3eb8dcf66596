// SPDX-License-Identifier: Apache-2.0
#include "resident.hpp"

#include <cstring>

#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::test {

device_picture::device_picture(const format& layout)
    : layout_(layout),
      pitch_(cuda::pitch_of(layout, whole(layout.size))),
      memory_(static_cast<std::size_t>(pitch_ * layout.size.height)) {}

void device_picture::put(const const_view& from, const cuda::stream& work) const {
  cuda::check(cudaMemcpy2DAsync(memory_.data(), static_cast<std::size_t>(pitch_), from.data,
                                static_cast<std::size_t>(from.pitch), static_cast<std::size_t>(layout_.row_bytes()),
                                static_cast<std::size_t>(layout_.size.height), cudaMemcpyHostToDevice, work.get()),
              "cudaMemcpy2DAsync");
  cuda::check(cudaStreamSynchronize(work.get()), "cudaStreamSynchronize");
}

void device_picture::take(const view& to, const cuda::stream& work) const {
  cuda::check(cudaMemcpy2DAsync(to.data, static_cast<std::size_t>(to.pitch), memory_.data(),
                                static_cast<std::size_t>(pitch_), static_cast<std::size_t>(layout_.row_bytes()),
                                static_cast<std::size_t>(layout_.size.height), cudaMemcpyDeviceToHost, work.get()),
              "cudaMemcpy2DAsync");
  cuda::check(cudaStreamSynchronize(work.get()), "cudaStreamSynchronize");
}

cuda::device_memory store(const std::vector<std::byte>& data, const cuda::stream& work) {
  cuda::device_memory made(data.size());
  if (data.empty()) return made;
  cuda::check(cudaMemcpyAsync(made.data(), data.data(), data.size(), cudaMemcpyHostToDevice, work.get()),
              "cudaMemcpyAsync");
  cuda::check(cudaStreamSynchronize(work.get()), "cudaStreamSynchronize");
  return made;
}

resident_graph::resident_graph(graph g, bool counts, const cuda::stream& work)
    : graph_(std::move(g)),
      counts_(counts),
      code_(graph_, channel_order::rgb, counts),
      spans_(regions(graph_, whole(graph_.output().size))),
      where_(code_.place(spans_)),
      arena_(where_.bytes),
      constants_(store(code_.constants(), work)) {}

void resident_graph::enqueue(const device_picture& in, const device_picture* out, const cuda::stream& work) const {
  cuda::program::outside ends;
  ends.in = in.get();
  if (out) ends.out = out->get();
  cuda::check(code_.launch(spans_, where_, arena_.data(), constants_.data(), work.get(), nullptr, ends),
              "a kernel's launch");
}

histogram resident_graph::counts(const cuda::stream& work) const {
  histogram made = cpu::empty_histogram(graph_.output());
  cuda::check(cudaMemcpyAsync(made.bins.data(), arena_.data() + where_.counters,
                              made.bins.size() * sizeof(std::uint64_t), cudaMemcpyDeviceToHost, work.get()),
              "cudaMemcpyAsync");
  cuda::check(cudaStreamSynchronize(work.get()), "cudaStreamSynchronize");
  return made;
}

double copy_rate(const bench_settings& settings, std::size_t bytes, int pictures, const cuda::stream& work) {
  std::vector<cuda::device_memory> from, to;
  for (int i = 0; i < pictures; ++i) {
    from.emplace_back(bytes);
    to.emplace_back(bytes);
    cuda::check(cudaMemsetAsync(from.back().data(), 0x5a + i, bytes, work.get()), "cudaMemsetAsync");
  }
  const timing t = time_on_device(settings, work, settings.simulated ? 1 : 4 * pictures, [&](int i) {
    const auto k = static_cast<std::size_t>(i % pictures);
    cuda::check(cudaMemcpyAsync(to[k].data(), from[k].data(), bytes, cudaMemcpyDeviceToDevice, work.get()),
                "cudaMemcpyAsync");
  });
  return 2 * static_cast<double>(bytes) / t.median;
}

}  // namespace tessera::test
