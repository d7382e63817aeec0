"""Noting what a source answered, outside of their mailbox, on what may be done with their words."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.statements import queries
from kniha.book.statements.noting_consent import ConsentDraft, note_consent
from kniha.book.statements.rules import LONGEST_WORDS
from kniha.desk.choices import from_list
from kniha.desk.errors import entered
from kniha.desk.request import Who, form, page


class ConsentForm(forms.Form):
    """One answer for one purpose."""

    purpose = forms.ChoiceField(label=_("For what"), choices=from_list("consent-purposes", open_="—"))
    answer = forms.ChoiceField(label=_("What was answered"), choices=from_list("consent-answers", open_="—"))
    recipient = forms.CharField(
        label=_("To whom"), required=False, max_length=120, help_text=_("For sharing: the authority or organisation that the source named.")
    )
    giver = forms.ChoiceField(label=_("Who answered"), choices=from_list("consent-givers"))
    given_on = forms.DateField(label=_("On which day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    words = forms.CharField(
        label=_("How it was answered, and in which words"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 3}),
        help_text=_("On the telephone, in a talk, in a letter. A yes that nobody gave endangers people."),
    )  # fmt: skip

    abreast = (("purpose", "answer"), ("giver", "given_on"))

    def draft(self) -> ConsentDraft:
        """The answer as typed."""
        told: dict[str, Any] = self.cleaned_data
        return ConsentDraft(**told)


@form
def note(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """Enter what the source answered."""
    found = queries.statement(who.registrar, statement_id)
    typed = ConsentForm(request.POST or None, initial={"given_on": who.hand.today})
    if request.method == "POST" and typed.is_valid() and entered(typed, lambda: note_consent(who.hand, found, typed.draft())) is not None:
        messages.success(request, gettext("The answer is entered."))
        return redirect("statement", found.pk)
    return page(
        request, who, "desk/statements/consent.html", part="statements", statement=found, form=typed,
        consents=queries.consents(who.registrar, found),
    )  # fmt: skip
