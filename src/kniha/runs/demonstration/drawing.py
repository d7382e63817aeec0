"""Pictures in simple shapes: a street, a body chart, a sheet of paper, a yard from a window. People in them are outlines without faces."""

import random
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]

FILM_SIZE = (640, 360)
FILM_RATE = 12
_FILM_FRAMES = 42
_FLASH = 15
"""The frame in which something bursts."""

_PHOTOGRAPH = (1280, 960)
_SHEET = (960, 1280)
_INK: Colour = (52, 56, 70)


def street(chance: random.Random, *, night: bool) -> Image.Image:
    """Houses, a road, a lamp, a dark van and some people far away."""
    width, height = _PHOTOGRAPH
    sky: Colour = (24, 28, 44) if night else (168, 190, 210)
    picture = Image.new("RGB", _PHOTOGRAPH, sky)
    draw = ImageDraw.Draw(picture)
    left = -40
    while left < width:
        right = left + chance.randrange(150, 300)
        _house(draw, chance, (left, chance.randrange(160, 360), right, 640), night=night)
        left = right + chance.randrange(0, 40)
    draw.rectangle((0, 640, width, height), fill=(46, 46, 50) if night else (120, 120, 118))
    draw.polygon([(0, 700), (width, 680), (width, 710), (0, 740)], fill=(70, 70, 72) if night else (150, 150, 146))
    _van(draw, chance.randrange(120, 720))
    for _ in range(chance.randrange(5, 9)):
        _figure(draw, (chance.randrange(60, width - 60), chance.randrange(690, 760)), chance.randrange(70, 110), (18, 18, 22))
    if night:
        picture = _lamplight(picture, chance.randrange(300, 980))
    return _grain(picture.filter(ImageFilter.GaussianBlur(1.2)), chance)


def body_chart(chance: random.Random) -> Image.Image:
    """An outline of a body from behind, as doctors use it, with hatched places and notes that cannot be read."""
    picture = Image.new("RGB", _SHEET, (246, 244, 238))
    draw = ImageDraw.Draw(picture)
    for box in (
        (430, 150, 530, 270),
        (400, 290, 560, 640),
        (330, 300, 390, 620),
        (570, 300, 630, 620),
        (405, 650, 475, 1080),
        (485, 650, 555, 1080),
    ):
        draw.rounded_rectangle(box, radius=34, outline=(120, 120, 124), width=4)
    for _ in range(chance.randrange(4, 7)):
        _hatching(draw, chance, (chance.randrange(405, 500), chance.randrange(310, 900)))
    for place in range(5):
        _writing(draw, chance, (690, 320 + 110 * place), 190)
    return _grain(picture, chance)


def page(chance: random.Random, *, colour: str) -> Image.Image:
    """A sheet of paper with lines, a stamp, a signature, and a name covered with black."""
    picture = Image.new("RGB", _SHEET, (88, 74, 60))
    sheet = Image.new("RGB", (820, 1140), colour)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((220, 70, 600, 92), fill=_INK)
    for line in range(chance.randrange(17, 23)):
        top = 150 + 40 * line
        draw.rectangle((80, top, 80 + chance.randrange(360, 660), top + 12), fill=(120, 120, 122))
    draw.rectangle((80, 190, 400, 220), fill=(8, 8, 8))
    draw.ellipse((520, 890, 720, 1090), outline=(70, 84, 160), width=7)
    draw.ellipse((560, 930, 680, 1050), outline=(70, 84, 160), width=4)
    _writing(draw, chance, (110, 1000), 260)
    picture.paste(sheet.rotate(chance.uniform(-2.5, 2.5), expand=True, fillcolor=(88, 74, 60)), (60, 60))
    return _grain(picture, chance)


def yard_film(chance: random.Random) -> Iterator[Image.Image]:
    """A yard at night from a window: people run, something bursts, smoke spreads. The hand that films shakes."""
    ground = _yard(chance)
    runners = [(chance.randrange(40, 380), chance.randrange(215, 260), chance.randrange(4, 9)) for _ in range(9)]
    for number in range(_FILM_FRAMES):
        frame = ground.copy()
        draw = ImageDraw.Draw(frame)
        for left, top, speed in runners:
            _figure(draw, (left + speed * number, top), 44, (14, 14, 18))
        if number >= _FLASH:
            frame = _smoke(frame, number - _FLASH)
        yield frame.transform(FILM_SIZE, Image.Transform.AFFINE, (1, 0, chance.randrange(-3, 4), 0, 1, chance.randrange(-3, 4)))


def _yard(chance: random.Random) -> Image.Image:
    picture = Image.new("RGB", FILM_SIZE, (20, 22, 32))
    draw = ImageDraw.Draw(picture)
    _house(draw, chance, (0, 20, 260, 210), night=True)
    _house(draw, chance, (290, 40, 640, 210), night=True)
    draw.rectangle((0, 210, *FILM_SIZE), fill=(38, 40, 42))
    for post in (420, 500):
        draw.line((post, 230, post, 300), fill=(90, 60, 50), width=4)
    draw.line((420, 230, 500, 230), fill=(90, 60, 50), width=4)
    return picture


def _smoke(frame: Image.Image, age: int) -> Image.Image:
    if age < 2:
        return Image.blend(frame, Image.new("RGB", frame.size, (255, 250, 230)), 0.85 - 0.3 * age)
    cloud = Image.new("L", frame.size, 0)
    ImageDraw.Draw(cloud).ellipse((460 - 9 * age, 240 - 5 * age, 460 + 9 * age, 290 + 3 * age), fill=min(200, 40 + 8 * age))
    return Image.composite(Image.new("RGB", frame.size, (176, 176, 170)), frame, cloud.filter(ImageFilter.GaussianBlur(14)))


def _house(draw: ImageDraw.ImageDraw, chance: random.Random, box: tuple[int, int, int, int], *, night: bool) -> None:
    left, top, right, bottom = box
    shade = chance.randrange(34, 56) if night else chance.randrange(150, 200)
    draw.rectangle(box, fill=(shade, shade, shade + 6))
    for x in range(left + 14, right - 22, 34):
        for y in range(top + 16, bottom - 34, 42):
            lit = chance.random() < (0.3 if night else 0.05)
            draw.rectangle((x, y, x + 16, y + 22), fill=(226, 190, 110) if lit else (shade - 22, shade - 20, shade - 12))


def _van(draw: ImageDraw.ImageDraw, left: int) -> None:
    draw.rounded_rectangle((left, 590, left + 300, 740), radius=18, fill=(22, 26, 40))
    draw.rectangle((left + 210, 612, left + 286, 660), fill=(60, 70, 84))
    for wheel in (left + 60, left + 230):
        draw.ellipse((wheel - 28, 716, wheel + 28, 772), fill=(10, 10, 12))


def _figure(draw: ImageDraw.ImageDraw, foot: tuple[int, int], tall: int, colour: Colour) -> None:
    x, y = foot
    head = tall // 8
    draw.ellipse((x - head, y - tall, x + head, y - tall + 2 * head), fill=colour)
    draw.rounded_rectangle((x - 2 * head, y - tall + 2 * head, x + 2 * head, y - tall // 3), radius=head, fill=colour)
    draw.line((x - head, y - tall // 3, x - head, y), fill=colour, width=max(2, head))
    draw.line((x + head, y - tall // 3, x + head, y), fill=colour, width=max(2, head))


def _lamplight(picture: Image.Image, x: int) -> Image.Image:
    light = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(light)
    draw.polygon([(x, 300), (x - 330, 820), (x + 330, 820)], fill=70)
    draw.ellipse((x - 26, 280, x + 26, 330), fill=255)
    return Image.composite(Image.new("RGB", picture.size, (255, 214, 150)), picture, light.filter(ImageFilter.GaussianBlur(20)))


def _hatching(draw: ImageDraw.ImageDraw, chance: random.Random, corner: tuple[int, int]) -> None:
    x, y = corner
    for step in range(chance.randrange(6, 12)):
        draw.line((x + 6 * step, y, x + 6 * step - 14, y + 46), fill=(150, 60, 60), width=3)


def _writing(draw: ImageDraw.ImageDraw, chance: random.Random, start: tuple[int, int], length: int) -> None:
    x, y = start
    points = [(x + step, y + chance.randrange(-11, 12)) for step in range(0, length, 7)]
    draw.line(points, fill=(50, 60, 140), width=3, joint="curve")


def _grain(picture: Image.Image, chance: random.Random) -> Image.Image:
    """The noise of a small lens, so that the file behaves like a photograph."""
    size = (picture.width // 4, picture.height // 4)
    noise = Image.frombytes("L", size, chance.randbytes(size[0] * size[1])).resize(picture.size).convert("RGB")
    return Image.blend(picture, noise, 0.05)
