"""An incident that may go into the public book, and the two who let it out. Everybody in it is made up."""

from dataclasses import dataclass, replace
from datetime import timedelta

from tests.world import CHECKED, NOW, PLACE, TEXT, TIME, World, report_draft

from kniha.book.access.models import Registrar
from kniha.book.events.actions import open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Incident
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.publishing.actions import Telling, propose_publication, release_publication
from kniha.book.publishing.models import Publication
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Statement
from kniha.book.statements.receiving import receive_report

PUBLIC = {"keep": "yes", "contact": "yes", "count": "yes", "publish-without-name": "yes"}
REPORT = """{"incidents":0,"new":{"count":1,"first":["k7k7k7k7"]},"gone":{"count":0,"first":[]},"changed":{"count":0,"first":[]},
"alone":{"count":0,"first":[]},"refused":{"held":1},"uncounted":0,"cells":0,"hidden":{"small":1,"few":0,"changed":0,"others":2},"smallest":[]}"""
SAFE = RiskDraft("low", (), "", NOW.date() + timedelta(days=300))


@dataclass(frozen=True)
class Publishers:
    """Who lets the public book out: Paula and Ryhor, publishers; Lena, a lawyer who wrote nothing."""

    lena: Registrar
    paula: Registrar
    ryhor: Registrar


def publishers(world: World) -> Publishers:
    """The same three, enrolled once."""
    known = {one.name: one for one in Registrar.objects.filter(name__in=("Lena", "Paula", "Ryhor"))}
    if known:
        return Publishers(known["Lena"], known["Paula"], known["Ryhor"])
    return Publishers(
        world.colleague("Lena", "lawyer"), world.colleague("Paula", "publisher"), world.colleague("Ryhor", "publisher", "lawyer")
    )  # fmt: skip


def told(world: World, envelope: str, *, text: str = TEXT, consent: dict[str, str] = PUBLIC, danger: RiskDraft | None = SAFE) -> Statement:
    """A report whose source allows that it is published without their name, and whose danger was assessed."""
    draft = replace(report_draft(text, envelope=envelope), consent=consent)
    statement = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    assert statement is not None
    if danger is not None and statement.source is not None:
        assess_risk(world.hand(world.vera), statement.source, danger)
    return statement


def accepted(
    world: World,
    envelope: str = "f1" * 32,
    *,
    acts: tuple[ActDraft, ...] = (ActDraft("integrity.physical-assault", ("baton",), victim_count=3),),
    when: When = TIME,
    where: Where = PLACE,
    consent: dict[str, str] = PUBLIC,
    title: str = "Збіццё на рагу",
    danger: RiskDraft | None = SAFE,
) -> Incident:
    """An incident that a lawyer accepted, on the strength of one report."""
    account = world.coded(told(world, envelope, consent=consent, danger=danger))
    vera = world.hand(world.vera)
    incident = open_incident(vera, [account], IncidentDraft(title, when, where))
    for act in acts:
        record_act(vera, incident, act, accounts=[account])
    send_to_review(vera, incident)
    decide(world.hand(world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    return Incident.objects.get(pk=incident.pk)


def proposed(world: World, who: Publishers, incident: Incident, *, time: str = "day", place: str = "town") -> Publication:
    words = "на рагу былі дзясяткі людзей"
    return propose_publication(world.hand(who.lena), incident, Telling(time, place), answer="nobody-would-know", words=words)


def released(world: World, who: Publishers, incident: Incident, *, time: str = "day", place: str = "town") -> Publication:
    return release_publication(world.hand(who.paula), proposed(world, who, incident, time=time, place=place), words="згодна, можна")
