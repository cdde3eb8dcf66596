// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/measure.hpp"

#include <algorithm>
#include <chrono>

#include "tessera/host/device/work.hpp"
#include "tessera/host/image.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::inline v0 {

namespace {

constexpr double codec_bytes_per_second = 350e6;  // of JPEG, the commonest; the same on both sides of a choice

/// Bytes without a pattern: flat pictures make some kernels faster than photographs do.
void fill_with_noise(const view& pixels) {
  std::uint32_t state = 1;
  for (std::int64_t y = 0; y < pixels.format.size.height; ++y)
    for (std::int64_t i = 0; i < pixels.format.row_bytes(); ++i) {
      state = state * 1664525u + 1013904223u;
      pixels.row(y)[i] = static_cast<std::byte>(state >> 24);
    }
}

double amount_of(const plan& p, work_kind kind) {
  double sum = 0;
  for (const pass_work& pass : work_of(p))
    for (const work& part : pass.parts) sum += part.kind == kind ? part.amount : 0;
  return sum;
}

}  // namespace

void measure_rates(device_profile& profile, extent size, const std::function<double(const plan& p)>& run) {
  for (std::size_t i = 0; i < work_kinds; ++i) {
    const auto kind = static_cast<work_kind>(i);
    plan_options options;
    options.streamed = false;
    const plan p = make_plan(parse(reference_pipeline(kind)), make_format(sample_type::u8, 3, size), options);
    const double seconds = run(p), amount = amount_of(p, kind);
    if (seconds > 0 && amount > 0) profile.rate_of(kind) = amount / seconds;
  }
}

device_profile measure_cpu(int level) {
  device_profile made;
  made.name = cpu::levels()[static_cast<std::size_t>(level)];
  made.decode = made.encode = codec_bytes_per_second;
  image in(make_format(sample_type::u8, 3, {512, 256}));
  fill_with_noise(in.edit());
  measure_rates(made, in.format().size, [&](plan p) {
    p.options.level = level;
    executor runs(std::move(p));
    image out(runs.the_plan().output);
    double best = 0;
    for (int i = 0; i < 3; ++i) {
      const auto start = std::chrono::steady_clock::now();
      runs.run(in.pixels(), out.edit());
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      best = i == 0 ? seconds : std::min(best, seconds);
    }
    return best;
  });
  return made;
}

}  // namespace tessera::inline v0
