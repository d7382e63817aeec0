"""What a mapping says of a list of units or postings: where it may be read, what its words for kinds, forces and posts mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kniha.book.forces import rules
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError

OF_UNITS = {"deployments": "deployment-kinds", "headcounts": "headcount-kinds", "departures": "departure-kinds"}
"""Lists of what is told of a unit, and of which sorts each is."""

COUNTED = ("headcounts", "departures")
OF_COUNTS = ("low", "likely", "high")
OF_STAYS = ("began_at", "ended_at", "activity")
COLUMNS = (
    "force", "unit_kind", "country", "parent", "began", "ended", "sighted", "person", "post", "post_kind", "acting", "sort",
    *OF_COUNTS, *OF_STAYS,
)  # fmt: skip
"""Columns that only such lists have a place for."""

LONGEST = 250
"""Characters of `read_in`: the record's own id is written behind it."""


def strange_to(kind: str) -> tuple[str, ...]:
    """The columns for which a list of this kind has no place: numbers belong to lists of numbers, hours and points to deployments."""
    counts = () if kind in COUNTED else OF_COUNTS
    stays = () if kind == "deployments" else OF_STAYS
    return (*counts, *stays, *(("person", "point", "latitude", "sighted") if kind in COUNTED else ()))


@dataclass(frozen=True, slots=True)
class ForcesPlan:
    """`read_in`: where anybody may read the list, which opens all of it to all registrars; without it, it stays in its compartment.

    `units`, `persons`: the source of the mapping by which these were imported, where that is another than this one's.
    """

    read_in: str = ""
    units: str = ""
    persons: str = ""
    country: str = ""
    kind: str = "not-known"
    force: str = "not-known"
    post: str = "not-known"
    kinds: Mapping[str, str] = field(default_factory=dict)
    forces: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    posts: Mapping[str, str] = field(default_factory=dict)
    sorts: Mapping[str, str] = field(default_factory=dict)
    acting: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        rules.must_be_kind(self.kind, self.force, self.country)
        listed = (("unit-kinds", self.kinds.values()), ("force-kinds", self.forces.values()))
        for name, codes in (*listed, ("posting-kinds", (self.post, *self.posts.values()))):
            for code in codes:
                terms.check_term(name, code)
        if len(self.read_in) > LONGEST:
            raise MalformedError(f"[forces] read_in has room for {LONGEST} characters")


@dataclass(frozen=True, slots=True)
class NamePlan:
    """What the names of one column are: their language, and a kind of the list `unit-name-kinds`."""

    language: str = ""
    kind: str = "official"

    def __post_init__(self) -> None:
        terms.check_term("unit-name-kinds", self.kind)
