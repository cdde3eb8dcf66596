# SPDX-License-Identifier: Apache-2.0
# As two parts of a project may, each for itself.
find_package(tessera REQUIRED)
find_package(tessera REQUIRED)
