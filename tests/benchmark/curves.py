#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what benchmark_sizes measured, nanoseconds for a pixel over megapixels: curves.py RESULTS.json PICTURE.svg"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 340, 44, 150, 40, 36
COLOURS = ["#2a7f62", "#b5483a", "#3a6fb5", "#8a6d1f", "#6a3a8a", "#555555"]


def picture(results):
    sizes, curves = results["megapixels"], results["curves"]
    most = 1.1 * max(max(c["nanoseconds_per_pixel"]) for c in curves)
    step = next(s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if most / s <= 8)
    span = math.log(max(sizes) / min(sizes)) or 1
    x = lambda size: LEFT + math.log(size / min(sizes)) / span * (WIDTH - LEFT - RIGHT)
    y = lambda value: HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif" font-size="11">',
             '<rect width="100%" height="100%" fill="#fff"/>',
             '<text x="10" y="18" font-size="13">Nanoseconds for a pixel of u8 RGB, by megapixels</text>']
    for k in range(int(most / step) + 1):
        lines.append(f'<line x1="{LEFT}" y1="{y(k * step):.1f}" x2="{WIDTH - RIGHT}" y2="{y(k * step):.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y(k * step) + 4:.1f}" text-anchor="end" fill="#666">{k * step:g}</text>')
    lines += [f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle" fill="#666">{size:g}</text>' for size in sizes]
    for curve, colour in zip(curves, COLOURS):
        values = curve["nanoseconds_per_pixel"]
        points = " ".join(f"{x(s):.1f},{y(v):.1f}" for s, v in zip(sizes, values))
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        threads = curve["threads"]
        lines.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y(values[-1]) + 4:.1f}" fill="{colour}">{curve["name"]}, {threads} '
                     f'thread{"s" if threads > 1 else ""}</text>')
    return "\n".join(lines + ["</svg>", ""])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        results = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(picture(results))


if __name__ == "__main__":
    main()
