"""Numbers over what a registrar may see, and the records behind each of them: the same rows, counted or listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import FilteredRelation, Max, Q, QuerySet, Sum

from kniha.book.access import leads
from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, seats
from kniha.book.counting.models import Count, CountedAct, CountedIncident
from kniha.book.counting.rules import DIMENSIONS, NARROWING, UNCHECKED, Code, Question, Table, code_of, fields_of
from kniha.book.events.models import Involvement

STANDING = ("draft", "agreed")
"""Reviews of an involvement by which its unit is told of."""

_COUNTED: Mapping[str, str] = {"incidents": "incident", "acts": "act", "named": "victim"}
"""By measure: of what each is counted once."""

_BOTH: tuple[type[CountedIncident], type[CountedAct]] = (CountedIncident, CountedAct)

Rows = QuerySet[Any]  # Any: counted incidents or counted acts


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures over all that fits a question. Groups are people counted without names, from the least to the most they can be."""

    incidents: int
    acts: int
    named: int
    groups_low: int
    groups_high: int
    verified: int
    late: int
    one_unverified: int
    """Violations that rest on one unverified source."""
    unknown_consent: int


def table(registrar: Registrar, question: Question) -> Table:
    """The numbers that `question` asks for, over what `registrar` may see."""
    rows = asked(registrar, question)
    dimensions = [question.rows, *([question.columns] if question.columns else [])]
    cells = {(codes[0], codes[1] if len(codes) > 1 else ""): number for codes, number in _grouped(rows, question, dimensions).items()}
    if _adds_up(question):
        by_row, by_column = _summed(cells, 0), _summed(cells, 1) if question.columns else {}
        total = sum(cells.values())
    else:
        by_row = _alone(_grouped(rows, question, [question.rows])) if question.columns else _summed(cells, 0)
        by_column = _alone(_grouped(rows, question, [question.columns])) if question.columns else {}
        total = _all(rows, question)
    columns = tuple(sorted(by_column)) if question.columns else ("",)
    return Table(question, tuple(sorted(by_row)), columns, cells, by_row, by_column, total)


def totals(registrar: Registrar, question: Question) -> Totals:
    """The figures over all that fits `question`, whatever its measure, rows and columns."""
    acts = asked(registrar, question, of_acts=True)
    unchecked = Q(verification__in=UNCHECKED, sources=1)
    found = acts.aggregate(
        acts=CountOf("pk"), named=CountOf("victim", distinct=True), verified=CountOf("pk", filter=Q(verification="verified")),
        late=CountOf("pk", filter=Q(late="late")), one=CountOf("pk", filter=unchecked), unknown=CountOf("pk", filter=Q(let="not-known")),
    )  # fmt: skip
    narrowed = replace(question, measure="incidents", rows="year", columns="").asks_of_acts
    incidents = acts.values("incident").distinct().count() if narrowed else asked(registrar, question, of_acts=False).count()
    groups = acts.filter(people__isnull=False)
    largest = groups.values("incident").annotate(most=Max("people")).aggregate(low=Sum("most"))["low"] or 0
    return Totals(
        incidents, found["acts"], found["named"], largest, groups.aggregate(high=Sum("people"))["high"] or 0,
        found["verified"], found["late"], found["one"], found["unknown"],
    )  # fmt: skip


def left_out(registrar: Registrar) -> dict[str, tuple[int, int]]:
    """By reason, a code of `count-omissions`: how many incidents and how many acts stand in no number."""
    incidents, acts = (
        dict(_seen(model, registrar).exclude(left_out="").order_by().values_list("left_out").annotate(n=CountOf("pk"))) for model in _BOTH
    )
    return {reason: (incidents.get(reason, 0), acts.get(reason, 0)) for reason in incidents.keys() | acts.keys()}


def behind(registrar: Registrar, question: Question, *, row: Code | None = None, column: Code | None = None) -> QuerySet[Any]:
    """The ids of what a number counts, each once: of incidents, acts or persons, as the measure says. Any: of one of three tables."""
    rows = asked(registrar, question)
    for dimension, code in ((question.rows, row), (question.columns, column)):
        if dimension and code is not None:
            rows = rows.filter(**_fields(dimension, code))
    counted = _COUNTED[question.measure]
    return rows.exclude(**{f"{counted}__isnull": True}).order_by(counted).values_list(counted, flat=True).distinct()


def left_out_incidents(registrar: Registrar, reason: str) -> QuerySet[Any]:
    """The ids of the incidents that stand in no number for this reason, themselves or by an act."""
    ids = _seen(CountedAct, registrar).filter(left_out=reason).values("incident")
    rows = _seen(CountedIncident, registrar).filter(Q(left_out=reason) | Q(incident__in=ids))
    return rows.order_by("incident").values_list("incident", flat=True)


def asked(registrar: Registrar, question: Question, *, of_acts: bool | None = None) -> Rows:
    """The rows that fit `question`: of acts, or of incidents where nothing that it asks is of acts alone."""
    acts = question.asks_of_acts if of_acts is None else of_acts
    rows = _seen(CountedAct if acts else CountedIncident, registrar).filter(left_out="").order_by()
    if "unit" in {question.rows, question.columns}:
        standing = Q(act__involvements__review__in=STANDING, act__involvements__unit__isnull=False)
        rows = rows.annotate(alleged=FilteredRelation("act__involvements", condition=standing))
    return rows.filter(_narrowed(question))


def counts(registrar: Registrar) -> QuerySet[Count]:
    """The kept counts that `registrar` may see, newest first: those over compartments that are all theirs."""
    kept = Count.objects.order_by("-made_on", "-cut", "pk")
    if registrar.frozen:
        return kept.none()
    if registrar.kept_from:  # somebody else's count may hold what they are kept from
        kept = kept.filter(author=registrar.pk)
    own = {seat.pk for seat in seats(registrar)}
    return kept.filter(pk__in=[count for count, lies in kept.values_list("pk", "lies") if own.issuperset(lies)])


def count(registrar: Registrar, count_id: str) -> Count:
    """One kept count, or NotFoundError."""
    return one(counts(registrar), pk=count_id)


def _seen(model: type[CountedAct | CountedIncident], registrar: Registrar) -> Rows:
    if registrar.frozen:
        return model.objects.none()
    rows: Rows = model.objects.filter(lies__in=[seat.pk for seat in seats(registrar)])
    return leads.without(rows, registrar.kept_from, path="incident__compartment")


def _narrowed(question: Question) -> Q:
    fits = Q()
    if question.first:
        fits &= Q(first_day__gte=question.first)
    if question.last:
        fits &= Q(last_day__lte=question.last)
    for name in NARROWING:
        if code := getattr(question, name):
            fits &= Q(**fields_of(name, code))
    if question.unchecked:
        fits &= Q(verification__in=UNCHECKED)
    if question.compartment:
        fits &= Q(lies=question.compartment)
    if question.unit:
        fits &= Q(act__in=Involvement.objects.filter(unit=question.unit, review__in=STANDING).values("act"))
    return fits


def _fields(dimension: str, code: Code) -> dict[str, object]:
    return {"alleged__unit__isnull": True} if dimension == "unit" and not code else fields_of(dimension, code)


def _grouped(rows: Rows, question: Question, dimensions: Sequence[str]) -> dict[tuple[Code, ...], int]:
    names = list(dict.fromkeys(name for dimension in dimensions for name in DIMENSIONS[dimension]))
    found: dict[tuple[Code, ...], int] = {}
    for *values, number in rows.values_list(*names).annotate(n=_number(question)).order_by(*names):
        told = dict(zip(names, values, strict=True))
        codes = tuple(code_of(dimension, [told[name] for name in DIMENSIONS[dimension]]) for dimension in dimensions)
        if number:
            found[codes] = found.get(codes, 0) + number
    return found


def _all(rows: Rows, question: Question) -> int:
    number: int = rows.aggregate(n=_number(question))["n"]
    return number


def _number(question: Question) -> CountOf:
    return CountOf(_COUNTED[question.measure], distinct=question.asks_of_acts and (question.measure != "acts" or not _adds_up(question)))


def _adds_up(question: Question) -> bool:
    """Whether each thing stands in one row and one column."""
    if "unit" in {question.rows, question.columns}:
        return False
    return question.measure == "acts" or not question.asks_of_acts


def _summed(cells: Mapping[tuple[Code, Code], int], place: int) -> dict[Code, int]:
    found: dict[Code, int] = {}
    for codes, number in cells.items():
        found[codes[place]] = found.get(codes[place], 0) + number
    return found


def _alone(grouped: Mapping[tuple[Code, ...], int]) -> dict[Code, int]:
    return {codes[0]: number for codes, number in grouped.items()}
