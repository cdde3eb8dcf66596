# SPDX-License-Identifier: Apache-2.0
"""Bombs and damage of JPEG (ITU T.81)."""
import struct

from bomb import EXIF_BOMBS, MEMORY, PIXELS, SECONDS, Collector

SOF0, SOF2, DHT, SOI, EOI, SOS, DQT, DRI, APP0, COM = 0xC0, 0xC2, 0xC4, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD, 0xE0, 0xFE


def segment(marker, payload):
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def parts_of(data):
    """The segments of a JPEG as [marker, payload, entropy-coded data]."""
    parts, at = [], 2
    while data[at + 1] != EOI:
        size = struct.unpack(">H", data[at + 2:at + 4])[0]
        marker, payload = data[at + 1], data[at + 4:at + 2 + size]
        at += 2 + size
        start = at
        if marker == SOS:
            while data[at] != 0xFF or data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
                at += 1
        parts.append([marker, payload, data[start:at]])
    return parts


def join(parts, end=b"\xff\xd9"):
    return b"\xff\xd8" + b"".join(segment(marker, payload) + data for marker, payload, data in parts) + end


def changed(parts, marker, change, which=0):
    """The same parts but one: `change` gets its payload."""
    found = [i for i, part in enumerate(parts) if part[0] == marker][which]
    return [[p[0], change(p[1]) if i == found else p[1], p[2]] for i, p in enumerate(parts)]


def without(parts, marker):
    return [part for part in parts if part[0] != marker]


def sized(parts, width, height):
    frame = SOF0 if any(p[0] == SOF0 for p in parts) else SOF2
    return changed(parts, frame, lambda p: p[:1] + struct.pack(">HH", height, width) + p[5:])


def frame(precision, width, height, components, claimed=None):
    count = len(components) if claimed is None else claimed
    return struct.pack(">BHHB", precision, height, width, count) + b"".join(bytes(c) for c in components)


def scan(ids, start, end, approximation):
    return bytes([len(ids)]) + b"".join(bytes((i, 0)) for i in ids) + bytes((start, end, approximation))


# One code of one bit for the byte 0: for DC a difference of 0, for AC the end of a block.
NOTHING = segment(DHT, b"\x00" + b"\x01" + bytes(15) + b"\x00") + segment(DHT, b"\x10" + b"\x01" + bytes(15) + b"\x00")
# The same with the symbol E0: 2^14 blocks and more end at once.
RUNS = segment(DHT, b"\x10" + b"\x01" + bytes(15) + b"\xe0")


def empty_scans(width, height, count):
    """A gray progressive JPEG of so many scans that hold next to nothing, each of one more bit of one more coefficient: without fault up to 882 of them."""
    table = segment(DQT, b"\0" + b"\x10" * 64)
    head = b"\xff\xd8" + table + segment(SOF2, frame(8, width, height, [(1, 0x11, 0)])) + NOTHING
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    first = segment(SOS, scan([1], 0, 0, 0x00)) + bytes((blocks + 7) // 8)
    runs = bytes(((blocks + (1 << 14) - 1 >> 14) * 15 + 7) // 8)
    bits = [(k, k, 0x0D if low == 13 else (low + 1) << 4 | low) for k in range(1, 64) for low in range(13, -1, -1)]
    again = b"".join(segment(SOS, scan([1], *bits[i % len(bits)])) + runs for i in range(count - 1))
    return head + first + RUNS + again + b"\xff\xd9"


def sizes(to, base, progressive):
    to.add("size_65535", "65535 x 65535 pixels: more than libjpeg reads", join(sized(base, 65535, 65535)), ("65500",))
    to.add("size_60000", "60000 x 60000 pixels: beyond 2^31", join(sized(base, 60000, 60000)), PIXELS)
    to.add("size_46000", "46000 x 46000 pixels in 2 KB", join(sized(base, 46000, 46000)))
    to.add("size_zero", "a width of 0", join(sized(base, 0, 48)))
    to.add("size_flat", "a height of 0, to be said after the first scan", join(sized(base, 64, 0)))
    to.add("size_tall", "1 x 65535 pixels in 2 KB", join(sized(base, 1, 65535)))
    to.add("progressive_46000", "46000 x 46000 progressive pixels: 6 GB of coefficients", join(sized(progressive, 46000, 46000)), MEMORY)
    to.add("progressive_8000", "8000 x 8000 progressive pixels: 192 MiB of coefficients and more", join(sized(progressive, 9000, 8000)), MEMORY)
    cmyk = [[SOF2, frame(8, 20000, 20000, [(i, 0x11, 0) for i in range(1, 5)]), b""] if p[0] == SOF2 else p for p in progressive]
    to.add("progressive_cmyk", "20000 x 20000 progressive pixels of four channels", join(cmyk), MEMORY)
    several = []
    for part in sized(base, 16000, 16000):
        several += [[SOS, scan([i], 0, 63, 0), part[2]] for i in (1, 2, 3)] if part[0] == SOS else [part]
    to.add("scans_apart", "16000 x 16000 pixels, a scan for each channel: kept as a whole, too", join(several), MEMORY)


def scans(to):
    to.add("scans_2000", "2000 scans over 6000 x 6000 pixels", empty_scans(6000, 6000, 2000), ("scans",), slow=True)
    to.add("scans_800", "800 scans over 64 x 64 pixels, of a bit of a coefficient each", empty_scans(64, 64, 800), ("scans",))
    to.add("scans_450", "450 scans over 6000 x 6000 pixels", empty_scans(6000, 6000, 450), ("scans",), slow=True)
    to.add("scans_90", "90 scans over 8000 x 8000 pixels", empty_scans(8000, 8000, 90), SECONDS, options=("--limit-seconds", "0.1"))
    to.add("scans_60000", "60,000 scans over one pixel", empty_scans(1, 1, 60_000), ("scans",))


def frames(to, base, progressive):
    for precision in (0, 12, 16):
        to.add(f"precision_{precision}", f"samples of {precision} bits", join(changed(base, SOF0, lambda p, n=precision: bytes([n]) + p[1:])))
    ones = [(i, 0x11, 0) for i in range(1, 11)]
    for count in (0, 2, 5, 10):
        to.add(f"channels_{count}", f"{count} channels", join([[SOF0, frame(8, 64, 48, ones[:count]), b""] if p[0] == SOF0 else p for p in base]))
    to.add("channels_255", "255 channels in a frame for three", join([[SOF0, frame(8, 64, 48, ones[:3], 255), b""] if p[0] == SOF0 else p for p in base]))
    for factor in (0x00, 0x51, 0xFF):
        bad = [(1, factor, 0), (2, 0x11, 0), (3, 0x11, 0)]
        to.add(f"sampling_{factor:02x}", f"sampling factors {factor >> 4} and {factor & 15}", join([[SOF0, frame(8, 64, 48, bad), b""] if p[0] == SOF0 else p for p in base]))
    many = [(i, 0x44, 0) for i in (1, 2, 3)]
    to.add("sampling_48", "48 blocks in a unit", join([[SOF0, frame(8, 64, 48, many), b""] if p[0] == SOF0 else p for p in base]))
    for marker, what in ((0xC3, "lossless"), (0xC5, "hierarchical"), (0xF7, "JPEG-LS"), (0xCF, "hierarchical arithmetic")):
        to.add(f"frame_{marker:02x}", f"a {what} frame", join([[marker, *p[1:]] if p[0] == SOF0 else p for p in base]))
    to.add("frame_twice", "two frames", join([q for p in base for q in ([p, [SOF0, frame(8, 9999, 9999, ones[:3]), b""]] if p[0] == SOF0 else [p])]))
    to.add("frame_absent", "no frame", join(without(base, SOF0)))
    to.add("frame_late", "the frame after the scan", join(without(base, SOF0) + [p for p in base if p[0] == SOF0]))
    to.add("frame_short", "a frame of 6 bytes", join(changed(base, SOF0, lambda p: p[:6])))
    to.add("frame_mixed", "a progressive picture said to be sequential", join([[SOF0, *p[1:]] if p[0] == SOF2 else p for p in progressive]))


def tables(to, base):
    strangers = changed(base, SOS, lambda p: b"\x03\x01\x33\x02\x33\x03\x33" + p[-3:])
    to.add("codes_absent", "a scan with code tables that there are not", join(strangers))
    to.add("codes_usual", "no code tables at all: the standard ones are meant, as in Motion JPEG", join(without(base, DHT)), harmless=True)
    to.add("quantisation_absent", "no quantisation tables", join(without(base, DQT)))
    to.add("quantisation_short", "a quantisation table of 10 bytes", join(changed(base, DQT, lambda p: p[:10])))
    to.add("quantisation_7", "quantisation table 7", join(changed(base, DQT, lambda p: bytes([7]) + p[1:])))
    to.add("codes_many", "4080 codes in a table", join(changed(base, DHT, lambda p: p[:1] + b"\xff" * 16 + p[17:])))
    to.add("codes_overfull", "three codes of one bit", join(changed(base, DHT, lambda p: p[:1] + bytes([3]) + bytes(15) + bytes(3))))
    to.add("codes_9", "code table 9", join(changed(base, DHT, lambda p: bytes([9]) + p[1:])))
    to.add("codes_symbol", "a DC code for 255 bits", join(changed(base, DHT, lambda p: p[:17] + b"\xff" * (len(p) - 17))))
    to.add("codes_short", "a code table of 3 bytes", join(changed(base, DHT, lambda p: p[:3])))
    to.add("scan_channels", "a scan of 0 channels", join(changed(base, SOS, lambda p: b"\0" + p[-3:])))
    to.add("scan_stranger", "a scan of a channel that there is not", join(changed(base, SOS, lambda p: b"\1\x63\0" + p[-3:])))
    to.add("scan_twice", "a scan of the same channel three times", join(changed(base, SOS, lambda p: b"\3\1\0\1\0\1\0" + p[-3:])))
    to.add("scan_first", "a scan before the frame", join([p for p in base if p[0] == SOS] + base))
    to.add("restart_absent", "restarts after each block, but none in the data", join([[DRI, b"\0\1", b""]] + base))


def progressions(to, progressive):
    for name, what, payload in (("spectrum", "coefficients 60 to 70", scan([1], 60, 70, 0)), ("reverse", "coefficients 9 to 3", scan([1], 9, 3, 0)),
                                ("bits", "bit 15 first", scan([1], 0, 0, 0xFE))):
        to.add(f"progression_{name}", f"a first scan of {what}", join(changed(progressive, SOS, lambda p, n=payload: n)))


def segments(to, base):
    jpeg = join(base)
    for size in (0, 1):
        to.add(f"segment_{size}", f"a segment of metadata that is {size} bytes long", b"\xff\xd8\xff\xe1" + struct.pack(">H", size) + jpeg[2:], harmless=True)
    to.add("segment_long", "a segment that is longer than the file", b"\xff\xd8\xff\xe1\xff\xff" + jpeg[2:])
    to.add("fill_before", "10 MB of fill bytes before the scan, as the standard allows", b"\xff\xd8" + b"\xff" * 10**7 + jpeg[2:], harmless=True)
    to.add("fill_behind", "10 MB of zeros between the pixels and the end", jpeg[:-2] + bytes(10**7) + b"\xff\xd9")
    to.add("behind", "10 MB behind the end", jpeg + bytes(10**7), harmless=True)
    to.add("comments", "200 comments of 64 KiB", b"\xff\xd8" + segment(COM, b"x" * 65533) * 200 + jpeg[2:], harmless=True)
    to.add("comments_many", "a million empty comments", b"\xff\xd8" + segment(COM, b"") * 10**6 + jpeg[2:], harmless=True)
    profile = b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes((i, 255)) + bytes(65519)) for i in range(1, 256))
    to.add("profile_16m", "a colour profile of 16 MB of zeros", b"\xff\xd8" + profile + jpeg[2:], harmless=True)
    to.add("profile_part", "part 3 of 255 of a colour profile alone", b"\xff\xd8" + segment(0xE2, b"ICC_PROFILE\0\x03\xff" + bytes(99)) + jpeg[2:], harmless=True)
    for name, what, block in EXIF_BOMBS:
        to.add(f"exif_{name}", what, b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + block) + jpeg[2:], harmless=True)


def streams(to, base):
    pixels = next(p for p in base if p[0] == SOS)
    for name, what, data in (("none", "no pixel data", b""), ("zeros", "pixel data of zeros, too short", bytes(9)), ("ones", "codes that there are not", b"\xff\0" * 2000),
                             ("restarts", "restart markers instead of pixels", b"\xff\xd3\xff\xd7\xff\xd0" * 99), ("half", "half of the pixel data", pixels[2][: len(pixels[2]) // 2])):
        to.add(f"data_{name}", what, join([[SOS, p[1], data] if p is pixels else p for p in base]))
    to.add("only_start", "a start marker alone", b"\xff\xd8\xff")
    to.add("only_ends", "a start and an end", b"\xff\xd8\xff\xd9")
    to.add("start_twice", "two starts", b"\xff\xd8" + join(base))
    to.add("end_absent", "no end marker", join(base, b""))


def all_bombs(generate):
    base, progressive = parts_of(generate("jpg")), parts_of(generate("jpg", "64x48", "-O", "progressive"))
    to = Collector("jpg")
    sizes(to, base, progressive)
    scans(to)
    frames(to, base, progressive)
    tables(to, base)
    progressions(to, progressive)
    segments(to, base)
    streams(to, base)
    at, borders = 2, []
    for _, payload, data in progressive:
        borders += [at + 2, at + 4 + len(payload), at + 4 + len(payload) + len(data)]
        at += 4 + len(payload) + len(data)
    to.cut(join(progressive), borders, "a progressive JPEG")
    return to
