// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything that a program which uses Tessera includes.

#include "tessera/host/engine.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/image.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/io/open.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/second_inputs.hpp"
#include "tessera/kernels/error.hpp"
#include "tessera/operators.hpp"
