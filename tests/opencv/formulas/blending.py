# SPDX-License-Identifier: Apache-2.0
"""Two pictures: b is the backdrop, s the source."""
import numpy as np

from edges import Between


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


def through(v, work, least=0.5 / 255, close=0.01 / 255):
    """Work on colours weighed by alpha, which is the green of the mirrored picture; what has no more alpha than the least is black."""
    alpha = flop(v)[..., 1:2]
    made = work(np.dstack([v * alpha, alpha]))
    alpha = made[..., 3:]
    colours = np.clip(np.divide(made[..., :3], alpha, out=np.zeros_like(made[..., :3]), where=alpha > 0), 0, 1)
    low, high = (np.dstack([np.where(alpha > least + edge, colours, 0), alpha]) for edge in (close, -close))
    return Between(low, high, close)
