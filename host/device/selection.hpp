// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// What the profile of this machine's CPU at a SIMD level is kept under, and that of a device.
profile_key key_of_cpu(int level);
profile_key key_of(const device_info& device);

/// What a choice of device is for.
struct whole_work {
  int pictures = 1;  ///< like the one that is planned
  int threads = 0;   ///< for all of them together; 0: those of the plan
};

/// Which device does the work: "auto", "cpu", "cuda" or "cuda:1". Starts nothing before the first plan is made. Safe from any number of
/// threads.
class device_selection {
 public:
  /// Throws `error` of kind usage where the wish is none of the above.
  explicit device_selection(const std::string& wish, const backend_options& options = {});

  /// A plan for the device that suits: the wished one, or with "auto" the one that is done first with all of the work. Throws `error` of kind
  /// device where CUDA was demanded and there is none.
  plan make(const pipeline& look, const format& in, const plan_options& options, const whole_work& all = {});
  /// Why CUDA cannot be used; empty if it can, or has not been tried.
  std::string reason() const;
  /// True where "cuda" was demanded; with a number or without.
  bool demanded() const { return wish_ == wish::cuda; }
  /// Starts CUDA unless only the CPU was wished for; null if there is none.
  std::shared_ptr<backend> cuda();

 private:
  /// Profiles of both, measured once and kept in the user's cache.
  void measure();

  enum class wish { automatic, cpu, cuda } wish_ = wish::automatic;
  backend_options options_;
  mutable std::mutex mutex_;
  bool started_ = false;
  std::shared_ptr<backend> cuda_;
  std::string reason_;
  bool measured_ = false;
  device_profile cpu_profile_, cuda_profile_;
};

}  // namespace tessera::inline v0
