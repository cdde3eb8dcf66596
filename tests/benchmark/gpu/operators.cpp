// SPDX-License-Identifier: Apache-2.0
// Every operator of the registry on pictures in device memory.
#include <fmt/format.h>

#include "resident.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/schedule/resolve.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

constexpr int pictures = 4;  // used in turn: one alone would stay in the device's cache

/// One operator with its example's parameters.
class trial {
 public:
  trial(const operator_info& info, const image& pixels, const cuda::stream& work)
      : look_(parse(info.example)), pixels_(pixels), work_(work) {
    plan_options options;
    options.streamed = false;
    if (depends_on_pixels(look_))
      throw error(error_kind::unsupported, "its size is known only once the pixels were seen");
    plan_ = make_plan(look_, pixels.format(), options);
  }

  /// For a cell of a table.
  std::string name() const {
    std::string text = print(look_);
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
      text.insert(at, 1, '\\');
    return text;
  }
  double bytes() const {
    const format &in = plan_.input, &out = plan_.output;
    return static_cast<double>(in.row_bytes() * in.size.height + out.row_bytes() * out.size.height);
  }

  void prepare() {
    for (int i = 0; i < pictures; ++i) {
      in_.emplace_back(plan_.input).put(pixels_, work_);
      out_.emplace_back(plan_.output);
    }
    std::vector<plan_stage> stages = plan_.stages;
    for (const std::size_t barrier : plan_.barriers) {
      plan_stage& stage = stages[barrier];
      const auto* statistic = std::get_if<global>(&stage.what.what);
      if (!statistic || statistic->grid || stage.second != plan_stage::none)
        throw error(error_kind::unsupported, "the host works between its passes");
      counting_.push_back(std::make_unique<resident_graph>(build_graph(plan_, stages, stage.input), true, work_));
      counting_.back()->enqueue(in_[0], nullptr, work_);
      stage.what = statistic->finish(statistic->op.get(), counting_.back()->counts(work_), nullptr, stage.what.out);
    }
    making_ = std::make_unique<resident_graph>(build_graph(plan_, stages, plan_.made), false, work_);
  }
  bool idle() const { return making_->idle(); }

  /// A statistical operator counts and then makes its result.
  void enqueue(int i) const {
    const auto k = static_cast<std::size_t>(i % pictures);
    for (const auto& counts : counting_) counts->enqueue(in_[k], nullptr, work_);
    making_->enqueue(in_[k], &out_[k], work_);
  }

  std::string check(bench_settings& settings) const {
    engine cpu({.device = "cpu"});
    const image wanted = cpu.run(look_, pixels_);
    image made(plan_.output);
    out_[0].take(made.edit(), work_);
    return check_result(settings, made.edit(), wanted);
  }

 private:
  pipeline look_;
  const image& pixels_;
  const cuda::stream& work_;
  plan plan_;
  std::vector<device_picture> in_, out_;
  std::vector<std::unique_ptr<resident_graph>> counting_;
  std::unique_ptr<resident_graph> making_;
};

void row_of(bench_settings& settings, const operator_info& info, const image& pixels, double copy,
            const cuda::stream& work) {
  trial t(info, pixels, work);
  t.prepare();
  if (t.idle()) {
    say(fmt::format("| `{}` | nothing to do | | |", t.name()));
    return;
  }
  t.enqueue(0);
  const std::string checked = t.check(settings);
  const timing took =
      time_on_device(settings, work, settings.simulated ? 1 : 2 * pictures, [&](int i) { t.enqueue(i); });
  say(fmt::format("| `{}` | {} | {} | {} |", t.name(), milliseconds(settings, took),
                  figure(settings, t.bytes() / took.median / copy, 3), checked));
}

}  // namespace

void every_operator(bench_settings& settings) {
  const cuda::stream work;
  const format layout = make_format(sample_type::u8, 3, settings.size.width > 0 ? settings.size : extent{4096, 4096});
  image pixels(layout);
  fill_with_noise(pixels.edit());
  const double copy =
      copy_rate(settings, static_cast<std::size_t>(layout.row_bytes() * layout.size.height), pictures, work);
  say(fmt::format("\n## Every operator, resident, {}x{} RGB u8, {} pictures in turn\n", layout.size.width,
                  layout.size.height, pictures));
  say(
      fmt::format("A copy within the device: {}, bytes read and written. Statistics: both passes, without the table "
                  "between them, which the host makes.\n",
                  figure(settings, copy / 1e9, 0, "GB/s")));
  say("| operator | median (least to most) | over the copy's rate | against the CPU |");
  say("|---|---|---|---|");
  for (const operator_info* info : operators()) try {
      row_of(settings, *info, pixels, copy, work);
    } catch (const error& failure) {
      // An example may suit other pictures, such as those with alpha; a failing device is no such thing.
      if (failure.kind() == error_kind::device) throw;
      say(fmt::format("| `{}` | refused: {} | | |", info->example, failure.what()));
    }
}

}  // namespace tessera::test
