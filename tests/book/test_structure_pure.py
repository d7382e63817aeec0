"""The tree of units and the chain of command on one day, out of links that may contradict each other. Pure: needs no register."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kniha.book.forces.command import Post, at_once, chain, gaps, in_two_units, is_sure_on
from kniha.book.forces.structure import Held, Mark, chart, path_to, tree
from kniha.vocab.span import Span, parse_days, span

DAY = date(2020, 8, 11)


def held(*pairs: str, sure: bool = True) -> list[Held]:
    """Links such as `ab`: a belonged to b."""
    return [Held(pair, pair[0], pair[1], sure) for pair in pairs]


def shown(units: str, links: list[Held], *, most: int = 100, focus: str | None = None) -> list[str]:
    """The chart as lines: depth in dots, `=` for a line that refers, `!` for a circle, `+n` for what is folded."""
    marks = {Mark.PLAIN: "", Mark.ALSO: "=", Mark.CIRCLE: "!"}
    lines = chart(tree(units, links), focus, most=most)
    return ["." * one.depth + one.unit + marks[one.mark] + (f"+{one.folded}" if one.folded else "") for one in lines]


def linked(links: list[Held]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for link in links:
        found.setdefault(link.unit, []).append(link)
    return found


# -- the tree


def test_units_stand_under_what_they_belonged_to_in_their_order():
    assert shown("abcd", held("ba", "ca", "db")) == ["a", ".b", "..d", ".c"]


def test_a_unit_under_two_stands_once_and_a_line_says_so():
    assert shown("abcd", held("ca", "cb", "dc")) == ["a", ".c", "..d", "b", ".c="]


def test_what_a_source_is_sure_of_comes_before_what_may_have_been():
    assert shown("abc", [*held("ca", sure=False), *held("cb")]) == ["a", ".c=", "b", ".c"]


def test_a_circle_is_cut_and_told_and_ends():
    assert shown("abc", held("ab", "bc", "ca")) == ["a", ".c", "..b", "...a!"]
    assert shown("ab", held("ab", "ba")) == ["a", ".b", "..a!"]


def test_all_links_of_a_circle_are_named_and_no_others():
    assert tree("abcd", held("ab", "bc", "ca", "db")).contradicting == {"ab", "bc", "ca"}
    assert tree("abc", [*held("ba", "cb"), *held("bc", sure=False)]).contradicting == {"cb", "bc"}
    assert tree("abc", held("ba", "ca", "cb")).contradicting == frozenset()


def test_a_circle_beside_a_plain_parent_is_told_too():
    assert shown("abc", held("ba", "cb", "ac")) == ["a", ".b", "..c", "...a!"]
    assert shown("abc", [*held("ba", "cb"), *held("bc", sure=False)]) == ["a", ".b", "..c", "...b!"]


def test_deep_levels_are_folded_and_counted_and_a_focus_opens_them():
    links = held("ba", "ca", "db", "eb", "fd")
    assert shown("abcdef", links, most=3) == ["a", ".b+3", ".c"]
    assert shown("abcdef", links, most=3, focus="b") == ["b", ".d+1", ".e"]
    assert path_to(tree("abcdef", links), "f") == ("a", "b", "d")


def test_of_a_level_that_is_longer_than_the_page_the_first_are_shown():
    assert shown("abcdef", [], most=4) == list("abcd")


def test_a_link_of_a_unit_that_may_not_be_known_of_is_left_out():
    assert shown("ab", held("ba", "az", "zb")) == ["a", ".b"]


letters = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(letters, letters, st.booleans()).filter(lambda pair: pair[0] != pair[1]), max_size=24))
def test_whatever_sources_say_every_unit_stands_in_the_chart_once_and_it_ends(pairs: list[tuple[str, str, bool]]):
    links = [Held(str(place), unit, parent, sure) for place, (unit, parent, sure) in enumerate(pairs)]
    lines = chart(tree("abcdefgh", links), most=1000)
    assert sorted(one.unit for one in lines if one.mark is Mark.PLAIN) == list("abcdefgh")
    for unit in "abcdefgh":
        steps = chain(unit, linked(links))
        assert len({one.unit for one in steps}) == len(steps)


# -- the chain


def test_a_chain_goes_up_step_by_step_to_the_top():
    steps = chain("d", linked(held("dc", "cb", "ba", "xa")))
    assert [(one.unit, one.height) for one in steps] == [("d", 0), ("c", 1), ("b", 2), ("a", 3)]
    assert not any(one.is_circle for one in steps)


def test_where_two_stood_above_both_are_told():
    steps = chain("d", linked(held("db", "dc", "ba", "ca")))
    assert [(one.unit, one.height, len(one.links)) for one in steps] == [("d", 0, 0), ("b", 1, 1), ("c", 1, 1), ("a", 2, 2)]


def test_a_chain_that_leads_back_is_told_and_ends():
    steps = chain("a", linked(held("ab", "ac", "bc", "cb")))
    assert {one.unit: one.is_circle for one in steps} == {"a": False, "b": True, "c": True}
    assert chain("a", linked(held("ab", "ba")))[0].is_circle


# -- commands


def post(row: str, person: str, began: str | None, ended: str | None, *, acting: bool = False, unit: str = "u") -> Post:
    told = span(parse_days(began) if began else None, parse_days(ended) if ended else None)
    return Post(row, person, unit, acting, told)


def test_two_who_surely_commanded_on_the_same_days_contradict_each_other():
    one, other = post("1", "vera", "2019-01-01", "2020-08-31"), post("2", "marek", "2020-08-01", "2021-01-01")
    assert at_once([one, other]) == ((one, other, (date(2020, 8, 1), date(2020, 8, 31))),)


def test_who_stood_in_for_another_or_is_the_same_person_or_may_have_left_contradicts_nobody():
    one = post("1", "vera", "2019-01-01", "2020-08-31")
    assert at_once([one, post("2", "marek", "2020-08-01", "2021-01-01", acting=True)]) == ()
    assert at_once([one, post("2", "vera", "2020-08-01", "2021-01-01")]) == ()
    assert at_once([one, post("2", "marek", None, None)]) == ()


def test_one_person_in_two_units_at_once_is_told():
    one, other = post("1", "vera", "2019-01-01", "2020-08-31"), post("2", "vera", "2020-08-01", "2021-01-01", unit="w")
    assert [pair[:2] for pair in in_two_units([one, other])] == [(one, other)]


def test_days_on_which_nobody_can_have_commanded_are_told():
    first, long = post("1", "a", "2019-01-01", "2019-06-30"), post("2", "b", "2019-01-15", "2020-01-31")
    assert gaps([first, long, post("3", "c", "2020-03-01", None)]) == ((date(2020, 2, 1), date(2020, 2, 29)),)
    assert gaps([post("1", "a", None, None), post("3", "c", "2020-03-01", None)]) == ()
    assert gaps([]) == ()


def test_a_day_is_sure_possible_or_out():
    assert is_sure_on(span(parse_days("2020"), None, [parse_days("2021")]), date(2021, 1, 1)) is True
    assert is_sure_on(Span(), DAY) is None
    assert is_sure_on(span(parse_days("2021"), None), DAY) is False
