"""Programs that show tokens: Vera's, Zoya's and Marek's, each for one purpose. Nobody shows none."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.desk.conftest import Filed, filed, office, world
from tests.world import World

from kniha.book.access.models import Registrar
from kniha.book.access.tokens import TokenDraft, make_token

__all__ = ["Filed", "filed", "office", "world"]


class Program:
    """A program with a token (or none), which sends JSON and reads it."""

    def __init__(self, words: str = "", language: str = "en") -> None:
        headers = {"accept-language": language} | ({"authorization": f"Bearer {words}"} if words else {})
        self.words = words
        self.client = Client(headers=headers)

    def get(self, path: str, **query: object) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, sent: object = None, *, key: str = "") -> HttpResponse:
        headers = {"idempotency-key": key or secrets.token_hex(12)}
        if sent is None:
            return self.client.post(f"/api/v1{path}", b"", content_type="application/json", headers=headers)
        return self.client.post(f"/api/v1{path}", sent, content_type="application/json", headers=headers)

    def did(self, path: str, sent: object = None) -> dict[str, str]:
        """What was made."""
        answer = self.post(path, sent)
        assert answer.status_code == 201, answer.content.decode()
        return answer.json()

    def read(self, path: str, **query: object) -> dict[str, object]:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


Given = Callable[..., Program]


def today() -> datetime:
    return datetime.now(settings.OFFICE.zone)


@pytest.fixture
def given_token(given: Given) -> Given:
    """The same under a name that leaves `given` to hypothesis."""
    return given


@pytest.fixture
def given(world: World) -> Given:
    """Give a program of a registrar a token for a purpose."""

    def made(registrar: Registrar, purpose: str, language: str = "en") -> Program:
        now = today()
        draft = TokenDraft(purpose, f"праграма: {purpose}", now.date() + timedelta(days=30))
        return Program(make_token(world.hand(registrar, now), draft, is_demo=True).words, language)

    return made
