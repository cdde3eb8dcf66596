# SPDX-License-Identifier: Apache-2.0
"""Maps of places, and what stands between pixels. Places are those of pixels' corners: the first pixel's middle is (0.5, 0.5)."""
import math

import numpy as np


def cubic(t):
    """Keys 1981, a = -1/2."""
    t = np.abs(t)
    return np.where(t <= 1, 1.5 * t**3 - 2.5 * t**2 + 1, np.where(t < 2, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2, 0))


def triangle(t):
    return np.maximum(0, 1 - np.abs(t))


def lanczos3(t):
    return np.where(np.abs(t) < 3, np.sinc(t) * np.sinc(t / 3), 0)


FILTERS = {"bicubic": (cubic, 2), "bilinear": (triangle, 1), "lanczos3": (lanczos3, 3)}


def axis_weights(size, made, kind, start=0.0, length=0.0):
    """A row of weights for each of the `made` pixels that a length of the axis becomes; beyond its ends the axis repeats its edges."""
    length = length or size
    step, matrix = length / made, np.zeros((made, size))
    if kind == "area":
        at = np.arange(size)
        for i in range(made):
            matrix[i] = np.maximum(0, np.minimum(at + 1, start + (i + 1) * step) - np.maximum(at, start + i * step))
    else:
        curve, lobes = FILTERS[kind]
        stretch = max(step, 1)
        reach = math.ceil(lobes * stretch) + 1
        for i in range(made):
            middle = start + (i + 0.5) * step
            at = math.floor(middle) + np.arange(-reach, reach + 1)
            np.add.at(matrix[i], np.clip(at, 0, size - 1), curve((at + 0.5 - middle) / stretch))
    return matrix / matrix.sum(axis=1, keepdims=True)


def half_up(x):
    return max(1, math.floor(x + 0.5))


def weighed_axes(v, rows, columns):
    return np.einsum("xj,yjc->yxc", columns, np.tensordot(rows, v, 1), optimize=True)


def resized(v, factor, kind):
    """The whole side becomes the whole side."""
    (height, width), (rows, columns) = v.shape[:2], (half_up(side * factor) for side in v.shape[:2])
    if kind == "nearest":
        y, x = ((2 * np.arange(n) + 1) * side // (2 * n) for n, side in ((rows, height), (columns, width)))
        return v[y][:, x]
    return weighed_axes(v, axis_weights(height, rows, kind), axis_weights(width, columns, kind))


def covered(v, columns, rows):
    """The lower end, in its middle, of what has the result's shape."""
    height, width = v.shape[:2]
    scale = min(1, max(columns / width, rows / height))
    columns, rows = min(columns, half_up(width * scale)), min(rows, half_up(height * scale))
    wide, high = min(width, columns / scale), min(height, rows / scale)
    return weighed_axes(v, axis_weights(height, rows, "lanczos3", height - high, high),
                        axis_weights(width, columns, "lanczos3", (width - wide) / 2, wide))


def pixelated(v, side):
    out = np.empty_like(v)
    for y in range(0, v.shape[0], side):
        for x in range(0, v.shape[1], side):
            block = (slice(y, y + side), slice(x, x + side))
            out[block] = v[block].mean(axis=(0, 1))
    return out


def trimmed(v, tolerance):
    seen = (np.abs(v - v[0, 0]) > tolerance).any(axis=-1)
    if not seen.any():
        return v
    y, x = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    return v[y[0]:y[-1] + 1, x[0]:x[-1] + 1]


def centres(height, width):
    y, x = np.indices((height, width)) + 0.5
    return x, y


def taken(v, x, y, kind, round_rows=False):
    """The picture at places, its edges repeated, fading to black over the pixel about its edge; or its rows going round."""
    height, width = v.shape[:2]
    if kind == "nearest":
        inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
        return v[np.where(inside, y, 0).astype(int), np.where(inside, x, 0).astype(int)] * inside[..., None]
    curve, reach = FILTERS[kind]
    seen = np.clip(np.minimum(x, width - x) + 0.5, 0, 1)
    if not round_rows:
        seen = seen * np.clip(np.minimum(y, height - y) + 0.5, 0, 1)
    left, top = (np.floor(np.clip(p - 0.5, -9, side + 9)).astype(int) for p, side in ((x, width), (y, height)))
    total = 0
    for j in range(1 - reach, reach + 1):
        row = (top + j) % height if round_rows else np.clip(top + j, 0, height - 1)
        line = 0
        for i in range(1 - reach, reach + 1):
            line = line + curve(left + i + 0.5 - x)[..., None] * v[row, np.clip(left + i, 0, width - 1)]
        total = total + curve(top + j + 0.5 - y)[..., None] * line
    return total * seen[..., None]


def whole(side):
    return math.ceil(side - 1e-6)


def mapped(v, forward, kind, shape=None):
    """By a 3x3 matrix that takes places of the picture to places of the result."""
    x, y = centres(*(shape or v.shape[:2]))
    back = np.linalg.inv(forward)
    u, w, z = (row[0] * x + row[1] * y + row[2] for row in back)
    return taken(v, u / z, w / z, kind)


def about_middles(linear, v, kind):
    """A linear map about the middle of the picture; the result holds all of it."""
    height, width = v.shape[:2]
    rows, columns = whole(abs(linear[1][0]) * width + abs(linear[1][1]) * height), whole(abs(linear[0][0]) * width + abs(linear[0][1]) * height)
    forward = np.eye(3)
    forward[:2, :2] = linear
    forward[:2, 2] = np.array([columns, rows]) / 2 - forward[:2, :2] @ [width / 2, height / 2]
    return mapped(v, forward, kind, (rows, columns))


def rotated(v, degrees, kind):
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return about_middles([[c, -s], [s, c]], v, kind)


def sheared(v, degrees_x, degrees_y, kind):
    p, q = math.tan(math.radians(degrees_x)), math.tan(math.radians(degrees_y))
    return about_middles(np.array([[1, 0], [q, 1]]) @ [[1, p], [0, 1]], v, kind)


def affine(v, a, b, c, d, e, f, kind):
    """As warpAffine: of middles of pixels at whole numbers."""
    to_middles = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    return mapped(v, np.linalg.inv(to_middles) @ [[a, b, c], [d, e, f], [0, 0, 1]] @ to_middles, kind)


def perspective(v, corners, kind):
    """The eight numbers of a projective map by the four points that the result's corners show (Heckbert 1989)."""
    height, width = v.shape[:2]
    points = np.reshape(corners, (4, 2)) * [width, height]
    equations, values = [], []
    for (x, y), (u, w) in zip(((0, 0), (width, 0), (width, height), (0, height)), points):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -w * x, -w * y]]
        values += [u, w]
    back = np.append(np.linalg.solve(equations, values), 1).reshape(3, 3)
    return mapped(v, np.linalg.inv(back), kind)


def undistorted(v, k1, k2, p1, kind):
    """Brown 1966 in OpenCV's letters; the focal length is the width."""
    height, width = v.shape[:2]
    x, y = ((p - side / 2) / width for p, side in zip(centres(height, width), (width, height)))
    r2 = x * x + y * y
    radial = 1 + k1 * r2 + k2 * r2**2
    return taken(v, (x * radial + 2 * p1 * x * y) * width + width / 2, (y * radial + p1 * (r2 + 2 * y * y)) * width + height / 2, kind)


def swirled(v, degrees, radius, kind):
    """ImageMagick's SwirlImage, its sign turned; radius in halves of the shorter side."""
    height, width = v.shape[:2]
    x, y = (p - side / 2 for p, side in zip(centres(height, width), (width, height)))
    angle = -math.radians(degrees) * np.maximum(0, 1 - np.hypot(x, y) / (radius * min(width, height) / 2)) ** 2
    c, s = np.cos(angle), np.sin(angle)
    return taken(v, c * x - s * y + width / 2, s * x + c * y + height / 2, kind)


def polar(v, radius, kind):
    height, width = v.shape[:2]
    x, y = centres(height, width)
    r, angle = x / width * radius * math.hypot(width, height) / 2, y / height * 2 * np.pi
    return taken(v, width / 2 + r * np.cos(angle), height / 2 + r * np.sin(angle), kind)


def unpolar(v, radius, kind):
    height, width = v.shape[:2]
    x, y = (p - side / 2 for p, side in zip(centres(height, width), (width, height)))
    columns = np.hypot(x, y) / (radius * math.hypot(width, height) / 2) * width
    return taken(v, np.maximum(columns, 0.5), np.arctan2(y, x) / (2 * np.pi) % 1 * height, kind, round_rows=True)
