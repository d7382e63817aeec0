"""Help offered to a person, and what became of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.people import actions, queries
from kniha.desk.errors import entered
from kniha.desk.people.forms import FollowForm, ReferralForm
from kniha.desk.people.views import FollowUp, person_page
from kniha.desk.request import Who, acting


@acting
def offer(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Enter that help was offered."""
    found = queries.person(who.registrar, person_id)
    asked = ReferralForm(request.POST)
    if asked.is_valid() and entered(asked, lambda: actions.offer_referral(who.hand, found, asked.draft())) is not None:
        messages.success(request, gettext("The offer is entered."))
        return redirect("person", found.pk)
    return person_page(request, who, found, referral_form=asked)


@acting
def follow(request: HttpRequest, who: Who, referral_id: str) -> HttpResponse:
    """Enter what became of it."""
    found = queries.referral(who.registrar, referral_id)
    asked = FollowForm(request.POST)
    if asked.is_valid() and entered(asked, lambda: actions.follow_referral(who.hand, found, **asked.cleaned_data)) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("person", found.person_id)
    return person_page(request, who, found.person, followed=FollowUp(found.pk, asked))
