// SPDX-License-Identifier: Apache-2.0
#include "layering/rules.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace layering {

namespace {

using lines = std::vector<std::string>;

lines split(const std::string& text) {
  lines result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

bool under(std::string_view path, std::string_view folder) { return path.starts_with(folder); }
bool is_header(std::string_view path) { return path.ends_with(".hpp"); }
bool is_code(std::string_view path) { return is_header(path) || path.ends_with(".cpp") || path.ends_with(".cu"); }

/// A place in the order of the arrows: a file includes what ranks lower, or its own group.
struct place {
  int rank;
  std::string group;
};

place place_of(std::string_view path) {
  static const std::vector<std::pair<std::string_view, place>> table = {
      {"kernels/pixel.hpp", {0, "pixel"}},
      {"kernels/error.hpp", {0, "pixel"}},
      {"kernels/numbers.hpp", {0, "pixel"}},
      {"kernels/view.hpp", {1, "view"}},
      {"kernels/math.hpp", {1, "math"}},
      {"kernels/position.hpp", {1, "math"}},
      {"kernels/transfer.hpp", {1, "math"}},
      {"kernels/angles.hpp", {1, "math"}},
      {"kernels/operator.hpp", {2, "operator"}},
      {"kernels/patterns/", {3, "patterns"}},
      {"kernels/operators/", {4, "operators"}},
      {"kernels/cpu/", {4, "cpu"}},
      {"kernels/cuda/", {4, "cuda"}},
      {"kernels/", {4, "describe"}},
      {"host/", {5, "host"}},
      {"cli/", {6, "cli"}},
      {"samples/", {6, "samples"}},
      {"tests/", {6, "tests"}},
  };
  for (const auto& [prefix, where] : table)
    if (path.starts_with(prefix)) return where;
  return {7, "other"};
}

struct include {
  std::size_t line;
  std::string target;
};

std::vector<include> includes_of(const source_file& file) {
  static const std::regex pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
  std::vector<include> result;
  const lines text = split(file.text);
  for (std::size_t i = 0; i < text.size(); ++i)
    if (std::smatch match; std::regex_search(text[i], match, pattern)) result.push_back({i + 1, match[1]});
  return result;
}

/// "tessera/kernels/view.hpp" -> "kernels/view.hpp"; the headers of tests include each other by folder.
std::string inside_tree(const std::string& target) {
  if (target == "tessera/tessera.hpp") return "host/tessera.hpp";
  if (target == "tessera/operators.hpp") return "kernels/operators/";
  return under(target, "tessera/") ? target.substr(8) : std::string();
}

class report {
 public:
  void add(const source_file& file, std::size_t line, const std::string& sentence) {
    found_.push_back(file.path + ":" + std::to_string(line) + ": " + sentence);
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
};

void check_arrows(const source_file& file, report& out) {
  const place from = place_of(file.path);
  for (const include& item : includes_of(file)) {
    const std::string target = inside_tree(item.target);
    if (target.empty()) continue;
    const place to = place_of(target);
    if (to.rank > from.rank || (to.rank == from.rank && to.group != from.group))
      out.add(file, item.line, from.group + " may not include " + to.group + " (" + item.target + ")");
  }
}

/// Where a library's headers may be included.
struct fence {
  const char* library;
  std::regex header;
  std::vector<std::string_view> inside;
};

const std::vector<fence>& fences() {
  static const std::vector<fence> all = {
      {"OpenCV imgproc", std::regex("^opencv2/imgproc"), {"tests/"}},
      {"OpenCV", std::regex("^opencv2/"), {"host/io/opencv_codec_module.cpp", "host/interop_opencv.hpp", "tests/"}},
      {"Highway", std::regex("^hwy/"), {"kernels/cpu/"}},
      {"CUDA",
       std::regex("^(cuda\\.h|cuda_runtime|driver_types|cooperative_groups|thrust/|cub/)"),
       {"kernels/cuda/", "host/device/", "tests/cuda/", "tests/cudasim/", "tests/streams/", "tests/gpu/",
        "tests/benchmark/gpu/"}},
      {"the standard's parallel algorithms", std::regex("^execution$"), {"kernels/cpu/", "host/device/"}},
      {"TBB", std::regex("^(tbb|oneapi)/"), {"kernels/cpu/", "host/device/"}},
      {"the JPEG library", std::regex("^(jpeglib|jerror|turbojpeg)"), {"host/io/", "tests/"}},
      {"the PNG library", std::regex("^png\\.h"), {"host/io/", "tests/"}},
      {"the TIFF library", std::regex("^tiff"), {"host/io/", "tests/"}},
      {"Little CMS", std::regex("^lcms2"), {"host/io/", "tests/"}},
      {"exiv2", std::regex("^exiv2/"), {"host/io/", "tests/"}},
      {"CLI11", std::regex("^CLI/"), {"cli/"}},
  };
  return all;
}

void check_fences(const source_file& file, report& out) {
  for (const include& item : includes_of(file))
    for (const fence& rule : fences()) {
      if (!std::regex_search(item.target, rule.header)) continue;
      const bool allowed = std::any_of(rule.inside.begin(), rule.inside.end(),
                                       [&](std::string_view folder) { return under(file.path, folder); });
      if (!allowed) out.add(file, item.line, std::string(rule.library) + " does not belong here");
      break;
    }
}

/// The CPU's threads are one file's business, so that ThreadSanitizer builds can replace them there.
void check_one_owner(std::span<const source_file> files, report& out) {
  const source_file* owner = nullptr;
  for (const source_file& file : files)
    for (const include& item : includes_of(file)) {
      if (item.target != "execution" && !under(item.target, "tbb/") && !under(item.target, "oneapi/")) continue;
      if (owner && owner != &file) out.add(file, item.line, "threads belong to " + owner->path);
      owner = owner ? owner : &file;
    }
}

void check_code(const source_file& file, report& out) {
  static const std::regex define("^\\s*#\\s*define\\s+(\\w+)");
  static const std::regex cuda_call("\\bcuda[A-Z]\\w*\\s*\\(");
  const bool product = under(file.path, "kernels/") || under(file.path, "host/") || under(file.path, "cli/");
  const bool cuda = under(file.path, "kernels/cuda/") || under(file.path, "host/device/");
  const lines text = split(file.text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::smatch match;
    if (is_header(file.path) && text[i].find("using namespace") != std::string::npos)
      out.add(file, i + 1, "a header may not say `using namespace`");
    if (product && std::regex_search(text[i], match, define) && match[1] != "TESSERA_FN" &&
        !under(match[1].str(), "HWY_"))
      out.add(file, i + 1, "TESSERA_FN is the only macro, not " + match[1].str());
    if (product && !cuda && std::regex_search(text[i], cuda_call))
      out.add(file, i + 1, "calls CUDA outside kernels/cuda and host/device");
  }
  if (text.size() > 300) out.add(file, text.size(), "more than 300 lines");
  if (under(file.path, "kernels/operators/") && text.size() > 60)
    out.add(file, text.size(), "an operator of more than 60 lines");
}

std::size_t indent_of(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// A function ends at a `}` in column 0 or 2; its head is the nearest line above in that column.
void check_function_length(const source_file& file, report& out) {
  static const std::regex other("^\\s*(struct|class|union|enum|namespace|extern|\\}|//)");
  const lines text = split(file.text);
  for (std::size_t end = 1; end < text.size(); ++end) {
    const std::size_t column = indent_of(text[end]);
    if (column == text[end].size() || text[end][column] != '}' || (column != 0 && column != 2)) continue;
    std::size_t head = end - 1;
    while (head > 0 && (text[head].empty() || indent_of(text[head]) > column)) --head;
    if (indent_of(text[head]) != column || text[head].find('(') == std::string::npos ||
        std::regex_search(text[head], other))
      continue;
    if (const std::size_t length = end - head + 1; length > 40)
      out.add(file, head + 1, "a function of " + std::to_string(length) + " lines; 40 is the limit");
  }
}

void check_licence(const source_file& file, report& out) {
  const lines text = split(file.text);
  const auto count = std::count_if(text.begin(), text.end(), [](const std::string& line) {
    return line == "// SPDX-License-Identifier: Apache-2.0" || line == "# SPDX-License-Identifier: Apache-2.0";
  });
  if (count != 1) out.add(file, 1, "has " + std::to_string(count) + " SPDX lines instead of one");
}

/// What a user of the library includes must not drag in other libraries' headers.
void check_public_headers(std::span<const source_file> files, report& out) {
  static const std::regex foreign(
      "^(opencv2/|hwy/|tbb/|oneapi/|execution$|cuda|thrust/|fmt/|nlohmann/|CLI/|jpeglib|png\\.h|tiff|lcms2|exiv2/)");
  std::set<std::string> reached = {"host/tessera.hpp"};
  for (bool grew = true; grew;) {
    grew = false;
    for (const source_file& file : files) {
      if (!is_header(file.path)) continue;
      const bool is_operator = reached.contains("kernels/operators/") && under(file.path, "kernels/operators/");
      if (!reached.contains(file.path) && !is_operator) continue;
      for (const include& item : includes_of(file))
        if (const std::string target = inside_tree(item.target); !target.empty()) grew |= reached.insert(target).second;
      grew |= reached.insert(file.path).second;
    }
  }
  for (const source_file& file : files)
    if (reached.contains(file.path))
      for (const include& item : includes_of(file))
        if (std::regex_search(item.target, foreign))
          out.add(file, item.line, "a public header includes <" + item.target + ">");
}

}  // namespace

std::vector<std::string> breaches(std::span<const source_file> files) {
  report out;
  for (const source_file& file : files) {
    check_licence(file, out);
    if (!is_code(file.path)) continue;
    check_arrows(file, out);
    check_fences(file, out);
    check_code(file, out);
    if (!under(file.path, "tests/")) check_function_length(file, out);
  }
  check_one_owner(files, out);
  check_public_headers(files, out);
  return out.take();
}

std::vector<source_file> read_tree(const std::string& root) {
  namespace fs = std::filesystem;
  std::vector<source_file> files;
  auto add = [&](const fs::path& path) {
    const std::string name = path.filename();
    const bool script = name == "CMakeLists.txt" || name.ends_with(".cmake") || name.ends_with(".sh");
    if (!script && !is_code(name)) return;
    std::ifstream in(path, std::ios::binary);
    files.push_back({fs::relative(path, root), {std::istreambuf_iterator<char>(in), {}}});
  };
  for (const char* folder : {"kernels", "host", "cli", "samples", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder))
      if (entry.is_regular_file()) add(entry.path());
  add(fs::path(root) / "CMakeLists.txt");
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace layering
