// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/moments_program.hpp"

namespace tessera::inline v0::cuda {

namespace {

struct moments_data {
  moments_program program;
  const formula_module* module = nullptr;
  sample_type type = sample_type::u8;
};

std::size_t scratch_of_moments(const void* data, const rect& out) {
  const auto& m = *static_cast<const moments_data*>(data);
  const std::int64_t samples = (out.width() + 2 * m.program.radius_x) * m.program.channels;
  return with_sample(m.type, [&](auto zero) {
    return static_cast<std::size_t>(moments_pitch(samples, sizeof(column_sums<decltype(zero)>)) * out.height());
  });
}

cudaError_t launch(const void* data, const std::byte*, std::span<const job> jobs, cudaStream_t stream) {
  const auto& m = *static_cast<const moments_data*>(data);
  return m.module->kernels.moments[static_cast<int>(m.type)](m.program, jobs, stream);
}

}  // namespace

kernel compile(const moments& stage, const format& in, const format& out, const border_rule& edges) {
  if (in != out)
    throw error(error_kind::unsupported,
                "local moments keep size, channels and sample type; change them in a stage of its own");
  auto m = std::make_shared<moments_data>();
  const found_formula found = find_formula(stage.what);
  m->module = found.module;
  m->type = in.type;
  moments_program& p = m->program;
  p.what = found.code;
  p.edges = edges_of(edges, in);
  p.channels = in.channels;
  p.alpha = in.alpha;
  p.radius_x = static_cast<std::int32_t>(stage.radius_x);
  p.radius_y = static_cast<std::int32_t>(stage.radius_y);
  p.count = static_cast<double>((2 * stage.radius_x + 1) * (2 * stage.radius_y + 1));
  return {std::move(m), {}, &scratch_of_moments, &launch};
}

}  // namespace tessera::inline v0::cuda
