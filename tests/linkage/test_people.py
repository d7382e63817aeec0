"""Mentions of people to persons: what is one person's is found across scripts and slips; what is not is kept apart; reasons add up."""

import math

import pytest
from hypothesis import given
from tests.linkage.crowd import BARANCHUK, OTHERS, mentions, rows_of_mentions

from kniha.linkage.decisions import standing
from kniha.linkage.linking import index, linked
from kniha.linkage.pairs import told
from kniha.linkage.parameters import shipped
from kniha.linkage.reasons import reasons, steps
from kniha.vocab.errors import MalformedError


def clusters(*rows, least=0.05):
    found = index(mentions(*rows), shipped())
    return groups(found, linked(found, standing((), found.mentions.ids)))


def groups(found, clustered):
    by_first = {}
    for one, first in zip(found.mentions.ids, clustered.first.tolist(), strict=True):
        by_first.setdefault(first, set()).add(one)
    return sorted(map(sorted, by_first.values()))


def pair_of(found, pairs, left, right):
    ids = found.mentions.ids
    for place, (one, other) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        if {ids[one], ids[other]} == {left, right}:
            return place
    raise AssertionError(f"{left} and {right} are not told")


def test_one_person_is_found_across_languages_scripts_and_initials():
    assert clusters(*BARANCHUK, *OTHERS) == [["a1", "a2", "a3", "a4"], ["b1", "b2"], ["c1"]]


def test_reasons_are_codes_that_add_up_to_the_probability():
    found = index(mentions(*BARANCHUK, *OTHERS), shipped())
    nobody = standing((), found.mentions.ids)
    pairs = told(found, linked(found, nobody))
    for waterfall, chance in zip(steps(found, pairs, nobody), pairs.probability.tolist(), strict=True):
        assert 1 / (1 + math.exp(-sum(step.nats for step in waterfall))) == pytest.approx(chance, abs=1e-3)
    place = pair_of(found, pairs, "a1", "a2")
    first = list(steps(found, pairs, nobody))[place]
    assert ("given", "one-name") in {(step.about, step.code) for step in first}


@pytest.mark.parametrize(("language", "said"), [("be", "прозвішча: тое самае"), ("ru", "фамилия: то же"), ("en", "surname: same")])
def test_a_registrar_reads_reasons_in_three_languages(language, said):
    found = index(mentions(*BARANCHUK), shipped())
    nobody = standing((), found.mentions.ids)
    pairs = told(found, linked(found, nobody))
    assert said in list(reasons(found, pairs, nobody, language))[pair_of(found, pairs, "a1", "a2")]


def test_a_rare_value_says_more_than_a_frequent_one():
    many = [(f"x{number}", f"Зубко {given}", "", "", unit, "") for number, (given, unit) in enumerate(
        [("Іван", "Лідскі АМАП")] * 20 + [("Пётр", f"полк {number}") for number in range(20)])]  # fmt: skip
    pair = [("p", "Лагун Іван", "", "", "Лідскі АМАП", ""), ("q", "Лагун Іван", "", "", "Лідскі АМАП", "")]
    found = index(mentions(*many, *pair), shipped())
    places = {one: place for place, one in enumerate(found.mentions.ids)}
    import numpy as np

    rare = found.scorer.log_odds(np.array([places["p"]]), np.array([places["q"]]))
    frequent = found.scorer.log_odds(np.array([places["x0"]]), np.array([places["x1"]]))
    assert rare[0] > frequent[0] + 1


def test_what_one_side_does_not_tell_says_nothing():
    import numpy as np

    found = index(
        mentions(("a", "Баранчук Зміцер", "", "", "", ""), ("b", "Баранчук Зміцер", "1984-03-07", "Слуцк", "АМАП", "А1")), shipped()
    )
    (waterfall,) = found.scorer.waterfalls(np.array([0]), np.array([1]))
    assert {step.about for step in waterfall} == {"prior", "given", "surname"}


def test_a_chain_of_likenesses_alone_joins_nobody():
    """A name alone is like two officers, who are not like each other: the two stay two."""
    one = ("a", "Баранчук Зміцер", "1984-03-07", "Ашмяны", "Лідскі АМАП", "В123456")
    other = ("c", "Баранчук Зміцер", "1961-12-24", "Гомель", "Гомельскі РАУС", "А999888")
    found = clusters(one, ("b", "Баранчук", "", "", "", ""), other)
    assert not any({"a", "c"} <= set(group) for group in found)


@pytest.mark.parametrize("name", ["не вядома", "", "Я", "?", "Іваноў, Пятроў, Сідараў і інш.", "невядомы"])
def test_who_is_not_named_is_nobody_again(name):
    assert clusters(("a", name, "", "", "", ""), ("b", name, "", "", "", "")) == [["a"], ["b"]]


def test_a_crowd_as_one_name_and_an_unreadable_date_are_counted():
    read = mentions(("a", "Іваноў, Пятроў і Сідараў", "калісьці", "", "", ""), ("b", "не вядома", "1984-13-45", "", "", ""))
    assert read.notes["several-names"] == 1
    assert read.notes["no-name"] == 1
    assert read.notes["dob-not-read"] == 1


@pytest.mark.parametrize("ids", [("a", "a"), ("a", "")])
def test_an_id_that_is_none_or_comes_twice_is_refused(ids):
    with pytest.raises(MalformedError):
        mentions(*((one, "Іван Зубко", "", "", "", "") for one in ids))


@given(rows_of_mentions)
def test_the_order_of_the_table_does_not_matter(rows):
    assert clusters(*rows) == clusters(*rows[::-1])


@given(rows_of_mentions)
def test_pairs_of_one_cluster_are_told_as_the_same_and_no_others(rows):
    found = index(mentions(*rows), shipped())
    made = linked(found, standing((), found.mentions.ids))
    pairs = told(found, made)
    first = made.first
    for left, right, chance in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.probability.tolist(), strict=True):
        assert (chance >= 0.5) == (first[left] == first[right])
