"""Field forms at the desk: one self-contained file is taken, sealed files are brought, what is held is settled."""

import re
import secrets
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import World, brought_interview

from kniha.book.journal import reading
from kniha.book.statements.bringing import hold_interview, receive_interview
from kniha.book.statements.field_forms import TakenForm, take_form, token_digest, withdraw_form
from kniha.book.statements.models import BroughtFile, FieldForm, HeldInterview, Statement
from kniha.conf.key_files import write_keys
from kniha.conf.new_keys import new_keys
from kniha.desk import keys
from kniha.desk.interviews import writing
from kniha.seal.closing import seal_bytes
from kniha.seal.recipients import new_identity, parse_recipient

pytestmark = pytest.mark.django_db
NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}


@pytest.fixture
def register(office: World, tmp_path: Path) -> str:
    """The public half of a register, where the desk looks for it; returns its recipient."""
    made = tmp_path / "made"
    write_keys(made, new_keys(NAMES, random_bytes=secrets.token_bytes, passphrase=None))
    (tmp_path / "keys/public/register.json").write_bytes((made / "public/register.json").read_bytes())
    return keys.folder().register().recipient


def asked(world: World, **more: str) -> dict[str, str]:
    until = datetime.now(settings.OFFICE.zone).date() + timedelta(days=7)
    return {"compartment": world.first.pk, "language": "be", "good_until": f"{until}"} | more


def taken(world: World) -> TakenForm:
    return take_form(world.hand(world.vera), world.first, person=None, good_until=world.hand(world.vera).today + timedelta(days=7))


def held(world: World) -> HeldInterview:
    form = taken(world)
    withdraw_form(world.hand(world.vera), form.form)
    one = brought_interview(world.hand(world.vera), form.token, digest="d7" * 32)
    hold_interview(world.process("courier"), one, reason="form-withdrawn")
    return HeldInterview.objects.get()


def office_interview(world: World) -> Statement:
    one = brought_interview(world.hand(world.vera), taken(world).token)
    statement = receive_interview(world.process("courier"), one, person_recipient=world.person_recipient)
    assert statement is not None
    return statement


def sealed(size: int = 16_384) -> bytes:
    return seal_bytes(bytes(size), [new_identity(secrets.token_bytes).recipient], random_bytes=secrets.token_bytes)


@pytest.mark.parametrize(("language", "word"), [("be", "Запячатаць"), ("ru", "Запечатать"), ("en", "Seal")])
def test_a_form_is_one_file_that_loads_nothing(vera: Client, office: World, register: str, language: str, word: str) -> None:
    answer = vera.post("/interviews/field/", asked(office, language=language))
    assert answer["Content-Disposition"] == 'attachment; filename="notes.html"'
    html = answer.content.decode()
    assert f'<html lang="{language}">' in html
    assert f'<button type="submit">{word}</button>' in html
    assert register in html
    assert parse_recipient(register).fingerprint in html
    assert not re.search(r'(src|href)="|url\(|@import|localStorage|sessionStorage|indexedDB|document\.cookie|fetch\(', html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    style, script = re.search(r"<style>(.*?)</style>", html, re.DOTALL), re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert style is not None
    assert script is not None
    for element, name in ((style, "style-src"), (script, "script-src")):
        assert f"{name} 'sha256-{b64encode(sha256(element[1].encode()).digest()).decode()}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert html.count("<script") == html.count("<style") == 1
    assert " style=" not in html
    assert not re.search(r" on[a-z]+=", html)


def test_the_form_names_no_registrar_no_compartment_and_only_it_knows_its_token(vera: Client, office: World, register: str) -> None:
    html = vera.post("/interviews/field/", asked(office)).content.decode()
    token = re.search(r'data-token="([0-9a-f]{64})"', html)
    assert token is not None
    form = FieldForm.objects.get()
    assert form.token == token_digest(token[1])
    for told in (office.vera.name, office.first.title, office.vera.pk, office.first.pk, form.pk):
        assert told not in html
    assert token[1] not in vera.get("/interviews/field/").content.decode()


def test_the_order_is_the_desks_and_everything_but_consent_is_shut_at_first(vera: Client, office: World, register: str) -> None:
    html = vera.post("/interviews/field/", asked(office, language="en")).content.decode()
    names = ["giver", "consent-keep", "is_child", "plan", "began", "text", "read_back", "sounds", "name", "contact"]
    places = [html.index(f'name="{name}"') for name in names]
    assert places == sorted(places)
    assert html.index('<fieldset id="rest" disabled>') < html.index('name="is_child"')
    assert 'autocomplete="off"' in html
    assert "What somebody learns who takes this machine from you" in html


def test_a_form_for_somebody_known_asks_for_no_name(vera: Client, zoya: Client, office: World, filed: Filed, register: str) -> None:
    address = f"/people/{filed.statement.source_id}/interviews/field/"
    told = asked(office, language="en")
    assert "has spoken before" in vera.post(address, told).content.decode()
    zoya.post(f"/people/{filed.statement.source_id}/permissions/", {"words": "суд просіць удакладніць"})
    html = vera.post(address, told).content.decode()
    assert '<input type="hidden" name="contact" value="">' in html
    assert "Legal name" not in html


@pytest.mark.parametrize("more", [{"good_until": "2020-01-01"}, {"good_until": "nonsense"}, {"language": "de"}, {"compartment": "0" * 32}])
def test_what_cannot_be_takes_no_form(vera: Client, office: World, register: str, more: dict[str, str]) -> None:
    before = reading.size()
    answer = vera.post("/interviews/field/", asked(office, **more))
    assert "Content-Disposition" not in answer
    assert reading.size() == before


def test_a_bundle_that_would_end_its_own_element_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "fieldform.js").write_text("'</script>'")
    monkeypatch.setattr(writing, "_PARTS", tmp_path)
    with pytest.raises(AssertionError):
        writing._part.__wrapped__("fieldform.js")


def test_a_lost_form_is_withdrawn(vera: Client, office: World) -> None:
    form = taken(office).form
    assert vera.post(f"/interviews/field/{form.pk}/withdraw/").status_code == 302
    assert "withdrawn" in vera.get("/interviews/field/").content.decode()


def test_sealed_files_lie_before_the_courier(vera: Client, office: World) -> None:
    files = [SimpleUploadedFile("a.age", sealed()), SimpleUploadedFile("b.age", sealed(3_670_016))]
    page = vera.post("/interviews/brought/", {"files": files}, follow=True).content.decode()
    assert "a.age lies before the courier." in page
    assert BroughtFile.objects.count() == 2
    assert set(BroughtFile.objects.values_list("brought_by", flat=True)) == {office.vera.pk}


def test_plain_words_brought_by_mistake_touch_no_disk(vera: Client, office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    passed = TemporaryFileUploadHandler.receive_data_chunk
    monkeypatch.setattr(
        TemporaryFileUploadHandler, "receive_data_chunk", lambda self, data, start: (written.append(data), passed(self, data, start))[1]
    )
    plain = "Мяне білі ў аўтазаку. ".encode() * 20_000
    files = [SimpleUploadedFile("notes.txt", plain), SimpleUploadedFile("good.age", sealed()), SimpleUploadedFile("x.age", b"age")]
    page = vera.post("/interviews/brought/", {"files": files}).content.decode()
    assert "notes.txt" in page
    assert "x.age" in page
    assert BroughtFile.objects.count() == 1
    assert not any("білі".encode() in data for data in written)


def test_a_form_without_its_token_brings_nothing(at_desk, office: World) -> None:
    strict = at_desk(office.vera, enforce_csrf_checks=True)
    assert strict.post("/interviews/brought/", {"files": BytesIO(sealed())}).status_code == 403
    assert not BroughtFile.objects.exists()


def test_nobody_brings_nothing(nobody: Client, office: World) -> None:
    assert nobody.post("/interviews/brought/", {"files": BytesIO(sealed())}).status_code == 302
    assert not BroughtFile.objects.exists()


def test_a_held_interview_is_let_in_by_a_lawyer_with_a_reason(vera: Client, zoya: Client, office: World) -> None:
    one = held(office)
    assert "the form was withdrawn" in zoya.get("/interviews/brought/").content.decode()
    assert "the form was withdrawn" in zoya.get("/").content.decode()
    address = f"/interviews/held/{one.pk}/let-in/"
    assert vera.post(address, {"words": "так трэба"}).status_code == 403
    assert "This field is required" in zoya.post(address, {"words": ""}).content.decode()
    assert zoya.post(address, {"words": "бланк знайшоўся"}).status_code == 302
    assert HeldInterview.objects.get().state == "let-in"
    assert BroughtFile.objects.get().digest == one.digest


def test_a_held_interview_is_looked_at_again_when_somebody_asks(vera: Client, office: World) -> None:
    one = held(office)
    assert vera.post(f"/interviews/held/{one.pk}/again/").status_code == 302
    assert BroughtFile.objects.get().digest == one.digest


def test_others_learn_nothing(marek: Client, office: World) -> None:
    one, form = held(office), FieldForm.objects.get()
    for address in ("/interviews/brought/", "/interviews/field/", "/"):
        page = marek.get(address).content.decode()
        assert "the form was withdrawn" not in page
        assert "Vera" not in page
    for address in (f"/interviews/held/{one.pk}/let-in/", f"/interviews/held/{one.pk}/again/", f"/interviews/field/{form.pk}/withdraw/"):
        assert marek.post(address, {"words": "так трэба"}).status_code == 404


def test_an_interview_is_tied_by_an_address_and_what_forbids_it_is_said(vera: Client, zoya: Client, office: World, filed: Filed) -> None:
    interview = office_interview(office)
    address, known = f"/statements/{interview.pk}/source/", filed.statement
    assert "Is this somebody who is known?" in vera.get(f"/statements/{interview.pk}/").content.decode()
    for wrong in ("nonsense", f"/people/{'0' * 32}/", "/statements/../people/"):
        assert "no address of a person" in vera.post(address, {"to": wrong}, follow=True).content.decode()
    to = {"to": f"http://127.0.0.1:8500/statements/{known.pk}/#said"}
    assert "has spoken before" in vera.post(address, to, follow=True).content.decode()
    zoya.post(f"/people/{known.source_id}/permissions/", {"words": "спаткаліся выпадкова"})
    assert "is tied to this person" in vera.post(address, to, follow=True).content.decode()
    assert Statement.objects.get(pk=interview.pk).source_id == known.source_id


def test_marek_ties_nothing(marek: Client, office: World, filed: Filed) -> None:
    interview = office_interview(office)
    assert marek.post(f"/statements/{interview.pk}/source/", {"to": f"/people/{filed.statement.source_id}/"}).status_code == 404
