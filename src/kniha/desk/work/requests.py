"""Requests of persons named: noted, and decided by a lawyer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries as access
from kniha.book.access.models import Registrar
from kniha.book.work import queries
from kniha.book.work.requests import RequestDraft, decide_request, note_request
from kniha.desk import tables
from kniha.desk.choices import from_list
from kniha.desk.errors import entered
from kniha.desk.request import Who, acting, form, page


class RequestForm(forms.Form):
    """A request that arrived."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=from_list("request-kinds"))
    compartment = forms.ChoiceField(label=_("Compartment"))
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(label=_("In words"), max_length=20_000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, registrar: Registrar, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.compartments = {one.pk: one for one in access.compartments(registrar)}
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.title) for key, one in self.compartments.items()]


class AnswerForm(forms.Form):
    """What a lawyer answers."""

    state = forms.ChoiceField(choices=[("granted", ""), ("refused", "")])
    answer = forms.CharField(label=_("Answer; a refusal with its ground"), max_length=20_000, widget=forms.Textarea({"rows": 3}))


@form
def requests(request: HttpRequest, who: Who) -> HttpResponse:
    """The requests, and the form for a new one."""
    typed = RequestForm(request.POST or None, registrar=who.registrar, initial={"received_on": who.hand.today})
    if typed.is_valid():
        told = typed.cleaned_data
        draft = RequestDraft(told["kind"], told["words"], told["received_on"])
        if entered(typed, lambda: note_request(who.hand, typed.compartments[told["compartment"]], draft)) is not None:
            messages.success(request, gettext("The request is entered; it is due in a month."))
            return redirect("requests")
    return _page(request, who, typed)


@acting
def decide(request: HttpRequest, who: Who, request_id: str) -> HttpResponse:
    """Grant or refuse it."""
    found = queries.request(who.registrar, request_id)
    typed = AnswerForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: decide_request(who.hand, found, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("requests")
    return _page(
        request, who, RequestForm(registrar=who.registrar, initial={"received_on": who.hand.today}), answer=typed, answered=found.pk
    )


def _page(request: HttpRequest, who: Who, typed: RequestForm, **more: object) -> HttpResponse:
    rows = tables.paged(queries.requests(who.registrar), request)
    shown = {"answer": AnswerForm(), "answered": ""} | more
    return page(request, who, "desk/work/requests.html", part="home", form=typed, rows=rows, today=who.hand.today, **shown)
