"""What a person is called and how they were described: spellings are added, gender and age set anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.people import actions, queries
from kniha.desk.errors import entered
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.people.forms import DescriptionForm, NameForm
from kniha.desk.people.views import person_page
from kniha.desk.request import Who, acting, form, page


@acting
def add_name(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Enter one more name or spelling."""
    found = queries.person(who.registrar, person_id)
    typed = NameForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: actions.add_name(who.hand, found, typed.draft())) is not None:
        messages.success(request, gettext("The name is entered."))
        return redirect("person", found.pk)
    return person_page(request, who, found, name_form=typed)


@form
def describe(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Set gender and age anew, as they were told."""
    opened: Opened[DescriptionForm] = Opened(request)
    found = queries.person(who.registrar, person_id)
    typed = opened.fill(lambda data: DescriptionForm(data, initial={"gender": found.gender_told, "age": found.age_told}))
    back = reverse("person", args=[found.pk])
    told: dict[str, object] = {"part": "statements", "back": back, "called": gettext("Person"), "heading": gettext("Gender and age")}
    answer = done_or_met(
        request, who, opened, ("person", found.pk),
        action=lambda seen: actions.describe_person(who.hand, found, **typed.cleaned_data, seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    if answer:
        messages.success(request, gettext("It is entered."))
        return redirect("person", found.pk)
    return page(request, who, "desk/people/description.html", opened=opened, form=typed, **told)
