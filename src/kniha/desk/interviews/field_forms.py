"""Field forms: taken along to where there is no network, and withdrawn when one is lost."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements import field_forms as forms_out
from kniha.book.statements import queries as statements
from kniha.desk.errors import entered_or_refused
from kniha.desk.interviews.writing import written
from kniha.desk.language import language
from kniha.desk.request import Who, acting, form, page

SHOWN = 100
USUAL = timedelta(days=14)


class TakeForm(forms.Form):
    """What a form is taken along for."""

    compartment = forms.ChoiceField(label=_("Compartment"))
    language = forms.ChoiceField(label=_("Language of the form"), choices=settings.LANGUAGES)
    good_until = forms.DateField(label=_("Good until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, who: Who, person: Person | None, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.initial.update({"language": language(), "good_until": who.hand.today + USUAL})
        self.compartments = {one.pk: one for one in access.compartments(who.registrar)}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self.compartments.items()]
        if person is not None:  # it lies where they lie
            del self.fields["compartment"]


@form
def field_forms(request: HttpRequest, who: Who) -> HttpResponse:
    """The forms that are out, and one more for somebody new."""
    return _taken(request, who, None)


@form
def field_form_for(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """A form for an interview of somebody who is known."""
    return _taken(request, who, people.person(who.registrar, person_id))


@acting
def withdraw(request: HttpRequest, who: Who, form_id: str) -> HttpResponse:
    """A form is lost, seized, or not needed."""
    forms_out.withdraw_form(who.hand, statements.field_form(who.registrar, form_id))
    messages.success(request, gettext("The form is withdrawn. What it seals from now on is held when it is brought."))
    return redirect("field-forms")


def _taken(request: HttpRequest, who: Who, person: Person | None) -> HttpResponse:
    typed = TakeForm(request.POST or None, who=who, person=person)
    if typed.is_valid():
        told = typed.cleaned_data
        compartment = typed.compartments[told["compartment"]] if person is None else person.compartment
        assert compartment is not None  # whoever lies in none is seen by nobody
        taken = entered_or_refused(typed, lambda: forms_out.take_form(who.hand, compartment, person=person, good_until=told["good_until"]))
        if taken is not None:
            return _file(written(taken, told["language"]))
    rows = statements.field_forms(who.registrar)[:SHOWN]
    return page(request, who, "desk/interviews/field_forms.html", part="statements", form=typed, person=person, rows=rows)


def _file(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/html; charset=utf-8")
    # The name tells nothing of what it is.
    answer["Content-Disposition"] = 'attachment; filename="notes.html"'
    return answer
