# SPDX-License-Identifier: Apache-2.0
"""What the matrix is made of: a file that another tool writes, and the pixels that have to come back."""
import dataclasses
import subprocess
import typing
import zlib

import numpy as np

U8, U16, F32 = np.dtype("u1"), np.dtype("u2"), np.dtype("f4")
NAMES = {U8: "u8", U16: "u16", F32: "f32"}


@dataclasses.dataclass
class Case:
    name: str  # of the file, with its extension
    write: typing.Callable  # write(path)
    pixels: typing.Any  # rows, columns, channels as they have to come back, or what finds them in the file written: pixels(path)
    options: tuple = ()  # of `tessera apply copy`, beyond inputs and output
    out: str = ""  # another extension, where the input's format is only read
    check: typing.Callable = None  # check(path) -> "" or what is wrong with the layout
    second: bool = False  # vips reads the result as well


@dataclasses.dataclass
class Refusal:
    name: str
    write: typing.Callable
    words: tuple  # that the error has to hold, beside the file's name


def random_pixels(name, dtype, height, width, channels):
    """The same for the same name; f32 with negative, huge, tiny and infinite values."""
    random = np.random.default_rng(zlib.crc32(name.encode()))
    if dtype != F32:
        return random.integers(0, np.iinfo(dtype).max, (height, width, channels), dtype, endpoint=True)
    values = random.normal(0, 1, (height, width, channels)).astype(F32)
    flat = values.reshape(-1)
    special = np.array([0, -0.0, 1e-42, -1e-42, 3e38, -3e38, np.inf, -np.inf], F32)
    count = min(len(special), len(flat))
    flat[:count] = special[:count]
    return values


def expanded(values, bits):
    """Samples of few bits as samples of eight: white stays white."""
    return (values.astype(np.int64) * 255 // (2**bits - 1)).astype(U8)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def same_bits(a, b):
    if a.dtype != b.dtype or a.shape != b.shape:
        return f"{b.shape} {b.dtype} instead of {a.shape} {a.dtype}"
    kind = f"u{a.dtype.itemsize}"
    different = a.view(kind) != b.view(kind)
    if not different.any():
        return ""
    first = tuple(int(i[0]) for i in np.nonzero(different))
    return f"{int(different.sum())} of {different.size} samples differ, first at {first}: {b[first]} instead of {a[first]}"
