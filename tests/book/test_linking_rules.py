"""Two persons who may be one: what stands of what registrars said, and what follows from it."""

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.linking import rules
from kniha.book.linking.rules import Board, Stand, State, Voice, pair_of
from kniha.linkage import decisions
from kniha.vocab import terms

PEOPLE = ("a", "b", "c", "d", "e")
voices = st.builds(Voice, st.sampled_from(("vera", "zoya", "olga")), st.sampled_from(sorted(terms.codes("person-verdicts"))))
stands = st.builds(lambda said, two: rules.stand_of(said, needs_two=two), st.lists(voices, max_size=4), st.booleans())
boards = st.dictionaries(st.sampled_from([(one, other) for one in PEOPLE for other in PEOPLE if one < other]), stands, max_size=8).map(
    Board
)


def stand(*said: tuple[str, str], two: bool = False) -> Stand:
    return rules.stand_of([Voice(*one) for one in said], needs_two=two)


def board(**pairs: str) -> Board:
    return Board({(pair[0], pair[1]): stand(("vera", verdict.replace("_", "-"))) for pair, verdict in pairs.items()})


# What stands


def test_the_verdicts_are_those_of_the_engine():
    assert terms.codes("person-verdicts") == set(decisions.VERDICTS)


def test_the_last_word_stands_where_one_decides():
    assert stand().state is State.OPEN
    assert stand(("vera", "same"), ("zoya", "not-same")).verdict == "not-same"
    assert not stand(("vera", "same"), ("zoya", "not-same")).agree


def test_two_who_say_the_same_decide_where_two_are_needed():
    assert stand(("vera", "same"), two=True).state is State.WAITS
    assert stand(("vera", "same"), ("vera", "same"), two=True).state is State.WAITS
    assert stand(("vera", "same"), ("zoya", "not-same"), two=True).state is State.DIFFER
    assert stand(("vera", "same"), ("zoya", "not-same"), ("vera", "not-same"), two=True).verdict == "not-same"


def test_what_is_taken_back_is_taken_back_for_all():
    assert stand(("vera", "same"), ("zoya", "same"), ("vera", "taken-back"), two=True).state is State.OPEN
    assert stand(("vera", "same"), ("vera", "taken-back"), ("zoya", "not-known")).verdict == "not-known"


@given(st.lists(voices, max_size=6))
def test_two_never_decide_what_one_alone_said(said):
    found = rules.stand_of(said, needs_two=True)
    assert not found.verdict or (len({voice.by for voice in found.voices}) > 1 and found.agree)


@given(boards)
def test_nobody_is_in_two_groups_nor_shown_with_whom_they_are_held_not_to_be(found):
    for person, group in found.groups.items():
        assert person in group
        assert all(found.groups[other] == group for other in group)
        assert all(found.stand(pair_of(person, other)).verdict != "not-same" for other in group if other != person)


@given(boards, st.sampled_from(sorted(terms.codes("person-verdicts"))))
def test_what_is_said_to_follow_is_what_follows(found, verdict):
    pair = ("a", "b")
    told, then = rules.follows(found, pair, verdict), found.after(pair, verdict)
    assert told.parted == (found.are_one(pair) and not then.are_one(pair))
    assert set(told.together) <= set(then.groups.get("a", ()))
    assert {(one.left, one.right) for one in told.conflicts} == {(one.left, one.right) for one in then.conflicts} - {
        (one.left, one.right) for one in found.conflicts
    }


def test_a_contradiction_is_told_with_its_way_and_keeps_all_of_it_apart():
    found = board(ab="same", bc="same", ac="not_same", de="same")
    [conflict] = found.conflicts
    assert (conflict.left, conflict.right, conflict.way) == ("a", "c", ("a", "b", "c"))
    assert set(found.groups) == {"d", "e"}
    assert not found.is_settled(("b", "d"))


def test_who_is_one_through_a_third_is_settled():
    found = board(ab="same", bc="same")
    assert found.is_settled(("a", "c"))
    assert not found.stand(("a", "c")).voices


def test_a_pair_that_may_be_either_is_worth_most():
    assert rules.value_of(0.5, needs_two=False) == 1_000_000
    assert rules.value_of(0.5, needs_two=True) == 2_000_000
    assert rules.value_of(0.99, needs_two=False) < 40_000
