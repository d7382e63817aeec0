"""Times, places and names that stand in a statement, suggested to whoever codes it: taking one fills fields that stay open to change.

None takes itself. Places come from the gazetteer that ships; names from persons whom the one who asks may see, of the statement's own
compartment and of no other, whatever else they may see.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from kniha.book.forces import queries as forces
from kniha.book.people import queries as people
from kniha.book.statements.models import Statement
from kniha.desk.forces.finding import told_in
from kniha.desk.language import language
from kniha.desk.places.shown import ShownPlace, as_shown
from kniha.desk.request import Who
from kniha.runs import finding
from kniha.search.known_names import KnownName, told_names
from kniha.search.places import told_places
from kniha.vocab.told_time import ToldTime, told_times

MOST = 12
"""Suggestions of one sort on a page; who wants more marks the words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A time that `words` may mean; `in_text` where they stand in the statement's text, not in its source's own line on when."""

    words: str
    time: ToldTime
    in_text: bool


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """A place that `words` may mean; `start` and `end` in the statement's text, or None in its source's own line on where."""

    words: str
    place: ShownPlace
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class NameSuggestion:
    """Words of the text that are like the name `known`, of a person whom the compartment knows."""

    words: str
    known: str
    person: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnitSuggestion:
    """Words of the text that are like the name `known` of a unit, which is called `called`."""

    words: str
    known: str
    called: str
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All that is suggested for one statement."""

    times: tuple[Suggestion, ...]
    places: tuple[PlaceSuggestion, ...]
    names: tuple[NameSuggestion, ...]
    units: tuple[UnitSuggestion, ...]

    def take(self, data: QueryDict, asked: str) -> None:
        """Fill the form with what a button asks for: a number for a time, `place-1`, `name-1`, `unit-1`; nothing where there is no such."""
        sort, dash, number = asked.rpartition("-")
        if dash and not sort:
            return
        at = int(number) if number.isdecimal() and len(number) < 4 else MOST
        if sort == "" and at < len(self.times):
            take(data, self.times[at])
        elif sort == "place" and at < len(self.places):
            _take_place(data, self.places[at])
        elif sort == "name" and at < len(self.names):
            _take_name(data, self.names[at])
        elif sort == "unit" and at < len(self.units):
            _take_unit(data, self.units[at])


def suggestions(who: Who, statement: Statement) -> Suggestions:
    """What `statement` suggests to `who`."""
    return Suggestions(suggested(statement), _places(statement), _names(who, statement), _units(who, statement))


def suggested(statement: Statement) -> tuple[Suggestion, ...]:
    """The times that `statement` tells, each meaning once: the source's own line on when it was comes first."""
    by_meaning: dict[tuple[str, str, int | None], Suggestion] = {}
    for one in _all(statement):
        by_meaning.setdefault((one.time.first, one.time.last, one.time.margin), one)
    return tuple(by_meaning.values())[:MOST]


def take(data: QueryDict, suggestion: Suggestion) -> None:
    """Fill the form's time with `suggestion`, in its words; and a passage, unless these words are marked already."""
    time = suggestion.time
    told = {"first": time.first, "last": time.last, "margin": str(time.margin or ""), "precision": "", "when_words": suggestion.words}
    for name, value in told.items():
        data[name] = value
    if suggestion.in_text:
        _mark(data, "when", suggestion.words, (time.start, time.end))


def _places(statement: Statement) -> tuple[PlaceSuggestion, ...]:
    """Each place once: the source's own line on where it was comes first."""
    found: dict[str, PlaceSuggestion] = {}
    for text, in_text in ((statement.where_words, False), (statement.text, True)):
        for told in told_places(text):
            span = (told.start, told.end) if in_text else (None, None)
            for place in told.places:
                found.setdefault(place.id, PlaceSuggestion(text[told.start : told.end], as_shown(place, language()), *span))
    return tuple(found.values())[:MOST]


def _take_place(data: QueryDict, suggestion: PlaceSuggestion) -> None:
    data["point"], data["radius_m"], data["where_words"] = suggestion.place.point, str(suggestion.place.radius_m), suggestion.words
    if suggestion.start is not None and suggestion.end is not None:
        _mark(data, "where", suggestion.words, (suggestion.start, suggestion.end))


def _names(who: Who, statement: Statement) -> tuple[NameSuggestion, ...]:
    if statement.compartment_id is None:
        return ()
    ids = finding.named_in(who.registrar, statement.text, compartment=statement.compartment_id, folder=settings.OFFICE.index)
    known = [KnownName(row.person_id, row.text) for row in people.names_in(who.registrar, statement.compartment_id, ids)]
    met = told_names(statement.text, known)
    return tuple(NameSuggestion(statement.text[one.start : one.end], one.known.text, one.known.id, one.start, one.end) for one in met)[
        :MOST
    ]


def _take_name(data: QueryDict, suggestion: NameSuggestion) -> None:
    if (str(suggestion.start), str(suggestion.end)) in _spans(data, "mentions"):
        return
    row = _open_row(data, "mentions")
    for name, filled in (("name", suggestion.words), ("words", suggestion.words), ("start", suggestion.start), ("end", suggestion.end)):
        data[f"{row}-{name}"] = str(filled)


def _units(who: Who, statement: Statement) -> tuple[UnitSuggestion, ...]:
    told, text = told_in(who, statement), statement.text
    called = forces.called(who.registrar, (one.known.id for one in told), language=language())
    return tuple(
        UnitSuggestion(text[one.start : one.end], one.known.text, called[one.known.id], one.known.id, one.start, one.end) for one in told
    )


def _take_unit(data: QueryDict, suggestion: UnitSuggestion) -> None:
    """A mention of these words as a unit, tied to the one that was suggested; whoever takes it may untie it in the form."""
    if (str(suggestion.start), str(suggestion.end)) in _spans(data, "mentions"):
        return
    row, words = _open_row(data, "mentions"), suggestion.words
    told = {"unit": words, "known_unit": suggestion.unit, "words": words, "start": suggestion.start, "end": suggestion.end}
    for name, filled in told.items():
        data[f"{row}-{name}"] = str(filled)


def typed_units(data: QueryDict) -> tuple[str, ...]:
    """The words that stand for units in the rows of the form."""
    typed = ((data.get(f"mentions-{row}-unit") or "").strip() for row in range(_rows(data, "mentions")))
    return tuple(dict.fromkeys(words for words in typed if words))[:MOST]


def _all(statement: Statement) -> Iterator[Suggestion]:
    for text, in_text in ((statement.when_words, False), (statement.text, True)):
        for time in told_times(text, told_on=statement.received_on):
            yield Suggestion(text[time.start : time.end], time, in_text)


def _mark(data: QueryDict, about: str, words: str, span: tuple[int, int]) -> None:
    """A passage of these words, unless they are marked already."""
    start, end = map(str, span)
    if (start, end) in _spans(data, "passages"):
        return
    row = _open_row(data, "passages")
    for name, filled in (("about", about), ("words", words), ("start", start), ("end", end)):
        data[f"{row}-{name}"] = filled


def _rows(data: QueryDict, part: str) -> int:
    total = data.get(f"{part}-TOTAL_FORMS") or ""
    return min(int(total), 200) if total.isdecimal() else 0


def _spans(data: QueryDict, part: str) -> set[tuple[str | None, str | None]]:
    return {(data.get(f"{part}-{row}-start"), data.get(f"{part}-{row}-end")) for row in range(_rows(data, part))}


def _open_row(data: QueryDict, part: str) -> str:
    """The first row of a part in which nothing stands; a new one where there is none."""
    rows = _rows(data, part)
    for row in range(rows):
        if not any(data.get(f"{part}-{row}-{name}") for name in ("words", "start", "end", "name", "unit", "role")):
            return f"{part}-{row}"
    data[f"{part}-TOTAL_FORMS"] = str(rows + 1)
    return f"{part}-{rows}"
