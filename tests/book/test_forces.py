"""Units, what they are called and belong to, and who held which post: who sees which of it, and what may not be."""

import pytest
from tests.book.readers import plain
from tests.book.story import Story, of_forces, told
from tests.erasures import NEXT_YEAR, keeper
from tests.world import PLACE, TIME, World, found_world

from kniha.book.access.actions import freeze
from kniha.book.access.conflicts import step_aside
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.events.actions import allege_involvement, open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.involving import Allegation, allege_unit
from kniha.book.events.models import Involvement
from kniha.book.forces import actions, queries
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import checking, erasing, reading
from kniha.book.journal.acting import Hand
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.actions import add_mention
from kniha.book.statements.drafts import MentionDraft
from kniha.book.statements.models import Account
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.errors import ChangedError, ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError
from kniha.vocab.span import Days, Span, parse_days, span

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

READ = Source(read_in="газета «Прыклад», 3 верасня 2020 г.")
RIOT = UnitDraft("detachment", "police.riot", "BY")


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def account(world: World) -> Account:
    return world.coded(world.report())


@pytest.fixture
def person(world: World, account: Account) -> Person:
    """Whom the account calls Рысь, as a person of the first compartment."""
    hand = world.hand(world.vera)
    incident = open_incident(hand, [account], IncidentDraft("Збіццё", TIME, PLACE))
    act = record_act(hand, incident, ActDraft("integrity.physical-assault", victim_count=1), accounts=[account])
    named = account.mentions.get(role="alleged-part")
    found = allege_involvement(hand, act, named, degree="carried-out", finding="suspicion", basis="мянушка").person
    assert found is not None
    return found


def unit(hand: Hand, called: str, source: Source = READ) -> Unit:
    return actions.register_unit(hand, RIOT, UnitNameDraft(called, "be"), source=source)


def days(began: str | None = None, ended: str | None = None, *seen: str) -> Span:
    def one(text: str | None) -> Days | None:
        return parse_days(text) if text else None

    return span(one(began), one(ended), map(parse_days, seen))


# -- who sees what


def test_what_anybody_may_read_lies_open_for_all_registrars(world: World) -> None:
    found = unit(world.hand(world.vera), "Атрад прыкладаў")
    assert queries.unit(world.marek, found.pk).called == "Атрад прыкладаў"


def test_what_rests_on_an_account_is_seen_in_its_compartment_alone(world: World, account: Account) -> None:
    found = unit(world.hand(world.vera), "Рысі", Source(account=account))
    assert queries.unit(world.vera, found.pk).called == "Рысі"
    assert not queries.units(world.marek).exists()
    with pytest.raises(NotFoundError):
        queries.unit(world.marek, found.pk)


def test_a_closed_name_of_an_open_unit_stays_closed(world: World, account: Account) -> None:
    found = unit(world.hand(world.vera), "Атрад прыкладаў")
    actions.name_unit(world.hand(world.vera), found, UnitNameDraft("Рысі", "be", "call-name"), source=Source(account=account))
    assert {one.text for one in queries.names_of(world.vera, found)} == {"Атрад прыкладаў", "Рысі"}
    assert {one.text for one in queries.names_of(world.marek, found)} == {"Атрад прыкладаў"}


def test_a_posting_is_seen_by_whoever_sees_person_unit_and_source(world: World, person: Person) -> None:
    found = unit(world.hand(world.vera), "Атрад прыкладаў")
    actions.enter_posting(world.hand(world.vera), person, found, PostingDraft("commander", "камандзір"), source=READ)
    assert [one.person for one in queries.postings_in(world.vera, found)] == [person]
    assert [one.unit for one in queries.postings_of(world.vera, person)] == [found]
    assert not queries.postings_in(world.marek, found)  # that the person is in the register lies in their compartment


def test_a_unit_is_called_by_its_official_name_in_the_readers_language(world: World) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    actions.name_unit(hand, found, UnitNameDraft("Отряд примеров", "ru"), source=READ)
    actions.name_unit(hand, found, UnitNameDraft("АП", "ru", "short"), source=READ)
    assert [queries.unit(world.vera, found.pk, language=one).called for one in ("be", "ru")] == ["Атрад прыкладаў", "Отряд примеров"]
    assert queries.called(world.vera, [found.pk, "0" * 32], language="ru") == {found.pk: "Отряд примеров"}


def test_whoever_is_kept_from_a_statement_sees_no_name_that_rests_on_it(world: World, account: Account) -> None:
    found = unit(world.hand(world.vera), "Рысі", Source(account=account))
    step_aside(world.hand(world.zoya), account.statement, ground="kin", words="")
    world.zoya.refresh_from_db()
    again = type(world.zoya).objects.get(pk=world.zoya.pk)
    assert not queries.units(again).exists()
    assert queries.units(world.vera).get() == found


def test_a_frozen_registrar_sees_no_unit(world: World) -> None:
    unit(world.hand(world.vera), "Атрад прыкладаў")
    freeze(world.hand(world.anna), world.vera)
    world.vera.refresh_from_db()
    assert not queries.units(world.vera).exists()
    assert not queries.links(world.vera).exists()


def test_mentions_and_involvements_lead_to_the_unit_they_name(world: World, account: Account) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Рысі", Source(account=account))
    add_mention(hand, account, MentionDraft("present", unit="рысямі", known_unit=found))
    incident = open_incident(hand, [account], IncidentDraft("Збіццё", TIME, PLACE))
    act = record_act(hand, incident, ActDraft("integrity.physical-assault", victim_count=1), accounts=[account])
    allegation = Allegation("present", "suspicion", "так назвалі")
    allege_unit(hand, act, "рысі", allegation, accounts=[account], unit=found)
    assert [one.unit for one in queries.mentions_of(world.vera, found)] == ["рысямі"]
    assert [one.act for one in queries.involvements_of(world.vera, found)] == [act]
    with pytest.raises(ConflictError, match="already"):
        allege_unit(hand, act, "рысі", allegation, accounts=[account], unit=found)


# -- over time


def test_a_unit_moves_from_one_parent_to_another_and_back(world: World) -> None:
    hand = world.hand(world.vera)
    one, other = unit(hand, "Першы"), unit(hand, "Другі")
    actions.place_unit(hand, one, other, days("2015", "2019"), source=READ)
    actions.place_unit(hand, other, one, days("2020", None, "2020-08"), source=READ)
    assert [link.parent for link in queries.parents_of(world.vera, one)] == [other]
    assert [link.unit for link in queries.children_of(world.vera, one)] == [other]


def test_nothing_stands_above_itself_on_one_day(world: World) -> None:
    hand = world.hand(world.vera)
    one, two, three = (unit(hand, called) for called in ("Першы", "Другі", "Трэці"))
    actions.place_unit(hand, one, two, days("2019", "2021"), source=READ)
    actions.place_unit(hand, two, three, days("2020", None, "2022"), source=READ)
    with pytest.raises(ImpossibleError, match="above itself"):
        actions.place_unit(hand, three, one, days(None, None, "2020-12-31"), source=READ)
    with pytest.raises(ImpossibleError, match="above itself"):
        actions.place_unit(hand, three, one, Span(), source=READ)
    actions.place_unit(hand, three, one, days("2023", None, "2024"), source=READ)


def test_a_circle_that_another_compartment_alone_knows_of_is_not_told_by_a_refusal(world: World, account: Account) -> None:
    one, other = unit(world.hand(world.vera), "Першы"), unit(world.hand(world.vera), "Другі")
    actions.place_unit(world.hand(world.vera), one, other, Span(), source=Source(account=account))
    actions.place_unit(world.hand(world.marek), other, one, Span(), source=READ)
    with pytest.raises(ImpossibleError, match="itself"):
        actions.place_unit(world.hand(world.vera), one, one, Span(), source=READ)


def test_overlapping_commands_stand_beside_each_other(world: World, person: Person) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    actions.enter_posting(hand, person, found, PostingDraft("commander", span=days("2019", "2021")), source=READ)
    actions.enter_posting(hand, person, found, PostingDraft("commander", acting=True, span=days("2020", "2020-10")), source=READ)
    assert queries.postings_in(world.vera, found).count() == 2


# -- corrected and withdrawn, never lost


def test_a_posting_is_corrected_and_the_entry_before_stays(world: World, person: Person) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    posting = actions.enter_posting(hand, person, found, PostingDraft("member", "баец"), source=READ)
    seen = reading.size()
    actions.correct_posting(hand, posting, PostingDraft("commander", "камандзір", "маёр"))
    told = plain(world.vera, ("unit", found.pk))
    assert [line.split(" –")[0] for line in told[1:]] == [
        "Vera entered a posting of “Рысь” in “Атрад прыкладаў”",
        "Vera corrected a posting of “Рысь” in “Атрад прыкладаў”",
    ]
    assert "post: “камандзір” (before: “баец”)" in told[2]
    with pytest.raises(ChangedError):
        actions.correct_posting(hand, posting, PostingDraft("deputy"), seen=seen)


def test_what_was_withdrawn_is_told_to_whoever_could_see_it(world: World, account: Account) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    name = actions.name_unit(hand, found, UnitNameDraft("Рысі", "be", "call-name"), source=Source(account=account))
    actions.withdraw_part(hand, name, reason="не пра іх")
    assert not UnitName.objects.filter(pk=name.pk).exists()
    told = " ".join(plain(world.vera, ("unit", found.pk)))
    assert "“Рысі”" in told
    assert "“не пра іх”" in told
    elsewhere = " ".join(plain(world.marek, ("unit", found.pk)))
    assert "Рысі" not in elsewhere
    assert "не пра іх" not in elsewhere


def test_a_unit_on_which_something_rests_keeps_a_name(world: World, person: Person) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    posting = actions.enter_posting(hand, person, found, PostingDraft("member"), source=READ)
    with pytest.raises(ConflictError, match="last name"):
        actions.withdraw_part(hand, found.names.get(), reason="памылка")
    actions.withdraw_part(hand, posting, reason="памылка")
    actions.withdraw_part(hand, found.names.get(), reason="памылка")
    assert not queries.units(world.vera).exists()


def test_what_is_withdrawn_has_a_reason_and_is_withdrawn_once(world: World) -> None:
    hand = world.hand(world.vera)
    found = unit(hand, "Атрад прыкладаў")
    name = actions.name_unit(hand, found, UnitNameDraft("АП", "be", "short"), source=READ)
    with pytest.raises(RefusedError, match="reason"):
        actions.withdraw_part(hand, name, reason=" ")
    actions.withdraw_part(hand, name, reason="памылка")
    with pytest.raises(NotFoundError):
        actions.withdraw_part(hand, name, reason="памылка")


# -- erased and held


def erased(world: World, account: Account) -> None:
    target = ("statement", account.statement_id)
    agree_to_erasure(world.hand(keeper(world)), ask_erasure(world.hand(world.zoya), target, Wish("source", "consent-withdrawn")))


def test_what_rests_on_an_erased_statement_goes_and_the_rest_stays(world: World, account: Account) -> None:
    hand = world.hand(world.vera)
    alone, known = unit(hand, "Пшыкнуцька", Source(account=account)), unit(hand, "Атрад прыкладаў")
    actions.name_unit(hand, known, UnitNameDraft("Фуфлянчык", "be", "call-name"), source=Source(account=account))
    actions.place_unit(hand, alone, known, Span(), source=Source(account=account), words="жмуркадзіл")
    erased(world, account)
    assert [one.text for one in UnitName.objects.all()] == ["Атрад прыкладаў"]
    assert not UnitParent.objects.exists()
    assert Unit.objects.get(pk=alone.pk).kind == ""
    assert Unit.objects.get(pk=known.pk).kind == "detachment"
    words = b" ".join(bytes(one.data) for entry in reading.entries() for one in erasing.told(entry)).decode(errors="replace")
    assert not any(word in words for word in ("Пшыкнуцька", "Фуфлянчык", "жмуркадзіл"))
    assert checking.check_journal() == reading.size()
    assert replay().differences == ()


def test_a_person_of_whom_a_posting_tells_stays_when_one_statement_goes(world: World, account: Account, person: Person) -> None:
    found = unit(world.hand(world.vera), "Атрад прыкладаў")
    posting = actions.enter_posting(world.hand(world.vera), person, found, PostingDraft("member"), source=READ)
    erased(world, account)
    assert Person.objects.get(pk=person.pk).compartment_id == world.first.pk
    assert queries.postings_of(world.vera, person).get() == posting


def test_the_postings_of_an_erased_person_go(world: World, person: Person) -> None:
    found = unit(world.hand(world.vera), "Атрад прыкладаў")
    actions.enter_posting(world.hand(world.vera), person, found, PostingDraft("member", "клябуцэр"), source=READ)
    kira = world.hand(keeper(world))
    agree_to_erasure(kira, ask_erasure(world.hand(world.zoya), ("person", person.pk), Wish("source", "consent-withdrawn")))
    assert not Posting.objects.exists()
    assert queries.unit(world.vera, found.pk) == found
    assert replay().differences == ()


def test_of_a_held_statement_no_name_is_seen(world: World, account: Account) -> None:
    found = unit(world.hand(world.vera), "Рысі", Source(account=account))
    kira = world.hand(keeper(world))
    place_hold(kira, ("statement", account.statement_id), HoldDraft("authority-asked", "Суд", "", NEXT_YEAR))
    assert queries.units(world.vera).get() == found  # a hold alone hides nothing
    agree_to_erasure(kira, ask_erasure(world.hand(world.zoya), ("statement", account.statement_id), Wish("source", "consent-withdrawn")))
    assert not queries.units(world.vera).exists()
    assert UnitName.objects.get(unit=found).text == "Рысі"  # sealed, and kept for the court


def test_the_unit_of_an_involvement_without_a_source_goes_too() -> None:
    story: Story = told(found_world())
    of_forces(story)
    erased(story.world, story.second)
    assert not Involvement.objects.exclude(unit=None).exists()


# -- bad


def test_every_value_has_one_source() -> None:
    for source in ({}, {"read_in": " "}, {"account": Account(pk="0" * 32), "read_in": "газета"}):
        with pytest.raises(MalformedError, match="known from"):
            Source(**source)


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (lambda: UnitDraft("gang", "police"), UnknownTermError),
        (lambda: UnitDraft("regiment", "friends"), UnknownTermError),
        (lambda: UnitDraft("regiment", "police", "Bel"), MalformedError),
        (lambda: UnitNameDraft("…", "be"), MalformedError),
        (lambda: UnitNameDraft("АП", "be", "nick"), UnknownTermError),
        (lambda: PostingDraft("boss"), UnknownTermError),
        (lambda: PostingDraft("member", span=days("2021", "2020")), ImpossibleError),
    ],
)
def test_what_no_list_knows_and_what_cannot_be_is_refused(draft: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        draft()


def test_the_same_from_the_same_source_is_entered_once(world: World, person: Person) -> None:
    hand = world.hand(world.vera)
    one, other = unit(hand, "Першы"), unit(hand, "Другі")
    for again in (
        lambda: actions.name_unit(hand, one, UnitNameDraft("АП", "be", "short"), source=READ),
        lambda: actions.place_unit(hand, one, other, days("2020"), source=READ),
        lambda: actions.enter_posting(hand, person, one, PostingDraft("member"), source=READ),
    ):
        again()
        with pytest.raises(ConflictError, match="already"):
            again()


def test_two_who_describe_a_unit_at_once_see_each_other(world: World) -> None:
    hand = world.hand(world.vera)
    found, seen = unit(hand, "Першы"), reading.size()
    actions.describe_unit(hand, found, UnitDraft("regiment", "police.riot"), seen=seen)
    with pytest.raises(ChangedError):
        actions.describe_unit(hand, found, RIOT, seen=seen)


# -- malicious


def test_who_may_not_order_the_forces_enters_nothing(world: World) -> None:
    before = reading.size()
    with pytest.raises(RefusedError, match="role"):
        unit(world.hand(world.anna), "Атрад прыкладаў")
    assert reading.size() == before


def test_a_unit_of_another_compartment_is_tied_to_nothing_here(world: World, account: Account, person: Person) -> None:
    closed = unit(world.hand(world.vera), "Рысі", Source(account=account))
    theirs = world.hand(world.marek)
    mine = unit(theirs, "Атрад прыкладаў")
    interview = elsewhere(world)
    for attempt in (
        lambda: add_mention(theirs, interview, MentionDraft("present", unit="рысі", known_unit=closed)),
        lambda: actions.place_unit(theirs, mine, closed, Span(), source=Source(account=interview)),
        lambda: actions.name_unit(theirs, closed, UnitNameDraft("Рысі", "be"), source=Source(account=interview)),
        lambda: actions.enter_posting(theirs, interview.mentions.get().person, closed, PostingDraft("member"), source=READ),
    ):
        with pytest.raises(RefusedError, match="another compartment"):
            attempt()


def elsewhere(world: World) -> Account:
    """An account in the second compartment, whose mention is a person there."""
    words = 'source = "list"\nkind = "persons"\n[columns]\nid = "id"\nname = "name"\n[zones]\n[person]\nregistered = true\n'
    import_rows(world.process("importer"), as_rows([{"id": "1", "name": "Юры Невядомы"}]), mapping.parse_mapping(words), world.second)
    return Account.objects.get(statement__compartment=world.second)
