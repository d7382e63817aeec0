"""What a registrar was shown of a list before it leaves the house: what was looked at is what leaves, or nothing does (docs/adr/0041).

A look is theirs alone. It knows which rows were chosen, which of them would leave and how each of these reads, as digests under a salt of
its own; and how many stay, by reason. It goes after a week, and with the erasure of anything that it is about.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kniha.book.access.looking import MAY_HAND_OUT
from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, roles
from kniha.book.journal.acting import Hand
from kniha.book.statements.leaving import Handing
from kniha.book.work.models import Agreement, Look
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError

KEEP = timedelta(days=7)
MOST_LOOKS = 30
"""Of one registrar; the oldest go first."""
FILE_FOR = timedelta(hours=1)
"""So long the file of a list that was handed out can be taken again: a connection may break."""
SALT_LENGTH = 16
OF_ONE_ROW = ("incidents", "statements")
"""Lists of which each row tells of one row of the book, and of those that it cites."""
_ID, _DIGEST = 16, 16
Digests = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: how each row that would leave reads, in the order of the file; what waits for a second; how many stay, by reason."""

    leaving: Digests
    waiting: Sequence[str]
    staying: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a kind and a format, and why now."""

    among: str
    format: str
    handing: Handing
    reason: str


def may_hand_out(registrar: Registrar) -> bool:
    """Whether `registrar` may hand a list out, or be the second."""
    return not registrar.frozen and not roles(registrar).isdisjoint(MAY_HAND_OUT)


def must_hand_out(registrar: Registrar) -> None:
    """NotFoundError for whoever hands nothing out: for them there is no such page."""
    if not may_hand_out(registrar):
        raise NotFoundError("there is no such thing here")


def looks(registrar: Registrar) -> QuerySet[Look]:
    """What `registrar` looked at, newest first; without the rows."""
    if not may_hand_out(registrar):
        return Look.objects.none()
    found = Look.objects.filter(registrar=registrar).select_related("agreement__decided_by")
    return found.defer("chosen", "leaving", "waiting").order_by("-looked_at", "pk")


def look(registrar: Registrar, look_id: str) -> Look:
    """One look, whole, or NotFoundError."""
    return one(looks(registrar).defer(None), pk=look_id)


# -- what a look says


def chosen(look: Look) -> tuple[str, ...]:
    """The rows that were weighed, in order."""
    return tuple(_ids(bytes(look.chosen), _ID))


def leaving(look: Look) -> Digests:
    """How each row that would leave reads, in the order of the file."""
    kept = bytes(look.leaving)
    return dict(zip(_ids(kept, _ID + _DIGEST), (kept[at + _ID : at + _ID + _DIGEST] for at in _places(kept)), strict=True))


def waiting(look: Look) -> tuple[str, ...]:
    """The rows that stay for danger alone."""
    return tuple(_ids(bytes(look.waiting), _ID))


def how_many(look: Look) -> int:
    """How many would leave."""
    return len(look.leaving) // (_ID + _DIGEST)


def wanted(look: Look) -> Wanted:
    """What was asked for."""
    return Wanted(look.among, look.format, Handing(look.purpose, look.recipient), look.reason)


def seen(look: Look) -> str:
    """A digest of all that is shown: a yes is to this, and to nothing that came after."""
    counts = ";".join(f"{reason}={count}" for reason, count in sorted(look.staying.items()))
    told = (look.pk.encode(), bytes(look.salt), bytes(look.chosen), bytes(look.leaving), bytes(look.waiting), counts.encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in told)).hexdigest()


def digest_of(look: Look, reads: bytes) -> bytes:
    """How a row reads, under the salt of the look."""
    return hashlib.sha256(bytes(look.salt) + reads).digest()[:_DIGEST]


def differences(look: Look, shown: Shown) -> Mapping[str, JSON]:
    """What is other now than it was shown, in counts; empty where nothing is."""
    then = leaving(look)
    found: dict[str, JSON] = {}
    if come := len(shown.leaving.keys() - then.keys()):
        found["come"] = come
    if gone := len(then.keys() - shown.leaving.keys()):
        found["gone"] = gone
    if corrected := sum(then[row] != shown.leaving[row] for row in then.keys() & shown.leaving.keys()):
        found["corrected"] = corrected
    reasons = sorted(reason for reason in {*look.staying, *shown.staying} if look.staying.get(reason, 0) != shown.staying.get(reason, 0))
    if reasons:
        found["staying"] = [[reason, look.staying.get(reason, 0), shown.staying.get(reason, 0)] for reason in reasons]
    if not found and (set(waiting(look)) != set(shown.waiting) or list(then) != list(shown.leaving)):
        found["older"] = True
    return found


# -- what who looks does


@transaction.atomic
def begin_look(hand: Hand, asked: Wanted, rows: Sequence[str]) -> Look:
    """A look at these rows, as yet at nothing of them."""
    hand.acting_as(*MAY_HAND_OUT)
    assert hand.registrar is not None  # no process looks
    if not 4 <= len(asked.reason.strip()) <= 500:
        raise MalformedError("a list is handed out with a reason of 4 to 500 characters")
    older = Look.objects.filter(registrar=hand.registrar).order_by("-looked_at", "-pk").values_list("pk", flat=True)[MOST_LOOKS - 1 :]
    Look.objects.filter(pk__in=list(older)).delete()
    return Look.objects.create(
        id=hand.new_id(), registrar=hand.registrar, among=asked.among, format=asked.format, purpose=asked.handing.purpose,
        recipient=asked.handing.recipient.strip(), reason=asked.reason.strip(), chosen=_packed(rows), salt=hand.random_bytes(SALT_LENGTH),
        looked_at=hand.now,
    )  # fmt: skip


def show(hand: Hand, look: Look, shown: Shown, *, changed: Mapping[str, JSON] | None = None) -> None:
    """Keep what is shown now in place of what was shown before; `changed` says what is other. Never once the list is handed out."""
    look.leaving = b"".join(bytes.fromhex(row) + digest for row, digest in shown.leaving.items())
    look.waiting, look.staying, look.changed = _packed(shown.waiting), dict(shown.staying), dict(changed) if changed else None
    look.looked_at = hand.now
    fields = {name: getattr(look, name) for name in ("leaving", "waiting", "staying", "changed", "looked_at")}
    if not Look.objects.filter(pk=look.pk, state="looked-at").update(**fields):
        raise ConflictError("this list was handed out already")


def held(hand: Hand, look: Look) -> Look:
    """The look as it is now, held until the action ends; NotFoundError for whose it is not."""
    hand.acting_as(*MAY_HAND_OUT)
    assert hand.registrar is not None  # as above
    return one(Look.objects.select_for_update(), pk=look.pk, registrar=hand.registrar)


def note_handed(hand: Hand, look: Look) -> None:
    """Part of the handing out: it happens once."""
    Look.objects.filter(pk=look.pk).update(state="handed-out", handed_at=hand.now, changed=None)


def note_asked(look: Look, agreement: Agreement) -> None:
    """Part of asking a second."""
    Look.objects.filter(pk=look.pk).update(agreement=agreement)


@transaction.atomic
def forget_look(hand: Hand, look: Look) -> None:
    """Remove it from here; what was entered stays."""
    held(hand, look).delete()


def file_until(look: Look) -> datetime | None:
    """Until when the file can be taken; None where nothing was handed out."""
    return look.handed_at + FILE_FOR if look.handed_at else None


# -- what goes by itself


def forget_about(rows: Collection[str]) -> None:
    """Part of an erasure: no look knows of these rows any more, nor gives a file in which they were.

    A row of the other lists is put together of several (names, a unit, a source): each look at those goes.
    """
    about = frozenset(rows)
    whole = [one.pk for one in Look.objects.filter(among__in=OF_ONE_ROW).only("chosen") if not about.isdisjoint(chosen(one))]
    Look.objects.filter(Q(pk__in=whole) | ~Q(among__in=OF_ONE_ROW)).delete()


def sweep(now: datetime) -> None:
    """Forget what is older than a week."""
    old = Look.objects.filter(looked_at__lt=now - KEEP)
    if old.exists():  # asked first: a deletion would take the write lock for nothing
        old.delete()


def _packed(rows: Collection[str]) -> bytes:
    return b"".join(map(bytes.fromhex, rows))


def _ids(packed: bytes, width: int) -> Iterator[str]:
    return (packed[at : at + _ID].hex() for at in range(0, len(packed), width))


def _places(packed: bytes) -> range:
    return range(0, len(packed), _ID + _DIGEST)
