"""Reports that call for a specialist, and the compartment where Nina reads them. Vera is an outsider there."""

from dataclasses import replace

from tests.world import World, report_draft

from kniha.book.access import actions
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Statement
from kniha.book.statements.receiving import ReportDraft, receive_report

SON = EarlyAnswers("relative", "no", held="yes", minor="no")
HURT, DOERS = "мой сын Зымдрал", "людзі Ублюнскага"


def specialists(world: World) -> tuple[Compartment, Registrar]:
    """A compartment in which delicate reports arrive, and who reads there."""
    hand, two = world.hand(world.anna), (world.anna, world.boris)
    room = actions.open_compartment(hand, two, title="Specialists", receives_reports=False, receives_delicate=True)
    nina = actions.enrol_registrar(hand, two, Enrolment("Nina", ("specialist", "clerk")))
    actions.admit_member(hand, two, room, nina)
    return room, nina


def delicate_draft(early: EarlyAnswers = SON, *, envelope: str = "de" * 32, **more: object) -> ReportDraft:
    """A report without a story."""
    told = {"hurt_words": HURT, "doers_words": DOERS, "early": early, "contact": "праз сястру"}
    return replace(report_draft("", envelope=envelope), **(told | more))


def received(world: World, draft: ReportDraft) -> Statement:
    statement = receive_report(world.process("courier"), draft, person_recipient=world.person_recipient)
    assert statement is not None
    return statement
