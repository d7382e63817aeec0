"""Files that are the same or nearly: all that wait for a word, and two of them side by side."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.evidence import likening, queries
from kniha.book.evidence.likening import Pair
from kniha.desk import tables
from kniha.desk.choices import from_list
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, form, page, reading
from kniha.runs.words import is_open


class VerdictForm(forms.Form):
    """What two files are to one another."""

    verdict = forms.ChoiceField(label=_("What they are to one another"), choices=from_list("likeness-verdicts"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("By what it is seen"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


@reading
def likenesses(request: HttpRequest, who: Who) -> HttpResponse:
    """Candidates of which nobody said anything yet."""
    rows = tables.paged(likening.unjudged(who.registrar), request)
    return page(request, who, "desk/likenesses/list.html", part="statements", rows=rows, query="")


@form
def pair(request: HttpRequest, who: Who, exhibit_id: str, other_id: str) -> HttpResponse:
    """Two files side by side; posted, what they are to one another."""
    found = likening.pair(who.registrar, queries.exhibit(who.registrar, exhibit_id), other_id)
    initial = {"verdict": found.verdict.verdict, "words": found.verdict.words} if found.verdict else {}
    typed = VerdictForm(request.POST or None, initial=initial)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_judge, who, found, typed)):
        messages.success(request, gettext("The comparison is entered."))
        return redirect("exhibit", found.exhibit.pk)
    both = (found.exhibit, found.other)
    shown = [(one, queries.view_of(who.registrar, one), is_open(who.registrar, one, now=who.hand.now)) for one in both]
    return page(request, who, "desk/likenesses/pair.html", part="statements", pair=found, shown=shown, form=typed)


def _judge(who: Who, found: Pair, typed: VerdictForm) -> bool:
    told = typed.cleaned_data
    likening.judge_likeness(who.hand, found.exhibit, found.other, verdict=told["verdict"], words=told["words"])
    return True
