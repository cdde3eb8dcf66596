// SPDX-License-Identifier: Apache-2.0
#include "streams/device_runs.hpp"

#include "support/row_streams.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/schedule/resolve.hpp"

namespace tessera::test {

namespace {

/// The pipeline with the crops that its trims come to, what lies before them made in memory.
pipeline with_known_size(const std::string& look, const image& in, plan_options options) {
  options.streamed = false;
  return resolved(parse(look), [&](const pipeline& before, const tessera::row_sink& make) {
    executor runs(make_plan(before, in.format(), options));
    image made(runs.the_plan().output);
    runs.run(in.pixels(), made.edit(), {});
    std::vector<const std::byte*> rows;
    for (std::int64_t y = 0; y < made.format().size.height; ++y) rows.push_back(made.pixels().row(y));
    make(made.format()).write(rows.data(), made.format().size.height);
  });
}

}  // namespace

image on_device(const std::string& look, const image& in, const device_way& way, run_report* report) {
  plan_options options;
  options.edges = way.edges;
  options.tile = way.tile;
  options.streamed = way.streamed;
  options.device_demanded = way.demanded;
  options.workers = 2;
  std::string reason;
  options.device = make_cuda_backend({-1, way.slots, 0}, reason);
  if (!options.device) throw error(error_kind::device, reason);
  executor runs(make_plan(with_known_size(look, in, options), in.format(), options));
  format made = runs.the_plan().output;
  if (way.streamed) {
    row_source from(in);
    row_sink to(made);
    runs.run(from, to, {{}, nullptr, report});
    return to.pixels;
  }
  image out(made);
  runs.run(in.pixels(), out.edit(), {{}, nullptr, report});
  return out;
}

image on_processor(const std::string& look, const image& in, const border_rule& edges) {
  engine cpu({.threads = 1, .device = "cpu"});
  return cpu.run(parse(look), in.pixels(), {.edges = edges});
}

}  // namespace tessera::test
