"""Choosing two that no machine proposes: by a name, by words or by a number, among what the one who asks may see."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from kniha.book.events import queries as events
from kniha.desk.linking.faces import INCIDENTS, PERSONS, Face
from kniha.desk.linking.shown import Shown
from kniha.desk.request import Who, page, reading
from kniha.desk.searching import found
from kniha.vocab.errors import NotFoundError

MOST = 12
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Sought:
    """One of the two: under which names the form sends it, what was typed, whom that found, and which of them is chosen."""

    words_name: str
    key_name: str
    words: str
    candidates: tuple[Shown, ...]
    chosen: str
    are_more: bool


@reading
def choose_persons(request: HttpRequest, who: Who) -> HttpResponse:
    """Two persons."""
    return _choose(request, who, PERSONS)


@reading
def choose_incidents(request: HttpRequest, who: Who) -> HttpResponse:
    """Two incidents."""
    return _choose(request, who, INCIDENTS)


def _choose(request: HttpRequest, who: Who, face: Face) -> HttpResponse:
    both = tuple(_sought(request, who, face, *names) for names in (("one", "first"), ("other", "second")))
    fault = ""
    if all(one.chosen for one in both):
        try:
            face.two(who, both[0].chosen, both[1].chosen)
        except NotFoundError:
            fault = gettext("These two cannot be laid side by side: choose two that differ and lie in one compartment.")
        else:
            chosen = [next(one for one in each.candidates if one.key == each.chosen) for each in both]
            return HttpResponseRedirect(face.address(*chosen))
    return page(request, who, "desk/linking/choose.html", part=face.part, face=face, both=both, fault=fault)


def _sought(request: HttpRequest, who: Who, face: Face, words_name: str, key_name: str) -> Sought:  # noqa: PLR0917  one field and its name
    words, chosen = request.GET.get(words_name, "").strip()[:_LONGEST], request.GET.get(key_name, "")
    ids = _ids(request, who, face, words) if words else ()
    known = face.called(who, _seen(who, face, ids[: MOST + 1]))
    candidates = tuple(known[pk] for pk in ids[:MOST] if pk in known)
    keys = {one.key for one in candidates}
    return Sought(words_name, key_name, words, candidates, chosen if chosen in keys else "", len(ids) > MOST)


def _ids(request: HttpRequest, who: Who, face: Face, words: str) -> tuple[str, ...]:
    """What the words find, best first: a number finds its incident, and is no search."""
    if face is INCIDENTS:
        numbered = tuple(events.incidents(who.registrar).filter(number__iexact=words).values_list("pk", flat=True))
        if numbered:
            return numbered
    return found(request, who, words, kind=face.kind.name, among=f"{face.kind.name}s")


def _seen(who: Who, face: Face, ids: Collection[str]) -> frozenset[str]:
    """Those that are there still: an index follows the register by a moment."""
    return frozenset(face.seen(who).filter(pk__in=ids).values_list("pk", flat=True))
