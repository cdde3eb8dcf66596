// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/backend.hpp"

#include <algorithm>
#include <optional>

#include "tessera/host/device/cuda/measure.hpp"
#include "tessera/host/device/cuda/resident.hpp"
#include "tessera/host/device/cuda/streamed_pass.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

constexpr int default_slots = 3;          // one tile comes up, one is worked on, one goes down
constexpr double share_of_free = 0.8;     // of a device's free memory: others live there, too
constexpr std::int64_t fewest_rows = 16;  // of a tile, when memory is short

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// Counts the devices. One line that says why there is no CUDA; empty if there is.
std::string why_not(int& count) {
  int driver = 0, runtime = 0;
  const bool known = cudaDriverGetVersion(&driver) == cudaSuccess && cudaRuntimeGetVersion(&runtime) == cudaSuccess;
  const cudaError_t failure = cudaGetDeviceCount(&count);
  (void)cudaGetLastError();
  if (known && driver == 0) return "no NVIDIA driver is installed";
  if (failure == cudaErrorInsufficientDriver || (known && driver / 1000 < runtime / 1000))
    return "the driver is too old: it is for CUDA " + version_text(driver) + ", this build needs " +
           version_text(runtime);
  if (failure == cudaErrorNoDevice || (failure == cudaSuccess && count == 0)) return "no NVIDIA device";
  if (failure != cudaSuccess) return cuda::text_of(failure, "CUDA did not start: cudaGetDeviceCount");
  return {};
}

device_info describe(int device) {
  device_info made;
  made.name = "cuda:" + std::to_string(device);
  made.number = device;
  cudaDeviceProp found{};
  if (const cudaError_t failure = cudaGetDeviceProperties(&found, device); failure != cudaSuccess) {
    (void)cudaGetLastError();
    made.reason = cuda::text_of(failure, "cudaGetDeviceProperties");
    return made;
  }
  made.model = found.name;
  made.memory = found.totalGlobalMem;
  int driver = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess) made.driver = version_text(driver);
  made.usable = found.major > 7 || (found.major == 7 && found.minor >= 5);
  if (!made.usable)
    made.reason = "compute capability " + std::to_string(found.major) + "." + std::to_string(found.minor) +
                  "; this build is for 7.5 and later";
  return made;
}

class cuda_backend : public backend {
 public:
  cuda_backend(const backend_options& options, std::vector<device_info> found, std::vector<int> usable,
               std::vector<std::string> notices)
      : options_(options),
        devices_(std::move(found)),
        slots_(std::make_shared<cuda::slot_pool>(std::move(usable), std::move(notices))) {}

  std::vector<device_info> devices() const override { return devices_; }

  device_profile measure(int device) override {
    device_profile made;
    const auto failure = cuda::try_on(device, [&] { made = cuda::measure(device); });
    if (!failure) return made;
    if (!failure->of_memory) slots_->abandon(*failure);
    throw error(error_kind::device, failure->why);
  }

  std::unique_ptr<resident_pipeline> prepare_resident(const plan& p, int device, std::size_t images) override {
    slots_->expect_one();
    const std::vector<int>& known = slots_->devices();
    const auto chosen = std::find_if(known.begin(), known.end(),
                                     [&](int each) { return device < 0 ? slots_->works(each) : each == device; });
    if (chosen == known.end())
      throw error(error_kind::device, "no cuda:" + std::to_string(device) + " that this engine may use");
    return cuda::make_resident(p, *chosen, images);
  }

  pass_estimate estimate(const pass_shape& shape) override {
    const cuda::program code(*shape.stages, shape.order, shape.counts, shape.grid);
    const cuda::pass_plan p = cuda::measure(shape, code, cuda::choose_tile(shape, code, slot_limit()));
    const auto slots = static_cast<std::size_t>(wanted_slots());
    return {p.tile, wanted_slots(), slots * static_cast<std::size_t>(slots_->working()) * (p.size.in + p.size.out),
            slots * p.size.arena + code.constants().size(), p.amplification};
  }

  std::unique_ptr<device_pass> prepare(const pass_shape& shape) override {
    const auto code = std::make_shared<cuda::program>(*shape.stages, shape.order, shape.counts, shape.grid);
    extent tile = cuda::choose_tile(shape, *code, slot_limit());
    std::vector<cuda::device_failure> left_out;
    for (int slots = wanted_slots();;) {
      const cuda::pass_plan p = cuda::measure(shape, *code, tile);
      auto made = std::make_unique<cuda::streamed_pass>(shape, code, slots_, p, slots);
      const std::optional<cuda::device_failure> shortage = made->start(left_out);
      if (!shortage) return made;
      // First smaller tiles, then fewer slots, then without that device, then the caller's CPU.
      if (tile.height > fewest_rows) {
        tile.height = std::max(fewest_rows, tile.height / 2);
      } else if (slots > 1) {
        --slots;
      } else if (static_cast<std::size_t>(slots_->working()) > left_out.size() + 1) {
        left_out.push_back(*shortage);
        tile = cuda::choose_tile(shape, *code, slot_limit(left_out));
        slots = wanted_slots();
      } else {
        throw error(error_kind::device, shortage->why);
      }
    }
  }

 private:
  int wanted_slots() const { return options_.slots > 0 ? options_.slots : default_slots; }

  /// Bytes of a slot's arena that the device with the least free memory has room for. Throws `error` of kind device if no device works.
  std::size_t slot_limit(const std::vector<cuda::device_failure>& left_out = {}) {
    std::size_t least = ~std::size_t{0};
    for (const int device : slots_->devices()) {
      if (!slots_->works(device) || cuda::is_among(left_out, device)) continue;
      std::size_t free = 0, total = 0;
      const auto failure = cuda::try_on(device, [&] { cuda::check(cudaMemGetInfo(&free, &total), "cudaMemGetInfo"); });
      if (failure) slots_->abandon(*failure);
      else least = std::min(least, free);
    }
    slots_->expect_one();
    return static_cast<std::size_t>(static_cast<double>(least) * share_of_free) /
           static_cast<std::size_t>(wanted_slots());
  }

  backend_options options_;
  std::vector<device_info> devices_;
  std::shared_ptr<cuda::slot_pool> slots_;
};

}  // namespace

std::shared_ptr<backend> make_cuda_backend(const backend_options& options, std::string& reason) {
  int count = 0;
  reason = why_not(count);
  if (!reason.empty()) return nullptr;
  if (options.device >= count) {
    reason = "no cuda:" + std::to_string(options.device) + "; this machine has " + std::to_string(count);
    return nullptr;
  }
  std::vector<device_info> found;
  std::vector<int> usable;
  std::vector<std::string> notices;
  for (int i = 0; i < count; ++i) {
    if (options.device >= 0 && i != options.device) continue;
    found.push_back(describe(i));
    if (found.back().usable) usable.push_back(i);
    else reason = found.back().name + ": " + found.back().reason;
    // What is too old for this build is no news.
    if (found.back().model.empty())
      notices.push_back(found.back().name + " did not start (" + found.back().reason + ") and is left alone");
  }
  if (usable.empty()) return nullptr;
  reason.clear();
  return std::make_shared<cuda_backend>(options, std::move(found), std::move(usable), std::move(notices));
}

}  // namespace tessera::inline v0
