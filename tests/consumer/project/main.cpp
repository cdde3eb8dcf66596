// SPDX-License-Identifier: Apache-2.0
// A program that knows Tessera by its installed package alone. Prints "ok" if all that it tries works; writes a picture to the path given.
#include <tessera/tessera.hpp>

#include <cstdio>
#include <string>

static int complain(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  return 1;
}

int main(int argc, char** argv) {
  tessera::image picture(tessera::make_format(tessera::sample_type::u8, 3, {64, 48}));
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 192; ++x) picture.edit().samples<tessera::u8>(y)[x] = static_cast<tessera::u8>(x + y);

  tessera::engine engine;
  const tessera::image in_code = engine.run(tessera::gaussian{.sigma = 2} | tessera::unsharp{.amount = 0.8f}, picture);
  const tessera::image in_text = engine.run(tessera::parse("gaussian 2 | unsharp amount=0.8"), picture);
  if (in_code != in_text || in_code == picture) return complain("code and text differ");
  if (tessera::decode(tessera::encode(in_code, "png")) != in_code) return complain("PNG did not give the picture back");
  if (engine.submit(tessera::invert{}, picture).get() == picture) return complain("invert changed nothing");

  // The library's exception arrives as what it is, also across the boundary of a shared object.
  try {
    tessera::parse("gaussian sigma=-1");
    return complain("a negative sigma was taken");
  } catch (const tessera::error& problem) {
    if (problem.kind() != tessera::error_kind::usage) return complain("wrong kind of error");
  }
  if (argc > 1) tessera::write(picture, argv[1]);
  std::puts("ok");
}
