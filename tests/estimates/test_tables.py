"""Tables of lists: what they hold, and what cannot be."""

import pytest

from kniha.estimates.tables import Table, table_of
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError


def test_histories_that_are_not_given_are_of_nobody():
    made = table_of(("A", "B", "C"), [((1, 0, 0), 5), ((1, 0, 1), 2)])
    assert made.counts == (5, 0, 0, 0, 2, 0, 0)
    assert (made.observed, made.on_list(0), made.on_list(1), made.on_list(2)) == (7, 7, 0, 2)


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ([((0, 0, 0), 5)], ImpossibleError, "on no list"),
        ([((1, 0, 0), -1)], ImpossibleError, "below 0"),
        ([((1, 0, 0), 1), ((1, 0, 0), 1)], MalformedError, "row 2 gives a history that an earlier row gave"),
        ([((1, 0), 1)], MalformedError, "row 1"),
        ([((1, 0, 2), 1)], MalformedError, "expected 0 or 1"),
        ([((1, 0, 0), 2**53), ((0, 1, 0), 2**53)], TooLargeError, "add up"),
    ],
)
def test_what_cannot_be_is_refused_with_words(rows, error, words):
    with pytest.raises(error, match=words):
        table_of(("A", "B", "C"), rows)


def test_two_lists_of_one_name_and_too_many_lists_are_refused():
    with pytest.raises(MalformedError, match="a name of its own"):
        Table(("A", "A"), (1, 2, 3))
    with pytest.raises(TooLargeError, match="at most 20 lists"):
        table_of([str(one) for one in range(30)], [])
    with pytest.raises(MalformedError, match="expected 7 counts"):
        Table(("A", "B", "C"), (1, 2, 3))
