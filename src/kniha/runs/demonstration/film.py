"""A short film from drawn frames: MP4 with the time and place that a telephone writes."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime

import av
from PIL import Image

from kniha.runs.demonstration.drawing import FILM_RATE, FILM_SIZE
from kniha.vocab.place import DEGREE, Place


def encode_film(frames: Iterable[Image.Image], *, created: datetime, place: Place | None) -> bytes:
    """Return `frames` as an MP4 of H.264, which browsers play, created at `created`."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata.update(_tags(created, place))
        track = container.add_stream("h264", rate=FILM_RATE)
        track.width, track.height = FILM_SIZE
        track.pix_fmt = "yuv420p"
        for frame in frames:
            container.mux(track.encode(av.VideoFrame.from_image(frame)))  # type: ignore[no-untyped-call]  # PyAV leaves this one untyped
        container.mux(track.encode())
    return written.getvalue()


def _tags(created: datetime, place: Place | None) -> dict[str, str]:
    tags = {
        "creation_time": f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000000Z}",
        "com.android.manufacturer": "Demo",
        "com.android.model": "D-1",
    }
    if place is not None:
        tags["location"] = f"{place.lat_e7 / DEGREE:+08.4f}{place.lon_e7 / DEGREE:+09.4f}/"
    return tags
