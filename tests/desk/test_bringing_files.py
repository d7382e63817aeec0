"""Files that a registrar brings at the desk: told of once, sealed while they arrive, entered with their custody, or nothing is left."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.world import World

from kniha.book.evidence.models import Acquisition, Exhibit
from kniha.book.evidence.queries import blob_of, custody
from kniha.book.people.models import KeyRow
from kniha.desk import keys
from kniha.desk.acquisitions import bringing_views
from kniha.desk.uploads import Room
from kniha.vocab.errors import UnavailableError

pytestmark = pytest.mark.django_db

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 2000
SECRET = "Пляц каля крамы Кветкавая, 23:10"
TOLD = {
    "title": "Тэлефон сведкі", "how_obtained": "given", "obtained_on": "2020-08-12", "giver": "сведка",
    "why": "каб убачыць, хто біў", "clock": "гадзіннік тэлефона",
}  # fmt: skip


def begin(client: Client, world: World, **other: str) -> Acquisition:
    answer = client.post("/acquisitions/new/", {**TOLD, "compartment": world.first.pk, **other})
    assert answer.status_code == 302, answer.content.decode()
    made = Acquisition.objects.get(title=other.get("title", TOLD["title"]))
    assert answer["Location"] == f"/acquisitions/{made.pk}/files/"
    return made


def send(client: Client, made: Acquisition, *files: tuple[str, bytes], follow: bool = True):
    sent = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(f"/acquisitions/{made.pk}/files/", {"file": sent}, follow=follow)


def vault_files(settings: object) -> list[Path]:
    return sorted(path for path in settings.OFFICE.vault.rglob("*") if path.is_file())


def test_files_are_told_of_once_sealed_and_entered(vera: Client, office: World):
    made = begin(vera, office)
    page = send(vera, made, ("IMG_1.jpg", JPEG), ("сведчанне.txt", SECRET.encode())).content.decode()
    assert "2 files are sealed and entered." in page
    picture = Exhibit.objects.get(original_name="IMG_1.jpg")
    assert (picture.media_type, picture.size, picture.how_obtained) == ("image/jpeg", len(JPEG), "given")
    assert b"".join(keys.vault().open(blob_of(picture), keys.held().exhibit)) == JPEG
    assert [step.kind for step in custody(office.vera, picture)] == ["received", "sealed"]
    assert "сведчанне.txt" in page


def test_the_same_file_again_is_known_and_the_same_bytes_are_one_object(vera: Client, office: World, settings: object):
    made = begin(vera, office)
    send(vera, made, ("IMG_1.jpg", JPEG))
    page = send(vera, made, ("IMG_1.jpg", JPEG), ("копія.jpg", JPEG)).content.decode()
    assert "1 file is sealed and entered." in page
    assert "1 file was here already." in page
    assert Exhibit.objects.filter(acquisition=made).count() == 2
    assert len(vault_files(settings)) == 1


def test_an_empty_file_is_evidence_too(vera: Client, office: World):
    made = begin(vera, office)
    send(vera, made, ("пусты.txt", b""))
    assert Exhibit.objects.get().size == 0


def test_no_readable_byte_touches_a_disk(vera: Client, office: World, tmp_path: Path):
    send(vera, begin(vera, office), ("сведчанне.txt", SECRET.encode() * 100_000))
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path


def test_leaked_files_are_sealed_and_wait_for_a_lawyer(vera: Client, office: World):
    made = begin(vera, office, how_obtained="leaked")
    page = send(vera, made, ("база.csv", b"id;name\n")).content.decode()
    assert "until a lawyer decides" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"obtained_on": "2999-01-01"}, "today or earlier"),
        ({"giver": "ён"}, "at least 3"),
        ({"how_obtained": "bought"}, "Select a valid choice"),
        ({"compartment": "0" * 32}, "Select a valid choice"),
        ({"obtained_on": "калісьці"}, "Enter a valid date"),
    ],
)
def test_what_is_not_told_rightly_begins_nothing(vera: Client, office: World, wrong: dict[str, str], said: str):
    answer = vera.post("/acquisitions/new/", {**TOLD, "compartment": office.first.pk, **wrong})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Acquisition.objects.exists()


def test_a_second_of_one_title_is_told(vera: Client, office: World):
    begin(vera, office)
    answer = vera.post("/acquisitions/new/", {**TOLD, "compartment": office.first.pk})
    assert "of this title is there already" in answer.content.decode()


def test_without_a_file_nothing_happens(vera: Client, office: World):
    made = begin(vera, office)
    assert "This field is required" in vera.post(f"/acquisitions/{made.pk}/files/", {}).content.decode()


def test_too_large_or_too_many_take_nothing_at_all(vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch):
    made = begin(vera, office)
    monkeypatch.setattr(bringing_views, "ROOM", Room("file", largest=100_000, most=2))
    for files in ([("a", b"x"), ("b", b"x" * 100_001)], [("a", b"x"), ("b", b"y"), ("c", b"z")]):
        assert "nothing was taken" in send(vera, made, *files, follow=False).content.decode()
    assert vault_files(settings) == []
    assert not Exhibit.objects.exists()


def test_a_fault_of_the_disk_in_mid_way_leaves_nothing(vera: Client, office: World, settings: object, monkeypatch: pytest.MonkeyPatch):
    made = begin(vera, office)

    def full(*_args: object, **_kwargs: object) -> None:
        raise UnavailableError("the disk is full")

    monkeypatch.setattr("kniha.runs.gathering.entering.add_files", full)
    assert send(vera, made, ("a.txt", b"aaaa")).status_code == 503
    assert not Exhibit.objects.exists()
    assert not KeyRow.objects.filter(owner__in=Exhibit.objects.values("sealed_sha256")).exists()
    assert not any("incoming" in path.parts for path in vault_files(settings))


def test_a_forged_request_leaves_nothing(office: World, settings: object, at_desk: Callable[..., Client]):
    client = at_desk(office.vera, enforce_csrf_checks=True)
    assert client.post("/acquisitions/new/", {**TOLD, "compartment": office.first.pk}).status_code == 403
    made = begin(at_desk_again(client), office)
    assert send(client, made, ("a.txt", b"aaaa")).status_code == 403
    assert vault_files(settings) == []


def at_desk_again(client: Client) -> Client:
    """The same registrar, with a page's token."""
    trusted = Client(headers={"accept-language": "en"})
    trusted.cookies = client.cookies
    return trusted


@pytest.mark.parametrize("who", ["marek", "zoya"])
def test_who_may_not_bring_finds_no_page_and_leaves_nothing(
    who: str, vera: Client, office: World, settings: object, request: pytest.FixtureRequest
):
    made, client = begin(vera, office), request.getfixturevalue(who)
    assert client.get(f"/acquisitions/{made.pk}/files/").status_code == 404
    assert send(client, made, ("a.txt", b"aaaa")).status_code == 404
    assert vault_files(settings) == []
