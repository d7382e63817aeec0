"""A form that is being written is kept for whoever writes it: theirs alone, without what is sealed, and not for long (ADR 0033)."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.desk import kept_forms
from tests.desk.test_interviews import form as interview
from tests.erasures import Planted, planted
from tests.world import World

from kniha.book.access.actions import freeze
from kniha.book.access.models import Registrar
from kniha.book.journal import reading
from kniha.book.work import form_drafts
from kniha.book.work.models import FormDraft
from kniha.desk.drafts.kept import FORMS, NOT_KEPT
from kniha.desk.interviews.forms import InterviewForm
from kniha.desk.medicine.forms import Asked, MedicalForm

pytestmark = pytest.mark.django_db

Seat = Callable[[Registrar], Client]
WORDS = [["first", "12.08.2020 22:00"], ["kinds", "liberty.arbitrary-arrest"], ["kinds", "integrity.torture"]]


@pytest.fixture
def office(world: World) -> Planted:
    return planted(world)


@pytest.fixture
def path(office: Planted) -> str:
    return f"/statements/{office.statement.pk}/code/"


def keep(client: Client, path: str, fields: object = WORDS) -> HttpResponse:
    return client.post("/drafts/", json.dumps({"form": path, "fields": fields}), content_type="application/json")


def kept(client: Client, path: str) -> object:
    return client.get("/drafts/", {"form": path}).json().get("fields")


def test_what_was_typed_comes_back_and_no_entry_tells_of_it(vera: Client, path: str) -> None:
    size = reading.size()
    assert keep(vera, path).status_code == 200
    assert kept(vera, path) == WORDS
    keep(vera, path, WORDS[:1])
    assert kept(vera, path) == WORDS[:1]
    assert reading.size() == size


def test_it_goes_when_it_is_thrown_away_and_when_the_form_is_entered(vera: Client, office: Planted, path: str) -> None:
    keep(vera, path)
    keep(vera, path, None)
    assert kept(vera, path) is None
    task = f"/statements/{office.statement.pk}/tasks/"
    keep(vera, task)
    assert vera.post(task, {"kind": "nothing"}).status_code == 200  # a refused form keeps it
    assert kept(vera, task) == WORDS
    assert vera.post(task, {"kind": "read", "assignee": office.world.zoya.pk}).status_code == 302
    assert kept(vera, task) is None


def test_who_they_are_never_leaves_the_page_before_it_is_sealed(vera: Client, world: World) -> None:
    typed = [[name, str(value)] for name, value in interview(world, name="Іван Невядомы").items()]
    keep(vera, "/interviews/", typed)
    assert "Мяне білі" in FormDraft.objects.get().fields
    assert "праз сястру" not in FormDraft.objects.get().fields
    assert "Невядомы" not in FormDraft.objects.get().fields


def test_what_the_page_marks_and_what_the_desk_refuses_are_the_same(world: World) -> None:
    fields = InterviewForm(registrar=world.vera, is_known=False).fields
    assert {name for name, field in fields.items() if "data-never" in field.widget.attrs} == FORMS["interview"].never


@pytest.mark.parametrize("address", ["medical-reports/new/", "people/{}/medical-reports/", "statements/{}/medical-reports/"])
def test_a_medical_report_is_kept_without_who_was_examined_and_by_whom(vera: Client, office: Planted, address: str) -> None:
    path = "/" + address.format(office.statement.source_id if "people" in address else office.statement.pk)
    typed = [["consent-keep", "yes"], ["history", "білі"], ["medic_name", "Марыя Лекарская"], ["medic_contact", "тэлефон"]]
    keep(vera, path, [*typed, ["medic_qualification", "траўматолаг"]])
    assert kept(vera, path) == typed[:2]


def test_a_medical_report_without_consent_is_not_kept(vera: Client, office: Planted) -> None:
    assert keep(vera, "/medical-reports/new/", [["history", "білі"]]).json() == {"waits": True}
    assert not FormDraft.objects.exists()


def test_the_form_of_a_medical_report_marks_what_the_desk_refuses(world: World) -> None:
    for asked, name in (
        (Asked(is_paper=True), "medical-report-new"),
        (Asked(True, is_known=True, has_statement=True), "medical-report-with"),
    ):
        fields = MedicalForm(registrar=world.vera, asked=asked, exhibits=()).fields
        assert {name for name, field in fields.items() if "data-never" in field.widget.attrs} == FORMS[name].never


def test_words_on_an_involvement_go_with_the_sources_of_its_incident(vera: Client, office: Planted) -> None:
    path = f"/incidents/involvements/{office.act.involvements.first().pk}/evidence/"
    assert keep(vera, path).status_code == 200
    office.erased(office.target)
    assert not FormDraft.objects.exists()


def test_what_is_written_about_a_part_that_may_not_be_seen_is_not_there(marek: Client, vera: Client, office: Planted) -> None:
    involvement = office.act.involvements.first()
    for path in (f"/incidents/involvements/{involvement.pk}/opinion/", f"/incidents/{office.incident.number}/detentions/"):
        assert keep(vera, path).status_code == 200
        assert keep(marek, path).status_code == 404
        assert marek.get("/drafts/", {"form": path}).status_code == 404


def test_a_form_with_room_for_words_that_is_not_kept_is_found() -> None:
    page = '<form method="post">{}<textarea name="text"></textarea>{}</form>'
    assert list(kept_forms.faults(page.format("", ""), "/people/0/asking/")) == ["a form with room for words is not kept: ask-register"]
    assert not list(kept_forms.faults(page.format("<div data-draft></div>", ""), "/people/0/asking/"))
    assert not list(kept_forms.faults(page.format("", ""), "/conflicts/mine/"))
    sealed = page.format("<div data-draft></div>", '<input name="medic_name">')
    assert list(kept_forms.faults(sealed, "/medical-reports/new/")) == [
        "a form marks other fields as never kept than the desk refuses: medical-report-new"
    ]


def test_no_form_is_both_kept_and_said_not_to_be() -> None:
    assert not FORMS.keys() & NOT_KEPT.keys()


def test_without_consent_to_keep_it_nothing_told_is_kept(vera: Client, world: World) -> None:
    typed = [[name, str(value)] for name, value in interview(world).items()]
    keep(vera, "/interviews/", typed)
    assert keep(vera, "/interviews/", [*typed, ["consent-keep", "no"]]).json() == {"waits": True}
    assert not FormDraft.objects.exists()


def test_after_a_week_nobody_has_it(vera: Client, path: str) -> None:
    keep(vera, path)
    form_drafts.sweep(timezone.now() + timedelta(days=6))
    assert FormDraft.objects.exists()
    form_drafts.sweep(timezone.now() + timedelta(days=8))
    assert not FormDraft.objects.exists()


def test_it_goes_with_what_it_is_about_and_with_what_rests_on_that(vera: Client, office: Planted, path: str) -> None:
    other = f"/statements/{office.other.statement_id}/code/"
    addresses = (path, f"/accounts/{office.account.pk}/mention/", f"/incidents/{office.incident.number}/acts/", other)
    for address in addresses:
        keep(vera, address)
    office.erased(office.target)
    assert list(FormDraft.objects.values_list("path", flat=True)) == [other]


def test_the_fortieth_form_pushes_the_oldest_out(vera: Client, world: World) -> None:
    hand = world.hand(world.vera)
    for number in range(form_drafts.MOST_DRAFTS + 3):
        form_drafts.keep_draft(world.hand(world.vera, hand.now + timedelta(seconds=number)), f"/{number}/", [])
    assert FormDraft.objects.count() == form_drafts.MOST_DRAFTS
    assert not FormDraft.objects.filter(path="/0/").exists()


# The bad


@pytest.mark.parametrize("body", [b"", b"[]", b'{"form": "/interviews/"}', b'{"form": "/interviews/", "fields": [1]}', b"\xff"])
def test_what_is_no_draft_is_refused(vera: Client, world: World, body: bytes) -> None:
    assert vera.post("/drafts/", body, content_type="application/json").status_code == 400
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("path", ["", "/", "/sign/password/", "/nothing/", "https://elsewhere.example/interviews/", "/people/0/contact/"])
def test_a_form_that_is_not_named_is_not_kept(vera: Client, world: World, path: str) -> None:
    assert keep(vera, path).status_code == 404
    assert vera.get("/drafts/", {"form": path}).status_code == 404
    assert not FormDraft.objects.exists()


def test_a_draft_that_is_too_long_is_refused_and_the_older_one_stays(vera: Client, path: str) -> None:
    keep(vera, path)
    assert keep(vera, path, [["text", "я" * form_drafts.MOST_BYTES]]).status_code == 400
    assert kept(vera, path) == WORDS


# The malicious


def test_nobody_reads_the_draft_of_another(vera: Client, zoya: Client, marek: Client, nobody: Client, path: str) -> None:
    keep(vera, path)
    assert kept(zoya, path) is None
    assert marek.get("/drafts/", {"form": path}).status_code == 404
    assert nobody.get("/drafts/", {"form": path}).status_code == 302


def test_who_is_frozen_reads_not_even_their_own(vera: Client, office: Planted, path: str) -> None:
    keep(vera, path)
    freeze(office.world.hand(office.world.anna), office.world.vera)
    assert vera.get("/drafts/", {"form": path}).status_code == 403
    assert keep(vera, path).status_code == 403
    assert form_drafts.draft_of(Registrar.objects.get(pk=office.world.vera.pk), path) is None


def test_a_draft_of_what_one_may_not_see_is_neither_kept_nor_thrown_away(marek: Client, vera: Client, path: str) -> None:
    keep(vera, path)
    assert keep(marek, path).status_code == 404
    assert keep(marek, path, None).status_code == 404
    assert kept(vera, path) == WORDS


def test_a_page_of_elsewhere_cannot_write_one(at_desk: Callable[..., Client], office: Planted, path: str) -> None:
    strict = at_desk(office.world.vera, enforce_csrf_checks=True)
    assert keep(strict, path).status_code == 403
    assert not FormDraft.objects.exists()
