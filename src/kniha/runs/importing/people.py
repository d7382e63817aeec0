"""A row of a list of people, and the people whom other rows name. They become mentions; persons only where the mapping says so."""

from kniha.book.statements.drafts import AccountDraft
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context, Flag
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.readings import Named, Reading, digest_of, record_of
from kniha.runs.importing.rows import Record, Row
from kniha.vocab.errors import MalformedError

MOST_NAMED = 20
"""People whom one record may name: an entry's leaf is limited (docs/spec/entry.md §3.2)."""

LONGEST_NAME = 300


def read_person(row: Row, context: Context) -> Reading:
    """Return `row` as what the list says of one person; their words are those of the columns that the mapping names."""
    record, mapping, columns = row.cells, context.mapping, context.mapping.columns
    flags: list[Flag] = []
    unknown: list[tuple[str, str]] = []
    who = _whole_person(record, mapping)
    account = AccountDraft(cells.when(record, context), cells.where(record, context, flags), ())
    flags += cells.mixed(record, (*columns.name, *columns.other_names, *columns.place, *filter(None, (columns.rank, columns.unit))))
    return Reading(
        record=record_of(row, mapping), digest=digest_of(row), row=row, text=_words(record, mapping),
        came_to_be=cells.came_to_be(record, mapping, unknown), url=cells.text(record, columns.url),
        consents=cells.consents(record, mapping, unknown), account=account,
        people=(who,), flags=tuple(flags), unknown=tuple(unknown),
    )  # fmt: skip


def named(record: Record, mapping: ListMapping) -> tuple[Named, ...]:
    """Everybody whom a record of something else names, each by one name."""
    found = tuple(dict.fromkeys(name for column in mapping.columns.name for name in cells.several(record, column)))
    if len(found) > MOST_NAMED:
        raise MalformedError(f"a record names at most {MOST_NAMED} people, found {len(found)}")
    if len(found) == 1:
        return (_told(record, mapping, found),)
    return tuple(Named((_short(name),)) for name in found)


def _whole_person(record: Record, mapping: ListMapping) -> Named:
    columns = mapping.columns
    parts = [cells.several(record, column) for column in columns.name]
    called = " ".join(told[0] for told in parts if told)
    spellings = parts[0][1:] if len(parts) == 1 else ()
    others = (name for column in columns.other_names for name in cells.texts(record, column))
    names = tuple(dict.fromkeys(name for name in (called, *spellings, *others) if name))
    if not called:
        raise MalformedError(f"column {columns.name[0]!r} is empty")
    if len(names) > MOST_NAMED:
        raise MalformedError(f"a person has at most {MOST_NAMED} names here, found {len(names)}")
    return _told(record, mapping, names)


def _told(record: Record, mapping: ListMapping, names: tuple[str, ...]) -> Named:
    columns = mapping.columns
    return Named(
        tuple(map(_short, names)), gender=cells.text(record, columns.gender), age=cells.text(record, columns.age),
        description="; ".join(filter(None, (cells.text(record, column) for column in columns.description))),
        rank=cells.text(record, columns.rank), unit=cells.text(record, columns.unit),
    )  # fmt: skip


def _short(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise MalformedError(f"a name has room for {LONGEST_NAME} characters, found {len(name)}")
    return name.replace("\n", " ")


def _words(record: Record, mapping: ListMapping) -> str:
    """What the list says, column by column: the statement of this source."""
    columns = mapping.columns
    read = (
        *columns.name, *columns.other_names, columns.gender, columns.age, columns.rank, columns.unit, columns.date, columns.date_last,
        *columns.place, *columns.description, *columns.text,
    )  # fmt: skip
    told = ((column, cells.text(record, column)) for column in dict.fromkeys(filter(None, read)))
    return "\n".join(f"{column}: {words}" for column, words in told if words)
