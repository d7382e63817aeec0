"""An erasure is carried out: rows emptied, values blanked, keys deleted, all in the transaction of its entries (docs/spec/erasure.md §3).

What a hold covers is sealed instead, and waits. What lies outside of the tables is left as `Remains` for `kniha.runs.erasing`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q

from kniha.book.access import searches
from kniha.book.access.models import Registrar
from kniha.book.erasure import parts as walked
from kniha.book.erasure.conclusions import Leaving, Loss, concerned, loss_of
from kniha.book.erasure.echoes import Echoes, echoes
from kniha.book.erasure.fate import Row
from kniha.book.erasure.models import Erasure, Remains
from kniha.book.erasure.parts import Parts, Ref, by_table, empty, ids
from kniha.book.erasure.rules import FATES, KEPT_OF_ENTRY, NAMING, OF_ENTRY, TARGETS, TELLING
from kniha.book.evidence.actions import custody
from kniha.book.evidence.models import DERIVED, Exhibit, Fixity, Likeness, Making, Masking, Thing
from kniha.book.evidence.things import erased_step
from kniha.book.journal import erasing, reading, rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.erasing import Told
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.recording import Actor, Draft
from kniha.book.journal.rows import Change, Verb
from kniha.book.linking.models import IncidentPair, PersonPair
from kniha.book.matches.forgetting import forget_matches
from kniha.book.people.models import KeyRow
from kniha.book.statements.models import Statement
from kniha.book.work import form_drafts, lists, looks
from kniha.vocab.canonical import JSON

SEARCH = "book.searched"

IN_ENTRY = 40
"""Changed rows that one entry takes: its leaf data is limited (docs/spec/entry.md §3.2), and each may have a dozen paths."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """What an erasure does when it is carried out now: the parts that go and those that are sealed, values, keys, files, conclusions."""

    gone: Parts
    sealed: Parts
    blanked: tuple[Told, ...]
    keys: tuple[str, ...]
    blobs: tuple[tuple[str, str], ...]
    shared: int
    losses: tuple[Loss, ...]


def weigh(target: Ref, *, also: Iterable[Sequence[str]] = (), held: Parts) -> Carrying:
    """Work out what erasing `target` would do now. Changes nothing; inside an action it locks what it finds."""
    found = walked.parts_of(target)
    walked.lock(found)
    found = walked.parts_of(target)  # again: somebody may have added to it before the lock was ours
    return weigh_parts(found, also=also, held=held)


def weigh_parts(found: Parts, *, also: Iterable[Sequence[str]] = (), held: Parts) -> Carrying:
    """The same, given the parts."""
    gone = found - held
    blanked = tuple(_readable(gone))
    keys, blobs, shared = _keys_and_files(gone)
    heard = said(gone, blanked)
    blanked += tuple(_searched(heard)) if gone else ()
    chosen = frozenset((table, row, field) for table, row, field in also)
    leaving = Leaving(found, gone, heard, chosen)
    losses = (loss_of(incident, leaving) for incident in concerned(found))
    return Carrying(gone, found & held, blanked, keys, blobs, shared, tuple(loss for loss in losses if loss.changes or loss.blanked))


def said(gone: Parts, blanked: Iterable[Told] | None = None) -> Echoes:
    """What to listen for in other words: all that the rows of `gone` ever said."""
    values = [told for told in (_readable(gone) if blanked is None else blanked) if told.table]
    return echoes(
        (str(told.value) for told in values if told.field in NAMING.get(told.table, ())),
        (str(told.value) for told in values if told.field in TELLING.get(told.table, ())),
    )


def carry_out(
    hand: Hand, actor: Actor, erasure: Erasure, carrying: Carrying, *, agreed_by: str, first: Sequence[Change] = ()
) -> list[Draft]:
    """Do all of it but the entries, which are returned, to be entered as the last statement; `first` are changes for the first of them."""
    erasing.blank([*carrying.blanked, *(told for loss in carrying.losses for told in loss.blanked)])
    KeyRow.objects.filter(owner__in=carrying.keys).delete()
    for model in (*DERIVED, Fixity, Making, Masking, Likeness):
        model.objects.filter(exhibit__in=ids(carrying.gone, "exhibit")).delete()
    Likeness.objects.filter(other__in=ids(carrying.gone, "exhibit")).delete()
    PersonPair.objects.filter(Q(person__in=ids(carrying.gone, "person")) | Q(second__in=ids(carrying.gone, "person"))).delete()
    resting = [incident.pk for incident in concerned(carrying.gone | carrying.sealed)]
    IncidentPair.objects.filter(Q(incident__in=resting) | Q(second__in=resting)).delete()
    forget_matches(resting, ids(carrying.gone | carrying.sealed, "recording"))
    if carrying.gone:
        searches.drop_finding(said(carrying.gone, carrying.blanked).would_find)
    _drop_drafts(carrying)
    leave_remains(carrying)
    return list(_drafts(hand, actor, erasure, carrying, agreed_by=agreed_by, first=first))


def _drop_drafts(carrying: Carrying) -> None:
    """Forget what was being typed of it, and of the incidents that rest on it: it may quote what goes."""
    parts = carrying.gone | carrying.sealed
    form_drafts.forget_about({*(row for _, row in parts), *(incident.pk for incident in concerned(parts))})
    looks.forget_about({row for _, row in parts} | {incident.pk for incident in concerned(parts)})
    lists.forget_records(set(Statement.objects.filter(pk__in=ids(parts, "statement")).values_list("record", flat=True)))


def is_anything(carrying: Carrying) -> bool:
    """Whether there is anything to do: an erasure that was carried out before finds nothing."""
    found = (carrying.blanked, carrying.keys, carrying.losses, tuple(_emptied(carrying.gone)), tuple(_sealed(carrying.sealed)))
    return any(found)


def leave_remains(carrying: Carrying) -> None:
    """Note what has to be removed once the transaction is committed."""
    left = [Remains(kind="file", name=f"{name}-{sealed}") for name, sealed in carrying.blobs]
    left += [Remains(kind="row", name=row) for _, row in carrying.gone]
    Remains.objects.bulk_create([*left, Remains(kind="pages", name="database")], ignore_conflicts=True)


# -- what is to go


def _readable(gone: Parts) -> Iterator[Told]:
    """Every value of every entry that tells of the rows of `gone`."""
    for entry in reading.entries_of({row for _, row in gone}):
        is_theirs = _refs(entry) <= gone
        for told in erasing.told(entry):
            if told.table:
                if (told.table, told.row) in gone and told.field in FATES[told.table].readable and not walked.says_nothing(told):
                    yield told
            elif (is_theirs and told.field not in KEPT_OF_ENTRY) or _came_with(entry, told, gone):
                yield told


def _searched(heard: Echoes) -> Iterator[Told]:
    """The words of searches that may have been for what is erased: each search cites who made it."""
    would_find = cache(heard.would_find)
    for entry in reading.entries_of(Registrar.objects.values_list("pk", flat=True)):
        if entry.skeleton.action == SEARCH:
            yield from (told for told in erasing.told(entry) if told.field == "words" and would_find(str(told.value)))


def _refs(entry: StoredEntry) -> frozenset[Ref]:
    return frozenset({(table, row) for _, table, row in entry.skeleton.changes} | set(entry.skeleton.cites))


def _came_with(entry: StoredEntry, told: Told, gone: Parts) -> bool:
    table = OF_ENTRY.get(told.field)
    return any(one == table and verb == Verb.INSERT and (one, row) in gone for verb, one, row in entry.skeleton.changes)


def _keys_and_files(gone: Parts) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], int]:
    """Owners in the key table, sealed files in the vault; and how many files stay, because another exhibit is the same sealed file."""
    exhibits = ids(gone, "exhibit")
    sealings = set(Exhibit.objects.filter(pk__in=exhibits).values_list("blob", "sealed_sha256"))
    for model in DERIVED:
        sealings |= set(model.objects.filter(exhibit__in=exhibits).exclude(blob="").values_list("blob", "sealed_sha256"))
    owners = [*ids(gone, "person"), *(sealed for _, sealed in sealings)]
    # Locked before the others are looked for: a file that is filed at this moment waits for us, or we for it.
    there = set(KeyRow.objects.select_for_update().filter(owner__in=owners).order_by("owner").values_list("owner", flat=True))
    shared = _needed_by_others({sealed for _, sealed in sealings}, exhibits)
    blobs = tuple(sorted(one for one in sealings if one[1] not in shared))
    return tuple(sorted(there - shared)), blobs, len(shared)


def _needed_by_others(sealings: Collection[str], exhibits: Collection[str]) -> set[str]:
    others = Exhibit.objects.filter(sealed_sha256__in=sealings).exclude(pk__in=exhibits).exclude(sha256="")
    derived = [model.objects.filter(sealed_sha256__in=sealings).exclude(exhibit__in=exhibits) for model in DERIVED]
    return {sealed for rows in (others, *derived) for sealed in rows.values_list("sealed_sha256", flat=True)}


# -- the entries


def _drafts(hand: Hand, actor: Actor, erasure: Erasure, carrying: Carrying, *, agreed_by: str, first: Sequence[Change]) -> Iterator[Draft]:
    cites = (("erasure", erasure.pk),)
    told: dict[str, JSON] = {
        "wished_by": erasure.wished_by, "ground": erasure.ground, "asked_by": erasure.asked_by_id, "agreed_by": agreed_by,
    }  # fmt: skip
    changes = [*first, *_emptied(carrying.gone), *_last_custody(hand, carrying)]
    for start in range(0, len(changes), IN_ENTRY):
        # The list of keys and files is what a restore of older copies goes by; it stands in the first entry, whole.
        more: dict[str, JSON] = {"keys": list(carrying.keys), "blobs": [list(one) for one in carrying.blobs]} if start == 0 else {}
        yield hand.draft(actor, "erasure.carried_out", changes[start : start + IN_ENTRY], cites=cites, **told, **more)
    if sealed := list(_sealed(carrying.sealed)):
        yield hand.draft(actor, "erasure.sealed", sealed, cites=cites)
    for loss in carrying.losses:
        for start in range(0, len(loss.changes), IN_ENTRY):
            yield hand.draft(actor, "incident.source_lost", loss.changes[start : start + IN_ENTRY], cites=cites)


def _emptied(gone: Parts) -> Iterator[Change]:
    """Rows that go, then shells, each only where there is something to do."""
    found = by_table(gone)
    for table, fate in FATES.items():
        model = rows.model_of(table)
        for row in model.objects.filter(pk__in=found.get(table, ())).order_by("pk"):
            if fate.row is Row.GOES:
                yield rows.delete(row)
                continue
            fields = {name: empty(model, name) for name in fate.readable if getattr(row, name) != empty(model, name)}
            if table in TARGETS and getattr(row, "compartment_id", None) is not None:
                fields["compartment"] = None
            if fields:
                yield rows.update(row, **fields)


def _last_custody(hand: Hand, carrying: Carrying) -> Iterator[Change]:
    """The last event in the life of each file and thing that is erased now."""
    for exhibit in Exhibit.objects.filter(pk__in=ids(carrying.gone, "exhibit")).exclude(sha256="").order_by("pk"):
        yield custody(hand, exhibit.pk, "erased", why="", taker=hand.id)
    for thing in Thing.objects.filter(pk__in=ids(carrying.gone, "thing")).exclude(title="").order_by("pk"):
        yield erased_step(hand, thing.pk)


def _sealed(sealed: Parts) -> Iterator[Change]:
    """What a hold keeps leaves its compartment: no list, search, count or page gives it any more."""
    for table in TARGETS:
        for row in walked.lying(table).filter(pk__in=ids(sealed, table), compartment__isnull=False).order_by("pk"):
            yield rows.update(row, compartment=None)
