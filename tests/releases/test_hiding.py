"""Figures of the public book: what a reader with a pencil, and with the edition before, cannot work out."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.publishing.public import Counted
from kniha.runs.releases.coarsening import Coarseness, Told
from kniha.runs.releases.counting import ALL, BY_MONTH, BY_PLACE, Cell, Figures, Key, figures, key, lines
from kniha.runs.releases.hiding import Hidden, hide
from kniha.vocab import terms

HOW = Coarseness(5, 3, 15000, 10000, frozenset())
KINDS = ("integrity.physical-assault", "liberty.arbitrary-arrest", "integrity.sexual-assault")

ACTS = st.lists(st.builds(Counted, st.sampled_from(KINDS), st.sampled_from([None, 1, 1, 2, 3, 12])), min_size=1, max_size=3)
TOLD = st.builds(
    lambda when, place: Told("n", when, place, (), ()),
    st.sampled_from(["2020-08-11", "2020-08", "2020-09", "2020"]),
    st.sampled_from("abc"),
)
INCIDENTS = st.lists(st.tuples(TOLD, ACTS), max_size=25)


def shown(found: Figures, hidden: Hidden) -> dict[Key, int]:
    return {cell: one.people for cell, one in found.items() if cell not in hidden.why}


def follows(found: Figures, hidden: Hidden) -> list[Key]:
    """The hidden cells that the sums determine: solved by fractions, apart from how the product does it."""
    names = sorted(hidden.why)
    rows = [[Fraction((cell in line) * (-1 if cell == line[-1] else 1)) for cell in names] for line in lines(found)]
    done = 0
    for column in range(len(names)):
        pivot = next((place for place in range(done, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [cell / rows[done][column] for cell in rows[done]]
        for place in range(len(rows)):
            if place != done and (share := rows[place][column]):
                rows[place] = [a - share * b if b else a for a, b in zip(rows[place], rows[done], strict=True)]
        done += 1
    return [names[next(place for place, cell in enumerate(row) if cell)] for row in rows if sum(map(bool, row)) == 1]


def test_a_sum_counts_each_person_once() -> None:
    found = figures([(Told("n", "2020-08-11", "a", (), ()), [Counted(KINDS[0], 4), Counted(KINDS[0], None), Counted(KINDS[1], 2)])])
    assert found[key(BY_MONTH, KINDS[0], "2020-08")] == Cell(5, 1)
    assert found[key(BY_PLACE, KINDS[1], "a")] == Cell(2, 1)
    assert found[key(BY_MONTH, ALL, ALL)] == Cell(7, 1)


def test_happenings_are_not_counted_as_people() -> None:
    happening = next(term.code for term in terms.terms("act-kinds") if term.counts == "events")
    assert figures([(Told("n", "2020", "a", (), ()), [Counted(happening, 4)])]) == {}


@given(INCIDENTS)
def test_no_small_cell_is_shown_and_every_sum_adds_up(incidents: list[tuple[Told, list[Counted]]]) -> None:
    found = figures(incidents)
    hidden = hide(found, lines(found), {}, HOW)
    assert all(found[cell].people >= HOW.smallest and found[cell].incidents >= HOW.fewest for cell in shown(found, hidden))
    for line in lines(found):
        assert sum(found[cell].people for cell in line[:-1]) == found[line[-1]].people


@given(INCIDENTS)
def test_no_hidden_cell_follows_from_the_sums(incidents: list[tuple[Told, list[Counted]]]) -> None:
    found = figures(incidents)
    assert follows(found, hide(found, lines(found), {}, HOW)) == []


@given(INCIDENTS, INCIDENTS, st.integers(0, 10))
def test_two_editions_subtracted_tell_of_no_few(
    earlier: list[tuple[Told, list[Counted]]], added: list[tuple[Told, list[Counted]]], dropped: int
) -> None:
    before = figures(earlier)
    last = shown(before, hide(before, lines(before), {}, HOW))
    after = figures([*earlier[dropped:], *added])
    hidden = hide(after, lines(after), last, HOW)
    now = shown(after, hidden) | {cell: 0 for cell in last if cell not in after}
    assert all(now[cell] == last[cell] or abs(now[cell] - last[cell]) >= HOW.smallest for cell in now if cell in last)
    for line in lines(after):
        inside = [cell for cell in line[:-1] if cell in hidden.why]
        if inside and line[-1] in now and all(cell in last for cell in inside):
            change = abs(sum(after[cell].people - last[cell] for cell in inside))
            assert change == 0 or change >= HOW.smallest
    assert follows(after, hidden) == []


def test_a_single_small_cell_takes_others_with_it() -> None:
    many = [
        (Told("n", month, place, (), ()), [Counted(kind, 6)]) for month in ("2020-08", "2020-09") for place in "ab" for kind in KINDS[:2]
    ]
    few = [(Told("n", "2020-08", "a", (), ()), [Counted(KINDS[2], 1)])]
    found = figures(many * 3 + few)
    hidden = hide(found, lines(found), {}, HOW)
    assert hidden.why[key(BY_MONTH, KINDS[2], "2020-08")] == "small"
    assert "others" in hidden.why.values()
    assert shown(found, hidden)
