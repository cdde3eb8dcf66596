# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of GIF (GIF89a)."""
import struct

from bomb import MEMORY, PIXELS, SECONDS, Collector

COLOURS = bytes(range(12))


def screen(width=16, height=16, flags=0x81, colours=COLOURS, start=b"GIF89a"):
    return start + struct.pack("<HHBBB", width, height, flags, 0, 0) + colours


def blocks(data):
    return b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255)) + b"\0"


def codes(values, width=3):
    """Codes of a fixed width, lowest bits first."""
    bits = sum(v << (width * i) for i, v in enumerate(values))
    return bits.to_bytes((width * len(values) + 7) // 8, "little")


# 16 x 16 of colour 0: after each clear two codes still have three bits.
PLAIN = blocks(codes([4, 0, 0] * 128 + [5]))


def picture(x=0, y=0, width=16, height=16, flags=0, bits=2, data=PLAIN):
    return b"\x2c" + struct.pack("<HHHHB", x, y, width, height, flags) + bytes([bits]) + data


def control(disposal=0, delay=0, transparent=None):
    return b"\x21\xf9\x04" + struct.pack("<BHB", disposal << 2 | (transparent is not None), delay, transparent or 0) + b"\0"


def gif(*parts, head=None):
    return (screen() if head is None else head) + b"".join(parts) + b"\x3b"


def sizes(to):
    to.add("size_65535", "a screen of 65535 x 65535 pixels: beyond 2^31", gif(picture(), head=screen(65535, 65535)), PIXELS)
    to.add("size_40000", "a screen of 40000 x 40000 pixels", gif(picture(), head=screen(40000, 40000)), MEMORY)
    to.add("size_zero", "a screen of 0 x 16 pixels", gif(picture(), head=screen(0, 16)))
    to.add("size_flat", "a screen of 16 x 0 pixels", gif(picture(), head=screen(16, 0)))
    to.add("frame_65535", "a picture of 65535 x 65535 on a screen of 16 x 16", gif(picture(width=65535, height=65535)), PIXELS)
    to.add("frame_40000", "a picture of 40000 x 40000 on a screen of 16 x 16", gif(picture(width=40000, height=40000)), MEMORY)
    to.add("frame_zero", "a picture of 0 x 0", gif(picture(width=0, height=0)))
    to.add("frame_outside", "a picture that begins outside of the screen", gif(picture(x=60000, y=60000)), harmless=True)
    to.add("frame_beyond", "a picture that reaches beyond the screen", gif(picture(x=8, y=8)), harmless=True)
    to.add("screen_large", "a screen of 4000 x 4000 with a picture of 16 x 16", gif(picture(), head=screen(4000, 4000)), harmless=True, slow=True)


def codings(to):
    for bits in (0, 9, 12, 255):
        to.add(f"bits_{bits}", f"codes that start with {bits} bits", gif(picture(bits=bits)))
    to.add("code_high", "a first code beyond the table", gif(picture(data=blocks(codes([4, 7, 7, 7])))))
    to.add("code_ahead", "a code that will be defined two codes later", gif(picture(data=blocks(codes([4, 0, 7])))))
    to.add("code_end", "an end before the first pixel", gif(picture(data=blocks(codes([4, 5])))))
    to.add("code_half", "codes for half of the pixels", gif(picture(data=blocks(codes([4, 0, 0] * 60 + [5])))))
    to.add("code_none", "no codes", gif(picture(data=b"\0")))
    to.add("code_clears", "10 MB of codes that clear the table", gif(picture(data=blocks(codes([4] * 8) * 3_400_000))))
    to.add("code_more", "10 MB of codes behind the last pixel", gif(picture(data=PLAIN[:-1] + blocks(bytes(10**7)))), harmless=True)
    to.add("code_clear_absent", "no clear code at the start, as the standard allows", gif(picture(data=blocks(codes([0, 0] + [4, 0, 0] * 127)))), harmless=True)
    to.add("interlaced_short", "half of an interlaced picture", gif(picture(flags=0x40, data=blocks(codes([4, 0, 0] * 60 + [5])))))
    strings = blocks(codes([4, 0, 6, 7]))
    to.add("code_string", "strings that grow, and end too early", gif(picture(width=4000, height=4000, data=strings), head=screen(4000, 4000)))


def tables(to):
    to.add("table_absent", "no colour table at all: all is black", gif(picture(), head=screen(flags=0, colours=b"")), harmless=True)
    to.add("table_cut", "a colour table of 256 that ends after 4", screen(flags=0x87))
    to.add("table_local", "a local colour table of 256 that ends after 4", gif(b"\x2c" + struct.pack("<HHHHB", 0, 0, 16, 16, 0x87) + COLOURS))
    to.add("table_index", "pixels of colour 3 in a table of 2", gif(picture(data=blocks(codes([4, 3, 3] * 128 + [5]))), head=screen(flags=0x80, colours=COLOURS[:6])), harmless=True)
    to.add("version", "a version 88z", gif(picture(), head=screen(start=b"GIF88z")), harmless=True)


def blocks_of(to):
    to.add("nothing", "no picture", gif())
    to.add("block_unknown", "a block of kind 99", gif(b"\x63" * 9, picture()))
    to.add("block_far", "a block that is longer than the file", screen() + b"\x21\xfe\xff" + b"x")
    to.add("comments", "10 MB of comments", gif(b"\x21\xfe" + blocks(b"x" * 10**7), picture()), harmless=True)
    to.add("extensions_million", "a million empty extensions", gif(b"\x21\xfe\0" * 10**6, picture()), harmless=True)
    to.add("extensions_alone", "a million empty extensions and no picture", gif(b"\x21\xfe\0" * 10**6))
    to.add("controls", "100,000 controls before the picture", gif(control(3) * 100_000, picture()), harmless=True)
    to.add("control_short", "a control of one byte", gif(b"\x21\xf9\x01\x0c\0", picture()), harmless=True)
    to.add("end_absent", "no end", gif(picture())[:-1], harmless=True)
    to.add("behind", "10 MB behind the end", gif(picture()) + bytes(10**7), harmless=True)


def animations(to):
    small = picture(width=1, height=1, data=blocks(codes([4, 0, 5])))
    large = screen(4000, 4000)
    to.add("frames_million", "a million pictures", gif(small * 10**6), harmless=True)
    to.add("frames_last", "the last of 100,000 pictures that are all restored", gif((control(3) + small) * 100_000, head=large), SECONDS,
           options=("--page", "100000", "--limit-seconds", "0.3"), slow=True)
    to.add("frames_clear", "the last of 100,000 pictures on a large screen, cleared in turn", gif((control(2) + small) * 100_000, head=large), harmless=True, slow=True, options=("--page", "100000"))
    to.add("frames_damaged", "the third picture, where the second is damaged", gif(small, picture(data=b"\0"), small), options=("--page", "3"))
    to.add("frames_cut", "the third picture of two", gif(small, small), options=("--page", "3"))
    to.add("frames_slow", "the last of 100 pictures that fill a screen of 3000 x 3000, each of 20 KB", slow(), SECONDS, options=("--page", "100", "--limit-seconds", "0.3"), slow=True)


def slow(side=3000, count=100):
    """Strings that grow by one: so many codes are half of their square in pixels."""
    pixels, following, bits, value, filled, stream = side * side, 4096, 0, 0, 0, bytearray()

    def put(code, size):
        nonlocal value, bits
        value |= code << bits
        bits += size
        while bits >= 8:
            stream.append(value & 255)
            value, bits = value >> 8, bits - 8
    width = 3
    while filled < pixels:
        if following == 4096:
            put(4, width)
            width, following, run = 3, 6, 1
            put(0, width)
        else:
            put(following, width)
            following, run = following + 1, run + 1
            width += following == 1 << width and width < 12
        filled += run
    put(0, 8)
    return gif(picture(width=side, height=side, data=blocks(bytes(stream))) * count, head=screen(side, side))


def all_bombs(_generate):
    to = Collector("gif")
    for part in (sizes, codings, tables, blocks_of, animations):
        part(to)
    whole = screen() + control() + picture()
    to.cut(whole, [5, 6, 8, 10, 12, 13, 19, 25, 26, 29, 33, 34, 36, 40, 43, 44, 45, len(whole) // 2, len(whole) - 9], "a GIF")
    return to
