"""Who asks: a signed-in account becomes a registrar with a hand; errors of the register become pages."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kniha.book.access import queries
from kniha.book.access.looking import MAY_HAND_OUT
from kniha.book.access.models import Registrar
from kniha.book.casefiles.actions import MAY_PREPARE
from kniha.book.counting.actions import MAY_KEEP
from kniha.book.events.actions import MAY_CONCLUDE
from kniha.book.events.involving import MAY_WEIGH
from kniha.book.evidence.acquiring import MAY_ACQUIRE
from kniha.book.evidence.actions import MAY_OPEN
from kniha.book.forces.actions import MAY_ORDER
from kniha.book.journal.acting import Hand
from kniha.book.linking.actions import MAY_COMPARE
from kniha.book.matches.actions import MAY_MATCH
from kniha.book.medicine.queries import READERS
from kniha.book.medicine.reporting import MAY_TYPE
from kniha.book.people.actions import MAY_NOTE
from kniha.book.recordings.actions import MAY_RECORD
from kniha.book.statements.actions import MAY_CODE
from kniha.book.statements.conversation import MAY_WRITE
from kniha.book.statements.interviewing import MAY_INTERVIEW
from kniha.book.statements.noting_consent import MAY_NOTE_CONSENT
from kniha.book.work import form_drafts
from kniha.book.work import queries as work
from kniha.book.work.lists import MAY_BRING
from kniha.desk.errors import page_of
from kniha.vocab.errors import KnihaError, RefusedError

Parameters = ParamSpec("Parameters")
ENTERED = 302
"""How a form answers that was entered: it leads on."""


@dataclass(frozen=True, slots=True)
class Who:
    """The registrar who asks, and the hand they act with."""

    registrar: Registrar
    hand: Hand

    # What a page offers. It is a courtesy: the action decides.

    @property
    def may_code(self) -> bool:
        """Whether coding is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_CODE)

    @property
    def may_conclude(self) -> bool:
        """Whether work on incidents is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_CONCLUDE)

    @property
    def may_open(self) -> bool:
        """Whether files are offered to them."""
        return not self.hand.roles.isdisjoint(MAY_OPEN)

    @property
    def may_acquire(self) -> bool:
        """Whether taking files in is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_ACQUIRE)

    @property
    def may_note(self) -> bool:
        """Whether notes on persons are offered to them."""
        return not self.hand.roles.isdisjoint(MAY_NOTE)

    @property
    def may_note_consent(self) -> bool:
        """Whether noting what a source allows is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_NOTE_CONSENT)

    @property
    def may_compare(self) -> bool:
        """Whether deciding who is one person, and what one event, is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_COMPARE)

    @property
    def may_match(self) -> bool:
        """Whether saying what recordings show is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_MATCH)

    @property
    def may_weigh(self) -> bool:
        """Whether evidence for and against, outcomes and withdrawals of involvements are offered to them."""
        return not self.hand.roles.isdisjoint(MAY_WEIGH)

    @property
    def may_order(self) -> bool:
        """Whether work on units and postings is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_ORDER)

    @property
    def may_record(self) -> bool:
        """Whether work on cameras and recordings is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_RECORD)

    @property
    def may_decide(self) -> bool:
        """Whether reviews are offered to them."""
        return "lawyer" in self.hand.roles

    @property
    def may_write(self) -> bool:
        """Whether writing to sources is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_WRITE)

    @property
    def may_interview(self) -> bool:
        """Whether taking an interview is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_INTERVIEW)

    @property
    def may_examine(self) -> bool:
        """Whether a report of their own, and its signature, is offered to them."""
        return "medic" in self.hand.roles

    @property
    def may_type(self) -> bool:
        """Whether typing the paper of an outside medic is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_TYPE)

    @property
    def may_read_medical(self) -> bool:
        """Whether the list of medical reports is offered to them."""
        return not self.hand.roles.isdisjoint(READERS)

    @property
    def may_import(self) -> bool:
        """Whether bringing a list of others is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_BRING)

    @property
    def may_hand_out(self) -> bool:
        """Whether handing a list out is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_HAND_OUT)

    @property
    def may_keep_counts(self) -> bool:
        """Whether keeping a count as it is now is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_KEEP) and not self.registrar.kept_from

    @property
    def may_prepare(self) -> bool:
        """Whether work on case files is offered to them."""
        return not self.hand.roles.isdisjoint(MAY_PREPARE)

    @property
    def may_grant(self) -> bool:
        """Whether changes of access are offered to them."""
        return not self.hand.roles.isdisjoint(queries.MAY_GRANT)

    @property
    def may_freeze(self) -> bool:
        """Whether freezing an account is offered to them."""
        return "custodian" in self.hand.roles


View = Callable[Concatenate[HttpRequest, Who, Parameters], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def registrars_page(*methods: str) -> Callable[[View[Parameters]], DjangoView[Parameters]]:
    """A view for signed-in registrars alone, by these methods; the edge where an error of the register becomes a page."""

    def decorated(view: View[Parameters]) -> DjangoView[Parameters]:
        def answered(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            try:
                asks = who(request)
                answer = view(request, asks, *args, **kwargs)
            except KnihaError as error:
                return page_of(request, error)
            if request.method == "POST" and answer.status_code == ENTERED:
                form_drafts.forget_draft(asks.registrar, request.path)
            return answer

        update_wrapper(answered, view)
        return login_required(require_http_methods(methods)(answered))

    return decorated


reading = registrars_page("GET", "HEAD")
form = registrars_page("GET", "HEAD", "POST")
acting = registrars_page("POST")


def who(request: HttpRequest) -> Who:
    """Return who asks; NotFoundError for an account that belongs to no registrar, RefusedError for a frozen one."""
    registrar = queries.registrar_of(request.user)
    if registrar.frozen:
        raise RefusedError("this account is frozen")
    queries.seated(registrar)
    now = datetime.now(settings.OFFICE.zone)
    return Who(registrar, Hand(registrar, queries.roles(registrar), now, secrets.token_bytes))


def page(request: HttpRequest, who: Who, template: str, **context: object) -> HttpResponse:
    """The page of `template`, with who asks in its head."""
    return render(request, template, {"who": who, "my_tasks": work.mine(who.registrar).count(), **context})
