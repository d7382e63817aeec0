"""Two incidents side by side: what the register concludes of each, what the accounts of both say, and how far apart they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse

from kniha.book.access.looking import note_reading
from kniha.book.events import comparing, queries
from kniha.book.events.comparing import Span
from kniha.book.events.models import Act, Incident
from kniha.book.linking import queries as linking
from kniha.book.linking.origins import origins
from kniha.desk.incidents.alike import numbered
from kniha.desk.incidents.sources import Told, told_by
from kniha.desk.language import language
from kniha.desk.linking.shown import Shown
from kniha.desk.request import Who
from kniha.desk.templatetags.desk import when, where
from kniha.vocab import terms
from kniha.vocab.place import Place, distance_m

_MOST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two incidents: its acts with those to whom they befell, units in the words of accounts, and the accounts.

    Accounts are numbered through both sides, so that each says which of the other it contradicts.
    """

    whole: Incident
    acts: tuple[tuple[Act, str], ...]
    units: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two incidents are, as the register concludes them: minutes, and metres beyond what is uncertain; None: not known."""

    minutes: int | None
    metres: int | None
    beyond_m: int | None


def seen(who: Who) -> QuerySet[Incident]:
    """All that this registrar may know of."""
    return queries.incidents(who.registrar)


def two(who: Who, number: str, second_number: str) -> tuple[Incident, Incident]:
    """Two incidents of one compartment, or NotFoundError; that they were read is noted."""
    one = queries.incident(who.registrar, number)
    other = linking.incident_beside(who.registrar, one, second_number)
    for _ in (one, other):
        note_reading(who.hand, "incident")
    return one, other


def sides(who: Who, one: Incident, other: Incident) -> tuple[Side, Side]:
    """Both as this registrar may see them."""
    accounts = [queries.whole_accounts(who.registrar, each) for each in (one, other)]
    told = told_by([*accounts[0], *accounts[1]])
    place = len(accounts[0])
    return _side(who, one, told[:place]), _side(who, other, told[place:])


def _side(who: Who, incident: Incident, told: tuple[Told, ...]) -> Side:
    acts = tuple((act, _victim(act)) for act in queries.whole_acts(who.registrar, incident))
    units = {mention.unit for one in told for mention, _ in one.mentions if mention.unit}
    return Side(incident, acts, tuple(sorted(units)), told)


def _victim(act: Act) -> str:
    if act.victim is None:
        return act.victim_words or (str(act.victim_count) if act.victim_count else "")
    return " / ".join(dict.fromkeys(name.text for name in act.victim.names.all()))


def more(who: Who, two: tuple[Side, Side]) -> Mapping[str, object]:
    """What the page of two incidents has beside: how far apart they are, and what one origin would explain."""
    found = origins(who.registrar, *([each.account for each in side.told] for side in two))
    return {"apart": apart(two[0].whole, two[1].whole), "origins": numbered(found, [*two[0].told, *two[1].told])}


def told(side: Side, row_key: str) -> Mapping[str, str]:
    """What was compared of an incident, by the subjects of the list `link-subjects`."""
    row = linking.row_compared(side.whole, [one.account.pk for one in side.told], row_key)
    account = next((one.account for one in side.told if one.account.pk == row_key), None)
    if row is None or account is None:
        return {}
    kinds = {term.code: term.label(language()) for term in terms.terms("act-kinds")}
    text = row.told["text"]
    return {
        "time": when(account) or when(side.whole),
        "site": account.where_words or where(account) or side.whole.place_words or where(side.whole),
        "kinds": ", ".join(kinds.get(code, code) for code in row.told["kinds"].split(";") if code),
        "people": row.told.get("people", "").replace(";", ", "),
        "units": row.told.get("units", "").replace(";", ", "),
        "text": text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS].rstrip()}…",
    }


def called(who: Who, ids: Collection[str]) -> Mapping[str, Shown]:
    """How incidents are called: by number and title."""
    found = queries.incidents(who.registrar).filter(pk__in=list(ids)).values_list("pk", "number", "title")
    return {pk: Shown(number, (title,) if title else (), reverse("incident", args=[number]), number) for pk, number, title in found}


def apart(one: Incident, other: Incident) -> Apart:
    """How far apart two incidents are."""
    spans, places = [_span(each) for each in (one, other)], [_place(each) for each in (one, other)]
    minutes = comparing.gap(*spans) // timedelta(minutes=1) if all(spans) else None  # type: ignore[arg-type]  # none is None
    if not all(places):
        return Apart(minutes, None, None)
    metres = distance_m(*places)  # type: ignore[arg-type]  # the same
    return Apart(minutes, round(metres), max(0, round(metres - sum(each.radius_m for each in places if each))))


def _span(incident: Incident) -> Span | None:
    return None if incident.first is None or incident.last is None else Span(incident.first, incident.last)


def _place(incident: Incident) -> Place | None:
    if incident.lat_e7 is None or incident.lon_e7 is None or incident.radius_m is None:
        return None
    return Place(incident.lat_e7, incident.lon_e7, incident.radius_m)
