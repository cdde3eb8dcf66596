#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The work of tessera-gpu-bench's sections "chain" and "gaussian" in CuPy and torchvision, where they are: medians of 9, in Markdown.

Their results are near Tessera's, not the same bits; what counts here is the time."""
import importlib
import statistics

HEIGHT, WIDTH, RUNS = 8192, 16384, 9


def module(name):
    try:
        return importlib.import_module(name)
    except Exception as failure:  # a package that is there may still not load
        return print(f"| {name} | not there: {type(failure).__name__} | | |")


def row(peer, work, seconds, size):
    middle = statistics.median(seconds)
    print(f"| {peer} | {work} | {middle * 1e3:.3f} ms ({min(seconds) * 1e3:.3f} to {max(seconds) * 1e3:.3f}) "
          f"| {2 * size / middle / 1e9:.0f} GB/s |", flush=True)


def timed(work, make_event, record, milliseconds):
    seconds = []
    for run in range(-3, RUNS):
        before, after = make_event(), make_event()
        record(before)
        work()
        record(after)
        after.synchronize()
        if run >= 0:
            seconds.append(milliseconds(before, after) / 1e3)
    return seconds


def cupy_rows():
    cupy = module("cupy")
    if not cupy:
        return
    from cupyx.scipy import ndimage

    def time(work):
        return timed(work, cupy.cuda.Event, lambda e: e.record(), cupy.cuda.get_elapsed_time)

    @cupy.fuse()
    def chain_of_floats(r, g, b):
        def toned(v):
            return cupy.minimum(cupy.maximum(v * 1.1, 0.0), 1.0) ** (1 / 1.2)
        r, g, b = toned(r), toned(g), toned(b)
        y = 0.299 * r + 0.587 * g + 0.114 * b
        return tuple((y + (v - y) * 1.3 - 0.05) / 0.9 for v in (r, g, b))

    bytes_ = cupy.random.randint(0, 256, (HEIGHT, WIDTH, 3), dtype=cupy.uint8)
    made = cupy.empty_like(bytes_)
    row("CuPy", "gaussian_filter, sigma 2, u8", time(lambda: ndimage.gaussian_filter(bytes_, (2, 2, 0), output=made)),
        bytes_.nbytes)
    planes = [cupy.random.random((HEIGHT, WIDTH), dtype=cupy.float32) for _ in range(3)]
    row("CuPy", "the chain in one fused kernel, f32, a plane per channel", time(lambda: chain_of_floats(*planes)),
        3 * planes[0].nbytes)


def torch_rows():
    torch = module("torch")
    vision = torch and module("torchvision")
    if not vision:
        return
    if not torch.cuda.is_available():
        return print("| torchvision | no GPU for PyTorch | | |")
    from torchvision.transforms.v2 import functional

    def time(work):
        return timed(work, lambda: torch.cuda.Event(enable_timing=True), lambda e: e.record(),
                     lambda a, b: a.elapsed_time(b))

    with torch.inference_mode():
        pixels = torch.randint(0, 256, (3, HEIGHT, WIDTH), dtype=torch.uint8, device="cuda")
        row("torchvision", "gaussian_blur, 17 x 17, sigma 2, u8",
            time(lambda: functional.gaussian_blur(pixels, [17, 17], [2.0, 2.0])), pixels.nbytes)
        floats = torch.rand((3, HEIGHT, WIDTH), device="cuda")

        def chain():
            v = functional.adjust_saturation(functional.adjust_gamma((floats * 1.1).clamp(0, 1), 1 / 1.2), 1.3)
            return (v - 0.05) / 0.9
        row("torchvision", "the chain, f32", time(chain), floats.nbytes)


def attempt(rows):
    try:
        rows()
    except Exception as failure:  # one peer's trouble leaves the other its turn
        print(f"| {rows.__name__.removesuffix('_rows')} | failed: {str(failure).splitlines()[0] if str(failure) else type(failure).__name__} | | |")


print(f"{WIDTH} x {HEIGHT} RGB in device memory.\n")
print("| peer | work | median (least to most) | read and written |")
print("|---|---|---|---|")
attempt(cupy_rows)
attempt(torch_rows)
