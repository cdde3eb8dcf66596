// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "layering/rules.hpp"

namespace layering {
namespace {

const std::string licence = "// SPDX-License-Identifier: Apache-2.0\n";

std::string repeated(const std::string& line, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line;
  return text;
}

TEST(layering, the_tree_keeps_the_rules) {
  const std::vector<source_file> files = read_tree(TESSERA_SOURCE_DIR);
  ASSERT_GT(files.size(), 30u);
  for (const std::string& breach : breaches(files)) ADD_FAILURE() << breach;
}

struct planted {
  const char* path;
  std::string text;
  const char* sentence;
};

std::string include_of(const char* header) { return licence + "#include " + header + "\n"; }

const std::vector<planted>& faults() {
  static const std::vector<planted> all = {
      {"kernels/view.hpp", include_of("\"tessera/host/image.hpp\""), "view may not include host"},
      {"kernels/cpu/point.cpp", include_of("\"tessera/host/engine.hpp\""), "cpu may not include host"},
      {"kernels/pixel.hpp", include_of("\"tessera/kernels/view.hpp\""), "pixel may not include view"},
      {"kernels/math.hpp", include_of("\"tessera/kernels/view.hpp\""), "math may not include view"},
      {"kernels/operator.hpp", include_of("\"tessera/kernels/patterns/prepared.hpp\""),
       "operator may not include patterns"},
      {"kernels/patterns/regions.hpp", include_of("\"tessera/kernels/cpu/engine.hpp\""),
       "patterns may not include cpu"},
      {"kernels/operators/tone/gamma.hpp", include_of("\"tessera/kernels/cpu/simd.hpp\""),
       "operators may not include cpu"},
      {"kernels/cpu/point.cpp", include_of("\"tessera/kernels/operators/tone/gamma.hpp\""),
       "cpu may not include operators"},
      {"host/engine.cpp", include_of("\"tessera/cli/apply.hpp\""), "host may not include cli"},
      {"cli/apply.cpp", include_of("\"tessera/tests/support/oracle.hpp\""), "cli may not include tests"},
      {"host/io/jpeg.cpp", include_of("<opencv2/core.hpp>"), "OpenCV does not belong here"},
      {"cli/bench.cpp", include_of("<opencv2/imgproc.hpp>"), "OpenCV imgproc does not belong here"},
      {"host/io/opencv_codec_module.cpp", include_of("<opencv2/imgproc.hpp>"), "OpenCV imgproc does not belong here"},
      {"host/batch/batch.cpp", include_of("<execution>"), "parallel algorithms does not belong here"},
      {"host/image.cpp", include_of("<hwy/highway.h>"), "Highway does not belong here"},
      {"host/image.cpp", include_of("<cuda_runtime.h>"), "CUDA does not belong here"},
      {"host/image.cpp", licence + "void f() { cudaFree(nullptr); }\n", "calls CUDA outside"},
      {"host/image.hpp", licence + "using namespace std;\n", "using namespace"},
      {"host/image.hpp", "#pragma once\n", "has 0 SPDX lines"},
      {"host/image.hpp", licence + licence, "has 2 SPDX lines"},
      {"cli/CMakeLists.txt", "add_executable(x)\n", "has 0 SPDX lines"},
      {"host/image.cpp", licence + repeated("int x;\n", 300), "more than 300 lines"},
      {"kernels/operators/tone/gamma.hpp", licence + repeated("// x\n", 60), "more than 60 lines"},
      {"host/image.cpp", licence + "void f() {\n" + repeated("  g();\n", 39) + "}\n", "a function of 41 lines"},
      {"host/image.hpp", licence + "  void f() const {\n" + repeated("    g();\n", 39) + "  }\n",
       "a function of 41 lines"},
      {"host/image.hpp", licence + "#define TESSERA_MAX 3\n", "the only macro"},
      {"host/tessera.hpp", include_of("<fmt/format.h>"), "a public header includes"},
  };
  return all;
}

TEST(layering, every_planted_fault_is_found) {
  for (const planted& fault : faults()) {
    const std::vector<source_file> files = {{fault.path, fault.text}};
    const std::vector<std::string> found = breaches(files);
    ASSERT_EQ(found.size(), 1u) << fault.path << ": " << fault.sentence;
    EXPECT_NE(found[0].find(fault.sentence), std::string::npos) << found[0];
    EXPECT_TRUE(found[0].starts_with(fault.path)) << found[0];
  }
}

TEST(layering, threads_have_one_owner) {
  const std::vector<source_file> files = {{"host/device/cpu.cpp", include_of("<execution>")},
                                          {"host/device/other.cpp", include_of("<tbb/global_control.h>")}};
  const std::vector<std::string> found = breaches(files);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].find("threads belong to host/device/cpu.cpp"), std::string::npos) << found[0];
}

TEST(layering, what_a_public_header_reaches_is_public) {
  const std::vector<source_file> files = {{"host/image.hpp", include_of("<nlohmann/json.hpp>")},
                                          {"host/tessera.hpp", include_of("\"tessera/host/image.hpp\"")}};
  const std::vector<std::string> found = breaches(files);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].starts_with("host/image.hpp:2: a public header includes")) << found[0];
}

TEST(layering, what_is_allowed_passes) {
  const std::vector<source_file> files = {
      {"kernels/operators/linear/unsharp.hpp", include_of("\"tessera/kernels/operators/linear/gaussian.hpp\"")},
      {"kernels/cpu/simd.hpp", include_of("<hwy/highway.h>")},
      {"host/device/cpu.cpp", licence + "#include <execution>\n#include <tbb/global_control.h>\n"},
      {"host/interop_opencv.hpp", include_of("<opencv2/core.hpp>")},
      {"tests/support/oracle.cpp", include_of("<opencv2/imgproc.hpp>")},
      {"host/image.cpp", licence + "void f() {\n" + repeated("  g();\n", 38) + "}\n"},
      {"samples/run.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n"},
  };
  for (const std::string& breach : breaches(files)) ADD_FAILURE() << breach;
}

}  // namespace
}  // namespace layering
