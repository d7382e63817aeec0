"""What an aspect of a row is, and those that many tables share."""

from dataclasses import dataclass
from enum import Enum, auto


class Manner(Enum):
    """How the value of an aspect is written."""

    WORDS = auto()
    REASON = auto()
    CODE = auto()
    TERM = auto()
    TERMS = auto()
    DAY = auto()
    INSTANT = auto()
    INTERVAL = auto()
    POINT = auto()
    SPAN = auto()
    SWITCH = auto()
    ROW = auto()
    STAFF = auto()
    DIGEST = auto()
    LENGTH = auto()
    LINES = auto()
    SEALED = auto()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that people read of a row. `code` is its label in the list `fields`; one that is `quiet` stands in tables alone."""

    code: str
    fields: tuple[str, ...]
    manner: Manner
    terms: str = ""
    quiet: bool = False


def one(code: str, manner: Manner, field: str = "", *, terms: str = "", quiet: bool = False) -> Aspect:
    """An aspect of one field, which has the name of its label where no other is given."""
    return Aspect(code, (field or code.replace("-", "_"),), manner, terms, quiet)


TIME = Aspect("time", ("first", "last", "zone", "precision"), Manner.INTERVAL)
POINT = Aspect("point", ("lat_e7", "lon_e7", "radius_m"), Manner.POINT)
SPAN = Aspect("span", ("began_from", "began_to", "ended_from", "ended_to"), Manner.SPAN)
COMPARTMENT = one("compartment", Manner.ROW, "compartment_id", quiet=True)
UNSUPPORTED = one("unsupported", Manner.SWITCH)
PERSON = one("person", Manner.ROW, "person_id")
QUIET_PERSON = one("person", Manner.ROW, "person_id", quiet=True)
