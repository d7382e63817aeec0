"""Films of places that do not exist, a few frames a second, and what happens to them on their way; encoded by real encoders."""

import io

import av
import numpy as np
from PIL import Image, ImageDraw
from tests.media.scenes import View, elsewhere, font, photograph, place, somebody, words

RATE = 5
SIZE = 480, 270
SECONDS = 24
CLIP = 8, 20
"""What of a film the altered clips show, in seconds."""
KINDS = ("by hand", "fixed", "cuts")


def shot(seed, seconds, kind, moment=0, view=None):
    """Frames of one take: a hand that wanders over the place, or a fixed camera; people walk through it."""
    rng = np.random.default_rng((7, seed, moment))
    wide = photograph(place(seed), view or View(focal=0.6, moment=moment), (960, 540))
    count = seconds * RATE
    walkers = [(somebody(rng)[0], rng.uniform(-0.2, 1.2), rng.normal(0, 0.03), rng.uniform(0.25, 0.5)) for _ in range(4)]
    path = np.cumsum(rng.normal(0, 6, (count, 2)), axis=0) + np.linspace(0, 1, count)[:, None] * rng.uniform(-300, 300, 2)
    middle = np.array([240, 135])
    for number in range(count):
        left, top = (middle + path[number] if kind == "by hand" else middle).clip(0, (480, 270))
        frame = wide.crop((round(left), round(top), round(left) + SIZE[0], round(top) + SIZE[1]))
        for texture, start, pace, tall in walkers:
            height = round(SIZE[1] * tall)
            walker = texture.resize((height * 2 // 5, height))
            frame.paste(walker, (round(((start + pace * number / RATE) % 1.4 - 0.2) * SIZE[0]), round(SIZE[1] * 0.95) - height), walker)
        yield frame


def film(seed, seconds=SECONDS, moment=0, view=None):
    """The frames of a film; of every three one is made by hand, one by a fixed camera, one is cut together out of takes."""
    kind = KINDS[seed % 3]
    if kind != "cuts":
        yield from shot(seed, seconds, kind, moment, view)
        return
    for part in range(4):
        yield from shot(seed + 500 * part, seconds // 4, "by hand", moment, view)


def other_film(seed, seconds=SECONDS):
    """The same place, filmed by somebody else from elsewhere at another moment."""
    seen = elsewhere(seed)
    return film(seed, seconds, seed + 1, View(seen.x, seen.z, seen.heading, 0.6, seen.light, seen.warmth, seed + 1))


def encoded(frames, codec="h264", form="mp4", rate=RATE, **options):
    """The film's bytes."""
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        track = None
        for frame in frames:
            if track is None:
                track = container.add_stream(codec, rate=rate, options={key: str(value) for key, value in options.items()})
                track.width, track.height, track.pix_fmt = frame.width // 2 * 2, frame.height // 2 * 2, "yuv420p"
            container.mux(track.encode(av.VideoFrame.from_image(frame.crop((0, 0, track.width, track.height)))))
        container.mux(track.encode())
    return written.getvalue()


def decoded(data):
    with av.open(io.BytesIO(data)) as container:
        yield from (frame.to_image() for frame in container.decode(video=0))


def cut(frames, start, end):
    """Seconds `start` to `end`."""
    return (frame for number, frame in enumerate(frames) if start * RATE <= number < end * RATE)


def _each(change):
    def changed(frames, rng):
        fixed = change(rng)
        return encoded((fixed(frame, number) for number, frame in enumerate(frames)), crf=30, preset="veryfast")

    return changed


def _subtitled(rng):
    said = [words(rng, 5) for _ in range(20)]

    def change(frame, number):
        seen = frame.copy()
        line = said[number // (2 * RATE) % 20]
        draw = ImageDraw.Draw(seen)
        draw.text((SIZE[0] // 2, SIZE[1] - 30), line, fill="white", font=font(24), anchor="mm", stroke_width=3, stroke_fill="black")
        draw.text((SIZE[0] // 2, SIZE[1] - 58), line[::-1], fill="yellow", font=font(22), anchor="mm", stroke_width=3, stroke_fill="black")
        return seen

    return change


def _captioned(rng):
    bar, said = round(SIZE[1] * rng.uniform(0.15, 0.25)), words(rng, 7)

    def change(frame, _):
        wide = Image.new("RGB", (frame.width, frame.height + bar), "white")
        wide.paste(frame, (0, bar))
        ImageDraw.Draw(wide).text((10, 8), said, fill="black", font=font(bar // 2))
        return wide

    return change


def _cropped(rng):
    left, top = (rng.uniform(0, 0.1) * side for side in SIZE)
    return lambda frame, _: frame.crop((round(left), round(top), round(left + 0.9 * SIZE[0]), round(top + 0.9 * SIZE[1])))


def _screened(rng):
    """A telephone's screen, upright, recorded while it plays."""
    top, said = int(rng.integers(150, 320)), [words(rng, 5) for _ in range(5)]
    ground = ("white", "black")[int(rng.integers(2))]

    def change(frame, number):
        screen = Image.new("RGB", (360, 720), ground)
        shown = frame.resize((360, 202), Image.Resampling.BICUBIC)
        screen.paste(shown, (0, top))
        draw = ImageDraw.Draw(screen)
        for line, text in enumerate(said):
            draw.text((14, top + 215 + 26 * line), text, fill=(128, 138, 148), font=font(15))
        draw.rectangle((14, top - 30, 120, top - 8), fill=(90, 120, 200))
        draw.rectangle((14, top + 196, 14 + number * 2 % 330, top + 199), fill="red")
        return screen

    return change


def _monitored(rng):
    """Filmed off a monitor by hand."""
    dots = (
        1 + 0.05 * np.sin(np.arange(SIZE[0]) * rng.uniform(0.9, 1.6))[None, :] * np.sin(np.arange(SIZE[1]) * rng.uniform(0.9, 1.6))[:, None]
    )
    tilt, light = rng.uniform(-3, 3), rng.uniform(0.75, 1.1)

    def change(frame, number):
        seen = Image.fromarray((np.asarray(frame) * dots[..., None] * light).clip(0, 255).astype(np.uint8))
        room = Image.new("RGB", (600, 340), (70, 66, 60))
        laid = seen.convert("RGBA").rotate(tilt + np.sin(number / 7) / 2, expand=True, resample=Image.Resampling.BICUBIC)
        room.paste(laid, (50 + round(4 * np.sin(number / 5)), 20 + round(4 * np.cos(number / 6))), laid)
        return room

    return change


ASKED = {
    "saved again, 360 p, crf 35": lambda frames, rng: encoded((frame.resize((320, 180)) for frame in frames), crf=35, preset="veryfast"),
    "VP9 in WebM": lambda frames, rng: encoded(frames, "libvpx-vp9", "webm", b=150_000, **{"cpu-used": 8, "deadline": "realtime"}),
    "crop 10 %": _each(_cropped),
    "caption bar": _each(_captioned),
    "subtitles": _each(_subtitled),
    "mirror": _each(lambda rng: lambda frame, _: frame.transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    "rotation": _each(lambda rng: lambda frame, _: frame.transpose(Image.Transpose.ROTATE_90)),
    "screen recording": _each(_screened),
}
MORE = {
    "filmed off a monitor": _each(_monitored),
    "a fifth faster": lambda frames, rng: encoded(frames, rate=RATE + 1, crf=30, preset="veryfast"),
}
