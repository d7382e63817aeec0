"""What rests on what is erased or sealed: incidents and their acts, walked entry by entry (docs/spec/erasure.md §4).

A value of a conclusion goes where it rests on nothing else, where it describes an erased person, where it repeats erased words that
nobody else told, and where the two registrars chose it. What is left without a source is *unsupported*; an accepted incident whose source
fell returns to review.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kniha.book.classes import Journalled
from kniha.book.erasure.echoes import Echoes, echoes
from kniha.book.erasure.parts import Parts, Ref, empty, ids, says_nothing
from kniha.book.erasure.rules import CONCLUDED, KEPT_OF_ENTRY, WORDS_CONCLUDED
from kniha.book.events.models import Act, Citation, Incident, Injury, Involvement, Review
from kniha.book.journal import erasing, reading, rows
from kniha.book.journal.erasing import Told
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Change, Verb
from kniha.book.medicine.models import MedicalFinding
from kniha.book.statements.models import Account, Mention, Statement
from kniha.book.work.models import Task
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes out of use: all its rows, those of them that are erased now, what they said, and words chosen by hand to go as well."""

    parts: Parts
    gone: Parts
    said: Echoes
    also: frozenset[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Loss:
    """What one incident loses: changes of rows, and values of entries to blank."""

    incident: Incident
    changes: tuple[Change, ...]
    blanked: tuple[Told, ...]
    unsupported_acts: int
    returns: bool

    @property
    def words(self) -> int:
        """How many fields of the conclusion are emptied."""
        return sum(1 for change in self.changes for name in change.fields if name in CONCLUDED[change.table])


def concerned(parts: Parts) -> list[Incident]:
    """The incidents that rest on `parts` or speak of somebody among them."""
    accounts = {*ids(parts, "account"), *Mention.objects.filter(pk__in=ids(parts, "mention")).values_list("account_id", flat=True)}
    people = ids(parts, "person")
    found = {
        *Citation.objects.filter(account__in=accounts).values_list("incident_id", flat=True),
        *Act.objects.filter(victim__in=people).values_list("incident_id", flat=True),
        *Involvement.objects.filter(person__in=people).values_list("act__incident_id", flat=True),
        *Injury.objects.filter(finding__in=ids(parts, "medicalfinding")).values_list("act__incident_id", flat=True),
    }
    return list(Incident.objects.select_for_update().filter(pk__in=found).order_by("number"))


def loss_of(incident: Incident, leaving: Leaving) -> Loss:
    """Work out what `incident` loses."""
    return _Walk(incident, leaving).loss()


class _Walk:
    """One incident and its entries."""

    def __init__(self, incident: Incident, leaving: Leaving) -> None:
        self.incident = incident
        self.leaving = leaving
        self.acts = {act.pk: act for act in Act.objects.filter(incident=incident)}
        self.injuries = {one.pk: one for one in Injury.objects.filter(act__incident=incident)}
        self.involvements = {one.pk: one for one in Involvement.objects.filter(act__incident=incident)}
        self.reviews = {one.pk: one for one in Review.objects.filter(incident=incident)}
        self.tasks = {one.pk: one for one in Task.objects.filter(incident=incident)}
        self.citations = list(Citation.objects.filter(incident=incident).select_related("account__statement"))
        rows_of_it = {incident.pk, *self.acts, *self.injuries, *self.involvements, *self.reviews, *self.tasks}
        self.entries = list(reading.entries_of(rows_of_it))

    def loss(self) -> Loss:
        blanked = tuple(told for entry in self.entries for told in self._going(entry))
        unsupported = {ref for ref in self._losing if not self._live[ref].unsupported}  # type: ignore[attr-defined]  # the three that can be
        changes = tuple(self._changes(set(blanked), unsupported))
        return Loss(self.incident, changes, blanked, sum(1 for table, _ in unsupported if table == "act"), self._returns)

    # -- what has lost its source

    @cached_property
    def _in_use(self) -> frozenset[str]:
        """The accounts, of those that any entry rests on, that may still be used."""
        known = {account for entry in self.entries for account in _sources(entry)} | {one.account_id for one in self.citations}
        standing = Account.objects.filter(pk__in=known, statement__compartment__isnull=False).values_list("pk", flat=True)
        return frozenset(standing) - frozenset(ids(self.leaving.parts, "account"))

    def _is_lost(self, sources: Collection[str]) -> bool:
        """Whether something rested on accounts, and none of them is left."""
        return bool(sources) and self._in_use.isdisjoint(sources)

    @cached_property
    def _is_unsupported(self) -> bool:
        return self._is_lost({one.account_id for one in self.citations if one.about == "event"})

    @cached_property
    def _lost_rows(self) -> frozenset[str]:
        """Acts and involvements that rest on nothing any more, also those taken back since; then what hangs on them."""
        lost = {row for row, sources in self._sources_of.items() if self._is_lost(sources)}
        return frozenset(lost | {row for row, act in self._acts_of.items() if act in lost})

    @cached_property
    def _sources_of(self) -> Mapping[str, frozenset[str]]:
        """The accounts that each act and involvement rests on: by its citations, else by the entry that made it."""
        made = {
            row: _sources(entry)
            for entry in self.entries
            for verb, table, row in entry.skeleton.changes
            if verb == Verb.INSERT and table in {"act", "involvement"}
        }
        cited = {act: frozenset(one.account_id for one in self.citations if one.act_id == act) for act in self.acts}
        return made | {act: accounts for act, accounts in cited.items() if accounts}

    @cached_property
    def _acts_of(self) -> Mapping[str, str]:
        """The act of each injury and involvement, also of those that are gone."""
        return {
            change.id: str(change.fields["act_id"])
            for entry in self.entries
            for change in reading.changes(entry)
            if change.table in {"injury", "involvement"} and "act_id" in change.fields
        }

    @cached_property
    def _losing(self) -> frozenset[Ref]:
        """The rows to be marked unsupported."""
        found = {("act", row) for row in self.acts if row in self._lost_rows}
        found |= {("involvement", row) for row in self.involvements if row in self._lost_rows}
        if self._is_unsupported:
            found.add(("incident", self.incident.pk))
        return frozenset(found)

    @property
    def _returns(self) -> bool:
        """Whether an accepted incident goes back to the lawyers: whenever a source of it falls that was in use until now."""
        if self.incident.state != "accepted":
            return False
        leaving = Account.objects.filter(pk__in=ids(self.leaving.parts, "account"), statement__compartment__isnull=False)
        findings = MedicalFinding.objects.filter(
            pk__in=ids(self.leaving.parts, "medicalfinding"), report__statement__compartment__isnull=False
        )
        return leaving.filter(citations__incident=self.incident).exists() or findings.filter(injuries__act__incident=self.incident).exists()

    @cached_property
    def _without_finding(self) -> frozenset[str]:
        """The injuries, also those taken back, that were recorded on the strength of a finding which goes."""
        findings = set(ids(self.leaving.parts, "medicalfinding"))
        changes = (change for entry in self.entries for change in reading.changes(entry) if change.table == "injury")
        return frozenset(change.id for change in changes if change.fields.get("finding_id") in findings)

    # -- which values go

    def _going(self, entry: StoredEntry) -> Iterator[Told]:
        rests_on_nothing = self._is_lost(_sources(entry))
        for told in erasing.told(entry):
            if not told.table:
                if told.field not in KEPT_OF_ENTRY and self._is_word_of_entry_going(entry, told):
                    yield told
            elif told.field in CONCLUDED.get(told.table, ()) and (rests_on_nothing or self._is_going(told)) and not says_nothing(told):
                yield told

    def _is_going(self, told: Told) -> bool:
        if told.row in self._lost_rows or told.row in self._without_finding or (told.table, told.row, told.field) in self.leaving.also:
            return True
        if told.table in {"incident", "review", "task"} and self._is_unsupported:
            return True
        return told.field in WORDS_CONCLUDED[told.table] and (self._is_about_the_erased(told) or self._said.are_in(str(told.value)))

    def _is_about_the_erased(self, told: Told) -> bool:
        """Whether these words describe an erased person: their harm, or their alleged part."""
        act = self.acts.get(self._acts_of.get(told.row, told.row))
        people = {act.victim_id} if act and told.table in {"act", "injury"} else set()
        if told.table == "involvement" and told.row in self.involvements:
            people.add(self.involvements[told.row].person_id)
        return not people.isdisjoint(ids(self.leaving.gone, "person"))

    def _is_word_of_entry_going(self, entry: StoredEntry, told: Told) -> bool:
        changed = {row for _, table, row in entry.skeleton.changes if table in {"act", "injury", "involvement"}}
        return (bool(changed) and changed <= self._lost_rows) or self._said.are_in(str(told.value))

    @cached_property
    def _said(self) -> Echoes:
        """What only the erased told of this incident."""
        accounts = Account.objects.filter(pk__in=self._in_use)
        statements = Statement.objects.filter(accounts__in=accounts).distinct()
        mentions = Mention.objects.filter(account__in=accounts)
        naming = [text for values in mentions.values_list("name", "badge", "call_sign", "vehicle") for text in values]
        naming += [text for values in accounts.values_list("when_words", "where_words") for text in values]
        return self.leaving.said.without(echoes(naming, statements.values_list("text", flat=True)))

    # -- the changes

    @cached_property
    def _live(self) -> Mapping[Ref, Journalled]:
        tables: tuple[tuple[str, Mapping[str, Journalled]], ...] = (
            ("injury", self.injuries), ("involvement", self.involvements), ("act", self.acts), ("review", self.reviews),
            ("task", self.tasks),
            ("incident", {self.incident.pk: self.incident}),
        )  # fmt: skip
        return {(table, row): one for table, found in tables for row, one in found.items()}

    def _changes(self, blanked: Collection[Told], unsupported: Collection[Ref]) -> Iterator[Change]:
        emptied = self._emptied(blanked)
        for ref, row in self._live.items():
            fields: dict[str, object] = {name: empty(type(row), name) for name in emptied.get(ref, ())}
            if ref in unsupported:
                fields["unsupported"] = True
            if ref[0] == "incident" and self._returns:
                fields["state"] = "in-review"
            if fields:
                yield rows.update(row, **fields)

    def _emptied(self, blanked: Collection[Told]) -> Mapping[Ref, list[str]]:
        """The fields of rows whose present value is one that goes: the last that was entered."""
        last = {(told.table, told.row, told.field): told for entry in self.entries for told in erasing.told(entry) if told.table}
        found: dict[Ref, list[str]] = {}
        for (table, row, name), told in last.items():
            if told in blanked:
                found.setdefault((table, row), []).append(name)
        return found


def _sources(entry: StoredEntry) -> frozenset[str]:
    """The accounts on whose strength `entry` was made: those that it cites, or that came in with it."""
    cited = {row for table, row in entry.skeleton.cites if table == "account"}
    return frozenset(cited | {row for verb, table, row in entry.skeleton.changes if verb == Verb.INSERT and table == "account"})


def fields_to_choose(incidents: Iterable[Incident]) -> Iterator[tuple[str, str, str, str]]:
    """The free words of conclusions on `incidents` that the two may choose to erase as well: table, row, field, words."""
    for incident in incidents:
        walk: tuple[tuple[str, Iterable[Journalled]], ...] = (
            ("incident", [incident]), ("act", Act.objects.filter(incident=incident)),
            ("injury", Injury.objects.filter(act__incident=incident)), ("involvement", Involvement.objects.filter(act__incident=incident)),
            ("review", Review.objects.filter(incident=incident)),
            ("task", Task.objects.filter(incident=incident)),
        )  # fmt: skip
        for table, found in walk:
            for row in found:
                for name in WORDS_CONCLUDED[table]:
                    if text := str(getattr(row, name)):
                        yield table, Id(row.pk), name, text
