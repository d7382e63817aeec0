"""Taking an interview of somebody new, or once more of somebody who is known; a lawyer's leave for that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements import interviewing
from kniha.book.statements import queries as statements
from kniha.desk import keys
from kniha.desk.errors import entered, entered_or_refused
from kniha.desk.interviews.forms import InterviewForm
from kniha.desk.people.permissions import PermissionForm
from kniha.desk.people.views import person_page
from kniha.desk.request import Who, acting, form, page


@form
def interview(request: HttpRequest, who: Who) -> HttpResponse:
    """An interview of somebody new."""
    return _taken(request, who, None)


@form
def again(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """An interview of somebody who is known: what they said before is shown first."""
    return _taken(request, who, people.person(who.registrar, person_id))


@acting
def allow(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """A lawyer allows one more."""
    found = people.person(who.registrar, person_id)
    typed = PermissionForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: interviewing.allow_interview(who.hand, found, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("One more interview is allowed."))
        return redirect("person", found.pk)
    return person_page(request, who, found, permission_form=typed)


def _taken(request: HttpRequest, who: Who, person: Person | None) -> HttpResponse:
    typed = InterviewForm(request.POST or None, registrar=who.registrar, is_known=person is not None)
    if typed.is_valid():
        compartment = typed.compartments[typed.cleaned_data["compartment"]] if person is None else person.compartment
        opening = keys.person_keys()
        assert compartment is not None  # whoever lies in none is seen by nobody
        made = entered_or_refused(
            typed,
            lambda: interviewing.take_interview(
                who.hand, compartment, typed.draft(), person=person, recipient=keys.person_recipient(), opening=opening
            ),
        )
        if made is not None:
            messages.success(request, gettext("The interview is entered."))
            return redirect("statement", made.pk)
    earlier = statements.statements(who.registrar).filter(source=person) if person else ()
    return page(request, who, "desk/interviews/interview.html", part="statements", form=typed, person=person, earlier=earlier)
