"""The proof of an incident: what the register concluded, entry by entry, checkable by anyone offline (docs/spec/entry.md §7).

It shows the register's conclusions and the lawyers' decisions with day and role. It never shows who decided, the minute,
a name, a statement, an account or a person.
"""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction

from kniha.book.access.queries import founding
from kniha.book.events.models import Act, Incident, Injury, Involvement, Review
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.ledger import tree
from kniha.ledger.entries import Value
from kniha.ledger.keys import VerifierKey
from kniha.ledger.proof_file import ProofEntry, build_proof
from kniha.runs.heads import keys_under, opened
from kniha.vocab.errors import RefusedError, UnavailableError

MAY_EXPORT = ("investigator", "lawyer", "specialist")

# What a proof shows of each table. Whatever is not named here stays a commitment.
SHOWN = {
    "incident": {
        "number", "title", "state", "first", "last", "zone", "precision", "lat_e7", "lon_e7", "radius_m", "place_words", "opened_on",
    },
    "act": {"incident_id", "kind", "methods", "victim_count", "verification"},
    "injury": {"act_id", "kind", "region"},
    "involvement": {"act_id", "degree", "finding"},
    "review": {"incident_id", "decision", "day"},
}  # fmt: skip
SHOWN_OF_ENTRY = {"day", "role"}


def is_covered(incident: Incident) -> bool:
    """Whether every entry on `incident` lies under a signed head."""
    newest = reading.newest_checkpoint()
    return newest is not None and all(entry.seq < newest.size for entry in _entries(incident))


def export_proof(hand: Hand, incident: Incident, keys: Sequence[VerifierKey]) -> bytes:
    """Return the proof file of `incident`; that it left the house is an entry."""
    actor = hand.acting_as(*MAY_EXPORT)
    proof = build(incident, keys)
    with transaction.atomic():
        hand.enter(actor, "proof.exported", [], cites=[("incident", incident.pk)])
    return proof


def build(incident: Incident, keys: Sequence[VerifierKey]) -> bytes:
    """Return the proof file of `incident` under the newest signed head; UnavailableError while that does not cover it.

    RefusedError for an incident without a source: what rests on nothing any more is proven to nobody.
    """
    if incident.unsupported:
        raise RefusedError("an incident without a source is proven to nobody")
    newest = reading.newest_checkpoint()
    if newest is None or not is_covered(incident):
        raise UnavailableError("the newest entries are not under a signed head yet")
    head = opened(newest.note, keys).head
    rows = _all_rows(incident)
    return build_proof(
        about=("incident", incident.pk),
        register=bytes.fromhex(founding().register),
        keys=keys_under(keys, head.origin),
        checkpoint=newest.note,
        entries=[_proof_entry(entry, rows, head.size) for entry in _entries(incident)],
    )


def _entries(incident: Incident) -> tuple[reading.StoredEntry, ...]:
    """The entries that made the incident what it is now. Those that only cite it (an export, an act taken back) add nothing."""
    rows = _all_rows(incident)
    found = reading.entries_of(rows)
    return tuple(entry for entry in found if any(row in rows for _, _, row in entry.skeleton.changes))


def _all_rows(incident: Incident) -> frozenset[str]:
    return frozenset({incident.pk, *_rows(incident)})


def _rows(incident: Incident) -> Iterator[str]:
    """What the incident is made of, but for what rests on nothing any more and for the parts of people who are erased or sealed."""
    yield from Act.objects.filter(incident=incident, unsupported=False).values_list("pk", flat=True)
    yield from Injury.objects.filter(act__incident=incident, act__unsupported=False).values_list("pk", flat=True)
    involved = Involvement.objects.filter(act__incident=incident, act__unsupported=False, unsupported=False)
    yield from involved.filter(person__compartment__isnull=False).values_list("pk", flat=True)
    yield from Review.objects.filter(incident=incident).values_list("pk", flat=True)


def _proof_entry(entry: reading.StoredEntry, rows: Collection[str], size: int) -> ProofEntry:
    return ProofEntry(
        index=entry.seq,
        skeleton=entry.skeleton_bytes,
        commitments=tuple(value.commitment for value in entry.values),
        shown=tuple(_shown(entry, rows)),
        inclusion=tree.inclusion_proof(entry.seq, size, reading.node),
    )


def _shown(entry: reading.StoredEntry, rows: Collection[str]) -> Iterator[Value]:
    for value in entry.values:
        if value.salt is not None and value.data is not None and _may_show(entry, rows, value.path):
            yield Value(value.path, value.salt, value.data)


def _may_show(entry: reading.StoredEntry, rows: Collection[str], path: str) -> bool:
    number, slash, field = path.partition("/")
    if not slash:
        return path in SHOWN_OF_ENTRY
    _, table, row = entry.skeleton.changes[int(number)]
    return row in rows and field in SHOWN.get(table, set())
