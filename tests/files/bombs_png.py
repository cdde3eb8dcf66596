# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of PNG (W3C PNG 3) and its animations."""
import struct
import zlib

from bomb import EXIF_BOMBS, MEMORY, PIXELS, SECONDS, Collector, zeros

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6


def chunk(name, data=b"", size=None, crc=None):
    crc = zlib.crc32(name + data) if crc is None else crc
    return struct.pack(">I", len(data) if size is None else size) + name + data + struct.pack(">I", crc)


def header(width, height, bits=8, colour=RGB, compression=0, filtering=0, interlace=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, compression, filtering, interlace))


def png(*chunks):
    return SIGNATURE + b"".join(chunks)


END = chunk(b"IEND")
ROWS = b"".join(b"\0" + bytes(range(y, y + 48)) for y in range(16))
PIXEL_DATA = zlib.compress(ROWS)
DATA = chunk(b"IDAT", PIXEL_DATA)
HEAD = header(16, 16)


def sizes(to):
    short = chunk(b"IDAT", zeros(4096))
    to.add("size_2_31", "2^31-1 x 2^31-1 pixels", png(header(2**31 - 1, 2**31 - 1), short, END), PIXELS)
    to.add("size_sign", "a width of 2^31, which the standard forbids", png(header(2**31, 16), DATA, END))
    to.add("size_wrap", "65536 x 65536 pixels: 0 modulo 2^32", png(header(65536, 65536), short, END), PIXELS)
    to.add("size_zero", "a width of 0", png(header(0, 16), DATA, END))
    to.add("size_flat", "a height of 0", png(header(16, 0), DATA, END))
    to.add("size_row", "one row of 2^31-1 pixels of 64 bits", png(header(2**31 - 1, 1, 16, RGBA), short, END), MEMORY)
    to.add("size_column", "a column of 2^31-1 pixels in 4096 bytes", png(header(1, 2**31 - 1, 1, GRAY), short, END), slow=True)
    to.add("size_short", "46000 x 46000 pixels in 4096 bytes", png(header(46000, 46000), short, END))
    to.add("interlaced_8", "46000 x 46000 interlaced pixels", png(header(46000, 46000, interlace=1), short, END), MEMORY)
    to.add("interlaced_1", "46000 x 46000 interlaced pixels of one bit", png(header(46000, 46000, 1, GRAY, interlace=1), short, END), MEMORY)
    palette = chunk(b"PLTE", bytes(6)) + chunk(b"tRNS", b"\1")
    to.add("interlaced_palette", "an interlaced palette of one bit, 32 bits once expanded", png(header(9000, 9000, 1, PALETTE, interlace=1), palette, short, END), MEMORY)
    to.add("slow", "900 million white pixels in 110 KB: right, but slow", png(header(30000, 30000, 1, GRAY), chunk(b"IDAT", zeros(30000 * 3751)), END), SECONDS,
           options=("--limit-seconds", "0.2"), slow=True)
    to.add("slow_interlaced", "a large interlaced picture, right but slow", png(header(14000, 14000, 1, GRAY, interlace=1), chunk(b"IDAT", zeros(30_000_000)), END), SECONDS,
           options=("--limit-seconds", "0.2"), slow=True)
    to.add("too_much", "100 MB of pixels behind the last one", png(header(16, 16), chunk(b"IDAT", zeros(10**8)), END), harmless=True)


def headers(to):
    for bits, colour in ((0, GRAY), (3, GRAY), (16, PALETTE), (32, RGB), (4, RGB), (8, 5), (255, 255)):
        to.add(f"depth_{bits}_{colour}", f"{bits} bits with colours of kind {colour}", png(header(16, 16, bits, colour), DATA, END))
    to.add("method_compression", "compression method 1", png(header(16, 16, compression=1), DATA, END))
    to.add("method_filter", "filter method 200", png(header(16, 16, filtering=200), DATA, END))
    to.add("method_interlace", "interlace method 2", png(header(16, 16, interlace=2), DATA, END))
    to.add("header_absent", "no IHDR", png(DATA, END))
    to.add("header_late", "IHDR after the pixels", png(DATA, HEAD, END))
    to.add("header_short", "an IHDR of 12 bytes", png(chunk(b"IHDR", bytes(12)), DATA, END))
    to.add("header_long", "an IHDR of 1 MiB", png(chunk(b"IHDR", bytes(1 << 20)), DATA, END))
    to.add("header_twice", "two IHDR of different sizes", png(HEAD, header(4000, 4000), DATA, END))
    to.add("header_crc", "a wrong checksum of IHDR", png(chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0), crc=1), DATA, END))


def chunks(to):
    to.add("chunk_4g", "a chunk of 2^32-1 bytes", png(HEAD, chunk(b"tEXt", b"a\0b", size=2**32 - 1), DATA, END))
    to.add("chunk_2g", "a chunk of 2^31-1 bytes", png(HEAD, chunk(b"tEXt", b"a\0b", size=2**31 - 1), DATA, END))
    to.add("pixels_2g", "pixel data of 2^31-1 bytes", png(HEAD, chunk(b"IDAT", PIXEL_DATA, size=2**31 - 1), END))
    to.add("chunk_unknown", "an unknown critical chunk", png(HEAD, chunk(b"BOMB", b"x"), DATA, END))
    to.add("chunk_name", "a chunk whose name is no letters", png(HEAD, chunk(b"\0\1\2\3"), DATA, END))
    to.add("pixels_absent", "no pixel data", png(HEAD, END))
    to.add("pixels_empty", "empty pixel data", png(HEAD, chunk(b"IDAT"), END))
    to.add("pixels_million", "a million empty IDAT before the pixels", png(HEAD, chunk(b"IDAT") * 10**6, DATA, END), harmless=True, slow=True)
    to.add("texts_million", "300,000 texts", png(HEAD, chunk(b"tEXt", b"Comment\0x") * 300_000, DATA, END), harmless=True)
    to.add("end_absent", "no IEND", png(HEAD, DATA))
    to.add("end_behind", "10 MB behind the end", png(HEAD, DATA, END) + bytes(10**7), harmless=True)
    to.add("palette_absent", "a palette picture without a palette", png(header(16, 16, 8, PALETTE), chunk(b"IDAT", zeros(16 * 17)), END))
    to.add("palette_odd", "a palette of 7 bytes", png(header(16, 16, 8, PALETTE), chunk(b"PLTE", bytes(7)), chunk(b"IDAT", zeros(16 * 17)), END))
    to.add("palette_long", "a palette of 300 colours", png(header(16, 16, 8, PALETTE), chunk(b"PLTE", bytes(900)), chunk(b"IDAT", zeros(16 * 17)), END))


def blown_up(to):
    gigabyte = zeros(10**9)
    to.add("profile_1g", "a colour profile that inflates to 1 GB", png(HEAD, chunk(b"iCCP", b"icc\0\0" + gigabyte), DATA, END), harmless=True)
    claimed = struct.pack(">I", 2**31) + bytes(124)
    to.add("profile_claims", "a colour profile that claims 2 GB", png(HEAD, chunk(b"iCCP", b"icc\0\0" + zlib.compress(claimed)), DATA, END), harmless=True)
    to.add("text_1g", "a text that inflates to 1 GB", png(HEAD, chunk(b"zTXt", b"Comment\0\0" + gigabyte), DATA, END), harmless=True)
    to.add("itext_1g", "an international text that inflates to 1 GB", png(HEAD, chunk(b"iTXt", b"Comment\0\1\0\0\0" + gigabyte), DATA, END), harmless=True)
    to.add("xmp_1g", "an XMP packet that inflates to 1 GB", png(HEAD, chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + gigabyte), DATA, END), harmless=True)
    to.add("suggested_palettes", "5000 suggested palettes", png(HEAD, *(chunk(b"sPLT", b"p%d\0\x10" % i + bytes(100)) for i in range(5000)), DATA, END), harmless=True)
    for name, what, block in EXIF_BOMBS:
        to.add(f"exif_{name}", what, png(HEAD, chunk(b"eXIf", block), DATA, END), harmless=True)


def streams(to):
    to.add("deflate_type", "a deflate block of type 3", png(HEAD, chunk(b"IDAT", b"\x78\x9c\xff" + bytes(50)), END))
    to.add("deflate_window", "a zlib window of 2^23 bytes", png(HEAD, chunk(b"IDAT", b"\xf8\x9c" + PIXEL_DATA[2:]), END))
    to.add("deflate_none", "pixels without zlib", png(HEAD, chunk(b"IDAT", ROWS), END))
    to.add("deflate_distance", "a distance beyond the first byte", png(HEAD, chunk(b"IDAT", b"\x78\x9c\x4b\x04\x12\x00" + bytes(20)), END))
    to.add("deflate_short", "half of the rows", png(HEAD, chunk(b"IDAT", zlib.compress(ROWS[: len(ROWS) // 2])), END))
    to.add("deflate_sum", "a wrong checksum of the pixels", png(HEAD, chunk(b"IDAT", PIXEL_DATA[:-1] + b"\0"), END))
    to.add("filter_9", "rows filtered by method 9", png(HEAD, chunk(b"IDAT", zlib.compress(b"\x09" + ROWS[1:])), END))
    to.add("pixels_crc", "a wrong checksum of IDAT", png(HEAD, chunk(b"IDAT", PIXEL_DATA, crc=7), END))


def control(number, width, height, x=0, y=0, disposal=0, blend=0):
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, height, x, y, 1, 25, disposal, blend))


def animation_of(frames, claimed=2):
    return png(HEAD, chunk(b"acTL", struct.pack(">II", claimed, 0)), control(0, 16, 16), DATA, *frames, END)


def animations(to):
    second = ("--page", "2")

    def data(number):
        return chunk(b"fdAT", struct.pack(">I", number) + PIXEL_DATA)
    to.add("frames_claimed", "an animation that claims 2^32-1 pictures", animation_of([control(1, 16, 16), data(2)], 2**32 - 1), harmless=True)
    to.add("frame_outside", "a frame outside of the canvas", animation_of([control(1, 16, 16, 8, 8), data(2)]), options=second)
    to.add("frame_far", "a frame whose place overflows 2^32", animation_of([control(1, 16, 16, 2**32 - 8, 0), data(2)]), options=second)
    to.add("frame_2_31", "a frame of 2^31-1 x 2^31-1", animation_of([control(1, 2**31 - 1, 2**31 - 1), data(2)]), options=second)
    to.add("frame_zero", "a frame of 0 x 0", animation_of([control(1, 0, 0), data(2)]), options=second)
    to.add("frame_absent", "a second frame without data", animation_of([control(1, 16, 16)]), options=second)
    to.add("frame_garbage", "a second frame of garbage", animation_of([control(1, 16, 16), chunk(b"fdAT", bytes(40))]), options=second)
    frames = b"".join(control(i, 16, 16) for i in range(200_000))
    to.add("frames_many", "200,000 frames, all without data", animation_of([frames]), options=("--page", "100000"))


def all_bombs(_generate):
    to = Collector("png")
    for part in (sizes, headers, chunks, blown_up, streams, animations):
        part(to)
    whole = png(HEAD, chunk(b"gAMA", struct.pack(">I", 45455)), chunk(b"tEXt", b"Title\0bomb"), DATA, END)
    borders, at = [4, 8], 8
    while at < len(whole):
        size = struct.unpack(">I", whole[at:at + 4])[0]
        borders += [at + 4, at + 8, at + 8 + size, at + 12 + size]
        at += 12 + size
    to.cut(whole, borders, "a PNG")
    return to
