// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cuda/modules.hpp"

#include <cstring>
#include <mutex>

#include "tessera/kernels/cuda/separable_program.hpp"

namespace tessera::inline v0::cuda {

namespace {

/// The modules of users. Local to a function, since constructors that run before main fill it.
struct added_modules {
  std::mutex guard;
  std::vector<const formula_module*> list;
};

added_modules& added() {
  static added_modules all;
  return all;
}

bool find_in(const formula_module& module, const formula& what, found_formula& found) {
  for (std::size_t i = 0; i < module.entries.size(); ++i) {
    if (module.entries[i].kernels() != what.kernels) continue;
    found.module = &module;
    found.code.number = static_cast<std::int32_t>(i);
    std::memcpy(found.code.op, what.op.get(), module.entries[i].bytes);
    return true;
  }
  return false;
}

}  // namespace

void add_module(const formula_module& module) {
  added_modules& all = added();
  const std::lock_guard lock(all.guard);
  all.list.push_back(&module);
}

found_formula find_formula(const formula& what) {
  found_formula found;
  if (find_in(built_in_module(), what, found)) return found;
  added_modules& all = added();
  const std::lock_guard lock(all.guard);
  for (const formula_module* module : all.list)
    if (find_in(*module, what, found)) return found;
  throw error(error_kind::unsupported, "built for the CPU alone, without nvcc");
}

cudaError_t launch_vertical(const separable_program& program, sample_type type, std::span<const job> jobs,
                            cudaStream_t stream) {
  return launch_vertical_here(program, type, jobs, stream);
}

}  // namespace tessera::inline v0::cuda
