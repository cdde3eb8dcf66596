#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What benchmark_operators measured, as a table and as a picture, and what benchmark_resize did, as a table:
report.py OPERATORS.json [PICTURE.svg [RESIZE.json]]"""
import json
import math
import sys


def medians(results):
    """{operator: {side of the contest: milliseconds}}, and the operators that count for the mean."""
    times, listed = {}, set()
    for entry in sorted(results["benchmarks"], key=lambda entry: entry.get("family_index", 0)):  # they ran in random order
        if entry.get("aggregate_name", "median") != "median":
            continue
        operator, side = entry["name"].split("/")[:2]
        times.setdefault(operator, {})[side] = entry["real_time"]
        if entry.get("label") == "listed":
            listed.add(operator)
    return times, listed


def mean_of(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def print_table(times, listed, peer, name):
    print(f"{'':22}{'ours':>9}{name:>9}{'copy':>8}{'ratio':>8}{'fresh':>8}{'copies':>8}   (milliseconds; ratio above 1: Tessera is faster)")
    for operator, t in times.items():
        print(f"{operator:22}{t['ours']:9.2f}{t[peer]:9.2f}{t['copy']:8.2f}{t[peer] / t['ours']:8.2f}"
              f"{t[peer + '_fresh'] / t['ours_fresh']:8.2f}{t['ours'] / t['copy']:8.1f}{'' if operator in listed else '   beside'}")
    counted = [t for operator, t in times.items() if operator in listed]
    print(f"geometric mean of {len(counted)}: {mean_of([t[peer] / t['ours'] for t in counted]):.2f}, into fresh memory "
          f"{mean_of([t[peer + '_fresh'] / t['ours_fresh'] for t in counted]):.2f}")


def picture(times, context):
    """Bars, one for each operator, on a scale of powers of two."""
    row, left, right, top = 18, 150, 60, 46
    ratios = {operator: t["opencv"] / t["ours"] for operator, t in times.items()}
    most = max(2, math.ceil(math.log2(max(ratios.values()))))
    least = min(-1, math.floor(math.log2(min(ratios.values()))))
    width, height = 640, top + row * len(ratios) + 12
    unit = (width - left - right) / (most - least)
    at = lambda ratio: left + (math.log2(ratio) - least) * unit
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
             '<rect width="100%" height="100%" fill="#fff"/>',
             f'<text x="10" y="16" font-size="13">Times as fast as OpenCV {context.get("opencv", "")}: {context.get("side", "?")} x '
             f'{context.get("side", "?")} u8, {context.get("threads", "?")} threads each</text>']
    for power in range(least, most + 1):
        x = left + (power - least) * unit
        lines.append(f'<line x1="{x:.1f}" y1="{top - 8}" x2="{x:.1f}" y2="{height - 8}" stroke="{"#333" if power == 0 else "#ddd"}"/>')
        lines.append(f'<text x="{x:.1f}" y="{top - 12}" text-anchor="middle" fill="#666">{2 ** power:g}</text>')
    for number, (operator, ratio) in enumerate(ratios.items()):
        y = top + number * row
        x0, x1 = sorted((at(1), at(ratio)))
        colour = "#2a7f62" if ratio >= 1 else "#b5483a"
        lines.append(f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{operator}</text>')
        lines.append(f'<rect x="{x0:.1f}" y="{y + 2}" width="{max(x1 - x0, 1):.1f}" height="{row - 5}" fill="{colour}"/>')
        lines.append(f'<text x="{max(x1, at(1)) + 4:.1f}" y="{y + 12}">{ratio:.2f}</text>')
    return "\n".join(lines + ["</svg>", ""])


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    results = read(sys.argv[1])
    times, listed = medians(results)
    print_table(times, listed, "opencv", "OpenCV")
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.write(picture(times, results["context"]))
    if len(sys.argv) > 3:
        results = read(sys.argv[3])
        print(f"\nantialiased, against libvips {results['context']['libvips']}")
        print_table(*medians(results), "libvips", "libvips")


if __name__ == "__main__":
    main()
