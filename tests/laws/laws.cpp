// SPDX-License-Identifier: Apache-2.0
#include "laws/laws.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "support/examples.hpp"
#include "support/pictures.hpp"
#include "tessera/host/schedule/plan.hpp"
#include "tessera/host/schedule/resolve.hpp"
#include "tessera/host/second_inputs.hpp"

namespace tessera::test {

namespace {

/// The result, or nothing where the operator refuses.
std::optional<image> attempt(const runner& run, const pipeline& look, const const_view& in, const setting& how) {
  try {
    return run(look, in, how);
  } catch (const error& refusal) {
    if (refusal.kind() != error_kind::usage && refusal.kind() != error_kind::unsupported) throw;
    return std::nullopt;
  }
}

void compare(findings& found, const std::optional<image>& expected, const std::optional<image>& got,
             const std::string& what) {
  ++found.checked;
  if (!expected && !got) {
    ++found.refused;
  } else if (expected.has_value() != got.has_value()) {
    found.broken.push_back(what + ": refused in one setting only");
  } else if (const std::string d = difference(*expected, *got); !d.empty()) {
    found.broken.push_back(what + ": " + d);
  }
}

std::string named(const pipeline& look, const const_view& in, const std::string& how) {
  return fmt::format("`{}` on {}, {}", print(look), words(in.format), how);
}

image cut(const image& from, const rect& part) {
  format layout = from.format();
  layout.size = {part.width(), part.height()};
  const const_view v{from.pixels().row(part.y0) + part.x0 * layout.pixel_bytes(), from.pixels().pitch, layout,
                     channel_order::rgb};
  return image(v);
}

/// The operator with a picture of its own in the place of each second input that is the pipeline's input.
any_operator standing_alone(const any_operator& op, const branch& instead) {
  const std::shared_ptr<void> own = op.info().clone(op.get());
  for (const parameter_info& p : op.info().parameters) {
    if (p.kind != value_kind::branch) continue;
    auto second = std::get<branch>(p.get(own.get()));
    if (second.is_input()) second.picture = instead.picture;
    for (any_operator& stage : second.stages) stage = standing_alone(stage, instead);
    p.set(own.get(), second);
  }
  return {op.info(), own};
}

pipeline standing_alone(const pipeline& chain, const format& in) {
  const branch instead = second_input(picture(in, look::scene, 5));
  pipeline made;
  for (const any_operator& op : chain.stages()) made |= pipeline(standing_alone(op, instead));
  return made;
}

}  // namespace

image run_engine(const pipeline& look, const const_view& in, const setting& how) {
  engine runs({how.threads, how.simd, 0});
  return runs.run(look, in, how.options);
}

findings same_at_every_level(const runner& run, const pipeline& look, const const_view& in) {
  findings found;
  const auto best = attempt(run, look, in, {});
  for (const char* level : cpu::levels())
    compare(found, best, attempt(run, look, in, {{}, 1, level}), named(look, in, level));
  return found;
}

findings same_for_every_tiling(const runner& run, const pipeline& look, const const_view& in) {
  findings found;
  setting whole_picture;
  whole_picture.options.tile = {1 << 20, 1 << 20};
  const auto whole = attempt(run, look, in, whole_picture);
  for (const extent tile : {extent{1, 1}, {7, 5}, {16, 16}, {1000, 3}, {3, 1000}, {0, 0}})
    for (const int threads : {1, 3}) {
      setting how{{}, threads, {}};
      how.options.tile = tile;
      compare(found, whole, attempt(run, look, in, how),
              named(look, in, fmt::format("tiles of {}x{}, {} threads", tile.width, tile.height, threads)));
    }
  return found;
}

findings part_equals_whole(const runner& run, const pipeline& look, const const_view& in) {
  findings found;
  const auto whole_picture = attempt(run, look, in, {});
  if (!whole_picture) return {{}, 1, 1};
  const extent size = whole_picture->format().size;
  const rect parts[] = {{size.width / 3, size.height / 3, size.width / 2 + 1, size.height / 2 + 1},
                        {0, 0, 1, 1},
                        {size.width - 1, 0, size.width, size.height},
                        {0, size.height - 1, size.width, size.height}};
  for (const rect& part : parts) {
    setting how;
    how.options.region = part;
    compare(found, cut(*whole_picture, part), attempt(run, look, in, how),
            named(look, in, fmt::format("part {},{} to {},{}", part.x0, part.y0, part.x1, part.y1)));
  }
  return found;
}

findings chain_equals_steps(const runner& run, const pipeline& a, const pipeline& last, const const_view& in) {
  findings found;
  const auto first = attempt(run, a, in, {});
  const pipeline b = first ? standing_alone(last, first->format()) : last;
  const auto steps = first ? attempt(run, b, *first, {}) : std::nullopt;
  for (const bool fuse : {true, false}) {
    setting how;
    how.options.fuse = fuse;
    compare(found, steps, attempt(run, a | b, in, how), named(a | b, in, fuse ? "fused" : "not fused"));
  }
  return found;
}

findings reads_only_what_it_needs(const runner& run, const pipeline& look, const const_view& in) {
  findings found;
  plan_options options;
  options.streamed = false;
  std::optional<plan> p;
  try {
    p = make_plan(look, in.format, options);
  } catch (const error&) {
    return {{}, 1, 1};
  }
  if (!p->barriers.empty() || depends_on_pixels(look)) return {{}, 0, 0};
  const extent size = p->output.size;
  for (const rect part :
       {rect{size.width / 2, size.height / 2, size.width / 2 + 1, size.height / 2 + 1}, rect{0, 0, 1, 1}}) {
    // Walks back by the engine-independent rule only: stage by stage, clipped to each stage's input.
    std::vector<rect> wanted(p->stages.size() + 1);  // the source's first
    wanted.back() = part;
    for (std::size_t i = p->stages.size(); i-- > 0;) {
      const plan_stage& stage = p->stages[i];
      if (stage.held) continue;
      for (const int from : {stage.input, stage.second}) {
        if (from == plan_stage::none) continue;
        const format& f = format_of(*p, from);
        rect& region = wanted[static_cast<std::size_t>(from + 1)];
        region = hull(region, intersect(needs(stage.what, wanted[i + 1], f), whole(f.size)));
      }
    }
    const rect needed = wanted.front();
    image other{in};
    random_numbers numbers(7);
    for (std::int64_t y = 0; y < in.format.size.height; ++y)
      for (std::int64_t x = 0; x < in.format.size.width; ++x)
        if (x < needed.x0 || x >= needed.x1 || y < needed.y0 || y >= needed.y1)
          for (int c = 0; c < in.format.channels; ++c) set_sample(other.edit(), x, y, c, numbers.unit());
    setting how;
    how.options.region = part;
    compare(found, attempt(run, look, in, how), attempt(run, look, other, how),
            named(look, in, fmt::format("changed outside {},{} to {},{}", needed.x0, needed.y0, needed.x1, needed.y1)));
  }
  return found;
}

findings pitch_does_not_matter(const pipeline& look, const const_view& in) {
  findings found;
  engine runs({1, {}, 0});
  format made;
  try {
    made = runs.output_format(look, in.format);
  } catch (const error&) {
    return {{}, 1, 1};
  }
  const image expected = runs.run(look, in);
  const auto in_pitch =
      static_cast<std::size_t>(in.format.row_bytes()) + 13 * static_cast<std::size_t>(bytes_of(in.format.type));
  const auto out_pitch = static_cast<std::size_t>(made.row_bytes()) + 7 * static_cast<std::size_t>(bytes_of(made.type));
  std::vector<std::byte> input(in_pitch * static_cast<std::size_t>(in.format.size.height), std::byte{0xcd});
  std::vector<std::byte> output(out_pitch * static_cast<std::size_t>(made.size.height), std::byte{0xcd});
  const view loose_in{input.data(), static_cast<std::ptrdiff_t>(in_pitch), in.format, channel_order::rgb};
  const view loose_out{output.data(), static_cast<std::ptrdiff_t>(out_pitch), made, channel_order::rgb};
  for (std::int64_t y = 0; y < in.format.size.height; ++y)
    std::memcpy(loose_in.row(y), in.row(y), static_cast<std::size_t>(in.format.row_bytes()));
  runs.run(look, loose_in, loose_out);
  compare(found, expected, image(const_view(loose_out)), named(look, in, "loose pitch"));
  for (std::int64_t y = 0; y < made.size.height; ++y)
    for (auto at = static_cast<std::size_t>(made.row_bytes()); at < out_pitch; ++at)
      if (loose_out.row(y)[at] != std::byte{0xcd}) {
        found.broken.push_back(named(look, in, fmt::format("wrote past the end of row {}", y)));
        return found;
      }
  return found;
}

findings edges_follow_the_rule(const runner& run, const pipeline& look, const const_view& in, border_kind kind) {
  findings found;
  plan_options options;
  options.streamed = false;
  const plan p = make_plan(look, in.format, options);
  if (p.stages.size() != 1 || p.output.size != in.format.size || !p.barriers.empty()) return {{}, 0, 0};
  const rect around = needs(p.stages[0].what, whole(in.format.size), in.format);
  const std::int64_t left = -around.x0, top = -around.y0;
  if (left <= 0 && top <= 0) return {{}, 0, 0};
  format layout = in.format;
  layout.size = {around.width(), around.height()};
  image extended(layout);
  setting how;
  how.options.edges = {kind, {0.25f, 0.5f, 0.75f, 1.0f}};
  for (std::int64_t y = 0; y < layout.size.height; ++y)
    for (std::int64_t x = 0; x < layout.size.width; ++x)
      for (int c = 0; c < layout.channels; ++c) {
        const std::int64_t from_x = border_index(kind, x - left, in.format.size.width),
                           from_y = border_index(kind, y - top, in.format.size.height);
        const double gray = 0.299 * 0.25 + 0.587 * 0.5 + 0.114 * 0.75;
        const double constant = layout.alpha && c == layout.channels - 1 ? 1.0
                                : layout.colour_channels() == 1          ? gray
                                                                         : 0.25 * (c + 1);
        set_sample(extended.edit(), x, y, c, from_x < 0 || from_y < 0 ? constant : sample_at(in, from_x, from_y, c));
      }
  const auto bordered = attempt(run, look, in, how);
  const auto wide = attempt(run, look, extended, how);
  compare(found,
          wide ? std::optional(cut(*wide, {left, top, left + in.format.size.width, top + in.format.size.height}))
               : std::nullopt,
          bordered, named(look, in, fmt::format("border rule {}", static_cast<int>(kind))));
  return found;
}

findings ranges_are_checked(const std::function<void(const any_operator&)>& check, const operator_info& info) {
  findings found;
  const auto refused = [&](const parameter_info& p, const parameter_value& value) {
    const pipeline example = example_of(info);  // holds the parameters that have no default
    const auto stage = std::find_if(example.stages().begin(), example.stages().end(),
                                    [&](const any_operator& o) { return &o.info() == &info; });
    const std::shared_ptr<void> op = stage == example.stages().end() ? info.create() : info.clone(stage->get());
    p.set(op.get(), value);
    ++found.checked;
    try {
      check(any_operator(info, op));
    } catch (const error& e) {
      if (e.kind() == error_kind::usage && e.parameter() == p.name && e.operator_name() == info.name) return;
      found.broken.push_back(
          fmt::format("{}.{}: refused, but as {} \"{}\"", info.name, p.name, e.parameter(), e.what()));
      return;
    }
    found.broken.push_back(fmt::format("{}.{}: a value outside {}..{} is accepted", info.name, p.name, p.low, p.high));
  };
  for (const parameter_info& p : info.parameters) {
    if (p.kind == value_kind::number || p.kind == value_kind::integer) {
      refused(p, p.low - 1);
      refused(p, p.high + 1);
    } else if (p.kind == value_kind::list) {
      refused(p, std::vector<double>(static_cast<std::size_t>(p.min_count), p.high + 1 + std::abs(p.high) * 1e-6));
    }
  }
  return found;
}

std::vector<pipeline> samples_of(const operator_info& info) {
  std::vector<pipeline> samples{example_of(info)};
  const bool has_defaults =
      std::none_of(info.parameters.begin(), info.parameters.end(), [](const parameter_info& p) { return p.required; });
  if (has_defaults) {
    pipeline defaults{any_operator(info, info.create())};
    if (!(defaults == samples.front())) samples.push_back(defaults);
  }
  return samples;
}

}  // namespace tessera::test
