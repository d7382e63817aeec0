"""Who comes in, by what, and what is sent with every page."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.desk.conftest import PASSWORD, SECRET, account
from tests.world import World


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def test_password_and_code_open_the_desk(world: World, nobody: Client) -> None:
    account(world.vera)
    asked = nobody.post("/sign/in/", {"login": "vera", "password": PASSWORD})
    assert asked.status_code == 302
    assert asked["Location"] == "/sign/second/authenticate/"
    assert nobody.get("/").status_code == 302
    nobody.post("/sign/second/authenticate/", {"code": code_now()})
    assert nobody.get("/").status_code == 200


def test_without_a_second_factor_one_is_sent_to_make_one(world: World, nobody: Client) -> None:
    account(world.vera, second_factor=False)
    nobody.post("/sign/in/", {"login": "vera", "password": PASSWORD})
    assert nobody.get("/")["Location"] == "/sign/second/"
    assert nobody.get("/sign/second/").status_code == 200
    again = nobody.get("/sign/second/totp/activate/")["Location"]
    opened = nobody.post(again, {"password": PASSWORD}, follow=True)
    assert b"data:image/svg" in opened.content


def test_the_demo_opens_with_a_password(world: World, nobody: Client, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    account(world.vera, second_factor=False)
    nobody.post("/sign/in/", {"login": "vera", "password": PASSWORD})
    assert nobody.get("/").status_code == 200


def test_each_language_has_its_page(world: World, nobody: Client) -> None:
    for language, word in (("be", "Увайсці"), ("ru", "Войти"), ("en", "Sign in")):
        assert word in nobody.get("/sign/in/", headers={"accept-language": language}).content.decode()


def test_a_chosen_language_stays(vera: Client) -> None:
    vera.post("/language/", {"language": "be", "next": "/"})
    assert 'lang="be"' in vera.get("/").content.decode()


def test_every_page_has_strict_headers(vera: Client) -> None:
    page = vera.get("/")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Frame-Options"] == "DENY"


def test_the_session_cookie_is_for_this_desk_alone(vera: Client) -> None:
    vera.get("/")
    cookie = vera.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"


def test_nobody_signs_up(nobody: Client) -> None:
    for address in ("/sign/up/", "/sign/signup/", "/accounts/signup/", "/sign/email/", "/sign/password/reset/"):
        assert nobody.get(address).status_code == 404


def test_an_account_that_belongs_to_no_registrar_sees_nothing(world: World, nobody: Client, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    nobody.force_login(User.objects.create_user("stray", password=PASSWORD))
    assert nobody.get("/").status_code == 404


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    account(world.vera)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign/in/", {"login": "vera", "password": PASSWORD}).status_code == 403


def test_guessing_is_slowed_down(world: World, nobody: Client) -> None:
    account(world.vera)
    for _ in range(6):
        nobody.post("/sign/in/", {"login": "vera", "password": "не той"})
    answer = nobody.post("/sign/in/", {"login": "vera", "password": PASSWORD})
    assert answer.status_code != 302 or "authenticate" not in answer["Location"]


def test_a_session_in_use_is_written_once_a_minute_and_not_with_every_page(vera: Client) -> None:
    vera.get("/")
    seen = vera.session["seen"]
    with CaptureQueriesContext(connection) as asked:
        vera.get("/")
    assert not [query for query in asked.captured_queries if "UPDATE" in query["sql"]]
    session = vera.session
    session["seen"] = seen - 61
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    vera.get("/")
    assert vera.session["seen"] >= seen
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)
