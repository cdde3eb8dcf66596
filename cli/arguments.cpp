// SPDX-License-Identifier: Apache-2.0
#include "arguments.hpp"

#include <functional>
#include <iostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "guess.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::cli {

namespace {

/// What the chosen subcommand does once the line is read.
using action = std::function<int()>;

CLI::App* add_command(CLI::App& app, action& chosen, const char* name, const char* text, action run) {
  CLI::App* command = app.add_subcommand(name, text);
  command->callback([&chosen, run = std::move(run)] { chosen = run; });
  return command;
}

/// An option that may be given several times, one value each, cut at commas.
void add_list(CLI::App* command, const char* name, std::vector<std::string>& values, const char* text) {
  command->add_option(name, values, text)
      ->type_name("KEY=VALUE,...")
      ->delimiter(',')
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* add(CLI::App* command, const char* name, std::string& value, const char* type, const char* text) {
  return command->add_option(name, value, text)->type_name(type);
}

void add_page(CLI::App* command, int& page) {
  command->add_option("--page", page, "which page of a TIFF or picture of an animation, the first by default")
      ->type_name("N")
      ->check(CLI::Range(1, 1 << 30))
      ->group("Inputs");
}

void add_outputs(CLI::App* command, apply_options& o) {
  add(command, "-o,--output", o.output, "OUT", "a file, a folder (FOLDER/) or - for standard output")->group("Outputs");
  add(command, "--name", o.name, "TEMPLATE", "names in an output folder: {stem} {ext} {parent} {index} {index:04}")
      ->group("Outputs");
  add(command, "--format", o.format, "NAME", "jpg, png, tiff, ...: where the output's name does not say it")
      ->group("Outputs");
  auto* overwrite =
      command->add_flag("--overwrite", o.overwrite, "replace outputs that exist, never an input")->group("Outputs");
  auto* skip = command->add_flag("--skip-existing", o.skip_existing, "leave outputs that exist")->group("Outputs");
  auto* update =
      command->add_flag("--update", o.update, "replace outputs that are older than their input")->group("Outputs");
  auto* place = command->add_flag("--in-place", o.in_place, "replace every input by its result")->group("Outputs");
  overwrite->excludes(skip)->excludes(update);
  skip->excludes(update);
  place->excludes(overwrite)->excludes(skip)->excludes(update);
}

void add_encoding(CLI::App* command, apply_options& o) {
  add(command, "--quality", o.quality, "N|keep", "1..100 for lossy formats, 90 by default; keep: as the input")
      ->group("Encoding");
  add_list(command, "-O", o.settings,
           "encoder settings: tile=256, pyramid, deepzoom, compression=deflate, level=6, subsampling=4:2:0, ...");
  add(command, "--metadata", o.metadata, "keep|no-private|none",
      "what of EXIF, XMP and IPTC is carried; the profile always is")
      ->group("Encoding");
  add(command, "--colour,--color", o.colour, "keep|srgb|linear|FILE.icc",
      "the colours that every picture is brought to first; keep: samples and profile as they are; linear: light, "
      "encoded "
      "as sRGB when it is written")
      ->group("Encoding");
  add(command, "--background", o.background, "COLOUR",
      "what shows through where the format has no alpha; white by default")
      ->group("Encoding");
}

void add_limits(CLI::App* command, limit_options& o, const char* group) {
  add(command, "--memory-limit", o.memory, "SIZE",
      "such as 256M or 2G, powers of 1024; half of what machine and cgroup allow by default")
      ->group(group);
  add(command, "--limit-pixels", o.pixels, "N", "refuse pictures of more pixels, such as 500M; 2147M by default")
      ->group(group);
  command
      ->add_option("--limit-seconds", o.seconds,
                   "refuse pictures that take longer to decode; by default none is refused")
      ->type_name("N")
      ->check(CLI::Range(0.001, 1e9))
      ->group(group);
}

void add_running(CLI::App* command, apply_options& o) {
  add(command, "--border", o.border, "RULE", "replicate (default), reflect, reflect101, wrap, constant:COLOUR")
      ->group("Running");
  add(command, "--device", o.device, "auto|cpu|cuda[:N]", "where to compute")->group("Running");
  add(command, "--simd", o.simd, "LEVEL",
      "sse4, avx2, avx_vnni or avx512, the best that runs here by default; the same bits")
      ->group("Running");
  command->add_option("--threads", o.threads, "threads, all that are allowed by default")
      ->type_name("N")
      ->check(CLI::Range(1, 4096))
      ->group("Running");
  add_limits(command, o.limits, "Running");
  add(command, "--tile-size", o.tile_size, "WxH|N", "tiles of this size instead of the best one")->group("Running");
  command->add_option("--slots", o.slots, "tiles in flight on a GPU")
      ->type_name("N")
      ->check(CLI::Range(1, 64))
      ->group("Running");
  add(command, "--trace", o.trace, "FILE.json", "what a GPU did when, for chrome://tracing and Perfetto")
      ->group("Running");
  add(command, "--timeline", o.timeline, "FILE.svg", "the same as a picture, with the overlapped fraction")
      ->group("Running");
  auto* shrink =
      command->add_flag("--shrink-on-load", o.shrink, "decode JPEGs smaller before a first stage `resize` as well")
          ->group("Running");
  command->add_flag("--no-shrink-on-load", o.no_shrink, "decode all pixels before a first stage `thumbnail`")
      ->group("Running")
      ->excludes(shrink);
  command->add_flag("--fail-fast", o.fail_fast, "stop at the first file that fails")->group("Running");
  command->add_flag("--explain", o.explain, "run nothing; print the plan and what would be written")->group("Running");
  command->add_flag("-v,--verbose", o.verbose, "print the plan, then run; a line per file")->group("Running");
  command->add_flag("-q,--quiet", o.quiet, "errors only")->group("Running");
  command->add_flag("--json", o.json, "one JSON object per line as files finish, then a summary")->group("Running");
}

std::string operator_names() {
  std::string text = "Operators:", line;
  for (const auto* info : operators()) {
    if (line.size() + std::string_view(info->name).size() > 90) text += line + "\n          ", line.clear();
    line += std::string(" ") + info->name;
  }
  return text + line + "\n`tessera ops NAME` describes one.";
}

void add_apply(CLI::App& app, action& chosen, apply_options& o) {
  auto* command = add_command(app, chosen, "apply", "filter pictures", [&o] { return apply(o); });
  add(command, "PIPELINE", o.pipeline, "", "such as 'gaussian 2 | unsharp 1 0.8', or @FILE")->required();
  command->add_option("INPUT", o.inputs, "files, folders, patterns, or - for standard input");
  command->add_flag("-r,--recursive", o.recursive, "walk the folders below a folder and keep their tree")
      ->group("Inputs");
  add(command, "--files-from", o.files_from, "FILE|-", "read the names of inputs, one per line")->group("Inputs");
  command->add_flag("-0", o.nul, "names in --files-from end with NUL")->group("Inputs");
  add_page(command, o.page);
  add_outputs(command, o);
  add_encoding(command, o);
  add_running(command, o);
  command->footer(operator_names);
}

void add_reading(CLI::App& app, action& chosen, ops_options& ops_o, info_options& info_o, compare_options& compare_o) {
  auto* ops_command =
      add_command(app, chosen, "ops", "list the operators, or describe one", [&ops_o] { return ops(ops_o); });
  add(ops_command, "NAME", ops_o.name, "", "an operator");
  ops_command->add_flag("--json", ops_o.json, "as JSON");

  auto* info_command = add_command(app, chosen, "info", "say what files are", [&info_o] { return info(info_o); });
  info_command->add_option("FILE", info_o.files, "pictures")->required();
  info_command->add_flag("--json", info_o.json, "one JSON object per line");
  info_command->add_option("--get", info_o.get, "print these values only, such as width,height")
      ->type_name("KEY,...")
      ->delimiter(',')
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  info_command->add_flag("--statistics", info_o.statistics,
                         "read the pixels: smallest, largest, mean, deviation, entropy and histogram by channel");
  add_page(info_command, info_o.page);
  add_limits(info_command, info_o.limits, "Inputs");
  add(info_command, "--histogram", info_o.histogram, "FILE", "draw the histograms of one picture");
  info_command->add_flag("--overwrite", info_o.overwrite, "replace that file");

  auto* compare_command = add_command(app, chosen, "compare", "measure how two pictures differ",
                                      [&compare_o] { return compare(compare_o); });
  add(compare_command, "A", compare_o.first, "", "a picture")->required();
  add(compare_command, "B", compare_o.second, "", "another")->required();
  compare_command->add_option("--tolerance", compare_o.tolerance, "count differences up to this many levels as none")
      ->check(CLI::NonNegativeNumber);
  add(compare_command, "--diff", compare_o.diff, "FILE", "write a picture of the differences, the largest as white");
  add_limits(compare_command, compare_o.limits, "Limits");
  compare_command->footer("Exit status: 0 the same, 1 different, 2 cannot be read.");
}

void add_making(CLI::App& app, action& chosen, generate_options& generate_o, sheet_options& sheet_o) {
  auto* generate_command =
      add_command(app, chosen, "generate", "make a test picture", [&generate_o] { return generate(generate_o); });
  add(generate_command, "PATTERN", generate_o.pattern, "", "gradient, checker, zone_plate, noise, clouds or photo")
      ->required();
  add(generate_command, "WxH", generate_o.size, "", "size in pixels")->required();
  add(generate_command, "OUT,-o,--output", generate_o.output, "", "the file to write, or - for standard output")
      ->required();
  generate_command->add_option("--seed", generate_o.seed, "another picture for every number");
  add(generate_command, "--depth", generate_o.depth, "u8|u16|f32", "sample type");
  generate_command->add_option("--channels", generate_o.channels, "1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha")
      ->check(CLI::Range(1, 4));
  add(generate_command, "--quality", generate_o.quality, "N", "1..100 for lossy formats");
  add_list(generate_command, "-O", generate_o.settings, "encoder settings");
  generate_command->add_flag("--overwrite", generate_o.overwrite, "replace the file if it exists");

  auto* sheet_command = add_command(app, chosen, "sheet", "put pictures side by side on one sheet, with their names",
                                    [&sheet_o] { return sheet(sheet_o); });
  sheet_command->add_option("FILE", sheet_o.files, "pictures; two folders are paired by name")->required();
  add(sheet_command, "-o,--output", sheet_o.output, "OUT", "the sheet to write")->required();
  sheet_command->add_option("--columns", sheet_o.columns, "pictures per row")->check(CLI::Range(1, 100));
  sheet_command->add_option("--size", sheet_o.size, "longest side of a picture on the sheet, pixels")
      ->check(CLI::Range(32, 4096));
  sheet_command->add_flag("--pairs", sheet_o.pairs, "the files are pairs, before and after");
  sheet_command->add_flag("--overwrite", sheet_o.overwrite, "replace the sheet if it exists");
}

int run_parsed(CLI::App& app, action& chosen, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {
    return app.exit(request) == 0 ? flush_results() : 2;
  } catch (const CLI::ParseError& problem) {
    complain(std::string(problem.what()) + "\n`tessera " +
             (app.get_subcommands().empty() ? "" : app.get_subcommands()[0]->get_name() + " ") +
             "--help` lists what can be written");
    return 2;
  }
  return chosen();
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app{"Filters pictures: the same bits on every machine.", "tessera"};
  app.set_version_flag("--version", "tessera " TESSERA_VERSION);
  app.require_subcommand(1);
  action chosen;
  apply_options apply_o;
  ops_options ops_o;
  info_options info_o;
  compare_options compare_o;
  generate_options generate_o;
  sheet_options sheet_o;
  devices_options devices_o;
  bench_options bench_o;
  add_apply(app, chosen, apply_o);
  add_reading(app, chosen, ops_o, info_o, compare_o);
  add_making(app, chosen, generate_o, sheet_o);
  add_command(app, chosen, "devices", "say what can run here, and why not", [&] {
    return devices(devices_o);
  })->add_flag("--json", devices_o.json, "as JSON");
  auto* bench_command = app.add_subcommand("bench", "measure the operators against OpenCV");
  bench_command->prefix_command()->footer("What follows is given to tessera-bench: [NAME] [--size WxH] [--threads N]");
  bench_command->callback([&] {
    bench_o.arguments = bench_command->remaining();
    chosen = [&] { return bench(bench_o); };
  });
  if (const auto slip = guess_command(argc, argv)) {
    complain(*slip);
    return 2;
  }
  return run_parsed(app, chosen, argc, argv);
}

}  // namespace tessera::cli
