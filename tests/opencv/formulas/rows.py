# SPDX-License-Identifier: Apache-2.0
"""Every row of the table: pipeline, where its formula stands, and the formula."""
import math

import numpy as np

import edges
import geometry
import sensor
import spaces
from blending import burn, dodge, flop, hard_light, overlaid, soft_light, through
from colour import coded, curve, hue, linear, logistic, luma, match, means, stretched, temperature, tone_aces
from sensor import demosaic, dither, vignette
from windows import (blurred, box, despeckle, deviation, guided, guided_line, kuwahara, laplacian_of_gaussian, motion_blur,
                     non_local_means, percentile, relief, shadows_highlights, slope, window_gaussian)

MASKED = "mask (input | flop | channel green)"  # no rounding in its alpha

TONE = [
    ("exposure 0.7", "sRGB of linear light times 2^0.7", lambda v: coded(linear(v) * 2**0.7)),
    ("gamma 1.8", "v^(1/1.8)", lambda v: v ** (1 / 1.8)),
    ("levels 5% 95% 1.1", "clamped (v - 0.05)/0.9 to 1/1.1", lambda v: np.clip((v - 0.05) / 0.9, 0, 1) ** (1 / 1.1)),
    ("sigmoid_contrast 5 40%", "scaled logistic function", lambda v: (logistic(v) - logistic(0)) / (logistic(1) - logistic(0))),
    ("posterize 4", "floor(3 v + 1/2)/3", lambda v: np.floor(v * 3 + 0.5) / 3),
    ("solarize 60%", "1 - v above 0.6", lambda v: np.where(v > 0.6, 1 - v, v)),
    ("clamp 10% 90%", "min, max", lambda v: np.clip(v, 0.1, 0.9)),
    ("tone_map aces", "Narkowicz 2015", tone_aces),
    ("tone_map reinhard white=2", "Reinhard 2002, equation 4", lambda v: v * (1 + v / 4) / (1 + v)),
    ("curves 0,0,25%,15%,75%,85%,1,1", "Fritsch and Carlson 1980", lambda v: curve(v, [0, 0.25, 0.75, 1], [0, 0.15, 0.85, 1])),
    ("shadows_highlights 0.8 0.4 sigma=5", "Moroney 2000, on the rounded blur", lambda v: shadows_highlights(v, 0.8, 0.4, 5)),
    ("auto_gamma", "v^(log(1/2)/log(mean))", lambda v: v ** (math.log(0.5) / math.log(v.mean()))),
    ("auto_levels 0.5%", "stretch of the histogram", lambda v: stretched(v, 0.005)),
    ("gray_world", "Buchsbaum 1980", lambda v: v * means(v).mean() / means(v)),
    ("standardize", "(v - mean)/deviation", lambda v: (v - v.mean()) / v.std() * 0.25 + 0.5),
    ("match_histogram (input | flop | gamma 1.5)", "histogram specification", lambda v: match(v, np.rint(v ** (1 / 1.5) * 255) / 255)),
    ("lut fade.cube", "Adobe's Cube specification: linear between rows", spaces.lut),
    ("copy", "v", lambda v: v),
    ("depth u16 | gamma 1.8", "v^(1/1.8), to 16 bits", lambda v: v ** (1 / 1.8)),
]

COLOUR = [
    ("saturation 1.4", "away from BT.601 luma", lambda v: luma(v) + (v - luma(v)) * 1.4),
    ("vibrance 60%", "saturation by 1 + 0.6 (1 - (max - min))",
     lambda v: luma(v) + (v - luma(v)) * (1 + 0.6 * (1 - np.ptp(v, axis=-1, keepdims=True)))),
    ("hue 40", "W3C hueRotate", lambda v: hue(v, 40)),
    ("white_balance 1.1,1,0.85", "factors on linear light", lambda v: coded(linear(v) * [1.1, 1, 0.85])),
    ("temperature 4500", "Kim and others 2002", lambda v: temperature(v, 4500)),
    ("sepia", "W3C sepia", lambda v: v @ np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]).T),
    ("channel_mix red=0.5,0.5,0", "weights", lambda v: np.dstack([v[..., 0] / 2 + v[..., 1] / 2, v[..., 1], v[..., 2]])),
    ("channel green", "one channel", lambda v: v[..., 1:2]),
    ("swap_channels gbr", "a permutation", lambda v: v[..., [1, 2, 0]]),
    ("add_alpha 0.4 | premultiply", "v times the rounded alpha", lambda v: np.dstack([v * 0.4, np.full(v.shape[:2], 0.4)])),
    ("add_alpha 0.4 | flatten #204060", "over the colour", lambda v: v * 0.4 + 0.6 * np.array([0x20, 0x40, 0x60]) / 255),
    ("add_alpha 0.4 | premultiply | unpremultiply", "v times 102, rounded, over 102",
     lambda v: np.dstack([np.rint(v * 102) / 102, np.full(v.shape[:2], 0.4)])),
    ("lut3d warm.cube", "Kasson and others 1995: tetrahedral", spaces.tetrahedral),
    ("depth f32 | convert linear | gain 0.5 | convert srgb | depth u8", "IEC 61966-2-1, there and back", lambda v: coded(linear(v) * 0.5)),
    ("convert xyz", "IEC 61966-2-1, over white", spaces.xyz),
    ("convert lab", "CIE 15", spaces.lab),
    ("convert lch", "CIE 15", spaces.lch),
    ("convert hsv", "Smith 1978", spaces.hsv),
    ("convert hsl", "Joblove and Greenberg 1978", spaces.hsl),
    ("convert ycbcr", "JFIF 1.02", spaces.ycbcr),
]

TWO_PICTURES = [
    ("divide (input | flop) factor=0.5", "v/(2 w)",
     lambda v: np.where(flop(v) > 0, v / 2 / np.where(flop(v) > 0, flop(v), 1), np.where(v > 0, 1, 0))),
    ("blend (input | flop) screen", "W3C Compositing", lambda v: v + flop(v) - v * flop(v)),
    ("blend (input | flop) overlay", "W3C Compositing", lambda v: hard_light(flop(v), v)),
    ("blend (input | flop) soft_light", "W3C Compositing", lambda v: soft_light(v, flop(v))),
    ("blend (input | flop) hard_light", "W3C Compositing", lambda v: hard_light(v, flop(v))),
    ("blend (input | flop) dodge", "W3C Compositing", lambda v: dodge(v, flop(v))),
    ("blend (input | flop) burn", "W3C Compositing", lambda v: burn(v, flop(v))),
    ("blend (input | flop) exclusion", "W3C Compositing", lambda v: v + flop(v) - 2 * v * flop(v)),
    ("mask (input | flop)", "alpha is BT.601 luma", lambda v: np.dstack([v, luma(flop(v))])),
    ("composite (input | flop | add_alpha 0.5) atop", "Porter and Duff 1984", lambda v: np.dstack([(v + flop(v)) / 2, np.ones(v.shape[:2])])),
    ("overlay (input | crop 100x80 | add_alpha 0.5) gravity=southeast x=10 y=20", "over, at its place", overlaid),
]

WINDOWS = [
    ("scharr", "Scharr's weights over 16", lambda v: slope(v, 10 / 16, 3 / 16)),
    ("prewitt", "Prewitt's weights over 3", lambda v: slope(v, 1 / 3, 1 / 3)),
    ("emboss", "differences along the diagonal", relief),
    ("high_pass 3", "v - blur + 1/2", lambda v: v - blurred(v, 3) + 0.5),
    ("laplacian_of_gaussian 2 offset=50%", "Marr and Hildreth 1980, sampled", lambda v: laplacian_of_gaussian(v, 2)),
    ("motion_blur 15 30", "antialiased line", lambda v: motion_blur(v, 15, 30)),
    ("percentile 2 75%", "sorted windows", lambda v: percentile(v, 2, 0.75)),
    ("local_deviation 3", "deviation of the window", lambda v: deviation(v, 3)),
    ("despeckle 5%", "median where it is far", lambda v: despeckle(v, 0.05)),
    ("guided 4", "He, Sun and Tang 2010", lambda v: guided(v, 4, 0.01)),
    ("guided_coefficients 4", "the same, equation 5", lambda v: guided_line(v, 4, 0.01)[0]),
    ("guided_coefficients 4 offset", "the same, equation 6", lambda v: guided_line(v, 4, 0.01)[1]),
    ("non_local_means 0.1 search=2", "Buades, Coll and Morel 2005", lambda v: non_local_means(v, 0.1, 1, 2)),
    ("kuwahara", "Kuwahara 1976, on luma in 2040ths", lambda v: kuwahara(v, 3)),
    ("sauvola 7", "Sauvola and Pietikainen 2000", lambda v: np.where(v > box(v, 7) * (1 + 0.34 * (deviation(v, 7) / 0.5 - 1)), 1, 0)),
    ("gaussian 10", "the bell at whole pixels up to 4 sigma", lambda v: blurred(v, 10)),
    ("difference_of_gaussians", "such a blur less one of 1.6 times its width", lambda v: blurred(v, 1) - blurred(v, 1.6) + 0.5),
    (f"{MASKED} | gaussian 2", "colours weighed by alpha", lambda v: through(v, lambda w: blurred(w, 2), 0, 0)),
    ("adaptive_threshold 5", "v > mean - 0.02", lambda v: np.where(v > box(v, 5) - 0.02, 1, 0)),
    ("adaptive_threshold 5 gaussian", "v > weighted mean - 0.02", lambda v: edges.above(v, window_gaussian(v, 5) - 0.02, 0.01 / 255)),
    ("thin_edges", "Canny 1986: suppression of what is not greatest", edges.thin_edges),
    ("hysteresis", "Canny 1986: two thresholds", lambda v: edges.hysteresis(v, 0.25, 0.5)),
    ("canny 0.05 0.15 sigma=1.4", "Canny 1986", lambda v: edges.canny(v, 0.05, 0.15, 1.4)),
]

SENSOR = [
    ("vignette 0.7", "1/(1 + k r^2)^2", lambda v: vignette(v, 0.7)),
    ("ordered_dither 4", "Bayer 1973", lambda v: dither(v, 4)),
    ("channel green | demosaic rggb", "Malvar, He and Cutler 2004", lambda v: demosaic(v[..., 1:2])),
    ("noise 0.1 seed=7", "Wellons' hash of the place, Wichura's inverse of the normal distribution",
     lambda v: v + 0.1 * sensor.normal(sensor.uniforms(v, 7))),
    ("noise 0.1 mono=true", "the same for all channels", lambda v: v + 0.1 * sensor.normal(sensor.uniform(v, 1, 0))),
    ("noise 0.1 uniform", "the hash, of deviation 0.1", lambda v: v + 0.1 * math.sqrt(12) * (sensor.uniforms(v, 1) - 0.5)),
    ("noise 0.2 impulse", "the least and the greatest tenth of the hash", lambda v: sensor.impulses(v, 0.2, 1)),
    ("film_grain 0.15 size=1.2", "blurred noise of deviation 0.15, times 4 v (1 - v)", lambda v: sensor.film_grain(v, 0.15, 1.2, 1)),
]


def both(pipeline, formula, made):
    """With the default, cubic interpolation (Keys 1981) and with the linear one."""
    return [(pipeline, formula + "; cubic", lambda v: made(v, "bicubic")),
            (f"{pipeline} interpolation=bilinear", formula + "; linear", lambda v: made(v, "bilinear"))]


GEOMETRY = [
    ("transpose", "a permutation", lambda v: v.transpose(1, 0, 2)),
    *both("rotate 17", "a turn about the middle", lambda v, kind: geometry.rotated(v, 17, kind)),
    ("rotate 17 interpolation=nearest", "the pixel that a place lies in", lambda v: geometry.rotated(v, 17, "nearest")),
    (f"{MASKED} | rotate 17", "a turn about the middle; colours weighed by alpha, black below half a level of it",
     lambda v: through(v, lambda w: geometry.rotated(w, 17, "bicubic"))),
    *both("shear 15 -5", "two shears about the middle", lambda v, kind: geometry.sheared(v, 15, -5, kind)),
    *both("affine 0.9,0.2,3,-0.1,1.1,2", "a matrix, pixels' middles at whole numbers",
          lambda v, kind: geometry.affine(v, 0.9, 0.2, 3, -0.1, 1.1, 2, kind)),
    *both("perspective 0.1,0.05,0.95,0,1,0.9,0,1", "Heckbert 1989",
          lambda v, kind: geometry.perspective(v, [0.1, 0.05, 0.95, 0, 1, 0.9, 0, 1], kind)),
    *both("undistort -0.2 0.05 p1=0.01", "Brown 1966", lambda v, kind: geometry.undistorted(v, -0.2, 0.05, 0.01, kind)),
    *both("swirl 120 radius=0.8", "ImageMagick's, clockwise", lambda v, kind: geometry.swirled(v, 120, 0.8, kind)),
    *both("polar 0.7", "distance and angle", lambda v, kind: geometry.polar(v, 0.7, kind)),
    *both("polar 0.7 inverse=true", "the way back", lambda v, kind: geometry.unpolar(v, 0.7, kind)),
    ("resize 50% filter=area", "mean of what a pixel covers", lambda v: geometry.resized(v, 0.5, "area")),
    ("resize 40%", "Lanczos, three lobes", lambda v: geometry.resized(v, 0.4, "lanczos3")),
    ("resize 40% linear=true", "the same in linear light", lambda v: coded(geometry.resized(linear(v), 0.4, "lanczos3"))),
    (f"{MASKED} | resize 40%", "Lanczos, three lobes; colours weighed by alpha, black below half a level of it",
     lambda v: through(v, lambda w: geometry.resized(w, 0.4, "lanczos3"))),
    ("resize 40% filter=bicubic", "Keys 1981, a = -1/2", lambda v: geometry.resized(v, 0.4, "bicubic")),
    ("resize 40% filter=bilinear", "triangle", lambda v: geometry.resized(v, 0.4, "bilinear")),
    ("resize 40% filter=nearest", "the pixel that a middle lies in", lambda v: geometry.resized(v, 0.4, "nearest")),
    ("resize 200%", "Keys 1981, a = -1/2", lambda v: geometry.resized(v, 2, "bicubic")),
    ("resize 200% filter=lanczos3", "Lanczos, three lobes", lambda v: geometry.resized(v, 2, "lanczos3")),
    ("resize 200% filter=bilinear", "triangle", lambda v: geometry.resized(v, 2, "bilinear")),
    ("thumbnail 200x150 fit=cover gravity=south", "Lanczos, three lobes, of the lower end", lambda v: geometry.covered(v, 200, 150)),
    ("pixelate 8", "means of blocks", lambda v: geometry.pixelated(v, 8)),
    ("pad 10,20,30,5 | trim 10%", "the least box of what differs from the corner",
     lambda v: geometry.trimmed(np.pad(v, ((20, 5), (10, 30), (0, 0))), 0.1)),
]

ROWS = TONE + COLOUR + TWO_PICTURES + WINDOWS + SENSOR + GEOMETRY
