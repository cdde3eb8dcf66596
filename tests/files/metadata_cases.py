# SPDX-License-Identifier: Apache-2.0
"""What else is in a file: everything that exiftool and vipsheader print before is there after, but for the tags listed here."""
import functools
import json
import pathlib
import re

import numpy as np
import PIL.Image
import PIL.ImageCms

from cases import U16, U8, random_pixels, run
from tiff_cases import tifffile_writer

# Tags that may differ or go, by family 1 group and name as exiftool prints them, each with its reason.
MAY_CHANGE = {
    r"SourceFile|(System|ExifTool):.*": "the file's name, times, size, and the program itself",
    r"File:(FileSize|CurrentIPTCDigest|ExifByteOrder)": "of the container; a TIFF is written little-endian",
    r"File:(EncodingProcess|YCbCrSubSampling)": "how a JPEG is compressed: the settings of the output say it",
    r"Composite:.*": "computed by exiftool from other tags",
    r"IFD0:(StripOffsets|StripByteCounts|RowsPerStrip|TileOffsets|TileByteCounts|TileWidth|TileLength|FillOrder|Predictor|Compression)":
        "where and how the pixels lie in the file",
    r"IFD0:(SampleFormat|ExtraSamples|PlanarConfiguration|Orientation)": "written out although it is the default",
    r"(IFD0|ExifIFD|XMP-tiff):Orientation": "the picture is turned upright",
    r"IFD1:.*": "the thumbnail shows the picture as it was before",
    r"(IFD0|JFIF|PNG-pHYs):(X|Y)(Resolution|)$": "compared as a number, in `resolution`",
    r"(IFD0|JFIF|PNG-pHYs):(ResolutionUnit|PixelUnits|PixelsPerUnit[XY])": "the same",
    r"JFIF:JFIFVersion": "libjpeg writes 1.01",
    r"PNG:(Filter|Interlace|Compression|BitDepth|ColorType)": "how the pixels are stored",
    r"PNG:(SignificantBits|BackgroundColor)": "of the samples as they were",
    r"RIFF:.*": "how a WebP is compressed",
    r"Adobe:.*": "how a JPEG's colours are stored",
    r"PNG:ProfileName": "a name that says nothing of the profile",
}


# libtiff takes these rationals as 32-bit floats.
AS_FLOATS = ("IFD0:WhitePoint", "IFD0:PrimaryChromaticities")


def differ(key, before, after):
    if key in AS_FLOATS and before and after:
        return not np.allclose([float(v) for v in before.split()], [float(v) for v in after.split()], rtol=1e-6, atol=0)
    return before != after


def dump(path):
    facts = json.loads(run("exiftool", "-a", "-G1", "-n", "-j", "-struct", "-b", path))[0]
    return {key: value for key, value in facts.items() if not any(re.fullmatch(p, key) for p in MAY_CHANGE)}


def resolution(path):
    facts = json.loads(run("exiftool", "-n", "-j", "-XResolution", "-YResolution", "-ResolutionUnit", "-PixelsPerUnitX", "-PixelsPerUnitY", path))[0]
    per_inch = {2: 1, 3: 2.54}.get(facts.get("ResolutionUnit", 2), 0)
    if "PixelsPerUnitX" in facts:
        return facts["PixelsPerUnitX"] * 0.0254, facts["PixelsPerUnitY"] * 0.0254
    return facts.get("XResolution", 0) * per_inch, facts.get("YResolution", 0) * per_inch


EXIF = ["-Make=Maker", "-Model=Model 5", "-Software=Some program 1.2", "-ModifyDate=2024:05:06 07:08:09", "-Artist=Somebody",
        "-Copyright=2024 Somebody", "-ImageDescription=What is seen", "-ExposureTime=1/250", "-FNumber=5.6", "-ISO=400",
        "-ExifVersion=0232", "-DateTimeOriginal=2024:05:06 07:08:08", "-CreateDate=2024:05:06 07:08:08", "-OffsetTimeOriginal=+02:00",
        "-SubSecTimeOriginal=123", "-FocalLength=50", "-LensModel=Lens 50mm", "-SerialNumber=SN123", "-UserComment=A comment",
        "-Flash=16", "-InteropIndex=R98", "-ColorSpace=1", "-WhiteBalance=1", "-ExposureCompensation=-0.33", "-LensInfo=24 70 2.8 4",
        "-GPSLatitude=47.5", "-GPSLatitudeRef=N", "-GPSLongitude=8.25", "-GPSLongitudeRef=E", "-GPSAltitude=400", "-GPSDateStamp=2024:05:06",
        "-IFD0:Rating=4", "-IFD0:RatingPercent=75", "-XPTitle=A title", "-XPComment=A comment", "-XPAuthor=Somebody", "-XPKeywords=one;two",
        "-XPSubject=Subject", "-DocumentName=The document", "-PageName=The page", "-HostComputer=A computer", "-ProcessingSoftware=P"]
XMP = ["-XMP-dc:Title=A title", "-XMP-dc:Title-de=Ein Titel", "-XMP-dc:Subject=one", "-XMP-dc:Subject=two", "-XMP-dc:Creator=Somebody",
       "-XMP-dc:Description=Long text with <angles> & \"quotes\"", "-XMP-xmp:Rating=4", "-XMP-xmp:Label=Red", "-XMP-photoshop:City=Town",
       "-XMP-crs:Exposure2012=+0.5", "-XMP-lr:HierarchicalSubject=a|b", "-XMP-xmpRights:Marked=True", "-XMP-iptcExt:PersonInImage=Somebody"]
IPTC = ["-IPTC:ObjectName=A title", "-IPTC:Keywords=one", "-IPTC:Keywords=two", "-IPTC:By-line=Somebody", "-IPTC:City=Town",
        "-IPTC:Caption-Abstract=What is seen", "-IPTC:DateCreated=2024:05:06", "-IPTC:CodedCharacterSet=UTF8"]
OTHERS = {
    ".jpg": ["-Comment=A comment in the file", "-Photoshop:URL=http://example.org/", "-Photoshop:CopyrightFlag=1"],
    ".png": ["-PNG:Title=A title", "-PNG:Author=Somebody", "-PNG:Description=Text", "-PNG:Software=Some program", "-PNG:Comment=ä ö ü",
             "-PNG:ModifyDate=2024:05:06 07:08:09", "-PNG:CreationTime=2024:05:06"],
    ".tif": ["-IFD0:WhitePoint=0.3127 0.329", "-IFD0:PrimaryChromaticities=0.64 0.33 0.3 0.6 0.15 0.06", "-Photoshop:URL=http://example.org/"],
}
# GeoTIFF 1.1 and GDAL's two tags: scale, tie point, keys with their numbers and texts; what is measured, and where nothing was.
GEO = [(33550, "d", 3, (10.0, 10.0, 0.0), True), (33922, "d", 6, (0.0, 0.0, 0.0, 440720.0, 3751320.0, 0.0), True),
       (34735, "H", 16, (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32611), True), (34736, "d", 1, (6378137.0,), True),
       (34737, "s", 0, "WGS 84 / UTM zone 11N|", True), (42112, "s", 0, "<GDALMetadata><Item>1</Item></GDALMetadata>", True),
       (42113, "s", 0, "-9999", True)]


def picture(extension, dtype, path):
    values = random_pixels("metadata", dtype, 60, 80, 3)
    if extension == ".tif":
        return tifffile_writer(values, software=False)(path)
    PIL.Image.fromarray(values).save(path, **({"quality": 95} if extension == ".jpg" else {}))


def tagged(extension, arguments, path):
    picture(extension, U8, path)
    run("exiftool", "-q", "-overwrite_original", *arguments, path)


def with_profile(extension, path):
    picture(extension, U8, path)
    profile = pathlib.Path(f"{path}.icc")
    profile.write_bytes(PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())
    run("exiftool", "-q", "-overwrite_original", f"-icc_profile<={profile}", path)


def with_thumbnail(extension, path):
    tagged(extension, EXIF, path)
    small = f"{path}.small.jpg"
    PIL.Image.fromarray(random_pixels("thumbnail", U8, 30, 40, 3)).save(small)
    run("exiftool", "-q", "-overwrite_original", f"-ThumbnailImage<={small}", path)


def with_chunks(path):
    """Colours, a palette's hint and offsets as libpng's tools know them (PNG 1.2, 4.2 and 4.3)."""
    import struct
    import zlib

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    picture(".png", U8, path)
    content = pathlib.Path(path).read_bytes()
    extra = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)) + \
        chunk(b"sRGB", b"\0") + chunk(b"oFFs", struct.pack(">iiB", 10, -20, 0)) + chunk(b"pHYs", struct.pack(">IIB", 5000, 5000, 1)) + \
        chunk(b"zTXt", b"Source\0\0" + zlib.compress(b"compressed text")) + chunk(b"iTXt", "Warning\0\1\0de\0Warnung\0".encode() + zlib.compress("größer".encode()))
    pathlib.Path(path).write_bytes(content[:33] + extra + content[33:])


def with_everything(lossless, path):
    """A WebP by Pillow with profile, EXIF and XMP of a JPEG."""
    tagged(".jpg", EXIF + XMP, f"{path}.jpg")
    with PIL.Image.open(f"{path}.jpg") as first:
        first.save(path, lossless=lossless, exif=first.info["exif"], xmp=first.info["xmp"],
                   icc_profile=PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())


def with_dots(extension, x, y, unit, path):
    tagged(extension, [f"-XResolution={x}", f"-YResolution={y}", f"-ResolutionUnit={unit}"], path)


def with_places(path):
    tifffile_writer(random_pixels("metadata", U16, 60, 80, 1), extratags=GEO, software=False)(path)


def files():
    for extension in (".jpg", ".png", ".tif"):
        yield f"exif{extension}", functools.partial(tagged, extension, EXIF)
        yield f"exif-big-endian{extension}", functools.partial(tagged, extension, ["-api", "ByteOrder=MM", *EXIF])
        yield f"xmp{extension}", functools.partial(tagged, extension, XMP)
        yield f"long-xmp{extension}", functools.partial(tagged, extension, ["-XMP-dc:Description=" + "long text " * 9000])
        yield f"iptc{extension}", functools.partial(tagged, extension, IPTC)
        yield f"others{extension}", functools.partial(tagged, extension, OTHERS[extension])
        yield f"everything{extension}", functools.partial(tagged, extension, EXIF + XMP + IPTC + OTHERS[extension])
        yield f"profile{extension}", functools.partial(with_profile, extension)
        yield f"thumbnail{extension}", functools.partial(with_thumbnail, extension)
        if extension != ".png":
            yield f"inch{extension}", functools.partial(with_dots, extension, 300, 300, "inches")
            yield f"centimetre{extension}", functools.partial(with_dots, extension, 118, 59, "cm")
    yield "chunks.png", with_chunks
    for lossless in (False, True):
        yield f"{'lossless' if lossless else 'lossy'}.webp", functools.partial(with_everything, lossless)
    yield "places.tif", with_places


def count():
    return len(list(files()))


def check(tessera, folder):
    folder.mkdir(parents=True)
    failures = []
    for name, write in files():
        write(str(folder / name))
        copied = folder / "out" / name
        run(tessera, "apply", "copy", folder / name, "-o", copied)
        before, after = dump(folder / name), dump(copied)
        failures += [f"{name}: {key} is {after.get(key, 'gone')!r:.80} instead of {before.get(key, 'nothing')!r:.80}"
                     for key in sorted(before.keys() | after.keys()) if differ(key, before.get(key), after.get(key))]
        if not np.allclose(resolution(folder / name), resolution(copied), rtol=0.002, atol=0.013):
            failures.append(f"{name}: {resolution(copied)} dots per inch instead of {resolution(folder / name)}")
        failures += [f"{name}: vipsheader: {fault}" for fault in vips_differences(folder / name, copied)]
    return failures


# What vipsheader prints of the file itself and of libvips's way of reading it.
VIPS_MAY_CHANGE = r"filename|vips-loader|vips-sequential|coding|orientation|exif-ifd0-Orientation|.*bits-per-sample|exif-data|" \
    r"exif-ifd0-(XResolution|YResolution|ResolutionUnit)|[xy]res|resolution-unit|jpeg-chroma-subsample|exif-ifd1-.*|jpeg-thumbnail-data|exif-ifd0-YCbCrPositioning|bits-per-sample|" \
    r"(xmp|iptc)-data"


def vips_differences(before, after):
    facts = []
    for path in (before, after):
        text = re.sub(r"(?m)^png-comment-\d+-", "png-comment-", run("vipsheader", "-a", path))  # numbered as they come in the file
        lines = [line.partition(": ") for line in text.splitlines()[1:]]
        facts.append({key: value for key, _, value in lines if not re.fullmatch(VIPS_MAY_CHANGE, key)})
    return [f"{key} is {facts[1].get(key, 'gone'):.80} instead of {facts[0].get(key, 'nothing'):.80}"
            for key in sorted(facts[0].keys() | facts[1].keys()) if facts[0].get(key) != facts[1].get(key)]
