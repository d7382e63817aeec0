"""The report of a list as the desk shows it: counts first, then what a person has to look at, row by row, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from kniha.book.work.lists import OF_PAPERS
from kniha.desk.language import language
from kniha.desk.lists.wording import told, told_flag
from kniha.vocab import terms

MOST_SHOWN = 200
"""Lines of a sort on the page; the file has all that the report lists."""

Report = Mapping[str, Any]  # Any: JSON of the importer (kniha.runs.importing.report)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, and what is said of it."""

    row: int
    sheet: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows; each list is cut, and says how long it is."""

    counts: Sequence[tuple[str, int]]
    entered: Sequence[tuple[str, int]]
    open: Sequence[tuple[str, int]]
    notes: Sequence[str]
    unknown: Sequence[Mapping[str, Any]]  # Any: as above
    unknown_count: int
    refused: Sequence[Line]
    refused_count: int
    flagged: Sequence[Line]
    flagged_count: int
    is_dry: bool
    is_closed: bool
    """Whether it repeats no word of a row."""


def shown(report: Report) -> Shown:
    """The report of a list, for the page."""
    return Shown(
        counts=tuple(_counts(report)), entered=tuple(_entered(report)), open=tuple(_open(report)), notes=tuple(map(told, report["notes"])),
        unknown=report["unknown"][:MOST_SHOWN], unknown_count=len(report["unknown"]),
        refused=_refusals(report["refusals"][:MOST_SHOWN]), refused_count=report["refused"],
        flagged=_flags(report["flagged"][:MOST_SHOWN]), flagged_count=sum(report["flags"].values()), is_dry=report["dry"],
        is_closed=report["kind"] == OF_PAPERS,
    )  # fmt: skip


def HEAD() -> tuple[str, ...]:  # noqa: N802  a head of columns, in the reader's language
    """The names of the columns of `lines`."""
    return gettext("What"), gettext("Sheet"), gettext("Row"), gettext("Words"), gettext("How many")


def lines(report: Report) -> Iterator[Sequence[object]]:
    """The whole report as rows of a table: counts, notes, unknown values, refused rows, odd rows."""
    for words, count in (*_counts(report), *_entered(report), *_open(report)):
        yield words, "", "", "", count
    for note in report["notes"]:
        yield gettext("Of the file"), "", "", told(note), ""
    for one in report["unknown"]:
        said = f": {one['value']}" if one["value"] else ""
        yield gettext("Unknown value"), "", "", f"{one['column']}{said}", one["times"]
    for line in _refusals(report["refusals"]):
        yield gettext("Refused"), line.sheet, line.row, line.words, ""
    for line in _flags(report["flagged"]):
        yield gettext("Odd"), line.sheet, line.row, line.words, ""
    yield gettext("Digest of the file"), "", "", report["file"], ""
    yield gettext("Digest of the mapping"), "", "", report["mapping"], ""


def _refusals(found: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:  # Any: as above
    return tuple(Line(one["row"], one["sheet"], told(one["why"])) for one in found)


def _flags(found: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:  # Any: as above
    return tuple(Line(one["row"], one["sheet"], told_flag(one["what"])) for one in found)


def _counts(report: Report) -> Iterator[tuple[str, int]]:
    dry = report["dry"]
    yield gettext("Rows read"), report["records"]
    yield gettext("Would be made") if dry else gettext("Made"), report["made"]
    yield gettext("Changed since: a new statement beside the old one"), report["changed"]
    yield gettext("Known already"), report["known"]
    yield gettext("Refused, each with its reason"), report["refused"]
    if report["erased"]:
        yield gettext("Erased here, or sealed under a hold: not taken"), report["erased"]
    for part, count in sorted(report["not_held"].items()):
        yield gettext("Not asked for by the mapping: %(part)s") % {"part": part}, count


def _entered(report: Report) -> Iterator[tuple[str, int]]:
    for table, count in report["rows"].items():
        yield terms.label("list-rows", table, language()), count


def _open(report: Report) -> Iterator[tuple[str, int]]:
    for name, words in (
        ("without_time", gettext("without a known time")),
        ("without_point", gettext("without a known point")),
        ("without_act", gettext("without a known act")),
        ("without_consent", gettext("without an answer on consent: nothing of them leaves the register")),
    ):
        if report[name]:
            yield words, report[name]
