# SPDX-License-Identifier: Apache-2.0
"""Edges: what depends on which of two gradients is greater."""
import math
import typing

import numpy as np

from colour import luma
from windows import blurred, moved

ROUNDING = 1e-6  # of a gradient, in floats


class Between(typing.NamedTuple):
    """A result that is either bound where two things are closer than `close`, by how they were rounded; elsewhere both bounds are the same."""
    low: np.ndarray
    high: np.ndarray
    close: float


def gradient(v):
    """Sobel's weights over 4."""
    lines = ((-1, 1 / 4), (0, 2 / 4), (1, 1 / 4))
    return (sum(weight * (moved(v, 1, k) - moved(v, -1, k)) for k, weight in lines),
            sum(weight * (moved(v, k, 1) - moved(v, k, -1)) for k, weight in lines))


def thin_edges(v):
    """Canny 1986: a gradient stays where it is greater than both along it, in the nearest of four directions; of two equal ones either stays."""
    x, y = gradient(np.pad(v, ((2, 2), (2, 2), (0, 0)), mode="edge"))  # gradients beyond the edge are those of repeated pixels
    own = np.hypot(x, y)
    degrees = np.degrees(np.arctan2(y, x)) % 180
    unsure = np.degrees(np.divide(2 * ROUNDING, own, out=np.full_like(own, math.pi), where=own > ROUNDING))
    surely, maybe = np.ones(own.shape, bool), np.zeros(own.shape, bool)
    for dx, dy, direction in ((1, 0, 0), (1, 1, 45), (0, 1, 90), (1, -1, 135)):
        near = np.abs((degrees - direction + 90) % 180 - 90) < 22.5 + unsure
        more = own - np.maximum(moved(own, dx, dy), moved(own, -dx, -dy))
        surely &= ~near | (more > ROUNDING)
        maybe |= near & (more > -ROUNDING)
    return Between(*(np.where(kept, own, 0)[2:-2, 2:-2] for kept in (surely, maybe)), ROUNDING)


def connected(strong, weak):
    """What is weak and can be reached from the strong through weak places, 8 neighbours each."""
    weak, reached = np.pad(weak, 1), np.pad(strong & weak, 1)
    width = weak.shape[1]
    weak, reached = weak.ravel(), reached.ravel()
    steps = np.array([dy * width + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dx or dy])
    found = np.flatnonzero(reached)
    while len(found):
        around = (found[:, None] + steps).ravel()
        found = np.unique(around[weak[around] & ~reached[around]])
        reached[found] = True
    return reached.reshape(-1, width)[1:-1, 1:-1]


def hysteresis(v, low, high):
    return np.dstack([connected(v[..., c] >= high, v[..., c] >= low) for c in range(v.shape[-1])]).astype(float)


def canny(v, low, high, sigma):
    """Lower gradients against higher thresholds bound the edges, and the other way round."""
    thin = thin_edges(blurred(luma(v), sigma))
    return Between(hysteresis(thin.low, low + ROUNDING, high + ROUNDING), hysteresis(thin.high, low - ROUNDING, high - ROUNDING), ROUNDING)


def above(v, limit, close):
    return Between(np.where(v > limit + close, 1.0, 0), np.where(v > limit - close, 1.0, 0), close)
