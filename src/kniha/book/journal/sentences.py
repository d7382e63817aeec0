"""Entries as sentences: who did what to which record, from which value to which, citing what (docs/spec/journal.md §7).

Nothing in a sentence says more than the one who reads may know: records of other compartments are "a record you may not see", sealed
values are "sealed", erased ones "removed on request".
"""

from collections.abc import Iterator, Mapping, Sequence

from kniha.book.access.models import Registrar
from kniha.book.access.queries import roles
from kniha.book.journal import moments, reading
from kniha.book.journal.facts import facts_on
from kniha.book.journal.moments import Ref, Step
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Verb
from kniha.book.journal.sentence import Sentence
from kniha.book.journal.teller import Teller
from kniha.book.journal.wording import Wording
from kniha.book.statements.models import Passage


def sentences(registrar: Registrar, entries: Sequence[StoredEntry], *, language: str, home: str) -> tuple[Sentence, ...]:
    """Tell `entries` to `registrar` in `language`; `home` is the zone of the office."""
    cited = [row for entry in entries for table, row in entry.skeleton.cites if table == "account"]
    passages = {("passage", row) for row in Passage.objects.filter(account__in=cited).values_list("pk", flat=True)}
    refs = {(table, row) for entry in entries for _, table, row in entry.skeleton.changes}
    refs |= passages | {cite for entry in entries for cite in entry.skeleton.cites}
    facts = facts_on(registrar, refs, staff=[one for entry in entries for one in _staff(entry)])
    updates = _updates(entries)
    wording, is_custodian = Wording(facts, language, home), "custodian" in roles(registrar)
    return tuple(
        Teller(wording, entry, _steps(entry, updates), own=is_custodian or moments.said(entry, "registrar") == registrar.pk).sentence()
        for entry in entries
    )


def _staff(entry: StoredEntry) -> Iterator[str]:
    for path in ("registrar", "granted_by"):
        value = moments.said(entry, path)
        yield from (str(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _updates(entries: Sequence[StoredEntry]) -> Mapping[tuple[int, Ref], Step]:
    """What the updates among `entries` did, found by folding the histories of their rows."""
    changed = {(table, row) for entry in entries for verb, table, row in entry.skeleton.changes if verb == Verb.UPDATE}
    older = reading.entries_of(row for _, row in changed)
    return {(seq, step.ref): step for seq, step in moments.steps(older, changed) if step.verb is Verb.UPDATE}


def _steps(entry: StoredEntry, updates: Mapping[tuple[int, Ref], Step]) -> tuple[Step, ...]:
    return tuple(
        updates[entry.seq, ref]
        if verb is Verb.UPDATE
        else Step(verb, ref, None, {**moments.defaults(ref[0]), **told} if verb is Verb.INSERT else None)
        for verb, ref, told in moments.changes(entry)
    )
