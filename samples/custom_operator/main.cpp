// SPDX-License-Identifier: Apache-2.0
// custom_operator IN OUT: an operator of one's own, by its type in code and by its name in a pipeline's text.
#include <tessera/tessera.hpp>

#include <exception>
#include <iostream>

#include "teal_and_orange.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: custom_operator IN OUT\n";
    return 2;
  }
  try {
    tessera::engine engine;
    const tessera::image picture = tessera::read(argv[1]);
    const tessera::image in_code = engine.run(looks::teal_and_orange{.amount = 0.8f} | tessera::unsharp{}, picture);
    const tessera::image in_text = engine.run(tessera::parse("teal_and_orange 80% | unsharp"), picture);
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
