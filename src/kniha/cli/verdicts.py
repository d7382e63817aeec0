"""Verdicts as `kniha verify` prints them: for people, and for machines (docs/spec/files.md §9)."""

import json
from collections.abc import Iterator
from textwrap import wrap

from kniha.ledger.verdicts import Outcome, Shown, Verdict

_WORDS = {Outcome.HOLDS: "holds", Outcome.WRONG: "WRONG", Outcome.NOT_CHECKED: "not checked", Outcome.NOT_REACHED: "not reached"}
_WIDTH = 100


def as_lines(file: str, kind: str, verdict: Verdict) -> Iterator[str]:
    """Yield the lines on one file: its steps, the verdict, what remains open, what it shows."""
    yield f"{plain(file)}: {kind}"
    for step in verdict.steps:
        yield f"  {step.number}. {step.name}: {_WORDS[step.outcome]}"
        if step.detail:
            yield f"     {plain(step.detail)}"
    if verdict.steps:
        yield ""
    yield from _wrapped(verdict.words, "  ", "  ")
    if verdict.open:
        yield from ("", "  Open:")
        for point in verdict.open:
            yield from _wrapped(f"{point}.", "  - ", "    ")
    if verdict.shown is not None:
        yield ""
        yield from _shown(verdict.shown)


def as_json(file: str, kind: str, verdict: Verdict) -> dict[str, object]:
    """Return the same for machines."""
    return {
        "file": file,
        "kind": kind,
        "holds": verdict.holds,
        "status": int(verdict.status),
        "steps": [
            {"number": step.number, "name": step.name, "outcome": step.outcome.value, "detail": step.detail} for step in verdict.steps
        ],
        "open": verdict.open,
        "verdict": verdict.words,
    }


def plain(text: str) -> str:
    """Show what a terminal would act upon as an escape: against a file whose words repaint the verdict."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def _wrapped(words: str, first: str, then: str) -> list[str]:
    return wrap(plain(words), _WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False)


def _shown(shown: Shown) -> Iterator[str]:
    """What a file that holds has to say: who did what on which day, and the rows that follow."""
    yield plain(f"  {shown.title}, by entry:")
    for entry in shown.entries:
        own = [f"{value.path} {value.data.decode()}" for value in entry.shown if "/" not in value.path]
        yield plain(f"    {entry.skeleton.seq} {', '.join([entry.skeleton.action, *own])}")
    if shown.record:
        yield "  and so, as far as shown:"
    for table, id_, fields in shown.record:
        yield plain(f"    {table} {id_}")
        for name, value in sorted(fields.items()):
            yield plain(f"      {name}: {json.dumps(value, ensure_ascii=False)}")
