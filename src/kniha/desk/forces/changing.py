"""What is entered of units, and withdrawn: each a page with a form, each one action."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.forces import actions, queries
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Account
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.finding import called_of, offered
from kniha.desk.forces.forms import NameForm, ParentForm, ReasonForm, RegisterForm, UnitForm
from kniha.desk.language import language
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.request import Who, form, page


@form
def register(request: HttpRequest, who: Who) -> HttpResponse:
    """Register a unit that anybody may read of."""
    return _register(request, who, RegisterForm(request.POST or None, accounts=[]))


@form
def register_from(request: HttpRequest, who: Who, account_id: str) -> HttpResponse:
    """Register a unit that an account names."""
    account = statements.account(who.registrar, account_id)
    return _register(request, who, RegisterForm(request.POST or None, accounts=[account], initial={"account": account.pk}), account)


def _register(request: HttpRequest, who: Who, typed: RegisterForm, account: Account | None = None) -> HttpResponse:
    """The first time with a name that is known already, those who bear it are shown; sent again, it is entered all the same."""
    alike = offered(who, typed.cleaned_data["text"]) if typed.is_valid() else []
    if typed.is_valid() and (not alike or request.POST.get("alike") == "seen"):
        made = entered_or_refused(typed, lambda: actions.register_unit(who.hand, typed.draft(), typed.name(), source=typed.source()))
        if made is not None:
            messages.success(request, gettext("The unit is registered."))
            return redirect("unit", made.pk)
    back = reverse("statement", args=[account.statement_id]) if account else reverse("units")
    return page(
        request, who, "desk/forces/change.html", part="units", form=typed, alike=alike, heading=gettext("Register a unit"), back=back,
        called=gettext("Statement") if account else gettext("Units"),
    )  # fmt: skip


@form
def describe(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Set kind, force and country anew."""
    opened: Opened[UnitForm] = Opened(request)
    unit = queries.unit(who.registrar, unit_id, language=language())
    known = {"kind": unit.kind, "force": unit.force, "country": unit.country}
    typed = opened.fill(lambda data: UnitForm(data, initial=known))
    told: dict[str, object] = {
        "part": "units", "back": reverse("unit", args=[unit.pk]), "called": called_of(unit), "heading": gettext("Kind, force and country"),
    }  # fmt: skip
    answer = done_or_met(
        request, who, opened, ("unit", unit.pk), action=lambda seen: actions.describe_unit(who.hand, unit, typed.draft(), seen=seen), **told
    )
    if isinstance(answer, HttpResponse):
        return answer
    return _entered(request, unit) if answer else page(request, who, "desk/people/description.html", opened=opened, form=typed, **told)


@form
def add_name(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter one more name."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    typed = NameForm(request.POST or None, accounts=accounts_of(who, unit))
    return _changed(
        request, who, unit, typed, heading=gettext("One more name"),
        action=lambda: actions.name_unit(who.hand, unit, typed.name(), source=typed.source()),
    )  # fmt: skip


@form
def place(request: HttpRequest, who: Who, unit_id: str) -> HttpResponse:
    """Enter what it belonged to."""
    unit = queries.unit(who.registrar, unit_id, language=language())
    typed = ParentForm(request.POST or None, accounts=accounts_of(who, unit), find=lambda words: offered(who, words))

    def action() -> object:
        told, parent = typed.cleaned_data, queries.unit(who.registrar, typed.cleaned_data["unit"])
        return actions.place_unit(who.hand, unit, parent, told["span"], source=typed.source(), words=told["words"])

    return _changed(request, who, unit, typed, heading=gettext("What it belonged to"), action=action)


@form
def withdraw(request: HttpRequest, who: Who, unit_value: str, value_id: str) -> HttpResponse:
    """Withdraw a name, a parent or a posting, with a reason."""
    value = queries.part(who.registrar, unit_value, value_id)
    unit = queries.unit(who.registrar, value.unit_id, language=language())
    typed = ReasonForm(request.POST or None)
    said = value.person if isinstance(value, Posting) else None
    return _changed(
        request, who, unit, typed, heading=gettext("Withdraw this"), is_danger=True, value=value, said=said,
        action=lambda: (actions.withdraw_part(who.hand, value, reason=typed.cleaned_data["reason"]),),
    )  # fmt: skip


def _changed(
    request: HttpRequest, who: Who, unit: Unit, typed: forms.Form, *, action: Callable[[], object], **context: object
) -> HttpResponse:
    """Do `action` once the form holds, and go back to the unit; else the form."""
    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        return _entered(request, unit)
    told: dict[str, object] = {"back": reverse("unit", args=[unit.pk]), "called": called_of(unit)}
    return page(request, who, "desk/forces/change.html", part="units", form=typed, unit=unit, **told, **context)


def _entered(request: HttpRequest, unit: Unit) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("unit", unit.pk)


def accounts_of(who: Who, unit: Unit) -> Sequence[Account]:
    """The accounts that name the unit: what a value of it may rest on."""
    named = queries.mentions_of(who.registrar, unit).values_list("account_id", flat=True)
    resting = queries.names_of(who.registrar, unit).filter(account__isnull=False).values_list("account_id", flat=True)
    return list(queries.accounts_about(who.registrar, {*map(str, named), *map(str, resting)}))
