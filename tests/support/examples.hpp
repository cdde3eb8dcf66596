// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::test {

/// The example of an operator; the files that it names lie in samples/looks.
pipeline example_of(const operator_info& info);

}  // namespace tessera::test
