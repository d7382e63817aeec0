"""Pairs are bounded: ten thousand of one first name compare nothing, a large block is divided or told."""

from hypothesis import given
from hypothesis import strategies as st
from tests.linkage.crowd import BARANCHUK, mentions

from kniha.linkage.blocking import blocked
from kniha.linkage.decisions import standing
from kniha.linkage.linking import index, linked
from kniha.linkage.parameters import shipped


def test_ten_thousand_of_one_first_name_make_no_pairs_and_no_person():
    found = index(mentions(*((f"m{number:05d}", "Сяргей", "", "", "", "") for number in range(10_000))), shipped())
    made = linked(found, standing((), found.mentions.ids))
    assert found.compared == 0
    assert len(set(made.first.tolist())) == 10_000
    assert {one.pairs for one in found.left_out} == {10_000 * 9_999 // 2}


def test_ten_thousand_of_one_frequent_name_are_nobody_for_certain():
    rows = [(f"m{number:05d}", "Сяргей Іваноў", "", "", "", "") for number in range(10_000)]
    found = index(mentions(*rows), shipped())
    assert found.compared == 0
    assert {one.rule for one in found.left_out} == {"surname", "surname-given"}
    assert len(set(linked(found, standing((), found.mentions.ids)).first.tolist())) == 10_000


def test_three_hundred_who_say_the_very_same_of_an_officer_are_of_one_person():
    others = [
        (f"x{number:03d}", f"Лагун Пётр {number}", f"19{60 + number % 40}-01-{1 + number % 28:02d}", "", f"полк {number}", "")
        for number in range(300)
    ]
    rows = [(f"m{number:03d}", *BARANCHUK[0][1:]) for number in range(300)]
    found = index(mentions(*rows, *others), shipped())
    made = linked(found, standing((), found.mentions.ids))
    assert len({first for one, first in zip(found.mentions.ids, made.first.tolist(), strict=True) if one.startswith("m")}) == 1


def test_a_block_too_large_is_divided_by_further_parts():
    rows = [(f"m{number:03d}", "Сяргей Іваноў", f"19{60 + number % 30}-05-0{1 + number % 9}", "", "", "") for number in range(90)]
    found = blocked(mentions(*rows), most=50)
    assert any(one.rule == "surname-given" for one in found.left_out)
    assert 0 < len(found.pairs) < 90 * 89 // 2


@given(st.integers(1, 40), st.integers(1, 60))
def test_no_block_gives_more_pairs_than_the_bound(count, most):
    found = blocked(mentions(*((f"m{number:03d}", "Зубко Іван", "1980-05-01", "", "", "") for number in range(count))), most=most)
    assert len(found.pairs) in {0, count * (count - 1) // 2}
    assert (count * (count - 1) // 2 <= most) == (not found.left_out)


def test_the_average_of_a_mention_lowers_the_bound():
    rows = [(f"m{number:03d}", f"Зубко {'АБВГДЕЖЗ'[number % 8]}", "1980-05-01", "", "", "") for number in range(80)]
    assert blocked(mentions(*rows), average=1).most < blocked(mentions(*rows)).most
