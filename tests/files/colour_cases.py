# SPDX-License-Identifier: Apache-2.0
"""`--colour`: what comes out against Little CMS by way of imagecodecs, and which profile exiftool and vipsheader find in it."""
import functools
import json

import imagecodecs
import numpy as np

from cases import F32, U16, U8, run
from page_cases import near, smooth
from readers import READERS, read_by_pillow
from tiff_cases import tifffile_writer

PROFILES = ("srgb", "adobergb", "prophoto", "displayp3")


def profile(name):
    """Adobe RGB (1998), ROMM and Display P3 from their definitions."""
    if name == "srgb":
        return imagecodecs.cms_profile("srgb")
    white, primaries, gamma = {
        "adobergb": ((0.3127, 0.3290, 1), (0.64, 0.33, 1, 0.21, 0.71, 1, 0.15, 0.06, 1), 2.19921875),
        "prophoto": ((0.3457, 0.3585, 1), (0.7347, 0.2653, 1, 0.1596, 0.8404, 1, 0.0366, 0.0001, 1), 1.8),
        "displayp3": ((0.3127, 0.3290, 1), (0.68, 0.32, 1, 0.265, 0.69, 1, 0.15, 0.06, 1), 2.4)}[name]
    return imagecodecs.cms_profile("rgb", whitepoint=white, primaries=primaries, gamma=gamma)


def converted(values, source, target):
    flags = imagecodecs.CMS.FLAGS.BLACKPOINTCOMPENSATION | imagecodecs.CMS.FLAGS.NOOPTIMIZE
    made = imagecodecs.cms_transform(values.astype(np.float64) / np.iinfo(values.dtype).max, source, target, colorspace="rgb", outcolorspace="rgb", outdtype="float64",
                                     intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC, flags=flags)
    return np.rint(made.clip(0, 1) * np.iinfo(values.dtype).max).astype(values.dtype)


def facts(path):
    return json.loads(run("exiftool", "-j", "-G1", "-a", path))[0]


def tags(name, path, srgb):
    """What says which colours these are, as others read it."""
    found = facts(path)
    if path.suffix == ".png" and srgb:
        wanted = {"PNG:SRGBRendering": "Relative Colorimetric", "PNG:Gamma": 2.2, "PNG:RedX": 0.64}
        if any(key.startswith("ICC") for key in found):
            yield f"{name}: chunks and a profile"
    else:
        wanted = {"ICC-header:ColorSpaceData": "RGB "} | ({"ICC_Profile:ProfileDescription": "sRGB"} if srgb else {})
        if "icc-profile-data" not in run("vipsheader", "-a", path):
            yield f"{name}: vips finds no profile"
    for key, value in wanted.items():
        if found.get(key) != value:
            yield f"{name}: {key} is {found.get(key)!r}, not {value!r}"


def to_another(tessera, folder, extension, dtype, source, target):
    name = f"{source}-to-{target}-{dtype.name}{extension}"
    values = smooth(name, dtype, 3)
    tifffile_writer(values, iccprofile=profile(source))(folder / f"{name}-in.tif")
    (folder / "wanted.icc").write_bytes(profile(target))
    run(tessera, "apply", "copy", folder / f"{name}-in.tif", "-o", folder / name, "--colour", "srgb" if target == "srgb" else folder / "wanted.icc")
    # Straight lines between 8-bit levels of a dark gamma are steep: 16 bits of fractions in a profile are up to 20 levels there.
    yield from near(name, converted(values, profile(source), profile(target)), READERS[extension](folder / name), 1 if dtype == U8 else 64)
    yield from tags(name, folder / name, target == "srgb")


def to_jpeg(tessera, folder):
    values = smooth("jpeg", U8, 3)
    tifffile_writer(values, iccprofile=profile("adobergb"))(folder / "j-in.tif")
    run(tessera, "apply", "copy", folder / "j-in.tif", "-o", folder / "j.jpg", "--colour", "srgb", "--quality", "100")
    yield from near("j.jpg", converted(values, profile("adobergb"), profile("srgb")), read_by_pillow(folder / "j.jpg"), 8)
    yield from tags("j.jpg", folder / "j.jpg", True)


def kept(tessera, folder, words):
    """Nothing asked for, or nothing to do: the same bits."""
    name = f"kept-{'-'.join(words) or 'plain'}.tif"
    values = smooth(name, U16, 3)
    tifffile_writer(values, iccprofile=profile("srgb" if words else "adobergb"))(folder / f"in-{name}")
    run(tessera, "apply", "copy", folder / f"in-{name}", "-o", folder / name, *words)
    yield from near(name, values, READERS[".tif"](folder / name), 0)


def second_input(tessera, folder):
    """A second picture of another profile over the whole first one."""
    values = smooth("second", U8, 3)
    tifffile_writer(values, iccprofile=profile("prophoto"))(folder / "second.tif")
    tifffile_writer(np.zeros_like(values))(folder / "first.tif")
    run(tessera, "apply", f"overlay {folder / 'second.tif'}", folder / "first.tif", "-o", folder / "over.tif", "--color", "srgb")
    yield from near("over.tif", converted(values, profile("prophoto"), profile("srgb")), READERS[".tif"](folder / "over.tif"), 1)


def light(tessera, folder):
    """The mean of black and white in light is 188 of 255."""
    values = np.indices((64, 64)).sum(axis=0)[..., None].repeat(3, axis=2) % 2 * 255
    tifffile_writer(values.astype(U8))(folder / "checks.tif")
    run(tessera, "apply", "resize 50% filter=area", folder / "checks.tif", "-o", folder / "mean.tif", "--colour", "linear")
    yield from near("mean.tif", np.full((32, 32, 3), 188, U8), READERS[".tif"](folder / "mean.tif"), 0)
    yield from tags("mean.tif", folder / "mean.tif", True)


def cases():
    for source, target in (("adobergb", "srgb"), ("prophoto", "srgb"), ("displayp3", "srgb"), ("srgb", "adobergb"), ("adobergb", "displayp3")):
        for extension in (".tif", ".png"):
            for dtype in (U8, U16):
                yield functools.partial(to_another, extension=extension, dtype=dtype, source=source, target=target)
    yield to_jpeg
    for words in ((), ("--colour", "keep"), ("--colour", "srgb"), ("--colour", "linear")):
        yield functools.partial(kept, words=words)
    yield second_input
    yield light


def count():
    return len(list(cases()))


def check(tessera, folder):
    folder.mkdir(parents=True)
    return [problem for case in cases() for problem in case(tessera, folder)]
