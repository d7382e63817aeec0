"""What people read of cameras, their places and clocks, and of recordings."""

from collections.abc import Mapping

from kniha.book.journal.aspect import COMPARTMENT, SPAN, TIME, Aspect, Manner, one

_SOURCE = (
    one("read-in", Manner.WORDS),
    one("account", Manner.ROW, "account_id", quiet=True),
    one("seen-exhibit", Manner.ROW, "exhibit_id", quiet=True),
)
_VIEW = (
    Aspect("camera-point", ("lat_e7", "lon_e7", "error_m"), Manner.POINT),
    one("heading-deg", Manner.CODE),
    one("fov-deg", Manner.CODE),
    one("range-m", Manner.CODE),
)
_CAMERA = one("camera", Manner.ROW, "camera_id", quiet=True)

RECORDINGS: Mapping[str, tuple[Aspect, ...]] = {
    "batch": (
        one("title", Manner.WORDS, quiet=True),
        one("batch-kind", Manner.TERM, "kind", terms="batch-kinds"),
        one("batch-rows", Manner.CODE, "rows"),
        one("keep-until", Manner.DAY),
        one("batch-state", Manner.TERM, "state", terms="batch-states"),
        one("gone-on", Manner.DAY),
        one("batch-file", Manner.ROW, "exhibit_id", quiet=True),
        one("batch-original", Manner.ROW, "original_id", quiet=True),
        one("list-file", Manner.DIGEST, "source_sha256", quiet=True),
        one("brought-by", Manner.STAFF, "brought_by_id", quiet=True),
        one("brought-on", Manner.DAY, quiet=True),
        COMPARTMENT,
    ),
    "camera": (
        one("camera-label", Manner.WORDS, "label"),
        one("camera-kind", Manner.TERM, "kind", terms="camera-kinds"),
        one("owner-kind", Manner.TERM, terms="owner-kinds"),
        one("owner-words", Manner.WORDS),
        one("retention-days", Manner.CODE),
        one("words", Manner.WORDS),
        COMPARTMENT,
    ),
    "cameraposition": (one("place-words", Manner.WORDS), *_VIEW, SPAN, *_SOURCE, _CAMERA),
    "clockreading": (
        one("clock-at", Manner.INSTANT, "at"),
        one("offset-ms", Manner.CODE),
        one("sigma-ms", Manner.CODE),
        one("clock-way", Manner.TERM, "way", terms="clock-ways"),
        one("clock-against", Manner.ROW, "against_id"),
        one("words", Manner.WORDS),
        *_SOURCE,
        one("measured-by", Manner.STAFF, "measured_by_id", quiet=True),
        _CAMERA,
    ),
    "recording": (
        one("recording-label", Manner.WORDS, "label"),
        one("recording-state", Manner.TERM, "state", terms="recording-states"),
        one("camera", Manner.ROW, "camera_id"),
        one("shown-first", Manner.INSTANT),
        one("shown-last", Manner.INSTANT),
        one("true-first", Manner.INSTANT, "first"),
        one("true-last", Manner.INSTANT, "last"),
        one("sigma-ms", Manner.CODE),
        *_VIEW,
        one("place-words", Manner.WORDS),
        one("words", Manner.WORDS),
        one("footage-holder", Manner.TERM, "holder_kind", terms="owner-kinds"),
        one("footage-holder-words", Manner.WORDS, "holder_words"),
        one("lost-on", Manner.DAY),
        one("lost-how", Manner.TERM, terms="loss-ways", quiet=True),
        one("way-to-ask", Manner.WORDS),
        one("way-by", Manner.STAFF, "way_by_id", quiet=True),
        one("footage-step", Manner.TERM, "asked", terms="footage-steps"),
        one("footage-asked-on", Manner.DAY, "asked_on"),
        one("footage-answered-on", Manner.DAY, "answered_on"),
        one("footage-answer", Manner.WORDS, "answer"),
        *_SOURCE,
        COMPARTMENT,
    ),
    "communication": (
        one("medium", Manner.TERM, terms="communication-media"),
        one("air-channel", Manner.WORDS, "channel"),
        TIME,
        one("when-words", Manner.WORDS),
        *_VIEW[:2],
        one("sector-width", Manner.CODE, "fov_deg"),
        one("sector-range", Manner.CODE, "range_m"),
        one("place-words", Manner.WORDS),
        one("message-text", Manner.LENGTH, "text"),
        one("language", Manner.CODE),
        *_SOURCE,
        COMPARTMENT,
    ),
    "speaker": (
        one("heard-as", Manner.WORDS, "heard"),
        one("speaker-side", Manner.TERM, "side", terms="speaker-sides"),
        one("speaker-kind", Manner.TERM, "kind", terms="speaker-kinds"),
    ),
    "communicationtranslation": (
        one("language", Manner.CODE),
        one("translated-text", Manner.LENGTH, "text"),
        one("translator-kind", Manner.TERM, "way", terms="translator-kinds"),
        one("translator-note", Manner.WORDS, "note"),
        one("entered-by", Manner.STAFF, "entered_by_id", quiet=True),
        one("entered-on", Manner.DAY, quiet=True),
    ),
}
