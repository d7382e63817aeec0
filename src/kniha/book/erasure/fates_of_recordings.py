"""What becomes of cameras, their places and clocks, and of recordings: a part of the table `rules.FATES`."""

from collections.abc import Mapping

from kniha.book.erasure.fate import Fate, Row

OF_RECORDINGS: Mapping[str, Fate] = {
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
