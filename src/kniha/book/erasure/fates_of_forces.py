"""What becomes of what is known of units: parts of the tables of `rules`."""

from collections.abc import Mapping

from kniha.book.erasure.belonging import Belonging, Tie
from kniha.book.erasure.fate import Fate, Row

_COUNTED = ("first_day", "last_day", "low", "likely", "high", "confidence", "words", "read_in")

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
    "headcount": Fate(Row.GOES, ("kind", *_COUNTED)),
    "departure": Fate(Row.GOES, ("kind", *_COUNTED)),
    "unitparent": Fate(Row.GOES, ("began_from", "began_to", "ended_from", "ended_to", "words", "read_in")),
    "unitname": Fate(Row.GOES, ("text", "language", "kind", "began_from", "began_to", "ended_from", "ended_to", "read_in")),
    "unit": Fate(Row.STAYS, ("kind", "force", "country")),
}

NAMING_OF_FORCES: Mapping[str, tuple[str, ...]] = {"unitname": ("text",), "deployment": ("place_words",)}
"""A part of the table `rules.NAMING`."""

BELONGS_OF_FORCES = (
    Belonging("person", "posting", "person"),
    Belonging("posting", "person", "person", Tie.ALONE),  # somebody of whom the posting alone tells
    Belonging("account", "posting", "account"),
    Belonging("account", "callsign", "account"),
    Belonging("posting", "callsign", "posting"),
    Belonging("account", "deployment", "account"),
    Belonging("person", "deployment", "tasking_person"),  # what says on whose task a unit came tells of that person
    Belonging("deployment", "person", "tasking_person", Tie.ALONE),  # somebody of whom it alone tells
    Belonging("account", "headcount", "account"),
    Belonging("account", "departure", "account"),
    Belonging("person", "departure", "person"),  # that they left is theirs
    Belonging("departure", "person", "person", Tie.ALONE),  # somebody of whom it alone tells
    Belonging("account", "unitparent", "account"),
    Belonging("account", "unitname", "account"),
    Belonging("unitname", "unit", "unit", Tie.ALONE),  # a unit that nobody else named
)
"""A part of the table `rules.BELONGS`."""
