"""The published vectors of docs/spec/journal.md: what a second implementation is held to holds here."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kniha.book.journal import moments, reading
from kniha.book.journal.models import Entry, EntryValue, Head
from kniha.book.journal.moments import ERASED, AfterEntry, EndOfDay, Moment
from kniha.book.journal.wording import line_span
from kniha.ledger.entries import Skeleton, commitment, leaf_data
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/journal.json").read_text("utf-8"))
SALT = bytes(16)


def keep(entries: list[dict]) -> None:
    """Lay the entries of a vector into the journal."""
    for entry in entries:
        told = entry["skeleton"]
        skeleton = Skeleton(
            told["action"],
            tuple(map(tuple, told["changes"])),
            tuple(map(tuple, told["cites"])),
            tuple(told["paths"]),
            told["schema"],
            told["seq"],
        )
        commitments = [commitment(SALT, path, canonical(value)) for path, value in zip(told["paths"], entry["values"], strict=True)]
        Entry.objects.create(seq=told["seq"], leaf=leaf_data(skeleton.encode(), commitments))
        EntryValue.objects.bulk_create(
            EntryValue(
                entry_id=told["seq"], place=place, salt=None if value is None else SALT, data=None if value is None else canonical(value)
            )
            for place, value in enumerate(entry["values"])
        )
    Head.objects.update(size=len(entries))


def moment_of(told: dict) -> Moment:
    return AfterEntry(told["after"]) if "after" in told else EndOfDay(date.fromisoformat(told["end_of"]), ZoneInfo(told["zone"]))


@pytest.mark.parametrize("told", VECTORS["moments"], ids=lambda told: f"{told.get('after', told.get('end_of'))}")
def test_rows_at_a_moment_are_those_of_the_vector(told: dict) -> None:
    keep(VECTORS["entries"])
    refs = {(table, row) for entry in VECTORS["entries"] for _, table, row in entry["skeleton"]["changes"]}
    found = moments.rows_at(reading.entries(), refs, moment_of(told))
    rows = [[table, row, {name: value for name, value in found[table, row].items() if value is not ERASED}] for table, row in sorted(found)]
    assert rows == told["rows"]
    erased = [[*ref, name] for ref, fields in found.items() for name, value in fields.items() if value is ERASED]
    assert erased == told.get("erased", [])


def test_the_defaults_are_those_of_the_vector() -> None:
    for table, fields in VECTORS["defaults"].items():
        assert moments.defaults(table) == fields


@pytest.mark.parametrize("told", VECTORS["lines"], ids=lambda told: f"{told['start']}-{told['end']}")
def test_lines_are_those_of_the_vector(told: dict) -> None:
    assert line_span(told["text"], told["start"], told["end"]) == tuple(told["lines"])


@pytest.mark.parametrize(
    ("change", "values", "error"),
    [
        (["update", "injury", "f6" * 16], {"0/words": "x"}, BrokenError),
        (["delete", "injury", "f6" * 16], {}, BrokenError),
        (["insert", "injury", "a1" * 16], {"0/kind": "burn"}, BrokenError),
        (["update", "injury", "a1" * 16], {"0/colour": "red"}, UnknownTermError),
        (["insert", "wound", "f6" * 16], {"0/kind": "burn"}, UnknownTermError),
    ],
)
def test_a_change_that_cannot_be_is_damage(change: list[str], values: dict[str, str], error: type[Exception]) -> None:
    first = VECTORS["entries"][0]
    last = json.loads(json.dumps(first))
    last["skeleton"] |= {"seq": 1, "changes": [change], "paths": [*first["skeleton"]["paths"][:4], *values]}
    last["values"] = [*first["values"][:4], *values.values()]
    keep([first, last])
    with pytest.raises(error):
        moments.rows_at(reading.entries(), {("injury", "a1" * 16), tuple(change[1:])}, AfterEntry(9))
