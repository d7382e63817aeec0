"""What happens to a picture on its way through messengers, sites and other people's telephones, by real encoders; each from a seed."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from tests.media.scenes import clouded, font, homography, words


def jpeg(picture, quality=88):
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality)
    return written.getvalue()


def reopened(picture, quality):
    return Image.open(io.BytesIO(jpeg(picture, quality)))


def saved_again(picture, rng):
    """JPEG at 25 to 60, twice."""
    return reopened(reopened(picture, 70), int(rng.integers(25, 61)))


def other_format(picture, rng):
    form, quality = (("WEBP", 40), ("AVIF", 45), ("WEBP", 25))[int(rng.integers(3))]
    written = io.BytesIO()
    picture.save(written, form, quality=quality)
    return Image.open(io.BytesIO(written.getvalue()))


def smaller(picture, rng):
    """To a third of its side, or a little less."""
    share = rng.uniform(0.25, 0.5)
    return reopened(picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.LANCZOS), 80)


def cropped(share):
    """Without `share` of each side's length, taken from its two ends as it comes."""

    def crop(picture, rng):
        left, top = (round(rng.uniform(0, share) * side) for side in picture.size)
        width, height = (round((1 - share) * side) for side in picture.size)
        return reopened(picture.crop((left, top, left + width, top + height)), 75)

    return crop


def captioned(picture, rng):
    """A bar with words above or below, 12 to 22 % of the height."""
    bar = round(picture.height * rng.uniform(0.12, 0.22))
    dark = rng.random() < 0.5
    wide = Image.new("RGB", (picture.width, picture.height + bar), "black" if dark else "white")
    above = rng.random() < 0.5
    wide.paste(picture, (0, bar if above else 0))
    draw = ImageDraw.Draw(wide)
    for line in range(2):
        at = (20, (0 if above else picture.height) + 8 + line * bar // 2)
        draw.text(at, words(rng, 8), fill="white" if dark else "black", font=font(bar // 3))
    return reopened(wide, 75)


def overwritten(picture, rng):
    """Words and a logo on the picture itself."""
    seen = picture.copy()
    draw = ImageDraw.Draw(seen)
    bar = picture.height // 7
    draw.rectangle((0, picture.height - bar, picture.width, picture.height), fill=tuple(int(each) for each in rng.integers(0, 255, 3)))
    draw.text((20, picture.height - bar + 10), words(rng, 6), fill="white", font=font(bar // 2))
    draw.ellipse((picture.width - 130, 20, picture.width - 30, 120), fill=tuple(int(each) for each in rng.integers(0, 255, 3)))
    return reopened(seen, 75)


def framed(picture, rng):
    """Bars of one colour at two or four sides."""
    wide = round(picture.width * rng.uniform(0.05, 0.35)), round(picture.height * rng.uniform(0, 0.2)) * int(rng.integers(2))
    canvas = Image.new("RGB", (picture.width + 2 * wide[0], picture.height + 2 * wide[1]), ("black", "white", "navy")[int(rng.integers(3))])
    canvas.paste(picture, wide)
    return reopened(canvas, 75)


def mirrored(picture, rng):
    return reopened(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), int(rng.integers(50, 85)))


def turned(picture, rng):
    turn = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)[int(rng.integers(3))]
    return reopened(picture.transpose(turn), int(rng.integers(50, 85)))


def mirrored_and_cropped(picture, rng):
    return cropped(0.1)(mirrored(picture, rng), rng)


def recoloured(picture, rng):
    """Another contrast, brightness and warmth; or grey, as a filter makes it."""
    pixels = np.asarray(picture).astype(np.float32) / 255
    pixels = (pixels ** rng.uniform(0.6, 1.6) * rng.uniform(0.7, 1.1) * rng.uniform(0.85, 1.15, 3)).clip(0, 1)
    seen = Image.fromarray((pixels * 255).astype(np.uint8))
    return reopened(seen.convert("L").convert("RGB") if rng.random() < 0.3 else seen, 70)


def screen_taken(picture, rng):
    """A screen shown on a telephone and kept: bars, words and buttons around a smaller copy."""
    width, height = 720, 1480
    screen = Image.new("RGB", (width, height), ("white", "black", (24, 34, 44))[int(rng.integers(3))])
    shown = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.BICUBIC)
    top = int(rng.integers(140, max(141, height - shown.height - 260)))
    screen.paste(shown, (0, top))
    draw = ImageDraw.Draw(screen)
    for y in (8, 60, top - 46, top + shown.height + 16, top + shown.height + 60, height - 90):
        draw.text((24, y), words(rng, 7), fill=(128, 138, 148), font=font(26))
    for x in range(60, width, 160):
        draw.ellipse((x, height - 60, x + 40, height - 20), fill=(110, 120, 130))
    return reopened(screen, 70)


def filmed_off_a_screen(picture, rng):
    """Photographed from a monitor: a few degrees askew, its dots, another light, a blur, the room around."""
    width, height = picture.size
    y, x = np.mgrid[0:height, 0:width]
    dots = 1 + 0.06 * np.sin(x * rng.uniform(0.9, 1.6)) * np.sin(y * rng.uniform(0.9, 1.6))
    pixels = np.asarray(picture).astype(np.float32)
    pixels = 255 * (pixels / 255 * dots[..., None]) ** rng.uniform(0.8, 1.3)
    shown = Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).convert("RGBA")
    big = round(width * 1.25), round(height * 1.25)
    room = (90 + 50 * clouded(rng, big[1], big[0])).clip(0, 255).astype(np.uint8)
    canvas = Image.fromarray(np.stack([room] * 3, -1)).convert("RGBA")
    aslant = rng.normal(0, 0.006, (4, 2))
    tilt = np.radians(rng.uniform(-3, 3))
    corners = []
    for (u, v), (du, dv) in zip(((-1, -1), (1, -1), (1, 1), (-1, 1)), aslant, strict=True):
        a, b = u * width / 2 * (1 + du), v * height / 2 * (1 + dv)
        corners.append((big[0] / 2 + a * np.cos(tilt) - b * np.sin(tilt), big[1] / 2 + a * np.sin(tilt) + b * np.cos(tilt)))
    laid = shown.transform(big, Image.Transform.PERSPECTIVE, homography(corners, shown.size), Image.Resampling.BICUBIC)
    canvas.paste(laid, mask=laid)
    seen = np.asarray(canvas.convert("RGB").filter(ImageFilter.GaussianBlur(1.1))).astype(np.float32)
    seen = seen * rng.uniform(0.75, 1.1) + rng.normal(0, 4, seen.shape)
    return reopened(Image.fromarray(seen.clip(0, 255).astype(np.uint8)), 70)


def within_another(picture, rng):
    """A part of a poster: the picture at half its size among other things."""
    board = Image.fromarray((120 + 90 * clouded(rng, picture.height, picture.width)).clip(0, 255).astype(np.uint8)).convert("RGB")
    small = picture.resize((picture.width * 11 // 20, picture.height * 11 // 20), Image.Resampling.LANCZOS)
    board.paste(small, (int(rng.integers(0, picture.width - small.width)), int(rng.integers(0, picture.height - small.height))))
    ImageDraw.Draw(board).text((20, 20), words(rng, 6), fill="white", font=font(40))
    return reopened(board, 75)


ASKED = {
    "JPEG 25–60, twice": saved_again, "resize to 25–50 %": smaller, "crop 5 %": cropped(0.05), "crop 10 %": cropped(0.10),
    "crop 15 %": cropped(0.15), "caption bar": captioned, "mirror": mirrored, "rotation": turned, "screen recording": screen_taken,
}  # fmt: skip
"""What the issue asks for."""
MORE = {
    "WebP, AVIF": other_format, "bars around": framed, "bar and logo on it": overwritten, "other colours": recoloured,
    "mirror and crop 10 %": mirrored_and_cropped, "filmed off a monitor": filmed_off_a_screen, "in a poster, half size": within_another,
    "crop 40 %": cropped(0.4),
}  # fmt: skip
