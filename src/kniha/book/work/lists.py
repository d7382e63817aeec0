"""Lists of others that are brought to the desk: looked through by the worker, confirmed by who brought them, then entered by the worker.

The rows are plumbing (docs/adr/0036): a sealed file and what was found out about it, for some days. What counts is in the journal: that a
list was confirmed, by which mapping, and every row that was entered, each in the name of who brought it.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kniha.book.access.models import Compartment, Membership, Registrar
from kniha.book.access.queries import compartments, one, roles, visible
from kniha.book.evidence.actions import keep_header
from kniha.book.journal.acting import Hand
from kniha.book.medicine.reporting import MAY_TYPE
from kniha.book.people.models import KeyRow
from kniha.book.work.models import BroughtList
from kniha.vault.blobs import StoredBlob
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import ConflictError, NotFoundError, RefusedError
from kniha.vocab.ids import RandomBytes

MAY_IMPORT = ("clerk", "investigator")
OF_PAPERS = "medical-files"
"""The kind of lists whose rows are medical papers: entered by whoever may type one, and their report repeats no word of a row."""

MAY_BRING = (*MAY_IMPORT, "medic", "specialist")
"""Who brings a list of some kind; what a list is of is known when it is looked through."""

KEEP = timedelta(days=14)
"""After this nothing of a list is left but what was entered of it."""

MOST_LISTS = 30
"""Of one registrar, at once."""

LEASE = timedelta(minutes=10)
"""A worker that says nothing of a list for so long is dead, and another takes it up."""

IN_HAND = ("waits", "confirmed")
"""States in which the worker has something to do."""

GONE = "gone"
"""The state of a list that was forgotten: its key is gone, and the worker removes the sealed bytes with the row."""


@dataclass(frozen=True, slots=True)
class ListDraft:
    """A list as it is handed in: where it goes, its file name, and the mapping by name and text; both empty to look for one that fits.

    `source` is the name by which its rows are known, where it is not the mapping's.
    """

    compartment: Compartment
    name: str
    source: str = ""
    mapping_name: str = ""
    mapping: str = field(default="", repr=False)


# -- who may see what


def may_import(registrar: Registrar) -> bool:
    """Whether `registrar` may bring a list."""
    return not registrar.frozen and not roles(registrar).isdisjoint(MAY_BRING)


def may_enter(kind: str) -> tuple[str, ...]:
    """The roles in which a list of `kind` is looked through and entered: of medical papers, those who may type one."""
    return MAY_TYPE if kind == OF_PAPERS else MAY_IMPORT


def lists(registrar: Registrar) -> QuerySet[BroughtList]:
    """The lists that `registrar` brought, and those of others in the compartments they keep; newest first. Without their reports."""
    kept = Membership.objects.filter(registrar=registrar, keeper=True).values("compartment")
    found = visible(BroughtList.objects.exclude(state=GONE), registrar).filter(Q(brought_by=registrar) | Q(compartment__in=kept))
    return found.select_related("compartment", "brought_by").defer("report", "mapping").order_by("-brought_at", "pk")


def brought_list(registrar: Registrar, list_id: str) -> BroughtList:
    """One of them, or NotFoundError."""
    return one(lists(registrar).defer(None), pk=list_id)


def must_be_for(registrar: Registrar) -> None:
    """NotFoundError for whoever neither brings lists nor keeps a compartment: for them there is no such page."""
    if not may_import(registrar) and (registrar.frozen or not registrar.memberships.filter(keeper=True).exists()):
        raise NotFoundError("there is no such thing here")


# -- what who brought it does


@transaction.atomic
def bring_list(hand: Hand, draft: ListDraft, blob: StoredBlob) -> BroughtList:
    """Lay a sealed list before the worker."""
    hand.acting_as(*MAY_BRING)
    assert hand.registrar is not None  # no process brings a list
    compartment = one(compartments(hand.registrar), pk=draft.compartment.pk)
    if BroughtList.objects.filter(brought_by=hand.registrar).exclude(state=GONE).count() >= MOST_LISTS:
        raise RefusedError("thirty lists of yours lie here already: forget one first")
    keep_header(blob)
    return BroughtList.objects.create(
        id=hand.new_id(), compartment=compartment, brought_by=hand.registrar, brought_at=hand.now, name=draft.name[-255:],
        size=blob.size, sha256=blob.sha256, blob=blob.name, sealed_sha256=blob.sealed_sha256,
        mapping_name=draft.mapping_name, mapping=draft.mapping, source=draft.source,
    )  # fmt: skip


@transaction.atomic
def choose_mapping(hand: Hand, brought: BroughtList, name: str, mapping: str, *, source: str = "") -> None:
    """Have it looked through by another mapping, or by the same after it was mended."""
    now = _own(hand, brought, "choose", "unfit", "looked-at")
    _change(now, state="waits", mapping_name=name, mapping=mapping, source=source, seen="", report=None, fault="", done=0, count=None)


@transaction.atomic
def confirm_list(hand: Hand, brought: BroughtList, *, seen: str) -> None:
    """Let it be entered as it was looked through; ConflictError where that is not what lies here now."""
    now = _own(hand, brought, "looked-at")
    actor = hand.acting_as(*may_enter(now.kind))
    if not now.seen or now.seen != seen:
        raise ConflictError("this list was looked through again since: read the new report first")
    _change(now, state="confirmed", done=0)
    hand.enter(
        actor, "list.imported", [], cites=[("registrar", hand.id), ("compartment", now.compartment_id)], list_kind=now.kind,
        rows=now.count or 0, list_file=now.sha256, list_mapping=digest_of(now.mapping),
    )  # fmt: skip


@transaction.atomic
def stop_list(hand: Hand, brought: BroughtList) -> None:
    """Stop entering it after the batch under way; what is entered stays."""
    _change(_own(hand, brought, "confirmed"), state="stopped")


@transaction.atomic
def go_on_with_list(hand: Hand, brought: BroughtList) -> None:
    """Go on where it was stopped: the same file by the same mapping, so the same yes holds."""
    _change(_own(hand, brought, "stopped"), state="confirmed", fault="")


@transaction.atomic
def forget_list(hand: Hand, brought: BroughtList) -> None:
    """Remove it from here, file and report; what was entered stays."""
    _forget(_own(hand, brought, "waits", "choose", "unfit", "looked-at", "stopped", "done"))


def _own(hand: Hand, brought: BroughtList, *states: str) -> BroughtList:
    """The row as it is now, held; its keeper may read of it, but whoever brought it decides."""
    hand.acting_as(*MAY_BRING)
    assert hand.registrar is not None  # as above
    rows = visible(BroughtList.objects.select_for_update(of=("self",)), hand.registrar).filter(brought_by=hand.registrar)
    now = one(rows, pk=brought.pk)
    if now.state not in states:
        raise ConflictError("this list is further on its way by now")
    return now


# -- what the worker does


def blob_of(brought: BroughtList) -> StoredBlob:
    """What the vault needs to open the file; NotFoundError where its key is gone."""
    row = KeyRow.objects.filter(owner=brought.sealed_sha256).first()
    if row is None:
        raise NotFoundError("the key of this file is gone: it was erased")
    return StoredBlob(brought.blob, brought.sha256, brought.size, brought.sealed_sha256, bytes(row.wrapped))


def claimed(worker: str, now: datetime) -> BroughtList | None:
    """The list that has waited longest, claimed for `worker`; one that another is at is left to them."""
    free = Q(worker__in=("", worker)) | Q(beat__isnull=True) | Q(beat__lt=now - LEASE)
    waiting = BroughtList.objects.filter(free, state__in=IN_HAND).order_by("brought_at", "pk")
    for brought in waiting[:5]:
        if BroughtList.objects.filter(free, pk=brought.pk, state=brought.state).update(worker=worker, beat=now):
            return BroughtList.objects.select_related("compartment", "brought_by").get(pk=brought.pk)
    return None


def keep_at(brought: BroughtList, now: datetime, *, done: int, count: int | None) -> bool:
    """Say how far it is; False where it was stopped, forgotten or taken over meanwhile."""
    same = BroughtList.objects.filter(pk=brought.pk, state=brought.state, worker=brought.worker)
    return bool(same.update(beat=now, done=done, count=count))


def hand_for(brought: BroughtList, now: datetime, random_bytes: RandomBytes, *, kind: str) -> Hand:
    """The hand of who brought it, as they may act at this moment on a list of `kind`; RefusedError where they may not any more."""
    registrar = Registrar.objects.get(pk=brought.brought_by_id)
    hand = Hand(registrar, roles(registrar), now, random_bytes)
    hand.acting_as(*may_enter(kind))
    if not compartments(registrar).filter(pk=brought.compartment_id).exists():
        raise RefusedError("whoever brought this list is no member of the compartment any more")
    return hand


def note_choice(brought: BroughtList, fits: list[JSON]) -> None:
    """Several mappings fit, or none: somebody chooses."""
    _settle(brought, state="choose", fits=fits, fault="")


def note_mapping(brought: BroughtList, name: str, mapping: str, fits: list[JSON]) -> None:
    """The one mapping that fits; the look through it follows."""
    _settle(brought, state="waits", mapping_name=name, mapping=mapping, fits=fits)


def note_unfit(brought: BroughtList, fault: str) -> None:
    """It cannot be read as it is; `fault` says why, without a word of a row."""
    _settle(brought, state="unfit", fault=fault[:1000], report=None, seen="")


def note_looked_at(brought: BroughtList, kind: str, source: str, report: Mapping[str, JSON]) -> None:
    """What entering it would do. From now on its file and this mapping may be confirmed, and nothing else."""
    bound = (brought.pk, brought.sha256, digest_of(brought.mapping), brought.compartment_id, source)
    seen = hashlib.sha256(":".join(bound).encode()).hexdigest()
    _settle(brought, state="looked-at", kind=kind, source=source, report=report, seen=seen, fault="", count=report["records"])


def note_stopped(brought: BroughtList, fault: str) -> None:
    """Something other than the list stands in the way; it can be gone on with."""
    _settle(brought, state="stopped", fault=fault[:1000])


@transaction.atomic
def note_entered(brought: BroughtList, report: Mapping[str, JSON]) -> None:
    """It is entered: its report stays for some days, its file does not."""
    if _settle(brought, state="done", report=report, done=report["records"], fault=""):
        KeyRow.objects.filter(owner=brought.sealed_sha256).delete()


def sweep(now: datetime) -> None:
    """Forget lists that are older than two weeks, whatever became of them."""
    old = BroughtList.objects.filter(brought_at__lt=now - KEEP).exclude(state__in=("confirmed", GONE))
    for brought in old:
        with transaction.atomic():
            _forget(brought)


def forget_records(records: Collection[str]) -> None:
    """Part of an erasure: these records of lists go, and so does every file and report of the same lists. Lists not yet read go too."""
    sources = {record.partition(":")[0] for record in records if record}
    if sources:
        for brought in BroughtList.objects.filter(source__in={*sources, ""}).exclude(state=GONE):
            _forget(brought)


def gone() -> QuerySet[BroughtList]:
    """What the worker may remove from the vault, and then from here."""
    return BroughtList.objects.filter(state=GONE).order_by("pk")


def digest_of(mapping: str) -> str:
    """SHA-256 of a mapping's text."""
    return hashlib.sha256(mapping.encode()).hexdigest()


def _settle(brought: BroughtList, **fields: object) -> bool:
    same = BroughtList.objects.filter(pk=brought.pk, state=brought.state, worker=brought.worker)
    return bool(same.update(worker="", beat=None, **fields))


def _change(brought: BroughtList, **fields: object) -> None:
    BroughtList.objects.filter(pk=brought.pk).update(worker="", beat=None, **fields)


def _forget(brought: BroughtList) -> None:
    """The key goes at once: without it the sealed bytes are noise, whenever the worker removes them."""
    KeyRow.objects.filter(owner=brought.sealed_sha256).delete()
    _change(brought, state=GONE, name="", mapping_name="", mapping="", source="", fits=[], fault="", report=None, seen="", sha256="")
