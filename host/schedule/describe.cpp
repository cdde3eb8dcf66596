// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tessera/host/schedule/plan.hpp"
#include "tessera/host/schedule/spool.hpp"

namespace tessera::inline v0 {

namespace {

std::string format_text(const format& f) {
  const char* colour = f.colour_channels() == 1 ? "gray" : name_of(f.colour);
  return fmt::format("{}x{} {}{} {}", f.size.width, f.size.height, colour, f.alpha ? "+alpha" : "", name_of(f.type));
}

/// What a stage makes, as the pipeline that leads to it; empty for the source.
std::string text_of(const plan& p, int stage) {
  if (stage < 0) return {};
  const plan_stage& s = p.stages[static_cast<std::size_t>(stage)];
  if (s.held) return s.name;
  std::string text = text_of(p, s.input);
  text += (text.empty() ? "" : " | ") + s.name;
  if (s.second == plan_stage::none) return text;
  const std::string second = text_of(p, s.second);
  return text + " (" + (second.empty() ? "input" : second) + ")";
}

std::string pass_text(const plan& p, int made) {
  const std::string stages = text_of(p, made);
  return stages.empty() ? "copy" : stages;
}

std::string counting_text(const plan& p, std::size_t barrier) {
  const std::string stages = text_of(p, p.stages[barrier].input);
  return (stages.empty() ? "the source" : stages) + ", counted for " + p.stages[barrier].name;
}

}  // namespace

std::string describe(const plan& p) {
  std::string text = fmt::format("picture: {}", format_text(p.input));
  if (p.options.orientation > 1)
    text += fmt::format(", turned upright from EXIF orientation {}", p.options.orientation);
  text += fmt::format(" -> {}\n", format_text(p.output));
  if (p.options.shrunk > 1)
    text += fmt::format("shrinks on load by {}: of {}x{} pixels; --no-shrink-on-load decodes them all\n",
                        p.options.shrunk, p.options.full.width, p.options.full.height);
  std::size_t number = 0;
  for (const std::size_t barrier : p.barriers)
    text += fmt::format("pass {}: {}\n", ++number, counting_text(p, barrier));
  text += fmt::format("pass {}: {}\n", ++number, pass_text(p, p.made));
  std::string nodes;
  const graph runs = p.options.device ? p.last : cpu_graph(p, p.last);
  for (const node& n : runs.nodes) nodes += (nodes.empty() ? "" : " > ") + n.name;
  const auto across = (p.result.width() + p.tile.width - 1) / p.tile.width;
  const auto down = (p.result.height() + p.tile.height - 1) / p.tile.height;
  text += fmt::format("fused: {}\n", nodes);
  text += fmt::format("tiles: {} of {}x{}, {} {} on each picture, amplification {:.3f}\n", across * down, p.tile.width,
                      p.tile.height, p.options.workers, p.options.workers == 1 ? "thread" : "threads", p.amplification);
  if (p.options.device)
    text += fmt::format("device: cuda, {}; {} tiles in flight, {:.1f} MiB of its memory\n", p.why_device, p.slots,
                        static_cast<double>(p.device_bytes) / (1 << 20));
  else text += fmt::format("device: cpu{}\n", p.why_device.empty() ? "" : ", " + p.why_device);
  if (p.spools_source)
    text += fmt::format("source: spooled to disk, {:.1f} MiB in {}, since {}, and memory does not hold it\n",
                        static_cast<double>(spool::file_bytes(p.input)) / (1 << 20), spool::folder(), p.why_hold);
  else if (p.holds_source) text += fmt::format("source: held in memory, since {}\n", p.why_hold);
  else text += fmt::format("source: streamed, {} rows of it in memory\n", p.source_rows);
  for (const auto& notice : p.notices) text += fmt::format("notice: {}\n", notice);
  return text;
}

}  // namespace tessera::inline v0
