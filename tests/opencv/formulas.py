#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Operators that OpenCV does not have, on photographs, against their published formulas in float64 (numpy).

python3 tests/opencv/formulas.py TESSERA FOLDER [README.md]   prints the table, or writes it between its marks in the file.
Needs numpy and OpenCV for Python, which reads and writes the PNGs. Formulas are written from their sources, not from kernels/.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy as np

LUMA = np.array([0.299, 0.587, 0.114])


def luma(v):
    return (v[..., :3] @ LUMA)[..., None]


def linear(v):
    return np.where(v <= 0.04045, v / 12.92, ((np.maximum(v, 0) + 0.055) / 1.055) ** 2.4)


def coded(v):
    return np.where(v <= 0.0031308, v * 12.92, 1.055 * np.maximum(v, 0) ** (1 / 2.4) - 0.055)


def moved(v, dx, dy):
    """The neighbour at (dx, dy), edges repeated."""
    height, width = v.shape[:2]
    rows, columns = np.clip(np.arange(height) + dy, 0, height - 1), np.clip(np.arange(width) + dx, 0, width - 1)
    return v[rows][:, columns]


def blurred(v, sigma):
    reach = math.ceil(4 * sigma)
    weights = np.exp(-np.arange(-reach, reach + 1) ** 2 / (2 * sigma**2))
    weights /= weights.sum()
    for axis in (0, 1):
        v = sum(w * moved(v, *((0, k) if axis == 0 else (k, 0))) for k, w in zip(range(-reach, reach + 1), weights))
    return v


def box(v, radius):
    steps = range(-radius, radius + 1)
    v = sum(moved(v, k, 0) for k in steps) / len(steps)
    return sum(moved(v, 0, k) for k in steps) / len(steps)


def deviation(v, radius):
    mean = box(v, radius)
    return np.sqrt(np.maximum(box((v - 0.5) ** 2, radius) - (mean - 0.5) ** 2, 0))


def slope(v, side, corner):
    x = corner * (moved(v, 1, -1) - moved(v, -1, -1) + moved(v, 1, 1) - moved(v, -1, 1)) + side * (moved(v, 1, 0) - moved(v, -1, 0))
    y = corner * (moved(v, -1, 1) - moved(v, -1, -1) + moved(v, 1, 1) - moved(v, 1, -1)) + side * (moved(v, 0, 1) - moved(v, 0, -1))
    return np.hypot(x, y)


def logistic(v):
    return 1 / (1 + np.exp(5 * (0.4 - v)))


def hue(v, degrees):
    """hueRotate of W3C Filter Effects."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    fixed = np.tile([0.213, 0.715, 0.072], (3, 1))
    sine = np.array([[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]])
    return v @ (fixed + c * (np.eye(3) - fixed) + s * sine).T


def soft_light(b, s):
    d = np.where(b <= 0.25, ((16 * b - 12) * b + 4) * b, np.sqrt(b))
    return np.where(s <= 0.5, b - (1 - 2 * s) * b * (1 - b), b + (2 * s - 1) * (d - b))


def hard_light(b, s):
    return np.where(s <= 0.5, 2 * b * s, 1 - 2 * (1 - b) * (1 - s))


def dodge(b, s):
    return np.where(b == 0, 0, np.where(s == 1, 1, np.minimum(1, b / np.where(s == 1, 1, 1 - s))))


def burn(b, s):
    return np.where(b == 1, 1, np.where(s == 0, 0, 1 - np.minimum(1, (1 - b) / np.where(s == 0, 1, s))))


def flop(v):
    return v[:, ::-1]


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


def shadows_highlights(v, shadows, highlights, sigma):
    m = luma(np.rint(blurred(v, sigma) * 255) / 255)
    return np.maximum(v, 0) ** np.exp2(highlights * m**2 - shadows * (1 - m) ** 2)


def guided(v, radius, epsilon):
    mean, variance = box(v, radius), deviation(v, radius) ** 2
    a = variance / (variance + epsilon)
    return box(a, radius) * v + box(mean * (1 - a), radius)


def percentile(v, radius, part):
    steps = range(-radius, radius + 1)
    window = np.sort(np.stack([moved(v, x, y) for y in steps for x in steps]), axis=0)
    return window[round(part * (len(window) - 1))]


def despeckle(v, threshold):
    median = percentile(v, 1, 0.5)
    return np.where(np.abs(v - median) > threshold, median, v)


def means(v):
    return v.reshape(-1, v.shape[-1]).mean(axis=0)


def tone_aces(v):
    return v * (2.51 * v + 0.03) / (v * (2.43 * v + 0.59) + 0.14)


def relief(v):
    return v + 2 * (moved(v, 1, 1) - moved(v, -1, -1)) + moved(v, 1, 0) - moved(v, -1, 0) + moved(v, 0, 1) - moved(v, 0, -1)


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


def temperature(v, kelvin):
    """Planckian locus by Kim and others 2002, above 4000 K; linear sRGB of IEC 61966-2-1; luminance kept."""
    t = 1000 / kelvin
    x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    light = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]) @ [x / y, 1, (1 - x - y) / y]
    factors = 1 / light
    return coded(linear(v) * factors / (factors @ [0.2126, 0.7152, 0.0722]))


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


def kuwahara(v, radius):
    best, least = None, None
    steps = range(radius + 1)
    for left, top in ((-radius, -radius), (0, -radius), (-radius, 0), (0, 0)):
        window = np.stack([moved(v, left + x, top + y) for y in steps for x in steps])
        mean, variance = window.mean(axis=0), np.var(window @ LUMA, axis=0)[..., None]
        best = mean if best is None else np.where(variance < least, mean, best)
        least = variance if least is None else np.minimum(variance, least)
    return best


def weighed(v, weights):
    """The sum over a window of {(dx, dy): weight}."""
    return sum(w * moved(v, *at) for at, w in weights.items())


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


def overlaid(v):
    out = v.copy()
    alpha = 128 / 255
    out[-100:-20, -110:-10] += alpha * (v[:80, :100] - out[-100:-20, -110:-10])
    return out


ROWS = [
    ("exposure 0.7", "sRGB of linear light times 2^0.7", lambda v: coded(linear(v) * 2**0.7)),
    ("gamma 1.8", "v^(1/1.8)", lambda v: v ** (1 / 1.8)),
    ("levels 5% 95% 1.1", "clamped (v - 0.05)/0.9 to 1/1.1", lambda v: np.clip((v - 0.05) / 0.9, 0, 1) ** (1 / 1.1)),
    ("sigmoid_contrast 5 40%", "scaled logistic function", lambda v: (logistic(v) - logistic(0)) / (logistic(1) - logistic(0))),
    ("posterize 4", "floor(3 v + 1/2)/3", lambda v: np.floor(v * 3 + 0.5) / 3),
    ("solarize 60%", "1 - v above 0.6", lambda v: np.where(v > 0.6, 1 - v, v)),
    ("clamp 10% 90%", "min, max", lambda v: np.clip(v, 0.1, 0.9)),
    ("tone_map aces", "Narkowicz 2015", tone_aces),
    ("tone_map reinhard white=2", "Reinhard 2002, equation 4", lambda v: v * (1 + v / 4) / (1 + v)),
    ("ordered_dither 4", "Bayer 1973", lambda v: dither(v, 4)),
    ("shadows_highlights 0.8 0.4 sigma=5", "Moroney 2000, on the rounded blur", lambda v: shadows_highlights(v, 0.8, 0.4, 5)),
    ("saturation 1.4", "away from BT.601 luma", lambda v: luma(v) + (v - luma(v)) * 1.4),
    ("vibrance 60%", "saturation by 1 + 0.6 (1 - (max - min))",
     lambda v: luma(v) + (v - luma(v)) * (1 + 0.6 * (1 - np.ptp(v, axis=-1, keepdims=True)))),
    ("hue 40", "W3C hueRotate", lambda v: hue(v, 40)),
    ("white_balance 1.1,1,0.85", "factors on linear light", lambda v: coded(linear(v) * [1.1, 1, 0.85])),
    ("sepia", "W3C sepia", lambda v: v @ np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]).T),
    ("channel_mix red=0.5,0.5,0", "weights", lambda v: np.dstack([v[..., 0] / 2 + v[..., 1] / 2, v[..., 1], v[..., 2]])),
    ("channel green", "one channel", lambda v: v[..., 1:2]),
    ("swap_channels gbr", "a permutation", lambda v: v[..., [1, 2, 0]]),
    ("divide (input | flop) factor=0.5", "v/(2 w)", lambda v: np.where(flop(v) > 0, v / 2 / np.where(flop(v) > 0, flop(v), 1), np.where(v > 0, 1, 0))),
    ("blend (input | flop) screen", "W3C Compositing", lambda v: v + flop(v) - v * flop(v)),
    ("blend (input | flop) overlay", "W3C Compositing", lambda v: hard_light(flop(v), v)),
    ("blend (input | flop) soft_light", "W3C Compositing", lambda v: soft_light(v, flop(v))),
    ("blend (input | flop) hard_light", "W3C Compositing", lambda v: hard_light(v, flop(v))),
    ("blend (input | flop) dodge", "W3C Compositing", lambda v: dodge(v, flop(v))),
    ("blend (input | flop) burn", "W3C Compositing", lambda v: burn(v, flop(v))),
    ("blend (input | flop) exclusion", "W3C Compositing", lambda v: v + flop(v) - 2 * v * flop(v)),
    ("mask (input | flop)", "alpha is BT.601 luma", lambda v: np.dstack([v, luma(flop(v))])),
    ("composite (input | flop | add_alpha 0.5) atop", "Porter and Duff 1984", lambda v: np.dstack([(v + flop(v)) / 2, np.ones(v.shape[:2])])),
    ("add_alpha 0.4 | premultiply", "v times the rounded alpha", lambda v: np.dstack([v * 0.4, np.full(v.shape[:2], 0.4)])),
    ("add_alpha 0.4 | flatten #204060", "over the colour", lambda v: v * 0.4 + 0.6 * np.array([0x20, 0x40, 0x60]) / 255),
    ("scharr", "Scharr's weights over 16", lambda v: slope(v, 10 / 16, 3 / 16)),
    ("prewitt", "Prewitt's weights over 3", lambda v: slope(v, 1 / 3, 1 / 3)),
    ("high_pass 3", "v - blur + 1/2", lambda v: v - blurred(v, 3) + 0.5),
    ("percentile 2 75%", "sorted windows", lambda v: percentile(v, 2, 0.75)),
    ("local_deviation 3", "deviation of the window", lambda v: deviation(v, 3)),
    ("despeckle 5%", "median where it is far", lambda v: despeckle(v, 0.05)),
    ("guided 4", "He, Sun and Tang 2010", lambda v: guided(v, 4, 0.01)),
    ("transpose", "a permutation", lambda v: v.transpose(1, 0, 2)),
    ("auto_gamma", "v^(log(1/2)/log(mean))", lambda v: v ** (math.log(0.5) / math.log(v.mean()))),
    ("gray_world", "Buchsbaum 1980", lambda v: v * means(v).mean() / means(v)),
    ("standardize", "(v - mean)/deviation", lambda v: (v - v.mean()) / v.std() * 0.25 + 0.5),
    ("curves 0,0,25%,15%,75%,85%,1,1", "Fritsch and Carlson 1980", lambda v: curve(v, [0, 0.25, 0.75, 1], [0, 0.15, 0.85, 1])),
    ("add_alpha 0.4 | premultiply | unpremultiply", "v times 102, rounded, over 102", lambda v: np.dstack([np.rint(v * 102) / 102, np.full(v.shape[:2], 0.4)])),
    ("kuwahara", "Kuwahara 1976; of squares that vary alike up to the rounding of a float either is taken", lambda v: kuwahara(v, 3)),
    ("laplacian_of_gaussian 2 offset=50%", "Marr and Hildreth 1980, sampled", lambda v: laplacian_of_gaussian(v, 2)),
    ("motion_blur 15 30", "antialiased line", lambda v: motion_blur(v, 15, 30)),
    ("sauvola 7", "Sauvola and Pietikainen 2000", lambda v: np.where(v > box(v, 7) * (1 + 0.34 * (deviation(v, 7) / 0.5 - 1)), 1, 0)),
    ("auto_levels 0.5%", "stretch of the histogram", lambda v: stretched(v, 0.005)),
    ("match_histogram (input | flop | gamma 1.5)", "histogram specification", lambda v: match(v, np.rint(v ** (1 / 1.5) * 255) / 255)),
    ("emboss", "differences along the diagonal", relief),
    ("non_local_means 0.1 search=2", "Buades, Coll and Morel 2005", lambda v: non_local_means(v, 0.1, 1, 2)),
    ("temperature 4500", "Kim and others 2002", lambda v: temperature(v, 4500)),
    ("channel green | demosaic rggb", "Malvar, He and Cutler 2004", lambda v: demosaic(v[..., 1:2])),
    ("overlay (input | crop 100x80 | add_alpha 0.5) gravity=southeast x=10 y=20", "over, at its place", overlaid),
    ("vignette 0.7", "1/(1 + k r^2)^2", lambda v: vignette(v, 0.7)),
]


def read(path):
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture.ndim == 2:
        picture = picture[..., None]
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[picture.shape[-1]]
    return picture[..., order].astype(np.float64) / 255


def main():
    tessera, folder = sys.argv[1:3]
    lines = ["| pipeline | formula | largest difference | PSNR |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as work:
        photos = []
        for i, path in enumerate(sorted(p for p in pathlib.Path(folder).iterdir() if p.suffix in (".png", ".jpg"))):
            made = f"{work}/{i}.png"
            subprocess.run([tessera, "apply", "depth u8 | flatten white | resize 640x640 only=shrink | colour_matrix 1,0,0,0,1,0,0,0,1",
                            path, "-o", made, "-q"], check=True)
            photos.append(made)
        for pipeline, formula, reference in ROWS:
            largest, squares, samples = 0.0, 0.0, 0
            for path in photos:
                out = f"{work}/out.png"
                subprocess.run([tessera, "apply", pipeline, path, "-o", out, "-q", "--overwrite"], check=True)
                apart = (read(out) - np.clip(reference(read(path)), 0, 1)) * 255
                largest, squares, samples = max(largest, np.abs(apart).max()), squares + (apart**2).sum(), samples + apart.size
            psnr = "same" if largest < 1e-6 else f"{10 * math.log10(255**2 * samples / squares):.1f} dB"
            cell = pipeline.replace("|", "\\|")
            lines.append(f"| `{cell}` | {formula} | {largest:.2f} | {psnr} |")
    table = "\n".join(lines) + "\n"
    if len(sys.argv) < 4:
        print(table, end="")
        return
    readme = pathlib.Path(sys.argv[3])
    before, rest = readme.read_text().split("<!-- formulas table -->\n")
    readme.write_text(before + "<!-- formulas table -->\n" + table + "<!-- end of formulas table -->" + rest.split("<!-- end of formulas table -->", 1)[1])


if __name__ == "__main__":
    main()
