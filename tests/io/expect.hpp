// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tessera/kernels/error.hpp"

namespace pictures {

/// Expects `work` to throw a tessera::error of that kind whose text holds every one of the words.
template <class F>
void expect_error(tessera::error_kind kind, const std::vector<std::string>& words, F&& work) {
  try {
    work();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const tessera::error& e) {
    EXPECT_STREQ(name_of(e.kind()), tessera::name_of(kind)) << e.what();
    for (const std::string& word : words)
      EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << "\"" << word << "\" in: " << e.what();
  }
}

}  // namespace pictures
