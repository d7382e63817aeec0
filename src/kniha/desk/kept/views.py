"""Keeping a search of a list, and dropping it."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access import searches
from kniha.desk.request import Who, acting
from kniha.vocab.errors import NotFoundError

PAGES: Mapping[str, str] = {"statements": "statements", "incidents": "incidents", "persons": "people", "everything": "search"}
"""By list: the name of its page."""


def kept(who: Who, among: str, query: str) -> dict[str, object]:
    """What a list's page shows of kept searches: those there are, and the question that could be kept now."""
    there = list(searches.kept_searches(who.registrar, among))
    return {"kept": there, "kept_among": among, "kept_page": reverse(PAGES[among]), "kept_question": searches.question(query)}


@acting
def keep(request: HttpRequest, who: Who, among: str) -> HttpResponse:
    """Keep the question that the list shows."""
    if among not in PAGES:
        raise NotFoundError("there is no such list")
    asked = searches.question(request.POST.get("query", "")[: searches.LONGEST])
    searches.keep_search(who.registrar, among=among, name=request.POST.get("name", ""), query=asked)
    messages.success(request, gettext("The search is kept: you find it above the list."))
    return redirect(f"{reverse(PAGES[among])}?{asked}")


@acting
def drop(request: HttpRequest, who: Who, search_id: int) -> HttpResponse:
    """Drop it; what it found stays where it is."""
    searches.drop_search(who.registrar, search_id)
    messages.success(request, gettext("The kept search is dropped."))
    return redirect(PAGES.get(request.POST.get("among", ""), "home"))
