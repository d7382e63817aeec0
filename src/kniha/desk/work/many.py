"""The same task about each of many records of a list."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from kniha.book.access.models import Compartment
from kniha.book.events import queries as events
from kniha.book.events.reviewing import send_to_review
from kniha.book.statements import queries as statements
from kniha.book.work.actions import About, give_tasks
from kniha.desk.errors import answer, entered_or_refused
from kniha.desk.request import Who, acting, form, page
from kniha.desk.work.forms import TaskForm
from kniha.vocab.errors import ConflictError, KnihaError, NotFoundError

MOST = 50


@form
def give(request: HttpRequest, who: Who, among: str) -> HttpResponse:
    """A task about each of the records that were ticked."""
    about, compartment = _ticked(request, who, among)
    typed = TaskForm(request.POST if request.POST.get("kind") else None, registrar=who.registrar, compartment=compartment)
    if typed.is_valid() and entered_or_refused(typed, lambda: give_tasks(who.hand, about, typed.draft())) is not None:
        given = ngettext("%(n)s task is given.", "%(n)s tasks are given.", len(about)) % {"n": len(about)}
        messages.success(request, given)
        return redirect(among)
    return page(request, who, "desk/work/many.html", part=among, form=typed, about=about, among=among)


@acting
def send(request: HttpRequest, who: Who) -> HttpResponse:
    """Send each of the incidents that were ticked to review; what a rule refuses is said of each, and stays as it is."""
    about, _ = _ticked(request, who, "incidents")
    sent = 0
    for incident in events.incidents(who.registrar).filter(pk__in=[one.pk for one in about]):
        try:
            send_to_review(who.hand, incident)
        except KnihaError as error:
            messages.error(request, f"{incident.number}: {answer(error)}")
        else:
            sent += 1
    if sent:
        messages.success(request, ngettext("%(n)s incident is sent to review.", "%(n)s incidents are sent to review.", sent) % {"n": sent})
    return redirect("incidents")


def _ticked(request: HttpRequest, who: Who, among: str) -> tuple[Sequence[About], Compartment]:
    """What was ticked, as far as the one who asks may see it: in one compartment, since a task lies in one."""
    ids = (request.POST.getlist("id") or request.GET.getlist("id"))[:MOST]
    found: list[About] = []
    if among == "statements":
        found = list(statements.statements(who.registrar).select_related("compartment").filter(pk__in=ids))
    elif among == "incidents":
        found = list(events.incidents(who.registrar).select_related("compartment").filter(pk__in=ids))
    if not found:
        raise NotFoundError("there is no such thing here")
    compartments = {one.compartment for one in found}
    if len(compartments) > 1:
        raise ConflictError("these lie in several compartments: tick those of one")
    compartment = compartments.pop()
    assert isinstance(compartment, Compartment)  # what lies in none is seen by nobody
    return found, compartment
