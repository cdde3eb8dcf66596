# SPDX-License-Identifier: Apache-2.0
"""Pages of a TIFF one by one, and colours that come in as sRGB: CMYK with and without a profile, L*a*b*."""
import functools
import json
import subprocess

import imagecodecs
import numpy as np
import tifffile

from cases import F32, U16, U8, random_pixels, run, same_bits
from readers import read_by_vips, read_tiff
from tiff_cases import copied, tifffile_writer


def smooth(name, dtype, channels):
    """Colours that change little from pixel to pixel, over the whole range."""
    rows, columns = np.mgrid[0:24, 0:40]
    waves = [np.sin(rows / (3 + c) + columns / (9 - c)) / 2 + 0.5 for c in range(channels)]
    return (np.stack(waves, axis=2) * np.iinfo(dtype).max).astype(dtype)


def copy_page(tessera, path, page, out):
    done = subprocess.run([tessera, "apply", "copy", path, "-o", out, "--page", str(page)], capture_output=True, text=True)
    return done.returncode, done.stderr


def several_pages(tessera, folder, order, big):
    path = folder / f"pages-{'be' if order == '>' else 'le'}-{'big' if big else 'classic'}.tif"
    pages = [random_pixels(f"page{number}", dtype, 20 + number, 30 - number, channels)
             for number, (dtype, channels) in enumerate(((U8, 3), (U16, 1), (F32, 1), (U8, 1), (U16, 3)))]
    with tifffile.TiffWriter(path, byteorder=order, bigtiff=big) as file:
        for number, pixels in enumerate(pages):
            file.write(pixels if pixels.shape[2] > 1 else pixels[..., 0], metadata=None, compression=("zlib", "lzw", None)[number % 3],
                       photometric="rgb" if pixels.shape[2] == 3 else "minisblack", description=f"Page {number + 1}")
    for number, pixels in enumerate(pages):
        out = folder / f"{path.stem}-{number}.tif"
        status, said = copy_page(tessera, path, number + 1, out)
        problem = said if status else same_bits(pixels, read_tiff(out))
        title = "" if problem else json.loads(run("exiftool", "-j", "-ImageDescription", out))[0].get("ImageDescription")
        if problem or title != f"Page {number + 1}":
            yield f"{path.name}: page {number + 1}: {problem or title}"
    status, said = copy_page(tessera, path, 6, folder / "none.tif")
    if status != 1 or "no page 6" not in said or "1 to 5" not in said or path.name not in said:
        yield f"{path.name}: page 6: status {status}, {said!r}"
    facts = json.loads(run(tessera, "info", "--json", path))
    if (facts["pages"], facts["pyramid"]) != (5, False):
        yield f"{path.name}: info says {facts['pages']} pages, pyramid {facts['pyramid']}"


def pyramid(tessera, folder):
    path = folder / "pyramid.tif"
    copied(tifffile_writer(random_pixels("pyramid", U8, 300, 500, 3)), "vips", ("copy", "IN"), "[tile,pyramid,compression=deflate]", path)
    facts = json.loads(run(tessera, "info", "--json", path))
    if facts["pages"] < 3 or not facts["pyramid"]:
        yield f"pyramid.tif: info says {facts['pages']} pages, pyramid {facts['pyramid']}"
    status, said = copy_page(tessera, path, 2, folder / "level.tif")
    run("vips", "copy", f"{path}[page=1]", folder / "expected.tif")
    if problem := said if status else same_bits(read_by_vips(folder / "expected.tif"), read_tiff(folder / "level.tif")):
        yield f"pyramid.tif: page 2: {problem}"


def near(name, expected, found, most):
    worst = int(np.abs(expected.astype(np.int64) - found.astype(np.int64)).max()) if expected.shape == found.shape else found.shape
    if expected.dtype != found.dtype or worst if expected.shape != found.shape else worst > most:
        yield f"{name}: {found.dtype}, at most {worst} apart"


def cmyk_profile(folder):
    """The one that comes with vips."""
    tifffile_writer(smooth("any", U8, 3))(folder / "any.tif")
    run("vips", "icc_transform", folder / "any.tif", folder / "inks.tif", "cmyk", "--input-profile", "srgb")
    with tifffile.TiffFile(folder / "inks.tif") as file:
        return file.pages[0].iccprofile


def cmyk(tessera, folder, dtype, profile):
    name = f"cmyk-{dtype.name}-{'profile' if profile else 'plain'}"
    top = int(np.iinfo(dtype).max)
    stored = smooth(name, dtype, 4)
    how = {}
    if profile:
        how["iccprofile"] = cmyk_profile(folder)
        expected = imagecodecs.cms_transform(stored, how["iccprofile"], imagecodecs.cms_profile("srgb"), colorspace="cmyk", outcolorspace="rgb",
                                             intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC,
                                             flags=imagecodecs.CMS.FLAGS.BLACKPOINTCOMPENSATION)
    else:
        light = 1 - stored.astype(np.float64) / top
        expected = np.rint(light[..., :3] * light[..., 3:] * top).astype(dtype)
    tifffile_writer(stored, photometric="separated", extrasamples=(), **how)(folder / f"{name}.tif")
    run(tessera, "apply", "copy", folder / f"{name}.tif", "-o", folder / f"{name}-out.tif")
    return near(name, expected, read_tiff(folder / f"{name}-out.tif"), 1 if dtype == U8 else 64 if profile else 1)


TO_D50 = np.array([[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]])


def lab_of(rgb):
    """CIE 1976 L*a*b* under D50 of sRGB (IEC 61966-2-1, adapted by Bradford's matrix as ICC profiles hold it), in float64."""
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    t = light @ TO_D50.T / TO_D50.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=2)


def rgb_of(values):
    """The way back."""
    fy = (values[..., 0] + 16) / 116
    f = np.stack([fy + values[..., 1] / 500, fy, fy - values[..., 2] / 200], axis=2)
    t = np.where(f > 6 / 29, f**3, (f - 4 / 29) * 3 * (6 / 29) ** 2)
    light = (t * TO_D50.sum(axis=1)) @ np.linalg.inv(TO_D50).T
    light = light.clip(0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def lab(tessera, folder, dtype, offset):
    """As Photoshop's TIFF notes store it: L* of 8 and 16 bits fills the range, but for ICC's 16 bits, where it ends at 0xff00."""
    name = f"{'icclab' if offset else 'cielab'}-{dtype.name}"
    values = lab_of(smooth("lab", U8, 3) / 255)
    stored = values.astype(F32)
    if dtype != F32:
        scale = np.array([255 if dtype == U8 else 0xff00 if offset else 0xffff, 0, 0]) / 100 + np.array([0, 1, 1]) * 256 ** (dtype.itemsize - 1)
        shift = np.array([0, 128, 128]) * (1 if offset else 0)
        whole = np.rint((values + shift) * scale)
        values = whole / scale - shift
        stored = whole.astype(np.int64).astype(dtype)  # negative numbers as their two's complement
    tifffile_writer(stored, photometric=name[:6])(folder / f"{name}.tif")
    run(tessera, "apply", "copy", folder / f"{name}.tif", "-o", folder / f"{name}-out.tif")
    found = read_tiff(folder / f"{name}-out.tif")
    top = 1 if dtype == F32 else np.iinfo(dtype).max
    if found.dtype != dtype:
        yield f"{name}: {found.dtype} instead of {dtype}"
    worst = np.abs((found.astype(np.float64) / top).clip(0, 1) - rgb_of(values)).max() * 255
    if worst > 1:
        yield f"{name}: up to {worst:.2f} levels of 255 apart"


def parts():
    for order, big in (("<", False), (">", False), ("<", True), (">", True)):
        yield functools.partial(several_pages, order=order, big=big)
    yield pyramid
    for dtype in (U8, U16):
        for profile in (False, True):
            yield functools.partial(cmyk, dtype=dtype, profile=profile)
    for dtype, offset in ((U8, False), (U8, True), (U16, False), (U16, True), (F32, False)):
        yield functools.partial(lab, dtype=dtype, offset=offset)


def count():
    return len(list(parts()))


def check(tessera, folder):
    folder.mkdir(parents=True)
    return [problem for part in parts() for problem in part(tessera, folder)]
