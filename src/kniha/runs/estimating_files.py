"""Tables in files for the engine `estimates`: histories and counts in, by stratum and draw where these are told; a report out.

A column `count`, columns `stratum` and `draw` if there are any, and every other column is a list, with 0 or 1 in each row.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from kniha.estimates.estimating import Asked, Estimated, Summed, Tell, estimated, spread, summed
from kniha.estimates.tables import Table, table_of
from kniha.runs.estimating_words import ASSUMPTIONS, DOUBTS, model_words, reason
from kniha.runs.table_files import read_rows, shown
from kniha.vocab.errors import ImpossibleError, MalformedError

COUNT, STRATUM, DRAW = "count", "stratum", "draw"
_MARKS = {"0": 0, "1": 1, "0.0": 0, "1.0": 1, "False": 0, "True": 1}

Key = tuple[str, str]
"""A draw and a stratum; empty where the file tells of none."""


class Given(NamedTuple):
    """The tables of a file by draw and stratum, in its order, and whether it has columns for them."""

    tables: dict[Key, Table]
    by_stratum: bool
    by_draw: bool


def estimate_file(name: str, asked: Asked, *, bootstrap_draws: bool, tell: Tell) -> dict[str, Any]:
    """Return the report of a file. Draws of a linkage are not drawn anew by the bootstrap unless `bootstrap_draws`."""
    given = read_tables(name)
    if given.by_draw and not bootstrap_draws:
        asked = Asked(asked.weight, 0, asked.kinds, asked.seed)
    found: dict[Key, Estimated] = {}
    for number, (key, table) in enumerate(given.tables.items(), 1):
        before = f"table {number} of {len(given.tables)}: " if len(given.tables) > 1 else ""
        found[key] = estimated(table, asked, tell=_after(before, tell))
    return report(given, found)


def read_tables(name: str) -> Given:
    """Return the tables of a file. Raises MalformedError and ImpossibleError with the row, never with what stands in a cell."""
    columns, rows = read_rows(name)
    if COUNT not in columns:
        raise MalformedError(f"{shown(name)} has no column {COUNT}")
    if len(set(columns)) < len(columns):
        raise MalformedError(f"{shown(name)} has a column twice")
    places = [place for place, column in enumerate(columns) if column not in {COUNT, STRATUM, DRAW}]
    lists = tuple(columns[place] for place in places)
    grouped: dict[Key, list[tuple[int, list[int], int]]] = {}
    for number, row in enumerate(rows, 2):
        key = (_cell(columns, row, DRAW), _cell(columns, row, STRATUM))
        marks = [_mark(row[place], columns[place], number) for place in places]
        grouped.setdefault(key, []).append((number, marks, _count(row[columns.index(COUNT)], number)))
    if not grouped:
        raise MalformedError(f"{shown(name)} has no rows")
    made = {
        key: table_of(lists, ((marks, count) for _, marks, count in told), (number for number, *_ in told)) for key, told in grouped.items()
    }
    return Given(made, STRATUM in columns, DRAW in columns)


def report(given: Given, found: dict[Key, Estimated]) -> dict[str, Any]:
    """Return what was found as plain values: one table's, or those of all with their sum and their spread."""
    told = [{DRAW: key[0], STRATUM: key[1]} | _table(one) for key, one in found.items()]
    if not given.by_stratum and not given.by_draw:
        return _table(next(iter(found.values()))) | {"assumptions": list(ASSUMPTIONS)}
    made: dict[str, Any] = {"tables": told, "assumptions": list(ASSUMPTIONS)}
    draws = {key[0]: {stratum: one for (draw, stratum), one in found.items() if draw == key[0]} for key in found}
    sums = {draw: summed(strata) for draw, strata in draws.items()}
    if given.by_stratum:
        made["sums"] = [{DRAW: draw} | _sum(one) for draw, one in sums.items()]
    if given.by_draw:
        whole = spread([one.estimate for one in sums.values()])
        made["draws"] = {
            "draws": whole.draws,
            "with_estimate": whole.with_estimate,
            "least": whole.least,
            "median": whole.median,
            "greatest": whole.greatest,
        }
    refused = [one["refusal"] for one in told if one["refusal"]]
    made["refusal"] = f"{len(refused)} of {len(told)} tables carry no estimate; the first: {refused[0]}" if refused else None
    return made


def _after(before: str, tell: Tell) -> Tell:
    """Return what tells each step with `before` before it."""

    def told(step: str, done: int, of: int) -> None:
        tell(before + step, done, of)

    return told


def _cell(columns: Sequence[str], row: Sequence[Any], wanted: str) -> str:
    if wanted not in columns:
        return ""
    cell = row[columns.index(wanted)]
    return "" if cell is None else str(cell).strip()


def _mark(cell: object, column: str, number: int) -> int:
    found = _MARKS.get(str(cell).strip())
    if found is None:
        raise MalformedError(f"row {number}: expected 0 or 1 in the column {column[:80]}, which is taken for a list")
    return found


def _count(cell: object, number: int) -> int:
    try:
        value = int(str(cell).strip())
    except ValueError:
        value = _whole(cell, number)
    if value < 0:
        raise ImpossibleError(f"row {number}: a count is below 0")
    return value


def _whole(cell: object, number: int) -> int:
    try:
        value = float(str(cell).strip())
    except ValueError as error:
        raise MalformedError(f"row {number}: expected a whole number in the column {COUNT}") from error
    if not value.is_integer():
        raise ImpossibleError(f"row {number}: a count is not a whole number")
    return int(value)


def _table(one: Estimated) -> dict[str, Any]:
    least = one.best.numbers.bic if one.best and one.best.numbers else None
    return {
        "lists": [{"list": name, "people": one.table.on_list(place)} for place, name in enumerate(one.table.lists)],
        "observed": one.table.observed,
        "refusal": one.refusal,
        "best": one.best.model.name if one.best else None,
        "best_in_words": model_words(one.best.model, one.table.lists) if one.best else None,
        "models": [_model(fitted, one.table.lists, least) for fitted in one.models],
        "averaged": _average(one),
        "latent_classes": [_kinds(kinds) for kinds in one.kinds],
        "bootstrap": _bootstrap(one),
    }


def _model(fitted: Any, lists: Sequence[str], least: float | None) -> dict[str, Any]:  # Any: a Fitted, spread out into plain values
    numbers, interval = fitted.numbers, fitted.numbers.interval if fitted.numbers else None
    return {
        "model": fitted.model.name,
        "generators": [[lists[place] for place in places] for places in fitted.model.generators],
        "standing": fitted.standing.value,
        "reason": reason(fitted),
        "freedom": fitted.freedom,
        "estimate": numbers.estimate if numbers else None,
        "standard_error": numbers.error if numbers else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
        "deviance": numbers.deviance if numbers else None,
        "aic": numbers.aic if numbers else None,
        "bic": numbers.bic if numbers else None,
        "bic_above_best": numbers.bic - least if numbers and least is not None else None,
    }


def _average(one: Estimated) -> dict[str, Any] | None:
    found = one.averaged
    if found is None:
        return None
    return {
        "median": found.median,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "prior_weight": found.weight,
        "open_end": found.open_end,
        "graphs": [{"graph": each.graph.name, "probability": each.probability, "median": each.median} for each in found.graphs],
    }


def _kinds(kinds: Any) -> dict[str, Any]:  # Any: a Kinds, spread out into plain values
    return {
        "classes": kinds.kinds,
        "estimate": kinds.estimate,
        "aic": kinds.aic,
        "bic": kinds.bic,
        "shares": list(kinds.shares),
        "chances": [list(row) for row in kinds.chances],
        "doubts": [{"code": code, "words": DOUBTS[code]} for code in kinds.doubts],
    }


def _bootstrap(one: Estimated) -> dict[str, Any] | None:
    found = one.resampled
    if found is None:
        return None
    return {
        "low": found.low,
        "high": found.high,
        "tables": len(found.estimates),
        "without_estimate": sum(each is None for each in found.estimates),
        "models_chosen_among": found.among,
        "models_near_the_best": found.of,
        "chosen": [{"model": name, "times": times} for name, times in found.chosen],
    }


def _sum(one: Summed) -> dict[str, Any]:
    return {"refusal": one.refusal, "estimate": one.estimate, "low": one.low, "high": one.high}
