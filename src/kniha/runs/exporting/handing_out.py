"""A list is handed out: weighed item by item, entered in the journal with every row that leaves, and only then written.

Against whoever would empty the register through an export: the day's limit, a role, a reason, and an entry that names each row, so that a
withdrawal later finds what went out, to whom and why.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from kniha.book.access.looking import enter_handing_out
from kniha.book.journal.acting import Hand
from kniha.book.statements.leaving import Handing
from kniha.book.work import agreeing
from kniha.book.work.models import Agreement
from kniha.runs.exporting import linked, whowasincommand
from kniha.runs.exporting.choosing import choose
from kniha.runs.exporting.records import COLUMNS, records, rows
from kniha.runs.exporting.sheets import Sheets
from kniha.runs.exporting.tables import Record, csv_lines
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError, RefusedError

FORMATS = ("csv", "xlsx", "jsonld", "ftm", "wwic")


_NAMES = {"ftm": "FollowTheMoney", "wwic": "WhoWasInCommand"}


def has_place(format_: str, kind: str) -> bool:
    """Whether a format has a place for lists of a kind."""
    return {"ftm": linked.has_schema(kind), "wwic": kind in whowasincommand.COLUMNS}.get(format_, True)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: which list, in which format, to whom and for what, and why now."""

    kind: str
    format: str
    handing: Handing
    reason: str

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise MalformedError(f"a list is written as {', '.join(FORMATS)}")
        if not has_place(self.format, self.kind):
            raise RefusedError(f"{_NAMES[self.format]} has no schema for {self.kind} here: take csv, xlsx or jsonld")
        if len(self.reason.strip()) < 4:
            raise RefusedError("a list is handed out with a reason")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What leaves, to be written once; and what stays, by reason. `leaving` is in the order of the file."""

    asked: Asked
    leaving: tuple[str, ...]
    staying: Mapping[str, int]

    def left_out(self) -> Iterator[tuple[str, str, int]]:
        """The sheet of what was left out: reason, its words, how many. Never which."""
        for code, count in sorted(self.staying.items()):
            yield code, terms.label("leaving-reasons", code, "en"), count


def ask_second(hand: Hand, asked: Asked) -> Agreement:
    """Ask a second registrar for what stays for danger alone; RefusedError where nothing does. Nothing leaves by it."""
    assert hand.registrar is not None  # as below
    chosen = choose(hand.registrar, asked.kind, asked.handing, today=hand.today)
    return agreeing.ask_second(hand, asked.kind, asked.handing, chosen.waiting, reason=asked.reason)


def hand_out(hand: Hand, asked: Asked) -> HandedOut:
    """Weigh and enter; what is given back may then be written. RefusedError where nothing may leave at all."""
    assert hand.registrar is not None  # a list leaves by the hand of somebody
    agreement = agreeing.agreed(hand.registrar, asked.kind, asked.handing, hand.now)
    chosen = choose(hand.registrar, asked.kind, asked.handing, today=hand.today, agreed=agreement.rows if agreement else ())
    made = HandedOut(asked, tuple(chosen.leaving), dict(chosen.staying))
    if agreement is not None and frozenset(agreement.rows).isdisjoint(made.leaving):
        agreement = None  # nothing leaves by it: it is not used up
    with transaction.atomic():
        if agreement is not None:
            agreeing.use(agreement)
        enter_handing_out(
            hand, among=asked.kind, rows=made.leaving, left_out=sum(made.staying.values()), purpose=asked.handing.purpose,
            recipient=asked.handing.recipient.strip(), reason=asked.reason.strip(),
            second=str(agreement.decided_by_id) if agreement is not None else "",
        )  # fmt: skip
    return made


def write(hand: Hand, made: HandedOut, stream: BinaryIO, *, mark: str = "") -> None:
    """Write what leaves; `mark` stands before a CSV."""
    assert hand.registrar is not None  # as above
    stream.writelines(pieces(made, records(hand.registrar, made.asked.kind, made.leaving), mark=mark))


def pieces(made: HandedOut, found: Iterable[Record], *, mark: str = "") -> Iterator[bytes]:
    """The file, piece by piece, of the records that leave."""
    kind = made.asked.kind
    match made.asked.format:
        case "csv":
            return (line.encode() for line in csv_lines(COLUMNS[kind], rows(kind, found), mark=mark))
        case "xlsx":
            return _sheets(made, found)
        case "jsonld":
            return linked.jsonld(kind, found)
        case "wwic":
            columns, lines = whowasincommand.COLUMNS[kind], whowasincommand.rows(kind, found)
            return (line.encode() for line in csv_lines(columns, lines, mark=mark))
        case _:
            return linked.ftm(kind, found)


def left_out_lines(made: HandedOut) -> bytes:
    """What was left out, as a CSV of its own beside the list."""
    return "".join(csv_lines(("reason", "words", "count"), made.left_out(), mark="")).encode()


def _sheets(made: HandedOut, found: Iterable[Record]) -> Iterator[bytes]:
    sheets, kind = Sheets(), made.asked.kind
    yield from sheets.add(kind, COLUMNS[kind], rows(kind, found))
    more = [("text-cut", "texts too long for a cell of a spreadsheet, cut with […]: take csv", sheets.cut)] if sheets.cut else []
    yield from sheets.add("left out", ("reason", "words", "count"), [*made.left_out(), *more])
    yield from sheets.end()
