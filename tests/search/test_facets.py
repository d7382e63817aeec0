"""A search narrowed to days, a circle and codes: counted to the last record, and never by a record of another compartment."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.search.cells import LARGEST_M, Circle, cells_of, cells_within
from kniha.search.documents import Answer, Document, Followed, Narrowing
from kniha.search.index import Index
from kniha.vocab.errors import ImpossibleError
from kniha.vocab.place import DEGREE, Place, distance_m

MINSK, BREST = (539020000, 275610000), (520940000, 237120000)
AUGUST = (date(2020, 8, 9), date(2020, 8, 11))
BEATING, ARREST = "integrity.physical-assault", "liberty.arbitrary-arrest"
KINDS = ("statement", "incident", "person")


def incident(id_: str, compartment: str = "open", **more: object) -> Document:
    fields = {"text": "затрымалі каля метро", "state": "draft", "acts": (BEATING,), "days": (AUGUST,), "points": (MINSK,)}
    return Document(id_, "incident", compartment, **{**fields, **more})


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path)
    made.replace(
        [
            incident("one"),
            incident("two", state="accepted", acts=(ARREST, BEATING)),
            incident("three", points=(BREST,), days=((date(2021, 3, 1), date(2021, 3, 31)),)),
            incident("four", days=((date(2020, 8, 1), date(2020, 8, 2)), (date(2020, 12, 1), date(2020, 12, 1))), points=(BREST, MINSK)),
            incident("far", "other", acts=(ARREST,), state="accepted"),
            *[incident(f"closed{n}", "closed", acts=(ARREST,)) for n in range(30)],
            Document("said", "statement", "open", "затрымалі мяне", acts=(BEATING,)),
        ],
        gone=(),
        followed=Followed(1),
    )
    return made


def look(index: Index, text: str = "затрымалі", *, kind: str = "incident", mine: set[str] | None = None, **narrowed: object) -> Answer:
    return index.look(text, kinds=KINDS, kind=kind, compartments=mine or {"open"}, narrowing=Narrowing(**narrowed), page=(0, 20))


def test_everything_is_counted_by_kind_and_facet(index: Index):
    answer = look(index, kind="")
    assert answer.kind == "statement"
    assert answer.kinds == {"statement": 1, "incident": 4}
    assert look(index).counts == {"state": {"draft": 3, "accepted": 1}, "act": {BEATING: 4, ARREST: 1}, "compartment": {"open": 4}}


def test_a_facet_counts_what_its_other_values_would_show(index: Index):
    answer = look(index, state="accepted")
    assert answer.ids == ("two",)
    assert answer.counts["state"] == {"draft": 3, "accepted": 1}
    assert answer.counts["act"] == {BEATING: 1, ARREST: 1}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2020, 8, 11), None, {"one", "two", "three", "four"}),
        (date(2020, 8, 12), date(2020, 11, 30), set()),
        (date(2020, 8, 12), date(2020, 12, 1), {"four"}),
        (None, date(2020, 8, 8), {"four"}),
        (date(2021, 3, 15), date(2021, 3, 15), {"three"}),
    ],
)
def test_days_meet_each_time_by_itself(index: Index, first: date | None, last: date | None, found: set[str]):
    assert set(look(index, first=first, last=last).ids) == found


def test_a_circle_meets_each_point_by_itself(index: Index):
    assert set(look(index, circle=Circle(*MINSK, 3_000)).ids) == {"one", "two", "four"}
    assert set(look(index, circle=Circle(*BREST, 3_000)).ids) == {"three", "four"}
    assert look(index, circle=Circle(MINSK[0], BREST[1], 3_000)).ids == ()


def test_without_words_everything_that_is_narrowed_is_found(index: Index):
    assert set(look(index, "", state="draft").ids) == {"one", "three", "four"}
    assert look(index, "").ids == ()


def test_nothing_of_another_compartment_is_found_or_counted(index: Index):
    answer = look(index, kind="", act=ARREST, circle=Circle(*MINSK, 3_000))
    assert answer.kinds == {"incident": 1}
    assert look(index, compartment="closed").kinds == {}
    assert look(index, compartment="closed").counts["compartment"] == {"open": 4}
    assert look(index, mine={"nowhere"}).kinds == {}


def test_a_compartment_of_ones_own_is_a_facet(index: Index):
    answer = look(index, mine={"open", "other"}, compartment="other")
    assert answer.ids == ("far",)
    assert answer.counts["compartment"] == {"open": 4, "other": 1}


def test_pages_follow_one_another(index: Index):
    whole = look(index).ids
    pages = [
        index.look("затрымалі", kinds=KINDS, kind="incident", compartments={"open"}, narrowing=Narrowing(), page=(start, 2)).ids
        for start in (0, 2, 4)
    ]
    assert (*pages[0], *pages[1]) == whole
    assert pages[2] == ()


def test_the_order_tells_nothing_of_what_others_hold(tmp_path: Path):
    """By the usual formulas the rarer of two words weighs more, and how rare it is would be told by all compartments."""
    mine = [Document("one", "statement", "open", "дубінка шчыт"), Document("two", "statement", "open", "шчыт дубінка")]

    def order(closed: str) -> tuple[str, ...]:
        made = Index(tmp_path / closed)
        made.replace([*mine, *[Document(f"c{n}", "statement", "closed", closed) for n in range(50)]], gone=(), followed=Followed(1))
        return made.find("дубінка шчыт", kind="statement", compartments={"open"}, limit=10)

    assert order("дубінка") == order("шчыт") == order("аўтазак")


def test_a_record_called_by_the_word_comes_before_one_that_tells_it_and_the_latest_first(tmp_path: Path):
    made = Index(tmp_path)
    made.replace(
        [
            Document("old", "incident", "open", "біў дубінкай", newest=date(2020, 8, 9)),
            Document("new", "incident", "open", "біў дубінкай", newest=date(2024, 8, 9)),
            Document("called", "incident", "open", "нешта", own="Дубінкай па спіне", newest=date(2010, 1, 1)),
            Document("form", "incident", "open", "біў дубінкамі", newest=date(2026, 8, 9)),
        ],
        gone=(),
        followed=Followed(1),
    )
    assert made.find("дубінкай", kind="incident", compartments={"open"}, limit=9) == ("called", "new", "old", "form")


@given(
    st.integers(-80, 80), st.integers(-180, 179), st.integers(100, 200_000), st.floats(-2, 2), st.floats(-2, 2),
)  # fmt: skip
def test_squares_cover_a_circle_as_exactly_as_they_say(lat: int, lon: int, radius: int, north: float, east: float):
    circle = Circle(lat * DEGREE + 123, lon * DEGREE + 456, radius)
    reach = radius / 111_195
    at = (int(circle.lat_e7 + north * reach * DEGREE), circle.lon_e7 + int(east * reach * DEGREE))
    at = (at[0], (at[1] + 180 * DEGREE) % (360 * DEGREE) - 180 * DEGREE)
    metres = distance_m(Place(circle.lat_e7, circle.lon_e7, 0), Place(*at, 0))
    is_covered = not set(cells_of(*at)).isdisjoint(cells_within(circle))
    if abs(metres - radius) > radius / 15 + 60:
        assert is_covered == (metres < radius)


@pytest.mark.parametrize("radius", [100, 1_000, 25_000, LARGEST_M])
def test_a_circle_is_not_too_many_words(radius: int):
    names = cells_within(Circle(*MINSK, radius))
    assert len(names) == len(set(names)) < 2_000


@pytest.mark.parametrize("wrong", [(0, 0, 0), (0, 0, LARGEST_M + 1), (91 * DEGREE, 0, 5), (0, 181 * DEGREE, 5)])
def test_what_is_no_circle_is_refused(wrong: tuple[int, int, int]):
    with pytest.raises(ImpossibleError):
        Circle(*wrong)
