# SPDX-License-Identifier: Apache-2.0
"""Colours and levels of single pixels."""
import math

import numpy as np


LUMA = np.array([0.299, 0.587, 0.114])


def luma(v):
    return (v[..., :3] @ LUMA)[..., None]


def linear(v):
    return np.where(v <= 0.04045, v / 12.92, ((np.maximum(v, 0) + 0.055) / 1.055) ** 2.4)


def coded(v):
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * np.maximum(v, 0) ** (1 / 2.4) - 0.055)


def logistic(v):
    return 1 / (1 + np.exp(5 * (0.4 - v)))


def hue(v, degrees):
    """hueRotate of W3C Filter Effects."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    fixed = np.tile([0.213, 0.715, 0.072], (3, 1))
    sine = np.array([[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]])
    return v @ (fixed + c * (np.eye(3) - fixed) + s * sine).T


def temperature(v, kelvin):
    """Planckian locus by Kim and others 2002, above 4000 K; linear sRGB of IEC 61966-2-1; luminance kept."""
    t = 1000 / kelvin
    x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    light = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]) @ [x / y, 1, (1 - x - y) / y]
    factors = 1 / light
    return coded(linear(v) * factors / (factors @ [0.2126, 0.7152, 0.0722]))


def tone_aces(v):
    return v * (2.51 * v + 0.03) / (v * (2.43 * v + 0.59) + 0.14)


def curve(v, xs, ys):
    """Monotone cubic pieces, Fritsch and Carlson 1980: mean chords as slopes, drawn into the circle of radius 3."""
    xs, ys = np.array(xs), np.array(ys)
    chord = np.diff(ys) / np.diff(xs)
    before, after = np.r_[chord[0], chord], np.r_[chord, chord[-1]]
    slopes = np.where(before * after <= 0, 0, (before + after) / 2)
    for i, d in enumerate(chord):
        length = math.hypot(slopes[i], slopes[i + 1]) / abs(d) if d else 0
        if length > 3:
            slopes[i:i + 2] *= 3 / length
    i = np.clip(np.searchsorted(xs, v, side="right") - 1, 0, len(chord) - 1)
    h = np.diff(xs)[i]
    t = (v - xs[i]) / h
    return ((1 + 2 * t) * (1 - t) ** 2 * ys[i] + t * (1 - t) ** 2 * h * slopes[i] + t**2 * (3 - 2 * t) * ys[i + 1]
            - t**2 * (1 - t) * h * slopes[i + 1])


def means(v):
    return v.reshape(-1, v.shape[-1]).mean(axis=0)


def match(v, other):
    result = np.empty_like(v)
    for c in range(v.shape[-1]):
        own, wanted = (np.bincount(np.rint(x[..., c] * 255).astype(int).ravel(), minlength=256).cumsum() for x in (v, other))
        table = np.searchsorted(wanted / wanted[-1], own / own[-1])
        result[..., c] = np.minimum(table, 255)[np.rint(v[..., c] * 255).astype(int)] / 255
    return result


def stretched(v, clip):
    counts = np.bincount(np.rint(v * 255).astype(int).ravel(), minlength=256)
    most = clip * counts.sum()
    low = np.argmax(counts.cumsum() > most)
    high = 255 - np.argmax(counts[::-1].cumsum() > most)
    return (v * 255 - low) / (high - low)
