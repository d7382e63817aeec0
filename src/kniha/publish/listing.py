"""Which incidents stand on which list: by month, town, kind of act and force; pages of two hundred; shards by the public number."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kniha.runs.releases.coarsening import Told

ON_A_PAGE = 200
NONE = "none"
FOLDERS = ("months", "places", "kinds", "forces")

Lists = Mapping[str, Mapping[str, Sequence[Told]]]
"""By folder and code: the incidents."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list: its file below the folder of a language, its number, how many pages and incidents the list has."""

    file: str
    number: int
    pages: int
    count: int
    rows: Sequence[Told]


def lists_of(incidents: Sequence[Told]) -> Lists:
    """Sort `incidents` into lists, each in the order of the days, those without one last; codes in their order."""
    found: dict[str, defaultdict[str, list[Told]]] = {folder: defaultdict(list) for folder in FOLDERS}
    for one in sorted(incidents, key=lambda one: (not one.when, one.when, one.number)):
        found["months"][one.month or one.when or NONE].append(one)
        found["places"][one.place or NONE].append(one)
        for kind in one.kinds:
            found["kinds"][kind].append(one)
        for force in one.forces:
            found["forces"][force].append(one)
    return {folder: {code: some[code] for code in sorted(some)} for folder, some in found.items()}


def file_of(folder: str, code: str, number: int = 1) -> str:
    """Where a page of a list lies."""
    return f"{folder}/{code}.html" if number == 1 else f"{folder}/{code}-{number}.html"


def parts(folder: str, code: str, rows: Sequence[Told]) -> Iterator[Part]:
    """The pages of one list."""
    pages = -(-len(rows) // ON_A_PAGE)
    for number in range(1, pages + 1):
        some = rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        yield Part(file_of(folder, code, number), number, pages, len(rows), some)


def shards(incidents: Sequence[Told]) -> Mapping[str, Sequence[Told]]:
    """By the first two signs of their number, which is random: 1,024 pages at most, and an incident never changes its page."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for one in sorted(incidents):
        found[one.number[:2]].append(one)
    return found


def said(rows: Sequence[Told]) -> bytes:
    """All that a page tells of these incidents, as bytes: what it is made of."""
    return "\n".join(f"{one.number} {one.when} {one.place} {','.join(one.kinds)} {','.join(one.forces)}" for one in rows).encode()
