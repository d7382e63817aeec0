"""What a case file says, as values: only of what leaves, no registrar, no minute of the office, no name of a source.

A person is named where they are an item that leaves; what is alleged of a person, where two lawyers agreed and the person leaves too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from mimetypes import MimeTypes

from kniha.book.casefiles.models import CaseCell, CaseDelivery, CaseFile, CaseItem
from kniha.book.events.models import Act, Citation, Context, Incident, Involvement, Proceeding
from kniha.book.evidence.models import CustodyEvent, MaskedCopy
from kniha.book.forces.models import Posting, UnitName
from kniha.book.people.models import PersonName
from kniha.book.statements.leaving import staying
from kniha.book.statements.models import Mention
from kniha.runs.casefiles.weighing import KEPT, Reasons, handing_of
from kniha.runs.exporting import weighing_forces
from kniha.vocab.crimes.elements import Crimes, elements_of
from kniha.vocab.place import DEGREE

Record = dict[str, object]
_TYPES = MimeTypes(filenames=())


@dataclass(frozen=True, slots=True)
class Numbered:
    """An exhibit that leaves: under which numbers, as which file, whether as a copy with covered parts."""

    item: CaseItem
    copy: MaskedCopy | None
    label: str
    path: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told, table by table; `exhibits` are the files that go along."""

    head: Record
    incidents: tuple[Record, ...]
    chronology: tuple[Record, ...]
    persons: tuple[Record, ...]
    matrix: tuple[Record, ...]
    numbered: tuple[Numbered, ...]
    exhibits: tuple[Record, ...]
    left_out: tuple[Record, ...]
    for_suspect: Record

    def as_json(self) -> Record:
        """The index."""
        return {
            "case_file": self.head, "incidents": self.incidents, "chronology": self.chronology, "persons": self.persons,
            "matrix": self.matrix, "exhibits": self.exhibits, "left_out": self.left_out, "for_the_suspects": self.for_suspect,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weighed:
    """The items of a case file, and why some of them stay."""

    items: tuple[CaseItem, ...]
    reasons: Reasons

    @property
    def leaving(self) -> tuple[CaseItem, ...]:
        """Those that leave."""
        return tuple(item for item in self.items if item.pk not in self.reasons)


def tell(delivery: CaseDelivery, weighed: Weighed, crimes: Crimes, *, prefix: str, register: str, now: datetime) -> Telling:
    """All that a delivery says. Reads the register as it stands; writes nothing."""
    case_file, today = delivery.case_file, now.date()
    leaving = weighed.leaving
    people = {str(item.person_id): person_label(item) for item in leaving if item.person_id}
    incidents = {str(item.incident_id): item.incident for item in leaving if item.incident}
    numbered = _numbered([item for item in leaving if item.exhibit_id], prefix)
    allowed = _allowed(case_file, incidents, today)
    return Telling(
        head=_head(delivery, register, today),
        incidents=tuple(_incidents(incidents, people)),
        chronology=_chronology(incidents, allowed),
        persons=tuple(_persons(case_file, people, incidents, today)),
        matrix=tuple(_matrix(case_file, crimes, {item.pk for item in leaving}, _namer(numbered, people))),
        numbered=numbered,
        exhibits=tuple(_exhibits(numbered, incidents, now)),
        left_out=tuple({"reason": reason, "count": count} for reason, count in sorted(Counter(weighed.reasons.values()).items())),
        for_suspect={"asked_on": delivery.disclosure.day, "told": delivery.disclosure.told},
    )


def person_label(item: CaseItem) -> str:
    """What a person is called across the file, and in every later delivery."""
    return f"P-{item.pk[:8]}"


def _head(delivery: CaseDelivery, register: str, today: date) -> Record:
    case_file = delivery.case_file
    return {
        "title": case_file.title, "authority": case_file.authority, "basis": case_file.basis, "crimes": case_file.crimes,
        "delivery": delivery.number, "made_on": today, "previous": delivery.previous.bundle if delivery.previous else None,
        "register": register,
    }  # fmt: skip


def _allowed(case_file: CaseFile, incidents: Iterable[str], today: date) -> frozenset[str]:
    """The statements, of those that these incidents cite, that may leave."""
    cited = set(Citation.objects.filter(incident__in=list(incidents)).values_list("account__statement_id", flat=True))
    cited |= set(Proceeding.objects.filter(incident__in=list(incidents)).values_list("account__statement_id", flat=True))
    return frozenset(cited) - staying(cited, handing_of(case_file), today=today).keys()


def _incidents(incidents: Mapping[str, Incident], people: Mapping[str, str]) -> Iterable[Record]:
    acts: dict[str, list[Record]] = {}
    involved = _involved(incidents, people)
    for act in Act.objects.filter(incident__in=list(incidents), unsupported=False).order_by("kind", "pk"):
        acts.setdefault(act.incident_id, []).append({
            "kind": act.kind, "methods": act.methods, "verification": act.verification, "victims": act.victim_count or 1,
            "victim": people.get(str(act.victim_id)), "alleged": involved.get(act.pk, ()),
        })  # fmt: skip
    for row in sorted(incidents.values(), key=lambda row: (row.first is None, row.first or row.opened_on, row.number)):
        yield {
            "number": row.number, "title": row.title, "first": _instant(row.first), "last": _instant(row.last), "zone": row.zone,
            "precision": row.precision, "place": row.place_words, "latitude": _degrees(row.lat_e7), "longitude": _degrees(row.lon_e7),
            "radius_m": row.radius_m, "acts": acts.get(row.pk, ()),
        }  # fmt: skip


def _involved(incidents: Iterable[str], people: Mapping[str, str]) -> dict[str, tuple[Record, ...]]:
    """By act: whose part two lawyers agreed on. A unit is told by its words."""
    found: dict[str, tuple[Record, ...]] = {}
    agreed = Involvement.objects.filter(act__incident__in=list(incidents), review="agreed", unsupported=False)
    for row in agreed.order_by("degree", "pk"):
        who = row.unit_words or people.get(str(row.person_id))
        if who:
            found[row.act_id] = (*found.get(row.act_id, ()), {"who": who, "degree": row.degree, "finding": row.finding})
    return found


def _chronology(incidents: Mapping[str, Incident], allowed: frozenset[str]) -> tuple[Record, ...]:
    """What happened when: incidents, proceedings whose source may leave, what shows policy."""
    found = [_happened(row.number, "incident", _instant(row.first), row.title) for row in incidents.values()]
    proceedings = Proceeding.objects.filter(incident__in=list(incidents), unsupported=False, account__statement__in=allowed)
    for tried in proceedings:
        words = ", ".join(filter(None, (tried.court, tried.article, tried.sentence)))
        found.append(_happened(incidents[tried.incident_id].number, "proceeding", tried.held_on, words))
    for context in Context.objects.filter(incident__in=list(incidents)):
        told = _happened(incidents[context.incident_id].number, "context", context.dated, context.title)
        found.append({**told, "source": context.read_in})
    return tuple(sorted(found, key=lambda row: (row["when"] is None, *(str(row[name]) for name in ("when", "kind", "incident", "what")))))


def _happened(number: str, kind: str, when: object, what: str) -> Record:
    return {"when": when, "kind": kind, "incident": number, "what": what, "source": ""}


def _persons(case_file: CaseFile, people: Mapping[str, str], incidents: Iterable[str], today: date) -> Iterable[Record]:
    names: dict[str, list[str]] = {}
    for person, text in PersonName.objects.filter(person__in=list(people)).order_by("text").values_list("person_id", "text"):
        names.setdefault(person, []).append(text)
    told = Mention.objects.filter(person__in=list(people), account__statement__in=_allowed(case_file, incidents, today)).exclude(name="")
    for person, text in told.order_by("name").values_list("person_id", "name").distinct():
        if text not in names.setdefault(str(person), []):
            names[str(person)].append(text)
    agreed = Involvement.objects.filter(person__in=list(people), act__incident__in=list(incidents), review="agreed", unsupported=False)
    parts: dict[str, list[Record]] = {}
    for row in agreed.select_related("act__incident").order_by("act__incident__number", "pk"):
        part: Record = {"incident": row.act.incident.number, "act": row.act.kind, "degree": row.degree, "finding": row.finding}
        parts.setdefault(str(row.person_id), []).append(part)
    posts = _postings(case_file, people, today)
    for person, label in sorted(people.items(), key=lambda pair: pair[1]):
        yield {"label": label, "names": names.get(person, ()), "alleged": parts.get(person, ()), "posts": posts.get(person, ())}


def _postings(case_file: CaseFile, people: Iterable[str], today: date) -> dict[str, list[Record]]:
    """Posts of these persons that may leave, with one name of their unit that may."""
    handing = handing_of(case_file)
    rows = list(Posting.objects.filter(person__in=list(people)).order_by("began_from", "pk"))
    stays = weighing_forces.postings([row.pk for row in rows], handing, today)
    names = list(
        UnitName.objects.filter(unit__in={row.unit_id for row in rows}).select_related("account__statement").order_by("kind", "text")
    )
    names_stay = weighing_forces.names([name.pk for name in names], handing, today)
    called: dict[str, str] = {}
    for name in names:
        here = name.account is None or name.account.statement.compartment_id == case_file.compartment_id
        if here and name.pk not in names_stay:
            called.setdefault(name.unit_id, name.text)
    found: dict[str, list[Record]] = {}
    for row in rows:
        if row.pk not in stays and row.unit_id in called:
            found.setdefault(row.person_id, []).append({
                "unit": called[row.unit_id], "kind": row.kind, "post": row.post, "rank": row.rank, "from": row.began_from,
                "until": row.ended_to, "read_in": row.read_in,
            })  # fmt: skip
    return found


def _matrix(case_file: CaseFile, crimes: Crimes, leaving: set[str], named: Callable[[CaseItem], str]) -> Iterable[Record]:
    """Every element of every chosen crime in its order, with what leaves of it; a gap where nothing that leaves proves it."""
    cells: dict[str, list[Record]] = {}
    rows = CaseCell.objects.filter(case_file=case_file, is_withdrawn=False).select_related(
        "item__incident", "item__exhibit", "item__person"
    )
    for cell in rows.order_by("bearing", "item__number", "pk"):
        if cell.item is None or cell.item.pk in leaving:
            told: Record = {"bearing": cell.bearing, "item": named(cell.item) if cell.item else "", "words": cell.words}
            cells.setdefault(cell.element, []).append(told)
    for element in elements_of(crimes, case_file.crimes):
        found = cells.get(element.key, [])
        is_gap = not any(cell["bearing"] == "proves" for cell in found)
        code = element.key.partition("/")[0]
        crime = crimes[code]
        yield {"crime": code, "crime_labels": crime.labels, "source": crime.source, "element": element.key, "labels": element.labels,
               "gap": is_gap, "cells": found}  # fmt: skip


def _namer(numbered: Iterable[Numbered], people: Mapping[str, str]) -> Callable[[CaseItem], str]:
    labels = {one.item.pk: one.label for one in numbered}

    def named(item: CaseItem) -> str:
        if item.incident is not None:
            return item.incident.number
        return labels.get(item.pk) or people.get(str(item.person_id), "")

    return named


def _numbered(items: Iterable[CaseItem], prefix: str) -> tuple[Numbered, ...]:
    items = tuple(items)
    kept: dict[str, MaskedCopy] = {}
    for copy in MaskedCopy.objects.filter(exhibit__in=[item.exhibit_id for item in items], state=KEPT).order_by("number"):
        kept[copy.exhibit_id] = copy
    return tuple(_number(item, kept.get(str(item.exhibit_id)), prefix) for item in items)


def _number(item: CaseItem, copy: MaskedCopy | None, prefix: str) -> Numbered:
    assert item.exhibit is not None  # the caller chose items with one
    pages = f"{prefix}-{item.first_page:06d}-{item.last_page:06d}"
    label = f"{pages}-R" if copy else pages  # a covered copy has a number of its own, linked with that of its original
    media_type = item.exhibit.media_type
    if copy is not None:
        media_type = "video/webm" if media_type.startswith("video/") else "image/jpeg"
    ending = _TYPES.guess_extension(media_type) or ".bin"
    return Numbered(item, copy, label, f"exhibits/{label}{ending}", media_type)


def _exhibits(numbered: Iterable[Numbered], incidents: Mapping[str, Incident], now: datetime) -> Iterable[Record]:
    numbered = tuple(numbered)
    shown = [str(one.item.exhibit_id) for one in numbered]
    custody: dict[str, list[Record]] = {}
    for row in CustodyEvent.objects.filter(exhibit__in=shown).exclude(kind="accessed").order_by("at", "pk"):
        custody.setdefault(row.exhibit_id, []).append({"step": row.kind, "day": row.at.astimezone(now.tzinfo).date()})
    cited: dict[str, set[str]] = {}
    statements = {one.item.exhibit.statement_id for one in numbered if one.item.exhibit}
    told = Citation.objects.filter(about="event", account__statement__in=statements, incident__in=list(incidents))
    for statement, incident in told.values_list("account__statement_id", "incident_id"):
        cited.setdefault(statement, set()).add(incidents[incident].number)
    for one in numbered:
        exhibit = one.item.exhibit
        assert exhibit is not None  # as above
        yield {
            "number": one.item.number, "pages": one.label, "file": one.path, "media_type": one.media_type,
            "given": "covered" if one.copy else "original", "sha256": one.copy.sha256 if one.copy else exhibit.sha256,
            "original_sha256": exhibit.sha256, "how_obtained": exhibit.how_obtained, "acquired_on": exhibit.acquired_on,
            "cover": exhibit.cover, "incidents": sorted(cited.get(str(exhibit.statement_id), ())),
            "custody": custody.get(exhibit.pk, ()),
        }  # fmt: skip


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _degrees(units: int | None) -> float | None:
    return None if units is None else units / DEGREE
