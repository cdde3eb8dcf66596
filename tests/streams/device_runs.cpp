// SPDX-License-Identifier: Apache-2.0
#include "streams/device_runs.hpp"

#include "support/row_streams.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

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
  executor runs(make_plan(parse(look), in.format(), options));
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
