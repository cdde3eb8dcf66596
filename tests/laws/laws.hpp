// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tessera/host/engine.hpp"

namespace tessera::test {

/// How a law runs a pipeline; a planted fault is another way to run one.
struct setting {
  run_options options;
  int threads = 1;
  std::string simd;
};
using runner = std::function<image(const pipeline&, const const_view&, const setting&)>;

/// The engine itself.
image run_engine(const pipeline& look, const const_view& in, const setting& how);

// The laws. Each gives what it found broken, in words; nothing if the law holds. A combination that an operator refuses (an `error` of kind
// usage or unsupported) is counted in `refused` and holds if every setting refuses it.

struct findings {
  std::vector<std::string> broken;
  int checked = 0;
  int refused = 0;
};

/// The same bits at every SIMD level of the machine.
findings same_at_every_level(const runner& run, const pipeline& look, const const_view& in);
/// The same bits whatever the tiles and the number of threads.
findings same_for_every_tiling(const runner& run, const pipeline& look, const const_view& in);
/// A part of the result equals that part of the whole.
findings part_equals_whole(const runner& run, const pipeline& look, const const_view& in);
/// a | b gives what b gives on what a gave; with and without fusion.
findings chain_equals_steps(const runner& run, const pipeline& a, const pipeline& b, const const_view& in);
/// What lies outside the region that `needs` names does not matter.
findings reads_only_what_it_needs(const runner& run, const pipeline& look, const const_view& in);
/// Rows may have any pitch, and nothing is written between them.
findings pitch_does_not_matter(const pipeline& look, const const_view& in);
/// At the edges the border rule holds: the result equals that on a picture extended by the rule, cut back.
findings edges_follow_the_rule(const runner& run, const pipeline& look, const const_view& in, border_kind kind);
/// Values outside a parameter's range are refused by name.
findings ranges_are_checked(const std::function<void(const any_operator&)>& check, const operator_info& info);

/// The example that `tessera ops NAME` prints, and the operator at its defaults where it has any.
std::vector<pipeline> samples_of(const operator_info& info);

}  // namespace tessera::test
