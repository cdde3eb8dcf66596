// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <random>

#include "pipeline/toys.hpp"
#include "support/scratch.hpp"
#include "tessera/operators.hpp"

namespace tessera::toys {

/// A value within the parameter's limits, often one of the limits.
inline parameter_value random_value(const parameter_info& p, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const auto number = [&]() -> double {
    if (below(8) == 0) return below(2) ? p.low : p.high;
    const double value = std::uniform_real_distribution(p.low, p.high)(random);
    const bool whole = p.kind == value_kind::integer || below(2);
    return whole ? std::clamp(std::round(value), p.low, p.high)
                 : std::clamp<double>(static_cast<float>(value), p.low, p.high);
  };
  switch (p.kind) {
    case value_kind::number:
    case value_kind::integer:
      return number();
    case value_kind::flag:
      return below(2) == 1;
    case value_kind::word:
      return std::string(p.words[below(p.words.size())]);
    case value_kind::text: {
      static const test::scratch folder;
      std::string text = "x";
      for (std::size_t n = below(9); n > 0; --n) text += "ab1 .\t\n\r|,=()\"'\\#@\xc3\xa4"[below(20)];
      return p.measure == unit::file ? folder.write(text, "") : text;
    }
    case value_kind::list: {
      std::vector<double> list(
          static_cast<std::size_t>(p.min_count) +
          below(static_cast<std::size_t>(std::min(p.max_count, p.min_count + 30) - p.min_count) + 1));
      std::generate(list.begin(), list.end(), number);
      return list;
    }
    case value_kind::size: {
      const bool percent = below(2), width = below(4) != 0;
      const auto side = [&] {
        return percent ? static_cast<double>(1 + below(4000)) / 8 : static_cast<double>(1 + below(70000));
      };
      const double w = width ? side() : 0, h = !width || below(2) ? side() : 0;
      return dimensions{w, h, percent};
    }
    case value_kind::colour: {
      const bool levels = below(2);
      const auto part = [&] {
        return levels ? static_cast<float>(below(256)) / 255.0f : static_cast<float>(below(1000001)) * 1e-6f;
      };
      return colour{part(), part(), part(), below(2) ? 1.0f : part()};
    }
    case value_kind::branch:
      if (below(3) == 0) return branch{};
      return input_through(below(2) ? recipe{gaussian{.sigma = 0.5f * static_cast<float>(1 + below(9))}}
                                    : recipe{invert{}, tessera::add{.with = input_through({invert{}})}});
  }
  return {};
}

/// The operator with random values, each within its limits, which suit each other.
inline any_operator random_operator(const operator_info& info, std::mt19937& random) {
  for (int tries = 0; tries < 10000; ++tries) {
    auto op = info.create();
    for (const parameter_info& p : info.parameters)
      if (p.required || random() % 3) p.set(op.get(), random_value(p, random));
    const any_operator result(info, std::move(op));
    try {
      check_parameters(result);
      return result;
    } catch (const error& e) {
      // A single value within its limits is never the reason.
      EXPECT_EQ(std::string(e.what()).find("is outside"), std::string::npos) << e.what();
    }
  }
  ADD_FAILURE() << info.name << " takes no values";
  return {info, info.create()};
}

}  // namespace tessera::toys
