"""KoboToolbox's exports of XLSForm questionnaires: JSON of its interface, and its CSV and XLSX. Points become `latitude, longitude`.

A question of a group is the column `group/question`. A point is written `latitude longitude altitude accuracy`. Choices of a question with
several answers stand in one text with spaces between, and here as a list. Answers of a repeated group are another sheet: a list by itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from kniha.runs.importing.rows import OpenList, Record, Row
from kniha.vocab.canonical import JSON

_GEOPOINT = re.compile(r"(-?\d{1,3}\.\d+) (-?\d{1,3}\.\d+) (-?\d+(?:\.\d+)?) (\d+(?:\.\d+)?)")


def shape(record: Record) -> tuple[str, Record]:
    """A submission of the interface's JSON; answers of repeated groups are counted in a column of their name."""
    return "", dict(_cells(record))


def tidied(found: OpenList) -> OpenList:
    """The rows of an exported table, their points as other lists write them."""

    def rows() -> Iterator[Row]:
        for row in found.rows():
            yield replace(row, cells={name: _answer(value) for name, value in row.cells.items()})

    return replace(found, rows=rows)


def _cells(record: Record) -> Iterator[tuple[str, JSON]]:
    for name, value in record.items():
        if name == "_geolocation" and isinstance(value, list):
            yield name, "; ".join(str(one) for one in value if one is not None)
        elif isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value)):
            yield name, len(value)
        else:
            yield name, _answer(value)


def _answer(value: JSON) -> JSON:
    point = _GEOPOINT.fullmatch(value) if isinstance(value, str) else None
    return f"{point[1]}; {point[2]}" if point else value
