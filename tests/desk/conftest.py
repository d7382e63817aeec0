"""The cast at their desks: Vera may, Marek is of another compartment, Zoya is a lawyer, Nobody is not signed in."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.test import Client
from tests.world import World, found_world

from kniha.book.access.models import Registrar, SignIn

PASSWORD = "ціхая-рака-пад-лесам"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def world(db: None) -> World:
    return found_world()


@pytest.fixture
def at_desk(world: World) -> Callable[[Registrar], Client]:
    """Seat a registrar: an account with password and second factor, signed in."""

    def seated(registrar: Registrar, *, second_factor: bool = True, **options: object) -> Client:
        user = account(registrar, second_factor=second_factor)
        client = Client(headers={"accept-language": "en"}, **options)
        client.force_login(user)
        return client

    return seated


def account(registrar: Registrar, *, second_factor: bool = True) -> User:
    user = User.objects.create_user(registrar.name.lower(), password=PASSWORD)
    SignIn.objects.create(user=user, registrar=registrar)
    if second_factor:
        TOTP.activate(user, SECRET)
    return user


@pytest.fixture
def vera(at_desk: Callable[[Registrar], Client], world: World) -> Client:
    return at_desk(world.vera)


@pytest.fixture
def zoya(at_desk: Callable[[Registrar], Client], world: World) -> Client:
    return at_desk(world.zoya)


@pytest.fixture
def marek(at_desk: Callable[[Registrar], Client], world: World) -> Client:
    return at_desk(world.marek)


@pytest.fixture
def nobody() -> Client:
    return Client(headers={"accept-language": "en"})
