"""Tokens for programs: one registrar, one purpose, an end, shown once; dead with the account. Vera makes them, Boris is a custodian."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from tests.world import NOW, World, found_world

from kniha.book.access.actions import freeze
from kniha.book.access.models import SignIn, Token
from kniha.book.access.proposing import ProposalDraft, carry_out, propose
from kniha.book.access.tokens import MadeToken, TokenDraft, make_token, revoke_token, token, token_of, tokens
from kniha.book.journal import reading
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TODAY = NOW.date()
DRAFT = TokenDraft("coding", "праграма для кадзіравання", TODAY + timedelta(days=30))


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def made(world: World) -> MadeToken:
    return make_token(world.hand(world.vera), DRAFT, is_demo=True)


def opens(words: str, day: int = 0) -> bool:
    try:
        token_of(words, today=TODAY + timedelta(days=day))
    except NotFoundError:
        return False
    return True


def test_a_token_opens_until_its_last_day(made: MadeToken) -> None:
    assert token_of(made.words, today=TODAY).registrar.name == "Vera"
    assert opens(made.words, 30)
    assert not opens(made.words, 31)


def test_only_its_digest_is_kept(made: MadeToken) -> None:
    kept = Token.objects.filter(pk=made.token.pk).values().get()
    assert made.words not in str(kept)
    assert made.words.removeprefix("kniha_") not in str(kept)


def test_the_journal_says_that_it_was_made_and_revoked_and_holds_no_part_of_it(world: World, made: MadeToken) -> None:
    revoke_token(world.hand(world.vera), made.token)
    one, other = list(reading.entries())[-2:]
    assert (one.skeleton.action, one.told()["token_purpose"], one.told()["last_day"]) == ("token.made", "coding", "2026-12-23")
    assert other.skeleton.action == "token.revoked"
    assert made.words[6:] not in str(one.told())


def test_the_day_of_its_last_use_is_noted(made: MadeToken) -> None:
    token_of(made.words, today=TODAY + timedelta(days=3))
    assert Token.objects.get(pk=made.token.pk).used_on == TODAY + timedelta(days=3)


def test_one_sees_ones_own_and_a_custodian_sees_all(world: World, made: MadeToken) -> None:
    make_token(world.hand(world.marek), DRAFT, is_demo=True)
    assert [one.registrar.name for one in tokens(world.vera)] == ["Vera"]
    assert {one.registrar.name for one in tokens(world.boris)} == {"Vera", "Marek"}
    assert not tokens(world.zoya)
    with pytest.raises(NotFoundError):
        token(world.marek, made.token.pk)


def test_a_revoked_token_opens_nothing_and_is_revoked_once(world: World, made: MadeToken) -> None:
    revoke_token(world.hand(world.boris), made.token)
    assert not opens(made.words)
    with pytest.raises(ConflictError):
        revoke_token(world.hand(world.vera), made.token)


@pytest.mark.parametrize("day", [-1, 91])
def test_a_token_ends_within_ninety_days(world: World, day: int) -> None:
    with pytest.raises(ImpossibleError, match="90 days"):
        make_token(world.hand(world.vera), TokenDraft("coding", "праграма", TODAY + timedelta(days=day)), is_demo=True)


def test_a_token_has_one_purpose_of_the_list_and_a_name(world: World) -> None:
    with pytest.raises(UnknownTermError):
        make_token(world.hand(world.vera), TokenDraft("everything", "праграма", TODAY), is_demo=True)
    with pytest.raises(MalformedError):
        make_token(world.hand(world.vera), TokenDraft("coding", "  ", TODAY), is_demo=True)


def test_outside_the_demo_it_takes_a_second_factor(world: World) -> None:
    with pytest.raises(RefusedError, match="second factor"):
        make_token(world.hand(world.vera), DRAFT, is_demo=False)
    user = User.objects.create_user("vera")
    SignIn.objects.create(user=user, registrar=world.vera)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert make_token(world.hand(world.vera), DRAFT, is_demo=False).words


def test_a_frozen_account_loses_its_tokens_for_good(world: World, made: MadeToken) -> None:
    freeze(world.hand(world.anna), world.vera)
    assert not opens(made.words)
    asked = propose(world.hand(world.anna), ProposalDraft("thaw", world.vera)).proposal
    carry_out(world.hand(world.boris), asked)
    assert not opens(made.words)


def test_a_frozen_account_makes_none(world: World) -> None:
    hand = world.hand(world.vera)
    freeze(world.hand(world.anna), world.vera)
    with pytest.raises(NotFoundError):
        make_token(hand, DRAFT, is_demo=True)


def test_a_sign_in_given_anew_ends_the_tokens_of_the_lost_one(world: World, made: MadeToken) -> None:
    asked = propose(world.hand(world.anna), ProposalDraft("reset-sign-in", world.vera)).proposal
    carry_out(world.hand(world.boris), asked)
    assert not opens(made.words)


@pytest.mark.parametrize("words", ["", "kniha_", "kniha_" + "A" * 43, "kniha_" + "A" * 44, "' OR 1=1", "kniha_" + "é" * 43])
def test_what_is_no_token_opens_nothing(made: MadeToken, words: str) -> None:
    assert not opens(words)


def test_marek_revokes_nothing_of_veras(world: World, made: MadeToken) -> None:
    before = reading.size()
    with pytest.raises(NotFoundError):
        revoke_token(world.hand(world.marek), made.token)
    assert (opens(made.words), reading.size()) == (True, before)
