# SPDX-License-Identifier: Apache-2.0
"""Two pictures: b is the backdrop, s the source."""
import numpy as np


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


def overlaid(v):
    out = v.copy()
    alpha = 128 / 255
    out[-100:-20, -110:-10] += alpha * (v[:80, :100] - out[-100:-20, -110:-10])
    return out
