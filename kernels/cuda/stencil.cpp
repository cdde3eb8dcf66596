// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/stencil_program.hpp"

namespace tessera::inline v0::cuda {

namespace {

struct stencil_data {
  stencil_program program;
  const formula_module* module = nullptr;
  sample_type type = sample_type::u8;
  bool whole_pixels = false;
};

cudaError_t launch(const void* data, const std::byte* constants, std::span<const job> jobs, cudaStream_t stream) {
  const auto& s = *static_cast<const stencil_data*>(data);
  stencil_program program = s.program;
  program.taps = reinterpret_cast<const matrix_tap*>(constants);
  const auto& kernels = s.whole_pixels ? s.module->kernels.pixel_stencil : s.module->kernels.stencil;
  return kernels[static_cast<int>(s.type)](program, jobs, stream);
}

/// Weights of 0 are left out; the others keep their order, top to bottom and left to right.
std::vector<matrix_tap> taps_of(const stencil& stage, stencil_program& p) {
  const std::int64_t width = 2 * stage.reach_x + 1;
  std::vector<matrix_tap> taps;
  double sum = 0;
  bool weighs_alpha = p.alpha;
  for (std::size_t i = 0; i < stage.matrix.size(); ++i) {
    const double weight = stage.matrix[i];
    sum += weight;
    weighs_alpha &= weight >= 0;
    if (weight == 0) continue;
    const auto at = static_cast<std::int64_t>(i);
    taps.push_back(
        {static_cast<std::int32_t>(at % width), static_cast<std::int32_t>(at / width), static_cast<float>(weight)});
  }
  if (weighs_alpha && sum > 0) p.gain = static_cast<float>(sum);
  return taps;
}

std::shared_ptr<stencil_data> data_of(const format& in, const border_rule& edges, std::int64_t reach_x,
                                      std::int64_t reach_y) {
  auto s = std::make_shared<stencil_data>();
  s->module = &built_in_module();
  s->type = in.type;
  s->program.edges = edges_of(edges, in);
  s->program.channels = in.channels;
  s->program.alpha = in.alpha;
  s->program.reach_x = static_cast<std::int32_t>(reach_x);
  s->program.reach_y = static_cast<std::int32_t>(reach_y);
  return s;
}

void take_formula(stencil_data& s, const formula& what) {
  const found_formula found = find_formula(what);
  s.module = found.module;
  s.program.what = found.code;
}

}  // namespace

kernel compile(const stencil& stage, const format& in, const format& out, const border_rule& edges) {
  if (in.type != out.type || in.channels != out.channels || in.size != out.size)
    throw error(error_kind::unsupported,
                "a stencil keeps size, channels and sample type; change them in a stage of its own");
  const auto s = data_of(in, edges, stage.reach_x, stage.reach_y);
  stencil_program& p = s->program;
  p.offset = static_cast<float>(stage.offset);
  std::vector<std::byte> constants;
  if (stage.what) {
    take_formula(*s, stage.what);
  } else {
    const std::vector<matrix_tap> taps = taps_of(stage, p);
    p.tap_count = static_cast<std::int32_t>(taps.size());
    append(constants, taps);
  }
  return {s, std::move(constants), &no_scratch, &launch};
}

kernel compile(const pixel_stencil& stage, const format& in, const format& out, const border_rule& edges) {
  if (in.type != out.type || in.alpha != out.alpha || in.size != out.size)
    throw error(error_kind::unsupported,
                "a stencil keeps size, alpha and sample type; change them in a stage of its own");
  const auto s =
      data_of(in, stage.mirrors ? border_rule{border_kind::reflect101, {}} : edges, stage.reach_x, stage.reach_y);
  s->whole_pixels = true;
  s->program.out_colours = out.colour_channels();
  take_formula(*s, stage.what);
  return {s, {}, &no_scratch, &launch};
}

}  // namespace tessera::inline v0::cuda
