# SPDX-License-Identifier: Apache-2.0
"""Pyramids: TIFFs with all levels as tifffile, vips and Pillow read them, and DeepZooms beside those of `vips dzsave`."""
import functools
import re

import numpy as np
import PIL.Image
import tifffile

from cases import F32, NAMES, U16, U8, random_pixels, run, same_bits
from readers import deep, read_by_pillow, read_by_vips
from tiff_cases import CODES, tifffile_writer

TILE = 32


def half(values):
    """Means of 2 x 2 in float64, colours counting by alpha; the last row and column stand twice where a side is odd."""
    even = np.pad(values.astype(np.float64), ((0, values.shape[0] % 2), (0, values.shape[1] % 2), (0, 0)), mode="edge")
    alpha = even[..., -1:] if values.shape[2] in (2, 4) else np.ones_like(even[..., :1])
    sums = [sum(part[y::2, x::2] for y in (0, 1) for x in (0, 1)) for part in (even * alpha, alpha)]
    means = sums[0] / np.where(sums[1] == 0, 1, sums[1])
    if values.shape[2] in (2, 4):
        means[..., -1:] = sums[1] / 4
    return means, sums[1]


def compare_level(name, above, found):
    """Within half a level of the mean of what is stored above it, or a part in 2^20 of float."""
    expected, weight = half(above)
    if found.shape != expected.shape or found.dtype != above.dtype:
        return f"{name}: {found.shape} {found.dtype} instead of {expected.shape} {above.dtype}"
    if found.dtype == F32:
        worst, most = np.max(np.abs(expected - found) / (1 + np.abs(expected))), 2**-20
    else:
        # Where alpha vanishes no colour is right or wrong.
        shown = np.broadcast_to((found[..., -1:] > 0) & (weight > 0), found.shape) if found.shape[2] in (2, 4) else np.ones(found.shape, bool)
        worst, most = np.max(np.abs(expected - found) * shown), 0.51
    return f"{name}: {worst} from the mean" if worst > most else ""


def check_levels(name, source, levels):
    """The picture to the bit, then every level by the one above it."""
    yield same_bits(source, levels[0])
    size, count = source.shape[:2], 1
    while max(size) > TILE:
        size, count = tuple((side + 1) // 2 for side in size), count + 1
    if len(levels) != count:
        yield f"{name}: {len(levels)} levels instead of {count}"
    for number, (above, found) in enumerate(zip(levels, levels[1:])):
        yield compare_level(f"{name}: level {number + 1}", above, found)


def tiff_levels(path, subifd):
    """As tifffile reads them, which knows that they are levels of one picture, but for those of a single row or column."""
    with tifffile.TiffFile(path) as file:
        known = min(file.pages[0].shape[:2]) > 1
        levels = [level.pages[0] for level in file.series[0].levels] if known else list(file.pages)
        kinds = [bool(level.is_reduced) for level in levels]
        below = bool(file.pages[0].subifds)
        if kinds != [False] + [True] * (len(levels) - 1) or (len(levels) > 1 and below != subifd) or not all(level.is_tiled for level in levels):
            raise ValueError(f"reduced: {kinds}, sub-directories: {below}")
        return file.pages[0].compression.value, [deep(level.asarray().astype(level.dtype.newbyteorder("="))) for level in levels]


def tiff_part(tessera, folder, dtype, channels, compression, subifd, size, big=False):
    name = f"pyramid-{NAMES[dtype]}-{channels}-{compression}-{'below' if subifd else 'after'}-{size[0]}x{size[1]}{'-big' if big else ''}"
    source = random_pixels(name, dtype, size[1], size[0], channels)
    if dtype == F32:
        source = np.nan_to_num(source, posinf=1, neginf=-1).clip(-9, 9)
        if channels in (2, 4):
            source[..., -1] = np.abs(source[..., -1]).clip(0.01, 1)
    tifffile_writer(source)(folder / f"{name}.in.tif")
    out = folder / f"{name}.tif"
    run(tessera, "apply", "copy", folder / f"{name}.in.tif", "-o", out, "-O", f"tile={TILE}", "-O", f"compression={compression}",
        "-O", "pyramid=subifd" if subifd else "pyramid", *(("-O", "bigtiff") if big else ()))
    code, levels = tiff_levels(out, subifd)
    if code != CODES[compression]:
        yield f"{name}: compression {code}"
    yield from check_levels(name, source, levels)
    if compression == "deflate":
        for number, level in enumerate(levels):
            place = f"[subifd={number - 1}]" if subifd and number else "" if subifd else f"[page={number}]"
            yield same_bits(level, read_by_vips(f"{out}{place}"))
    if dtype == U8 and not subifd and compression != "zstd" and channels != 2:
        with PIL.Image.open(out) as picture:
            for number, level in enumerate(levels):
                picture.seek(number)
                yield same_bits(level, deep(np.array(picture)))


def jpeg_part(tessera, folder, channels, subifd):
    """The same levels as without loss, but for the loss."""
    name = f"pyramid-jpeg-{channels}-{subifd}"
    rows, columns = np.mgrid[0:201, 0:301]
    source = np.stack([(rows * (c + 1) + columns * 2) / 6 for c in range(channels)], axis=2).astype(U8)
    tifffile_writer(source)(folder / f"{name}.in.tif")
    for compression in ("jpeg", "deflate"):
        run(tessera, "apply", "copy", folder / f"{name}.in.tif", "-o", folder / f"{name}-{compression}.tif", "-O", f"tile={TILE}",
            "-O", f"compression={compression}", "-O", "pyramid=subifd" if subifd else "pyramid", "--quality", "95")
    lossy, lossless = (tiff_levels(folder / f"{name}-{compression}.tif", subifd)[1] for compression in ("jpeg", "deflate"))
    for number, (a, b) in enumerate(zip(lossy, lossless)):
        if a.shape != b.shape or np.abs(a.astype(int) - b).mean() > 2:
            yield f"{name}: level {number}: {a.shape}, {np.abs(a.astype(int) - b).mean()} from the lossless one"


def tiles_below(folder):
    """Name and size of every tile."""
    tiles = {}
    for path in folder.rglob("*_*.*"):
        with PIL.Image.open(path) as picture:
            tiles[str(path.relative_to(folder))] = picture.size
    return tiles


def described(path):
    text = path.read_text()
    return {word: re.search(f'{word}="([^"]*)"', text)[1] for word in ("xmlns", "Format", "Overlap", "TileSize", "Width", "Height")}


def deepzoom_part(tessera, folder, channels, size, tile, overlap, suffix):
    name = f"deepzoom-{channels}-{size[0]}x{size[1]}-{tile}-{overlap}-{suffix}"
    source = random_pixels(name, U8, size[1], size[0], channels)
    tifffile_writer(source)(folder / f"{name}.tif")
    ours, theirs = folder / f"{name}-ours", folder / f"{name}-theirs"
    run(tessera, "apply", "copy", folder / f"{name}.tif", "-o", f"{ours}.dzi", "-O", f"tile={tile}", "-O", f"overlap={overlap}", "-O", f"suffix={suffix}")
    run("vips", "dzsave", folder / f"{name}.tif", theirs, "--tile-size", tile, "--overlap", overlap, "--suffix", f".{suffix}")
    a, b = (tiles_below(folder / f"{name}-{whose}_files") for whose in ("ours", "theirs"))
    if a != b:
        yield f"{name}: tiles {sorted(a.items() ^ b.items())[:6]}"
    a, b = (described(folder / f"{name}-{whose}.dzi") for whose in ("ours", "theirs"))
    if a != b:
        yield f"{name}: described as {a} instead of {b}"
    if suffix == "png":
        yield from check_tiles(name, source, folder / f"{name}-ours_files", tile, overlap)


def check_tiles(name, source, folder, tile, overlap):
    """Every tile against the level put together of their inner parts, the levels against each other."""
    levels = []
    for number in sorted((int(path.name) for path in folder.iterdir()), reverse=True):
        grid = {tuple(map(int, path.stem.split("_"))): read_by_pillow(path) for path in (folder / str(number)).iterdir()}
        inner = {}
        for (column, row), pixels in grid.items():
            left, top = min(column, 1) * overlap, min(row, 1) * overlap
            inner[column, row] = pixels[top:top + tile, left:left + tile]
        columns, rows = (max(place[axis] for place in grid) + 1 for axis in (0, 1))
        level = np.concatenate([np.concatenate([inner[column, row] for column in range(columns)], axis=1) for row in range(rows)])
        levels.append(level)
        for (column, row), pixels in grid.items():
            left, top = max(0, column * tile - overlap), max(0, row * tile - overlap)
            yield same_bits(level[top:(row + 1) * tile + overlap, left:(column + 1) * tile + overlap], pixels)
    yield same_bits(source, levels[0])
    for number, (above, found) in enumerate(zip(levels, levels[1:])):
        yield compare_level(f"{name}: level {number + 1}", above, found)


def parts():
    for compression in CODES:
        for subifd in (False, True):
            for dtype in (U8, U16, F32):
                for channels in (1, 2, 3, 4) if compression == "deflate" else (3,):
                    yield functools.partial(tiff_part, dtype=dtype, channels=channels, compression=compression, subifd=subifd, size=(201, 133))
    for size in ((1, 1), (32, 32), (33, 1), (1, 300), (64, 64)):
        for big in (False, True):
            yield functools.partial(tiff_part, dtype=U16, channels=3, compression="deflate", subifd=False, size=size, big=big)
    for channels in (1, 3):
        for subifd in (False, True):
            yield functools.partial(jpeg_part, channels=channels, subifd=subifd)
    for channels in (1, 3, 4):
        for size in ((1, 1), (255, 254), (600, 401), (257, 1)):
            for tile, overlap in ((254, 1), (100, 2)):
                for suffix in ("jpg", "png"):
                    if channels != 4 or suffix == "png":
                        yield functools.partial(deepzoom_part, channels=channels, size=size, tile=tile, overlap=overlap, suffix=suffix)


def count():
    return len(list(parts()))


def check(tessera, folder):
    folder.mkdir(parents=True)
    return [problem for part in parts() for problem in part(tessera, folder) if problem]
