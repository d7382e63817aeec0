"""What becomes of what is known of units: a part of the table `rules.FATES`."""

from collections.abc import Mapping

from kniha.book.erasure.fate import Fate, Row

OF_FORCES: Mapping[str, Fate] = {
    "posting": Fate(Row.GOES, ("kind", "post", "rank", "acting", "began_from", "began_to", "ended_from", "ended_to", "words", "read_in")),
    "deployment": Fate(
        Row.GOES,
        (
            "lat_e7",
            "lon_e7",
            "radius_m",
            "place_words",
            "activity",
            "began_from",
            "began_to",
            "began_at",
            "ended_from",
            "ended_to",
            "ended_at",
            "read_in",
        ),
        {"kind": "one word of a list"},
    ),
    "unitparent": Fate(Row.GOES, ("began_from", "began_to", "ended_from", "ended_to", "words", "read_in")),
    "unitname": Fate(Row.GOES, ("text", "language", "kind", "began_from", "began_to", "ended_from", "ended_to", "read_in")),
    "unit": Fate(Row.STAYS, ("kind", "force", "country")),
}

NAMING_OF_FORCES: Mapping[str, tuple[str, ...]] = {"unitname": ("text",), "deployment": ("place_words",)}
"""A part of the table `rules.NAMING`."""
