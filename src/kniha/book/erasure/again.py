"""What the journal tells of erasures, and erasing again after an older copy was put back (docs/spec/erasure.md §7)."""

from collections.abc import Iterable, Iterator

from django.db import transaction

from kniha.book.access.models import Compartment, Registrar
from kniha.book.erasure import carrying
from kniha.book.erasure.actions import alone_with_erasures
from kniha.book.erasure.listing import Fields, Listed, Listing
from kniha.book.erasure.models import Erasure, Hold
from kniha.book.erasure.parts import Parts, Ref, by_table
from kniha.book.erasure.rules import FATES, WORDS_CONCLUDED
from kniha.book.journal import reading, recording, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Change, Verb
from kniha.book.people.models import KeyRow
from kniha.vocab.canonical import JSON
from kniha.vocab.ids import Id

_OF_THEM = frozenset({"erasure.carried_out", "erasure.sealed", "incident.source_lost"})


def told_by_the_journal() -> Listing:
    """All erasures that were agreed to, and all holds that stand."""
    agreed = rows.encoded_rows(Erasure.objects.filter(state__in=("waiting", "done")), Erasure)
    standing = rows.encoded_rows(Hold.objects.filter(state="standing"), Hold)
    return Listing(tuple(_listed(row, fields) for row, fields in sorted(agreed.items())), tuple(sorted(standing.items())))


@transaction.atomic
def erase_again(hand: Hand, listed: Listed) -> bool:
    """Erase in this register what `listed` says was erased, and seal what was sealed; return whether there was anything to do.

    Nobody is asked: two registrars decided, and their entry is lost with the newer journal.
    """
    alone_with_erasures()
    sealed = _standing(listed.sealed)
    weighed = carrying.weigh_parts(_standing(listed.gone) | sealed, also=listed.words, held=sealed)
    keys = KeyRow.objects.filter(owner__in=listed.keys)
    if not (carrying.is_anything(weighed) or keys.exists()):
        return False
    keys.delete()
    decided = {name: str(listed.fields[name]) for name in ("wished_by", "ground", "asked_by_id", "decided_by_id")}
    erasure = Erasure(pk=listed.erasure, **decided)
    first = list(_row_of(listed))
    drafts = carrying.carry_out(hand, hand.acting_as(), erasure, weighed, agreed_by=decided["decided_by_id"], first=first)
    recording.enter_many(drafts, random_bytes=hand.random_bytes)
    return True


@transaction.atomic
def hold_again(hand: Hand, hold: str, fields: Fields) -> bool:
    """Place a hold again that an older copy does not know; return whether it could be: of its registrars one may be unknown here."""
    if Hold.objects.filter(pk=hold).exists():
        return True
    if not _are_known(fields, ("placed_by_id", "lifting_by_id")):
        return False
    hand.enter(hand.acting_as(), "hold.placed", [Change(Verb.INSERT, "hold", Id(hold), fields)])
    return True


def _listed(erasure: str, fields: Fields) -> Listed:
    entries = [entry for entry in reading.entries_of([erasure]) if entry.skeleton.action in _OF_THEM]
    told = [entry.told() for entry in entries]
    gone = {ref for entry in entries if entry.skeleton.action == "erasure.carried_out" for ref in _refs(entry)}
    sealed = {ref for entry in entries if entry.skeleton.action == "erasure.sealed" for ref in _refs(entry)} - gone
    return Listed(
        erasure,
        fields,
        tuple(sorted(gone)),
        tuple(sorted(sealed)),
        tuple(sorted({word for entry in entries for word in _words(entry)})),
        tuple(sorted({str(key) for values in told for key in _list(values.get("keys"))})),
        tuple(sorted({_pair(blob) for values in told for blob in _list(values.get("blobs"))})),
    )


def _refs(entry: StoredEntry) -> Iterator[Ref]:
    return ((table, row) for verb, table, row in entry.skeleton.changes if table in FATES and verb != Verb.INSERT)


def _words(entry: StoredEntry) -> Iterator[tuple[str, str, str]]:
    for change in reading.changes(entry):
        yield from ((change.table, change.id, name) for name in change.fields if name in WORDS_CONCLUDED.get(change.table, ()))


def _list(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []


def _pair(value: JSON) -> tuple[str, str]:
    name, sealing = _list(value)
    return str(name), str(sealing)


def _standing(refs: Iterable[Ref]) -> Parts:
    """Those of `refs` that this register has: an older copy may not know all of them."""
    found = by_table(refs)
    return frozenset(
        (table, row) for table in found for row in rows.model_of(table).objects.filter(pk__in=found[table]).values_list("pk", flat=True)
    )


def _row_of(listed: Listed) -> Iterator[Change]:
    """The erasure's own row, where it is not here and this register knows whom it names."""
    if not Erasure.objects.filter(pk=listed.erasure).exists() and _are_known(listed.fields, ("asked_by_id", "decided_by_id")):
        yield Change(Verb.INSERT, "erasure", Id(listed.erasure), listed.fields)


def _are_known(fields: Fields, registrars: Iterable[str]) -> bool:
    people = {str(fields[name]) for name in registrars if fields.get(name)}
    there = Registrar.objects.filter(pk__in=people).count() == len(people)
    return there and Compartment.objects.filter(pk=str(fields["compartment_id"])).exists()
