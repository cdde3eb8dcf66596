// SPDX-License-Identifier: Apache-2.0
// Work on pictures that stay in device memory, against a copy of the same bytes.
#include <fmt/format.h>

#include <array>

#include "resident.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/cuda/engine.hpp"

namespace tessera::test {

namespace {

constexpr const char* chain = "gain 1.1 | gamma 1.2 | saturation 1.3 | levels 5% 95%";
constexpr extent large{16384, 8192};  // far beyond any cache of the device

extent size_of(const bench_settings& settings) { return settings.size.width > 0 ? settings.size : large; }

plan plan_of(const char* look, const format& layout) {
  plan_options options;
  options.streamed = false;
  return make_plan(parse(look), layout, options);
}

image noise(const format& layout) {
  image made(layout);
  fill_with_noise(made.edit());
  return made;
}

/// A picture's way through one pipeline: room on the device, and what the CPU makes of it.
struct contest {
  contest(const char* look, const format& layout, const cuda::stream& work)
      : in(layout), out(plan_of(look, layout).output), made(out.layout()) {
    const image pixels = noise(layout);
    engine cpu({.device = "cpu"});
    wanted = cpu.run(parse(look), pixels);
    in.put(pixels, work);
  }

  std::string check(bench_settings& settings, const cuda::stream& work) {
    out.take(made.edit(), work);
    return check_result(settings, made.edit(), wanted);
  }
  double bytes() const {
    return static_cast<double>(in.layout().row_bytes() * in.layout().size.height +
                               out.layout().row_bytes() * out.layout().size.height);
  }

  device_picture in, out;
  image made, wanted;
};

double rate_of_copy(const bench_settings& settings, const format& layout, const cuda::stream& work) {
  return copy_rate(settings, static_cast<std::size_t>(layout.row_bytes() * layout.size.height), 1, work);
}

void report(bench_settings& settings, const std::string& name, const timing& t, double bytes, double copy, double goal,
            const std::string& checked) {
  const double rate = bytes / t.median;
  say(fmt::format("| {} | {} | {} | {} | {} |", name, milliseconds(settings, t),
                  figure(settings, rate / 1e9, 0, "GB/s"),
                  goal > 0 ? against_goal(settings, rate / copy, goal) : figure(settings, rate / copy, 3), checked));
}

void head(const bench_settings& settings, double copy) {
  say(fmt::format("A copy within the device: {}, bytes read and written.\n", figure(settings, copy / 1e9, 0, "GB/s")));
  say("| work | median (least to most) | read and written | over the copy's rate | against the CPU |");
  say("|---|---|---|---|---|");
}

void chain_of(bench_settings& settings, sample_type type, const cuda::stream& work) {
  const format layout = make_format(type, 3, size_of(settings));
  contest c(chain, layout, work);
  const plan p = plan_of(chain, layout);
  const double copy = rate_of_copy(settings, layout, work);
  head(settings, copy);
  for (const node& n : p.last.nodes) {
    if (n.stages.empty()) continue;
    const cuda::kernel code = cuda::compile_points(n.stages, n.in);
    const cuda::device_memory constants = store(code.constants, work);
    const std::array jobs{cuda::job{{c.in.get(), {}}, c.out.get(), nullptr}};
    const auto launch = [&](int) {
      cuda::check(code.launch(code.data.get(), constants.data(), jobs, work.get()), "a kernel's launch");
    };
    launch(0);
    const std::string checked = c.check(settings, work);
    const timing t = time_on_device(settings, work, settings.simulated ? 1 : 4, launch);
    report(settings, fmt::format("`{}`, {}, one kernel", n.name, name_of(type)), t, c.bytes(), copy, 0.85, checked);
  }
  const resident_graph g(p.last, false, work);
  const auto launch = [&](int) { g.enqueue(c.in, &c.out, work); };
  launch(0);
  const std::string checked = c.check(settings, work);
  const timing t = time_on_device(settings, work, settings.simulated ? 1 : 4, launch);
  report(settings, fmt::format("the same as the library enqueues it, {}", name_of(type)), t, c.bytes(), copy, 0,
         checked);
}

}  // namespace

void point_chain(bench_settings& settings) {
  const cuda::stream work;
  const extent size = size_of(settings);
  say(fmt::format("\n## A chain of point operators, resident, {}x{} RGB: `{}`\n", size.width, size.height, chain));
  for (const sample_type type : {sample_type::u8, sample_type::f32}) {
    chain_of(settings, type, work);
    say("");
  }
}

void blur(bench_settings& settings) {
  const cuda::stream work;
  const format layout = make_format(sample_type::u8, 3, size_of(settings));
  const double copy = rate_of_copy(settings, layout, work);
  // The faster the memory, the more of the time is arithmetic.
  const double goal = copy > 3e12 ? 0.30 : 0.50;
  say(fmt::format("\n## gaussian 2, resident, {}x{} RGB u8\n", layout.size.width, layout.size.height));
  head(settings, copy);
  contest c("gaussian 2", layout, work);
  const resident_graph g(plan_of("gaussian 2", layout).last, false, work);
  const auto launch = [&](int) { g.enqueue(c.in, &c.out, work); };
  launch(0);
  const std::string checked = c.check(settings, work);
  const timing t = time_on_device(settings, work, settings.simulated ? 1 : 4, launch);
  report(settings, "`gaussian 2`, u8", t, c.bytes(), copy, goal, checked);
}

}  // namespace tessera::test
