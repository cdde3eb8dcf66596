// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tessera::cli {

/// Reads the command line and runs the command that it names; returns the exit status.
int run(int argc, char** argv);

}  // namespace tessera::cli
