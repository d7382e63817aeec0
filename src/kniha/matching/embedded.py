"""The whole run by the compiled kernel: the tables of `kniha.matching.finding`, with the same rows.

`match` scores every candidate, so that all tables are filled. `match_best` scores no more than the best of each violation need: `counted`
then has no expected covers (null) and `matched_cameras` and `seen` are empty; a base rate must be given, for the run does not learn it.
Under a prior (`Asked.prior`) the chances are weighed by where and when much was told; the cautious variant is not, but never above them.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa
from duckdb import DuckDBPyConnection

from kniha.matching import kernel
from kniha.matching.compiled import Ints, Longs
from kniha.matching.finding import Asked, Found, begin, finish
from kniha.matching.intensity import learned
from kniha.matching.results import part_kept, part_seen
from kniha.vocab.errors import ImpossibleError

Tell = Callable[[str, int, int], None]


def match(connection: DuckDBPyConnection, asked: Asked, *, tell: Tell = lambda *_: None) -> Found:
    """Fill the tables, violations in parts of about `asked.rows` candidates: 40 bytes of memory for each."""
    tell("taking", 0, 1)
    taken = begin(connection, asked)
    laid, told = _laid(connection, asked)
    camera = camera_of(connection)
    parts = list(_parts(told, kernel.count(laid, told), asked.rows))
    for done, rows in enumerate(parts):
        tell("matching", done, len(parts))
        found = kernel.every(laid, told.part(rows))
        columns = {"v": found.violation, "rec": found.recording, "cam": camera[found.recording], "chance": found.chance}
        _fill(connection, "scored", columns)
        for statement in (*part_kept(asked.top), *part_seen(asked.seen)):
            connection.execute(statement)
    tell("writing", 0, 1)
    return finish(connection, asked, taken)


def match_best(connection: DuckDBPyConnection, asked: Asked, *, tell: Tell = lambda *_: None) -> Found:
    """Fill `matched` and `refused`, and `counted` without expected covers. Raises ImpossibleError without a base rate, or with `seen`."""
    if asked.base_rate is None or asked.seen:
        raise ImpossibleError("the best alone are found under a base rate that is given, and not the other way round")
    tell("taking", 0, 1)
    taken = begin(connection, asked)
    laid, told = _laid(connection, asked)
    tell("matching", 0, 1)
    found = kernel.best(laid, told, asked.top)
    held = found.recording >= 0
    columns = {"v": np.repeat(told.number, held.sum(axis=1)), "chance": found.chance[held], "tie": -found.recording[held]}
    _fill(connection, "best_rows", columns)
    connection.execute("INSERT INTO part_top SELECT v, {'chance': chance, 'tie': tie} FROM best_rows")
    _fill(connection, "count_rows", {"v": told.number, "candidates": found.clips})
    connection.execute("INSERT INTO part_counts SELECT v, candidates, NULL FROM count_rows")
    tell("writing", 0, 1)
    return finish(connection, asked, taken)


def _laid(connection: DuckDBPyConnection, asked: Asked) -> tuple[kernel.Laid, kernel.Told]:
    told, places = kernel.told_of(connection, asked.law), kernel.places_of(connection, asked.law)
    known = None if asked.prior is None else learned(told.spots[told.ground < 0], places, asked.prior)
    laid = kernel.laid(places, kernel.shown_of(connection), asked.law, grounds=kernel.grounds_of(connection), known=known)
    return laid, kernel.weighed(told, known, asked.grounds)


def _fill(connection: DuckDBPyConnection, table: str, columns: Mapping[str, object]) -> None:
    connection.register("some_rows", pa.table({name: pa.array(column) for name, column in columns.items()}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM some_rows")
    connection.unregister("some_rows")


def camera_of(connection: DuckDBPyConnection) -> Ints:
    """Return the number of the camera of each recording, by the recording's number."""
    rows = connection.execute("SELECT DISTINCT rec, cam FROM clip").fetchnumpy()
    found = np.zeros(int(rows["rec"].max()) + 1 if len(rows["rec"]) else 1, np.int32)
    found[rows["rec"]] = rows["cam"]
    return found


def _parts(told: kernel.Told, counts: Longs, most: int) -> Iterator[Longs]:
    """Cut the violations, ground by ground, where their candidates would be more than `most`; one alone may have more."""
    order = np.argsort(told.ground, kind="stable")
    first, held = 0, 0
    for n, row in enumerate(order):
        if held and held + counts[row] > most:
            yield order[first:n]
            first, held = n, 0
        held += int(counts[row])
    if len(order):
        yield order[first:]
