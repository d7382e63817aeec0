"""Units and postings leave as far as their sources let them: what anybody may read leaves; what rests on an account, as its statement."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.book.test_forces import READ, days, unit
from tests.desk.test_units import elsewhere
from tests.runs.test_exporting import COURT, agreed_report, check_entity, handed, table
from tests.world import NOW, PLACE, TIME, World, found_world

from kniha.book.access import actions as access
from kniha.book.events.actions import allege_involvement, open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.forces import actions, deploying
from kniha.book.forces.drafts import DeploymentDraft, PostingDraft, Source, Tasking, UnitNameDraft
from kniha.book.forces.units import Unit
from kniha.book.journal.replay import replay
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.people.models import Person
from kniha.book.statements.models import Account
from kniha.runs.exporting.handing_out import Asked, ask_second
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def silent(world: World) -> Account:
    """An account whose source was asked for nothing."""
    return world.coded(world.report(envelope="e7" * 32))


@pytest.fixture
def agreed(world: World) -> Account:
    """An account whose source agreed that the court gets it, and is in no danger."""
    statement = agreed_report(world)
    assess_risk(world.hand(world.vera), statement.source, RiskDraft("low", (), "", NOW.date() + timedelta(days=30)))
    return world.coded(statement)


def told_of(world: World, account: Account) -> Person:
    """Somebody of whom this account tells."""
    hand = world.hand(world.vera)
    act = record_act(
        hand, open_incident(hand, [account], IncidentDraft("Збіццё", TIME, PLACE)), ActDraft("integrity.physical-assault", victim_count=1),
        accounts=[account],
    )  # fmt: skip
    mention = account.mentions.get(role="alleged-part")
    person = allege_involvement(hand, act, mention, degree="carried-out", finding="suspicion", basis="мянушка").person
    assert person is not None
    return person


def posted(world: World, person: Person, where: Unit, source: Source = READ) -> None:
    draft = PostingDraft("commander", "камандзір атрада", rank="маёр", span=days("2019-05", "2020-08-20"))
    actions.enter_posting(world.hand(world.vera), person, where, draft, source=source)


def test_a_name_that_anybody_may_read_leaves_and_one_of_an_account_as_its_statement_does(
    world: World, silent: Account, agreed: Account
) -> None:
    opened = unit(world.hand(world.vera), "Атрад прыкладаў")
    for text, account in (("Рысі", silent), ("Зубры", agreed)):
        actions.name_unit(world.hand(world.vera), opened, UnitNameDraft(text, "be", "short"), source=Source(account=account))
    made, data = handed(world, "units")
    assert {(row["name"], row["name_kind"], row["read_in"]) for row in table(data)} == {
        ("Атрад прыкладаў", "official", READ.read_in), ("Зубры", "short", ""),
    }  # fmt: skip
    assert {row["unit"] for row in table(data)} == {opened.pk}
    assert made.staying == {"consent-not-known": 1}


def test_of_another_compartment_no_name_leaves_and_none_is_counted(world: World) -> None:
    access.admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, world.vera)
    unit(world.hand(world.vera), "Рысі", Source(account=elsewhere(world)))
    unit(world.hand(world.vera), "Атрад прыкладаў")
    made, data = handed(world, "units")
    assert [row["name"] for row in table(data)] == ["Атрад прыкладаў"]
    assert made.staying == {}


def test_a_posting_leaves_with_its_days_as_they_are_known(world: World, agreed: Account) -> None:
    where, person = unit(world.hand(world.vera), "Атрад прыкладаў"), told_of(world, agreed)
    posted(world, person, where, Source(account=agreed))
    ((row,), made) = (table(handed(world, "postings")[1]), handed(world, "postings")[0])
    assert (row["person"], row["unit"], row["kind"], row["rank"]) == (person.pk, where.pk, "commander", "маёр")
    assert [row[name] for name in ("began_from", "began_to", "ended_from", "ended_to")] == [
        "2019-05-01", "2019-05-31", "2020-08-20", "2020-08-20",
    ]  # fmt: skip
    assert made.staying == {}
    assert replay().differences == ()


def test_a_posting_stays_where_its_source_its_person_or_every_name_of_its_unit_stays(
    world: World, silent: Account, agreed: Account
) -> None:
    may, may_not = told_of(world, agreed), told_of(world, silent)
    opened, closed = unit(world.hand(world.vera), "Атрад"), unit(world.hand(world.vera), "Рысі", Source(account=silent))
    posted(world, may, opened, Source(account=silent))  # its source
    posted(world, may_not, opened)  # its person
    posted(world, may, closed)  # its unit
    made, data = handed(world, "postings")
    assert table(data) == []
    assert made.staying == {"consent-not-known": 3}


def test_a_name_that_is_known_elsewhere_lets_no_posting_leave(world: World, silent: Account, agreed: Account) -> None:
    """The court is told of no unit of which the register's lists for it tell nothing."""
    access.admit_member(world.hand(world.anna), (world.anna, world.boris), world.second, world.vera)
    where = unit(world.hand(world.vera), "Рысі", Source(account=silent))
    posted(world, told_of(world, agreed), where)
    assert handed(world, "postings")[0].staying == {"consent-not-known": 1}
    actions.name_unit(world.hand(world.vera), where, UnitNameDraft("Зубры", "be"), source=Source(account=agreed))
    assert handed(world, "postings")[0].staying == {}


def test_danger_keeps_names_and_postings_and_no_second_is_asked_for_them(world: World) -> None:
    account = world.coded(agreed_report(world))  # nobody assessed the danger
    unit(world.hand(world.vera), "Рысі", Source(account=account))
    assert handed(world, "units")[0].staying == {"danger": 1}
    with pytest.raises(RefusedError, match="of units and postings what is in danger stays"):
        ask_second(world.hand(world.zoya), Asked("units", "csv", COURT, "суд папрасіў"))


def stayed(world: World, where: Unit, source: Source = READ) -> None:
    draft = DeploymentDraft("deployed", PLACE, days("2020-08-11", "2020-08-11"), activity="стаялі шэрагам")
    tasking = Tasking(unit(world.hand(world.vera), f"Упраўленне {source.read_in[:1]}"))
    deploying.enter_deployment(world.hand(world.vera), where, draft, source=source, tasking=tasking)


def test_a_deployment_leaves_with_its_place_and_without_whose_task_it_was(world: World, agreed: Account) -> None:
    where = unit(world.hand(world.vera), "Атрад прыкладаў")
    stayed(world, where, Source(account=agreed))
    made, data = handed(world, "deployments")
    (row,) = table(data)
    assert (row["unit"], row["kind"], row["activity"], row["began_to"]) == (where.pk, "deployed", "стаялі шэрагам", "2020-08-11")
    assert (float(row["latitude"]), row["radius_m"]) == (PLACE.lat_e7 / 10**7, str(PLACE.radius_m))
    assert not [name for name in row if name.startswith("task")]
    assert made.staying == {}


def test_a_deployment_stays_where_its_source_or_every_name_of_its_unit_stays(world: World, silent: Account, agreed: Account) -> None:
    opened, closed = unit(world.hand(world.vera), "Атрад"), unit(world.hand(world.vera), "Рысі", Source(account=silent))
    stayed(world, opened, Source(account=silent))  # its source
    stayed(world, closed, Source(account=silent))  # both
    stayed(world, opened)
    made, data = handed(world, "deployments")
    assert [row["read_in"] for row in table(data)] == [READ.read_in]
    assert made.staying == {"consent-not-known": 2}
    with pytest.raises(RefusedError, match="FollowTheMoney"):
        Asked("deployments", "ftm", COURT, "суд папрасіў")


def test_what_leaves_as_whowasincommand_writes_it_is_read_again_as_theirs(world: World, agreed: Account) -> None:
    where, person = unit(world.hand(world.vera), "Атрад прыкладаў"), told_of(world, agreed)
    actions.name_unit(world.hand(world.vera), where, UnitNameDraft("Рысі", "be", "short"), source=Source(account=agreed))
    posted(world, person, where)
    (told,) = table(handed(world, "units", "wwic")[1])
    assert (told["unit:id:admin"], told["unit:name"], told["unit:other_names"]) == (where.pk, "Атрад прыкладаў", "Рысі")
    (held,) = table(handed(world, "postings", "wwic")[1])
    assert (held["person:id:admin"], held["unit:id:admin"], held["person:posting_rank"]) == (person.pk, where.pk, "маёр")
    assert (held["person:posting_first_cited_date"], held["person:posting_last_cited_date"]) == ("2019-05-31", "2020-08-20")
    theirs = mapping.parse_mapping((Path(__file__).resolve().parents[2] / "examples/mappings/whowasincommand-units.toml").read_text())
    report = import_rows(world.process("importer"), as_rows([told]), theirs, world.first)
    assert (report.made, report.refusals, report.rows["unitname"]) == (1, [], 2)
    for kind in ("incidents", "deployments"):
        with pytest.raises(RefusedError, match="WhoWasInCommand"):
            Asked(kind, "wwic", COURT, "суд папрасіў")


def test_followthemoney_gets_a_unit_with_all_its_names_and_a_posting_as_a_membership(world: World, agreed: Account) -> None:
    where, person = unit(world.hand(world.vera), "Атрад прыкладаў"), told_of(world, agreed)
    actions.name_unit(world.hand(world.vera), where, UnitNameDraft("Рысі", "be", "short"), source=Source(account=agreed))
    posted(world, person, where)
    (organization,) = map(json.loads, handed(world, "units", "ftm")[1].splitlines())
    assert (organization["schema"], organization["id"]) == ("Organization", f"kniha-{where.pk}")
    assert set(organization["properties"]["name"]) == {"Атрад прыкладаў", "Рысі"}
    assert organization["properties"]["country"] == ["by"]
    (membership,) = map(json.loads, handed(world, "postings", "ftm")[1].splitlines())
    told = membership["properties"]
    assert (told["member"], told["organization"]) == ([f"kniha-{person.pk}"], [f"kniha-{where.pk}"])
    assert (told["startDate"], told["endDate"]) == (["2019-05"], ["2020-08-20"])
    assert "began not before 2019-05-01" in told["notes"][0]
    for entity in (organization, membership):
        check_entity(entity)


@pytest.mark.parametrize("kind", ["units", "postings"])
@pytest.mark.parametrize("form", ["xlsx", "jsonld"])
def test_each_form_holds_them(world: World, agreed: Account, kind: str, form: str) -> None:
    posted(world, told_of(world, agreed), unit(world.hand(world.vera), "Атрад прыкладаў"))
    made, data = handed(world, kind, form)
    assert len(made.leaving) == 1
    if form == "jsonld":
        told = json.loads(data)
        (node,) = told["@graph"]
        assert set(node) <= set(told["@context"])
    else:
        assert data.startswith(b"PK")
