"""Tables known from the literature, and made ones, for the tests of estimates."""

from itertools import product

import numpy as np

from kniha.estimates.models import design
from kniha.estimates.tables import Table, table_of

KOSOVO = table_of(
    ("ABA", "EXH", "OSCE", "HRW"),
    zip(product((1, 0), repeat=4), (27, 32, 42, 123, 18, 31, 106, 306, 181, 217, 228, 936, 177, 845, 1131), strict=False),
)
"""Killings in Kosovo in 1999 on four lists: Ball, Betts, Scheuren, Dudukovich and Asher 2002, Killings and Refugee Flow in Kosovo."""

ROME = table_of(
    ("c1", "c2", "c3", "c4"),
    zip(product((1, 0), repeat=4), (0, 3, 1, 33, 0, 20, 6, 403, 3, 35, 10, 545, 11, 621, 205), strict=False),
)
"""People with HIV in Rome on four lists: Abeni, Brancato and Perucci 1994, Epidemiology 5, 410-414."""

SPARSE = table_of(("A", "B", "C"), [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20), ((1, 1, 0), 8), ((1, 0, 1), 6)])
"""Made: nobody is on both B and C."""


def table(shared_table):
    """Return a table of ../shared/data/mse."""
    if "rows" in shared_table:
        return table_of(shared_table["lists"], [(row[:-1], row[-1]) for row in shared_table["rows"]])
    counts = shared_table["Y"]
    return Table(tuple("ABCDE"), tuple(counts[1:]))


def permuted(given, order):
    """Return the table with its lists in another order."""
    rows = []
    for history, count in enumerate(given.counts, 1):
        marks = [history >> place & 1 for place in range(len(given.lists))]
        rows.append(([marks[place] for place in order], count))
    return table_of([given.lists[place] for place in order], rows)


def drawn(people, chances, draw):
    """Return a table of `people` who are on each list by a chance of its own, and how many are on some list."""
    marks = draw.random((people, len(chances))) < np.array(chances)
    histories = marks @ (1 << np.arange(len(chances)))
    counts = np.bincount(histories, minlength=2 ** len(chances))[1:]
    return Table(tuple(f"L{place}" for place in range(len(chances))), tuple(counts.tolist()))


def means(lists, parameters):
    """Return what a model with these parameters, by terms, expects of every history, 0 first."""
    return np.exp(design(lists) @ parameters)
