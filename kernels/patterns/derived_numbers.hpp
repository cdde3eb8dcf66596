// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

// A formula over neighbours may go by derived numbers: `derive(at)` makes three of a pixel and those beside it, `conclude(at)` the result of
// those around a pixel. An engine may keep them, so that each is made once; where none does, `derived_window` makes them where they are read.

/// What `derive` makes of a pixel.
template <class V>
struct derived_numbers {
  V first, second, third;
};

/// A window a few pixels further on.
template <class Window>
struct moved_window {
  const Window& at;
  int dx, dy;
  TESSERA_FN auto operator()(int x, int y) const { return at(x + dx, y + dy); }
};

/// What `conclude` reads through: at.first(dx, dy) is the first number of a neighbour.
template <class Formula, class Window>
struct derived_window {
  const Formula& formula;
  const Window& at;
  TESSERA_FN auto first(int dx, int dy) const { return derived(dx, dy).first; }
  TESSERA_FN auto second(int dx, int dy) const { return derived(dx, dy).second; }
  TESSERA_FN auto third(int dx, int dy) const { return derived(dx, dy).third; }

 private:
  TESSERA_FN auto derived(int dx, int dy) const { return formula.derive(moved_window<Window>{at, dx, dy}); }
};

template <class Formula>
concept derives_numbers = requires(const Formula& f, float (*at)(int, int)) {
  f.derive(at);
};

}  // namespace tessera::inline v0
