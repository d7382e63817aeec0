"""Which items of a case file leave, and why the others stay: consent, danger, how files came, masks, what became of them since.

An incident and a person are weighed as for a list that is handed out (`kniha.runs.exporting.weighing`). An exhibit leaves where its
statement may, where a lawyer let be used what needs it, and covered where somebody covered anything in it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from kniha.book.casefiles import queries, rules
from kniha.book.casefiles.models import CaseFile, CaseItem
from kniha.book.events.models import Involvement
from kniha.book.evidence.models import MaskedCopy
from kniha.book.statements.leaving import Handing, staying
from kniha.runs.exporting import weighing

DRAWN, KEPT = "drawn", "kept"
Reasons = Mapping[str, str]
"""By an item's id: why it stays, a code of the list `leaving-reasons`."""


def handing_of(case_file: CaseFile) -> Handing:
    """To whom, and for what, in the words of consents."""
    return Handing(rules.purpose_of(case_file.authority_kind), case_file.authority)


def weigh(case_file: CaseFile, items: Iterable[CaseItem], *, today: date) -> Reasons:
    """Why some of `items` stay; of those that are not named nothing stands in the way. Writes nothing."""
    handing = handing_of(case_file)
    items = tuple(items)
    elsewhere = {item.pk: "not-there" for item in items if _compartment(item) != case_file.compartment_id}
    there = [item for item in items if item.pk not in elsewhere]
    incidents = {item.incident_id: item.pk for item in there if item.incident_id}
    persons = {item.person_id: item.pk for item in there if item.person_id}
    exhibits = [item for item in there if item.exhibit_id]
    by_incident = weighing.incidents(tuple(map(str, incidents)), handing, today)
    by_person = {**_fallen(tuple(map(str, persons))), **weighing.persons(tuple(map(str, persons)), handing, today)}
    return {
        **elsewhere,
        **{incidents[row]: reason for row, reason in by_incident.items()},
        **{persons[row]: reason for row, reason in by_person.items()},
        **_exhibits(exhibits, handing, today),
    }


def fallen_since(case_file: CaseFile, carried: Iterable[CaseItem], *, today: date) -> Reasons:
    """What the authority has and would not be given today: a withdrawn consent, a source that fell, what was erased."""
    return weigh(case_file, carried, today=today)


def _compartment(item: CaseItem) -> str | None:
    row = item.incident or item.person or item.exhibit
    return row.compartment_id if row is not None else None


def _fallen(people: tuple[str, ...]) -> dict[str, str]:
    """Persons of whom something was alleged, and nothing is any more: they were cleared, or no evidence bore it."""
    alleged = Involvement.objects.filter(person__in=people)
    standing = alleged.filter(review__in=queries.STANDING, unsupported=False).values_list("person_id", flat=True)
    return {str(person): "fallen" for person in set(alleged.values_list("person_id", flat=True)) - set(standing)}


def _exhibits(items: Iterable[CaseItem], handing: Handing, today: date) -> dict[str, str]:
    items = tuple(items)
    sources = {str(item.exhibit.statement_id) for item in items if item.exhibit and item.exhibit.statement_id}
    stays = staying(sources, handing, today=today)
    masks: dict[str, set[str]] = {}
    for exhibit, state in MaskedCopy.objects.filter(exhibit__in=[item.exhibit_id for item in items]).values_list("exhibit_id", "state"):
        masks.setdefault(exhibit, set()).add(state)
    found = {item.pk: _exhibit(item, stays, masks.get(str(item.exhibit_id), set())) for item in items}
    return {item: reason for item, reason in found.items() if reason}


def _exhibit(item: CaseItem, stays: Mapping[str, str], masks: set[str]) -> str:
    exhibit = item.exhibit
    assert exhibit is not None  # the caller chose items with one
    if not exhibit.sha256:
        return "not-there"
    if exhibit.statement_id in stays:
        return stays[str(exhibit.statement_id)]
    acquisition = exhibit.acquisition
    if acquisition is not None and not (acquisition.may_be_read and acquisition.may_be_linked):
        return "not-decided"
    return "mask-waits" if DRAWN in masks and KEPT not in masks else ""
