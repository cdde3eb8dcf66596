# SPDX-License-Identifier: Apache-2.0
"""What depends on a pixel's place."""
import math
import statistics

import numpy as np

from windows import blurred


def dither(v, levels):
    """Bayer's matrix by its recursion."""
    matrix = np.zeros((1, 1))
    for _ in range(3):
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    height, width = v.shape[:2]
    limit = np.tile((matrix + 0.5) / 64, (height // 8 + 1, width // 8 + 1))[:height, :width, None]
    return np.clip(np.floor(v * (levels - 1) + limit), 0, levels - 1) / (levels - 1)


def vignette(v, amount):
    height, width = v.shape[:2]
    y, x = (2 * np.arange(height) + 1) / height - 1, (2 * np.arange(width) + 1) / width - 1
    k = 1 / math.sqrt(1 - amount) - 1
    return v / (1 + k * (x[None, :, None] ** 2 + y[:, None, None] ** 2) / 2) ** 2


def filtered(v, weights):
    wide = np.pad(v[..., 0], 2, mode="reflect")
    height, width = v.shape[:2]
    return sum(weights[y][x] * wide[y:y + height, x:x + width] for y in range(5) for x in range(5)) / 8


def demosaic(v):
    """Malvar, He and Cutler 2004, figure 2; rggb."""
    green = [[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]]
    across = [[0, 0, 0.5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, 0.5, 0, 0]]
    slanted = [[0, 0, -1.5, 0, 0], [0, 2, 0, 2, 0], [-1.5, 0, 6, 0, -1.5], [0, 2, 0, 2, 0], [0, 0, -1.5, 0, 0]]
    g, h, d = filtered(v, green), filtered(v, across), filtered(v, slanted)
    w, own = filtered(v, np.transpose(across)), v[..., 0]
    y, x = np.indices(own.shape) % 2
    red = np.where(y == 0, np.where(x == 0, own, h), np.where(x == 0, w, d))
    blue = np.where(y == 1, np.where(x == 1, own, h), np.where(x == 1, w, d))
    return np.dstack([red, np.where(x == y, g, own), blue])


def scrambled(x):
    """lowbias32, C. Wellons 2018: a hash of 32-bit numbers."""
    x = np.asarray(x, np.uint64)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x = ((x ^ (x >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return x ^ (x >> np.uint64(16))


def uniform(v, seed, stream):
    """The middles of 2^24 equal parts of 0..1, chosen by column, row, stream and seed alone."""
    height, width = v.shape[:2]
    rows = scrambled(scrambled(seed) ^ np.arange(height, dtype=np.uint64))
    keys = scrambled((rows + np.uint64(0x9E3779B9 * (stream + 1))) & np.uint64(0xFFFFFFFF))
    hashed = scrambled(scrambled(np.arange(width, dtype=np.uint64)) ^ keys[:, None])
    return ((hashed >> np.uint64(8)).astype(np.float64) + 0.5)[..., None] / 2**24


def uniforms(v, seed):
    return np.dstack([uniform(v, seed, stream) for stream in range(v.shape[-1])])


def normal(part):
    """The inverse of the normal distribution (Python's is Wichura's AS241)."""
    inverse = statistics.NormalDist().inv_cdf
    return np.fromiter(map(inverse, part.ravel()), np.float64, part.size).reshape(part.shape)


def impulses(v, amount, seed):
    part = uniforms(v, seed)
    return np.where(part < amount / 2, 0, np.where(part > 1 - amount / 2, 1, v))


def film_grain(v, amount, sigma, seed):
    """White noise blurred and brought back to a deviation of 1, times 4 v (1 - v)."""
    weights = np.exp(-np.arange(-math.ceil(4 * sigma), math.ceil(4 * sigma) + 1) ** 2 / (2 * sigma**2))
    kept = (weights**2).sum() / weights.sum() ** 2
    grains = blurred(normal(uniform(v, seed, 0)), sigma) / kept
    return v + amount * 4 * v * (1 - v) * grains
