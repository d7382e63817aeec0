"""What a case file says as JSON and as CSV tables beside it: the same as the PDF shows, with codes in place of words."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from kniha.runs.casefiles.telling import Record, Telling
from kniha.runs.exporting.tables import csv_lines

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "incidents": ("number", "title", "first", "last", "zone", "precision", "place", "latitude", "longitude", "radius_m"),
    "chronology": ("when", "kind", "incident", "what", "source"),
    "persons": ("label", "names", "alleged", "posts"),
    "matrix": ("crime", "element", "gap", "bearing", "item", "words"),
    "exhibits": (
        "number", "pages", "file", "media_type", "given", "sha256", "original_sha256", "how_obtained", "acquired_on", "cover", "incidents",
        "custody",
    ),
    "left-out": ("reason", "count"),
}  # fmt: skip


def index_json(telling: Telling) -> bytes:
    """The whole index, as JSON in UTF-8."""
    return json.dumps(telling.as_json(), ensure_ascii=False, indent=1, default=as_text).encode() + b"\n"


def tables(telling: Telling) -> Iterator[tuple[str, bytes]]:
    """The tables by their names, each as CSV."""
    found: Mapping[str, Iterable[Record]] = {
        "incidents": telling.incidents, "chronology": telling.chronology, "persons": telling.persons,
        "matrix": tuple(_cells(telling.matrix)), "exhibits": telling.exhibits, "left-out": telling.left_out,
    }  # fmt: skip
    for name, rows in found.items():
        lines = csv_lines(COLUMNS[name], (_row(row, COLUMNS[name]) for row in rows), mark="")
        yield name, "".join(lines).encode()


def as_text(value: object) -> str:
    """A value of a table as people and spreadsheets read it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Mapping():
            return " ".join(f"{name}={as_text(one)}" for name, one in value.items() if one not in (None, ""))
        case list() | tuple():
            return "; ".join(as_text(one) for one in value)
        case _:
            return str(value)


def _row(row: Record, columns: Sequence[str]) -> Sequence[object]:
    return tuple(as_text(row.get(name)) for name in columns)


def _cells(matrix: Iterable[Record]) -> Iterator[Record]:
    """One line for each cell, and one for an element without any."""
    for row in matrix:
        cells = row["cells"]
        assert isinstance(cells, list)  # as `telling` makes it
        for cell in cells or [{}]:
            yield {"crime": row["crime"], "element": row["element"], "gap": row["gap"], **cell}
