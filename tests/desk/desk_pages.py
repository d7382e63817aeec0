"""Every page of the desk, asked for in a register in which everything has happened, by those who may see it."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.staticfiles.finders import get_finders
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from tests.book.happenings import AT_THE_CORNER, SEEN_FROM_A_WINDOW, happened
from tests.book.persons import named
from tests.book.story import whole_story
from tests.desk.conftest import Filed
from tests.desk.test_outsiders import addresses, ids
from tests.looks import Shown
from tests.world import NOW, World, at, stored_file

from kniha.book.access.models import Registrar
from kniha.book.journal import reading, rows
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.models import IncidentPair, PersonPair
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.statements.drafts import When
from kniha.book.statements.leaving import Handing
from kniha.book.statements.models import Consent
from kniha.book.work import looks
from kniha.book.work.agreeing import ask_second
from kniha.book.work.models import Agreement, Look
from kniha.runs.exporting import looking
from kniha.runs.exporting.choosing import KINDS
from kniha.runs.exporting.handing_out import Asked
from kniha.runs.pairing import pair_incidents, pair_people

LANGUAGES = ("be", "ru", "en")
# What one address shows of several kinds of things, or only when it is asked something.
ASKED = (
    "/search/?q=Рысь",
    "/search/?q=Рысь&kind=statement",
    "/search/?q=няма",
    "/incidents/?counts=1",
    "/forces/structure/?day=2020-08-11",
    "/forces/structure/?day=2020-08-11&q=рысі",
    "/incidents/?state=rejected&q=няма",
)


def lived_in(world: World, filed: Filed) -> dict[str, str]:
    """Let everything happen; the ids of it, by the names that addresses have for them."""
    known = ids(world, filed)
    whole_story(world)
    compared(world)
    handed_about(world, filed)
    return known


def compared(world: World) -> None:
    """Three who may be one, of whom decisions contradict each other, and a fourth of whom nobody decided; the worker has looked."""
    one, other, third, _ = (named(world, name) for name in ("Каваленка Яўген", "Yauhen Kavalenka", "Каваленка Я.", "Каваленко Евгений"))
    for two, verdict in (((one, other), "same"), ((other, third), "same"), ((one, third), "not-same")):
        decide_on_two(world.hand(world.vera), *two, verdict=verdict, words="так паказваюць крыніцы")
    pair_people(world.first, now=NOW)
    incidents_compared(world)


def incidents_compared(world: World) -> None:
    """Three incidents that may be one event, two of them in the same words at the same minute, and a fourth of which nobody decided."""
    minute = When(at(23, 7), at(23, 7), "Europe/Minsk", "exact", "у 23:07")
    one, other = (happened(world, text, when=minute, files=(stored_file("відэа.jpg"),)) for text in (AT_THE_CORNER, AT_THE_CORNER.upper()))
    third = happened(world, SEEN_FROM_A_WINDOW, insider=True)
    happened(world, SEEN_FROM_A_WINDOW, name="Лагодны Ціхан")
    for two, verdict in (((one, other), "same"), ((other, third), "not-same")):
        decide_on_two(world.hand(world.vera), *two, verdict=verdict, words="так паказваюць крыніцы")
    pair_incidents(world.first, now=NOW)


def handed_about(world: World, filed: Filed) -> None:
    """A lawyer handed a list out; two more stay for danger alone, for one of which a second is asked. Another asks them for the same."""
    zoya, nadzeya = world.hand(world.zoya), world.colleague("Надзея", "publisher")
    answer = rows.insert(Consent, zoya.new_id(), statement=filed.statement, purpose="share-un", recipient="", answer="yes", giver="self")
    with transaction.atomic():
        zoya.enter(world.hand(world.vera).acting_as("clerk"), "account.coded", [answer], cites=[("statement", filed.statement.pk)])
    there = looking.begin(zoya, Asked("statements", "xlsx", Handing("share-un", "Трыбунал"), "папрасілі"), [filed.statement.pk])
    assert looking.ask_second(zoya, there, seen=looks.seen(there))  # nobody has assessed the danger yet
    looking.begin(zoya, Asked("statements", "csv", Handing("share-un", "Трыбунал"), "папрасілі"), [filed.statement.pk])
    assess_risk(world.hand(world.vera), filed.statement.source, RiskDraft("low", (), "", zoya.today + timedelta(days=30)))
    wanted = Asked("statements", "csv", Handing("share-un", "Камісія"), "папрасілі")
    look = looking.begin(zoya, wanted, [filed.statement.pk])
    assert looking.hand_out(zoya, look, seen=looks.seen(look))
    for one in (world.zoya, nadzeya):
        ask_second(world.hand(one), "statements", Handing("share-un", "Судовая палата"), [filed.statement.pk], reason="суд папрасіў")


def forms(known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and address of whatever may be a page."""
    for name, form in addresses(get_resolver().url_patterns):
        try:
            yield name, "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known[found[1]], form)
        except KeyError:  # allauth's own keys in addresses, of things that nobody here has
            assert name.startswith(("mfa_", "account_")), (name, form)


def more(known: dict[str, str], world: World) -> Iterator[tuple[str, str]]:
    """Pages that differ by what they are asked about."""
    yield "history of person", f"/history/person/{known['person_id']}/"
    yield "record of exhibit", f"/history/exhibit/{known['exhibit_id']}/record/"
    yield "difference", f"/history/incident/{known['row_id']}/difference/?from=2026-01-01&to=2026-12-31&all=1"
    for kind in KINDS:
        yield f"handing out {kind}", f"/handing/new/?among={kind}"
    for look in Look.objects.order_by("pk"):
        yield "look", f"/handing/looks/{look.pk}/"
    for row in PersonPair.objects.order_by("pk")[:3]:
        yield "two persons", f"/people/{row.person_id}/same/{row.second_id}/"
        yield "person of a pair", f"/people/{row.second_id}/"
    for row in IncidentPair.objects.order_by("pk")[:4]:
        yield "two incidents", f"/incidents/{row.incident.number}/same/{row.second.number}/"
        yield "incident of a pair", f"/incidents/{row.second.number}/"
    for asked in Agreement.objects.filter(state="asked").exclude(asked_by=world.zoya).order_by("pk"):
        yield "asked of a second", f"/handing/{asked.pk}/"
    yield "not found", "/statements/nothing/"
    for address in ASKED:
        yield address, address


def seated(client: Client) -> Client:
    """A client that has just given its password: the pages of sign-in want that."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "username": "vera"}]
    session.save()
    return client


def pages(clients: dict[str, Client], known: dict[str, str], world: World, *, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Shown]:
    """Each page, and once more for each client for whom something else stands on it, in the languages by turn."""
    assert reading.size() > 50
    turn = 0
    for name, address in (*forms(known), *more(known, world)):
        seen: set[str] = set()
        for who, client in clients.items():
            language = languages[turn % len(languages)]
            answer = client.get(address, headers={"accept-language": language})
            if answer.status_code == 405:  # it takes no GET, whoever asks
                break
            is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
            if not is_page or answer.status_code not in ({404} if name == "not found" else {200}):
                continue
            html = answer.content.decode()
            if not elements(html) <= seen:
                seen |= elements(html)
                turn += 1
                yield Shown(f"{name} ({who}, {language})", f"/{turn}", html, dict(answer.headers), address)


def elements(html: str) -> set[str]:
    """The elements of a page, with what tells them apart but for their words and addresses."""
    content = html.partition("<main")[2]
    return {re.sub(r'(value|id|href|for|lang|title|action|[a-z]+-[a-z]+)="[^"]*"', "", one) for one in re.findall(r"<[a-z][^>]*>", content)}


def points(client: Client) -> Shown:
    """What the map asks for."""
    answer = client.get("/map/points")
    return Shown("points", "/map/points?", answer.content.decode(), dict(answer.headers))


def static() -> dict[str, Path]:
    """The desk's own files, by their addresses."""
    return {f"/static/{path}": Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([])}


def registrars(world: World) -> dict[str, Registrar]:
    """Who looks: one who codes and concludes, a lawyer, one who administers, one who answers for the compartment."""
    kira = Registrar.objects.get(name="Kira")
    return {"clerk": world.vera, "lawyer": world.zoya, "administrator": world.anna, "keeper": kira}
