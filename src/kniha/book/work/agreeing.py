"""The second person of DESIGN §3: without their agreement nothing leaves of who is in danger that is high, not known or overdue.

The first asks for rows that stay for danger alone, for one purpose and recipient. The second, who may see all of them, agrees or declines.
What was agreed to leaves once, within two days, by the hand of the first, unless anybody's danger was assessed anew meanwhile. Whoever is
held is waited for: no agreement reaches them.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from kniha.book.access.looking import CITED_AT_ONCE, MAY_HAND_OUT
from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, roles, visible
from kniha.book.classes import Journalled
from kniha.book.events.models import Citation, Incident
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.people.models import Person, Risk
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Mention, Statement
from kniha.book.work.models import Agreement
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError

GOOD_FOR = timedelta(days=2)
KEEP = timedelta(days=30)
MOST_ROWS = 10_000
OPEN = ("asked", "agreed")
"""States in which something may still come of it."""

_MODELS: Mapping[str, type[Journalled]] = {"incidents": Incident, "statements": Statement, "persons": Person}
SECONDED = frozenset(_MODELS)
"""Kinds of which a second is asked."""
_TABLES = {"incidents": "incident", "statements": "statement", "persons": "person"}


@transaction.atomic
def ask_second(hand: Hand, among: str, handing: Handing, rows: Sequence[str], *, reason: str) -> Agreement:
    """Ask that `rows`, which stay for danger alone, may leave; nothing leaves by asking."""
    actor = hand.acting_as(*MAY_HAND_OUT)
    assert hand.registrar is not None  # no process hands out
    if among not in _MODELS:
        raise RefusedError("a second is asked for incidents, statements and persons; of units and postings what is in danger stays")
    if not rows:
        raise RefusedError("nothing stays for danger alone: there is nothing to ask a second for")
    if len(rows) > MOST_ROWS:
        raise RefusedError("a second looks at every row: ask for ten thousand at most")
    _must_be_reason(reason)
    _must_see_all(hand.registrar, among, rows)
    asked = Agreement.objects.create(
        id=hand.new_id(), among=among, purpose=handing.purpose, recipient=handing.recipient.strip(), reason=reason.strip(),
        rows=list(rows), risks=_risks(among, rows), asked_by=hand.registrar, asked_at=hand.now,
    )  # fmt: skip
    for cites, told in _told(hand, asked, reason):
        hand.enter(actor, "list.second_asked", [], cites=cites, **told)
    return asked


@transaction.atomic
def agree(hand: Hand, agreement: Agreement, *, reason: str) -> None:
    """The second of the two: these rows may leave once, by the hand of the first."""
    actor, now = _deciding(hand, agreement)
    _must_be_reason(reason)
    if now.risks != _risks(now.among, now.rows):
        raise ConflictError("somebody's danger was assessed anew since this was asked: it is asked again")
    Agreement.objects.filter(pk=now.pk).update(state="agreed", decided_by=hand.registrar, decided_at=hand.now)
    for cites, told in _told(hand, now, reason):
        hand.enter(actor, "list.second_agreed", [], cites=cites, **told)


@transaction.atomic
def decline(hand: Hand, agreement: Agreement, *, reason: str) -> None:
    """The second of the two: they stay."""
    actor, now = _deciding(hand, agreement)
    _must_be_reason(reason)
    Agreement.objects.filter(pk=now.pk).update(state="declined", decided_by=hand.registrar, decided_at=hand.now)
    for cites, told in _told(hand, now, reason):
        hand.enter(actor, "list.second_declined", [], cites=cites, **told)


@transaction.atomic
def withdraw(hand: Hand, agreement: Agreement) -> None:
    """Who asked takes it back, before a second answered or before it was used: nothing leaves by it any more."""
    actor = hand.acting_as(*MAY_HAND_OUT)
    now = one(Agreement.objects.select_for_update(), pk=agreement.pk, asked_by=hand.registrar)
    if now.state not in OPEN:
        raise ConflictError("this was decided already")
    Agreement.objects.filter(pk=now.pk).update(state="withdrawn")
    for cites, told in _told(hand, now, now.reason):
        hand.enter(actor, "list.second_withdrawn", [], cites=cites, **told)


def asked_for(registrar: Registrar, now: datetime) -> list[tuple[Agreement, str]]:
    """What `registrar` asked a second for, the newest first, each with how it stands: a code of `agreement-states`.

    `void`: agreed to, and yet nothing leaves by it, since danger was assessed anew or the second may not agree any more.
    """
    if registrar.frozen or roles(registrar).isdisjoint(MAY_HAND_OUT):
        return []
    found = Agreement.objects.filter(asked_by=registrar).select_related("decided_by").prefetch_related("looks")
    return [(asked, _standing(asked, now)) for asked in found.order_by("-asked_at", "pk")]


def request(registrar: Registrar, agreement_id: str) -> Agreement:
    """One of them, or NotFoundError."""
    return one(Agreement.objects.filter(asked_by=registrar), pk=agreement_id)


def _standing(asked: Agreement, now: datetime) -> str:
    if asked.state != "agreed" or asked.decided_at is None:
        return asked.state
    if asked.decided_at < now - GOOD_FOR:
        return "over"
    return "agreed" if _still_holds(asked) else "void"


def agreements(registrar: Registrar) -> list[Agreement]:
    """What waits for a second: of others, all of whose rows `registrar` may see. Of the rest they learn nothing."""
    if registrar.frozen or roles(registrar).isdisjoint(MAY_HAND_OUT):
        return []
    waiting = Agreement.objects.filter(state="asked").exclude(asked_by=registrar).select_related("asked_by").order_by("asked_at", "pk")
    return [asked for asked in waiting if _sees_all(registrar, asked.among, asked.rows)]


def agreement(registrar: Registrar, agreement_id: str) -> Agreement:
    """One of them, or NotFoundError."""
    found = next((asked for asked in agreements(registrar) if asked.pk == agreement_id), None)
    if found is None:
        raise NotFoundError("there is no such thing here")
    return found


def agreed(registrar: Registrar, among: str, handing: Handing, now: datetime, *, rows: Collection[str] | None = None) -> Agreement | None:
    """What a second agreed to for this registrar, purpose and recipient, as far as it still holds; where given, about some of `rows`."""
    wanted = handing.recipient.strip().casefold()
    found = Agreement.objects.filter(
        state="agreed", asked_by=registrar, among=among, purpose=handing.purpose, decided_at__gte=now - GOOD_FOR, decided_by__frozen=False
    )
    about = None if rows is None else frozenset(rows)
    for one_of in found.order_by("-decided_at", "pk"):
        if one_of.recipient.casefold() == wanted and (about is None or not about.isdisjoint(one_of.rows)) and _still_holds(one_of):
            return one_of
    return None


def _still_holds(agreement: Agreement) -> bool:
    """Whether nobody's danger was assessed anew, and the second could agree today as well."""
    return agreement.risks == _risks(agreement.among, agreement.rows) and _still_may(agreement)


def _still_may(agreement: Agreement) -> bool:
    """Whether the second could agree today as well: not frozen, in the role, and seeing every row."""
    second = agreement.decided_by
    return (
        second is not None
        and not second.frozen
        and not roles(second).isdisjoint(MAY_HAND_OUT)
        and _sees_all(second, agreement.among, agreement.rows)
    )


def use(agreement: Agreement) -> None:
    """Part of the handing out: it leaves once."""
    if not Agreement.objects.filter(pk=agreement.pk, state="agreed").update(state="used"):
        raise ConflictError("this was used already")


def sweep(now: datetime) -> None:
    """Forget what is older than a month; the entries stay."""
    old = Agreement.objects.filter(asked_at__lt=now - KEEP)
    if old.exists():  # asked first: a deletion would take the write lock for nothing
        old.delete()


def rows_of(registrar: Registrar, agreement: Agreement) -> QuerySet[Journalled]:
    """The rows that it is about, for who may see all of them."""
    return rows_among(registrar, agreement.among, agreement.rows)


def rows_among(registrar: Registrar, among: str, ids: Collection[str]) -> QuerySet[Journalled]:
    """Rows of a kind of which a second is asked, as far as `registrar` may see them."""
    rows: QuerySet[Journalled] = _MODELS[among].objects.filter(pk__in=ids)
    return visible(rows, registrar).order_by("pk")


def _deciding(hand: Hand, agreement: Agreement) -> tuple[Actor, Agreement]:
    actor = hand.acting_as(*MAY_HAND_OUT)
    assert hand.registrar is not None  # as above
    now = one(Agreement.objects.select_for_update(), pk=agreement.pk)
    if now.asked_by_id == hand.id:
        raise RefusedError("this takes two registrars, neither of them alone")
    _must_see_all(hand.registrar, now.among, now.rows)
    if now.state != "asked":
        raise ConflictError("this was decided already")
    return actor, now


def _must_see_all(registrar: Registrar, among: str, rows: Collection[str]) -> None:
    if not _sees_all(registrar, among, rows):
        raise NotFoundError("there is no such thing here")


def _sees_all(registrar: Registrar, among: str, rows: Collection[str]) -> bool:
    return visible(_MODELS[among].objects.filter(pk__in=rows), registrar).count() == len(set(rows))


def _risks(among: str, rows: Collection[str]) -> str:
    """A digest of every assessment of whom these rows lead to: a new one makes another."""
    found = Risk.objects.filter(person__in=_people(among, rows)).order_by("pk").values_list("pk", flat=True)
    return hashlib.sha256(" ".join(found).encode()).hexdigest()


def _people(among: str, rows: Collection[str]) -> set[str]:
    """Whose danger is weighed: sources of the statements that the rows rest on, and the persons themselves."""
    match among:
        case "statements":
            statements = set(rows)
        case "incidents":
            statements = set(Citation.objects.filter(incident__in=rows).values_list("account__statement_id", flat=True))
        case _:
            statements = set(Mention.objects.filter(person__in=rows).values_list("account__statement_id", flat=True))
            statements |= set(Statement.objects.filter(source__in=rows).values_list("pk", flat=True))
    sources = Statement.objects.filter(pk__in=statements, source__isnull=False).values_list("source_id", flat=True)
    return {str(source) for source in sources} | (set(rows) if among == "persons" else set())


def _must_be_reason(reason: str) -> None:
    if not 4 <= len(reason.strip()) <= 500:
        raise MalformedError("whether somebody in danger is handed out is decided with a reason")


def _told(hand: Hand, asked: Agreement, reason: str) -> Iterator[tuple[list[tuple[str, str]], dict[str, JSON]]]:
    """What each of the entries cites and says: an entry has room for some hundreds of rows."""
    told: dict[str, JSON] = {
        "among": asked.among, "rows": len(asked.rows), "purpose": asked.purpose, "recipient": asked.recipient, "reason": reason.strip()
    }  # fmt: skip
    for start in range(0, len(asked.rows), CITED_AT_ONCE):
        yield [("registrar", hand.id), *((_TABLES[asked.among], row) for row in asked.rows[start : start + CITED_AT_ONCE])], told
