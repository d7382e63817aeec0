"""The proof of an incident: what the register concluded, entry by entry, checkable by anyone offline (docs/spec/files.md §3).

It shows the register's conclusions and the lawyers' decisions with day and role. It never shows who decided, the minute,
a name, a statement, an account or a person.
"""

from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Q

from kniha.book.events.models import Act, Incident, Injury, Involvement, Review
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.ledger.given import trusting
from kniha.ledger.proof_file import build_proof
from kniha.ledger.registers import Register
from kniha.ledger.verdicts import check_holds
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs.evidence_of_heads import newest_head
from kniha.runs.shown_entries import shown_entry
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


def export_proof(hand: Hand, incident: Incident, register: Register) -> bytes:
    """Return the proof file of `incident`, whose signatures `register` knows; that it left the house is an entry."""
    actor = hand.acting_as(*MAY_EXPORT)
    proof = build(incident, register)
    with transaction.atomic():
        hand.enter(actor, "proof.exported", [], cites=[("incident", incident.pk)])
    return proof


def build(incident: Incident, register: Register) -> bytes:
    """Return the proof file of `incident` under the newest signed head; UnavailableError while that does not cover it.

    RefusedError for an incident without a source: what rests on nothing any more is proven to nobody. BrokenError where the file does not
    hold by itself: nothing leaves that others would find wrong.
    """
    if incident.unsupported:
        raise RefusedError("an incident without a source is proven to nobody")
    size, head = newest_head(register)
    rows = _all_rows(incident)
    entries = _entries(incident)
    if any(entry.seq >= size for entry in entries):
        raise UnavailableError("the newest entries are not under a signed head yet")
    shown = [shown_entry(entry, size, [path for path in entry.skeleton.paths if _may_show(entry, rows, path)]) for entry in entries]
    proof = build_proof(about=("incident", incident.pk), head=head, entries=shown)
    check_holds(verify_proof(proof, trusting(register.checkpoint_keys)))
    return proof


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
    # Nothing leaves of somebody who was cleared, or of whom a lawyer says that the evidence does not bear it.
    standing = involved.exclude(review__in=("withdrawn", "not-supported"))
    in_use = Q(person__isnull=True) | Q(person__compartment__isnull=False)
    yield from standing.filter(in_use).values_list("pk", flat=True)
    yield from Review.objects.filter(incident=incident).values_list("pk", flat=True)


def _may_show(entry: reading.StoredEntry, rows: Collection[str], path: str) -> bool:
    number, slash, field = path.partition("/")
    if not slash:
        return path in SHOWN_OF_ENTRY
    _, table, row = entry.skeleton.changes[int(number)]
    return row in rows and field in SHOWN.get(table, set())
