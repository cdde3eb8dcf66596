# SPDX-License-Identifier: Apache-2.0
"""What the lists of bombs are made of."""
import struct
import typing
import zlib

PIXELS = ("--limit-pixels",)
MEMORY = ("--memory-limit",)
SECONDS = ("--limit-seconds",)


class Bomb(typing.NamedTuple):
    name: str
    what: str
    data: bytes
    words: tuple = ()        # that the message has to hold
    harmless: bool = False   # right in what a reader needs: it has to be copied
    options: tuple = ()      # more of the command's
    slow: bool = False       # half a second and more


class Collector(list):
    """Adds files of one extension."""

    def __init__(self, extension):
        super().__init__()
        self.extension = extension

    def add(self, name, what, data, words=(), **more):
        self.append(Bomb(f"{name}.{self.extension}", what, bytes(data), tuple(words), **more))

    def cut(self, data, borders, what, step=1):
        for number, at in enumerate(sorted({b for b in borders if 0 < b < len(data)})[::step]):
            self.add(f"cut_{number:02}", f"{what}, cut after {at} of {len(data)} bytes", data[:at])


def zeros(count):
    """A zlib stream of so many zeros; made without deflating them all."""
    block = 1 << 20
    whole, rest = divmod(count, block)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = deflate.compress(bytes(block)) + deflate.flush(zlib.Z_FULL_FLUSH)
    again = zlib.compressobj(9, zlib.DEFLATED, -15)
    last = again.compress(bytes(rest)) + again.flush()
    return b"\x78\xda" + first * whole + last + struct.pack(">I", (count % 65521) << 16 | 1)


def exif(entries, following=0):
    """A little-endian EXIF block of these (tag, type, count, value)."""
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + struct.pack("<I", following)


EXIF_BOMBS = (
    ("loop", "an EXIF directory that is its own successor and its own photo directory", exif([(0x8769, 4, 1, 8), (0x8825, 4, 1, 8)], 8)),
    ("counts", "EXIF values of 2^31 to 2^32-1 items", exif([(0x10f, 2, 2**32 - 1, 8), (0x110, 5, 2**31, 8), (0x112, 3, 2**31, 1)])),
    ("far", "EXIF values and directories beyond the block", exif([(0x8769, 4, 1, 2**32 - 4), (0x10f, 2, 100, 2**32 - 50), (0x8825, 4, 1, 9999)], 2**31)),
    ("entries", "an EXIF directory that claims 65535 entries", b"II*\0" + struct.pack("<IH", 8, 65535) + bytes(20)),
)
