"""What belongs to a record: the incident with its acts, the act with its injuries (docs/spec/journal.md §3).

A part that was taken back stays a part: its entries still tell of it, and name what it belonged to.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kniha.book.journal import moments, reading, rows
from kniha.book.journal.moments import Ref, Rows
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Verb

PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "incident": (
        ("act", "incident_id"),
        ("citation", "incident_id"),
        ("link", "incident_id"),
        ("detention", "incident_id"),
        ("proceeding", "incident_id"),
        ("context", "incident_id"),
        ("review", "incident_id"),
        ("publication", "incident_id"),
        ("task", "incident_id"),
        ("matchdecision", "incident_id"),
        ("incidentdecision", "second_id"),
        ("incidentdecision", "incident_id"),
    ),
    "casefile": (
        ("caseitem", "case_file_id"),
        ("casecell", "case_file_id"),
        ("casedisclosure", "case_file_id"),
        ("casedelivery", "case_file_id"),
    ),
    "act": (("injury", "act_id"), ("involvement", "act_id"), ("citation", "act_id")),
    "involvement": (("bearing", "involvement_id"), ("opinion", "involvement_id"), ("outcome", "involvement_id")),
    "statement": (
        ("consent", "statement_id"),
        ("account", "statement_id"),
        ("message", "statement_id"),
        ("interview", "statement_id"),
        ("medicalreport", "statement_id"),
        ("heldinterview", "statement_id"),
        ("task", "statement_id"),
    ),
    "medicalreport": (("medicalfinding", "report_id"),),
    "account": (("passage", "account_id"), ("mention", "account_id")),
    "person": (
        ("personname", "person_id"),
        ("sealedfield", "person_id"),
        ("risk", "person_id"),
        ("safecontact", "person_id"),
        ("referral", "person_id"),
        ("permission", "person_id"),
        ("notice", "source_id"),
        ("medicalreport", "subject_id"),
        ("task", "person_id"),
        ("request", "person_id"),
        ("inquiry", "person_id"),
        ("posting", "person_id"),
        ("persondecision", "second_id"),
        ("persondecision", "person_id"),
    ),
    "unit": (
        ("unitname", "unit_id"),
        ("unitparent", "unit_id"),
        ("posting", "unit_id"),
        ("callsign", "unit_id"),
        ("deployment", "unit_id"),
        ("headcount", "unit_id"),
        ("departure", "unit_id"),
    ),
    "exhibit": (
        ("custodyevent", "exhibit_id"),
        ("likenessverdict", "exhibit_id"),
        ("recording", "exhibit_id"),
        ("batch", "exhibit_id"),
        ("medianote", "exhibit_id"),
        ("maskedcopy", "exhibit_id"),
        ("communication", "exhibit_id"),
    ),
    "communication": (("speaker", "communication_id"), ("communicationtranslation", "communication_id")),
    "recording": (("matchdecision", "recording_id"),),
    "camera": (("cameraposition", "camera_id"), ("clockreading", "camera_id"), ("recording", "camera_id")),
    "thing": (("thingstep", "thing_id"),),
    "registrar": (("rolegrant", "registrar_id"), ("membership", "registrar_id"), ("fieldform", "registrar_id")),
    "fieldform": (("heldinterview", "form_id"),),
    "compartment": (("membership", "compartment_id"),),
}
"""By table: the tables of its parts, and the field by which a part names what it belongs to."""

KINDS = (
    "incident", "act", "injury", "involvement", "statement", "account", "mention", "person", "exhibit", "registrar", "compartment", "hold",
    "erasure", "proposal", "medicalreport", "conflict", "canary", "inquiry", "hint", "unit", "acquisition", "thing", "camera", "recording",
    "batch", "communication", "edition", "casefile",
)  # fmt: skip
"""The tables whose rows are records: what has a history of its own, with its parts."""

ABOVE: Mapping[str, tuple[str, str]] = {part: (field, whole) for whole, parts in reversed(tuple(PARTS.items())) for part, field in parts}
"""By table of a part: the field that names what it belongs to, and the table of that. A citation belongs first to its incident,
a posting to its person."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Records with all their parts, those that are gone too, and the entries that changed or cited any of them, oldest first."""

    parts: frozenset[Ref]
    entries: tuple[StoredEntry, ...]

    def entries_on(self, some: frozenset[Ref]) -> tuple[StoredEntry, ...]:
        """The entries that changed or cited any of `some` of the parts."""
        ids = {row for _, row in some}
        return self.entries if some == self.parts else tuple(one for one in self.entries if not ids.isdisjoint(_touched(one)))


def whole(roots: Collection[Ref]) -> Whole:
    """Read `roots` with all their parts, down to the smallest."""
    known = set(roots) | _there(roots)
    while True:
        entries = tuple(reading.entries_of(row for _, row in known))
        gone = _taken_back(known, entries)
        if not gone:
            return Whole(frozenset(known), entries)
        known |= gone | _there(gone)


def with_parts(roots: Collection[Ref]) -> frozenset[Ref]:
    """Return `roots` with all their parts."""
    return whole(roots).parts


def below(found: Rows, above: Ref) -> Iterator[Ref]:
    """The parts of `above` among the rows `found`, table by table in the order of `PARTS`, then by id."""
    for part, field in PARTS.get(above[0], ()):
        yield from sorted(ref for ref, fields in found.items() if ref[0] == part and fields.get(field) == above[1])


def _there(above: Collection[Ref]) -> set[Ref]:
    """The parts, at any depth, that the tables hold today."""
    found: set[Ref] = set()
    layer = set(above)
    while layer:
        layer = {
            ref for table in {table for table, _ in layer} for ref in _parts_of(table, [row for at, row in layer if at == table])
        } - found
        found |= layer
    return found


def _parts_of(table: str, ids: Collection[str]) -> Iterator[Ref]:
    for part, field in PARTS.get(table, ()):
        for row in rows.model_of(part).objects.filter(**{f"{field}__in": ids}).values_list("pk", flat=True):
            yield part, row


def _touched(entry: StoredEntry) -> Iterator[str]:
    yield from (row for _, _, row in entry.skeleton.changes)
    yield from (row for _, row in entry.skeleton.cites)


def _taken_back(known: Collection[Ref], entries: Iterable[StoredEntry]) -> set[Ref]:
    """Rows that `entries`, those on `known`, take away, and that were made as parts of them."""
    tables = {part for table, _ in known for part, _ in PARTS.get(table, ())}
    deleted = {
        (table, row) for entry in entries for verb, table, row in entry.skeleton.changes if verb == Verb.DELETE and table in tables
    } - set(known)
    return {ref for ref, fields in made(deleted).items() if any((whole, fields.get(field)) in known for whole, field in _wholes(ref[0]))}


def made(refs: Iterable[Ref]) -> Rows:
    """The fields with which each of `refs` was made."""
    wanted = set(refs)
    return {
        ref: {**moments.defaults(ref[0]), **fields}
        for entry in reading.entries_of(row for _, row in wanted)
        for verb, ref, fields in moments.changes(entry)
        if verb is Verb.INSERT and ref in wanted
    }


def _wholes(part: str) -> Iterator[tuple[str, str]]:
    yield from ((whole, field) for whole, parts in PARTS.items() for named, field in parts if named == part)
