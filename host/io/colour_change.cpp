// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <variant>

#include "tessera/host/io/colour_tags.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/io/profile_tables.hpp"
#include "tessera/host/io/shaper_plan.hpp"

namespace tessera::inline v0 {
namespace io {

namespace {

/// Colours that two ways are compared by: the gray axis, and a grid.
std::vector<colour3> probes(bool gray) {
  std::vector<colour3> all;
  for (int k = 0; k <= 64; ++k) all.push_back({k / 64.0, k / 64.0, k / 64.0});
  constexpr int steps = 5;
  for (int k = 0; !gray && k < steps * steps * steps; ++k)
    all.push_back({k % steps / 4.0, k / steps % steps / 4.0, k / steps / steps / 4.0});
  return all;
}

/// The way from a profile to another one for pictures of a format.
class profile_way {
 public:
  profile_way(const lcms_context& lcms, cmsHPROFILE from, cmsHPROFILE to, const format& in)
      : gray_profile_(is_gray(from)), in_(in), transform_(float_transform(lcms, from, to)) {
    out_ = in;
    out_.colour = is_gray(to) ? colour_space::gray : colour_space::rgb;
    out_.channels = (is_gray(to) ? 1 : 3) + (in.alpha ? 1 : 0);
    if (!transform_) return;
    const std::vector<colour3> colours = probes(in.colour_channels() == 1), made = transformed(colours);
    const auto kept = [](const colour3& c, const colour3& m) { return near(c, m, half_level); };
    changes_nothing_ = in.channels == out_.channels && std::equal(colours.begin(), colours.end(), made.begin(), kept);
    if (changes_nothing_) return;
    const auto source = as_matrix(lcms, from, LCMS_USED_AS_INPUT), target = as_matrix(lcms, to, LCMS_USED_AS_OUTPUT);
    if (source && target) {
      const shaper_plan shaper = shaper_between(*source, *target, is_gray(to));
      const auto agrees = [&](const colour3& c, const colour3& m) { return agree(shaper, c, m); };
      if (std::equal(colours.begin(), colours.end(), made.begin(), agrees)) {
        steps_.emplace_back(shaper);
        return;
      }
    }
    if (in.colour_channels() == 1) steps_.emplace_back(gray_axis());
    else go_by_the_middle(lcms, from, to, target ? std::nullopt : source, source ? std::nullopt : target);
  }

  bool possible() const { return transform_ != nullptr; }

  /// To the profile's own samples.
  std::vector<prepared> stages() const {
    const bool by_level = in_.channels == out_.channels && in_.colour_channels() == 1 && in_.type != sample_type::f32;
    if (!changes_nothing_ && by_level) return {levels(std::get<shaper_plan>(steps_.front()))};
    return stages_of(steps_, out_);
  }

  /// To the light that samples of sRGB, or of its gray, stand for.
  std::vector<prepared> stages_to_light() const {
    format light = out_;
    light.type = sample_type::f32;
    light.colour = colour_space::linear;
    std::vector<step> steps = steps_;
    const curve_law curve = srgb_law();
    auto* const last = steps.empty() ? nullptr : std::get_if<shaper_plan>(&steps.back());
    if (last && last->out[0].kind == curve_kind::power) last->out = {};
    else steps.emplace_back(shaper_plan{{curve, curve, curve}});
    return stages_of(steps, light);
  }

 private:
  using step = std::variant<shaper_plan, colour_table>;

  std::vector<colour3> transformed(const std::vector<colour3>& colours) const {
    std::vector<float> in, made(colours.size() * 3);
    for (const colour3& c : colours) in.insert(in.end(), c.begin(), gray_profile_ ? c.begin() + 1 : c.end());
    cmsDoTransform(transform_.get(), in.data(), made.data(), static_cast<cmsUInt32Number>(colours.size()));
    std::vector<colour3> result;
    const std::size_t channels = out_.colour_channels() == 1 ? 1 : 3;
    for (std::size_t k = 0; k < colours.size(); ++k) {
      const float* const m = made.data() + k * channels;
      result.push_back({m[0], m[channels / 2], m[channels - 1]});
    }
    return result;
  }

  /// Where one of them is no matrix. A matrix that does not agree with Little CMS, which makes black black, counts as tables.
  void go_by_the_middle(const lcms_context& lcms, cmsHPROFILE from, cmsHPROFILE to,
                        const std::optional<matrix_profile>& source, const std::optional<matrix_profile>& target) {
    if (source) steps_.emplace_back(shaper_to_middle(*source));
    else add(table_to_middle(lcms, from));
    if (target) {
      steps_.emplace_back(shaper_from_middle(*target, is_gray(to)));
    } else {
      steps_.emplace_back(lab_of_middle());
      add(table_from_lab(lcms, to));
    }
  }

  void add(std::optional<colour_table> table) {
    if (table) steps_.emplace_back(std::move(*table));
    else transform_.reset();
  }

  std::vector<prepared> stages_of(const std::vector<step>& steps, const format& out) const {
    std::vector<prepared> stages;
    format at = in_;
    for (const step& s : steps) {
      format made = at;
      made.type = sample_type::f32;
      if (stages.size() + 1 == steps.size()) made = out;
      if (const auto* plan = std::get_if<shaper_plan>(&s))
        stages.push_back({make_shaper(plan->in, plan->matrix, plan->out, at.type, made.type), made});
      else stages.push_back({std::get<colour_table>(s), made});
      at = made;
    }
    return stages;
  }

  /// Gray has few levels: what each becomes, as a table.
  prepared levels(const shaper_plan& plan) const {
    lookup table;
    table.entries = in_.type == sample_type::u8 ? 256 : 65536;
    for (int k = 0; k < table.entries; ++k) {
      const double v = static_cast<double>(k) / (table.entries - 1);
      table.values.push_back(static_cast<float>(through(plan, {v, v, v})[0]));
    }
    return {std::move(table), out_};
  }

  /// What grays become, as curves.
  shaper_plan gray_axis() const {
    constexpr int count = 4096;
    std::vector<colour3> grays;
    for (int k = 0; k < count; ++k) grays.push_back({k / (count - 1.0), k / (count - 1.0), k / (count - 1.0)});
    shaper_plan plan;
    for (const colour3& made : transformed(grays))
      for (std::size_t c = 0; c < 3; ++c) plan.in[c].nodes.push_back(std::isfinite(made[c]) ? made[c] : 0.0);
    for (curve_law& curve : plan.in) curve.kind = curve_kind::table;
    return plan;
  }

  bool gray_profile_;
  format in_, out_;
  transform_handle transform_;
  bool changes_nothing_ = false;
  std::vector<step> steps_;
};

/// What the samples of a picture mean, and why that is not what is embedded, if so.
profile_handle source_profile(const lcms_context& lcms, const metadata& extra, bool gray, std::string& notice) {
  const auto left_out = [&](const char* why) {
    notice = std::string("its colour profile ") + why +
             ", so its samples count as sRGB; --colour keep leaves them as they are";
  };
  if (extra.icc.empty()) return !gray && says_adobe_rgb(extra) ? adobe_rgb_profile(lcms) : srgb_profile(lcms, gray);
  profile_handle embedded = open_profile(lcms, extra.icc);
  if (!embedded) left_out("is damaged");
  else if (!is_for_pictures(embedded.get())) left_out("is none of RGB or gray");
  else if (is_gray(embedded.get()) && !gray) left_out("is for gray and the picture has colours");
  else return embedded;
  return srgb_profile(lcms, gray);
}

/// The profile that a picture gets: gray stays gray.
profile_handle target_profile(const lcms_context& lcms, const target_colours& to, bool gray) {
  if (to.kind != target_colours::which::profile) return srgb_profile(lcms, gray);
  profile_handle wanted = open_profile(lcms, *to.profile);
  return is_gray(wanted.get()) == gray || is_gray(wanted.get()) ? std::move(wanted)
                                                                : companion_profile(lcms, wanted.get());
}

std::vector<prepared> stages_between(const target_colours& to, const metadata& extra, const format& in,
                                     std::string& notice) {
  if (to.profile && extra.icc == *to.profile) return {};
  const lcms_context lcms;
  const bool gray = in.colour_channels() == 1, light = to.kind == target_colours::which::linear;
  const profile_handle target = target_profile(lcms, to, gray);
  profile_way way(lcms, source_profile(lcms, extra, gray, notice).get(), target.get(), in);
  if (!way.possible()) {
    notice = "its colour profile leads nowhere, so its samples count as sRGB; --colour keep leaves them as they are";
    way = profile_way(lcms, srgb_profile(lcms, gray).get(), target.get(), in);
  }
  if (!way.possible()) return {};
  return light ? way.stages_to_light() : way.stages();
}

}  // namespace

bool leads_to(const bytes& profile) {
  const lcms_context lcms;
  const profile_handle to = open_profile(lcms, profile);
  const format rgb = make_format(sample_type::f32, 3, {1, 1});
  return profile_way(lcms, srgb_profile(lcms, false).get(), to.get(), rgb).possible();
}

}  // namespace io

const std::vector<prepared>& colour_changes::stages(const metadata& extra, const format& in,
                                                    std::vector<std::string>& notices) {
  if (to_.kind == target_colours::which::keep) return stages_;
  if (!known_ || in != in_ || extra.icc != profile_ || io::says_adobe_rgb(extra) != adobe_) {
    known_ = false;
    notice_.clear();
    stages_ = io::stages_between(to_, extra, in, notice_);
    in_ = in;
    profile_ = extra.icc;
    adobe_ = io::says_adobe_rgb(extra);
    known_ = true;
  }
  if (!notice_.empty()) notices.push_back(notice_);
  return stages_;
}

}  // namespace tessera::inline v0
