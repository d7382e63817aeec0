"""Proposals to change access: made by one, carried out by another. Halves of a password are shown on one answer, and nowhere again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access import proposing, queries
from kniha.book.access.proposing import Done
from kniha.desk import tables
from kniha.desk.errors import answer
from kniha.desk.request import Who, acting, form, page
from kniha.desk.staff.forms import ProposalForm
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError


@form
def proposals(request: HttpRequest, who: Who) -> HttpResponse:
    """What waits for a second, what was decided, and the form for something new."""
    if not who.may_grant:
        raise NotFoundError("there is no such thing here")
    typed = ProposalForm(request.POST or None, registrar=who.registrar)
    if typed.is_valid():
        try:
            done = proposing.propose(who.hand, typed.draft())
        except (ConflictError, MalformedError, RefusedError) as error:
            typed.add_error(None, answer(error))
        else:
            return _told(request, who, done, gettext("It is proposed. Nothing changes until another carries it out."))
    rows = tables.paged(queries.proposals(who.registrar), request)
    return page(request, who, "desk/staff/proposals.html", part="staff", form=typed, rows=rows)


@acting
def carry_out(request: HttpRequest, who: Who, proposal_id: str) -> HttpResponse:
    """The second of the two."""
    done = proposing.carry_out(who.hand, queries.proposal(who.registrar, proposal_id))
    return _told(request, who, done, gettext("It is done, by the two of you."))


@acting
def turn_down(request: HttpRequest, who: Who, proposal_id: str) -> HttpResponse:
    """Refuse it; or withdraw one's own."""
    done = proposing.turn_down(who.hand, queries.proposal(who.registrar, proposal_id))
    messages.success(request, gettext("Withdrawn.") if done.state == "withdrawn" else gettext("Refused."))
    return redirect("proposals")


def _told(request: HttpRequest, who: Who, done: Done, words: str) -> HttpResponse:
    if done.handed is None:
        messages.success(request, words)
        return redirect("proposals")
    return page(request, who, "desk/staff/handed.html", part="staff", done=done, words=words)
