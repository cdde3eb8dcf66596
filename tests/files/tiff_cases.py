# SPDX-License-Identifier: Apache-2.0
"""TIFF: every way of storing that tifffile, vips, Pillow and libtiff's tiffcp write and that is read here."""
import functools

import numpy as np
import PIL.Image
import tifffile

from cases import F32, NAMES, U16, U8, Case, Refusal, expanded, random_pixels, run
from readers import read_by_vips

COMPRESSIONS = ("none", "lzw", "deflate", "zstd", "packbits")
CODES = {"none": 1, "lzw": 5, "deflate": 8, "zstd": 50000, "packbits": 32773}


def tifffile_writer(values, **how):
    """Chunky unless `planarconfig` says otherwise; values are rows, columns, channels."""
    how.setdefault("photometric", "rgb" if values.shape[2] >= 3 else "minisblack")
    if values.shape[2] in (2, 4):
        how.setdefault("extrasamples", ["unassalpha"])
    order = how.pop("byteorder", "<")
    big = how.pop("bigtiff", False)
    stored = values if values.shape[2] > 1 else values[..., 0]
    if how.get("planarconfig") == "separate":
        stored = np.moveaxis(values, 2, 0)

    def write(path):
        with tifffile.TiffWriter(path, byteorder=order, bigtiff=big) as file:
            file.write(np.ascontiguousarray(stored), metadata=None, **how)
    return write


def storages(channels):
    for order, big in (("<", False), (">", False), ("<", True)):
        for layout in ("strips", "single", "tile16"):
            yield order, big, layout
    yield "<", False, "tile256"


def layout_arguments(layout, height):
    if layout.startswith("tile"):
        return {"tile": (int(layout[4:]),) * 2}
    return {"rowsperstrip": 7 if layout == "strips" else height}


def products():
    """Every depth, channel count, compression, predictor, arrangement of planes, byte order and layout."""
    for dtype in (U8, U16, F32):
        for channels in (1, 2, 3, 4):
            for compression in COMPRESSIONS:
                for predictor in (False, True) if compression in ("lzw", "deflate", "zstd") else (False,):
                    for planar in (False, True) if channels > 1 else (False,):
                        for order, big, layout in storages(channels):
                            name = "-".join([NAMES[dtype], str(channels), compression, "predicted" if predictor else "plain",
                                             "planes" if planar else "pixels", "be" if order == ">" else "le",
                                             "big" if big else "classic", layout]) + ".tif"
                            values = random_pixels(name, dtype, 29, 37, channels)
                            how = layout_arguments(layout, 29)
                            if planar:
                                how["planarconfig"] = "separate"
                            yield Case(name, tifffile_writer(values, byteorder=order, bigtiff=big, predictor=predictor,
                                                             compression=None if compression == "none" else compression,
                                                             **how), values)


def sizes():
    for width, height in ((1, 1), (1, 40), (40, 1), (16, 16), (17, 33), (256, 256), (257, 3)):
        for layout in ("strips", "tile16", "tile256"):
            for channels in (1, 4):
                name = f"size-{width}x{height}-{channels}-{layout}.tif"
                values = random_pixels(name, U16, height, width, channels)
                yield Case(name, tifffile_writer(values, compression="deflate", **layout_arguments(layout, height)), values)


def few_bits():
    for bits in (1, 2, 4):
        for layout in ("strips", "tile16"):
            for white in (False, True):
                name = f"gray{bits}-{layout}-{'white' if white else 'black'}.tif"
                values = random_pixels(name, U8, 29, 37, 1) >> (8 - bits)
                expected = expanded(values, bits)
                yield Case(name, tifffile_writer(values.astype(bool) if bits == 1 else values,
                                                 photometric="miniswhite" if white else "minisblack",
                                                 **({} if bits == 1 else {"bitspersample": bits}), **layout_arguments(layout, 29)),
                           255 - expected if white else expected)
    for dtype in (U8, U16):
        name = f"white-{NAMES[dtype]}.tif"
        values = random_pixels(name, dtype, 29, 37, 1)
        yield Case(name, tifffile_writer(values, photometric="miniswhite"), np.iinfo(dtype).max - values)
    for method in ("group3", "group4", "tiff_ccitt"):
        for invert in (False, True):
            name = f"fax-{method}-{invert}.tif"
            values = (random_pixels(name, U8, 29, 37, 1) > 127).astype(U8) * 255
            how = {"compression": method} | ({"tiffinfo": {262: 0}} if invert else {})
            yield Case(name, functools.partial(PIL.Image.fromarray(values[..., 0]).convert("1").save, **how), values)


def palettes():
    for bits in (1, 2, 4, 8):
        for layout in ("strips", "tile16"):
            name = f"palette{bits}-{layout}.tif"
            values = random_pixels(name, U8, 29, 37, 1) >> (8 - bits)
            colours = random_pixels(name + "colours", U8, 3, 2**bits, 1)[..., 0]
            map16 = colours.astype(U16) * 257
            how = {"bitspersample": bits, "extratags": [(320, "H", map16.size, map16.ravel(), True)]} if bits < 8 else \
                {"photometric": "palette", "colormap": map16}
            yield Case(name, functools.partial(with_palette, tifffile_writer(values, **how, **layout_arguments(layout, 29))),
                       colours.T[values[..., 0]])


def with_palette(write, path):
    """tifffile writes palettes of eight bits alone: the others are declared afterwards."""
    write(path)
    run("tiffset", "-s", "262", "3", path)


def other_writers():
    for mode, channels in (("L", 1), ("RGB", 3), ("RGBA", 4)):
        for method in ("raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits"):
            name = f"pillow-{mode}-{method}.tif"
            values = random_pixels(name, U8, 29, 37, channels)
            picture = PIL.Image.fromarray(values if channels > 1 else values[..., 0])
            yield Case(name, functools.partial(picture.save, compression=None if method == "raw" else method), values)
    for dtype in (U8, U16, F32):
        for how in ("[compression=zstd,predictor=none]", "[tile,tile-width=64,tile-height=32,compression=lzw]",
                    "[tile,pyramid,compression=deflate]", "[bigtiff,compression=deflate,predictor=horizontal]"):
            name = f"vips-{NAMES[dtype]}-{how.strip('[]').replace(',', '-').replace('=', '')}.tif"
            values = random_pixels(name, dtype, 150, 200, 3)
            yield Case(name, functools.partial(copied, tifffile_writer(values), "vips", ("copy", "IN"), how), values)
    for how in (("-B",), ("-L", "-p", "separate"), ("-c", "lzw:2", "-t"), ("-c", "zip:3:p9", "-8"), ("-c", "none", "-s", "-r", "1")):
        dtype = F32 if "zip:3:p9" in how else U8 if "separate" in how else U16
        name = f"tiffcp-{'-'.join(how).replace(':', '')}.tif"
        values = random_pixels(name, dtype, 29, 37, 3)
        yield Case(name, functools.partial(copied, tifffile_writer(values), "tiffcp", (*how, "IN"), ""), values)


def copied(first, program, arguments, suffix, path):
    """Written by tifffile, then copied by another program, which stores it in its own way."""
    source = f"{path}.source.tif"
    first(source)
    run(program, *[source if a == "IN" else a for a in arguments], f"{path}{suffix}")


def other_codecs():
    """Read by libtiff, written as Deflate."""
    for codec, arguments in (("lzma", None), ("webp", {"lossless": True}), ("lerc", None)):
        for dtype in (U8,) if codec == "webp" else (U8, U16, F32):
            for layout in ("strips", "tile16"):
                name = f"codec-{codec}-{NAMES[dtype]}-{layout}.tif"
                values = random_pixels(name, dtype, 29, 37, 3)
                yield Case(name, tifffile_writer(np.nan_to_num(values), compression=codec, compressionargs=arguments,
                                                 **layout_arguments(layout, 29)), np.nan_to_num(values))
    for channels in (1, 3):
        for how in ("[compression=jpeg,Q=90]", "[compression=jpeg,Q=60,tile,tile-width=64,tile-height=64]"):
            name = f"codec-jpeg-{channels}-{'tiled' if 'tile' in how else 'strips'}.tif"
            rows, columns = np.mgrid[0:100, 0:150]
            values = np.stack([(rows * (c + 1) + columns * 2) % 256 for c in range(channels)], axis=2).astype(U8)
            yield Case(name, functools.partial(copied, tifffile_writer(values), "vips", ("copy", "IN"), how), read_by_vips,
                       options=("-O", "compression=none"))


def alpha_kinds():
    for kind in ("unspecified", "unassalpha"):
        for channels in (2, 4):
            name = f"alpha-{kind}-{channels}.tif"
            values = random_pixels(name, U16, 29, 37, channels)
            yield Case(name, tifffile_writer(values, extrasamples=[kind]), values)
    name = "alpha-multiplied.tif"
    values = random_pixels(name, U8, 29, 37, 4)
    values[..., 3] = np.where(values[..., 3] > 127, 255, 0)
    values[values[..., 3] == 0] = 0
    yield Case(name, tifffile_writer(values, extrasamples=["assocalpha"]), values)


def has_layout(settings, path):
    with tifffile.TiffFile(path) as file:
        page = file.pages[0]
        wanted = {"compression": CODES[settings.get("compression", "deflate")], "big": settings.get("bigtiff") == "true",
                  "tile": int(settings.get("tile", 0))}
        found = {"compression": int(page.compression), "big": file.is_bigtiff, "tile": page.tilewidth if page.is_tiled else 0}
    return "" if wanted == found else f"{found} instead of {wanted}"


def outputs():
    """What -O asks for is what another tool finds."""
    for dtype in (U8, U16, F32):
        for channels in (1, 2, 3, 4):
            for settings in ({"tile": "16"}, {"tile": "256"}, {"bigtiff": "true"}, {"tile": "64", "bigtiff": "true", "compression": "zstd"},
                             *({"compression": c} for c in COMPRESSIONS), {"compression": "lzw", "tile": "32"}, {"level": "9"}):
                words = "-".join(f"{key}{value}" for key, value in settings.items())
                name = f"out-{NAMES[dtype]}-{channels}-{words}.tif"
                values = random_pixels(name, dtype, 150, 121, channels)
                options = ("-O", ",".join(f"{key}={value}" for key, value in settings.items()))
                yield Case(name, tifffile_writer(values, compression="deflate"), values, options=options,
                           check=functools.partial(has_layout, settings), second=True)


def refusals():
    for dtype in ("i1", "i2", "i4", "u4", "f2", "f8", "c8"):
        values = np.ones((5, 4, 1), dtype)
        yield Refusal(f"type-{dtype}.tif", tifffile_writer(values), ("samples",))
    yield Refusal("five.tif", tifffile_writer(np.ones((9, 8, 5), U8), extrasamples=["unspecified"] * 2), ("5 channels",))
    yield Refusal("jpegxl.tif", tifffile_writer(np.ones((32, 32, 3), U8), compression="jpegxl"), ("compression",))


def all_cases():
    for part in (products, sizes, few_bits, palettes, other_writers, other_codecs, alpha_kinds, outputs):
        yield from part()
