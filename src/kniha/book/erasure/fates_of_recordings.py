"""What becomes of cameras, their places and clocks, and of recordings: a part of the table `rules.FATES`."""

from collections.abc import Mapping

from kniha.book.erasure.fate import Fate, Row

OF_RECORDINGS: Mapping[str, Fate] = {
    "matchdecision": Fate(Row.GOES, ("words", "start_ms", "end_ms"), {"verdict": "one word of a list"}),
    "recording": Fate(
        Row.GOES,
        (
            "label",
            "shown_first",
            "shown_last",
            "first",
            "last",
            "sigma_ms",
            "lat_e7",
            "lon_e7",
            "error_m",
            "heading_deg",
            "fov_deg",
            "range_m",
            "place_words",
            "track",
            "words",
            "holder_kind",
            "holder_words",
            "lost_on",
            "way_to_ask",
            "answer",
            "read_in",
        ),
        {"state": "one word of a list", "lost_how": "the same", "asked": "the same"},
    ),
    "callsign": Fate(Row.GOES, ("sign", "folded", "began_from", "began_to", "ended_from", "ended_to", "read_in")),
    "speaker": Fate(Row.GOES, ("heard", "folded"), {"side": "one word of a list", "kind": "the same"}),
    "communicationtranslation": Fate(Row.GOES, ("text", "language", "note"), {"way": "one word of a list"}),
    "communication": Fate(
        Row.GOES,
        (
            "channel",
            "first",
            "last",
            "zone",
            "precision",
            "when_words",
            "text",
            "language",
            "lat_e7",
            "lon_e7",
            "error_m",
            "heading_deg",
            "fov_deg",
            "range_m",
            "place_words",
            "read_in",
        ),
        {"medium": "one word of a list"},
    ),
    "clockreading": Fate(Row.GOES, ("at", "offset_ms", "sigma_ms", "way", "words", "read_in")),
    "cameraposition": Fate(
        Row.GOES,
        (
            "lat_e7",
            "lon_e7",
            "error_m",
            "heading_deg",
            "fov_deg",
            "range_m",
            "place_words",
            "began_from",
            "began_to",
            "ended_from",
            "ended_to",
            "read_in",
        ),
    ),
    "batch": Fate(
        Row.STAYS,
        ("title", "mapping", "source_sha256"),
        {"kind": "one word of a list", "state": "the same", "place": "where its rows lay, which are deleted by it"},
    ),
    "camera": Fate(Row.GOES, ("label", "kind", "owner_kind", "owner_words", "retention_days", "words")),
}

NAMING_OF_MESSAGES: Mapping[str, tuple[str, ...]] = {
    "callsign": ("sign",),
    "speaker": ("heard",),
    "communication": ("channel", "when_words", "place_words"),
}
"""A part of the table `rules.NAMING`."""

TELLING_OF_RECORDINGS: Mapping[str, tuple[str, ...]] = {
    "communication": ("text",),
    "communicationtranslation": ("text", "note"),
    "recording": ("words", "way_to_ask", "answer"),
    "clockreading": ("words",),
}
"""A part of the table `rules.TELLING`."""
