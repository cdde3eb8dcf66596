# SPDX-License-Identifier: Apache-2.0
"""Colour spaces as samples hold them, and tables over colours."""
import numpy as np

from colour import LUMA, linear


def hue_of(v):
    """CSS Color 4: sixths of a turn from red, by the channel that is greatest."""
    r, g, b = np.moveaxis(v, -1, 0)
    most, width = v.max(axis=-1), np.ptp(v, axis=-1)
    safe = np.where(width > 0, width, 1)
    sixths = np.select([width == 0, most == r, most == g], [0, (g - b) / safe, 2 + (b - r) / safe], 4 + (r - g) / safe)
    return sixths / 6 % 1


def hsv(v):
    most, width = v.max(axis=-1), np.ptp(v, axis=-1)
    return np.dstack([hue_of(v), np.divide(width, most, out=np.zeros_like(most), where=most > 0), most])


def hsl(v):
    width, lightness = np.ptp(v, axis=-1), (v.max(axis=-1) + v.min(axis=-1)) / 2
    room = 2 * np.minimum(lightness, 1 - lightness)
    return np.dstack([hue_of(v), np.divide(width, room, out=np.zeros_like(room), where=room > 0), lightness])


def ycbcr(v):
    """JFIF 1.02."""
    y = v @ LUMA
    return np.dstack([y, (v[..., 2] - y) / 1.772 + 128 / 255, (v[..., 0] - y) / 1.402 + 128 / 255])


def xyz(v):
    """Over white's: from the chromaticities of IEC 61966-2-1."""
    chromaticities = np.array([[0.64, 0.33], [0.30, 0.60], [0.15, 0.06], [0.3127, 0.3290]])
    primaries = np.array([[x / y, 1, (1 - x - y) / y] for x, y in chromaticities])
    white = primaries[3]
    strengths = np.linalg.solve(primaries[:3].T, white)
    return linear(v) @ (primaries[:3] * strengths[:, None]) / white


def cie_lab(v):
    """CIE 15: L*, a*, b*."""
    t = xyz(v)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.dstack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])])


def lab(v):
    return (cie_lab(v) + [0, 128, 128]) / [100, 255, 255]


def lch(v):
    lightness, a, b = np.moveaxis(cie_lab(v), -1, 0)
    chroma = np.hypot(a, b)
    return np.dstack([lightness / 100, chroma / 150, np.where(chroma < 0.15, 0, np.arctan2(b, a) / (2 * np.pi) % 1)])


CURVES = np.array([[0.06, 0.05, 0.1], [0.15, 0.3, 0.2], [0.6, 0.4, 0.55], [0.7, 0.8, 0.6], [0.9, 0.95, 0.88]])
NODES = 9


def bent_colours(nodes):
    """A table [blue, green, red] in which every axis bends."""
    blue, green, red = np.meshgrid(*3 * [np.linspace(0, 1, nodes)], indexing="ij")
    colours = red**1.5 * (1 - 0.2 * blue), 0.1 + 0.8 * green * (1 - 0.3 * red), 0.95 * np.sin(blue + green / 2)
    return np.round(np.stack(colours, axis=-1), 6)


TABLE = bent_colours(NODES)


def cube_text(size, rows, domain=""):
    """Adobe's Cube LUT Specification 1.0: red changes fastest."""
    return f"{size}\n{domain}" + "\n".join(" ".join(f"{x:.6f}" for x in row) for row in rows.reshape(-1, 3)) + "\n"


FILES = {"fade.cube": cube_text(f"LUT_1D_SIZE {len(CURVES)}", CURVES, "DOMAIN_MIN 0.1 0.1 0.1\nDOMAIN_MAX 0.9 0.9 0.9\n"),
         "warm.cube": cube_text(f"LUT_3D_SIZE {NODES}", TABLE)}


def lut(v):
    knots = np.linspace(0.1, 0.9, len(CURVES))
    return np.dstack([np.interp(v[..., c], knots, CURVES[:, c]) for c in range(3)])


def tetrahedral(v):
    """From the cube's dark corner along the axis with the largest rest first: each corner weighs by how much shorter the next step is."""
    at = v * (NODES - 1)
    corner = np.minimum(np.floor(at), NODES - 2).astype(int)
    rest = at - corner
    order = np.argsort(-rest, axis=-1)
    falling = np.take_along_axis(rest, order, axis=-1)
    weights = np.dstack([1 - falling[..., 0], falling[..., 0] - falling[..., 1], falling[..., 1] - falling[..., 2], falling[..., 2]])
    total = 0
    for step in range(4):
        total = total + weights[..., step, None] * TABLE[corner[..., 2], corner[..., 1], corner[..., 0]]
        if step < 3:
            corner = corner + (np.arange(3) == order[..., step, None])
    return total
