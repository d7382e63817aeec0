"""Handing out at the desk: a look first, then what was looked at, or nothing (docs/adr/0041).

Weighed once for the look and once more, while nobody can enter anything, for the handing out: a consent withdrawn, a danger assessed anew
or an incident corrected in between is shown before anything leaves. The file is read row by row as it goes out, and written nowhere here;
a row that reads otherwise than it was shown breaks it off.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import orjson
from django.db import transaction

from kniha.book.access.limits import hold_use
from kniha.book.access.looking import MAY_HAND_OUT, enter_handing_out
from kniha.book.access.models import Registrar
from kniha.book.journal import recording
from kniha.book.journal.acting import Hand
from kniha.book.statements.leaving import Handing
from kniha.book.work import agreeing, looks
from kniha.book.work.looks import Shown, Wanted
from kniha.book.work.models import Agreement, Look
from kniha.runs.exporting.choosing import choose, visible_ids
from kniha.runs.exporting.handing_out import Asked, HandedOut, pieces
from kniha.runs.exporting.records import known_records
from kniha.runs.exporting.tables import Record, plain
from kniha.vocab.errors import ConflictError, RefusedError

MOST_ROWS = 10_000
"""Weighed at once at the desk: some seconds, in which others wait to enter. The command line has no such limit."""


def some_of(ids: Iterable[str]) -> Sequence[str]:
    """What was chosen; RefusedError where it is more than is weighed at once."""
    found = list(islice(ids, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise RefusedError("at the desk ten thousand rows are handed out at once: narrow the list")
    if not found:
        raise RefusedError("nothing here fits all of this: there is nothing to hand out")
    return found


def everything(registrar: Registrar, kind: str) -> Iterator[str]:
    """All of a kind that `registrar` may see."""
    return visible_ids(registrar, kind)


def begin(hand: Hand, asked: Asked, ids: Iterable[str]) -> Look:
    """Look at these rows: what would leave, what stays. Nothing leaves by it."""
    wanted = Wanted(asked.kind, asked.format, asked.handing, asked.reason)
    look = looks.begin_look(hand, wanted, some_of(ids))
    looks.show(hand, look, _shown(hand, look, _agreement(hand, look)))
    return look


def again(hand: Hand, look: Look) -> None:
    """Look at the same rows as they are now; what is other is said."""
    hand.acting_as(*MAY_HAND_OUT)
    shown = _shown(hand, look, _agreement(hand, look))
    looks.show(hand, look, shown, changed=looks.differences(look, shown))


def hand_out(hand: Hand, look: Look, *, seen: str) -> bool:
    """Enter that what was looked at is handed out, once; False where something is other than it was shown, which is shown now."""
    assert hand.registrar is not None  # a list leaves by the hand of somebody
    with transaction.atomic():
        now = looks.held(hand, look)
        if now.state == "handed-out":
            return True
        hold_use(hand.registrar, "export", day=hand.today)
        recording.hold()
        agreement = _agreement(hand, now)
        shown = _shown(hand, now, agreement)
        changed = looks.differences(now, shown)
        if changed or looks.seen(now) != seen:
            looks.show(hand, now, shown, changed=changed or {"older": True})
            return False
        _enter(hand, now, shown, agreement)
    return True


def _enter(hand: Hand, look: Look, shown: Shown, agreement: Agreement | None) -> None:
    if not shown.leaving:
        raise RefusedError("nothing of this may leave")
    by_second = agreement is not None and not frozenset(agreement.rows).isdisjoint(shown.leaving)
    if agreement is not None and by_second:
        agreeing.use(agreement)
    looks.note_handed(hand, look)
    enter_handing_out(
        hand, among=look.among, rows=list(shown.leaving), left_out=sum(shown.staying.values()), purpose=look.purpose,
        recipient=look.recipient, reason=look.reason, second=str(agreement.decided_by_id) if agreement is not None and by_second else "",
    )  # fmt: skip


def ask_second(hand: Hand, look: Look, *, seen: str) -> Agreement | None:
    """Ask a second for what stays for danger alone, as it was shown; None where something is other, which is shown now."""
    with transaction.atomic():
        now = looks.held(hand, look)
        if now.agreement is not None and now.agreement.state == "asked":
            return now.agreement  # the same click twice
        recording.hold()
        shown = _shown(hand, now, _agreement(hand, now))
        changed = looks.differences(now, shown)
        if changed or looks.seen(now) != seen:
            looks.show(hand, now, shown, changed=changed or {"older": True})
            return None
        asked = agreeing.ask_second(hand, now.among, _handing(now), list(shown.waiting), reason=now.reason)
        looks.note_asked(now, asked)
    return asked


def handed_out(look: Look) -> HandedOut:
    """What was handed out, as the file has it."""
    return HandedOut(Asked(look.among, look.format, _handing(look), look.reason), tuple(looks.leaving(look)), dict(look.staying))


def file_of(hand: Hand, look: Look, *, mark: str = "") -> Iterator[bytes]:
    """The file of a list that was handed out, piece by piece, for an hour; ConflictError where a row is not as it was shown."""
    hand.acting_as(*MAY_HAND_OUT)
    assert hand.registrar is not None  # as above
    until = looks.file_until(look)
    if until is None or until < hand.now:
        raise ConflictError("the file of a list can be taken within an hour after it was handed out")
    for _ in _as_shown(hand.registrar, look):  # read once before the first byte leaves: a page can say so, a file broken off cannot
        pass
    return pieces(handed_out(look), _as_shown(hand.registrar, look), mark=mark)


def _as_shown(registrar: Registrar, look: Look) -> Iterator[Record]:
    """The records of a look, each compared with how it read; all of them, or ConflictError."""
    shown = looks.leaving(look)
    coming = iter(shown)
    for row, record in known_records(registrar, look.among, list(shown)):
        if row != next(coming) or looks.digest_of(look, _reads(record)) != shown[row]:
            raise ConflictError("something in this list is not as it was when it was handed out: look again")
        yield record
    if next(coming, None) is not None:
        raise ConflictError("something in this list is not as it was when it was handed out: look again")


def _shown(hand: Hand, look: Look, agreement: Agreement | None) -> Shown:
    assert hand.registrar is not None  # as above
    agreed = agreement.rows if agreement is not None else ()
    found = choose(hand.registrar, look.among, _handing(look), today=hand.today, agreed=agreed, only=looks.chosen(look))
    read = known_records(hand.registrar, look.among, found.leaving)
    return Shown({row: looks.digest_of(look, _reads(record)) for row, record in read}, found.waiting, dict(found.staying))


def _agreement(hand: Hand, look: Look) -> Agreement | None:
    assert hand.registrar is not None  # as above
    return agreeing.agreed(hand.registrar, look.among, _handing(look), hand.now, rows=looks.chosen(look))


def _handing(look: Look) -> Handing:
    return Handing(look.purpose, look.recipient)


def _reads(record: Record) -> bytes:
    """A record as bytes: how it would stand in any of the formats."""
    return orjson.dumps([[name, list(cell) if isinstance(cell, tuple) else plain(cell)] for name, cell in record.items()])
