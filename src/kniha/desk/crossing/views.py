"""Asking the whole register about a person; and deciding, as a keeper, what an asker is told."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.crossing import actions, queries
from kniha.book.people import queries as people
from kniha.desk import tables
from kniha.desk.choices import from_list
from kniha.desk.errors import entered, entered_or_refused
from kniha.desk.request import Who, acting, form, page, reading


class InquiryForm(forms.Form):
    """One of the three questions."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=from_list("inquiry-kinds"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Keepers of other compartments read this and the person's names, if something is found there. Write no more than they need."
        ),
    )


class AnswerForm(forms.Form):
    """What the asker is told."""

    answer = forms.CharField(max_length=2000, required=False)


@form
def ask(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Put a question about a person to the whole register; what was asked and what keepers told stands below."""
    found = people.person(who.registrar, person_id)
    typed = InquiryForm(request.POST or None)
    if typed.is_valid() and entered_or_refused(typed, lambda: actions.ask_register(who.hand, found, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("It is asked. Whoever has something to tell you will do so here; silence means nothing."))
        return redirect("ask-register", found.pk)
    return page(
        request, who, "desk/crossing/ask.html", part="statements", form=typed, person=found,
        asked=queries.inquiries(who.registrar, found), told=queries.told(who.registrar, found),
    )  # fmt: skip


@reading
def hints(request: HttpRequest, who: Who) -> HttpResponse:
    """What was found in compartments that the one who asks keeps."""
    return _page(request, who)


@acting
def decide(request: HttpRequest, who: Who, hint_id: str) -> HttpResponse:
    """Tell the asker something, in one's own words; or nothing."""
    found = queries.hint(who.registrar, hint_id)
    typed = AnswerForm(request.POST)
    typed.is_valid()
    words = typed.cleaned_data.get("answer", "")
    if request.POST.get("decision") == "tell":
        done: object = entered(typed, lambda: actions.tell(who.hand, found, answer=words))
    else:
        done = entered(typed, lambda: actions.keep_silent(who.hand, found))
    if done is None:
        return _page(request, who, answered=found.pk, typed=typed)
    messages.success(request, gettext("It is decided."))
    return redirect("hints")


def _page(request: HttpRequest, who: Who, **typed: object) -> HttpResponse:
    rows = tables.paged(queries.hints(who.registrar), request)
    shown = [(hint, queries.names_asked_for(hint)) for hint in rows]
    return page(request, who, "desk/crossing/hints.html", part="home", rows=rows, shown=shown, **typed)
