"""Coding an account: what the statement says of one event, tied to its words."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.statements import actions, queries
from kniha.book.statements.models import Statement
from kniha.desk.errors import entered
from kniha.desk.forces.finding import at_hand, told_in
from kniha.desk.places.warning import warn_if_far
from kniha.desk.request import Who, form, page
from kniha.desk.statements.forms import Coding, MentionForm
from kniha.desk.statements.passages import marks_of, segments
from kniha.desk.statements.suggesting import Suggestions, suggestions, typed_units


@form
def code(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """Code one account of a statement."""
    statement = queries.statement(who.registrar, statement_id)
    offered = suggestions(who, statement)
    units = at_hand(who, statement, typed_units(request.POST), [one.unit for one in offered.units])
    coding = Coding(_data(request, offered), text=statement.text, units=units)
    if request.method == "POST" and not {"more", "take"} & request.POST.keys() and coding.is_valid():
        account = entered(coding.account, lambda: actions.code_account(who.hand, statement, coding.draft()))
        if account is not None:
            messages.success(request, gettext("The account is entered."))
            warn_if_far(request, coding.account)
            return redirect("statement", statement.pk)
    return page(
        request, who, "desk/statements/code.html", part="statements", coding=coding, suggested=offered.times, places=offered.places,
        names=offered.names, units=offered.units, **_read(who, statement),
    )  # fmt: skip


@form
def mention(request: HttpRequest, who: Who, account_id: str) -> HttpResponse:
    """Enter one more person or unit whom an account speaks of."""
    account = queries.account(who.registrar, account_id)
    units = at_hand(who, account.statement, (request.POST.get("unit", ""),), [one.known.id for one in told_in(who, account.statement)])
    asked = MentionForm(request.POST or None, text=account.statement.text, units=units)
    if (
        request.method == "POST"
        and "take" not in request.POST
        and asked.is_valid()
        and entered(asked, lambda: actions.add_mention(who.hand, account, asked.draft())) is not None
    ):
        messages.success(request, gettext("The mention is entered."))
        return redirect("statement", account.statement_id)
    return page(
        request, who, "desk/statements/mention.html", part="statements", form=asked, account=account, **_read(who, account.statement)
    )


def _read(who: Who, statement: Statement) -> dict[str, object]:
    marks = marks_of(list(queries.accounts(who.registrar, statement)))
    return {"statement": statement, "segments": segments(statement.text, marks), "consents": queries.consents(who.registrar, statement)}


def _data(request: HttpRequest, offered: Suggestions) -> object:
    """What was typed; with what was taken of the suggestions, or more rows, where a button for that was pressed."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    if part := data.get("more"):
        key = f"{part}-TOTAL_FORMS"
        data[key] = str(min(int(data.get(key) or 0), 100) + 2) if (data.get(key) or "").isdecimal() else "2"
    if asked := data.get("take"):
        offered.take(data, asked)
    return data
