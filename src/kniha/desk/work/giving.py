"""Giving a task about a statement, a person or an incident; and what their pages show of the tasks about them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.models import Compartment
from kniha.book.events import queries as events
from kniha.book.people import queries as people
from kniha.book.statements import queries as statements
from kniha.book.work import actions, queries
from kniha.book.work.actions import About
from kniha.desk.errors import entered
from kniha.desk.request import Who, form, page
from kniha.desk.work.forms import TaskForm


@form
def about_statement(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """A task about a statement."""
    found = statements.statement(who.registrar, statement_id)
    return _given(request, who, found, part="statements", back=("statement", found.pk))


@form
def about_person(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """A task about a person."""
    found = people.person(who.registrar, person_id)
    return _given(request, who, found, part="statements", back=("person", found.pk))


@form
def about_incident(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """A task about an incident."""
    found = events.incident(who.registrar, number)
    return _given(request, who, found, part="incidents", back=("incident", found.number))


def _given(request: HttpRequest, who: Who, about: About, *, part: str, back: tuple[str, str]) -> HttpResponse:
    compartment = about.compartment
    assert isinstance(compartment, Compartment)  # what lies in none is seen by nobody
    typed = TaskForm(request.POST or None, registrar=who.registrar, compartment=compartment)
    if typed.is_valid() and entered(typed, lambda: actions.give_task(who.hand, about, typed.draft())) is not None:
        messages.success(request, gettext("The task is given."))
        return redirect(*back)
    told = queries.tasks_about(who.registrar, about)
    return page(request, who, "desk/work/give.html", part=part, form=typed, back=back, told=told, today=who.hand.today)
