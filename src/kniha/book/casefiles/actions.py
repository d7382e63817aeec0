"""What may happen to a case file while it is prepared: opened, described, items chosen and taken out, cells of the matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from kniha.book.access.models import Compartment
from kniha.book.access.queries import in_use, one, visible
from kniha.book.access.standing import standing_hand
from kniha.book.casefiles import rules
from kniha.book.casefiles.models import CaseCell, CaseFile, CaseItem
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Derivative, Exhibit
from kniha.book.evidence.rules import must_be_linkable, must_be_readable
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.book.people.models import Person
from kniha.vocab.crimes.elements import Crimes
from kniha.vocab.errors import ConflictError

MAY_PREPARE = ("investigator", "lawyer", "specialist")
"""Who puts a case file together. That it leaves, a lawyer asks for (`kniha.book.casefiles.delivering`)."""

Chosen = Incident | Person | Exhibit


@dataclass(frozen=True, slots=True)
class CaseFileDraft:
    """What a case file is: for which authority, sealed to whom, on what basis, for which crimes."""

    title: str
    authority: str
    authority_kind: str
    recipient: str
    basis: str = ""
    crimes: tuple[str, ...] = ()

    def fields(self, crimes: Crimes) -> dict[str, object]:
        """As its row holds it; MalformedError or UnknownTermError for what cannot be."""
        rules.must_be_case_file(self.title, self.authority, self.authority_kind)
        rules.must_be_recipient(self.recipient.strip())
        rules.must_be_crimes(crimes, self.crimes)
        return {
            "title": self.title.strip(), "authority": self.authority.strip(), "authority_kind": self.authority_kind,
            "recipient": self.recipient.strip(), "basis": self.basis.strip(), "crimes": list(self.crimes),
        }  # fmt: skip


@transaction.atomic
def open_case_file(hand: Hand, compartment: Compartment, draft: CaseFileDraft, crimes: Crimes) -> CaseFile:
    """Open a case file in a compartment of the hand's registrar."""
    actor = standing_hand(hand, compartment).acting_as(*MAY_PREPARE)
    fields = draft.fields(crimes)
    if CaseFile.objects.filter(compartment=compartment, title=fields["title"]).exists():
        raise ConflictError("a case file of this title is there already")
    change = rows.insert(CaseFile, hand.new_id(), compartment=compartment, author_id=actor.id, opened_on=hand.today, **fields)
    hand.enter(actor, "case_file.opened", [change])
    return CaseFile.objects.get(pk=change.id)


@transaction.atomic
def describe_case_file(hand: Hand, case_file: CaseFile, draft: CaseFileDraft, crimes: Crimes) -> CaseFile:
    """Enter what is other in it now."""
    case_file, actor = opened(hand, case_file)
    told = {name: value for name, value in draft.fields(crimes).items() if value != getattr(case_file, name)}
    if not told:
        raise ConflictError("nothing in it would be other than it is")
    if CaseFile.objects.filter(compartment=case_file.compartment_id, title=told.get("title", "")).exclude(pk=case_file.pk).exists():
        raise ConflictError("a case file of this title is there already")
    hand.enter(actor, "case_file.described", [rows.update(case_file, **told)])
    return CaseFile.objects.get(pk=case_file.pk)


@transaction.atomic
def choose(hand: Hand, case_file: CaseFile, chosen: Sequence[Chosen]) -> tuple[CaseItem, ...]:
    """Choose incidents, persons and exhibits; exhibits are numbered in this order, each with its pages, behind all that were before.

    What was taken out and is chosen again has its old number. RefusedError for what lies in another compartment, or where a lawyer has to
    decide first what a file may be used for; NotFoundError for what the registrar may not see.
    """
    case_file, actor = opened(hand, case_file)
    changes: list[rows.Change] = []
    cites: list[tuple[str, str]] = []
    there = {row.incident_id or row.person_id or row.exhibit_id: row for row in CaseItem.objects.filter(case_file=case_file)}
    place = _Place(case_file)
    for row in dict.fromkeys(chosen):
        _must_be_choosable(hand, case_file, row)
        before = there.get(row.pk)
        if before is None:
            rules.must_be_room(len(there) + len(changes))
            changes.append(rows.insert(CaseItem, hand.new_id(), case_file=case_file, **place.fields(row)))
        elif before.is_out:
            changes.append(rows.update(before, is_out=False, out_why=""))
        else:
            continue
        cites.append((type(row).__name__.lower(), row.pk))
    if not changes:
        raise ConflictError("all of this is chosen already")
    for start in range(0, len(changes), ITEMS_IN_ENTRY):
        part = slice(start, start + ITEMS_IN_ENTRY)
        hand.enter(actor, "case_file.chosen", changes[part], cites=[("casefile", case_file.pk), *cites[part]])
    return tuple(CaseItem.objects.filter(pk__in=[change.id for change in changes]).order_by("number", "pk"))


ITEMS_IN_ENTRY = 100
"""An entry's leaf is at most 65,535 bytes (docs/spec/entry.md §3.2)."""


@transaction.atomic
def take_out(hand: Hand, item: CaseItem, *, why: str) -> CaseItem:
    """Take an item out; its number stays its own."""
    case_file, actor = opened(hand, item.case_file)
    rules.must_say_why(why)
    item = one(CaseItem.objects.select_for_update(of=("self",)), pk=item.pk, case_file=case_file, is_out=False)
    hand.enter(actor, "case_file.taken_out", [rows.update(item, is_out=True, out_why=why.strip())], cites=[("casefile", case_file.pk)])
    return CaseItem.objects.get(pk=item.pk)


@dataclass(frozen=True, slots=True)
class CellDraft:
    """What an item proves of an element or what contradicts it there; without an item: what is missing."""

    element: str
    bearing: str
    item: CaseItem | None
    words: str


@transaction.atomic
def enter_cell(hand: Hand, case_file: CaseFile, draft: CellDraft, crimes: Crimes) -> CaseCell:
    """Enter one cell of the matrix."""
    case_file, actor = opened(hand, case_file)
    rules.must_be_cell(crimes, case_file.crimes, draft.element, draft.bearing, has_item=draft.item is not None)
    rules.must_say_why(draft.words)
    item = None if draft.item is None else one(CaseItem.objects.filter(case_file=case_file, is_out=False), pk=draft.item.pk)
    change = rows.insert(
        CaseCell, hand.new_id(), case_file=case_file, element=draft.element, item=item, bearing=draft.bearing, words=draft.words.strip(),
        entered_by_id=actor.id, entered_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "case_file.cell_entered", [change], cites=[("casefile", case_file.pk)])
    return CaseCell.objects.get(pk=change.id)


@transaction.atomic
def withdraw_cell(hand: Hand, cell: CaseCell) -> None:
    """Take back a cell that was wrong. It stays in the journal."""
    case_file, actor = opened(hand, cell.case_file)
    cell = one(CaseCell.objects.select_for_update(of=("self",)), pk=cell.pk, case_file=case_file, is_withdrawn=False)
    hand.enter(actor, "case_file.cell_withdrawn", [rows.update(cell, is_withdrawn=True)], cites=[("casefile", case_file.pk)])


def opened(hand: Hand, case_file: CaseFile, roles: Sequence[str] = MAY_PREPARE) -> tuple[CaseFile, Actor]:
    """`case_file` as it is now, held until the action ends, and who acts; NotFoundError for who may not see it."""
    case_file = in_use(case_file)
    if hand.registrar is not None:
        one(visible(CaseFile.objects.all(), hand.registrar), pk=case_file.pk)
    return case_file, standing_hand(hand, case_file.compartment).acting_as(*roles)


def _must_be_choosable(hand: Hand, case_file: CaseFile, row: Chosen) -> None:
    if hand.registrar is not None:
        one(visible(type(row)._base_manager.all(), hand.registrar), pk=row.pk)  # noqa: SLF001  Django's public-by-custom API
    rules.must_lie_together(case_file.compartment_id, row.compartment_id)
    if isinstance(row, Exhibit) and row.acquisition is not None:
        must_be_readable(may_be_read=row.acquisition.may_be_read)
        must_be_linkable(may_be_linked=row.acquisition.may_be_linked)


class _Place:
    """Where the next exhibit stands: behind all that were ever numbered."""

    def __init__(self, case_file: CaseFile) -> None:
        last = CaseItem.objects.filter(case_file=case_file).aggregate(number=Max("number"), page=Max("last_page"))
        self._number, self._page = last["number"] or 0, last["page"] or 0

    def fields(self, row: Chosen) -> dict[str, object]:
        if not isinstance(row, Exhibit):
            return {type(row).__name__.lower(): row}
        pages = max(1, Derivative.objects.filter(exhibit=row, kind="page").count())
        self._number += 1
        first, self._page = self._page + 1, self._page + pages
        return {"exhibit": row, "number": self._number, "first_page": first, "last_page": self._page}
