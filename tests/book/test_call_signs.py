"""Call signs: what a sign may have stood for at a moment, from which sources, and who may know of it."""

from datetime import date

import pytest
from tests.book.readers import plain
from tests.erasures import WISH, keeper
from tests.world import World, found_world

from kniha.book.communications import actions, queries
from kniha.book.communications.drafts import CallSignDraft
from kniha.book.communications.models import CallSign
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.forces import actions as forces
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.journal.replay import replay
from kniha.book.people.models import Person
from kniha.book.statements.models import Account
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError
from kniha.vocab.span import Span, parse_days, span

pytestmark = pytest.mark.django_db

READ = Source(read_in="газета «Прыклад», 3 верасня 2020 г.")
THAT_DAY = (date(2020, 8, 11), date(2020, 8, 11))
IN_AUGUST = span(parse_days("2020-08-01"), parse_days("2020-08-31"))


@pytest.fixture
def world(db: None) -> World:
    return found_world()


def unit(world: World, name: str = "Рысі", source: Source = READ) -> Unit:
    return forces.register_unit(
        world.hand(world.vera), UnitDraft("detachment", "police.riot", "BY"), UnitNameDraft(name, "be"), source=source
    )


def told(world: World) -> Account:
    return world.coded(world.report())


def person_of(account: Account) -> Person:
    assert account.statement.source is not None
    return account.statement.source


def served(world: World, account: Account, of: Unit) -> Posting:
    return forces.enter_posting(world.hand(world.vera), person_of(account), of, PostingDraft("commander"), source=Source(account=account))


def sign(world: World, of: Unit, text: str = "Рысь-1", *, held: Span = IN_AUGUST, source: Source = READ, **more: Posting) -> CallSign:
    return actions.enter_call_sign(world.hand(world.vera), of, CallSignDraft(text, held), source=source, **more)


@pytest.mark.parametrize("heard", ["Рысь-1", "рысь 1", "РЫСЬ1", "Рись, 1"])
def test_a_sign_is_found_however_it_is_spelt_and_its_digits_count(world: World, heard: str):
    sign(world, unit(world))
    assert len(queries.resolved(world.vera, heard, THAT_DAY).candidates) == 1
    assert queries.resolved(world.vera, "Рысь-2", THAT_DAY).candidates == ()


def test_all_that_a_sign_may_have_been_is_told_with_its_sources_and_that_it_is_ambiguous(world: World):
    account = told(world)
    one, other = unit(world), unit(world, "Зубры")
    posting = served(world, account, one)
    sure = sign(world, one, source=Source(account=account), posting=posting)
    again = sign(world, one, posting=posting, held=span(None, None, [parse_days("2020-08-11")]))
    maybe = sign(world, other, held=span(None, None, [parse_days("2020-07-01")]))
    sign(world, other, held=span(parse_days("2021"), None))
    found = queries.resolved(world.vera, "рысь 1", THAT_DAY)
    assert found.is_ambiguous
    first, second = found.candidates
    assert (first.posting, first.unit, {*first.told}, first.is_sure) == (posting, one, {sure, again}, True)
    assert (second.posting, second.unit, second.told, second.is_sure) == (None, other, (maybe,), False)


def test_a_moment_that_is_not_known_leaves_all_candidates_and_none_is_sure(world: World):
    sign(world, unit(world))
    (candidate,) = queries.resolved(world.vera, "Рысь-1", None).candidates
    assert not candidate.is_sure


def test_what_a_source_did_not_say_is_not_stretched(world: World):
    sign(world, unit(world), held=span(None, None, [parse_days("2020-08-10")]))
    (candidate,) = queries.resolved(world.vera, "Рысь-1", THAT_DAY).candidates
    assert not candidate.is_sure
    (candidate,) = queries.resolved(world.vera, "Рысь-1", (date(2020, 8, 10), date(2020, 8, 10))).candidates
    assert candidate.is_sure


def test_a_sign_is_withdrawn_with_a_reason_and_its_history_stays(world: World):
    of = unit(world)
    made = sign(world, of)
    with pytest.raises(RefusedError):
        actions.withdraw_call_sign(world.hand(world.vera), made, reason=" ")
    actions.withdraw_call_sign(world.hand(world.vera), made, reason="недачута")
    assert not queries.call_signs_of(world.vera, of)
    assert any("withdrew a call sign" in line for line in plain(world.vera, ("unit", of.pk)))
    with pytest.raises(NotFoundError):
        actions.withdraw_call_sign(world.hand(world.vera), made, reason="яшчэ раз")


def test_a_posting_that_is_withdrawn_takes_its_signs_with_it(world: World):
    account, of = told(world), unit(world)
    posting = served(world, account, of)
    sign(world, of, posting=posting)
    forces.withdraw_part(world.hand(world.vera), posting, reason="не ён")
    assert not CallSign.objects.exists()


def test_what_is_no_sign_what_is_entered_twice_and_a_posting_elsewhere_are_refused(world: World):
    account, of = told(world), unit(world)
    with pytest.raises(MalformedError):
        CallSignDraft("--")
    sign(world, of)
    with pytest.raises(ConflictError):
        sign(world, of)
    with pytest.raises(RefusedError, match="posting in it"):
        sign(world, unit(world, "Зубры"), posting=served(world, account, of))


def test_only_who_may_order_enters_a_sign(world: World):
    with pytest.raises(RefusedError):
        actions.enter_call_sign(world.hand(world.anna), unit(world), CallSignDraft("Рысь-1"), source=READ)


def test_what_rests_on_a_closed_account_resolves_for_nobody_else(world: World):
    account, of = told(world), unit(world)
    closed = sign(world, of, source=Source(account=account))
    posted = sign(world, of, posting=served(world, account, of))
    assert {*queries.call_signs_of(world.vera, of)} == {closed, posted}
    assert not queries.call_signs_of(world.marek, of)
    assert queries.resolved(world.marek, "Рысь-1", THAT_DAY).candidates == ()
    with pytest.raises(NotFoundError):
        queries.call_sign(world.marek, closed.pk)


def test_a_statement_that_is_erased_takes_the_signs_that_rest_on_it(world: World):
    account, of = told(world), unit(world)
    sign(world, of, source=Source(account=account))
    stays = sign(world, of)
    agree_to_erasure(world.hand(world.zoya), ask_erasure(world.hand(keeper(world)), ("statement", account.statement_id), WISH))
    assert list(CallSign.objects.all()) == [stays]


@pytest.mark.django_db(databases=["default", "replay"])
def test_the_journal_rebuilds_all_of_it(world: World):
    test_a_posting_that_is_withdrawn_takes_its_signs_with_it(world)
    sign(world, Unit.objects.get())
    assert replay().differences == ()
