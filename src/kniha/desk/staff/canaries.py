"""Canaries: proposed by one custodian, planted by another. For all others there is no such page."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.book.people import canaries as planting
from kniha.desk import keys, tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, acting, form, page
from kniha.vocab.errors import NotFoundError


class CanaryForm(forms.Form):
    """An invented person."""

    name = forms.CharField(
        label=_("An invented name"), max_length=300, help_text=_("Nobody's: not even somebody's by chance in this register.")
    )
    compartment = forms.ChoiceField(label=_("Compartment"))

    def compartments_of(self, registrar: Registrar) -> None:
        """Offer the compartments that exist."""
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.pk, one.title) for one in queries.compartments_known(registrar).order_by("title")]


@form
def canaries(request: HttpRequest, who: Who) -> HttpResponse:
    """What is planted, what waits for a second, and the form for a new one."""
    if not who.may_freeze:
        raise NotFoundError("there is no such thing here")
    typed = CanaryForm(request.POST or None)
    typed.compartments_of(who.registrar)
    if typed.is_valid():
        where = queries.one(queries.compartments_known(who.registrar), pk=typed.cleaned_data["compartment"])
        if entered_or_refused(typed, lambda: planting.propose_canary(who.hand, where, name=typed.cleaned_data["name"])) is not None:
            messages.success(request, gettext("It is proposed. Another custodian plants it."))
            return redirect("canaries")
    rows = tables.paged(planting.canaries(who.registrar), request)
    return page(request, who, "desk/staff/canaries.html", part="staff", form=typed, rows=rows)


@acting
def plant(request: HttpRequest, who: Who, canary_id: str) -> HttpResponse:
    """The second of the two."""
    found = planting.canary(who.registrar, canary_id)
    planting.plant_canary(who.hand, found, contact=request.POST.get("contact", "")[:200], recipient=keys.person_recipient())
    messages.success(request, gettext("It is planted. Whoever opens it is shown under what was read."))
    return redirect("canaries")


@acting
def withdraw(request: HttpRequest, who: Who, canary_id: str) -> HttpResponse:
    """It has served, or was not wanted."""
    planting.withdraw_canary(who.hand, planting.canary(who.registrar, canary_id))
    messages.success(request, gettext("Withdrawn."))
    return redirect("canaries")
