"""The cast at their desks: Vera may, Marek is of another compartment, Zoya is a lawyer, Nobody is not signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.test import Client
from tests.world import TEXT, World, found_world

from kniha.book.access.models import Registrar, SignIn
from kniha.book.evidence.models import Exhibit, View
from kniha.book.evidence.queries import known_blob
from kniha.book.people.models import KeyRow
from kniha.book.statements.models import Statement
from kniha.book.statements.receiving import StoredFile
from kniha.desk import keys
from kniha.seal.recipients import new_identity
from kniha.vault.blobs import StoredBlob

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
    user = User.objects.create(username=registrar.name.lower(), password=hashed(PASSWORD))
    SignIn.objects.create(user=user, registrar=registrar)
    if second_factor:
        TOTP.activate(user, SECRET)
    return user


@cache
def hashed(password: str) -> str:
    """The password as the product keeps it, computed once: it takes a second, on purpose, and each test seats several people."""
    return make_password(password)


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


PICTURE = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
PAGE = b"<script>alert(1)</script>" * 4000
FILM = bytes(range(256)) * 1000


@dataclass(frozen=True)
class Filed:
    """A report with a picture, a page and a film whose sealed bytes really lie in a vault, and a view of the picture."""

    statement: Statement
    picture: Exhibit
    page: Exhibit
    film: Exhibit


@pytest.fixture
def office(world: World, settings: object, tmp_path: Path) -> World:
    """The world with keys, vault and index of its own."""
    folder, exhibit = tmp_path / "keys", new_identity(world.random_bytes)
    written = {
        "desk/exhibit.identity": exhibit.text,
        "desk/person.identity": world.person_keys.identity,
        "public/exhibit.recipient": str(exhibit.recipient),
        "public/person.recipient": world.person_recipient,
    }
    for name, text in written.items():
        _write(folder / name, text.encode())
    _write(folder / "vault/naming.key", world.random_bytes(32))
    settings.OFFICE = replace(settings.OFFICE, keys=folder, vault=tmp_path / "vault", index=tmp_path / "index")
    keys.use(keys.open_keys(keys.folder(), lambda name: ""))
    return world


@pytest.fixture
def filed(office: World) -> Filed:
    picture, page, film = (sealed(office, data) for data in (PICTURE, PAGE, FILM))
    files = (
        StoredFile("здымак.jpg", "image/jpeg", "image/jpeg", picture),
        StoredFile("старонка.html", "image/png", "text/html", page),
        StoredFile("відэа.mp4", "video/mp4", "video/mp4", film),
    )
    statement = office.report(TEXT, envelope="f1" * 32, files=files, contact="+375 00 000-00-00")
    of = {exhibit.media_type: exhibit for exhibit in statement.exhibits.all()}
    view = sealed(office, PICTURE + b"view")
    KeyRow.objects.create(owner=view.sealed_sha256, wrapped=view.header)
    View.objects.create(exhibit=of["image/jpeg"], blob=view.name, sealed_sha256=view.sealed_sha256, sha256=view.sha256, size=view.size)
    return Filed(statement, of["image/jpeg"], of["text/html"], of["video/mp4"])


def sealed(office: World, data: bytes) -> StoredBlob:
    with keys.vault().receive([keys.folder().exhibit_recipient()], random_bytes=office.random_bytes) as receiving:
        receiving.write(data)
        return receiving.finish(known_blob)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(data)
    path.chmod(0o600)
