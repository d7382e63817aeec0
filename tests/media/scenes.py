"""Photographs and films of places that do not exist, drawn from a seed: streets, yards, rooms, papers, skin, night.

A `Place` is a small world of walls and standing things in three dimensions, so that it can be photographed from elsewhere, at another
moment, in another light: pictures that are similar and no copies. Nobody in them lives.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

KINDS = ("street", "yard", "square", "room", "paper", "skin", "night", "street", "yard", "square")
"""Of ten places; the last three are a second of their kind."""
NEAR = 0.6


@dataclass(frozen=True)
class Wall:
    """A standing rectangle from (x, z) to (x, z), with what is on it."""

    start: tuple
    end: tuple
    top: float
    texture: Image.Image


@dataclass(frozen=True)
class Standing:
    """A person, a tree, a car: a flat thing that faces whoever looks."""

    x: float
    z: float
    width: float
    height: float
    texture: Image.Image


@dataclass(frozen=True)
class Place:
    kind: str
    walls: tuple
    standing: tuple
    ground: np.ndarray
    sky: np.ndarray
    flat: Image.Image | None = None


@dataclass(frozen=True)
class View:
    """Where one stands, whither one looks (radians, clockwise), how wide (focal length in widths), and how bright it is."""

    x: float = 0.0
    z: float = 0.0
    heading: float = 0.0
    focal: float = 0.9
    light: float = 1.0
    warmth: float = 0.0
    moment: int = 0


# --- what a place is made of


def clouded(rng, height, width, slope=1.1):
    """Noise as natural pictures have it, 1/f, from -1 to 1."""
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    size = np.hypot(down * height, across * width)
    size[0, 0] = 1
    waves = np.fft.irfft2(np.exp(2j * np.pi * rng.random(size.shape)) / size**slope, s=(height, width))
    return waves / np.abs(waves).max()


def coloured(shade, colour):
    """A picture of one colour, lighter and darker."""
    return (np.asarray(colour)[None, None, :] * shade[..., None]).clip(0, 255).astype(np.uint8)


def facade(style, own, metres, top):
    """A wall with windows in rows: `style` says of what sort, `own` what is its own: curtains, stains, a poster."""
    width, height = round(metres * 24), round(top * 24)
    colour = style.uniform(70, 220, 3)
    pixels = coloured(1 + 0.25 * clouded(own, height, width) + 0.05 * own.standard_normal((height, width)), colour)
    wall = Image.fromarray(pixels)
    draw = ImageDraw.Draw(wall)
    step_x, step_y = style.integers(50, 110), style.integers(60, 90)
    glass, frame = style.integers(20, 120, 3), tuple(int(each) for each in style.integers(150, 255, 3))
    for y in range(int(style.integers(10, 30)), height - 50, int(step_y)):
        draw.line((0, y - 9, width, y - 9), fill=tuple(int(each * 0.8) for each in colour))
        for x in range(int(style.integers(8, 30)), width - 40, int(step_x)):
            shade = own.uniform(0.5, 1.9)
            w, h = int(step_x * 0.45), int(step_y * 0.6)
            draw.rectangle((x, y, x + w, y + h), fill=tuple(int(each * shade) % 256 for each in glass), outline=frame, width=3)
            draw.line((x + w // 2, y, x + w // 2, y + h), fill=frame, width=2)
            if own.random() < 0.5:
                side = own.integers(4, w - 4)
                draw.rectangle((x + 3, y + 3, x + int(side), y + h - 3), fill=tuple(int(each) for each in own.integers(60, 255, 3)))
            if own.random() < 0.15:
                draw.rectangle((x - 6, y + h - 8, x + w + 6, y + h + 14), fill=tuple(int(each) for each in own.integers(40, 220, 3)))
    for _ in range(int(own.integers(1, 5))):
        poster(own, draw, width, height)
    return wall


def poster(own, draw, width, height):
    x, y = own.integers(0, max(1, width - 90)), own.integers(height // 2, max(height // 2 + 1, height - 60))
    w, h = own.integers(30, 90), own.integers(20, 60)
    draw.rectangle((x, y, x + w, y + h), fill=tuple(int(each) for each in own.integers(0, 255, 3)))
    draw.text((x + 3, y + 3), words(own, 2), fill=tuple(int(each) for each in own.integers(0, 255, 3)), font=font(int(own.integers(9, 22))))


def font(size):
    return ImageFont.load_default(size)


def words(rng, count):
    return " ".join("".join(rng.choice(list("abdeghiklmnoprstuvz"), int(rng.integers(2, 9)))) for _ in range(count))


def cut_out(rng, size, shapes):
    """Shapes on nothing, a little uneven: `shapes` draws them in a colour."""
    thing = Image.new("RGBA", size)
    shapes(ImageDraw.Draw(thing))
    pixels = np.array(thing).astype(float)
    pixels[..., :3] *= 1 + 0.3 * clouded(rng, size[1], size[0])[..., None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def somebody(rng):
    """A person who does not exist, 0.6 × 1.75 m."""
    coat, legs, skin, hair = (
        tuple(int(each) for each in rng.integers(low, high, 3)) for low, high in ((10, 230), (10, 120), (150, 230), (10, 120))
    )
    lean = rng.integers(-6, 7)

    def shapes(draw):
        draw.ellipse((36 + lean, 2, 60 + lean, 34), fill=skin)
        draw.pieslice((34 + lean, 0, 62 + lean, 30), 180, 360, fill=hair)
        draw.polygon([(22, 40), (74, 40), (70, 140), (26, 140)], fill=coat)
        draw.polygon([(22, 42), (8, 110 + lean * 3), (18, 116), (32, 60)], fill=coat)
        draw.polygon([(74, 42), (88, 110 - lean * 3), (78, 116), (64, 60)], fill=coat)
        draw.polygon([(28, 138), (46, 138), (42 + lean, 240), (30 + lean, 240)], fill=legs)
        draw.polygon([(50, 138), (68, 138), (66 - lean, 240), (54 - lean, 240)], fill=legs)
        if rng.random() < 0.4:
            draw.rectangle((30, 60, 66, 100), fill=tuple(int(each) for each in rng.integers(0, 255, 3)))

    return cut_out(rng, (96, 242), shapes), 0.65, 1.75


def tree(rng):
    green, bark = (int(rng.integers(20, 90)), int(rng.integers(60, 140)), int(rng.integers(10, 70))), (70, 55, 40)

    def shapes(draw):
        draw.polygon([(92, 120), (108, 120), (112, 300), (88, 300)], fill=bark)
        for _ in range(60):
            x, y, r = rng.normal(100, 38), rng.normal(90, 38), rng.uniform(8, 26)
            shade = rng.uniform(0.6, 1.4)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(int(min(255, each * shade)) for each in green))

    return cut_out(rng, (200, 300), shapes), 4.0, 6.0


def car(rng):
    colour = tuple(int(each) for each in rng.integers(20, 240, 3))
    cabin = rng.integers(60, 110), rng.integers(180, 240)

    def shapes(draw):
        draw.polygon([(cabin[0], 10), (cabin[1], 10), (cabin[1] + 40, 50), (cabin[0] - 40, 50)], fill=colour)
        draw.polygon([(cabin[0] + 5, 15), (cabin[1] - 5, 15), (cabin[1] + 22, 48), (cabin[0] - 22, 48)], fill=(40, 50, 60))
        draw.rounded_rectangle((4, 46, 296, 100), 16, fill=colour)
        for x in (60, 230):
            draw.ellipse((x - 24, 76, x + 24, 124), fill=(20, 20, 20))
            draw.ellipse((x - 10, 90, x + 10, 110), fill=(150, 150, 150))

    return cut_out(rng, (300, 126), shapes), 4.2, 1.5


def place(seed, style_seed=None):
    """A place; with `style_seed` built like another one, as whole districts are."""
    own, style = np.random.default_rng((1, seed)), np.random.default_rng((2, seed if style_seed is None else style_seed))
    kind = KINDS[(seed if style_seed is None else style_seed) % len(KINDS)]
    ground = coloured(1 + 0.5 * clouded(own, 512, 512, 0.9) + 0.06 * own.standard_normal((512, 512)), style.uniform(60, 190, 3))
    sky = clouded(own, 256, 1024, 1.6)
    if kind in ("paper", "skin"):
        return Place(kind, (), (), ground, sky, (sheet if kind == "paper" else skin)(style, own))
    return Place(kind, walls(kind, style, own), things(kind, own), ground, sky)


def walls(kind, style, own):
    if kind == "room":
        return tuple(
            Wall(start, end, 2.7, facade(style, own, 5, 2.7)) for start, end in (((-3, 1), (-3, 6)), ((-3, 6), (3, 6)), ((3, 6), (3, 1)))
        )
    width = {"street": 5, "night": 6, "yard": 12, "square": 20}[kind] + style.uniform(0, 3)
    top = style.uniform(7, 16)
    made = [Wall((-width, z), (-width, z + 14), top, facade(style, own, 14, top)) for z in (1, 15.5, 30)]
    made += [Wall((width, z + 14), (width, z), top, facade(style, own, 14, top)) for z in (1, 15.5, 30)]
    return (*made, Wall((-width - 8, 45), (width + 8, 45), top * 1.3, facade(style, own, 30, top * 1.3)))


def things(kind, own):
    made = []
    for make, count, reach in {
        "street": ((tree, 2, 4), (car, 4, 4), (somebody, 5, 4)), "night": ((car, 3, 5), (somebody, 6, 4)),
        "yard": ((tree, 6, 9), (car, 4, 9), (somebody, 6, 8)), "square": ((somebody, 30, 12), (tree, 3, 15), (car, 2, 12)),
        "room": ((somebody, 3, 2),),
    }[kind]:  # fmt: skip
        for _ in range(count):
            texture, width, height = make(own)
            deep = own.uniform(2.5, 5) if kind == "room" else own.uniform(4, 28)
            made.append(Standing(own.uniform(-reach, reach), deep, width, height, texture))
    return tuple(made)


def sheet(style, own):
    """A paper on a table: a form that others share, and what is written in it."""
    table = Image.fromarray(coloured(1 + 0.4 * clouded(own, 900, 1200), own.uniform(40, 140, 3)))
    paper = Image.new("RGB", (620, 820), tuple(int(each) for each in style.integers(215, 255, 3)))
    draw = ImageDraw.Draw(paper)
    draw.text((60, 30), words(style, 4).upper(), fill=(20, 20, 20), font=font(26))
    for row in range(int(style.integers(8, 14))):
        draw.text((50, 90 + row * 52), words(style, 2) + ":", fill=(30, 30, 30), font=font(16))
        draw.text(
            (200, 88 + row * 52),
            words(own, int(own.integers(2, 6))),
            fill=(20, 20, int(own.integers(60, 160))),
            font=font(int(own.integers(18, 24))),
        )
    for _ in range(int(own.integers(1, 3))):
        x, y, r = own.integers(80, 500), own.integers(560, 760), own.integers(30, 60)
        draw.ellipse((x - r, y - r, x + r, y + r), outline=(40, 50, 150), width=4)
        draw.text((x - r // 2, y - 8), words(own, 1), fill=(40, 50, 150), font=font(16))
    lying = paper.rotate(
        own.uniform(-8, 8), expand=True, resample=Image.Resampling.BICUBIC, fillcolor=tuple(int(each) for each in own.integers(40, 90, 3))
    )
    table.paste(lying, (int(own.integers(60, 480)), int(own.integers(0, 40)) - 20))
    return table


def skin(style, own):
    """A part of a body, close: smooth, with marks of an injury and folds of cloth."""
    height, width = 900, 1200
    y, x = np.mgrid[0:height, 0:width] / 300
    shade = (
        0.9
        + 0.25 * np.sin(x * own.uniform(0.3, 0.9) + own.uniform(0, 6))
        + 0.08 * clouded(own, height, width, 1.3)
        + 0.02 * own.standard_normal((height, width))
    )
    pixels = coloured(shade, style.uniform((170, 120, 95), (225, 180, 150))).astype(float)
    for _ in range(int(own.integers(2, 7))):
        at = own.uniform(0.3, (3.7, 2.7))
        dark = np.exp(
            -(((x - at[0]) / own.uniform(0.1, 0.6)) ** 2 + ((y - at[1]) / own.uniform(0.1, 0.5)) ** 2)
            * (1 + 0.6 * clouded(own, height, width))
        )
        pixels *= 1 - dark[..., None] * own.uniform((0.2, 0.4, 0.3), (0.5, 0.8, 0.6))
    edge = x * own.uniform(-0.6, 0.6) + own.uniform(1.9, 2.6)
    cloth = coloured(
        1 + 0.3 * np.sin(x * 14 + 3 * clouded(own, height, width)) * own.uniform(0.2, 1) + 0.04 * own.standard_normal((height, width)),
        own.uniform(20, 200, 3),
    )
    return Image.fromarray(np.where((y > edge)[..., None], cloth, pixels).clip(0, 255).astype(np.uint8))


# --- how it is photographed


def photograph(of, view=View(), size=(960, 720)):
    """The place as seen: an RGB picture."""
    picture = flat_seen(of.flat, view, size) if of.flat is not None else world_seen(of, view, size)
    return developed(picture, of.kind, view)


def world_seen(of, view, size):
    picture = Image.fromarray(behind(of, view, size))
    shown = [(depth(view, ((wall.start[0] + wall.end[0]) / 2, (wall.start[1] + wall.end[1]) / 2)), wall) for wall in of.walls]
    shown += [(depth(view, (thing.x, thing.z)), thing) for thing in of.standing]
    for _, each in sorted(shown, key=lambda pair: -pair[0]):
        (draw_wall if isinstance(each, Wall) else draw_standing)(picture, each, view)
    return picture


def seen_from(view, point):
    """To the right, and ahead."""
    x, z = point[0] - view.x, point[1] - view.z
    c, s = np.cos(view.heading), np.sin(view.heading)
    return x * c - z * s, x * s + z * c


def depth(view, point):
    return seen_from(view, point)[1]


def behind(of, view, size):
    """Sky above, ground below."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    f, horizon = view.focal * width, height * 0.5
    bearing = np.arctan2(x - width / 2, f) + view.heading
    lift = np.clip((horizon - y) / horizon, 0, 1)
    cloud = of.sky[(lift * 200).astype(int), (bearing * 300).astype(int) % 1024]
    above = np.stack([150 + 60 * cloud, 175 + 45 * cloud, 215 + 25 * cloud], -1) * (1 - 0.35 * lift[..., None])
    ahead = 1.6 * f / np.maximum(y - horizon, 0.5)
    right = (x - width / 2) * ahead / f
    c, s = np.cos(view.heading), np.sin(view.heading)
    east, north = right * c + ahead * s + view.x, -right * s + ahead * c + view.z
    below = of.ground[(north * 60).astype(int) % 512, (east * 60).astype(int) % 512].astype(float)
    far = np.clip(ahead / 40, 0, 1)[..., None]
    return np.where((y > horizon)[..., None], below * (1 - 0.4 * far) + 60 * far, above).clip(0, 255).astype(np.uint8)


def draw_wall(picture, wall, view):
    (x0, z0), (x1, z1) = seen_from(view, wall.start), seen_from(view, wall.end)
    if max(z0, z1) < NEAR * 2:
        return
    share0, share1 = (max(0.0, (NEAR - z0) / (z1 - z0)) if z0 < NEAR else 0.0), (min(1.0, (NEAR - z0) / (z1 - z0)) if z1 < NEAR else 1.0)
    ends = [(x0 + (x1 - x0) * share, max(NEAR, z0 + (z1 - z0) * share)) for share in (share0, share1)]
    texture = wall.texture
    texture = texture.crop(
        (round(share0 * texture.width), 0, max(round(share0 * texture.width) + 2, round(share1 * texture.width)), texture.height)
    )
    width, height = picture.size
    f = view.focal * width
    corners = [(width / 2 + f * x / z, height / 2 - f * (up - 1.6) / z) for x, z, up in (
        (*ends[0], wall.top), (*ends[1], wall.top), (*ends[1], 0), (*ends[0], 0)
    )]  # fmt: skip
    box = clipped(corners, picture.size)
    if box is None:
        return
    moved = [(x - box[0], y - box[1]) for x, y in corners]
    shrink = max(1, round(texture.height / max(1, corners[3][1] - corners[0][1], corners[2][1] - corners[1][1])))
    texture = texture.reduce(shrink) if shrink > 1 else texture
    seen = texture.convert("RGBA").transform(
        (box[2] - box[0], box[3] - box[1]), Image.Transform.PERSPECTIVE, homography(moved, texture.size), Image.Resampling.BILINEAR
    )
    picture.paste(seen, box[:2], seen)


def homography(corners, size):
    """What takes a point of the picture to a point of the texture, for Pillow."""
    width, height = size
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.lstsq(np.array(rows, float), np.array(values, float), rcond=None)[0])


def clipped(corners, size):
    left, top = (max(0, int(np.floor(min(each[axis] for each in corners)))) for axis in (0, 1))
    right, bottom = (min(limit, int(np.ceil(max(each[axis] for each in corners)))) for axis, limit in ((0, size[0]), (1, size[1])))
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None


def draw_standing(picture, thing, view):
    if view.moment:
        drift = np.random.default_rng((3, view.moment, int(thing.x * 1e6) % 2**31)).normal(0, 0.25 if thing.width > 1 else 1.5, 2)
        thing = Standing(thing.x + drift[0], thing.z + drift[1], thing.width, thing.height, thing.texture)
    x, z = seen_from(view, (thing.x, thing.z))
    if z < NEAR * 2:
        return
    f = view.focal * picture.width
    width, height = max(2, round(f * thing.width / z)), max(2, round(f * thing.height / z))
    left, top = round(picture.width / 2 + f * x / z - width / 2), round(picture.height / 2 + f * 1.6 / z - height)
    if left > picture.width or left + width < 0 or width > 3 * picture.width:
        return
    seen = thing.texture.resize((width, height), Image.Resampling.BILINEAR)
    picture.paste(seen, (left, top), seen)


def flat_seen(flat, view, size):
    """A flat thing from above: turned by the heading, shifted, and a little aslant."""
    width, height = size
    rng = np.random.default_rng((4, view.moment))
    aslant = rng.normal(0, 0.02, (4, 2)) if view.moment else np.zeros((4, 2))
    c, s = np.cos(view.heading), np.sin(view.heading)
    scale = 0.9 / view.focal
    corners = []
    for (x, y), (dx, dy) in zip(((-1, -1), (1, -1), (1, 1), (-1, 1)), aslant, strict=True):
        x, y = x * scale + dx + view.x / 10, y * scale + dy + view.z / 10
        corners.append((width / 2 * (1 + x * c - y * s * height / width), height / 2 * (1 + x * s * width / height + y * c)))
    edge = tuple(int(each) for each in np.asarray(flat)[::100, ::100].mean(axis=(0, 1)))
    seen = flat.convert("RGBA").transform(size, Image.Transform.PERSPECTIVE, homography(corners, flat.size), Image.Resampling.BILINEAR)
    canvas = Image.new("RGB", size, edge)
    canvas.paste(seen, mask=seen)
    return canvas


def developed(picture, kind, view):
    """Light, the camera's own darker corners and noise."""
    rng = np.random.default_rng((5, view.moment, int(view.light * 1000)))
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6))).astype(np.float32)
    height, width, _ = pixels.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    pixels *= (1 - 0.18 * (x**2 + y**2))[..., None] * view.light
    if kind == "night":
        lamps = sum(np.exp(-((x - at) ** 2 * 5 + (y + 0.1) ** 2 * 3)) for at in (-0.6, 0.5))
        pixels *= (0.1 + 0.75 * lamps)[..., None] * np.array([1.1, 0.9, 0.6])
    pixels *= 1 + view.warmth * np.array([1, 0, -1])
    pixels += rng.normal(0, 5 if kind == "night" else 2.5, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def elsewhere(seed):
    """Another view of the same place: some steps away, looking elsewhere, at another moment and in another light."""
    rng = np.random.default_rng((6, seed))
    side = rng.choice((-1, 1))
    return View(
        side * rng.uniform(1, 2.2), rng.uniform(-1.5, 3), side * rng.uniform(-0.35, 0.1), rng.uniform(0.75, 1.1),
        rng.uniform(0.7, 1.15), rng.uniform(-0.1, 0.1), seed + 1,
    )  # fmt: skip
