"""What every answer carries, and what none does."""

import re
from pathlib import Path

import pytest
from tests.intake.server import Intake, multipart, running

PAGES = ("/", "/be/", "/ru/", "/en/", "/nothing", "/courier/envelopes")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_under_the_strict_policy_and_stored_nowhere(intake: Intake, page: str) -> None:
    _, headers, _ = intake.request("GET", page)
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(intake: Intake, page: str) -> None:
    html = intake.request("GET", page)[2].decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\bstyle=|\bon\w+=", html)
    loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="([^"]*)"', html)
    assert all(address.startswith("/static/") or address == "data:," for address in loaded)


def test_static_files_are_under_the_policy_too_and_named_by_their_content(intake: Intake) -> None:
    html = intake.request("GET", "/be/")[2].decode()
    addresses = re.findall(r'"(/static/[^"]+)"', html)
    assert len(addresses) == 3
    for address in addresses:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js|txt)$", address)
        status, headers, _ = intake.request("GET", address)
        assert status == 200
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "immutable" in headers["cache-control"]
        assert not {"last-modified", "etag"} & headers.keys()


def test_the_page_is_the_same_for_everybody(intake: Intake) -> None:
    pages = {intake.request("GET", "/ru/", User_Agent=agent, Cookie="a=b", X_Forwarded_For=agent)[2] for agent in ("x", "y", "z")}
    assert len(pages) == 1


def test_the_onion_service_is_told_where_there_is_one(intake: Intake, tmp_path: Path) -> None:
    assert "onion-location" not in intake.request("GET", "/be/")[1]
    name = f"{'k' * 56}.onion"
    with running(Intake(tmp_path), KNIHA_INTAKE_ONION=name) as other:
        for path in ("/", "/be/answers", "/nothing"):
            assert other.request("GET", f"{path}?typed=words", Host="evil.example")[1]["onion-location"] == f"http://{name}{path}"


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("be", "be"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("de,en;q=0.5", "en"), ("pl", "be"), ("", "be"), ("x" * 5000, "be"), ("*", "be")],
)
def test_the_first_page_speaks_the_browsers_language(intake: Intake, wanted: str, language: str) -> None:
    status, headers, page = intake.request("GET", "/", Accept_Language=wanted)
    assert status == 200
    assert "Accept-Language" in headers["vary"]
    assert f'<html lang="{language}">' in page.decode()


def test_an_answer_with_a_receipt_is_not_packed(intake: Intake) -> None:
    body, type_ = multipart({"text": "a", "keep": "yes"})
    status, headers, _ = intake.request("POST", "/be/report", body, Content_Type=type_, Accept_Encoding="gzip")
    assert status == 200
    assert "content-encoding" not in headers


def test_the_server_logs_nothing_of_a_request(intake: Intake) -> None:
    for target in ("/be/?secret=words", "/nothing/secret", "/be/report"):
        intake.request("GET", target)
        intake.request("POST", target, b"secret")
        intake.request("BREW", target)
    assert "secret" not in (intake.home / "log").read_text()
