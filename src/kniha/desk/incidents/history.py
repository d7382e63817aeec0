"""The history of an incident: its entries as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kniha.book.journal.reading import StoredEntry
from kniha.desk.language import language
from kniha.desk.names import names_of
from kniha.vocab import terms


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: on which day, by whom and in which role, what; its place in the journal."""

    seq: int
    day: date
    who: str
    role: str
    what: str


def lines(entries: Sequence[StoredEntry]) -> list[Line]:
    """The entries as sentences, newest first."""
    told = [(entry, entry.told()) for entry in entries]
    names = names_of(str(values.get("registrar", "")) for _, values in told)
    return [
        Line(
            entry.seq,
            date.fromisoformat(str(values["day"])),
            names.get(str(values.get("registrar", "")), ""),
            _role(str(values.get("role", ""))),
            terms.label("actions", entry.skeleton.action.replace("_", "-"), language()),
        )
        for entry, values in reversed(told)
        if "day" in values
    ]


def _role(code: str) -> str:
    """The label of a role; a process acts in its own name, which stands before it."""
    return terms.label("registrar-roles", code, language()) if code in terms.codes("registrar-roles") else ""
