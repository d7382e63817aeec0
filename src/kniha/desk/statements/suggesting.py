"""Times that stand in a statement, suggested to whoever codes it: taking one fills fields that stay open to change, none takes itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import QueryDict

from kniha.book.statements.models import Statement
from kniha.vocab.told_time import ToldTime, told_times

MOST = 12
"""Suggestions on one page; who wants more marks the words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A time that `words` may mean; `in_text` where they stand in the statement's text, not in its source's own line on when."""

    words: str
    time: ToldTime
    in_text: bool


def suggested(statement: Statement) -> tuple[Suggestion, ...]:
    """The times that `statement` tells, each meaning once: the source's own line on when it was comes first."""
    by_meaning: dict[tuple[str, str, int | None], Suggestion] = {}
    for one in _all(statement):
        by_meaning.setdefault((one.time.first, one.time.last, one.time.margin), one)
    return tuple(by_meaning.values())[:MOST]


def take(data: QueryDict, suggestion: Suggestion) -> None:
    """Fill the form's time with `suggestion`, in its words; and a passage, unless these words are marked already."""
    time = suggestion.time
    told = {"first": time.first, "last": time.last, "margin": str(time.margin or ""), "precision": "", "when_words": suggestion.words}
    for name, value in told.items():
        data[name] = value
    if suggestion.in_text and not _is_marked(data, time):
        row = _open_row(data)
        for name, filled in (("about", "when"), ("words", suggestion.words), ("start", str(time.start)), ("end", str(time.end))):
            data[f"{row}-{name}"] = filled


def _all(statement: Statement) -> Iterator[Suggestion]:
    for text, in_text in ((statement.when_words, False), (statement.text, True)):
        for time in told_times(text, told_on=statement.received_on):
            yield Suggestion(text[time.start : time.end], time, in_text)


def _rows(data: QueryDict) -> int:
    total = data.get("passages-TOTAL_FORMS") or ""
    return min(int(total), 200) if total.isdecimal() else 0


def _is_marked(data: QueryDict, time: ToldTime) -> bool:
    spans = ((data.get(f"passages-{row}-start"), data.get(f"passages-{row}-end")) for row in range(_rows(data)))
    return (str(time.start), str(time.end)) in spans


def _open_row(data: QueryDict) -> str:
    """The first row of passages in which nothing stands; a new one where there is none."""
    rows = _rows(data)
    for row in range(rows):
        if not any(data.get(f"passages-{row}-{name}") for name in ("words", "start", "end")):
            return f"passages-{row}"
    data["passages-TOTAL_FORMS"] = str(rows + 1)
    return f"passages-{rows}"
