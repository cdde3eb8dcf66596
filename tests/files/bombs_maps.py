# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of BMP and of the portable maps (PBM, PGM, PPM, PAM, PFM)."""
import struct

from bomb import MEMORY, PIXELS, Collector


def bmp(width=16, height=16, bits=24, compression=0, data=None, head=40, planes=1, colours=0, offset=None, palette=b"", size=None, masks=b""):
    info = struct.pack("<IiiHHIIiiII", head & 0xFFFFFFFF, width, height, planes, bits, compression, 0, 2835, 2835, colours, 0) + masks
    body = palette + (bytes(16 * 48) if data is None else data)
    at = 14 + len(info) + len(palette) if offset is None else offset
    return b"BM" + struct.pack("<IHHI", 14 + len(info) + len(body) if size is None else size, 0, 0, at) + info + body


def bmp_os2(width, height, bits=24, data=bytes(768)):
    return b"BM" + struct.pack("<IHHI", 26 + len(data), 0, 0, 26) + struct.pack("<IHHHH", 12, width, height, 1, bits) + data


GRAYS = b"".join(bytes((i, i, i, 0)) for i in range(256))


def bmp_sizes(to):
    to.add("size_2_31", "2^31-1 x 2^31-1 pixels", bmp(2**31 - 1, 2**31 - 1), PIXELS)
    to.add("size_negative", "a width of -16", bmp(-16, 16))
    to.add("size_lowest", "a width and a height of -2^31", bmp(-(2**31), -(2**31)))
    to.add("size_top_down", "a height of -2^31", bmp(1, -(2**31)))
    to.add("size_wrap", "65536 x 65536 pixels: 0 modulo 2^32", bmp(65536, 65536), PIXELS)
    to.add("size_zero", "a width of 0", bmp(0, 16))
    to.add("size_flat", "a height of 0", bmp(16, 0))
    to.add("size_40000", "40000 x 40000 pixels in 768 bytes", bmp(40000, 40000), MEMORY)
    to.add("size_9000", "10000 x 9000 pixels in 768 bytes: 270 MB as decoded", bmp(10000, 9000), MEMORY)
    to.add("size_row", "a row of 2^31-1 pixels of one bit", bmp(2**31 - 1, 1, 1, palette=GRAYS[:8]), MEMORY)
    to.add("size_column", "a column of 2^31-1 pixels", bmp(1, 2**31 - 1, 8, palette=GRAYS), MEMORY)
    to.add("size_million", "a row of 2^21 pixels, which OpenCV does not read", bmp(2**21, 1))
    to.add("size_palette", "12000 x 12000 pixels of one bit, 24 bits as decoded", bmp(12000, 12000, 1, palette=bytes(4) + b"\xff\0\0\0"), MEMORY)
    to.add("size_os2", "an old header of 65535 x 65535 pixels", bmp_os2(65535, 65535), PIXELS)
    to.add("size_os2_40000", "an old header of 40000 x 40000 pixels", bmp_os2(40000, 40000), MEMORY)


def bmp_headers(to):
    for bits in (0, 3, 23, 64, 65535):
        to.add(f"bits_{bits}", f"{bits} bits a pixel", bmp(bits=bits))
    for compression in (4, 5, 99, 2**32 - 1):
        to.add(f"compression_{compression}", f"compression {compression}", bmp(compression=compression))
    for head in (0, 3, 16, 2**31, 2**32 - 1):
        to.add(f"header_{head}", f"a header of {head} bytes", bmp(head=head))
    to.add("masks_zero", "16 bits with empty masks", bmp(bits=16, compression=3, masks=bytes(12)))
    to.add("masks_odd", "32 bits with masks that overlap", bmp(bits=32, compression=3, masks=b"\xff" * 12))
    to.add("offset_far", "pixels beyond the file", bmp(offset=2**31 - 1))
    to.add("offset_negative", "pixels before the file", bmp(offset=2**32 - 16))
    to.add("colours_2_31", "a palette of 2^31 colours", bmp(bits=8, colours=2**31))
    to.add("colours_2_32", "a palette of 2^32-1 colours", bmp(bits=8, colours=2**32 - 1))
    to.add("palette_cut", "a palette that ends after 5 colours", bmp(bits=8, palette=GRAYS[:20], data=b""))
    to.add("pixels_none", "no pixels", bmp(data=b""))
    to.add("pixels_half", "half of the pixels", bmp(data=bytes(8 * 48)))
    to.add("size_of_file", "a file that claims 2^32-1 bytes", bmp(size=2**32 - 1), harmless=True)
    to.add("behind", "10 MB behind the pixels", bmp() + bytes(10**7), harmless=True)


def bmp_runs(to):
    def runs(name, what, data, bits=8, width=16, height=16, compression=None, **more):
        to.add(f"runs_{name}", what, bmp(width, height, bits, (1 if bits == 8 else 2) if compression is None else compression, data, palette=GRAYS[:1 << (bits + 2)]), **more)
    runs("long", "a run beyond the end of its row", b"\xff\x01" * 40 + b"\0\1")
    runs("long_4", "a run of 4 bits beyond the end of its row", b"\xff\x01" * 40 + b"\0\1", 4)
    runs("delta", "jumps beyond the picture", b"\0\2\xff\xff" * 60 + b"\0\1", harmless=True)
    runs("delta_back", "a jump and a run beyond it", b"\0\2\x0f\x0f\xff\x01\0\1")
    runs("literal", "255 literal pixels, of which 3 are there", b"\0\xff\1\2\3")
    runs("literal_4", "255 literal pixels of 4 bits", b"\0\xff\1\2\3", 4)
    runs("none", "no runs", b"")
    runs("large", "11000 x 11000 pixels in runs, of which there is none", b"\0\1", width=11000, height=11000, words=MEMORY)
    runs("bits", "runs of 8 bits in a picture of 24", b"\x10\1" * 16 + b"\0\1", 24, compression=1)


def all_bmp(_generate):
    to = Collector("bmp")
    bmp_sizes(to)
    bmp_headers(to)
    bmp_runs(to)
    to.cut(bmp(), [2, 10, 14, 18, 22, 26, 28, 34, 46, 54, 55, 54 + 48, 54 + 15 * 48], "a BMP")
    return to


def pnm_sizes(to):
    for kind in (1, 2, 3, 4, 5, 6):
        maximum = b"" if kind in (1, 4) else b"255\n"
        to.add(f"p{kind}_2_31", f"P{kind} of 2^31-1 x 2^31-1", b"P%d\n2147483647 2147483647\n" % kind + maximum + bytes(99), PIXELS)
        to.add(f"p{kind}_40000", f"P{kind} of 40000 x 40000", b"P%d\n40000 40000\n" % kind + maximum + b"1 " * 99, MEMORY)
        to.add(f"p{kind}_short", f"P{kind} of 400 x 400 in 99 numbers", b"P%d\n400 400\n" % kind + maximum + b"1 " * 99)
        to.add(f"p{kind}_bare", f"P{kind} and nothing else", b"P%d\n" % kind)
    to.add("size_2_32", "a width of 2^32+16", b"P6\n4294967312 16\n255\n" + bytes(768), PIXELS)
    to.add("size_2_64", "a width of 2^64+16", b"P6\n18446744073709551632 16\n255\n" + bytes(768), PIXELS)
    to.add("size_digits", "a width of 10,000 digits", b"P6\n" + b"9" * 10_000 + b" 16\n255\n" + bytes(768))
    to.add("size_zeros", "a width with 10,000 zeros before it", b"P6\n" + b"0" * 10_000 + b"16 16\n255\n" + bytes(768), harmless=True)
    to.add("size_negative", "a width of -16", b"P6\n-16 16\n255\n" + bytes(768))
    to.add("size_zero", "a width of 0", b"P6\n0 16\n255\n" + bytes(768))
    to.add("size_flat", "a height of 0", b"P5\n16 0\n255\n" + bytes(768))
    to.add("size_words", "a width in words", b"P6\nsixteen 16\n255\n" + bytes(768))
    to.add("size_deep", "7000 x 7000 pixels of 16 bits: 294 MB", b"P6\n7000 7000\n65535\n" + bytes(768), MEMORY)
    to.add("size_hidden", "40000 x 40000 behind a comment of 600 letters", b"P6\n#" + b"x" * 600 + b"\n40000 40000\n255\n" + bytes(768), MEMORY)
    to.add("size_hidden_10000", "10000 x 10000 behind a comment of 600 letters", b"P6\n#" + b"x" * 600 + b"\n10000 10000\n255\n" + bytes(768), MEMORY)
    to.add("size_second_hidden", "a width, and 40000 behind a comment of 600 letters", b"P6\n40000\n#" + b"x" * 600 + b"\n40000\n255\n" + bytes(768), MEMORY)


def pnm_headers(to):
    for maximum in (b"0", b"65536", b"4294967551", b"-1", b"white", b"9" * 5000):
        to.add(f"maximum_{maximum[:10].decode()}", f"a white of {maximum[:10].decode()}", b"P6\n16 16\n" + maximum + b"\n" + bytes(768))
    to.add("comment_10m", "a comment of 10 MB", b"P6\n#" + b"x" * 10**7 + b"\n16 16\n255\n" + bytes(768), harmless=True)
    to.add("blanks_10m", "10 MB of blanks", b"P6\n" + b" " * 10**7 + b"16 16\n255\n" + bytes(768), harmless=True)
    to.add("comment_endless", "a comment that does not end", b"P6\n#" + b"x" * 99)
    to.add("numbers_large", "samples of 10,000 digits", b"P3\n2 2\n255\n" + (b"9" * 10_000 + b" ") * 12)
    to.add("numbers_words", "words as samples", b"P3\n2 2\n255\n" + b"red " * 12)
    to.add("behind", "10 MB behind the pixels", b"P6\n16 16\n255\n" + bytes(768) + bytes(10**7), harmless=True)


def pnm_others(to):
    def pam(width, height, depth, maximum, kind=b"RGB"):
        return b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL %d\nTUPLTYPE %s\nENDHDR\n" % (width, height, depth, maximum, kind) + bytes(768)
    to.add("pam_2_31", "a PAM of 2^31-1 x 2^31-1", pam(2**31 - 1, 2**31 - 1, 3, 255), PIXELS)
    to.add("pam_30000", "a PAM of 30000 x 30000", pam(30000, 30000, 3, 255), MEMORY)
    to.add("pam_deep", "a PAM of 8000 x 8000 with 4 channels of 16 bits", pam(8000, 8000, 4, 65535, b"RGB_ALPHA"), MEMORY)
    to.add("pam_depth_0", "a PAM of 0 channels", pam(16, 16, 0, 255))
    to.add("pam_depth_2_31", "a PAM of 2^31-1 channels", pam(16, 16, 2**31 - 1, 255))
    to.add("pam_bare", "a PAM without a header", b"P7\nENDHDR\n")
    to.add("pam_endless", "a PAM whose header does not end", b"P7\nWIDTH 16\n" + b"# x\n" * 1000)
    to.add("pfm_2_31", "a PFM of 2^31-1 x 2^31-1", b"PF\n2147483647 2147483647\n-1.0\n" + bytes(768), PIXELS)
    to.add("pfm_30000", "a PFM of 30000 x 30000", b"PF\n30000 30000\n-1.0\n" + bytes(768), MEMORY)
    to.add("pfm_6000", "a PFM of 6000 x 6000: 432 MB", b"PF\n6000 6000\n-1.0\n" + bytes(768), MEMORY)
    to.add("pfm_comments", "a PFM of 30000 x 30000 behind 100 comments", b"PF\n" + b"# comment\n" * 100 + b"30000 30000\n-1.0\n" + bytes(768), MEMORY)
    to.add("pfm_scale", "a PFM without a scale", b"PF\n16 16\nwide\n" + bytes(16 * 16 * 12))
    to.add("pfm_short", "half of a PFM", b"PF\n16 16\n-1.0\n" + bytes(16 * 16 * 6))


def all_pnm(_generate):
    to = Collector("pnm")
    for part in (pnm_sizes, pnm_headers, pnm_others):
        part(to)
    to.cut(b"P6\n16 16\n255\n" + bytes(768), [2, 3, 5, 6, 8, 9, 12, 13, 14, 13 + 48, 13 + 767], "a PPM")
    return to
