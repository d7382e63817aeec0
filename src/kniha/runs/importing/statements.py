"""A row of a list of statements: the words of one source each, kept as the list has them. Coded only where the list itself is."""

from kniha.book.statements import rules
from kniha.book.statements.drafts import AccountDraft
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context, Flag
from kniha.runs.importing.incidents import known_tags, looked_at
from kniha.runs.importing.people import named
from kniha.runs.importing.readings import Reading, digest_of, record_of
from kniha.runs.importing.rows import Row


def read_statement(row: Row, context: Context) -> Reading:
    """Return `row` as a statement; with an account where the list says when, where, what or who."""
    record, mapping, columns = row.cells, context.mapping, context.mapping.columns
    flags: list[Flag] = []
    unknown: list[tuple[str, str]] = []
    when, where = cells.when(record, context), cells.where(record, context, flags)
    kinds = tuple(sorted({tag.act for tag in known_tags(record, mapping, unknown) if tag.act}))
    people = named(record, mapping)
    words = "\n\n".join(filter(None, (cells.text(record, column) for column in columns.text)))
    rules.must_be_statement("record", words, has_files=False)
    is_coded = bool(when.first or where.lat_e7 is not None or where.words or kinds or people)
    flags += cells.mixed(record, looked_at(mapping, ("name", "other_names", "place", "rank", "unit")))
    return Reading(
        record=record_of(row, mapping), digest=digest_of(row), row=row, text=words,
        came_to_be=cells.came_to_be(record, mapping, unknown), url=cells.text(record, columns.url),
        consents=cells.consents(record, mapping, unknown),
        account=AccountDraft(when, where, kinds) if is_coded else None, people=people,
        flags=tuple(flags), unknown=tuple(unknown),
    )  # fmt: skip
