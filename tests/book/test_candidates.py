"""Which units an incident could have been: what speaks for each and against it, who commanded then, and what is not told to whom."""

from itertools import pairwise

import pytest
from django.db.models import F, Q, Value
from django.db.models.expressions import CombinedExpression
from hypothesis import given
from hypothesis import strategies as st
from tests.book.test_deployments import READ, THAT_DAY, deployed, unit
from tests.world import PLACE, TIME, World, found_world

from kniha.book.communications.actions import enter_call_sign
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.events.actions import open_incident
from kniha.book.events.drafts import IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.forces import actions as forces
from kniha.book.forces.candidates import Reached, _within, candidates
from kniha.book.forces.charted import chains, tree_on
from kniha.book.forces.drafts import DeploymentDraft, PostingDraft, Source
from kniha.book.forces.presence import gap_m
from kniha.book.forces.structure import chart
from kniha.book.statements.actions import add_mention
from kniha.book.statements.drafts import MentionDraft, When, Where
from kniha.book.statements.models import Account
from kniha.vocab.place import Place
from kniha.vocab.span import Span, parse_days, span

pytestmark = pytest.mark.django_db

ELSEWHERE = Where(524345000, 309754000, 300, "Гомель")
NEXT_STREET = Where(539103000, 275619000, 100, "суседняя вуліца")


@pytest.fixture
def world(db: None) -> World:
    return found_world()


@pytest.fixture
def account(world: World) -> Account:
    return world.coded(world.report())


@pytest.fixture
def incident(world: World, account: Account) -> Incident:
    return open_incident(world.hand(world.vera), [account], IncidentDraft("Збіццё", TIME, PLACE))


def found(world: World, incident: Incident, *, who: object = None, nearby_m: int = 2000) -> Reached:
    return candidates(who or world.vera, incident, nearby_m=nearby_m, language="be")


def told(reached: Reached) -> list[tuple[str, list[str], list[str]]]:
    return [
        (reached.called[one.unit], [ground.code for ground in one.speaks_for], [ground.code for ground in one.against])
        for one in reached.candidates
    ]


def test_units_come_by_their_strongest_ground_with_what_speaks_against_each(world: World, incident: Incident, account: Account):
    there, same_day, perhaps, near, base, named, far = (
        unit(world, name) for name in ("Там", "Той дзень", "Магчыма", "Побач", "База", "Названыя", "Далёка")
    )
    deployed(world, there)
    deployed(world, same_day, DeploymentDraft("deployed", PLACE, THAT_DAY))
    deployed(world, perhaps, DeploymentDraft("deployed", PLACE, Span()))
    deployed(world, near, DeploymentDraft("deployed", NEXT_STREET, THAT_DAY, "22:00", "23:30"))
    deployed(world, base, DeploymentDraft("base", NEXT_STREET))
    deployed(world, far, DeploymentDraft("deployed", ELSEWHERE, THAT_DAY, "22:00", "23:30"))
    deployed(world, named, DeploymentDraft("deployed", ELSEWHERE, THAT_DAY, "22:00", "23:30"))
    add_mention(world.hand(world.vera), account, MentionDraft("present", unit="названыя", known_unit=named))
    assert told(found(world, incident)) == [
        ("Там", ["there"], ["one-source"]),
        ("Названыя", ["mentioned"], ["elsewhere", "one-source"]),
        ("Той дзень", ["there-in-part"], ["one-source"]),
        ("Магчыма", ["there-perhaps"], ["time-open", "one-source"]),
        ("Побач", ["near"], ["time-open", "one-source"]),
        ("База", ["base"], ["base-only", "time-open", "one-source"]),
    ]
    assert [name for name, *_ in told(found(world, incident, nearby_m=0))] == ["Там", "Названыя", "Той дзень", "Магчыма"]


def test_words_of_an_account_and_call_signs_of_that_day_are_grounds(world: World, incident: Incident, account: Account):
    hand, called, signed, later = world.hand(world.vera), unit(world, "Першы атрад прыкладаў"), unit(world, "Зубры"), unit(world, "Бабры")
    enter_call_sign(hand, signed, CallSignDraft("Грак-1", span(parse_days("2020"), parse_days("2020"))), source=READ)
    enter_call_sign(hand, later, CallSignDraft("Грак-1", span(parse_days("2021"), None)), source=READ)
    add_mention(hand, account, MentionDraft("present", unit="людзі з Першага атрада прыкладаў", call_sign="грак 1"))
    assert {(name, *codes) for name, codes, _ in told(found(world, incident))} == {
        ("Зубры", "call-sign"),
        ("Першы атрад прыкладаў", "named"),
    }
    assert called


def test_two_grounds_from_two_sources_come_before_one(world: World, incident: Incident, account: Account):
    one, two = unit(world, "Адна"), unit(world, "Дзве")
    deployed(world, one)
    deployed(world, two)
    add_mention(world.hand(world.vera), account, MentionDraft("present", unit="дзве", known_unit=two))
    assert told(found(world, incident)) == [("Дзве", ["there", "mentioned"], []), ("Адна", ["there"], ["one-source"])]


def test_a_place_that_is_told_roughly_is_said_against_it(world: World, incident: Incident):
    deployed(world, unit(world), DeploymentDraft("deployed", Where(539023000, 275619000, 20_000, "горад"), THAT_DAY, "22:00", "23:30"))
    assert told(found(world, incident)) == [("Рысі", ["there"], ["place-wide", "one-source"])]


def test_of_an_incident_without_a_place_or_time_what_accounts_say_is_left(world: World, account: Account):
    hand, named = world.hand(world.vera), unit(world, "Названыя")
    add_mention(hand, account, MentionDraft("present", unit="яны", known_unit=named))
    deployed(world, unit(world))
    bare = open_incident(hand, [account], IncidentDraft("Недзе", When(), Where()))
    assert told(found(world, bare)) == [("Названыя", ["mentioned"], ["one-source"])]
    assert found(world, bare).chains == {}


def test_who_commanded_then_and_whom_they_reported_to_with_its_gaps(world: World, incident: Incident, account: Account):
    hand, below, above, top = world.hand(world.vera), unit(world), unit(world, "Упраўленне"), unit(world, "Міністэрства")
    deployed(world, below)
    forces.place_unit(hand, below, above, span(parse_days("2019"), None, [parse_days("2020-08")]), source=READ)
    forces.place_unit(hand, above, top, Span(), source=READ)
    boss = forces.enter_posting(hand, account.statement.source, above, PostingDraft("commander", span=THAT_DAY), source=READ)
    forces.enter_posting(hand, account.statement.source, below, PostingDraft("commander", span=span(None, parse_days("2019"))), source=READ)
    steps = found(world, incident).chains[below.pk]
    assert [(one.called, [command.row for command in one.commands]) for one in steps] == [
        ("Рысі", []), ("Упраўленне", [boss]), ("Міністэрства", []),
    ]  # fmt: skip
    assert steps[1].commands[0].is_sure
    assert [link.is_sure for link in steps[2].step.links] == [False]


def test_what_another_compartment_knows_is_neither_a_ground_nor_a_doubt(world: World, account: Account):
    open_one = unit(world, "Адкрытая")
    deployed(world, open_one)
    deployed(world, open_one, DeploymentDraft("deployed", ELSEWHERE, THAT_DAY, "22:00", "23:30"), Source(account=account))
    deployed(world, unit(world, "Закрытая", Source(account=account)), source=Source(account=account))
    theirs = Incident(number="KN-0", compartment=world.second, first=TIME.first, last=TIME.last, zone=TIME.zone, lat_e7=PLACE.lat_e7,
                      lon_e7=PLACE.lon_e7, radius_m=200)  # fmt: skip
    assert told(found(world, theirs, who=world.marek)) == [("Адкрытая", ["there"], ["one-source"])]


def test_the_number_of_questions_does_not_grow(world: World, incident: Incident, account: Account, django_assert_max_num_queries):
    for number in range(15):
        of = unit(world, f"Атрад {number}")
        deployed(world, of)
        deployed(world, of, DeploymentDraft("base", NEXT_STREET))
        forces.place_unit(world.hand(world.vera), of, unit(world, f"Над {number}"), Span(), source=READ)
    with django_assert_max_num_queries(18):
        assert found(world, incident).total == 15


@given(
    st.integers(-890_000_000, 890_000_000), st.integers(-1_799_000_000, 1_799_000_000), st.integers(-400_000, 400_000),
    st.integers(-400_000, 400_000), st.sampled_from([0, 500, 20_000, 150_000]), st.sampled_from([0, 2_000, 50_000]),
)  # fmt: skip
def test_what_the_database_leaves_out_is_out_of_reach(lat: int, lon: int, north: int, east: int, radius: int, nearby: int):
    here = Place(lat, lon, 200)
    there_lon = (lon + east + 1_800_000_000) % 3_600_000_000 - 1_800_000_000
    there = Place(max(-900_000_000, min(900_000_000, lat + north)), there_lon, radius)
    if gap_m(here, there) <= nearby:
        assert holds(_within(here, nearby), {"lat_e7": there.lat_e7, "lon_e7": there.lon_e7, "radius_m": radius})


def holds(asked: Q, row: dict[str, int]) -> bool:
    """Whether a row meets the question, as the database would say: sums and products of fields and numbers."""

    def value(one: object) -> int:
        if isinstance(one, F):
            return row[one.name]
        if isinstance(one, CombinedExpression):
            left, right = value(one.lhs), value(one.rhs)
            return {"+": left + right, "-": left - right, "*": left * right}[one.connector]
        return one.value if isinstance(one, Value) else one

    def meets(child: object) -> bool:
        if isinstance(child, Q):
            return holds(child, row)
        name, _, how = child[0].partition("__")
        return {"gte": row[name] >= value(child[1]), "lte": row[name] <= value(child[1]), "gt": row[name] > value(child[1])}[how]

    return (any if asked.connector == "OR" else all)(map(meets, asked.children))


# -- the structure on a day


def lines(world: World, day: str, who: object = None) -> list[str]:
    tree = tree_on(who or world.vera, parse_days(day)[0], language="be")
    called = {one.pk: one.called for one in forces.queries.units(world.vera, language="be")}
    return ["." * line.depth + called[line.unit] for line in chart(tree, most=100)]


def test_the_structure_is_that_of_the_day(world: World, account: Account):
    hand, one, other = world.hand(world.vera), unit(world, "Атрад"), unit(world, "Бюро")
    forces.place_unit(hand, one, other, span(parse_days("2015"), parse_days("2019")), source=READ)
    forces.place_unit(hand, other, one, span(parse_days("2020"), None, [parse_days("2021")]), source=Source(account=account))
    assert lines(world, "2017-05-01") == ["Бюро", ".Атрад"]
    assert lines(world, "2020-12-31") == ["Атрад", ".Бюро"]
    assert lines(world, "2020-12-31", world.marek) == ["Атрад", "Бюро"]  # what rests on an account lies with it


def test_a_chain_ends_at_a_unit_that_nobody_here_may_know_of(world: World, account: Account):
    hand, below, top = world.hand(world.vera), unit(world, "Атрад"), unit(world, "Вярхі")
    closed = unit(world, "Закрытая", Source(account=account))
    for one, other in ((below, closed), (closed, top)):
        forces.place_unit(hand, one, other, Span(), source=Source(account=account))
    day = parse_days("2020-08-11")[0]
    assert [one.called for one in chains(world.vera, [below.pk], day, language="be")[below.pk]] == ["Атрад", "Закрытая", "Вярхі"]
    assert [one.called for one in chains(world.marek, [below.pk], day, language="be")[below.pk]] == ["Атрад"]
    assert chains(world.marek, [closed.pk], day, language="be") == {}


def test_a_chain_costs_the_same_questions_for_one_step_and_for_many(world: World, django_assert_max_num_queries):
    hand, line = world.hand(world.vera), [unit(world, f"Звяно {number}") for number in range(8)]
    for below, above in pairwise(line):
        forces.place_unit(hand, below, above, Span(), source=READ)
    day = parse_days("2020-08-11")[0]
    for start, steps in ((line[0], 8), (line[-2], 2)):
        with django_assert_max_num_queries(6):
            assert len(chains(world.vera, [start.pk], day, language="be")[start.pk]) == steps
