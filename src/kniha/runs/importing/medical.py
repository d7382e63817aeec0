"""A row of a list of medical papers, with the further rows of the same paper: a report as somebody types it from an outside medic's paper.

Nothing is guessed. A word that is not known refuses the paper: a finding under a wrong name could be read by whoever may not.
No message repeats a word of a row.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson

from kniha.book.medicine.drafts import Examined, FindingDraft, MedicalDraft, Paper
from kniha.book.medicine.models import MedicalReport
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context, Flag
from kniha.runs.importing.days import read_told
from kniha.runs.importing.medical_plan import folded, words_of
from kniha.runs.importing.readings import PaperReading, Reading, record_of
from kniha.runs.importing.rows import Record, Row
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import Interval

MOST_FINDINGS = 50
"""Of one paper: an entry's leaf is limited (docs/spec/entry.md §3.2)."""

LONGEST_TEXT = 50_000
_LONGEST_SEALED = {"medic_name": 300, "medic_qualification": 500, "medic_contact": 500}
_YES, _NO = "yes", "no"
_ANSWERS = ("guards", "restrained", "threatened", "photographed", "copy_given")
_WORDS = (
    "room", "present", "demeanour", "restraints", "threats", "history", "complaints_body", "complaints_mind", "opinion",
    "recommendation", "copy_words",
)  # fmt: skip


def read_paper(row: Row, context: Context) -> Reading:
    """Return `row` as a typed paper; MalformedError or ImpossibleError where it must be refused."""
    record, mapping = row.cells, context.mapping
    _must_agree(row, context)
    unknown: list[tuple[str, str]] = []
    draft = MedicalDraft(_examined(record, context), tuple(_findings(row, context)), _paper(record, context), _is_special(record, context))
    columns = mapping.medical.columns
    odd = (*cells.mixed(record, (*mapping.columns.place, *filter(None, (columns.medic_name,)))), *_formulas_below(row, context))
    return Reading(
        record=record_of(row, mapping), digest=_digest(row, context.secret), row=row, text="",
        came_to_be=cells.came_to_be(record, mapping, unknown), url="", consents=cells.consents(record, mapping, unknown), account=None,
        paper=PaperReading(_person(record, context), draft), flags=(*odd, *(Flag("unknown-word", column) for column, _ in unknown)),
        unknown=tuple(unknown),
    )  # fmt: skip


def _examined(record: Record, context: Context) -> Examined:
    plan, columns = context.mapping.medical, context.mapping.columns
    began, ended, as_told = _when(record, context)
    told = {name: _text(record, getattr(plan.columns, name), _room(name)) for name in _WORDS}
    answers = {name: _answer(record, getattr(plan.columns, name), context) for name in _ANSWERS}
    words = [(column, cells.text(record, column)) for column in (*as_told, *columns.text)]
    examination = "\n".join(f"{column}: {said}" for column, said in words if said)
    if len(examination) > LONGEST_TEXT:
        raise MalformedError(f"the words of a paper have room for {LONGEST_TEXT} characters, found {len(examination)}")
    place = ", ".join(filter(None, (cells.text(record, column) for column in columns.place)))
    if len(place) > _room("place"):
        raise MalformedError(f"column {columns.place[0]!r}: there is room for {_room('place')} characters, found {len(place)}")
    way = _known(record, plan.columns.way, "examination-ways", plan.ways) or plan.way
    if not way:
        raise MalformedError("how it was examined is not told: in person, by video, or on paper; no way is taken for granted")
    return Examined(
        way=way, began=began, ended=ended, place=place, language=context.mapping.language, interpreter="", interpreter_vetted=False,
        examination=examination, **told, **answers,
    )  # fmt: skip


def _paper(record: Record, context: Context) -> Paper:
    plan = context.mapping.medical
    sealed = {
        "legal-name": _text(record, plan.columns.medic_name, _LONGEST_SEALED["medic_name"]),
        "qualification": _text(record, plan.columns.medic_qualification, _LONGEST_SEALED["medic_qualification"]),
        "contact": _text(record, plan.columns.medic_contact, _LONGEST_SEALED["medic_contact"]),
    }
    secrecy = _known(record, plan.columns.secrecy_told, "medical-answers", plan.answers) or plan.secrecy_told
    kept_where = _text(record, plan.columns.kept_where, _room("kept_where")) or plan.kept_where
    return Paper(secrecy, kept_where, None, sealed)


def _findings(row: Row, context: Context) -> Iterator[FindingDraft]:
    """One for each row that fills a column of findings; where two rows tell the same, one of them is a slip, and nobody can say which."""
    seen: set[FindingDraft] = set()
    for one in (row, *row.more):
        try:
            finding = _finding(one.cells, context)
        except MalformedError as error:
            raise MalformedError(_in_row(one, row, str(error))) from error
        if finding is None and one is not row:
            raise MalformedError(f"in row {one.number}: a further row of a paper tells of a further finding: its columns are empty")
        if finding in seen:
            raise MalformedError(f"in row {one.number}: the same finding stands twice")
        if finding is not None:
            seen.add(finding)
            yield finding
    if len(seen) > MOST_FINDINGS:
        raise MalformedError(f"a paper has at most {MOST_FINDINGS} findings here, found {len(seen)}")


def _finding(record: Record, context: Context) -> FindingDraft | None:
    plan = context.mapping.medical
    columns = plan.columns
    if not any(cells.text(record, column) for column in columns.of_findings()):
        return None
    kind = _known(record, columns.finding, "injury-kinds", plan.findings)
    if not kind:
        raise MalformedError(f"column {columns.finding!r} is empty")
    return FindingDraft(
        kind=kind, region=_known(record, columns.region, "body-regions", plan.regions),
        description=_text(record, columns.description, LONGEST_TEXT),
        alleged_cause=_text(record, columns.alleged_cause, LONGEST_TEXT),
        degree=_known(record, columns.degree, "istanbul-degrees", plan.degrees),
        alternatives=_text(record, columns.alternatives, LONGEST_TEXT),
    )  # fmt: skip


def _is_special(record: Record, context: Context) -> bool:
    """Whether it is a specialist's. Where the list does not say that it is not, it is, unless the mapping answers for the whole list."""
    columns, is_open = context.mapping.medical.columns, context.mapping.medical.unmarked == "open"
    told = [_known(record, column, "medical-answers", context.mapping.medical.answers) if column else "" for column in
            (columns.under_age, columns.held, columns.sexual)]  # fmt: skip
    return _YES in told or (not is_open and any(answer != _NO for answer in told))


def _person(record: Record, context: Context) -> str | None:
    """The record of who was examined, in the list of persons; None only where the list says that nobody knows them."""
    column, plan = context.mapping.columns.person, context.mapping.medical
    words = cells.text(record, column)
    if words in plan.nobody:
        return None
    if not words:
        raise MalformedError(f"column {column!r} is empty: name the person by their id, or say that nobody knows who they are")
    return f"{plan.persons or context.mapping.source}:{words}"


def _when(record: Record, context: Context) -> tuple[datetime | None, datetime | None, tuple[str, ...]]:
    """When it began and ended, where the list tells both to the minute; else the columns whose words are kept. No hours are made up."""
    columns = context.mapping.columns
    asked = tuple(filter(None, (columns.date, columns.time, columns.date_last)))
    first = " ".join(filter(None, (cells.text(record, columns.date), cells.text(record, columns.time))))
    if not cells.text(record, columns.date):
        if any(cells.text(record, column) for column in asked):
            raise MalformedError(f"column {columns.date!r} is empty")
        return None, None, ()
    began = _read(first, columns.date, context)
    until = cells.text(record, columns.date_last)
    ended = _read(until, columns.date_last, context) if until else None
    if ended is not None and ended.last < began.first:
        raise ImpossibleError(f"column {columns.date_last!r}: the end lies before the beginning")
    for column, told in ((columns.date, began), (columns.date_last, ended)):
        if told is not None and told.first > context.now:
            raise ImpossibleError(f"column {column!r}: expected a time that has come, found one after the import")
    if ended is not None and began.precision == ended.precision == "exact":
        return began.first, ended.first, ()
    return None, None, asked


def _read(words: str, column: str, context: Context) -> Interval:
    zones = context.mapping.zones_of("*")
    try:
        return read_told(words, context.mapping.patterns, zones, told_on=context.now.date())
    except ImpossibleError as error:
        # The message of the clocks names the day and the hour, and who reads the report of a list may not know them.
        raise ImpossibleError(
            f"column {column!r}: expected a date that lies in the calendar and a time of the day, found another"
        ) from error
    except MalformedError as error:
        raise MalformedError(f"column {column!r}: {error}") from error


def _answer(record: Record, column: str, context: Context) -> str:
    """Yes or no as the list says it; where it says neither, that the paper does not say, which a medic holds against the paper."""
    return (_known(record, column, "medical-answers", context.mapping.medical.answers) if column else "") or "not-said"


def _known(record: Record, column: str, list_name: str, codes: Mapping[str, str]) -> str:
    """The term that a word of the list stands for; empty where the cell is, and the mapping says nothing of an empty one."""
    words = cells.text(record, column)
    code = codes.get(words) or (words_of(list_name).get(folded(words)) if words else "")
    if code is None:
        raise MalformedError(f"column {column!r}: a word that neither the mapping nor the terms know")
    return code


def _text(record: Record, column: str, most: int) -> str:
    words = cells.text(record, column)
    if len(words) > most:
        raise MalformedError(f"column {column!r}: there is room for {most} characters, found {len(words)}")
    return words


def _room(name: str) -> int:
    field = MedicalReport._meta.get_field(name)  # noqa: SLF001  Django's public-by-custom API
    return getattr(field, "max_length", None) or LONGEST_TEXT


def _must_agree(row: Row, context: Context) -> None:
    """What the rows of one paper say of the paper is one thing: else two papers bear one number."""
    own = context.mapping.medical.columns.of_findings()
    for more in row.more:
        for column, value in more.cells.items():
            if column not in own and value not in ("", None) and value != row.cells.get(column):
                raise MalformedError(f"in row {more.number}: column {column!r} says something else than the first row of the same paper")


def _in_row(one: Row, first: Row, words: str) -> str:
    return words if one is first else f"in row {one.number}: {words}"


def _formulas_below(row: Row, context: Context) -> Iterator[Flag]:
    columns = context.mapping.named()
    for more in row.more:
        yield from cells.formulas(more.cells, columns)


def _digest(row: Row, secret: bytes) -> str:
    """Keyed, over all that the rows say: of a plain one, whoever reads the report could try names until that of the medic fits."""
    said = [dict(one.cells) for one in (row, *row.more)]
    try:
        return hmac.digest(secret, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hex()
    except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
        raise MalformedError("the record holds a text that UTF-8 cannot carry") from error
