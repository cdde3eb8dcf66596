# SPDX-License-Identifier: Apache-2.0
"""Animations by Pillow, picture for picture as Pillow itself shows them, and as vips does where it reads the format."""
import functools
import subprocess

import numpy as np
import PIL.Image
import PIL.ImageDraw

from cases import U8, random_pixels, run


def frames(count, size, see_through):
    """A disc that moves over noise or over nothing, so that every frame changes a part."""
    ground = PIL.Image.fromarray(random_pixels("ground", U8, size[1], size[0], 3) // 64 * 64)
    made = []
    for number in range(count):
        picture = PIL.Image.new("RGBA", size, (0, 0, 0, 0)) if see_through else ground.convert("RGBA")
        at = 3 + 4 * number
        PIL.ImageDraw.Draw(picture).ellipse((at, at // 2, at + 12, at // 2 + 12), fill=(255, 40 * number % 256, 0, 255))
        made.append(picture)
    return made


def shown(path, number):
    with PIL.Image.open(path) as picture:
        picture.seek(number)
        return np.array(picture.convert("RGBA"))


def shown_by_vips(path, number):
    """Pillow keeps a first frame that the one after it should not see (disposal 3)."""
    out = path.with_suffix(f".{number}.vips.png")
    run("vips", "copy", f"{path}[page={number}]", out)
    return np.array(PIL.Image.open(out).convert("RGBA"))


def near(expected, found, most):
    """Colours count where something is seen."""
    if expected.shape != found.shape:
        return f"{found.shape} instead of {expected.shape}"
    apart = np.abs(expected.astype(int) - found.astype(int))
    apart[..., :3][(expected[..., 3] == 0) & (found[..., 3] == 0)] = 0
    return f"up to {apart.max()} apart" if apart.max() > most else ""


def animation(tessera, folder, extension, see_through, disposal, options):
    made = frames(5, (48, 34), see_through)
    words = "".join(f"-{key}{value}" for key, value in options.items())
    path = folder / f"{'clear' if see_through else 'opaque'}-{disposal}{words}{extension}"
    extra = {} if extension == ".webp" else {"disposal": disposal}
    made[0].save(path, save_all=True, append_images=made[1:], duration=100, **extra, **options)
    pages = int(run(tessera, "info", "--get", "pages", path))
    if pages != 5:
        yield f"{path.name}: {pages} pages instead of 5"
    expected = shown_by_vips if extension == ".gif" and disposal == 3 else shown
    for number in range(pages):
        out = folder / f"{path.stem}{extension[1:]}-{number}.png"
        done = subprocess.run([tessera, "apply", "copy", path, "-o", out, "--page", str(number + 1)], capture_output=True, text=True)
        problem = done.stderr if done.returncode else near(expected(path, number), np.array(PIL.Image.open(out).convert("RGBA")), 0)
        if problem:
            yield f"{path.name}: page {number + 1}: {problem}"
    done = subprocess.run([tessera, "apply", "copy", path, "-o", folder / "none.png", "--page", "6"], capture_output=True, text=True)
    if done.returncode != 1 or "1 to 5" not in done.stderr:
        yield f"{path.name}: page 6: {done.stderr}"


def still(tessera, folder, interlace, size):
    """A GIF of one picture, interlaced or not, up to the largest table of codes."""
    path = folder / f"still-{interlace}-{size[0]}.gif"
    picture = PIL.Image.fromarray(random_pixels("still", U8, size[1], size[0], 3)).quantize(256)
    picture.save(path, interlace=interlace)
    out = folder / f"{path.stem}.png"
    run(tessera, "apply", "copy", path, "-o", out)
    if problem := near(shown(path, 0), np.array(PIL.Image.open(out).convert("RGBA")), 0):
        yield f"{path.name}: {problem}"


def parts():
    for see_through in (False, True):
        for disposal in (0, 1, 2, 3):
            yield functools.partial(animation, extension=".gif", see_through=see_through, disposal=disposal, options={})
        for disposal in (0, 1, 2):
            for blend in (0, 1):
                yield functools.partial(animation, extension=".png", see_through=see_through, disposal=disposal,
                                        options={"blend": blend} | ({"default_image": False, "loop": 0} if blend else {}))
        for options in ({"lossless": True}, {"lossless": True, "minimize_size": True, "allow_mixed": True}, {"quality": 90}):
            yield functools.partial(animation, extension=".webp", see_through=see_through, disposal=0, options=options)
    for interlace in (0, 1):
        for size in ((1, 1), (37, 29), (300, 200)):
            yield functools.partial(still, interlace=interlace, size=size)


def count():
    return len(list(parts()))


def check(tessera, folder):
    folder.mkdir(parents=True)
    return [problem for part in parts() for problem in part(tessera, folder)]
