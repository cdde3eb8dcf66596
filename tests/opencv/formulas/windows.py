# SPDX-License-Identifier: Apache-2.0
"""What surrounds a pixel."""
import math

import numpy as np

from colour import luma


def moved(v, dx, dy):
    """The neighbour at (dx, dy), edges repeated."""
    for axis, step in ((0, dy), (1, dx)):
        if step:
            v = v.take(np.clip(np.arange(v.shape[axis]) + step, 0, v.shape[axis] - 1), axis)
    return v


def weighed(v, weights):
    """The sum over a window of {(dx, dy): weight}."""
    return sum(w * moved(v, *at) for at, w in weights.items())


def blurred(v, sigma, reach=0):
    reach = reach or math.ceil(4 * sigma)
    weights = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma**2))
    weights /= weights.sum()
    for axis in (0, 1):
        v = sum(w * moved(v, *((0, k) if axis == 0 else (k, 0))) for k, w in zip(range(-reach, reach + 1), weights))
    return v


def box(v, radius):
    steps = range(-radius, radius + 1)
    v = sum(moved(v, k, 0) for k in steps) / len(steps)
    return sum(moved(v, 0, k) for k in steps) / len(steps)


def window_gaussian(v, radius):
    """Weights as OpenCV's getGaussianKernel has them for a window of a size."""
    return blurred(v, 0.3 * (radius - 1) + 0.8, radius)


def deviation(v, radius):
    mean = box(v, radius)
    return np.sqrt(np.maximum(box((v - 0.5) ** 2, radius) - (mean - 0.5) ** 2, 0))


def slope(v, side, corner):
    x = corner * (moved(v, 1, -1) - moved(v, -1, -1) + moved(v, 1, 1) - moved(v, -1, 1)) + side * (moved(v, 1, 0) - moved(v, -1, 0))
    y = corner * (moved(v, -1, 1) - moved(v, -1, -1) + moved(v, 1, 1) - moved(v, 1, -1)) + side * (moved(v, 0, 1) - moved(v, 0, -1))
    return np.hypot(x, y)


def relief(v):
    return v + 2 * (moved(v, 1, 1) - moved(v, -1, -1)) + moved(v, 1, 0) - moved(v, -1, 0) + moved(v, 0, 1) - moved(v, 0, -1)


def guided_line(v, radius, epsilon):
    """Equations 5 and 6 of He, Sun and Tang 2010, the picture its own guide."""
    mean, variance = box(v, radius), deviation(v, radius) ** 2
    a = variance / (variance + epsilon)
    return a, mean * (1 - a)


def guided(v, radius, epsilon):
    a, b = guided_line(v, radius, epsilon)
    return box(a, radius) * v + box(b, radius)


def percentile(v, radius, part):
    steps = range(-radius, radius + 1)
    window = np.sort(np.stack([moved(v, x, y) for y in steps for x in steps]), axis=0)
    return window[round(part * (len(window) - 1))]


def despeckle(v, threshold):
    median = percentile(v, 1, 0.5)
    return np.where(np.abs(v - median) > threshold, median, v)


def non_local_means(v, h, patch, search):
    total, weights = 0, 0
    for dy in range(-search, search + 1):
        for dx in range(-search, search + 1):
            other = moved(v, dx, dy)
            apart = sum(((moved(v, px, py) - moved(v, dx + px, dy + py)) ** 2).mean(axis=-1, keepdims=True)
                        for py in range(-patch, patch + 1) for px in range(-patch, patch + 1)) / (2 * patch + 1) ** 2
            weight = np.exp(-apart / h**2)
            total, weights = total + weight * other, weights + weight
    return total / weights


def kuwahara(v, radius):
    best, least = None, None
    steps = range(radius + 1)
    for left, top in ((-radius, -radius), (0, -radius), (-radius, 0), (0, 0)):
        window = np.stack([moved(v, left + x, top + y) for y in steps for x in steps])
        steps_of_luma = np.rint(window * 255).astype(np.int64) @ [299, 587, 114] * 8
        whole = (steps_of_luma + 500) // 1000
        mean, variance = window.mean(axis=0), (len(whole) * (whole**2).sum(axis=0) - whole.sum(axis=0) ** 2)[..., None]
        best = mean if best is None else np.where(variance < least, mean, best)
        least = variance if least is None else np.minimum(variance, least)
    return best


def laplacian_of_gaussian(v, sigma):
    """Sampled second derivative times sigma^2, its sum made 0, over the Gaussian's sum."""
    steps = range(-math.ceil(4 * sigma), math.ceil(4 * sigma) + 1)
    far = {(x, y): (x * x + y * y) / sigma**2 for x in steps for y in steps}
    raw = {at: (d - 2) * math.exp(-d / 2) for at, d in far.items()}
    mean = sum(raw.values()) / len(raw)
    norm = sum(math.exp(-d / 2) for d in far.values())
    return weighed(v, {at: (w - mean) / norm for at, w in raw.items()}) + 0.5


def motion_blur(v, length, degrees):
    """A line one pixel wide: a pixel weighs 1 less its distance from it."""
    half, c, s = (length - 1) / 2, math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    weights = {}
    for x in range(-length, length + 1):
        for y in range(-length, length + 1):
            along = min(max(x * c + y * s, -half), half)
            weight = 1 - math.hypot(x - along * c, y - along * s)
            if weight > 1e-9:
                weights[x, y] = weight
    total = sum(weights.values())
    return weighed(v, {at: w / total for at, w in weights.items()})


def shadows_highlights(v, shadows, highlights, sigma):
    m = luma(np.rint(blurred(v, sigma) * 255) / 255)
    return np.maximum(v, 0) ** np.exp2(highlights * m**2 - shadows * (1 - m) ** 2)
