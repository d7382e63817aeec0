"""Conflicts of interest over a record; those that wait for a second; one's own declaration."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access import conflicts, queries
from kniha.book.access.conflicts import Record
from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.standing import standing
from kniha.book.events import queries as events
from kniha.book.people import interests
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import queries as work
from kniha.desk import keys, tables
from kniha.desk.conflicts.forms import AsideForm, InterestForm, KeepOutForm
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, acting, form, page, reading


@form
def over_statement(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """Conflicts over a statement."""
    found = statements.statement(who.registrar, statement_id)
    return _over(request, who, found, back=("statement", found.pk))


@form
def over_person(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Conflicts over a person."""
    found = people.person(who.registrar, person_id)
    return _over(request, who, found, back=("person", found.pk))


@form
def over_incident(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """Conflicts over an incident."""
    found = events.incident(who.registrar, number)
    return _over(request, who, found, back=("incident", found.number))


@reading
def listed(request: HttpRequest, who: Who) -> HttpResponse:
    """The conflicts on which the one who asks decides."""
    rows = tables.paged(queries.conflicts(who.registrar), request)
    return page(request, who, "desk/conflicts/list.html", part="staff", rows=rows)


@acting
def decide(request: HttpRequest, who: Who, conflict_id: str) -> HttpResponse:
    """Propose to lift it, lift it as the second, or leave it as it is."""
    found = queries.conflict(who.registrar, conflict_id)
    match request.POST.get("decision"):
        case "lift" if found.state == "lifting":
            conflicts.readmit(who.hand, found)
            messages.success(request, gettext("It is lifted, by the two of you: the colleague sees the record again."))
        case "lift":
            conflicts.propose_readmission(who.hand, found)
            messages.success(request, gettext("It is proposed. It stands until another lifts it."))
        case _:
            conflicts.stay_apart(who.hand, found)
            messages.success(request, gettext("It stands as before."))
    return redirect("conflicts")


@form
def interest(request: HttpRequest, who: Who) -> HttpResponse:
    """Declare names under seal; nobody reads them here again."""
    typed = InterestForm(request.POST or None)
    if typed.is_valid() and _declared(who, typed):
        messages.success(request, gettext("It is sealed. What names them is kept from you as soon as it is found."))
        return redirect("interest")
    told = queries.interests(who.registrar)
    return page(request, who, "desk/conflicts/interest.html", part="", form=typed, told=told)


def _declared(who: Who, typed: InterestForm) -> bool:
    told = typed.cleaned_data
    recipient = keys.person_recipient()
    made = entered_or_refused(
        typed, lambda: interests.declare_interest(who.hand, kind=told["kind"], names=told["names"], recipient=recipient)
    )
    return made is not None


def _over(request: HttpRequest, who: Who, record: Record, *, back: tuple[str, str]) -> HttpResponse:
    compartment = record.compartment
    assert isinstance(compartment, Compartment)  # what lies in none is seen by nobody
    may_keep_out = not standing(who.registrar, compartment).isdisjoint(conflicts.MAY_KEEP_OUT)
    colleagues = {one.pk: one for one in work.colleagues(who.registrar, compartment) if one.pk != who.registrar.pk}
    keeps_out = request.POST.get("whom") == "colleague"
    aside = AsideForm(request.POST if request.POST and not keeps_out else None, prefix="own")
    other = KeepOutForm(request.POST if keeps_out else None, prefix="colleague", colleagues=colleagues)
    if aside.is_valid() and entered_or_refused(aside, lambda: conflicts.step_aside(who.hand, record, **aside.cleaned_data)) is not None:
        messages.success(request, gettext("It is kept from you from now on. Two others can lift that."))
        return redirect("home")
    if other.is_valid() and entered_or_refused(other, lambda: _kept_out(who, record, other, colleagues)) is not None:
        messages.success(request, gettext("It is kept from your colleague from now on."))
        return redirect(*back)
    told = queries.conflicts_over(who.registrar, record.pk)
    shown = {"aside": aside, "other": other if may_keep_out else None, "told": told, "back": back}
    return page(request, who, "desk/conflicts/over.html", part=back[0] + "s", **shown)


def _kept_out(who: Who, record: Record, typed: KeepOutForm, colleagues: dict[str, Registrar]) -> object:
    told = typed.cleaned_data
    return conflicts.keep_out(who.hand, record, colleagues[told["registrar"]], ground=told["ground"], words=told["words"])
