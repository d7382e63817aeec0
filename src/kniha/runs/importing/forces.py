"""A row of a list of units, of postings, or of what is told of units. What is of a person and a unit makes neither: lists brought them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from kniha.book.forces.drafts import Count, DepartureDraft, DeploymentDraft, HeadcountDraft, PostingDraft, UnitDraft, UnitNameDraft
from kniha.book.statements.drafts import AccountDraft, When, Where
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context, Flag
from kniha.runs.importing.days import read_time
from kniha.runs.importing.forces_plan import NamePlan
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.readings import PostingReading, Reading, UnitReading, ValueReading, digest_of, record_of
from kniha.runs.importing.rows import Record, Row
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.span import Days, Span, parse_days, span

MOST_NAMES = 20
LONGEST_NAME = 300


def read_unit(row: Row, context: Context) -> Reading:
    """Return `row` as a unit with its names and the units above it."""
    record, mapping, columns, plan = row.cells, context.mapping, context.mapping.columns, context.mapping.forces
    unknown: list[tuple[str, str]] = []
    held = _span(record, mapping)
    sort = UnitDraft(
        _meant(record, columns.unit_kind, plan.kinds, plan.kind, unknown=unknown),
        _meant(record, columns.force, plan.forces, plan.force, unknown=unknown),
        (cells.text(record, columns.country) or plan.country).upper(),
    )
    above = cells.texts(record, columns.parent, mapping.separator) if columns.parent else ()
    told = UnitReading(sort, tuple(_names(record, mapping)), tuple(_of_list(one, plan.units, mapping) for one in above), held)
    return _reading(row, mapping, unknown, unit=told, looked_at=(*columns.name, *columns.other_names))


def read_posting(row: Row, context: Context) -> Reading:
    """Return `row` as a posting; who and where by their ids in the lists that brought them."""
    record, mapping, columns, plan = row.cells, context.mapping, context.mapping.columns, context.mapping.forces
    unknown: list[tuple[str, str]] = []
    acting = bool(columns.acting) and cells.text(record, columns.acting) in plan.acting
    draft = PostingDraft(
        _meant(record, columns.post_kind or columns.post, plan.posts, plan.post, unknown=unknown),
        _short(cells.text(record, columns.post), columns.post, 200),
        _short(cells.text(record, columns.rank), columns.rank, 120), acting, _span(record, mapping),
        "; ".join(filter(None, (cells.text(record, column) for column in columns.description)))[:500],
    )  # fmt: skip
    told = PostingReading(
        _of_list(cells.text(record, columns.person, required=True), plan.persons, mapping),
        _of_list(cells.text(record, columns.unit, required=True), plan.units, mapping),
        draft,
    )
    return _reading(row, mapping, unknown, posting=told, looked_at=tuple(filter(None, (columns.post, columns.rank))))


def read_deployment(row: Row, context: Context) -> Reading:
    """Return `row` as where a unit was, which is known by its id in the list that brought it."""
    record, mapping, columns = row.cells, context.mapping, context.mapping.columns
    unknown: list[tuple[str, str]] = []
    flags: list[Flag] = []
    draft = DeploymentDraft(
        _meant(record, columns.sort, mapping.forces.sorts, mapping.forces.sort or "deployed", unknown=unknown),
        cells.where(record, context, flags), _span(record, mapping), cells.text(record, columns.began_at),
        cells.text(record, columns.ended_at), _short(cells.text(record, columns.activity), columns.activity, 500),
    )  # fmt: skip
    made = _reading(row, mapping, unknown, value=ValueReading(_unit(record, mapping), draft), looked_at=(*columns.place,))
    return replace(made, flags=(*made.flags, *flags))


def read_headcount(row: Row, context: Context) -> Reading:
    """Return `row` as how many people a unit had."""
    mapping, unknown = context.mapping, list[tuple[str, str]]()
    sort = _meant(row.cells, mapping.columns.sort, mapping.forces.sorts, mapping.forces.sort or "all", unknown=unknown)
    draft = HeadcountDraft(sort, _count(row.cells, mapping))
    return _reading(row, mapping, unknown, value=ValueReading(_unit(row.cells, mapping), draft), looked_at=())


def read_departure(row: Row, context: Context) -> Reading:
    """Return `row` as how many people left a unit. A list names nobody who left."""
    mapping, unknown = context.mapping, list[tuple[str, str]]()
    sort = _meant(row.cells, mapping.columns.sort, mapping.forces.sorts, mapping.forces.sort or "not-said", unknown=unknown)
    draft = DepartureDraft(sort, _count(row.cells, mapping))
    return _reading(row, mapping, unknown, value=ValueReading(_unit(row.cells, mapping), draft), looked_at=())


def _unit(record: Record, mapping: ListMapping) -> str:
    return _of_list(cells.text(record, mapping.columns.unit, required=True), mapping.forces.units, mapping)


def _count(record: Record, mapping: ListMapping) -> Count:
    """The numbers of a row; one bound that the list does not tell is the number itself."""
    columns = mapping.columns
    likely = cells.whole(record, columns.likely)
    low = cells.whole(record, columns.low) if columns.low else None
    high = cells.whole(record, columns.high) if columns.high else None
    if likely is None:
        raise MalformedError(f"column {columns.likely!r}: there is no number")
    began, ended = (_days(record, column, mapping) for column in (columns.began, columns.ended))
    words = "; ".join(filter(None, (cells.text(record, column) for column in columns.description)))[:500]
    bounds = (likely if low is None else low, likely, likely if high is None else high)
    return Count(*bounds, began[0] if began else None, ended[1] if ended else None, words=words)


def _reading(
    row: Row,
    mapping: ListMapping,
    unknown: list[tuple[str, str]],
    *,
    looked_at: tuple[str, ...],
    unit: UnitReading | None = None,
    posting: PostingReading | None = None,
    value: ValueReading | None = None,
) -> Reading:
    record = row.cells
    return Reading(
        record=record_of(row, mapping), digest=digest_of(row), row=row, text=_words(record, mapping),
        came_to_be=cells.came_to_be(record, mapping, unknown), url=cells.text(record, mapping.columns.url),
        consents=cells.consents(record, mapping, unknown), account=AccountDraft(When(), Where(), ()), unit=unit,
        posting=posting, value=value,
        flags=tuple(cells.mixed(record, looked_at)), unknown=tuple(unknown),
    )  # fmt: skip


def _names(record: Record, mapping: ListMapping) -> Iterator[UnitNameDraft]:
    """Each name once; of what language and kind those of a column are is the mapping's to say."""
    columns = mapping.columns
    cells.text(record, columns.name[0], required=True)
    seen: set[str] = set()
    for column in (*columns.name, *columns.other_names):
        plan = mapping.names.get(column, NamePlan(mapping.language, "official" if column in columns.name else "as-said"))
        told = cells.several(record, column) if column in columns.name else cells.texts(record, column, mapping.separator)
        for text in told:
            if text not in seen:
                seen.add(text)
                yield UnitNameDraft(_short(text, column, LONGEST_NAME), plan.language, plan.kind)
    if len(seen) > MOST_NAMES:
        raise MalformedError(f"a unit has at most {MOST_NAMES} names here, found {len(seen)}")


def _meant(record: Record, column: str, codes: Mapping[str, str], usual: str, *, unknown: list[tuple[str, str]]) -> str:
    """The term that the list's word stands for; a word that the mapping does not know is reported, and never made a term."""
    words = cells.text(record, column)
    if words and words not in codes and codes:
        unknown.append((column, words))
    return codes.get(words, usual)


def _of_list(own: str, source: str, mapping: ListMapping) -> str:
    """By what a record of a list is known here."""
    return f"{source or mapping.source}:{own}"


def _span(record: Record, mapping: ListMapping) -> Span:
    columns = mapping.columns
    began, ended = (_days(record, column, mapping) for column in (columns.began, columns.ended))
    seen = tuple(_all_days(record, columns.sighted, mapping))
    try:
        return span(began, ended, seen)
    except ImpossibleError as error:
        raise ImpossibleError(f"column {(columns.ended or columns.began or columns.sighted)!r}: {error}") from error


def _days(record: Record, column: str, mapping: ListMapping) -> Days | None:
    words = cells.text(record, column)
    return _read_days(words, column, mapping) if words else None


def _all_days(record: Record, column: str, mapping: ListMapping) -> Iterator[Days]:
    if column:
        yield from (_read_days(words, column, mapping) for words in cells.texts(record, column, mapping.separator))


def _read_days(words: str, column: str, mapping: ListMapping) -> Days:
    """Years, months and days as one types them; else by the patterns of the mapping."""
    return cells.in_column(column, _reader(words, mapping))


def _reader(words: str, mapping: ListMapping) -> Callable[[], Days]:
    def read() -> Days:
        try:
            return parse_days(words)
        except MalformedError:
            if not mapping.patterns:
                raise
            told = read_time(words, mapping.patterns, ("UTC",))
            return told.first.date(), told.last.date()

    return read


def _short(words: str, column: str, most: int) -> str:
    if len(words) > most:
        raise MalformedError(f"column {column!r}: there is room for {most} characters, found {len(words)}")
    return words.replace("\n", " ")


def _words(record: Record, mapping: ListMapping) -> str:
    """What the list says, column by column: the statement of this source."""
    columns = (column for column in record if column in mapping.named())
    told = ((column, cells.text(record, column)) for column in columns)
    return "\n".join(f"{column}: {words}" for column, words in told if words)
