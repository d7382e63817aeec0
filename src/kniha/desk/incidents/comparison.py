"""Accounts side by side: a row for each value, a column for each account; signs and words say where they cannot both be right."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kniha.book.events import comparing, queries
from kniha.book.events.comparing import Cell, Verdict
from kniha.book.events.models import Incident
from kniha.book.linking.origins import origins_among
from kniha.book.statements.models import Mention
from kniha.desk.incidents.alike import numbered
from kniha.desk.incidents.sources import Sources, Told, place, sources_of
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.desk.templatetags.desk import when, where
from kniha.vocab import terms
from kniha.vocab.place import Place, distance_m

Value = TypeVar("Value")

_SHOWN_ELSEWHERE = frozenset({"event", "when", "where", "act", "mention"})
"""Subjects of passages that stand with a value of their own; each other subject has a row of its words."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one account says of one value: in words, with the passages, the verdict, and the numbers of the accounts it contradicts."""

    number: int
    lines: tuple[str, ...]
    quotes: tuple[str, ...]
    verdict: Verdict
    against: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """One value over all accounts."""

    label: str
    verdict: Verdict
    sides: tuple[Side, ...]


@reading
def comparison(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """The accounts of an incident side by side."""
    incident = queries.incident(who.registrar, number)
    sources = sources_of(who.registrar, incident)
    return page(
        request, who, "desk/incidents/comparison.html", part="incidents", incident=incident, told=sources.told,
        rows=compared(sources, incident),
        origins=numbered(origins_among(who.registrar, [one.account for one in sources.told]), sources.told),
    )  # fmt: skip


def compared(sources: Sources, incident: Incident) -> tuple[Compared, ...]:
    """A row for each value that at least one account says something of."""
    told = sources.told
    rows = [_times(told), _places(told, incident), _kinds(told), *_people(told), _injuries(sources), *_things(told), *_heard(told)]
    return tuple(row for row in rows if any(side.lines or side.quotes for side in row.sides))


def _row(
    label: str, told: Sequence[Told], cells: Sequence[Cell], lines: Callable[[Told], Iterable[str]], *, about: str = "",
    note: Callable[[Told], str] = lambda _: "",
) -> Compared:  # fmt: skip
    sides = tuple(
        Side(
            one.number, tuple(filter(None, lines(one))), tuple(quote.words for quote in one.quotations if about and quote.about == about),
            cell.verdict, tuple(place + 1 for place in cell.against), note(one),
        )
        for one, cell in zip(told, cells, strict=True)
    )  # fmt: skip
    return Compared(label, comparing.row(cells), sides)


def _times(told: Sequence[Told]) -> Compared:
    cells = [one.time for one in told]
    return _row(gettext("When"), told, cells, lambda one: (when(one.account), _said(one.account.when_words)), about="when")


def _places(told: Sequence[Told], incident: Incident) -> Compared:
    cells = [one.place for one in told]
    concluded = _concluded(incident)

    def apart(one: Told) -> str:
        here = place(one.account)
        if here is None or concluded is None:
            return ""
        return gettext("%(metres)s m from the place concluded") % {"metres": round(distance_m(here, concluded))}

    return _row(gettext("Where"), told, cells, lambda one: (where(one.account), _said(one.account.where_words)), about="where", note=apart)


def _concluded(incident: Incident) -> Place | None:
    if incident.lat_e7 is None or incident.lon_e7 is None or incident.radius_m is None:
        return None
    return Place(incident.lat_e7, incident.lon_e7, incident.radius_m)


def _kinds(told: Sequence[Told]) -> Compared:
    cells = _sets([frozenset(one.account.kinds) for one in told])
    labels = {term.code: term.label(language()) for term in terms.terms("act-kinds")}
    return _row(gettext("What was done"), told, cells, lambda one: [labels.get(kind, kind) for kind in one.account.kinds], about="act")


def _people(told: Sequence[Told]) -> Iterable[Compared]:
    """A row for each role: agreement is of persons where the register holds them as one, else of the words for them."""
    there = {mention.role for one in told for mention, _ in one.mentions}
    for term in terms.terms("mention-roles"):
        if term.code in there:
            yield _of_role(told, term.code, term.label(language()))


def _of_role(told: Sequence[Told], role: str, label: str) -> Compared:
    cells = _sets([frozenset(key for one in _of(side, role) if (key := _key(*one))) for side in told])
    return _row(label, told, cells, lambda side: [_called(*one) for one in _of(side, role)])


def _of(side: Told, role: str) -> list[tuple[Mention, str]]:
    return [(mention, words) for mention, words in side.mentions if mention.role == role]


def _key(mention: Mention, words: str) -> str:
    return mention.person_id or (mention.name or mention.description or words).casefold()


def _called(mention: Mention, words: str) -> str:
    said = mention.name or mention.description or words or gettext("without a name")
    return ", ".join(filter(None, (said, mention.rank, mention.badge, mention.call_sign)))


def _injuries(sources: Sources) -> Compared:
    """What the register concluded of bodies, beside the accounts that its acts rest on."""
    labels = {term.code: term.label(language()) for term in terms.terms("injury-kinds")}
    found: dict[int, set[str]] = {}
    for row in sources.acts:
        kinds = {labels[injury.kind] for injury in row.act.injuries.all() if injury.kind != "not-known"}
        for one in row.rests_on:
            found.setdefault(one.number, set()).update(kinds)
    cells = _sets([frozenset(found.get(one.number, ())) for one in sources.told])
    return _row(gettext("Injuries, in acts that rest on it"), sources.told, cells, lambda one: sorted(found.get(one.number, ())))


def _things(told: Sequence[Told]) -> Iterable[Compared]:
    for field, label in (("unit", gettext("Units, as told")), ("vehicle", gettext("Vehicles"))):
        said = [sorted({value for mention, _ in one.mentions if (value := getattr(mention, field))}) for one in told]
        cells = _sets([frozenset(value.casefold() for value in values) for values in said])
        by_number = dict(zip((one.number for one in told), said, strict=True))
        yield _row(label, told, cells, lambda one, by_number=by_number: by_number[one.number])  # type: ignore[misc]  # mypy: a default in a lambda


def _heard(told: Sequence[Told]) -> Iterable[Compared]:
    """Words of the sources on whatever else coders mark: quoted, not judged."""
    for term in terms.terms("passage-subjects"):
        if term.code not in _SHOWN_ELSEWHERE and any(quote.about == term.code for one in told for quote in one.quotations):
            yield _row(term.label(language()), told, [Cell(Verdict.SILENT)] * len(told), lambda _: (), about=term.code)


def _sets(values: Sequence[Set[str]]) -> tuple[Cell, ...]:
    return comparing.cells([value or None for value in values], comparing.kinds)


def _said(words: str) -> str:
    return f"«{words}»" if words else ""
