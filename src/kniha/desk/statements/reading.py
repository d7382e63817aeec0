"""The reading page of a statement: the words of one source on the left, what was read in them on the right."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kniha.book.access.looking import note_reading
from kniha.book.erasure import queries as erasure
from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.forces import queries as forces
from kniha.book.medicine import queries as medicine
from kniha.book.people import queries as people
from kniha.book.statements import queries
from kniha.book.statements.arriving import note_read
from kniha.book.statements.models import Account, Statement
from kniha.desk import keys
from kniha.desk.names import names_of
from kniha.desk.request import Who, page
from kniha.desk.statements.conversation import MessageForm, conversation_of
from kniha.desk.statements.passages import marks_of, quoted, segments
from kniha.vocab.errors import KnihaError

OTHERS_SHOWN = 20


def reading_page(request: HttpRequest, who: Who, read: Statement, *, typed: MessageForm | None = None) -> HttpResponse:
    """The reading page, with the message that was `typed` and is to be mended."""
    note_reading(who.hand, "statement")
    with suppress(KnihaError):
        # That the source is told of it must not keep anybody from reading: a key may be erased, or not at hand.
        note_read(who.hand, read, opening=keys.person_keys())
    accounts = list(queries.accounts(who.registrar, read))
    return page(
        request,
        who,
        "desk/statements/read.html",
        part="statements",
        statement=read,
        segments=segments(read.text, marks_of(accounts)),
        consents=queries.consents(who.registrar, read),
        notices=(notices := list(queries.notices(who.registrar, read))),
        is_withdrawn=any(notice.state == "standing" for notice in notices),
        others=queries.others_of_source(who.registrar, read)[:OTHERS_SHOWN],
        exhibits=evidence.exhibits(who.registrar, read),
        things=evidence.things_with(who.registrar, read),
        accounts=[_told(who, account, read.text) for account in accounts],
        units=forces.called(who.registrar, _known_units(accounts)),
        names=names_of(account.coded_by for account in accounts),
        risk=people.risks(who.registrar, read.source).first() if read.source else None,
        open=erasure.open_on(who.registrar, ("statement", read.pk), read.compartment),
        medical_reports=medicine.reports_with(who.registrar, read),
        closed_reports=medicine.closed_with(who.registrar, read),
        interview=queries.interview_of(who.registrar, read),
        conversation=conversation_of(who, read, accounts, asked=request.GET.get("ask", ""), typed=typed),
    )


def _known_units(accounts: Iterable[Account]) -> set[str]:
    """The units that mentions are tied to, whether or not the one who reads may see them."""
    return {one.known_unit_id for account in accounts for one in account.mentions.all() if one.known_unit_id}


def _told(who: Who, account: Account, text: str) -> dict[str, object]:
    """An account as the page shows it: with the words that it rests on."""
    return {
        "account": account,
        "incident": events.incident_of(who.registrar, account),
        "passages": list(_quoted(account, text)),
        "mentions": [(mention, quoted(text, *_span(mention.passage))) for mention in account.mentions.all()],
    }


def _quoted(account: Account, text: str) -> Iterator[tuple[str, str]]:
    about = {"when": gettext("when it was"), "where": gettext("where it was"), "act": gettext("what was done")}
    for passage in account.passages.all():
        if passage.about != "mention":
            yield about.get(passage.about, passage.about), quoted(text, passage.start, passage.end)


def _span(passage: object) -> tuple[int, int]:
    return (getattr(passage, "start", 0), getattr(passage, "end", 0))
