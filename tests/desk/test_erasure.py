"""Erasures and holds at the desk: counted before anybody decides, decided by two, there for nobody else."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.desk.conftest import Filed, World
from tests.erasures import PLANTED, Planted, keeper, planted
from tests.world import CHECKED

from kniha.book.access.models import Registrar
from kniha.book.erasure.models import Erasure, Hold, Remains
from kniha.book.events.actions import record_act
from kniha.book.events.drafts import ActDraft
from kniha.book.events.models import Incident
from kniha.book.journal import reading
from kniha.book.statements.models import Statement
from kniha.conf.buckets import parse_where

pytestmark = pytest.mark.django_db

WISH = {"wished_by": "source", "ground": "consent-withdrawn", "words": ""}
LATER = (timezone.now().date() + timedelta(days=100)).isoformat()
HOLD = {"ground": "authority-asked", "authority": "Суд у Вільні", "words": "", "review_on": LATER}
Seat = Callable[[Registrar], Client]


@pytest.fixture
def office(world: World) -> Planted:
    return planted(world)


@pytest.fixture
def kira(at_desk: Seat, office: Planted) -> Client:
    return at_desk(office.kira)


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())


def asked(client: Client, office: Planted) -> Erasure:
    assert client.post(f"/statements/{office.statement.pk}/erasure/", WISH).status_code == 302
    return Erasure.objects.get()


def test_the_page_counts_what_will_go_and_says_what_will_stay(zoya: Client, office: Planted) -> None:
    page = words(zoya.get(f"/statements/{office.statement.pk}/erasure/"))
    for told in ("What will go", "2</span> × mention", "1</span> × account", "What will stay", "What no erasure can do"):
        assert told in page
    assert f"/incidents/{office.incident.number}/" in page
    assert "1 act is left without a source" in page


def test_a_second_registrar_agrees_and_it_is_gone(zoya: Client, kira: Client, office: Planted) -> None:
    erasure = asked(zoya, office)
    assert "another registrar decides" in words(zoya.get(f"/erasures/{erasure.pk}/"))
    assert f"/erasures/{erasure.pk}/" in words(kira.get("/"))
    assert f"/erasures/{erasure.pk}/" not in words(zoya.get("/"))
    assert kira.post(f"/erasures/{erasure.pk}/agreement/", {"sure": "on"}).status_code == 302
    assert Statement.objects.get(pk=office.statement.pk).text == ""
    assert kira.get(f"/statements/{office.statement.pk}/").status_code == 404
    page = words(kira.get(f"/erasures/{erasure.pk}/"))
    assert office.incident.number in page
    assert not any(word in page for word in PLANTED)


def test_what_a_lock_of_the_store_will_keep_is_told_before_and_after(zoya: Client, kira: Client, office: Planted, settings: object) -> None:
    where = parse_where("KNIHA_VAULT", "https://s3.example.org/evidence?lock=governance-60", settings.OFFICE.keys / "vault" / "bucket.json")
    erasure = asked(zoya, office)
    assert "the lock of the store" not in words(kira.get(f"/erasures/{erasure.pk}/"))
    settings.OFFICE = replace(settings.OFFICE, vault=where)
    assert "without their keys, for up to 60 days: the lock of the store keeps them" in words(kira.get(f"/erasures/{erasure.pk}/"))
    kira.post(f"/erasures/{erasure.pk}/agreement/", {"sure": "on"})
    Remains.objects.filter(kind="file").update(kept_until="2027-01-28T10:00:00Z")
    for page in (f"/erasures/{erasure.pk}/", "/erasures/"):
        told = words(kira.get(page))
        assert "The lock of the store keeps" in told
        assert "until 28 January 2027 at the latest" in told


def test_who_did_not_tick_has_not_agreed(zoya: Client, kira: Client, office: Planted) -> None:
    erasure = asked(zoya, office)
    kira.post(f"/erasures/{erasure.pk}/agreement/", {})
    assert Erasure.objects.get().state == "asked"
    assert "it cannot be undone" in words(kira.get(f"/erasures/{erasure.pk}/"))


def test_a_second_registrar_declines_with_a_reason(zoya: Client, kira: Client, office: Planted) -> None:
    erasure = asked(zoya, office)
    assert kira.post(f"/erasures/{erasure.pk}/refusal/", {"words": ""}).status_code == 200
    assert kira.post(f"/erasures/{erasure.pk}/refusal/", {"words": "спачатку спытаць яшчэ раз"}).status_code == 302
    assert Erasure.objects.get().state == "declined"
    assert "спачатку спытаць" in words(zoya.get(f"/erasures/{erasure.pk}/"))


@pytest.mark.parametrize("path", ["statements", "people", "exhibits"])
def test_it_begins_on_the_page_of_a_statement_a_person_and_a_file(zoya: Client, vera: Client, office: Planted, path: str) -> None:
    row = {"statements": office.statement.pk, "people": office.person[1], "exhibits": office.exhibit[1]}[path]
    assert f"/{path}/{row}/erasure/" in words(zoya.get(f"/{path}/{row}/"))
    assert f"/{path}/{row}/erasure/" not in words(vera.get(f"/{path}/{row}/"))
    assert zoya.get(f"/{path}/{row}/hold/").status_code == 200


def test_words_of_the_register_may_be_ticked_to_go_as_well(zoya: Client, office: Planted) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'returned'")
    draft = ActDraft("liberty.arbitrary-arrest", victim_words="хлопец з пятага дома")
    act = record_act(office.hand(office.world.vera), office.incident, draft, accounts=[office.other])
    address = f"/statements/{office.statement.pk}/erasure/"
    assert "хлопец з пятага дома" in words(zoya.get(address))
    assert zoya.post(address, WISH | {"also": f"act/{act.pk}/victim_words"}).status_code == 302
    assert Erasure.objects.get().also == [["act", act.pk, "victim_words"]]


def test_a_reason_that_repeats_what_is_to_go_is_refused_and_kept_in_the_form(zoya: Client, office: Planted) -> None:
    typed = WISH | {"words": f"прасіла {PLANTED[0]}"}
    page = words(zoya.post(f"/statements/{office.statement.pk}/erasure/", typed))
    assert "stay in the journal for ever: write them without" in page
    assert not Erasure.objects.exists()


def test_a_hold_is_placed_seals_and_is_lifted_by_two(zoya: Client, kira: Client, office: Planted, at_desk: Seat) -> None:
    assert zoya.post(f"/people/{office.person[1]}/hold/", HOLD).status_code == 302
    hold = Hold.objects.get()
    erasure = asked(zoya, office)
    kira.post(f"/erasures/{erasure.pk}/agreement/", {"sure": "on"})
    page = words(kira.get(f"/holds/{hold.pk}/"))
    assert "sealed and unused" in page
    assert not any(word in page for word in PLANTED)
    danuta, olga = at_desk(keeper(office.world, "Danuta")), at_desk(keeper(office.world, "Olga", "lawyer"))
    assert zoya.post(f"/holds/{hold.pk}/lifting/").status_code == 403
    assert danuta.post(f"/holds/{hold.pk}/proposal/", {"words": "справа скончана"}).status_code == 302
    assert "Lift it, and erase what waits" in words(olga.get(f"/holds/{hold.pk}/"))
    assert danuta.post(f"/holds/{hold.pk}/lifting/").status_code == 403
    assert olga.post(f"/holds/{hold.pk}/lifting/").status_code == 302
    assert Erasure.objects.get().state == "done"
    assert Statement.objects.get(pk=office.statement.pk).text == ""


def test_what_is_sealed_is_read_with_a_reason_and_shown_once(zoya: Client, kira: Client, office: Planted) -> None:
    hold = office.held(office.target)
    office.erased(office.target)
    before = reading.size()
    page = words(kira.post(f"/holds/{hold.pk}/words/", {"words": "перадаць суду"}))
    assert PLANTED[1] in page
    assert reading.size() == before + 1
    assert PLANTED[1] not in words(kira.get(f"/holds/{hold.pk}/"))
    assert PLANTED[1] not in words(kira.post(f"/holds/{hold.pk}/words/", {"words": ""}))


def test_a_held_file_is_taken_out_with_a_reason(at_desk: Seat, office_with_files: tuple[World, Filed]) -> None:
    world, filed = office_with_files
    kira = keeper(world)
    seated = at_desk(kira)
    assert seated.post(f"/exhibits/{filed.page.pk}/hold/", HOLD).status_code == 302
    hold = Hold.objects.get()
    address = f"/holds/{hold.pk}/files/{filed.page.pk}/"
    answer = seated.post(address, {"words": "перадаць суду"})
    assert b"".join(answer.streaming_content).startswith(b"<script>")
    assert answer["Content-Type"] == "application/octet-stream"
    assert filed.page.custody.filter(kind="accessed", why="перадаць суду", taker=kira.pk).exists()
    assert seated.post(f"/holds/{hold.pk}/files/{filed.film.pk}/", {"words": "перадаць суду"}).status_code == 404


@pytest.fixture
def office_with_files(filed: Filed, world: World) -> tuple[World, Filed]:
    return world, filed


@pytest.fixture
def filed(request: pytest.FixtureRequest, world: World, settings: object, tmp_path: object) -> Filed:
    """The desk's own fixture of real files, over this world: `office` here is another."""
    from tests.desk import conftest

    real = conftest.office.__wrapped__(world, settings, tmp_path)
    return conftest.filed.__wrapped__(real)


def test_a_review_gives_a_new_day_and_the_list_says_what_is_due(kira: Client, office: Planted) -> None:
    hold = office.held(office.target)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_hold SET review_on = '2020-01-01'")
    assert "overdue" in words(kira.get("/holds/"))
    assert hold.pk in words(kira.get("/"))
    assert kira.post(f"/holds/{hold.pk}/review/", {"words": "суд яшчэ ідзе", "review_on": LATER}).status_code == 302
    assert "overdue" not in words(kira.get("/holds/"))


def test_another_hold_and_a_proposal_that_is_left(zoya: Client, kira: Client, office: Planted) -> None:
    hold = office.held(office.target)
    assert zoya.post(f"/holds/{hold.pk}/another/", HOLD | {"authority": ""}).status_code == 200
    assert zoya.post(f"/holds/{hold.pk}/another/", HOLD).status_code == 302
    assert Hold.objects.count() == 2
    zoya.post(f"/holds/{hold.pk}/proposal/", {"words": "справа скончана"})
    kira.post(f"/holds/{hold.pk}/keeping/")
    assert Hold.objects.get(pk=hold.pk).lifting_by is None


def test_for_others_none_of_it_is_there(zoya: Client, vera: Client, marek: Client, nobody: Client, office: Planted) -> None:
    hold, erasure = office.held(office.target), asked(zoya, office)
    size = reading.size()
    for address in (
        f"/statements/{office.statement.pk}/erasure/", f"/people/{office.person[1]}/erasure/", f"/exhibits/{office.exhibit[1]}/hold/",
        f"/erasures/{erasure.pk}/", f"/holds/{hold.pk}/",
    ):  # fmt: skip
        for client in (vera, marek):
            assert client.get(address).status_code == 404, address
            assert client.post(address, WISH | HOLD).status_code in {404, 405}, address
        assert nobody.get(address).status_code == 302
    for address in ("agreement", "refusal"):
        assert vera.post(f"/erasures/{erasure.pk}/{address}/", {"sure": "on", "words": "не трэба"}).status_code == 404
    for address in ("another", "review", "proposal", "keeping", "lifting", "words"):
        assert marek.post(f"/holds/{hold.pk}/{address}/", HOLD).status_code == 404
    assert vera.get("/erasures/").status_code == 404
    assert vera.get("/holds/").status_code == 404
    assert hold.pk not in words(marek.get("/holds/"))
    assert reading.size() == size


def test_an_incident_without_a_source_says_so_and_gives_no_proof(zoya: Client, vera: Client, world: World) -> None:
    office = planted(world, alone=True)
    office.erased(office.target)
    number = Incident.objects.get().number
    page = words(zoya.get(f"/incidents/{number}/"))
    assert page.count("without a source") >= 2
    assert "Without a title" in page
    assert zoya.post(f"/incidents/{number}/decision/", {"decision": "accepted", "words": "", "checked": CHECKED}).status_code == 403


@pytest.mark.parametrize("language", ["be", "ru"])
def test_the_pages_speak_the_readers_language(office: Planted, at_desk: Seat, language: str) -> None:
    zoya = at_desk(office.world.zoya)
    told = {"be": "Што знікне", "ru": "Что исчезнет"}[language]
    assert told in zoya.get(f"/statements/{office.statement.pk}/erasure/", headers={"accept-language": language}).content.decode()
    assert zoya.get("/holds/", headers={"accept-language": language}).status_code == 200


def test_no_page_has_two_things_of_one_id(kira: Client, office: Planted) -> None:
    hold = office.held(office.target)
    erasure = asked(kira, office)
    for address in (
        f"/holds/{hold.pk}/",
        f"/erasures/{erasure.pk}/",
        f"/statements/{office.statement.pk}/erasure/",
        "/holds/",
        "/erasures/",
    ):
        found = re.findall(r'\bid="([^"]+)"', kira.get(address).content.decode())
        assert len(found) == len(set(found)), address
