"""What one database would keep and another refuse is refused by the register itself, on both, before anything is written."""

import pytest

from kniha.book.evidence.models import Exhibit
from kniha.book.journal import rows
from kniha.book.statements.models import Account, Mention, Statement
from kniha.vocab.errors import ImpossibleError, MalformedError, TooLargeError
from kniha.vocab.ids import Id

NEW = Id("0" * 32)


def test_a_text_as_long_as_its_field_is_taken():
    assert rows.insert(Mention, NEW, name="Я" * 300).fields["name"] == "Я" * 300


def test_a_text_without_a_limit_is_taken_whole():
    assert rows.insert(Statement, NEW, text="сказ " * 100_000).fields["text"] == "сказ " * 100_000


def test_a_whole_number_at_the_edge_of_its_column_is_taken():
    assert rows.insert(Account, NEW, lat_e7=-(2**31)).fields["lat_e7"] == -(2**31)


def test_a_file_of_more_than_two_gigabytes_is_taken():
    assert rows.insert(Exhibit, NEW, size=2**40).fields["size"] == 2**40


def test_a_text_longer_than_its_field_is_refused_without_repeating_it():
    with pytest.raises(TooLargeError, match="name has room for 300 characters, found 301") as told:
        rows.insert(Mention, NEW, name="Я" * 301)
    assert "Я" not in str(told.value)


def test_a_number_that_the_column_has_no_room_for_is_refused():
    with pytest.raises(ImpossibleError, match="radius_m holds a whole number"):
        rows.insert(Account, NEW, radius_m=2**31)


@pytest.mark.parametrize("field", ["text", "kind"])
def test_a_nul_in_a_text_is_refused(field: str):
    with pytest.raises(MalformedError, match="NUL"):
        rows.insert(Statement, NEW, **{field: "до\0пасля"})


def test_a_change_is_held_to_the_same():
    with pytest.raises(TooLargeError):
        rows.update(Mention(pk=NEW), badge="9" * 61)
