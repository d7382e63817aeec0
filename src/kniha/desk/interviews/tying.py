"""The source of an interview is somebody who is known: tied by the address of their page or of another statement of theirs."""

import re

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.models import Registrar
from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements import queries as statements
from kniha.book.statements.tying import tie_source
from kniha.desk import keys
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, acting
from kniha.vocab.errors import NotFoundError

_ADDRESS = re.compile(r"(?:.*/)?(people|statements)/([0-9a-f]{32})/?(?:[#?].*)?")


class TieForm(forms.Form):
    """To whom."""

    to = forms.CharField(max_length=500)


@acting
def tie(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """Tie the interview; what forbids it is said where it was asked for."""
    statement = statements.statement(who.registrar, statement_id)
    typed = TieForm(request.POST)
    person = _person(who.registrar, typed.cleaned_data["to"]) if typed.is_valid() else None
    if person is None:
        messages.error(request, gettext("This is no address of a person or of a statement that you may see."))
        return redirect("statement", statement.pk)
    found, recipient, opening = person, keys.person_recipient(), keys.person_keys()
    if entered_or_refused(typed, lambda: tie_source(who.hand, statement, found, recipient=recipient, opening=opening)) is None:
        messages.error(request, " ".join(map(str, typed.non_field_errors())))
    else:
        messages.success(request, gettext("The interview is tied to this person."))
    return redirect("statement", statement.pk)


def _person(registrar: Registrar, address: str) -> Person | None:
    """Whom the address leads to; None for one that leads nowhere that this registrar may go."""
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        return None
    try:
        return people.person(registrar, found[2]) if found[1] == "people" else statements.statement(registrar, found[2]).source
    except NotFoundError:
        return None
