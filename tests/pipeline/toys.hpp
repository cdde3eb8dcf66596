// SPDX-License-Identifier: Apache-2.0
#pragma once

// Operators of these tests alone: one parameter of every kind and unit, so that the language is tested whatever the real operators are.

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/kernels/describe.hpp"

namespace tessera::toys {

/// Numbers of every unit.
struct toy_numbers {
  float sigma = 1.0f;
  double angle = 0;
  float level = 0.5f;
  float stops = 0;
  int count = 3;
  tessera::recipe recipe() const { return {}; }
  static constexpr auto parameters() {
    return params{param{"sigma", &toy_numbers::sigma, range{0.1f, 250}, "a length", unit::pixels},
                  param{"angle", &toy_numbers::angle, range{-360, 360}, "a direction", unit::degrees},
                  param{"level", &toy_numbers::level, range{0, 1}, "a level", unit::fraction},
                  param{"stops", &toy_numbers::stops, range{-10, 10}, "an exposure", unit::stops},
                  param{"count", &toy_numbers::count, range{1, 9}, "a plain number"}};
  }
};

/// A level, as its main value.
struct toy_threshold {
  float level = 0.5f;
  tessera::recipe recipe() const { return {}; }
  static constexpr auto parameters() {
    return params{param{"level", &toy_threshold::level, range{0, 1}, "a level", unit::fraction}};
  }
};

enum class toy_fit { inside, cover, soft_light };

/// A required size, a word, a flag.
struct toy_size {
  dimensions size = {};
  toy_fit fit = toy_fit::inside;
  bool linear = false;
  tessera::recipe recipe() const { return {}; }
  static constexpr auto parameters() {
    return params{
        param{"size", &toy_size::size, any_value{}, "a size", unit::pixels}.must(),
        param{"fit", &toy_size::fit,
              one_of<toy_fit>(
                  {{"inside", toy_fit::inside}, {"cover", toy_fit::cover}, {"soft_light", toy_fit::soft_light}}),
              "a way"},
        param{"linear", &toy_size::linear, any_value{}, "a switch"}};
  }
};

/// Lists, a colour with the American or the British name, a text.
struct toy_lists {
  std::vector<float> radius = {1};
  std::array<int, 2> window = {1, 1};
  std::vector<double> matrix = {0, 0, 0, 0, 1, 0, 0, 0, 0};
  colour background_colour{1, 1, 1, 1};
  std::string label = {};
  tessera::recipe recipe() const { return {}; }
  static constexpr auto parameters() {
    return params{param{"radius", &toy_lists::radius, list_of{0, 100, 1, 2}, "one or two lengths", unit::pixels},
                  param{"window", &toy_lists::window, list_of{0, 100, 1, 2}, "one or two lengths", unit::pixels},
                  param{"matrix", &toy_lists::matrix, list_of{-1000, 1000, 9, 25}, "weights"},
                  param{"background_colour", &toy_lists::background_colour, any_value{}, "a colour"},
                  param{"label", &toy_lists::label, any_value{}, "a text"}};
  }
};

inline prepared no_plan(const any_operator&, const format& in) { return {point{}, in}; }

template <class Op>
const operator_info& info(const char* name) {
  static const operator_info result = reflect::operator_of<Op>(name, "toys", "A toy.", name, &no_plan);
  return result;
}

/// Makes the toys known; may be called any number of times.
inline void add_toys() {
  add_operator(info<toy_numbers>("toy_numbers"));
  add_operator(info<toy_threshold>("toy_threshold"));
  add_operator(info<toy_size>("toy_size"));
  add_operator(info<toy_lists>("toy_lists"));
}

/// The struct of the only stage of a text.
template <class Op>
Op read(const std::string& text) {
  add_toys();
  return *static_cast<const Op*>(parse(text).stages()[0].get());
}

/// The error that a text gives; a test failure if it gives none.
inline error fault(const std::string& text, const std::string& origin = {}) {
  add_toys();
  try {
    parse(text, origin);
  } catch (const error& e) {
    return e;
  }
  ADD_FAILURE() << "accepted: " << text;
  return error(error_kind::usage, "");
}

}  // namespace tessera::toys
