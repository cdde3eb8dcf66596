// SPDX-License-Identifier: Apache-2.0
// custom_operator IN OUT [DEVICE]: operators of one's own, by their types in code and by their names in a pipeline's text.
#include <tessera/tessera.hpp>

#include <exception>
#include <iostream>

#include "relief.hpp"
#include "teal_and_orange.hpp"

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: custom_operator IN OUT [auto|cpu|cuda]\n";
    return 2;
  }
  try {
    tessera::engine engine({.device = argc > 3 ? argv[3] : "auto"});
    const tessera::image picture = tessera::read(argv[1]);
    // The first one says that this is a pipeline; C++ looks for `|` in the namespaces of both sides alone.
    const auto look = tessera::pipeline(looks::teal_and_orange{.amount = 0.8f}) | looks::relief{.strength = 0.2f} |
                      tessera::unsharp{};
    const tessera::image in_code = engine.run(look, picture);
    const tessera::image in_text = engine.run(tessera::parse("teal_and_orange 80% | relief 20% | unsharp"), picture);
    if (in_code != in_text) {
      std::cerr << "the two ways of saying it differ\n";
      return 1;
    }
    tessera::write(in_code, argv[2]);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
