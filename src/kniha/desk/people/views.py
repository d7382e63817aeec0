"""What is noted of a source: risk, safe contact; what is sealed opens with a reason and is shown once."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.erasure import queries as erasure
from kniha.book.medicine import queries as medicine
from kniha.book.people import actions, queries
from kniha.book.people.canaries import note_person_read
from kniha.book.people.models import Person, Referral
from kniha.book.statements import queries as statements
from kniha.desk import keys
from kniha.desk.errors import entered
from kniha.desk.people.forms import LOOK_AGAIN, SOON, ContactForm, FollowForm, NameForm, ReasonForm, ReferralForm, RiskForm
from kniha.desk.people.known import known_of
from kniha.desk.people.permissions import PermissionForm
from kniha.desk.request import Who, acting, page, reading


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was typed on one referral."""

    referral_id: str
    form: FollowForm


@reading
def person(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Risk, safe contact and what is sealed."""
    found = queries.person(who.registrar, person_id)
    note_person_read(who.hand, found)
    return person_page(request, who, found)


@acting
def risk(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Assess the danger anew."""
    found = queries.person(who.registrar, person_id)
    asked = RiskForm(request.POST)
    if asked.is_valid() and entered(asked, lambda: actions.assess_risk(who.hand, found, asked.draft())) is not None:
        messages.success(request, gettext("The assessment is entered."))
        return redirect("person", found.pk)
    return person_page(request, who, found, risk_form=asked)


@acting
def contact(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Note how they may be reached."""
    found = queries.person(who.registrar, person_id)
    asked = ContactForm(request.POST)
    if asked.is_valid() and entered(asked, lambda: _note(who, found, asked)) is not None:
        messages.success(request, gettext("The contact is entered."))
        return redirect("person", found.pk)
    return person_page(request, who, found, contact_form=asked)


@acting
def unseal(request: HttpRequest, who: Who, field_id: str) -> HttpResponse:
    """Open one sealed value; it is shown on the answer to this very form, and on no page that could be opened again."""
    field = queries.sealed_field(who.registrar, field_id)
    asked = ReasonForm(request.POST)
    found = queries.person(who.registrar, field.person_id)
    if not asked.is_valid():
        return person_page(request, who, found, reason_form=asked, asked_field=field.pk)
    plain = actions.open_sealed_field(who.hand, field, reason=asked.cleaned_data["reason"], opening=keys.person_keys())
    return person_page(request, who, found, opened={field.pk: plain})


def _note(who: Who, found: Person, asked: ContactForm) -> object:
    return actions.note_safe_contact(who.hand, found, asked.draft(), recipient=keys.person_recipient(), opening=keys.person_keys())


def person_page(request: HttpRequest, who: Who, found: Person, **forms: object) -> HttpResponse:
    """The page of a person, with the form that is to be mended as it was typed."""
    opened = forms.pop("opened", {})
    fields = queries.sealed_fields(who.registrar, found)
    shown: dict[str, object] = {
        "risk_form": RiskForm(initial={"next_look": who.hand.today + LOOK_AGAIN}),
        "contact_form": ContactForm(),
        "referral_form": ReferralForm(initial={"next_look": who.hand.today + SOON}),
        "followed": None,
        "permission_form": PermissionForm(),
        "name_form": NameForm(),
    }
    shown |= forms
    for name, typed in shown.items():
        if isinstance(typed, BaseForm):
            typed.auto_id = f"{name}-%s"  # several forms on one page ask for the same things
    asked = shown.pop("reason_form", None), shown.pop("asked_field", "")
    sealed = [(field, opened.get(field.pk) if isinstance(opened, dict) else None, _reason(field.pk, *asked)) for field in fields]
    return page(
        request,
        who,
        "desk/people/person.html",
        part="people",
        person=found,
        open=erasure.open_on(who.registrar, ("person", found.pk), found.compartment),
        statements=statements.statements(who.registrar).filter(source=found),
        risks=queries.risks(who.registrar, found).select_related("assessed_by"),
        medical_reports=medicine.reports_on(who.registrar, found),
        closed_reports=medicine.closed_on(who.registrar, found),
        permissions=statements.permissions(who.registrar, found),
        referrals=[(one, _following(who, one, shown["followed"])) for one in queries.referrals(who.registrar, found)],
        contacts=queries.safe_contacts(who.registrar, found).select_related("noted_by"),
        sealed=[one for one in sealed if one[0].field != "mailbox"],
        **(known_of(who, found) | shown),
    )


def _reason(field_id: str, typed: object, typed_for: object) -> ReasonForm:
    """The form beside one sealed value: what was typed into it, where it is to be mended."""
    form = typed if isinstance(typed, ReasonForm) and field_id == typed_for else ReasonForm()
    form.auto_id = f"reason-{field_id}-%s"
    return form


def _following(who: Who, referral: Referral, typed: object) -> FollowForm:
    """The form below one referral: what was typed into it, where it is to be mended."""
    is_typed = isinstance(typed, FollowUp) and typed.referral_id == referral.pk
    form = typed.form if isinstance(typed, FollowUp) and is_typed else FollowForm(initial={"next_look": who.hand.today + SOON})
    form.auto_id = f"follow-{referral.pk}-%s"
    return form
