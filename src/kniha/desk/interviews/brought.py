"""Sealed files from field forms are brought; those that a rule stands against are held here, until it is settled."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kniha.book.statements import bringing, rules
from kniha.book.statements import field_forms as forms_out
from kniha.book.statements import queries as statements
from kniha.desk import keys
from kniha.desk.errors import entered
from kniha.desk.interviews.uploads import receive_sealed
from kniha.desk.request import Who, acting, form, page
from kniha.runs.bringing import bring
from kniha.vocab.errors import MalformedError


class LetInForm(forms.Form):
    """Why an interview is filed although its form or its interviewer is not in order."""

    words = forms.CharField(label=_("Why it is let in"), max_length=2000, widget=forms.Textarea({"rows": 2}))


@csrf_exempt  # the token is checked below: whoever reads it first decides where an uploaded file is written
def brought(request: HttpRequest) -> HttpResponseBase:
    """Bring sealed files, and see what became of them."""
    receive_sealed(request)
    return _brought(request)


@form
@csrf_protect
def _brought(request: HttpRequest, who: Who) -> HttpResponse:
    refused: list[str] = []
    for file in request.FILES.getlist("files"):
        assert isinstance(file, UploadedFile)  # the name of a field may be repeated, never a text in it
        try:
            laid = bring(keys.vault(), file.chunks(), who.hand)
        except MalformedError:
            refused.append(file.name or "")
            continue
        if laid.is_new:
            messages.success(request, gettext("%(name)s lies before the courier.") % {"name": file.name})
        else:
            messages.info(request, gettext("%(name)s is in the register already. Nothing was entered twice.") % {"name": file.name})
    if request.method == "POST" and not refused:
        return redirect("brought")
    return _page(request, who, refused=refused)


@acting
def again(request: HttpRequest, who: Who, held_id: str) -> HttpResponse:
    """Lay a held interview before the courier once more."""
    bringing.ask_again(who.registrar, statements.held_interview(who.registrar, held_id), today=who.hand.today)
    messages.success(request, gettext("The courier will look at it again."))
    return redirect("brought")


@acting
def let_in(request: HttpRequest, who: Who, held_id: str) -> HttpResponse:
    """A lawyer lets a held interview in, and it is laid before the courier."""
    held = statements.held_interview(who.registrar, held_id)
    typed = LetInForm(request.POST)
    if typed.is_valid() and entered(typed, lambda: forms_out.let_in(who.hand, held, words=typed.cleaned_data["words"])) is not None:
        bringing.ask_again(who.registrar, statements.held_interview(who.registrar, held_id), today=who.hand.today)
        messages.success(request, gettext("The interview is let in; the courier will file it."))
        return redirect("brought")
    return _page(request, who, let_in_form=typed, at=held.pk)


def _page(request: HttpRequest, who: Who, *, refused: list[str] | None = None, **context: object) -> HttpResponse:
    told = {"let_in_form": LetInForm(), "refused": refused or [], "of_form": rules.OF_FORM, **context}
    held, waiting = statements.held_interviews(who.registrar), statements.brought_by(who.registrar)
    return page(request, who, "desk/interviews/brought.html", part="statements", held=held, waiting=waiting, **told)
