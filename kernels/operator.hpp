// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tessera/kernels/error.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

/// What a number counts; decides which suffix it may carry in text (`%`, `px`, `deg`, `ev`). A text of unit `file` is the path of a file,
/// relative to the pipeline's own file if it stands in one.
enum class unit : std::uint8_t { none, fraction, pixels, degrees, stops, file };

/// The closed interval of valid values.
struct range {
  double low, high;
};

/// A list of numbers, each in [low, high], of min_count to max_count items.
struct list_of {
  double low, high;
  int min_count, max_count;
};

/// Accepts every value of the parameter's type (flags, colours, sizes, strings).
struct any_value {};

/// Named values of an enumeration.
template <class E, std::size_t N>
struct choices {
  std::array<std::pair<const char*, E>, N> items;
};
template <class E, std::size_t N>
choices(const std::pair<const char*, E> (&)[N]) -> choices<E, N>;

/// Spells `choices`: `one_of<filter>({{"box", filter::box}, ...})`.
template <class E, std::size_t N>
constexpr choices<E, N> one_of(const std::pair<const char*, E> (&items)[N]) {
  choices<E, N> result{};
  for (std::size_t i = 0; i < N; ++i) result.items[i] = items[i];
  return result;
}

/// A colour in fractions of white; alpha 1 is opaque.
struct colour {
  float r = 0, g = 0, b = 0, a = 1;
  friend constexpr bool operator==(const colour&, const colour&) = default;
};

/// A wished size: 800x600, 800 (width), x600 (height) or 50%; 0 means not given.
struct dimensions {
  double width = 0, height = 0;
  bool percent = false;  ///< width and height are percentages
  friend constexpr bool operator==(const dimensions&, const dimensions&) = default;
};

/// One parameter of an operator: name, member, limits, sentence, unit.
template <class Op, class Member, class Limit>
struct param {
  const char* name;
  Member Op::*member;
  Limit limit;
  const char* doc;
  unit measure;
  bool required = false;

  constexpr param(const char* n, Member Op::*m, Limit l, const char* d, unit u = unit::none)
      : name(n), member(m), limit(l), doc(d), measure(u) {}
  /// The parameter has no default: text must give it.
  constexpr param must() const {
    param p = *this;
    p.required = true;
    return p;
  }
};

/// A parameter at its place in a list.
template <std::size_t I, class P>
struct placed_param {
  P value;
};
template <class Places, class... P>
struct placed_params;
template <std::size_t... I, class... P>
struct placed_params<std::index_sequence<I...>, P...> : placed_param<I, P>... {
  constexpr explicit placed_params(const P&... all) : placed_param<I, P>{all}... {}
};

/// The parameters of an operator, in the order that text has them. With std::tuple all operators took twice as long to compile.
template <class... P>
struct params : placed_params<std::index_sequence_for<P...>, P...> {
  static constexpr std::size_t count = sizeof...(P);
  constexpr params(const P&... all) : placed_params<std::index_sequence_for<P...>, P...>(all...) {}
};

template <std::size_t I, class P>
constexpr const P& param_at(const placed_param<I, P>& at) {
  return at.value;
}

struct operator_info;
struct prepared;

/// Has the members of an operator: an aggregate with parameters, or with a formula, prepared data or a recipe alone.
template <class Op>
concept operator_type = std::is_aggregate_v<Op> &&(
    requires { Op::parameters(); } || requires(const Op& op) { op.prepare(); } ||
    requires(const Op& op, const format& f) { op.prepare(f); } || requires(const Op& op) { op.recipe(); } ||
    requires(const Op& op) { op(0.0f); } || requires(const Op& op) { op(rgb<float>{}); } ||
    requires(const Op& op) { op(rgba<float>{}); } || requires { &Op::reach; } || requires { &Op::finish; } ||
    requires(const Op& op) { op.table(); });

/// What is known of an operator: text, parameters, how to prepare it. Defined in the unit that the build generates for it.
template <class Op>
const operator_info& info_of();

/// Any operator with its parameters, by value; cheap to copy, immutable.
class any_operator {
 public:
  template <class Op>
    requires(operator_type<std::remove_cvref_t<Op>>)
  any_operator(Op&& op)
      : info_(&info_of<std::remove_cvref_t<Op>>()),
        value_(std::make_shared<const std::remove_cvref_t<Op>>(std::forward<Op>(op))) {}
  any_operator(const operator_info& info, std::shared_ptr<const void> value) : info_(&info), value_(std::move(value)) {}

  const operator_info& info() const { return *info_; }
  const void* get() const { return value_.get(); }
  const std::shared_ptr<const void>& share() const { return value_; }

 private:
  const operator_info* info_;
  std::shared_ptr<const void> value_;
};

/// A composite: operators applied one after the other.
using recipe = std::vector<any_operator>;

/// The same operator with the same parameters.
bool operator==(const any_operator& a, const any_operator& b);

/// Pixels that others keep alive: RGB order, no NaN.
struct held_picture {
  std::shared_ptr<const void> owner;
  const_view pixels;
};

/// Gives the picture of a file; throws `error`.
using picture_reader = std::function<std::shared_ptr<const held_picture>(const std::string& path)>;

/// A second input: the pipeline's own input, a picture in memory or in a file, and what is done to it first. Inside a recipe the input is what
/// the recipe is applied to.
struct branch {
  std::string path{};                             ///< of a file; may hold {stem} and the like; empty: none
  std::shared_ptr<const held_picture> picture{};  ///< null: none
  recipe stages{};
  bool here = false;  ///< starts from what the operator itself is applied to, in the place of the input
  bool is_input() const { return path.empty() && !picture; }
  friend bool operator==(const branch&, const branch&) = default;
};

/// The pipeline's input, with some stages of its own.
inline branch input_through(recipe stages) { return {{}, {}, std::move(stages)}; }

/// What the operator is applied to, with some stages of its own.
inline branch here_through(recipe stages) { return {{}, {}, std::move(stages), true}; }

enum class value_kind : std::uint8_t { number, integer, flag, word, text, list, size, colour, branch };

/// A parameter's value free of its C++ type: number and integer, flag, word and text, list, size, colour, branch.
using parameter_value = std::variant<double, bool, std::string, std::vector<double>, dimensions, colour, branch>;

/// A parameter as run-time data.
struct parameter_info {
  const char* name;
  const char* doc;
  value_kind kind;
  unit measure;
  bool required;
  double low, high;          ///< limits of a number or of each item of a list
  int min_count, max_count;  ///< items of a list
  bool whole;                ///< the items of a list are whole numbers
  std::span<const char* const> words;
  parameter_value (*get)(const void* op);
  void (*set)(void* op, const parameter_value& value);  ///< the value has the kind and lies within the limits
};

/// An operator as run-time data. `example` is a pipeline that shows it.
struct operator_info {
  const char* name;
  const char* theme;
  const char* summary;
  const char* example;
  std::span<const parameter_info> parameters;
  std::shared_ptr<void> (*create)();  ///< with every parameter at its default
  std::shared_ptr<void> (*clone)(const void* op);
  prepared (*prepare)(const any_operator& op, const format& in);  ///< throws `error` where the format does not suit
  void (*check)(const void* op);  ///< throws `error` of kind usage where parameters do not suit each other
  std::optional<branch> (*second)(const void* op) = nullptr;  ///< the second input; none where there is one input alone
  /// Brings the second input, of the first one's colours and type, to the first one's size; null: it must have that size.
  prepared (*place)(const void* op, const format& first, const format& second) = nullptr;
  /// The operator with the picture that it is prepared from, read if it names one; null: it never does.
  any_operator (*with_picture)(const void* op, const picture_reader& read) = nullptr;
};

/// The operator's second input, if it takes one.
inline std::optional<branch> second_of(const any_operator& op) {
  return op.info().second ? op.info().second(op.get()) : std::nullopt;
}

/// Throws `error` of kind usage naming operator and parameter if one lies outside its range or does not suit the others.
void check_parameters(const any_operator& op);

/// "0.1..250" or "0..1, a fraction of white" as messages print it.
std::string describe_range(const parameter_info& parameter);

}  // namespace tessera::inline v0
