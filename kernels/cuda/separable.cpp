// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/separable_program.hpp"
#include "tessera/kernels/patterns/fixed_weights.hpp"

namespace tessera::inline v0::cuda {

namespace {

/// Fractional bits of the rows between the two passes of the fixed-point form, as on the CPU.
constexpr int middle_bits = 6;

struct separable_data {
  separable_program program;
  const formula_module* module = nullptr;
  sample_type type = sample_type::u8;
  std::size_t table_x = 0, table_y = 0;  ///< among the constants
};

std::size_t middle_bytes(separable_way how) { return how == separable_way::fixed ? 2 : 4; }

std::size_t scratch_of_separable(const void* data, const rect& out) {
  const separable_program& p = static_cast<const separable_data*>(data)->program;
  if (in_one_kernel(p)) return 0;
  const std::int64_t samples = (out.width() + 2 * p.x.reach) * p.channels;
  return static_cast<std::size_t>(middle_pitch(samples, static_cast<std::int64_t>(middle_bytes(p.how))) * out.height());
}

cudaError_t launch(const void* data, const std::byte* constants, std::span<const job> jobs, cudaStream_t stream) {
  const auto& s = *static_cast<const separable_data*>(data);
  separable_program program = s.program;
  const std::byte *x = constants + s.table_x, *y = constants + s.table_y;
  program.x.whole = reinterpret_cast<const std::int32_t*>(x);
  program.y.whole = reinterpret_cast<const std::int32_t*>(y);
  program.x.real = reinterpret_cast<const float*>(x);
  program.y.real = reinterpret_cast<const float*>(y);
  return s.module->kernels.separable[static_cast<int>(s.type)](program, jobs, stream);
}

std::vector<std::int32_t> whole_numbers(const fixed_weights& weights) {
  std::vector<std::int32_t> result;
  for (int t = 0; t < weights.taps; ++t) result.push_back(weight_at(weights, t));
  return result;
}

std::vector<float> floats(const std::vector<double>& weights) { return {weights.begin(), weights.end()}; }

/// The weights for the kernel that unrolls its taps, where the filter has the form and the reach.
unrolled_weights unroll(const fixed_weights& x, const fixed_weights& y) {
  unrolled_weights w;
  const int reach = std::max(x.taps, y.taps) / 2;
  if (!x.symmetric || !y.symmetric || reach > 16) return w;
  w.reach = reach <= 4 ? 4 : reach <= 8 ? 8 : 16;
  const auto vertical = [&](int tap) { return weight_at(y, tap - (w.reach - y.taps / 2)); };
  for (int k = 0; k <= w.reach; ++k) {
    w.even[k] = static_cast<std::uint32_t>(pack(vertical(2 * k), vertical(2 * k + 1)));
    w.odd[k] = static_cast<std::uint32_t>(pack(vertical(2 * k - 1), vertical(2 * k)));
    w.half[k] = weight_at(x, k - (w.reach - x.taps / 2));
  }
  return w;
}

/// Whole-number weights where they are precise enough; the same choice as on the CPU.
bool fix(const separable& stage, separable_data& s, std::vector<std::byte>& constants) {
  const fixed_weights y = quantise_weights(stage.vertical, 8), x = quantise_weights(stage.horizontal, 8 + middle_bits);
  if (255.0 * (x.error + y.error) + 0.5 / (1 << middle_bits) > most_fixed_error) return false;
  s.program.how = separable_way::fixed;
  s.program.fixed = unroll(x, y);
  s.program.x.shift = x.bits + middle_bits;
  s.program.y.shift = y.bits - middle_bits;
  s.table_x = append(constants, whole_numbers(x));
  s.table_y = append(constants, whole_numbers(y));
  return true;
}

/// The way that fits the format, and its weights.
void choose(const separable& stage, const format& in, separable_data& s, std::vector<std::byte>& constants) {
  if (in.alpha) {
    s.program.how = separable_way::weighted;
  } else if (stage.uniform && in.type != sample_type::f32) {
    s.program.how = separable_way::running;
    s.program.factor = 1.0 / static_cast<double>(s.program.x.taps() * std::int64_t{s.program.y.taps()});
    return;
  } else if (in.type == sample_type::u8 && fix(stage, s, constants)) {
    return;
  }
  s.table_x = append(constants, floats(stage.horizontal));
  s.table_y = append(constants, floats(stage.vertical));
}

}  // namespace

kernel compile(const separable& stage, const format& in, const format&, const border_rule& edges) {
  auto s = std::make_shared<separable_data>();
  s->type = in.type;
  s->module = &built_in_module();
  if (stage.epilogue) {
    const found_formula found = find_formula(stage.epilogue);
    s->module = found.module;
    s->program.epilogue = found.code;
  }
  s->program.edges = edges_of(edges, in);
  s->program.channels = in.channels;
  s->program.alpha = in.alpha;
  s->program.x.reach = static_cast<std::int32_t>(stage.reach_x());
  s->program.y.reach = static_cast<std::int32_t>(stage.reach_y());
  s->program.x.symmetric = is_symmetric(stage.horizontal);
  s->program.y.symmetric = is_symmetric(stage.vertical);
  std::vector<std::byte> constants;
  choose(stage, in, *s, constants);
  return {std::move(s), std::move(constants), &scratch_of_separable, &launch};
}

}  // namespace tessera::inline v0::cuda
