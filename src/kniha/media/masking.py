"""Copies in which faces and plates are covered: filled with black before anything is encoded, so that no byte of the copy depends on them.

A mosaic or a blur keeps sums of what lies under it, and over the frames of a film those sums give it back; a fill keeps nothing.
Metadata, thumbnails, further pictures of a file do not travel on. Runs in the worker's child alone.
"""

import io
import json
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from av import VideoFrame
from PIL import Image, ImageDraw

from kniha.media.following import Followed, Grey, Place, between, follow
from kniha.media.masks import Plan, read_plan
from kniha.media.pictures import DECODER_FAULTS, complaints, decode, open_picture, turned
from kniha.media.played import Part, changed_part
from kniha.media.recipes import MASK_MARGIN, MASK_QUALITY, MASK_SIDE
from kniha.media.views import held, on_white
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError
from kniha.vocab.within import WHOLE

_BLACK = (16, 128, 128)
"""Of brightness and the two colours."""
MOST_LOST = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one part: what to cover, whether boxes are followed, whether sound is left out; what the part before found."""

    plan: Plan
    is_followed: bool = True
    is_silent: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    """A part with what was found on the way, for the next part and for who looks at it: moments at which a mask lost what it covers."""

    part: Part
    after: str


def read_asked(text: str) -> Asked:
    """Return what `text`, JSON, asks. Raises MalformedError for anything else."""
    try:
        told = json.loads(text)
        return Asked(read_plan(told["plan"]), bool(told["followed"]), bool(told["silent"]), str(told.get("before", "")))
    except (ValueError, KeyError, TypeError, KnihaError) as error:
        raise MalformedError("this asks for no copy") from error


def masked_picture(stream: BinaryIO, plan: Plan) -> bytes:
    """Return the picture in the seekable `stream`, turned as it was seen, its boxes black, as JPEG; of several the first alone.

    Raises MalformedError for what cannot be decoded, TooLargeError for too many pixels.
    """
    try:
        with complaints(), open_picture(stream) as picture:
            decode(picture, longest_side=MASK_SIDE)
            view = turned(on_white(picture), held(picture))
            view.thumbnail((MASK_SIDE, MASK_SIDE))
            draw = ImageDraw.Draw(view)
            for mask in plan.masks:
                for box in mask.boxes:
                    place = (box.left / WHOLE, box.top / WHOLE, box.width / WHOLE, box.height / WHOLE)
                    left, top, right, bottom = _edges(place, *view.size)
                    draw.rectangle((left, top, right - 1, bottom - 1), fill=(0, 0, 0))
            written = io.BytesIO()
            Image.frombytes("RGB", view.size, view.tobytes()).save(written, "JPEG", quality=MASK_QUALITY)  # pixels alone travel on
            return written.getvalue()
    except (MalformedError, TooLargeError):
        raise
    except DECODER_FAULTS as error:
        raise MalformedError("the picture cannot be covered") from error


def masked_part(stream: BinaryIO, number: int, asked: Asked) -> Masked:
    """Return part `number`, from 1, of the film in the seekable `stream`, covered as `asked`. Raises as `played_part`."""
    cover = _Cover(asked)
    part = changed_part(stream, number, cover, is_silent=asked.is_silent)
    return Masked(part, cover.found())


class _Cover:
    """Covers picture after picture."""

    def __init__(self, asked: Asked) -> None:
        self._plan, self._is_followed = asked.plan, asked.is_followed
        self._known = _read(asked.before)

    def __call__(self, frame: VideoFrame, at_ms: int) -> VideoFrame:
        planes = [_pixels(plane) for plane in frame.planes]
        grey = planes[0].astype(np.float32) if self._is_followed else None
        for place in self._places(grey, at_ms):
            left, top, right, bottom = (edge // 2 for edge in _edges(place, frame.width, frame.height, even=True))
            planes[0][2 * top : 2 * bottom, 2 * left : 2 * right] = _BLACK[0]
            for plane, black in zip(planes[1:], _BLACK[1:], strict=True):
                plane[top:bottom, left:right] = black
        covered = VideoFrame(frame.width, frame.height, "yuv420p")
        for plane, pixels in zip(covered.planes, planes, strict=True):
            rows = np.zeros((plane.height, plane.line_size), np.uint8)
            rows[:, : plane.width] = pixels
            plane.update(rows.tobytes())
        return covered

    def found(self) -> str:
        """What the next part goes on from, as JSON, with the moments at which something was lost."""
        lost = sorted({at for one in self._known.values() for at in one.lost})[:MOST_LOST]
        return json.dumps({"known": {number: one.as_json() for number, one in sorted(self._known.items())}, "lost": lost})

    def _places(self, grey: Grey | None, at_ms: int) -> list[Place]:
        places = []
        for mask in self._plan.masks:
            now = mask.box_at(at_ms)
            if now is None:
                continue
            if grey is None:
                places.append(between(at_ms, *now))
                continue
            one = follow(mask, self._known.get(mask.number), grey, at_ms)
            if one is not None:
                self._known[mask.number] = one
                places.append(_grown(one.place, one.grown))
        return places


def _read(before: str) -> dict[int, Followed]:
    """What the part before found; nothing where it found nothing, or says it in no form of ours."""
    try:
        return {int(number): Followed.from_json(one) for number, one in json.loads(before)["known"].items()} if before else {}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _grown(place: Place, by: float) -> Place:
    left, top, width, height = place
    return left - width * (by - 1) / 2, top - height * (by - 1) / 2, width * by, height * by


def _edges(place: Place, across: int, down: int, *, even: bool = False) -> tuple[int, int, int, int]:
    """A box with its margin, in whole pixels, outwards, within the picture: left, top, and the first column and row after it."""
    left, top, width, height = place
    margin = MASK_MARGIN / 100
    found = (
        (left - width * margin) * across - 1, (top - height * margin) * down - 1,
        (left + width * (1 + margin)) * across + 1, (top + height * (1 + margin)) * down + 1,
    )  # fmt: skip
    step = 2 if even else 1
    first = [int(edge // step) * step for edge in found[:2]]
    last = [-int(-edge // step) * step for edge in found[2:]]
    whole = (across + across % step if even else across, down + down % step if even else down)
    return (
        min(max(first[0], 0), whole[0]), min(max(first[1], 0), whole[1]), min(max(last[0], 0), whole[0]), min(max(last[1], 0), whole[1]),
    )  # fmt: skip


def _pixels(plane: Any) -> Any:  # Any: PyAV's plane, and numpy's array of it
    return np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width].copy()
