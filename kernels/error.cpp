// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

const char* name_of(error_kind kind) {
  switch (kind) {
    case error_kind::usage:
      return "usage";
    case error_kind::not_found:
      return "not_found";
    case error_kind::unreadable:
      return "unreadable";
    case error_kind::unsupported:
      return "unsupported";
    case error_kind::limit:
      return "limit";
    case error_kind::no_space:
      return "no_space";
    case error_kind::device:
      return "device";
    case error_kind::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace tessera::inline v0
