"""The figures of an edition as tables to read."""

from collections.abc import Sequence

from kniha.publish import wording
from kniha.runs.releases.content import Content
from kniha.runs.releases.counting import ALL, BY_MONTH, BY_PLACE, SUMS, Key

Row = tuple[list[str], int | None]
Table = tuple[str, list[str], list[Row], int]
"""Title, heads of columns, rows with how many people or None where that is hidden, the most of any row."""


def short_tables(content: Content, language: str) -> list[Table]:
    """People by kind, by month and by town, each alone."""
    shown = (("by-kind", "kind", SUMS), ("by-month", "month", BY_MONTH), ("by-place", "place", BY_PLACE))
    found = [(title, head, [key for key in _keys(content, name) if name == SUMS or key.kind == ALL]) for title, head, name in shown]
    return [
        (wording.word(title, language), [wording.word(head, language)], _rows(content, keys, language, both=False), _most(content, keys))
        for title, head, keys in found
        if keys
    ]


def long_tables(content: Content, language: str, name: str) -> list[Table]:
    """Every cell of one table, a row each."""
    title, head = ("by-month", "month") if name == BY_MONTH else ("by-place", "place")
    heads = [wording.word(one, language) for one in (head, "kind")]
    keys = _keys(content, name)
    return [(wording.word(title, language), heads, _rows(content, keys, language, both=True), _most(content, keys))] if keys else []


def _keys(content: Content, name: str) -> list[Key]:
    return sorted((key for key in content.figures if key.table == name), key=lambda key: (key.column, key.kind))


def _rows(content: Content, keys: Sequence[Key], language: str, *, both: bool) -> list[Row]:
    return [(_names(key, language, both=both), content.figures[key].people) for key in keys]


def _most(content: Content, keys: Sequence[Key]) -> int:
    return max((content.figures[key].people or 1 for key in keys), default=1)


def _names(key: Key, language: str, *, both: bool) -> list[str]:
    kind = wording.word("all", language) if key.kind == ALL else wording.kind(key.kind, language)
    if key.table == SUMS:
        return [kind]
    column = wording.place(key.column, language) if key.table == BY_PLACE else wording.when(key.column, language)
    return [column, kind] if both else [column]
