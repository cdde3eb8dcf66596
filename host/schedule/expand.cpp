// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/expand.hpp"

#include <utility>

#include "tessera/host/schedule/convert.hpp"
#include "tessera/host/schedule/shrink.hpp"
#include "tessera/kernels/operators/colour/add_alpha.hpp"

namespace tessera::inline v0 {

namespace {

std::string size_text(const extent& size) { return std::to_string(size.width) + "x" + std::to_string(size.height); }

void check_size(const any_operator& op, const format& out) {
  constexpr std::int64_t most = std::int64_t{1} << 31;
  if (out.size.width >= 1 && out.size.height >= 1 && out.size.width <= most && out.size.height <= most) return;
  throw error(error_kind::usage, std::string(op.info().name) + ": the result would be " + size_text(out.size) +
                                     " pixels; each side must be 1 to " + std::to_string(most))
      .with_operator(op.info().name);
}

bool changes_nothing(const prepared& stage, const format& in) {
  const auto* p = std::get_if<point>(&stage.what);
  return p && !p->what && stage.out == in;
}

/// Adds stages to a plan. Stages are named by their numbers; -1 is the source.
class expansion {
 public:
  explicit expansion(plan& p) : plan_(p) {}

  /// Adds an operator after stage `at`; `input` is what a branch of it calls its input. Gives the stage that makes the result.
  int add(const any_operator& given, int at, int input) {
    check_parameters(given);
    const any_operator op =
        given.info().with_picture
            ? given.info().with_picture(given.get(), [&](const std::string& path) { return read(path); })
            : given;
    const format before = format_of(plan_, at);
    prepared stage = op.info().prepare(op, before);
    if (const auto* parts = std::get_if<recipe>(&stage.what)) return add_all(*parts, at, at);
    check_size(op, stage.out);
    if (changes_nothing(stage, before)) return at;
    const std::optional<branch> second = second_of(op);
    const bool counted = std::holds_alternative<global>(stage.what);
    const int beside = second ? add_second(op, *second, before, second->here ? at : input, counted) : plan_stage::none;
    if (std::holds_alternative<global>(stage.what) || std::holds_alternative<whole_picture>(stage.what))
      plan_.barriers.push_back(plan_.stages.size());
    return push({op.info().name, std::move(stage), at, beside, {}});
  }

  template <class Operators>
  int add_all(const Operators& operators, int at, int input) {
    for (const any_operator& op : operators) at = add(op, at, input);
    return at;
  }

  int push(plan_stage stage) {
    plan_.stages.push_back(std::move(stage));
    return static_cast<int>(plan_.stages.size()) - 1;
  }

 private:
  /// The second input of an operator whose first one has the format `first`: of the same type, colours and, unless it is counted, size.
  int add_second(const any_operator& op, const branch& from, const format& first, int input, bool counted) {
    int at = from.is_input() ? input : add_picture(from);
    at = add_all(from.stages, at, input);
    format wanted = format_of(plan_, at);
    wanted.type = first.type;
    wanted.colour = first.colour;
    wanted.channels = first.colour_channels() + (wanted.alpha ? 1 : 0);
    std::vector<std::string> expected;  // a second input is always brought to the first one's format
    at = add_all(conversions(format_of(plan_, at), wanted, {}, expected), at, input);
    if (op.info().place) return add_placed(op, first, at, input);
    const extent size = format_of(plan_, at).size;
    if (size == first.size || counted) return at;
    const std::string name = op.info().name;
    throw error(error_kind::usage, name + ": the second picture has " + size_text(size) + " pixels and the first one " +
                                       size_text(first.size) + "; bring it to that size, such as (... | resize " +
                                       size_text(first.size) + " fit=exact)")
        .with_operator(name);
  }

  /// Around a picture that is placed lies nothing, so it has alpha.
  int add_placed(const any_operator& op, const format& first, int at, int input) {
    if (!format_of(plan_, at).alpha) at = add(add_alpha{}, at, input);
    return push({"place", op.info().place(op.get(), first, format_of(plan_, at)), at, plan_stage::none, {}});
  }

  int add_picture(const branch& from) {
    std::shared_ptr<const held_picture> picture = from.picture ? from.picture : read(from.path);
    const format& f = picture->pixels.format;
    return push({from.path.empty() ? "picture" : from.path, {point{}, f}, -1, plan_stage::none, std::move(picture)});
  }

  std::shared_ptr<const held_picture> read(const std::string& path) const {
    auto picture = plan_.options.pictures ? plan_.options.pictures(path) : nullptr;
    if (picture) return picture;
    throw error(error_kind::usage,
                path + ": files as second inputs cannot be read here; read the picture and give it itself")
        .with_file(path);
  }

  plan& plan_;
};

/// The sample type that the result would have if the pipeline did not work in light.
sample_type usual_type(const plan& p, const pipeline& look) {
  plan usual;
  usual.input = p.input;
  usual.options = p.options;
  usual.options.colours = nullptr;
  usual.options.storable = nullptr;
  expand(usual, look);
  return usual.output.type;
}

/// Samples of sRGB again, of the type that the pipeline gives.
void encode_light(plan& p, expansion& all, const pipeline& look) {
  format encoded = format_of(p, p.made);
  encoded.type = usual_type(p, look);
  if (encoded.colour == colour_space::linear) {
    encoded.colour = encoded.colour_channels() == 1 ? colour_space::gray : colour_space::rgb;
    const curve_law curve = inverse_of(srgb_law());
    const sample_type from = format_of(p, p.made).type;
    prepared stage{make_shaper({}, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {curve, curve, curve}, from, encoded.type), encoded};
    p.made = all.push({"srgb", std::move(stage), p.made, plan_stage::none, {}});
  }
  std::vector<std::string> expected;
  p.made = all.add_all(conversions(format_of(p, p.made), encoded, {}, expected), p.made, p.made);
}

}  // namespace

void expand(plan& p, const pipeline& look) {
  expansion all(p);
  if (p.options.orientation > 1) {
    const move turn = orientation_move(p.options.orientation, p.input);
    format turned = p.input;
    turned.size = turn.out;
    p.made = all.push({"orient", {turn, turned}, -1, plan_stage::none, {}});
  }
  p.upright = format_of(p, p.made);
  if (p.options.colours)
    for (prepared& change : p.options.colours(p.upright, p.notices))
      p.made = all.push({"colours", std::move(change), p.made, plan_stage::none, {}});
  const bool light = format_of(p, p.made).colour != p.input.colour;
  std::span<const any_operator> stages = look.stages();
  if (p.options.shrunk > 1) {
    const format shrunk = format_of(p, p.made);
    format full = shrunk;
    full.size = turned(p.options.full, p.options.orientation);
    prepared first = on_shrunk(stages.front(), full, shrunk, p.options.shrunk, p.options.orientation);
    p.made = all.push({stages.front().info().name, std::move(first), p.made, plan_stage::none, {}});
    stages = stages.subspan(1);
  }
  p.made = all.add_all(stages, p.made, p.made);
  if (p.options.storable) {
    if (light) encode_light(p, all, look);
    const format result = format_of(p, p.made);
    if (!is_srgb(result.colour))
      throw error(error_kind::usage, std::string("files hold no ") + name_of(result.colour) +
                                         " pictures here; write `| convert srgb` at the end of the pipeline");
    p.made =
        all.add_all(conversions(result, p.options.storable(result), p.options.background, p.notices), p.made, p.made);
  }
  p.output = format_of(p, p.made);
}

}  // namespace tessera::inline v0
