// SPDX-License-Identifier: Apache-2.0
#pragma once

// Turns an operator's type into run-time data. Included by the units that the build generates, one per folder of operators.

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/patterns/statistics.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0::reflect {

template <class Member>
consteval value_kind kind_of() {
  if constexpr (std::is_same_v<Member, bool>) return value_kind::flag;
  else if constexpr (std::is_integral_v<Member>) return value_kind::integer;
  else if constexpr (std::is_floating_point_v<Member>) return value_kind::number;
  else if constexpr (std::is_enum_v<Member>) return value_kind::word;
  else if constexpr (std::is_same_v<Member, std::string>) return value_kind::text;
  else if constexpr (std::is_same_v<Member, dimensions>) return value_kind::size;
  else if constexpr (std::is_same_v<Member, colour>) return value_kind::colour;
  else if constexpr (std::is_same_v<Member, branch>) return value_kind::branch;
  else return value_kind::list;
}

template <class Op>
inline constexpr auto parameters_of = [] {
  if constexpr (requires { Op::parameters(); }) return Op::parameters();
  else return params<>{};
}();

template <class Op>
inline constexpr std::size_t parameter_count = decltype(parameters_of<Op>)::count;

template <class Op, std::size_t I>
parameter_value get(const void* op) {
  constexpr auto p = param_at<I>(parameters_of<Op>);
  const auto& member = static_cast<const Op*>(op)->*p.member;
  using type = std::remove_cvref_t<decltype(member)>;
  constexpr value_kind kind = kind_of<type>();
  if constexpr (kind == value_kind::number || kind == value_kind::integer) return static_cast<double>(member);
  else if constexpr (kind == value_kind::word) {
    for (const auto& [name, value] : p.limit.items)
      if (value == member) return std::string(name);
    return std::string("?");
  } else if constexpr (kind == value_kind::list) return std::vector<double>(member.begin(), member.end());
  else return member;
}

template <class Op, std::size_t I>
void set(void* op, const parameter_value& value) {
  constexpr auto p = param_at<I>(parameters_of<Op>);
  auto& member = static_cast<Op*>(op)->*p.member;
  using type = std::remove_cvref_t<decltype(member)>;
  constexpr value_kind kind = kind_of<type>();
  if constexpr (kind == value_kind::number || kind == value_kind::integer)
    member = static_cast<type>(std::get<double>(value));
  else if constexpr (kind == value_kind::word) {
    for (const auto& [name, item] : p.limit.items)
      if (std::get<std::string>(value) == name) member = item;
  } else if constexpr (kind == value_kind::list) {
    const auto& items = std::get<std::vector<double>>(value);
    if constexpr (requires { member.resize(items.size()); }) member.resize(items.size());
    std::transform(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), member.size())),
                   member.begin(), [](double item) { return static_cast<typename type::value_type>(item); });
  } else member = std::get<type>(value);
}

template <class Op, std::size_t I>
std::span<const char* const> words_of() {
  constexpr auto p = param_at<I>(parameters_of<Op>);
  if constexpr (requires { p.limit.items; }) {
    static constexpr auto words = [] {
      constexpr auto items = param_at<I>(parameters_of<Op>).limit.items;
      std::array<const char*, items.size()> names{};
      for (std::size_t i = 0; i < names.size(); ++i) names[i] = items[i].first;
      return names;
    }();
    return words;
  } else return {};
}

template <class Op, std::size_t I>
parameter_info parameter_at() {
  constexpr auto p = param_at<I>(parameters_of<Op>);
  using member = std::remove_cvref_t<decltype(std::declval<Op>().*p.member)>;
  parameter_info info{p.name, p.doc, kind_of<member>(), p.measure,   p.required, 0, 0, 1,
                      1,      false, words_of<Op, I>(), &get<Op, I>, &set<Op, I>};
  if constexpr (requires { p.limit.low; }) info.low = p.limit.low, info.high = p.limit.high;
  if constexpr (requires { p.limit.min_count; }) info.min_count = p.limit.min_count, info.max_count = p.limit.max_count;
  if constexpr (kind_of<member>() == value_kind::list) info.whole = std::is_integral_v<typename member::value_type>;
  return info;
}

/// The second input: what `second()` gives, or the parameter that is one.
template <class Op>
std::optional<branch> second([[maybe_unused]] const void* self) {
  [[maybe_unused]] const Op& op = *static_cast<const Op*>(self);
  if constexpr (requires { op.second(); }) return op.second();
  std::optional<branch> found;
  const auto look_at = [&]([[maybe_unused]] const auto& p) {
    if constexpr (requires { static_cast<const branch&>(op.*p.member); }) found = op.*p.member;
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (look_at(param_at<I>(parameters_of<Op>)), ...); }
  (std::make_index_sequence<parameter_count<Op>>{});
  return found;
}

template <class Op>
prepared place(const void* op, const format& first, const format& second) {
  const move placed = static_cast<const Op*>(op)->place(first, second);
  prepared result{placed, second};
  result.out.size = placed.out;
  return result;
}

/// What prepare() and recipe() refuse whatever the picture is, found before there is one.
template <class Op>
void check(const void* self) {
  const Op& op = *static_cast<const Op*>(self);
  if constexpr (requires { op.check(); }) op.check();
  if constexpr (requires { op.recipe(); }) {
    for (const any_operator& part : op.recipe()) check_parameters(part);
  } else if constexpr (requires { op.prepare(); }) {
    (void)op.prepare();
  }
}

/// The operator as data. `kernels` points to one `formula_kernels` per SIMD level; ignored by operators without a formula.
template <class Op>
operator_info operator_of(const char* name, const char* theme, const char* summary, const char* example,
                          prepared (*prepare)(const any_operator&, const format&)) {
  static const auto parameters = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<parameter_info, sizeof...(I)>{parameter_at<Op, I>()...};
  }
  (std::make_index_sequence<parameter_count<Op>>{});
  operator_info info{
      name,
      theme,
      summary,
      example,
      parameters,
      [] { return std::static_pointer_cast<void>(std::make_shared<Op>()); },
      [](const void* op) { return std::static_pointer_cast<void>(std::make_shared<Op>(*static_cast<const Op*>(op))); },
      prepare,
      &check<Op>,
      &second<Op>};
  if constexpr (requires(const Op& op, const format& f) { op.place(f, f); }) info.place = &place<Op>;
  if constexpr (requires(const Op& op, const picture_reader& read) { op.with_picture(read); })
    info.with_picture = [](const void* op, const picture_reader& read) {
      return any_operator(static_cast<const Op*>(op)->with_picture(read));
    };
  return info;
}

template <class F>
concept reads_sample = requires(const F& f, float v, position<float> at) {
  requires requires { f(v); } || requires {
    f(v, v);
  } || requires {
    f(v, at);
  };
};
template <class F>
concept has_mixing_formula = requires(const F& f, float v) {
  { f(v, v) } -> std::same_as<float>;
};

/// The point stage of a formula, from what it can be called with.
template <class F>
point point_of() {
  point made{{}, !reads_sample<F>};
  made.takes_second = has_mixing_formula<F> || requires(const F& f, rgba<float> v) { f(v, v); };
  made.placed = requires(const F& f, float v, position<float> at) { f(v, at); }
  || requires(const F& f, rgb<float> v, position<float> at) { f(v, at); }
  || requires(const F& f, rgba<float> v, position<float> at) { f(v, at); };
  return made;
}

/// The stencil stage of a formula over samples or whole pixels.
template <class F>
auto stencil_of(formula what, extent reach) {
  if constexpr (reads_pixels<F>) return pixel_stencil{std::move(what), reach.width, reach.height, false};
  else return stencil{std::move(what), reach.width, reach.height, {}, 0};
}

/// Settles the colour space of a stage: a formula that mixes channels takes red, green and blue for granted, so light gives light. Operators that
/// convert, or say that any space suits them, go by their own output. Throws `error` of kind usage for other spaces.
template <class Op>
void settle_colours(const char* name, const format& in, prepared& stage) {
  const auto* formula = std::get_if<point>(&stage.what);
  const bool suits_any = requires { Op::any_colour; }
  || requires(const Op& op) { op.for_format(in); };
  if (suits_any || is_srgb(in.colour) || !formula || !formula->mixes_channels) return;
  if (in.colour != colour_space::linear)
    throw error(error_kind::usage, std::string(name) + ": works on RGB, but the picture is " + name_of(in.colour) +
                                       " here; write `| convert srgb` before it")
        .with_operator(name);
  stage.out.colour = colour_space::linear;
}

/// Calls prepare() or prepare(format), whichever the operator has.
template <class Op>
  requires requires(const Op& op) { op.prepare(); } || requires(const Op& op, const format& f) {
    op.prepare(f);
  }
auto prepared_data(const Op& op, const format& in) {
  if constexpr (requires { op.prepare(in); }) return op.prepare(in);
  else return op.prepare();
}

template <class Op>
concept has_table = requires(const Op& op) {
  { op.table() } -> std::same_as<table_rule>;
};
template <class Op>
concept has_finish = requires(const Op& op, const histogram& counts, const format& f) {
  op.finish(counts, f);
};
template <class Op>
concept has_finish_of_two = requires(const Op& op, const histogram& counts, const format& f) {
  op.finish(counts, counts, f);
};

/// The stage of an operator that sees the whole picture first.
template <class Op>
global global_of(const any_operator& any, [[maybe_unused]] const format& in) {
  global made{any.share(), nullptr, {}};
  [[maybe_unused]] const Op& op = *static_cast<const Op*>(any.get());
  if constexpr (requires { op.grid(in); }) made.grid = op.grid(in);
  if constexpr (has_table<Op>) {
    made.rule = op.table();
    made.finish = [](const void* self, const histogram& counts, const histogram*, const format& f) {
      return prepared{table_of(static_cast<const Op*>(self)->table(), counts), f};
    };
  } else if constexpr (has_finish_of_two<Op>) {
    made.finish = [](const void* self, const histogram& counts, const histogram* second, const format& f) {
      return prepared{static_cast<const Op*>(self)->finish(counts, *second, f), f};
    };
  } else {
    made.finish = [](const void* self, const histogram& counts, const histogram*, const format& f) {
      return prepared{static_cast<const Op*>(self)->finish(counts, f), f};
    };
  }
  return made;
}

/// How every operator becomes a stage: from its members alone.
template <class Op, const formula_kernels* (*Kernels)()>
prepared prepare(const any_operator& any, const format& in) {
  const Op& op = *static_cast<const Op*>(any.get());
  using formula_of = formula_type<Op>;
  const auto own_formula = [&]() -> formula {
    if constexpr (requires { op.formula(); }) return {std::make_shared<const formula_of>(op.formula()), Kernels()};
    else if constexpr (requires { op.for_format(in); })
      return {std::make_shared<const Op>(op.for_format(in)), Kernels()};
    else return {any.share(), Kernels()};
  };
  prepared result{point{}, in};
  if constexpr (requires { op.recipe(in); }) {
    result.what = op.recipe(in);
  } else if constexpr (requires { op.recipe(); }) {
    result.what = op.recipe();
  } else if constexpr (has_table<Op> || has_finish<Op> || has_finish_of_two<Op>) {
    result.what = global_of<Op>(any, in);
  } else if constexpr (requires { prepared_data(op, in); }) {
    auto data = prepared_data(op, in);
    if constexpr (has_mixing_formula<formula_of>) data.epilogue = own_formula();
    if constexpr (requires(decltype(data) d) { d.what.kernels; } &&
                  (reads_pixels<formula_of> || has_moments_formula<formula_of>))
      data.what = own_formula();
    if constexpr (std::is_same_v<decltype(data), prepared>) {
      return data;
    } else {
      if constexpr (requires { data.out; }) result.out.size = data.out;
      result.what = std::move(data);
    }
  } else if constexpr (requires { op.reach(); }) {
    result.what = stencil_of<formula_of>(own_formula(), op.reach());
  } else {
    point made = point_of<formula_of>();
    made.what = own_formula();
    result.what = std::move(made);
  }
  if constexpr (requires { op.output(in); }) result.out = op.output(in);
  settle_colours<Op>(any.info().name, in, result);
  return result;
}

}  // namespace tessera::inline v0::reflect
