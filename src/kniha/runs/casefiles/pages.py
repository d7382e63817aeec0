"""The index of a case file as PDF/A-2b, in one language, by typst. What is told goes in as values: no word of anybody's is markup."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import resources
from typing import Literal

from kniha.runs.casefiles.tables import as_text
from kniha.runs.casefiles.telling import Record, Telling
from kniha.vocab import terms
from kniha.vocab.errors import BrokenError

STANDARD: Literal["a-2b"] = "a-2b"


def write_index(telling: Telling, language: str, *, now: datetime) -> bytes:
    """Return the PDF; its time is the day of `now`. BrokenError where it cannot be made."""
    import typst  # here: its 30 MB are loaded by who makes a delivery alone

    source = (resources.files("kniha.runs.casefiles") / "index.typ").read_bytes()
    day = datetime(now.year, now.month, now.day, tzinfo=now.tzinfo)
    told = json.dumps(_told(telling, language), ensure_ascii=False)
    try:
        made = typst.compile(
            source, format="pdf", sys_inputs={"told": told}, pdf_standards=STANDARD, timestamp=int(day.timestamp()),
            ignore_system_fonts=True,
        )  # fmt: skip
    except typst.TypstError as error:
        raise BrokenError("the index of a case file cannot be set as PDF") from error
    assert isinstance(made, bytes)  # one PDF, not a list of pictures
    return made


def _told(telling: Telling, language: str) -> Record:
    words = {term.code: term.label(language) for term in terms.terms("case-file-words")}
    head = telling.head
    rows = _texts(telling.chronology)
    chronology = [[row["when"], words[row["kind"]], row["incident"], _joined(row["what"], row["source"])] for row in rows]
    return {
        "language": language, "words": words, "title": head["title"], "register": f"{words['register']} {str(head['register'])[:16]}",
        "delivery": as_text(head["delivery"]), "head": _head(head, words), "chronology": chronology,
        "incidents": [_incident(row, language) for row in telling.incidents],
        "persons": [_person(row, language) for row in telling.persons],
        "matrix": _matrix(telling.matrix, language),
        "exhibits": [_exhibit(row, words, language) for row in telling.exhibits],
        "asked_on": as_text(telling.for_suspect["asked_on"]), "told": telling.for_suspect["told"],
        "left_out": [[terms.label("leaving-reasons", str(row["reason"]), language), as_text(row["count"])] for row in telling.left_out],
    }  # fmt: skip


def _head(head: Record, words: Mapping[str, str]) -> list[list[str]]:
    told = (("prepared-for", "authority"), ("basis", "basis"), ("made-on", "made_on"), ("delivery", "delivery"), ("register", "register"))
    return [[words[word], as_text(head[name])] for word, name in told if head[name]]


def _incident(row: Record, language: str) -> Record:
    acts = [
        [
            terms.label("act-kinds", str(act["kind"]), language), as_text(act["victims"]), as_text(act["victim"]),
            "; ".join(f"{one['who']}: {terms.label('involvement-degrees', str(one['degree']), language)}" for one in _rows(act["alleged"])),
        ]
        for act in _rows(row["acts"])
    ]  # fmt: skip
    when = " – ".join(dict.fromkeys(filter(None, (as_text(row["first"]), as_text(row["last"])))))
    return {"number": row["number"], "title": row["title"], "when": _joined(when, row["zone"]), "place": row["place"], "acts": acts}


def _person(row: Record, language: str) -> Record:
    alleged = [
        [
            one["incident"], terms.label("act-kinds", str(one["act"]), language),
            terms.label("involvement-degrees", str(one["degree"]), language),
            terms.label("standards-of-proof", str(one["finding"]), language),
        ]
        for one in _rows(row["alleged"])
    ]  # fmt: skip
    posts = [
        [" – ".join((as_text(post["from"]), as_text(post["until"]))), post["unit"], _joined(post["rank"], post["post"])]
        for post in _rows(row["posts"])
    ]
    return {"label": row["label"], "names": as_text(row["names"]), "alleged": alleged, "posts": posts}


def _matrix(matrix: Iterable[Record], language: str) -> list[Record]:
    crimes: dict[str, Record] = {}
    elements: dict[str, list[Record]] = {}
    for row in matrix:
        code = str(row["crime"])
        crimes.setdefault(code, {"label": _label(row["crime_labels"], language), "source": row["source"]})
        cells = [
            [terms.label("case-bearings", str(cell["bearing"]), language), cell["item"], cell["words"]] for cell in _rows(row["cells"])
        ]
        elements.setdefault(code, []).append({"label": _label(row["labels"], language), "gap": row["gap"], "cells": cells})
    return [{**crime, "elements": elements[code]} for code, crime in crimes.items()]


def _exhibit(row: Record, words: Mapping[str, str], language: str) -> list[str]:
    how = terms.label("how-obtained", str(row["how_obtained"]), language)
    return [as_text(row["number"]), str(row["pages"]), words[str(row["given"])], how, str(row["sha256"])]


def _texts(rows: Iterable[Record]) -> Iterable[dict[str, str]]:
    return ({name: as_text(value) for name, value in row.items()} for row in rows)


def _rows(value: object) -> Iterable[Record]:
    assert isinstance(value, list | tuple)  # as `telling` makes it
    return value


def _label(labels: object, language: str) -> str:
    assert isinstance(labels, Mapping)  # as `telling` makes it
    return str(labels[language])


def _joined(*words: object) -> str:
    return " · ".join(str(one) for one in words if one)
