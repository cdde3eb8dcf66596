// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/device/profile.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// An amount of one kind of work, in samples of one byte (u16 counts as 2, f32 as 4, as they fill memory and vector registers) times what
/// a sample costs for its window: see the table in work.cpp.
struct work {
  work_kind kind = work_kind::point;
  sample_type type = sample_type::u8;
  double amount = 0;
};

/// What a stage must do to make a region of its output. A statistical stage counts as the table that it becomes.
work work_of(const prepared& stage, const format& in, const rect& out);

/// What counting the samples of a picture takes.
work counting_work(const format& in);

/// What one pass does and moves.
struct pass_work {
  std::vector<work> parts;       ///< one per stage; a run of point stages that is one table counts as one
  int kernels = 0;               ///< that each tile needs
  double read = 0, written = 0;  ///< bytes of pixels
};

/// The passes of a plan in order: one per barrier, then the last.
std::vector<pass_work> work_of(const plan& p);

/// A pipeline to measure a rate by: on u8 RGB its plan has one part of this kind, and at most loading (`move`) and a `lookup` beside it.
const char* reference_pipeline(work_kind kind);

}  // namespace tessera::inline v0
