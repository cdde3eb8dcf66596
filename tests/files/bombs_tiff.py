# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of TIFF 6.0 and BigTIFF; every one in both forms."""
import struct
import zlib

from bomb import MEMORY, PIXELS, SECONDS, Collector, zeros

BYTE, ASCII, SHORT, LONG, RATIONAL, LONG8, IFD8 = 1, 2, 3, 4, 5, 16, 18
LETTERS = {BYTE: "B", ASCII: "B", SHORT: "H", LONG: "I", RATIONAL: "I", LONG8: "Q", IFD8: "Q"}
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, OFFSETS, SAMPLES, ROWS, COUNTS, PLANAR, PREDICTOR, COLOURS = 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS, SUBIFDS, EXTRA, FORMAT, TABLES, SUBSAMPLING = 322, 323, 324, 325, 330, 338, 339, 347, 530
NONE, CCITT, LZW, OLD_JPEG, JPEG, DEFLATE, PACKBITS, ZSTD = 1, 4, 5, 6, 7, 8, 32773, 50000


class Raw:
    """A value of a tag: its type, the count that is claimed, and what stands in the file; `at` instead of the place where it really is."""

    def __init__(self, kind, values, count=None, at=None):
        self.kind, self.count, self.at = kind, len(values) if count is None else count, at
        self.data = struct.pack(f"<{len(values)}{LETTERS.get(kind, 'B')}", *values)


class Builder:
    def __init__(self, big):
        self.big = big
        self.file = bytearray(b"II+\0\x08\0\0\0" + bytes(8) if big else b"II*\0" + bytes(4))
        self.link = len(self.file) - (8 if big else 4)

    def place(self, data):
        at = len(self.file)
        self.file += data
        return at

    def word(self, value):
        return struct.pack("<Q" if self.big else "<I", value)

    def entry(self, tag, raw):
        room = 8 if self.big else 4
        value = raw.data.ljust(room, b"\0") if len(raw.data) <= room and raw.at is None else self.word(raw.at if raw.at is not None else self.place(raw.data))
        return struct.pack("<HH", tag, raw.kind) + self.word(raw.count) + value

    def directory(self, tags, entries=None, following=0):
        """Lays a directory out and links it to what was before."""
        body = b"".join(self.entry(tag, raw) for tag, raw in sorted(tags.items()))
        self.file += bytes(len(self.file) % 2)
        count = len(tags) if entries is None else entries
        at = self.place(struct.pack("<Q" if self.big else "<H", count) + body + self.word(following))
        self.file[self.link:self.link + len(self.word(0))] = self.word(at)
        self.link = len(self.file) - len(self.word(0))
        return at


def tags_of(width=16, height=16, samples=3, bits=8, compression=NONE, photometric=None, rows=None, **more):
    tags = {WIDTH: Raw(LONG, [width]), HEIGHT: Raw(LONG, [height]), BITS: Raw(SHORT, [bits] * min(samples, 99)), COMPRESSION: Raw(SHORT, [compression]),
            PHOTOMETRIC: Raw(SHORT, [(2 if samples > 2 else 1) if photometric is None else photometric]), SAMPLES: Raw(SHORT, [samples]),
            ROWS: Raw(LONG, [height if rows is None else rows])}
    assert not more
    return tags


def tiff(big, tags, data=bytes(768), changes=(), without=(), entries=None, following=0, copies=1):
    """A TIFF of one strip that stands `copies` times in its table."""
    build = Builder(big)
    at = build.place(data)
    tags = {**tags, OFFSETS: Raw(LONG, [at] * copies), COUNTS: Raw(LONG, [len(data)] * copies)}
    tags.update(changes)
    for tag in without:
        del tags[tag]
    build.directory(tags, entries, following)
    return bytes(build.file)


def tiles(big, width, height, tile_width, tile_height, data=bytes(768), copies=1, **kinds):
    build = Builder(big)
    at = build.place(data)
    tags = tags_of(width, height, **kinds)
    del tags[ROWS]
    tags |= {TILE_WIDTH: Raw(LONG, [tile_width]), TILE_HEIGHT: Raw(LONG, [tile_height]), TILE_OFFSETS: Raw(LONG, [at] * copies), TILE_COUNTS: Raw(LONG, [len(data)] * copies)}
    build.directory(tags)
    return bytes(build.file)


def sizes(to, big):
    to.add("size_2_32", "2^32-1 x 2^32-1 pixels", tiff(big, tags_of(2**32 - 1, 2**32 - 1)), PIXELS)
    to.add("size_wrap", "65536 x 65536 pixels: 0 modulo 2^32", tiff(big, tags_of(65536, 65536)), PIXELS)
    to.add("size_row", "a row of 2^31-1 pixels of 3 floats", tiff(big, tags_of(2**31 - 1, 1, bits=32), changes={FORMAT: Raw(SHORT, [3, 3, 3])}.items()), MEMORY)
    to.add("size_column", "a column of 2^31-1 pixels", tiff(big, tags_of(1, 2**31 - 1)), slow=True)
    to.add("size_zero", "a width of 0", tiff(big, tags_of(0, 16)))
    to.add("size_flat", "a height of 0", tiff(big, tags_of(16, 0)))
    to.add("size_absent", "no width", tiff(big, tags_of(), without=[WIDTH]))
    to.add("size_46000", "46000 x 46000 pixels in 768 bytes", tiff(big, tags_of(46000, 46000)))
    to.add("size_text", "a width that is a text", tiff(big, tags_of(), changes={WIDTH: Raw(ASCII, b"wide")}.items()))
    to.add("planar", "20000 x 20000 pixels in three planes of one strip each", tiff(big, tags_of(20000, 20000, compression=DEFLATE), zeros(4 * 10**8), {PLANAR: Raw(SHORT, [2])}.items(), copies=3), MEMORY)
    one = zlib.compress(bytes(16 * 90000))
    to.add("slow", "30000 x 60000 pixels whose strips are all the same: right, but slow",
           tiff(big, tags_of(30000, 60000, rows=16, compression=DEFLATE), one, copies=3750), SECONDS, options=("--limit-seconds", "0.2"), slow=True)
    to.add("slow_strip", "30000 x 30000 pixels in one strip: right, but slow", tiff(big, tags_of(30000, 30000, 1, compression=DEFLATE), zeros(9 * 10**8)), SECONDS,
           options=("--limit-seconds", "0.2"))
    to.add("inflated", "a strip that inflates to 1 GB where 768 bytes are needed", tiff(big, tags_of(compression=DEFLATE), zeros(10**9)), harmless=True)


def shapes(to, big):
    to.add("tile_65536", "tiles of 65536 x 65536", tiles(big, 16, 16, 65536, 65536), MEMORY)
    to.add("tile_2_31", "tiles of 2^31 x 2^31", tiles(big, 16, 16, 2**31, 2**31))
    to.add("tile_wrap", "tiles whose bytes overflow 2^64", tiles(big, 16, 16, 2**32 - 16, 2**32 - 16))
    to.add("tile_zero", "tiles of 0 x 0", tiles(big, 16, 16, 0, 0))
    to.add("tile_odd", "tiles of 17 x 3, as some write them, and one of six of them", tiles(big, 16, 16, 17, 3))
    to.add("tile_band", "30000 x 60000 pixels in tiles of 16 x 60000: one row needs all of them", tiles(big, 30000, 60000, 16, 60000, copies=1875, samples=1), MEMORY)
    to.add("tiles_absent", "tiles without places", tiff(big, {**tags_of(), TILE_WIDTH: Raw(LONG, [16]), TILE_HEIGHT: Raw(LONG, [16])}, without=[OFFSETS, COUNTS]))
    to.add("tiles_short", "a place for one of 65536 tiles", tiles(big, 4096, 4096, 16, 16))
    to.add("rows_zero", "0 rows in a strip of garbage", tiff(big, tags_of(rows=0, compression=DEFLATE)))
    to.add("rows_one", "40000 rows, of which a strip holds one, and a place for one", tiff(big, tags_of(16, 40000, rows=1)))
    to.add("planes_9", "planes of kind 9", tiff(big, tags_of(), changes={PLANAR: Raw(SHORT, [9])}.items()))
    for bits in (0, 3, 24, 64, 65535):
        to.add(f"bits_{bits}", f"samples of {bits} bits", tiff(big, tags_of(bits=bits)))
    to.add("bits_differ", "samples of 8, 16 and 8 bits", tiff(big, tags_of(), changes={BITS: Raw(SHORT, [8, 16, 8])}.items()))
    for samples in (0, 2, 5, 65535):
        to.add(f"samples_{samples}", f"{samples} samples a pixel, in RGB", tiff(big, tags_of(), changes={SAMPLES: Raw(SHORT, [samples])}.items()))
    to.add("format_9", "samples of kind 9", tiff(big, tags_of(), changes={FORMAT: Raw(SHORT, [9, 9, 9])}.items()))
    to.add("colours_9999", "colours of kind 9999", tiff(big, tags_of(photometric=9999)))
    to.add("palette_absent", "a palette picture without a palette, which libtiff takes for gray", tiff(big, tags_of(samples=1, photometric=3)), harmless=True)
    to.add("palette_short", "a palette of 3 numbers, which libtiff leaves out", tiff(big, tags_of(samples=1, photometric=3), changes={COLOURS: Raw(SHORT, [1, 2, 3])}.items()), harmless=True)


def codecs(to, big):
    for code in (0, 99, 65535):
        to.add(f"compression_{code}", f"compression {code}", tiff(big, tags_of(compression=code)))
    garbage = bytes(range(1, 256)) * 4
    for code, name in ((CCITT, "fax"), (LZW, "lzw"), (OLD_JPEG, "old_jpeg"), (JPEG, "jpeg"), (DEFLATE, "deflate"), (PACKBITS, "packbits"), (ZSTD, "zstd")):
        samples = {CCITT: 1, OLD_JPEG: 3}.get(code, 3)
        to.add(f"garbage_{name}", f"garbage in {name}", tiff(big, tags_of(64, 64, samples, 1 if code == CCITT else 8, compression=code), garbage))
        if code != CCITT:
            to.add(f"nothing_{name}", f"an empty strip in {name}", tiff(big, tags_of(compression=code), b"", {OFFSETS: Raw(LONG, [8])}.items()))
    to.add("fax_wide", "a fax of 2^31-1 x 1 pixels", tiff(big, tags_of(2**31 - 1, 1, 1, 1, CCITT), garbage))
    for predictor in (4, 65535):
        to.add(f"predictor_{predictor}", f"predictor {predictor}", tiff(big, tags_of(compression=DEFLATE), zlib.compress(bytes(768)), {PREDICTOR: Raw(SHORT, [predictor])}.items()))
    to.add("predictor_float", "the predictor of floats on whole numbers", tiff(big, tags_of(compression=DEFLATE), zlib.compress(bytes(768)), {PREDICTOR: Raw(SHORT, [3])}.items()))
    window = b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([21 << 3]) + struct.pack("<I", 768 << 3 | 3)[:3] + b"\0"
    to.add("zstd_window", "a zstd frame that wants a window of 2 GiB", tiff(big, tags_of(compression=ZSTD), window))
    to.add("zstd_short", "a zstd frame of 16 bytes", tiff(big, tags_of(compression=ZSTD), b"\x28\xb5\x2f\xfd\x20\x10" + struct.pack("<I", 16 << 3 | 3)[:3] + b"\0"))
    to.add("deflate_short", "a strip that inflates to 3 rows of 16", tiff(big, tags_of(compression=DEFLATE), zlib.compress(bytes(48 * 3))))
    to.add("packbits_long", "a run beyond the last row", tiff(big, tags_of(compression=PACKBITS), b"\x81\x00" * 3 + b"\x7f"))
    to.add("lzw_width", "LZW codes that there are not yet", tiff(big, tags_of(compression=LZW), b"\x80\x3f\xff\xff\xff\xff"))


def jpegs(to, big, jpeg):
    def changed(width, height):
        at = jpeg.index(b"\xff\xc0")
        return jpeg[:at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9:]
    tags = tags_of(64, 48, photometric=6, compression=JPEG)
    to.add("jpeg_65535", "a strip of 64 x 48 that is a JPEG of 65535 x 65535", tiff(big, tags, changed(65535, 65535)))
    to.add("jpeg_small", "a strip of 64 x 48 that is a JPEG of 8 x 8", tiff(big, tags, changed(8, 8)))
    to.add("jpeg_half", "half a JPEG", tiff(big, tags, jpeg[:len(jpeg) // 2]))
    to.add("jpeg_tables", "JPEG tables of garbage", tiff(big, tags, jpeg[:2] + jpeg[-900:], {TABLES: Raw(7, bytes(99))}.items()))
    to.add("jpeg_gray", "a gray picture that is a JPEG of three channels", tiff(big, tags_of(64, 48, 1, compression=JPEG), jpeg))
    to.add("subsampling_0", "YCbCr with subsampling 0 x 0", tiff(big, tags_of(photometric=6), changes={SUBSAMPLING: Raw(SHORT, [0, 0])}.items()))


def directories(to, big):
    plain = tags_of()
    top = 2**64 - 8 if big else 2**32 - 8
    head = (lambda at: b"II+\0\x08\0\0\0" + struct.pack("<Q", at)) if big else (lambda at: b"II*\0" + struct.pack("<I", at))
    to.add("directory_absent", "no directory", head(0))
    to.add("directory_far", "a directory beyond the file", head(top) + bytes(99))
    to.add("directory_self", "a directory in the header", head(0 if big else 4) + bytes(99))
    to.add("directory_empty", "a directory of 0 entries", tiff(big, {}, without=[OFFSETS, COUNTS]))
    to.add("directory_full", "a directory that claims 65535 entries", tiff(big, plain, entries=65535))
    to.add("directory_huge", "a directory that claims all entries that fit the number", tiff(big, plain, entries=2**64 - 1 if big else 65534))
    to.add("directory_loop", "a directory that is its own successor", tiff(big, plain, following=8 + 768 if not big else 16 + 768), harmless=True)
    to.add("directory_next_far", "a successor beyond the file", tiff(big, plain, following=top), harmless=True)
    build = Builder(big)
    at = build.place(bytes(768))
    for _ in range(70_000):
        build.directory({WIDTH: Raw(SHORT, [16]), HEIGHT: Raw(SHORT, [16]), OFFSETS: Raw(LONG, [at]), COUNTS: Raw(LONG, [32])})
    to.add("directories_70000", "70,000 directories", build.file, harmless=True)
    to.add("sub_loop", "a sub-directory that is its own parent", tiff(big, {**plain, SUBIFDS: Raw(LONG, [16 + 768 if big else 8 + 768])}), harmless=True)
    to.add("sub_many", "2^31 sub-directories", tiff(big, {**plain, SUBIFDS: Raw(LONG, [8], count=2**31, at=8)}), harmless=True)
    to.add("tags_unknown", "4000 unknown tags", tiff(big, {**plain, **{52000 + i: Raw(LONG, [7]) for i in range(4000)}}), harmless=True)
    to.add("tags_many", "10,000 unknown tags", tiff(big, {**plain, **{52000 + i: Raw(LONG, [7]) for i in range(10_000)}}))
    to.add("tag_twice_sorted", "tags of unknown types", tiff(big, {**plain, 60000: Raw(99, b"abcd"), 60001: Raw(0, b"abcd")}), harmless=True)


def values(to, big):
    plain = tags_of()
    to.add("places_2_31", "2^31 strips", tiff(big, plain, changes={OFFSETS: Raw(LONG, [8], count=2**31, at=8), COUNTS: Raw(LONG, [8], count=2**31, at=8)}.items()))
    to.add("places_needed", "2^31-1 strips of one row and as many claimed places", tiff(big, tags_of(1, 2**31 - 1, rows=1), changes={OFFSETS: Raw(LONG, [8], count=2**31 - 1, at=8), COUNTS: Raw(LONG, [8], count=2**31 - 1, at=8)}.items()))
    to.add("places_100m", "100 million strips of one row, a place each claimed", tiff(big, tags_of(1, 10**8, rows=1), changes={OFFSETS: Raw(LONG, [8], count=10**8, at=8), COUNTS: Raw(LONG, [8], count=10**8, at=8)}.items()))
    to.add("places_far", "a strip beyond the file", tiff(big, plain, changes={OFFSETS: Raw(LONG, [2**32 - 2])}.items()))
    to.add("places_absent", "no places of strips", tiff(big, plain, without=[OFFSETS]))
    to.add("counts_2_32", "a strip of 2^32-1 bytes", tiff(big, tags_of(compression=DEFLATE), zlib.compress(bytes(60)), {COUNTS: Raw(LONG, [2**32 - 1])}.items()))
    to.add("counts_2_64", "a strip of 2^64-1 bytes", tiff(big, tags_of(compression=DEFLATE), zlib.compress(bytes(60)), {COUNTS: Raw(LONG8 if big else LONG, [2**64 - 1 if big else 2**32 - 1])}.items()))
    to.add("counts_zero", "a packed strip of 0 bytes", tiff(big, tags_of(compression=LZW), changes={COUNTS: Raw(LONG, [0])}.items()))
    claims = {34675: "profile", 700: "xmp", 33723: "iptc", 34377: "photoshop", 270: "description", 37724: "layers"}
    for tag, name in claims.items():
        to.add(f"{name}_2_31", f"2^31 bytes of {name}", tiff(big, {**plain, tag: Raw(ASCII if tag == 270 else BYTE, b"\0", count=2**31, at=8)}), harmless=True)
    to.add("resolution_zero", "a resolution of 1 / 0", tiff(big, {**plain, 282: Raw(RATIONAL, [1, 0], count=1), 283: Raw(RATIONAL, [1, 0], count=1)}), harmless=True)
    to.add("places_real", "a million strips of one row, all of them there and the same", tiff(big, tags_of(16, 10**6, rows=1), copies=10**6), harmless=True, slow=True)


def bombs(generate, big):
    to = Collector("big.tif" if big else "tif")
    sizes(to, big)
    shapes(to, big)
    codecs(to, big)
    jpegs(to, big, generate("jpg"))
    directories(to, big)
    values(to, big)
    whole = tiff(big, tags_of())
    start, entry = (16 + 768, 20) if big else (8 + 768, 12)
    borders = [3, 4, 8, 16, start, start + 2] + [start + (8 if big else 2) + i * entry for i in range(9)]
    to.cut(whole, borders, "a TIFF whose directory is its end")
    return to


def all_classic(generate):
    return bombs(generate, False)


def all_big(generate):
    return bombs(generate, True)
