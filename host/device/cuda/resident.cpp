// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/resident.hpp"

#include <cstdint>
#include <limits>
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

/// A view of a call in words.
std::string name_of_view(const char* which, std::size_t i, std::size_t count) {
  if (count == 1) return std::string("the ") + which + "put view";
  return std::string(which) + "[" + std::to_string(i) + "]";
}

void expect(const device_view& v, const format& wanted, const char* which, std::size_t i, std::size_t count) {
  if (v.format != wanted || !v.data || v.pitch < wanted.row_bytes())
    throw error(error_kind::usage, name_of_view(which, i, count) +
                                       " is not of the format that the pipeline was prepared for, " +
                                       std::to_string(wanted.size.width) + "x" + std::to_string(wanted.size.height) +
                                       ", " + std::to_string(wanted.channels) + " x " + name_of(wanted.type) +
                                       ", or its pitch is less than a row");
}

/// Bytes for all pictures; a product that does not fit is more than any device has.
std::size_t bytes_for(std::size_t images, std::size_t each) {
  std::size_t all = 0;
  return __builtin_mul_overflow(images, each, &all) ? std::numeric_limits<std::size_t>::max() : all;
}

class resident : public resident_pipeline {
 public:
  resident(plan p, int device, std::size_t images)
      : plan_(std::move(p)),
        device_(device),
        code_(plan_.last, plan_.options.order, false),
        spans_(regions(plan_.last, whole(plan_.output.size))),
        where_(code_.place(spans_)),
        swap_(compile_load(plan_.output, channel_order::bgr)),
        arena_(bytes_for(images, where_.bytes)),
        constants_(code_.constants().size()),
        pictures_(images) {
    for (std::size_t i = 0; i < images; ++i) pictures_[i].arena = arena_.data() + i * where_.bytes;
    turned_.reserve(images);
    if (constants_.size() == 0) return;
    const stream own;
    check(cudaMemcpyAsync(constants_.data(), code_.constants().data(), constants_.size(), cudaMemcpyHostToDevice,
                          own.get()),
          "cudaMemcpyAsync");
    check(cudaStreamSynchronize(own.get()), "cudaStreamSynchronize");
  }

  const format& input() const override { return plan_.input; }
  const format& output() const override { return plan_.output; }
  std::size_t images() const override { return pictures_.size(); }
  std::size_t workspace_bytes() const override { return arena_.size() + constants_.size(); }

  void enqueue(std::span<const device_view> in, std::span<const device_view> out, CUstream_st* to) override {
    expect_all(in, out);
    const std::size_t count = in.size();
    for (std::size_t i = 0; i < count; ++i) bring(pictures_[i], in[i], out[i], to);
    check(code_.launch(spans_, where_, std::span(pictures_).first(count), constants_.data(), to, nullptr),
          "a kernel's launch");
    turned_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      if (out[i].order != channel_order::bgr || plan_.output.channels < 3) continue;
      job& turn = turned_.emplace_back();
      turn.in[0] = turn.out = result_of(pictures_[i]);
    }
    check(swap_.launch(swap_.data.get(), nullptr, turned_, to), "a kernel's launch");
    for (std::size_t i = 0; i < count; ++i) {
      const buffer made = result_of(pictures_[i]);
      if (made.data != out[i].data) copy(out[i].data, out[i].pitch, made.data, made.pitch, plan_.output, to);
    }
  }

 private:
  /// Throws `error` before anything is enqueued.
  void expect_all(std::span<const device_view> in, std::span<const device_view> out) const {
    if (in.size() != out.size())
      throw error(error_kind::usage, std::to_string(in.size()) + " input views and " + std::to_string(out.size()) +
                                         " output views; each picture has one of both");
    if (in.empty() || in.size() > images())
      throw error(error_kind::usage, std::to_string(in.size()) + " pictures; the pipeline was prepared for 1 to " +
                                         std::to_string(images()) + " (images in resident_options)");
    for (std::size_t i = 0; i < in.size(); ++i) {
      expect(in[i], plan_.input, "in", i, in.size());
      expect(out[i], plan_.output, "out", i, in.size());
      if (in[i].order != plan_.options.order)
        throw error(error_kind::usage,
                    name_of_view("in", i, in.size()) + " has another channel order than the pipeline was prepared for");
    }
    int current = 0;
    check(cudaGetDevice(&current), "cudaGetDevice");
    if (current != device_)
      throw error(error_kind::usage, "the pipeline was prepared for cuda:" + std::to_string(device_) +
                                         "; the calling thread's device is cuda:" + std::to_string(current));
  }

  /// Lays a picture's ends: views that suit take part as they are, the workspace stands in for the others.
  void bring(program::picture& p, const device_view& in, const device_view& out, cudaStream_t to) const {
    const bool through = code_.last() == 0;  // no kernel: the result is where the input was put
    p.ends = {};
    if (suits(in) && !through) {
      p.ends.in = buffer{in.data, in.pitch, whole(plan_.input.size)};
    } else {
      const buffer source = code_.buffer_of(0, spans_, where_, p.arena);
      copy(source.data, source.pitch, in.data, in.pitch, plan_.input, to);
    }
    if (suits(out) && !through) p.ends.out = buffer{out.data, out.pitch, whole(plan_.output.size)};
  }

  buffer result_of(const program::picture& p) const {
    return p.ends.out ? *p.ends.out : code_.buffer_of(code_.last(), spans_, where_, p.arena);
  }

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
  std::vector<program::picture> pictures_;  ///< each has an arena of its own
  std::vector<job> turned_;                 ///< results that become BGR; room for all
};

}  // namespace

std::unique_ptr<resident_pipeline> make_resident(plan p, int device, std::size_t images) {
  for (const std::size_t barrier : p.barriers) {
    const auto* statistic = std::get_if<global>(&p.stages[barrier].what.what);
    if (!statistic || !statistic->rule)
      throw error(error_kind::unsupported,
                  p.stages[barrier].name +
                      ": must see the whole picture before it runs, so it cannot only be enqueued; use engine::run")
          .with_operator(p.stages[barrier].name);
  }
  if (!p.barriers.empty()) p.last = build_graph(p, p.stages, p.made);
  check(cudaSetDevice(device), "cudaSetDevice");
  return std::make_unique<resident>(std::move(p), device, images);
}

}  // namespace tessera::inline v0::cuda
