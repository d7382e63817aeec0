"""`kniha estimate`: how many there were, from lists that overlap. Works on anyone's tables; touches no register."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from kniha.vocab.errors import ConfigurationError

ABOUT = "estimate how many there were, also those on no list, from lists that overlap"
_MORE = """\
Says how many there were in all, from how many are on which of several lists: the fewer are on two lists and more, the more are
on none. What it says rests on assumptions that no table can show; it prints them, and it prints the models beside each other,
for models that fit as well may say very different numbers.

IN   count, and one column for each list with 0 or 1: count is how many are on just the lists with 1. Histories that are not
     given are of nobody. Nobody can have counted those with 0 everywhere: such a row is refused.
     stratum (if there): a table for each, estimated by itself; the estimates are summed up
     draw (if there): a table for each, from another draw of who was linked with whom; how far the estimates lie apart is told

CSV (UTF-8) or Parquet by the ending, also JSON lines (.jsonl); - for a stream of CSV. Three to five lists, linked before:
kniha link people says who is one person's.

Fitted are all hierarchical log-linear models (8 of three lists, 113 of four, 6,893 of five), by maximum likelihood. A model is
written by list numbers: [12,3] says that lists 1 and 2 depend on each other and 3 on none. The best is that of the least BIC; a
model whose maximum does not exist, or whose number the table does not fix, is told and never the best. Intervals are of 95 %: by
profile likelihood for each model, by the bootstrap with the choice of the model in it, by averaging over decomposable graphs.
Method, priors, limits: docs/methods/estimates.md.

  kniha estimate lists.csv
  kniha estimate lists.parquet --json > estimate.json
  kniha estimate by_district.csv --resamples 1000 --seed 7
  kniha estimate - < lists.csv

Exit status: 0 estimated; 1 the data carry no estimate (of a stratum or draw), and why is told; 2 could not run.
"""
_NEAR, _SHOWN = 10.0, 15


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `estimate`."""
    parser = subparsers.add_parser("estimate", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("given", metavar="IN", help="a table; - for standard input")
    parser.add_argument("--resamples", type=int, metavar="N", help="tables of the bootstrap; as shipped 200, none where there are draws")
    parser.add_argument("--classes", type=int, choices=range(6), default=3, metavar="N", help="latent classes up to so many, 0 to 5; 3")
    parser.add_argument("--prior-weight", type=float, metavar="W", help="imagined people in each history of the prior; 1/2^lists")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of what is drawn; as shipped 1, so that a run can be repeated")
    parser.add_argument("--json", action="store_true", help="all of it for machines, every model too")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Estimate, tell; return the exit status."""
    try:
        from kniha.estimates.estimating import Asked
        from kniha.runs.estimating_files import estimate_file
    except ImportError as error:
        raise ConfigurationError("estimates need numpy: install kniha[estimates]") from error

    began, cpu = time.monotonic(), time.process_time()
    resamples = 200 if arguments.resamples is None else arguments.resamples
    asked = Asked(arguments.prior_weight, resamples, arguments.classes, arguments.seed)
    report = estimate_file(arguments.given, asked, bootstrap_draws=arguments.resamples is not None, tell=_tell)
    report |= {
        "seed": arguments.seed,
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }
    _wipe()
    if arguments.json:
        print(json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(_lines(report)))
    return 1 if report["refusal"] else 0


def _lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield the report for people."""
    for one in report.get("tables", [report]):
        names = [f"{name} {one[name]}" for name in ("draw", "stratum") if one.get(name)]
        if names:
            yield f"{', '.join(names)}:"
        yield from _table(one)
        yield ""
    for total in report.get("sums", []):
        before = f"draw {total['draw']}: " if total["draw"] else ""
        yield f"{before}all strata together: {total['refusal'] or _range(total)}"
    if "draws" in report:
        draws = report["draws"]
        yield f"{draws['with_estimate']} of {draws['draws']} draws carry an estimate" + (
            f": from {_number(draws['least'])} to {_number(draws['greatest'])}, the middle one {_number(draws['median'])}"
            if draws["with_estimate"]
            else ""
        )
    yield "What this rests on:"
    yield from (f"- {words}" for words in report["assumptions"])


def _table(one: dict[str, Any]) -> Iterator[str]:
    lists = ", ".join(f"{number} {each['list']} ({each['people']:,})" for number, each in enumerate(one["lists"], 1))
    yield f"{one['observed']:,} people on the lists {lists}"
    if one["models"]:
        yield from _models(one)
    if one["refusal"]:
        yield f"No estimate: {one['refusal']}"
        return
    yield f"Best by BIC: {one['best']}, {one['best_in_words']}"
    boot = one["bootstrap"]
    if boot:
        among = f"{boot['models_chosen_among']} of {boot['models_near_the_best']} models near the best"
        yield f"With the choice of the model drawn anew, among {among}: {_ends(boot)}"
        yield f"  (bootstrap, {boot['tables']:,} tables, {boot['without_estimate']:,} of them without an estimate)"
    yield from _average(one["averaged"])
    yield from _classes(one["latent_classes"])


def _models(one: dict[str, Any]) -> Iterator[str]:
    fitted = [each for each in one["models"] if each["estimate"] is not None]
    refused = len(one["models"]) - len(fitted)
    limits = sum(each["standing"] == "limit" for each in fitted)
    near = [each for each in fitted if each["bic_above_best"] is None or each["bic_above_best"] <= _NEAR]
    yield f"{len(one['models']):,} log-linear models, of which {limits:,} say a limit only and {refused:,} nothing."
    yield f"Those up to {_NEAR:.0f} of BIC from the best:"
    width = max([5, *(len(each["model"]) for each in near[:_SHOWN])])
    yield f"  {'model':<{width}}  {'in all':>12}  {'95 %':>27}  {'BIC':>9}  {'AIC':>9}  {'deviance':>9}  free"
    for each in near[:_SHOWN]:
        yield (
            f"  {each['model']:<{width}}  {_number(each['estimate']):>12}  {_ends(each):>27}  {each['bic']:>9.2f}  {each['aic']:>9.2f}  "
            f"{each['deviance']:>9.2f}  {each['freedom']:>4}{'  a limit, never the best' if each['standing'] == 'limit' else ''}"
        )
    if len(near) > _SHOWN:
        yield f"  and {len(near) - _SHOWN:,} more; --json gives all"
    some = [each["estimate"] for each in near if each["standing"] == "exists"]
    if len(some) > 1:
        yield f"  these {len(some):,} that may be chosen say from {_number(min(some))} to {_number(max(some))}"


def _average(found: dict[str, Any]) -> Iterator[str]:
    most = found["graphs"][0]
    yield (
        f"Averaged over {len(found['graphs']):,} decomposable graphs: {_number(found['median'])}, {_ends(found)} (median, 95 %; "
        f"prior weight {found['prior_weight']:g}; most probable {most['graph']}, {most['probability']:.2f})"
    )
    if found["open_end"]:
        yield "  its upper end is open: the table does not bound how many there were"


def _classes(classes: list[dict[str, Any]]) -> Iterator[str]:
    if classes:
        yield "Latent classes (people of so many kinds, lists independent within a kind):"
    for each in classes:
        doubts = "; ".join(doubt["words"] for doubt in each["doubts"])
        said = f"{_number(each['estimate'])}, BIC {each['bic']:.2f}" if each["estimate"] is not None else "no estimate"
        yield f"  {each['classes']}: {said}{f' ({doubts})' if doubts else ''}"


def _range(found: dict[str, Any]) -> str:
    return f"{_number(found['estimate'])}, {_ends(found)}"


def _ends(found: dict[str, Any]) -> str:
    if found["low"] is None:
        return "no interval"
    return f"{_number(found['low'])} to {_number(found['high']) if found['high'] is not None else 'no end'}"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _tell(step: str, done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{step} {f'{done:,} of {of:,}' if done else '...'}".ljust(78)[:78], end="", file=sys.stderr, flush=True)


def _wipe() -> None:
    if sys.stderr.isatty():
        print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)
