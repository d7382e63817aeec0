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
from kniha.book.events.models import Act, Bearing, Citation, Detention, Incident, Injury, Involvement, Link, Opinion, Proceeding
from kniha.book.journal import erasing, reading, rows
from kniha.book.journal.erasing import Told
from kniha.book.journal.reading import StoredEntry
from kniha.book.journal.rows import Change, Verb
from kniha.book.linking.models import IncidentDecision
from kniha.book.medicine.models import MedicalFinding
from kniha.book.statements.models import Account, Mention, Statement
from kniha.vocab.ids import Id

WITHIN: Mapping[str, str] = {
    "injury": "act__incident",
    "bearing": "involvement__act__incident",
    "opinion": "involvement__act__incident",
    "outcome": "involvement__act__incident",
    "involvement": "act__incident",
    "act": "incident",
    "link": "incident",
    "incidentdecision": "incident",
    "matchdecision": "incident",
    "detention": "incident",
    "proceeding": "incident",
    "context": "incident",
    "review": "incident",
    "publication": "incident",
    "task": "incident",
}
"""By table of conclusions: the way to its incident. Those that hang on others come first."""

_RESTING = frozenset({"act", "involvement", "bearing", "detention", "proceeding"})
"""Conclusions that rest on accounts of their own."""

_HANGING: Mapping[str, str] = {
    "injury": "act_id", "involvement": "act_id", "bearing": "involvement_id", "opinion": "involvement_id", "outcome": "involvement_id",
}  # fmt: skip
"""Conclusions that go with another, and the field that names it."""

_OF_THE_WHOLE = frozenset({"incident", "review", "publication", "task", "link", "incidentdecision", "matchdecision", "context"})
"""Tables whose words rest on the incident as a whole."""


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
        *(
            row
            for table in (Detention, Proceeding)
            for row in table.objects.filter(person__in=people).values_list("incident_id", flat=True)
        ),
        *Bearing.objects.filter(account__in=accounts).values_list("involvement__act__incident_id", flat=True),
    }
    linked = Link.objects.filter(other__in=found).values_list("incident_id", flat=True)
    decided = IncidentDecision.objects.filter(second__in=found).values_list("incident_id", flat=True)
    found |= {*linked, *decided}  # their words may tell of it
    return list(Incident.objects.select_for_update().filter(pk__in=found).order_by("number"))


def loss_of(incident: Incident, leaving: Leaving) -> Loss:
    """Work out what `incident` loses."""
    return _Walk(incident, leaving).loss()


class _Walk:
    """One incident and its entries."""

    def __init__(self, incident: Incident, leaving: Leaving) -> None:
        self.incident = incident
        self.leaving = leaving
        found = ((table, row) for table, row in (*_within(incident), ("incident", incident)))
        # What an exhibit that goes takes along (a decision on its recording) is gone before conclusions are emptied.
        self.rows: Mapping[Ref, Journalled] = {(table, row.pk): row for table, row in found if (table, row.pk) not in leaving.gone}
        self.acts = {row.pk: row for row in self.rows.values() if isinstance(row, Act)}
        self.citations = list(Citation.objects.filter(incident=incident).select_related("account__statement"))
        self.entries = list(reading.entries_of({row for _, row in self.rows}))

    def loss(self) -> Loss:
        blanked = tuple(told for entry in self.entries for told in self._going(entry))
        unsupported = {ref for ref in self._losing if not self.rows[ref].unsupported}  # type: ignore[attr-defined]  # they have it: `_losing`
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
        hanging = {row for row, act in self._wholes.items() if act in lost}
        return frozenset(lost | hanging | {row for row, whole in self._wholes.items() if whole in hanging})

    @cached_property
    def _sources_of(self) -> Mapping[str, frozenset[str]]:
        """The accounts that each conclusion rests on: an act by its citations, all else by the entry that made it."""
        made = {
            row: _sources(entry)
            for entry in self.entries
            for verb, table, row in entry.skeleton.changes
            if verb == Verb.INSERT and table in _RESTING
        }
        cited = {act: frozenset(one.account_id for one in self.citations if one.act_id == act) for act in self.acts}
        return made | {act: accounts for act, accounts in cited.items() if accounts}

    @cached_property
    def _wholes(self) -> Mapping[str, str]:
        """What each injury, involvement, or word on an involvement hangs on, also of those that are gone."""
        return {
            change.id: str(change.fields[_HANGING[change.table]])
            for entry in self.entries
            for change in reading.changes(entry)
            if change.table in _HANGING and _HANGING[change.table] in change.fields
        }

    @cached_property
    def _losing(self) -> frozenset[Ref]:
        """The rows to be marked unsupported."""
        found = {ref for ref in self.rows if ref[1] in self._lost_rows and hasattr(self.rows[ref], "unsupported")}
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
        if told.table in _OF_THE_WHOLE and self._is_unsupported:
            return True
        return told.field in WORDS_CONCLUDED[told.table] and (self._is_about_the_erased(told) or self._said.are_in(str(told.value)))

    def _is_about_the_erased(self, told: Told) -> bool:
        """Whether these words describe an erased person: their harm, or their alleged part."""
        chain = [told.row]
        while chain[-1] in self._wholes:
            chain.append(self._wholes[chain[-1]])
        people = set()
        for row in (self._by_id[one] for one in chain if one in self._by_id):
            if isinstance(row, Involvement | Detention | Proceeding):
                people.add(row.person_id)
                break
            if isinstance(row, Act):
                people.add(row.victim_id)
        return not people.isdisjoint(ids(self.leaving.gone, "person"))

    @cached_property
    def _by_id(self) -> Mapping[str, Journalled]:
        return {row: one for (_, row), one in self.rows.items()}

    def _is_word_of_entry_going(self, entry: StoredEntry, told: Told) -> bool:
        changed = {row for _, table, row in entry.skeleton.changes if table in _RESTING | _HANGING.keys()}
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

    def _changes(self, blanked: Collection[Told], unsupported: Collection[Ref]) -> Iterator[Change]:
        emptied = self._emptied(blanked)
        for ref, row in self.rows.items():
            fields: dict[str, object] = {name: empty(type(row), name) for name in emptied.get(ref, ())}
            if ref in unsupported:
                fields["unsupported"] = True
            if ref[0] == "incident" and self._returns:
                fields["state"] = "in-review"
            if ref in self._unsettled:
                fields |= {"review": "draft"} if ref[0] == "involvement" else {"stands": False}
            if fields:
                yield rows.update(row, **fields)

    @cached_property
    def _unsettled(self) -> frozenset[Ref]:
        """Involvements of which a source falls that lawyers judged, and the opinions on them: they look again."""
        falling = set(ids(self.leaving.parts, "account"))
        fallen = {row.involvement_id for row in self.rows.values() if isinstance(row, Bearing) and row.account_id in falling}
        involvements = (row for row in self.rows.values() if isinstance(row, Involvement))
        judged = {one.pk for one in involvements if one.review in {"agreed", "not-supported"}} & (fallen | self._lost_rows)
        opinions = {ref for ref, row in self.rows.items() if isinstance(row, Opinion) and row.stands and row.involvement_id in judged}
        return frozenset({("involvement", row) for row in judged} | opinions)

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
        for table, row in (("incident", incident), *_within(incident)):
            for name in WORDS_CONCLUDED[table]:
                if text := str(getattr(row, name)):
                    yield table, Id(row.pk), name, text


def _within(incident: Incident) -> Iterator[tuple[str, Journalled]]:
    """All conclusions on `incident` but itself, those that hang on others first."""
    for table, path in WITHIN.items():
        yield from ((table, row) for row in rows.model_of(table).objects.filter(**{path: incident}).order_by("pk"))
