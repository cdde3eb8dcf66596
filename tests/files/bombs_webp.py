# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of WebP (RFC 9649)."""
import struct

from bomb import EXIF_BOMBS, MEMORY, PIXELS, SECONDS, Collector

ALPHA, ANIMATED = 0x10, 2


def chunk(name, data=b"", size=None):
    return name + struct.pack("<I", len(data) if size is None else size) + data + b"\0" * (len(data) % 2)


def webp(*chunks, size=None):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body) if size is None else size) + body


def canvas(width=64, height=48, flags=0):
    return chunk(b"VP8X", struct.pack("<I", flags) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"))


def frame(content, width=64, height=48, x=0, y=0, flags=0):
    return chunk(b"ANMF", b"".join(v.to_bytes(3, "little") for v in (x, y, width - 1, height - 1, 100)) + bytes([flags]) + content)


def animation(*frames, width=64, height=48):
    return webp(canvas(width, height, ANIMATED), chunk(b"ANIM", bytes(6)), *frames)


def content_of(file, name):
    at = 12
    while file[at:at + 4] != name:
        at += 8 + (struct.unpack("<I", file[at + 4:at + 8])[0] + 1) // 2 * 2
    size = struct.unpack("<I", file[at + 4:at + 8])[0]
    return file[at + 8:at + 8 + size]


def lossy_of_size(data, width, height):
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


class Bits:
    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value, count):
        self.value |= value << self.count
        self.count += count
        return self

    def data(self):
        return self.value.to_bytes((self.count + 7) // 8, "little")


def one_colour(width, height):
    """Lossless, of one colour: five codes of one symbol each, which take no bits at all; 20 bytes for any size."""
    bits = Bits().put(0x2F, 8).put(width - 1, 14).put(height - 1, 14).put(0, 1).put(0, 3).put(0, 1).put(0, 1).put(0, 1)
    for _ in range(5):
        bits.put(1, 1).put(0, 1).put(0, 1).put(0, 1)
    return chunk(b"VP8L", bits.data() + bytes(8))


def sizes(to, lossy):
    to.add("lossless_16384", "16384 x 16384 pixels of one colour in 26 bytes: right, but 1 GiB", webp(one_colour(16384, 16384)), MEMORY)
    to.add("lossless_7000", "7000 x 7000 pixels of one colour in 26 bytes: right, but 196 MB and as many to write", webp(one_colour(7000, 7000)), MEMORY)
    to.add("lossy_16383", "16383 x 16383 pixels in 2 KB", webp(chunk(b"VP8 ", lossy_of_size(lossy, 16383, 16383))), MEMORY)
    to.add("lossy_zero", "0 x 48 pixels", webp(chunk(b"VP8 ", lossy_of_size(lossy, 0, 48))))
    to.add("lossy_scaled", "scaling bits and 16383 x 1 pixels", webp(chunk(b"VP8 ", lossy_of_size(lossy, 0xFFFF, 0x4001))))
    to.add("canvas_2_48", "a canvas of 2^24 x 2^24", webp(canvas(1 << 24, 1 << 24), chunk(b"VP8 ", lossy)), PIXELS)
    to.add("canvas_40000", "a canvas of 40000 x 40000", webp(canvas(40000, 40000), chunk(b"VP8 ", lossy)), MEMORY)
    to.add("canvas_small", "a canvas of 64 x 48 around a picture of 16384 x 16384", webp(canvas(), one_colour(16384, 16384)))
    to.add("canvas_alpha", "a canvas of 64 x 48 around a lossy picture of 16383 x 16383 with alpha",
           webp(canvas(flags=ALPHA), chunk(b"ALPH", b"\0" + bytes(99)), chunk(b"VP8 ", lossy_of_size(lossy, 16383, 16383))))
    to.add("canvas_later", "a small picture and a large one behind it", webp(canvas(), chunk(b"VP8 ", lossy), one_colour(16384, 16384)), harmless=True)


def streams(to, lossy, lossless):
    to.add("lossy_frame", "no key frame", webp(chunk(b"VP8 ", bytes([lossy[0] | 1]) + lossy[1:])))
    to.add("lossy_version", "version 7", webp(chunk(b"VP8 ", bytes([lossy[0] | 0x0E]) + lossy[1:])))
    to.add("lossy_hidden", "a frame that is not to be shown", webp(chunk(b"VP8 ", bytes([lossy[0] & 0xEF]) + lossy[1:])))
    to.add("lossy_start", "a wrong start code", webp(chunk(b"VP8 ", lossy[:3] + bytes(3) + lossy[6:])))
    to.add("lossy_partition", "a first partition of 2^19-1 bytes", webp(chunk(b"VP8 ", bytes([lossy[0] | 0xE0, 0xFF, 0xFF]) + lossy[3:])))
    to.add("lossless_start", "lossless data with a wrong start", webp(chunk(b"VP8L", b"\x2e" + lossless[1:])))
    to.add("lossless_version", "lossless data of version 7", webp(chunk(b"VP8L", lossless[:4] + bytes([lossless[4] | 0xE0]) + lossless[5:])))
    to.add("lossless_garbage", "lossless data of ones", webp(chunk(b"VP8L", lossless[:5] + b"\xff" * 500)))
    to.add("lossless_short", "a tenth of lossless data", webp(chunk(b"VP8L", lossless[:len(lossless) // 10])))
    to.add("lossless_none", "5 bytes of lossless data", webp(chunk(b"VP8L", lossless[:5])))
    colours = Bits().put(0x2F, 8).put(63, 14).put(47, 14).put(0, 1).put(0, 3)
    for kind in (3, 3):
        colours.put(1, 1).put(kind, 2).put(255, 8)
    to.add("lossless_transforms", "the same transform twice", webp(chunk(b"VP8L", colours.data() + bytes(400))))
    cache = Bits().put(0x2F, 8).put(63, 14).put(47, 14).put(0, 1).put(0, 3).put(0, 1).put(1, 1).put(15, 4)
    to.add("lossless_cache", "a colour cache of 2^15 entries", webp(chunk(b"VP8L", cache.data() + bytes(400))))
    for name, head in (("method", 2), ("filter", 0xF0), ("short", 1)):
        to.add(f"alpha_{name}", f"an alpha plane with a wrong {name}", webp(canvas(flags=ALPHA), chunk(b"ALPH", bytes([head]) + (b"" if name == "short" else bytes(20))), chunk(b"VP8 ", lossy)))


def chunks(to, lossy):
    plain = chunk(b"VP8 ", lossy)
    to.add("riff_4g", "a file that claims 2^32-1 bytes", webp(plain, size=2**32 - 1))
    to.add("riff_zero", "a file that claims 0 bytes", webp(plain, size=0))
    to.add("riff_short", "a file that claims 20 bytes", webp(plain, size=20))
    to.add("chunk_4g", "a picture of 2^32-1 bytes", webp(chunk(b"VP8 ", lossy, size=2**32 - 1)))
    to.add("chunk_4g_first", "a chunk of 2^32-10 bytes before the picture", webp(canvas(), chunk(b"ICCP", b"x", size=2**32 - 10), plain))
    to.add("chunk_4g_behind", "a chunk of 2^32-10 bytes behind the picture", webp(canvas(flags=8), plain, chunk(b"EXIF", b"x", size=2**32 - 10)), harmless=True)
    to.add("pixels_absent", "no picture", webp(canvas()))
    to.add("pixels_empty", "an empty picture", webp(chunk(b"VP8 ")))
    to.add("alpha_alone", "an alpha plane alone", webp(canvas(flags=ALPHA), chunk(b"ALPH", bytes(99))))
    to.add("canvas_short", "a canvas of 4 bytes", webp(chunk(b"VP8X", bytes(4)), plain))
    to.add("canvas_twice", "10,000 canvases", webp(*[canvas()] * 10_000, plain), harmless=True)
    to.add("chunks_million", "a million empty chunks", webp(canvas(), chunk(b"JUNK") * 10**6, plain), harmless=True, slow=True)
    to.add("profile_10m", "a colour profile of 10 MB of zeros", webp(canvas(flags=0x20), chunk(b"ICCP", bytes(10**7)), plain), harmless=True)
    to.add("profiles", "200 colour profiles of 100 KB", webp(canvas(flags=0x20), chunk(b"ICCP", bytes(10**5)) * 200, plain), harmless=True)
    to.add("xmp_30m", "an XMP packet of 30 MB", webp(canvas(flags=4), plain, chunk(b"XMP ", b"x" * (30 * 10**6))), harmless=True)
    for name, what, block in EXIF_BOMBS:
        to.add(f"exif_{name}", what, webp(canvas(flags=8), plain, chunk(b"EXIF", block)), harmless=True)


def animations(to, lossy):
    plain, second = chunk(b"VP8 ", lossy), ("--page", "2")
    to.add("frames_none", "an animation without frames", animation())
    to.add("frames_canvas", "an animation of 40000 x 40000", animation(frame(plain), width=40000, height=40000), MEMORY)
    to.add("frames_canvas_2_48", "an animation of 2^24 x 2^24", animation(frame(plain), width=1 << 24, height=1 << 24), PIXELS)
    to.add("frame_outside", "a frame outside of the canvas", animation(frame(plain, x=60000)))
    to.add("frame_small", "a frame of 8 x 8 that holds 64 x 48", animation(frame(plain, 8, 8)))
    to.add("frame_large", "a frame that holds a picture of 16384 x 16384", animation(frame(one_colour(16384, 16384))))
    to.add("frame_large_alpha", "a frame with alpha that holds a picture of 16383 x 16383", animation(frame(chunk(b"ALPH", bytes(9)) + chunk(b"VP8 ", lossy_of_size(lossy, 16383, 16383)))))
    to.add("frame_empty", "a frame without a picture", animation(frame(b"")))
    to.add("frame_short", "a frame of 3 bytes", animation(chunk(b"ANMF", bytes(3))))
    to.add("frame_4g", "a frame of 2^32-2 bytes", animation(chunk(b"ANMF", bytes(24), size=2**32 - 2)))
    to.add("frame_second", "a second frame of garbage", animation(frame(plain), frame(bytes(99))), options=second)
    to.add("frames_million", "a million empty frames", animation(chunk(b"ANMF", bytes(24)) * 10**6), slow=True)
    large = frame(one_colour(3000, 3000), 3000, 3000)
    to.add("frames_slow", "the last of 1000 pictures that fill a canvas of 3000 x 3000, in 60 bytes each", animation(large * 1000, width=3000, height=3000), SECONDS,
           options=("--page", "1000", "--limit-seconds", "0.3"), slow=True)


def all_bombs(generate):
    lossy = content_of(generate("webp"), b"VP8 ")
    lossless = content_of(generate("webp", "64x48", "-O", "lossless"), b"VP8L")
    to = Collector("webp")
    sizes(to, lossy)
    streams(to, lossy, lossless)
    chunks(to, lossy)
    animations(to, lossy)
    whole = webp(canvas(), chunk(b"VP8 ", lossy))
    to.cut(whole, [12, 15, 16, 20, 24, 29, 30, 34, 38, 41, 44, 46, 48, 58, 99, len(whole) // 2], "a WebP")
    return to
