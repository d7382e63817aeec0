"""Numbers over what a registrar may see, and the records behind each of them: the same rows, counted or listed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import FilteredRelation, Max, Q, QuerySet, Sum

from kniha.book.access import leads
from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, seats
from kniha.book.counting.facts import SEVERAL, STANDING
from kniha.book.counting.models import Count, CountedAct, CountedIncident
from kniha.book.counting.rules import DIMENSIONS, NARROWING, UNCHECKED, Code, Question, Table, code_of, fields_of
from kniha.book.events.models import Involvement
from kniha.vocab.errors import MalformedError

_CHECKED = ("place", "verification", "sources", "late", "let")
_TOGETHER: tuple[tuple[str, ...], ...] = (("month", "kind"), _CHECKED)
"""Dimensions that are read in one go, each in the order of an index."""

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


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The figures over all, and tables by dimension."""

    totals: Totals
    tables: Mapping[str, Table]


def table(registrar: Registrar, question: Question) -> Table:
    """The numbers that `question` asks for, over what `registrar` may see."""
    rows = asked(registrar, question)
    dimensions = [question.rows, *([question.columns] if question.columns else [])]
    if _adds_up(question):
        return _added_up(question, _grouped(rows, question, dimensions))
    grouped = _grouped(rows, question, dimensions)
    cells = _cells(grouped)
    by_row = _margin(_grouped(rows, question, [question.rows]) if question.columns else grouped, 0)
    by_column = _margin(_grouped(rows, question, [question.columns]), 0) if question.columns else {}
    return replace(_made(question, cells, by_row, by_column), total=_all(rows, question))


def dashboard(registrar: Registrar, question: Question) -> Dashboard:
    """The figures over all that fits `question`, and its violations by each dimension of a dashboard: two looks at the acts for most."""
    rows, whole = asked(registrar, question, of_acts=True), replace(question, measure="acts", columns="")
    tables: dict[str, Table] = {}
    by: dict[tuple[str, ...], Mapping[tuple[Code, ...], int]] = {}
    for together in _TOGETHER:
        by[together] = _grouped(rows, whole, together)
        for place, dimension in enumerate(together):
            by_row = _margin(by[together], place)
            tables[dimension] = _made(replace(whole, rows=dimension), _as_cells(by_row), by_row, {})
    tables["unit"] = table(registrar, replace(whole, rows="unit"))
    tables["state"] = table(registrar, replace(whole, measure="incidents", rows="state"))
    return Dashboard(_totals(registrar, whole, by[_CHECKED]), tables)


def totals(registrar: Registrar, question: Question) -> Totals:
    """The figures over all that fits `question`, whatever its measure, rows and columns."""
    whole = replace(question, measure="acts", columns="")
    return _totals(registrar, whole, _grouped(asked(registrar, whole, of_acts=True), whole, _CHECKED))


def _totals(registrar: Registrar, whole: Question, checked: Mapping[tuple[Code, ...], int]) -> Totals:
    acts = asked(registrar, whole, of_acts=True)
    narrowed = replace(whole, measure="incidents", rows="year").asks_of_acts
    incidents = acts.values("incident").distinct().count() if narrowed else asked(registrar, whole, of_acts=False).count()
    groups = acts.filter(people__isnull=False)
    largest = groups.values("lies", "incident").annotate(most=Max("people")).aggregate(low=Sum("most"))["low"] or 0

    def summed(**wanted: Collection[Code]) -> int:
        places = {_CHECKED.index(name): codes for name, codes in wanted.items()}
        return sum(number for codes, number in checked.items() if all(codes[place] in those for place, those in places.items()))

    return Totals(
        incidents=incidents,
        acts=summed(),
        named=acts.aggregate(n=CountOf("victim", distinct=True))["n"],
        groups_low=largest,
        groups_high=groups.aggregate(high=Sum("people"))["high"] or 0,
        verified=summed(verification={"verified"}),
        late=summed(late={"late"}),
        one_unverified=summed(verification=UNCHECKED, sources={"1"}),
        unknown_consent=summed(let={"not-known"}),
    )


def left_out(registrar: Registrar) -> dict[str, tuple[int, int]]:
    """By reason, a code of `count-omissions`: how many incidents and how many acts stand in no number."""
    incidents, acts = (_reasons(_seen(model, registrar)) for model in _BOTH)
    return {reason: (incidents.get(reason, 0), acts.get(reason, 0)) for reason in incidents.keys() | acts.keys()}


def _reasons(rows: Rows) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, reason, number in rows.filter(left_out__gt="").order_by().values_list("lies", "left_out").annotate(n=CountOf("*")):
        found[reason] += number
    return found


def behind(registrar: Registrar, question: Question, *, row: Code | None = None, column: Code | None = None) -> QuerySet[Any]:
    """The ids of what a number counts, each once: of incidents, acts or persons, as the measure says. Any: of one of three tables."""
    rows = asked(registrar, question)
    for dimension, code in ((question.rows, row), (question.columns, column)):
        if dimension and code is not None:
            rows = rows.filter(_of_unit(code) if dimension == "unit" else Q(**fields_of(dimension, code)))
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
    rows = rows.filter(_narrowed(question))
    return rows.filter(_of_unit(question.unit)) if question.unit else rows


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
    return fits


def _of_unit(unit: Code) -> Q:
    """In which acts this unit, or with an empty code none, is alleged to have taken part."""
    if unit == SEVERAL:
        raise MalformedError("several units are no unit")
    return Q(unit=unit) | Q(unit=SEVERAL, act__in=_taken_part(unit)) if unit else Q(unit="")


def _taken_part(unit: Code) -> QuerySet[Any]:  # Any: ids of acts
    return Involvement.objects.filter(unit=unit, review__in=STANDING).values("act")


def _grouped(rows: Rows, question: Question, dimensions: Sequence[str]) -> dict[tuple[Code, ...], int]:
    """The numbers by the codes of these dimensions. With several units, an act stands under each."""
    if "unit" not in dimensions:
        return _counted(rows, question, dimensions)
    if question.measure == "acts":
        # One unit or none: each row is an act of its own.
        found = _counted(rows.exclude(unit=SEVERAL), question, dimensions, adds=True)
        more = _counted(_each_unit(rows.filter(unit=SEVERAL)), question, dimensions, unit="alleged__unit")
        return {codes: found.get(codes, 0) + more.get(codes, 0) for codes in found.keys() | more.keys()}
    return _counted(_each_unit(rows), question, dimensions, unit="alleged__unit")


def _each_unit(rows: Rows) -> Rows:
    standing = Q(act__involvements__review__in=STANDING, act__involvements__unit__isnull=False)
    each: Rows = rows.annotate(alleged=FilteredRelation("act__involvements", condition=standing))
    return each


def _counted(
    rows: Rows, question: Question, dimensions: Sequence[str], *, unit: str = "unit", adds: bool = False
) -> dict[tuple[Code, ...], int]:
    """The same of rows that have one unit each, in the field `unit`; whether what is counted `adds` up by itself."""
    fields = {dimension: (unit,) if dimension == "unit" else DIMENSIONS[dimension] for dimension in dimensions}
    # Added up by compartment first: so the rows come in the order of an index, and nothing is sorted.
    adds = adds or _adds_up(question)
    names = [*(("lies",) if adds else ()), *dict.fromkeys(name for dimension in dimensions for name in fields[dimension])]
    found: dict[tuple[Code, ...], int] = {}
    for *values, number in rows.values_list(*names).annotate(n=_number(question, adds=adds)).order_by(*names):
        told = dict(zip(names, values, strict=True))
        codes = tuple(code_of(dimension, [told[name] for name in fields[dimension]]) for dimension in dimensions)
        if number:
            found[codes] = found.get(codes, 0) + number
    return found


def _all(rows: Rows, question: Question) -> int:
    number: int = rows.aggregate(n=_number(question, adds=question.measure == "acts"))["n"]
    return number


def _number(question: Question, *, adds: bool) -> CountOf:
    """Of what adds up, rows are counted; of the rest, each thing once."""
    return CountOf("*") if adds else CountOf(_COUNTED[question.measure], distinct=True)


def _adds_up(question: Question) -> bool:
    """Whether each thing stands in one row and one column."""
    if "unit" in {question.rows, question.columns}:
        return False
    return question.measure == "acts" or not question.asks_of_acts


def _added_up(question: Question, grouped: Mapping[tuple[Code, ...], int]) -> Table:
    cells = _cells(grouped)
    return _made(question, cells, _margin(grouped, 0), _margin(grouped, 1) if question.columns else {})


def _made(question: Question, cells: Mapping[tuple[Code, Code], int], by_row: Mapping[Code, int], by_column: Mapping[Code, int]) -> Table:
    """The table whose rows add up to the whole."""
    columns = tuple(sorted(by_column)) if question.columns else ("",)
    return Table(question, tuple(sorted(by_row)), columns, cells, by_row, by_column, sum(by_row.values()))


def _cells(grouped: Mapping[tuple[Code, ...], int]) -> dict[tuple[Code, Code], int]:
    return {(codes[0], codes[1] if len(codes) > 1 else ""): number for codes, number in grouped.items()}


def _as_cells(by_row: Mapping[Code, int]) -> dict[tuple[Code, Code], int]:
    return {(row, ""): number for row, number in by_row.items()}


def _margin(grouped: Mapping[tuple[Code, ...], int], place: int) -> dict[Code, int]:
    found: dict[Code, int] = {}
    for codes, number in grouped.items():
        found[codes[place]] = found.get(codes[place], 0) + number
    return found
