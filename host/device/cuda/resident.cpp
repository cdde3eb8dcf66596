// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/resident.hpp"

#include <cstdint>
#include <utility>

#include "tessera/host/device/cuda/handles.hpp"
#include "tessera/host/device/cuda/program.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::cuda {

namespace {

/// Whether kernels may read and write it as it is: they touch whole groups of 16 bytes.
bool suits(const device_view& v) {
  return reinterpret_cast<std::uintptr_t>(v.data) % 16 == 0 && v.pitch % 16 == 0 && v.format.row_bytes() % 16 == 0;
}

void expect(const device_view& v, const format& wanted, const char* which) {
  if (v.format != wanted || !v.data || v.pitch < wanted.row_bytes())
    throw error(error_kind::usage, std::string("the ") + which +
                                       " view is not of the format that the pipeline was prepared for, " +
                                       std::to_string(wanted.size.width) + "x" + std::to_string(wanted.size.height) +
                                       ", " + std::to_string(wanted.channels) + " x " + name_of(wanted.type) +
                                       ", or its pitch is less than a row");
}

class resident : public resident_pipeline {
 public:
  resident(plan p, int device)
      : plan_(std::move(p)),
        device_(device),
        code_(plan_.last, plan_.options.order, false),
        spans_(regions(plan_.last, whole(plan_.output.size))),
        where_(code_.place(spans_)),
        swap_(compile_load(plan_.output, channel_order::bgr)),
        arena_(where_.bytes),
        constants_(code_.constants().size()) {
    if (constants_.size() == 0) return;
    const stream own;
    check(cudaMemcpyAsync(constants_.data(), code_.constants().data(), constants_.size(), cudaMemcpyHostToDevice,
                          own.get()),
          "cudaMemcpyAsync");
    check(cudaStreamSynchronize(own.get()), "cudaStreamSynchronize");
  }

  const format& input() const override { return plan_.input; }
  const format& output() const override { return plan_.output; }
  std::size_t workspace_bytes() const override { return arena_.size() + constants_.size(); }

  void enqueue(const device_view& in, const device_view& out, CUstream_st* to) override {
    expect(in, plan_.input, "input");
    expect(out, plan_.output, "output");
    if (in.order != plan_.options.order)
      throw error(error_kind::usage, "the input view has another channel order than the pipeline was prepared for");
    int current = 0;
    check(cudaGetDevice(&current), "cudaGetDevice");
    if (current != device_)
      throw error(error_kind::usage, "the pipeline was prepared for cuda:" + std::to_string(device_) +
                                         "; the calling thread's device is cuda:" + std::to_string(current));
    const buffer source = code_.buffer_of(0, spans_, where_, arena_.data());
    const bool through = code_.last() == 0;  // no kernel: the result is where the input was put
    program::outside ends;
    if (suits(in) && !through) ends.in = buffer{in.data, in.pitch, whole(plan_.input.size)};
    else copy(source.data, source.pitch, in.data, in.pitch, plan_.input, to);
    const bool direct = suits(out) && !through;
    if (direct) ends.out = buffer{out.data, out.pitch, whole(plan_.output.size)};
    check(code_.launch(spans_, where_, arena_.data(), constants_.data(), to, nullptr, ends), "a kernel's launch");
    job result;
    result.in[0] = result.out = direct ? *ends.out : code_.buffer_of(code_.last(), spans_, where_, arena_.data());
    if (out.order == channel_order::bgr && plan_.output.channels >= 3)
      check(swap_.launch(swap_.data.get(), nullptr, {&result, 1}, to), "a kernel's launch");
    if (!direct) copy(out.data, out.pitch, result.out.data, result.out.pitch, plan_.output, to);
  }

 private:
  static void copy(std::byte* to, std::int64_t to_pitch, const std::byte* from, std::int64_t from_pitch,
                   const format& f, cudaStream_t work) {
    check(cudaMemcpy2DAsync(to, static_cast<std::size_t>(to_pitch), from, static_cast<std::size_t>(from_pitch),
                            static_cast<std::size_t>(f.row_bytes()), static_cast<std::size_t>(f.size.height),
                            cudaMemcpyDeviceToDevice, work),
          "cudaMemcpy2DAsync");
  }

  plan plan_;
  int device_;
  program code_;
  std::vector<span> spans_;
  layout where_;
  kernel swap_;
  device_memory arena_, constants_;
};

}  // namespace

std::unique_ptr<resident_pipeline> make_resident(plan p, int device) {
  if (!p.barriers.empty())
    throw error(error_kind::unsupported,
                p.names[p.barriers.front()] +
                    ": must see the whole picture before it runs, so it cannot only be enqueued; use engine::run")
        .with_operator(p.names[p.barriers.front()]);
  check(cudaSetDevice(device), "cudaSetDevice");
  return std::make_unique<resident>(std::move(p), device);
}

}  // namespace tessera::inline v0::cuda
