// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/selection.hpp"

#include <charconv>
#include <fstream>

#include "tessera/host/device/choice.hpp"
#include "tessera/host/device/measure.hpp"

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

/// "AMD EPYC 9575F", as the kernel tells; empty where it does not.
std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos)
      return line.substr(line.find(": ") + 2);
  return {};
}

}  // namespace

profile_key key_of_cpu(int level) {
  return {std::string("cpu-") + cpu::levels()[static_cast<std::size_t>(level)], processor_name(), TESSERA_VERSION};
}

profile_key key_of(const device_info& device) { return {device.model, device.driver, TESSERA_VERSION}; }

device_selection::device_selection(const std::string& wish, const backend_options& options) : options_(options) {
  if (wish == "auto") return;
  if (wish == "cpu") {
    wish_ = wish::cpu;
    return;
  }
  wish_ = wish::cuda;
  if (wish == "cuda") return;
  const char *first = wish.data() + 5, *last = wish.data() + wish.size();
  if (wish.rfind("cuda:", 0) == 0 && first != last) {
    const auto [end, failure] = std::from_chars(first, last, options_.device);
    if (failure == std::errc() && end == last && options_.device >= 0) return;
  }
  throw error(error_kind::usage, "device: \"" + wish + "\" is none; there are auto, cpu and cuda[:N]")
      .with_parameter("device");
}

std::shared_ptr<backend> device_selection::cuda() {
  const std::lock_guard lock(mutex_);
  if (!started_ && wish_ != wish::cpu) {
    started_ = true;
    cuda_ = make_cuda_backend(options_, reason_);
  }
  return cuda_;
}

std::string device_selection::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

void device_selection::measure() {
  const std::lock_guard lock(mutex_);
  if (measured_) return;
  const int level = cpu::best_level();
  cpu_profile_ = profile_of(key_of_cpu(level), [&] { return measure_cpu(level); });
  // The first device that starts stands for all.
  std::string why = "cuda: no device can be measured";
  for (const device_info& device : cuda_->devices()) {
    if (!device.usable) continue;
    try {
      cuda_profile_ = profile_of(key_of(device), [&] { return cuda_->measure(device.number); });
      measured_ = true;
      return;
    } catch (const error& failure) {
      if (failure.kind() != error_kind::device) throw;
      why = failure.what();
    }
  }
  throw error(error_kind::device, why);
}

plan device_selection::make(const pipeline& look, const format& in, const plan_options& options,
                            const whole_work& all) {
  plan_options wanted = options;
  wanted.device = cuda();
  wanted.device_demanded = demanded();
  if (!wanted.device) {
    if (demanded())
      throw error(error_kind::device, "device cuda: " + reason() + "; without --device cuda the CPU does the work");
    plan p = make_plan(look, in, options);
    p.why_device = wish_ == wish::cpu ? "as wished" : "cuda: " + reason();
    return p;
  }
  try {
    if (demanded()) {
      plan p = make_plan(look, in, wanted);
      p.why_device = "as wished";
      return p;
    }
    measure();
    plan p = make_plan(look, in, options);
    const int threads = all.threads > 0 ? all.threads : options.workers;
    const choice chosen = choose(p, cpu_profile_, threads, cuda_profile_, options.streamed, all.pictures);
    if (chosen.cuda) p = make_plan(look, in, wanted);
    p.why_device = chosen.why;
    return p;
  } catch (const error& failure) {
    // A formula that was built for the CPU alone, or a picture that no tile of fits.
    if (demanded() || (failure.kind() != error_kind::device && failure.kind() != error_kind::unsupported)) throw;
    plan p = make_plan(look, in, options);
    p.why_device = std::string("cuda: ") + failure.what();
    if (failure.kind() == error_kind::unsupported) p.notices.push_back(p.why_device + "; done on the CPU");
    return p;
  }
}

}  // namespace tessera::inline v0
