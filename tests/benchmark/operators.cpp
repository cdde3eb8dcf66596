// SPDX-License-Identifier: Apache-2.0
// Operators against OpenCV's calls: benchmark_operators, its options in matches.hpp.
// tests/benchmark/operators.sh runs it as its figures are published.
#include <opencv2/core.hpp>

#include "matches.hpp"
#include "program.hpp"

namespace {

using namespace tessera::test;

int run(int argc, char** argv) { return compete({"opencv", CV_VERSION, &cv::setNumThreads, contests()}, argc, argv); }

}  // namespace

int main(int argc, char** argv) { return tessera::test::run_program("benchmark_operators", &run, argc, argv); }
