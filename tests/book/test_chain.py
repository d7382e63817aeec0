"""The chain of custody: where it does not close is told, each gap at its step."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.evidence import chain
from kniha.vocab import terms


@dataclass(frozen=True)
class Step:
    """A step as the chain sees it."""

    kind: str
    giver: str = ""
    taken_by: str = ""


def codes(*steps: Step) -> list[tuple[int, str]]:
    return [(gap.place, gap.code) for gap in chain.gaps(steps)]


CAME = Step("received", "courier")


def test_a_file_that_came_and_stayed_has_no_gap():
    assert codes(CAME, Step("sealed"), Step("accessed"), Step("checked")) == []


def test_nobody_knows_from_whom_it_came():
    assert codes(Step("sealed")) == [(0, "no-beginning")]
    assert codes(Step("received")) == [(0, "no-beginning")]


def test_what_was_handed_over_must_come_back_before_it_is_used():
    over = Step("handed-over", "register", "laboratory")
    assert codes(CAME, over) == []
    assert codes(CAME, over, Step("analysed")) == [(2, "not-taken-back")]
    assert codes(CAME, over, Step("taken-back", "Laboratory", "register"), Step("shown")) == []
    assert codes(CAME, over, Step("taken-back", "a neighbour", "register")) == [(2, "from-another-hand")]


def test_a_chain_may_begin_before_the_register_with_a_known_hand():
    over = Step("handed-over", "owner of a shop", "a lawyer")
    assert codes(over, CAME) == []  # the register notes from which process a file came, and not whose hands brought it
    assert codes(over, Step("received", "somebody", "courier")) == [(1, "from-another-hand")]


def test_damage_stands_open_until_somebody_looked():
    assert codes(CAME, Step("damaged"), Step("shown")) == [(1, "damaged")]
    assert codes(CAME, Step("damaged"), Step("checked")) == []


def test_a_gap_that_was_told_is_a_gap_and_nothing_follows_an_end():
    assert codes(CAME, Step("gap"), Step("erased"), Step("shown")) == [(1, "told"), (3, "after-its-end")]


STEPS = st.builds(Step, st.sampled_from(sorted(terms.codes("custody-events"))), st.sampled_from(["", "a", "b"]), st.sampled_from(["", "a"]))


@given(st.lists(STEPS))
def test_every_chain_is_judged_with_known_codes_at_steps_that_are_there(steps: list[Step]):
    for gap in chain.gaps(steps):
        assert 0 <= gap.place < len(steps)
        terms.check_term("custody-gaps", gap.code)


def test_every_step_by_hand_is_a_term():
    assert set(chain.BY_HAND) < set(terms.codes("custody-events"))
