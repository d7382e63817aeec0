"""What static/desk/drafts.js asks: what is kept of this form, keep this, throw it away."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.formats import date_format

from kniha.book.work import form_drafts
from kniha.book.work.models import FormDraft
from kniha.desk.drafts.kept import known
from kniha.desk.request import Who, form
from kniha.vocab.errors import MalformedError


@form
def drafts(request: HttpRequest, who: Who) -> HttpResponse:
    """GET ?form=PATH: what is kept of it. POST {form, fields}: keep; fields null: throw away. GET ?token: whether the desk answers."""
    if request.method == "POST":
        return _kept(request, who)
    if "token" in request.GET:  # read by this desk's own pages alone; the browser hands it to no other
        return JsonResponse({"token": get_token(request)})
    found = known(who.registrar, request.GET.get("form", ""))
    draft = form_drafts.draft_of(who.registrar, found.path)
    return JsonResponse({"fields": form_drafts.typed(draft), "told": _told(draft)} if draft else {})


def _kept(request: HttpRequest, who: Who) -> HttpResponse:
    path, fields = _read(request.body)
    found = known(who.registrar, path)
    if fields is None:
        form_drafts.forget_draft(who.registrar, found.path)
        return JsonResponse({})
    cleared = found.cleared(fields)
    if cleared is None:
        form_drafts.forget_draft(who.registrar, found.path)  # the consent that it was kept by may have been taken back
        return JsonResponse({"waits": True})
    return JsonResponse({"told": _told(form_drafts.keep_draft(who.hand, found.path, cleared, about=found.about))})


def _read(body: bytes) -> tuple[str, list[tuple[str, str]] | None]:
    try:
        asked = json.loads(body)
        path, fields = str(asked["form"]), asked["fields"]
        return path, None if fields is None else [(str(name), str(value)) for name, value in fields]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise MalformedError("a draft is a form and its fields") from error


def _told(draft: FormDraft) -> str:
    """When it was kept, as one reads it: the hour of today, else the day too."""
    local = draft.saved_at.astimezone(settings.OFFICE.zone)
    return date_format(local, "j E, H:i")
