"""The first page: what waits for the one who asks."""

from django.http import HttpRequest, HttpResponse

from kniha.book.access import queries as access
from kniha.book.access.counting import counted
from kniha.book.crossing import queries as crossing
from kniha.book.erasure import queries as erasure
from kniha.book.events import queries as events
from kniha.book.evidence import fixity
from kniha.book.evidence import queries as evidence
from kniha.book.medicine import queries as medicine
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import agreeing
from kniha.book.work import queries as work
from kniha.desk.request import Who, page, reading

SHOWN = 12


@reading
def home(request: HttpRequest, who: Who) -> HttpResponse:
    """New statements, incidents that wait for a lawyer or came back; erasures to decide, holds to look at."""
    waiting = events.waiting_for_review(who.registrar)
    mine = work.mine(who.registrar)
    returned = events.incidents(who.registrar).filter(state="returned")
    told, concluded = counted(who.registrar, "statement"), counted(who.registrar, "incident")
    return page(
        request,
        who,
        "desk/home.html",
        part="home",
        tasks=mine[:SHOWN],
        tasks_count=mine.count(),
        came_back=work.answered(who.registrar)[:SHOWN],
        today=who.hand.today,
        referrals_due=people.referrals_due(who.registrar, who.hand.today)[:SHOWN],
        requests_open=work.requests_open(who.registrar)[:SHOWN],
        unanswered=statements.messages_unanswered(who.registrar)[:SHOWN],
        risks_due=people.risks_due(who.registrar, who.hand.today)[:SHOWN] if who.may_note else (),
        inbox=statements.next_to_read(who.registrar, SHOWN),
        inbox_count=statements.inbox(who.registrar).count() if told is None else told.get("new", 0),
        waiting=waiting[:SHOWN],
        waiting_count=waiting.count() if concluded is None else concluded.get("in-review", 0),
        returned=returned[:SHOWN],
        returned_count=returned.count() if concluded is None else concluded.get("returned", 0),
        messages_waiting=statements.messages_waiting(who.registrar)[:SHOWN] if who.may_write else (),
        conflicts_waiting=access.conflicts(who.registrar).filter(state="lifting").exclude(lifting_by=who.registrar)[:SHOWN],
        hints_open=crossing.hints_open(who.registrar)[:SHOWN],
        to_attest=medicine.to_attest(who.registrar)[:SHOWN] if who.may_examine else (),
        held=statements.held_interviews(who.registrar)[:SHOWN],
        lost=fixity.lost(who.registrar)[:SHOWN],
        to_use=evidence.waiting_for_uses(who.registrar)[:SHOWN] if who.may_decide else (),
        no_specialists=access.missing_specialists() if who.may_freeze else "",
        quarantined=evidence.quarantined(who.registrar)[:SHOWN],
        seconds=agreeing.agreements(who.registrar)[:SHOWN],
        agreed_to=[one for one, how in agreeing.asked_for(who.registrar, who.hand.now) if how == "agreed"] if who.may_hand_out else (),
        administers=erasure.administered(who.registrar).exists(),
        to_decide=erasure.to_decide(who.registrar)[:SHOWN],
        withdrawals=statements.withdrawals(who.registrar)[:SHOWN],
        holds_due=erasure.holds_due(who.registrar, who.hand.today)[:SHOWN],
    )
