"""Who may be one person: the pairs that wait, and two persons side by side with what a decision would change."""

from collections.abc import Sequence
from functools import partial

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.linking import queries, rules
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.needing_two import needing_two
from kniha.book.linking.rules import TAKEN_BACK, VERDICTS, Board, Pair
from kniha.book.people import queries as people
from kniha.book.people.canaries import note_person_read
from kniha.book.people.models import Person
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.linking import measures, shown
from kniha.desk.request import Who, form, page, reading
from kniha.desk.tables import PER_PAGE, query_without_page
from kniha.vocab import terms

_HELP = _("A reason that a third can follow. It is kept with the decision.")


class VerdictForm(forms.Form):
    """What somebody holds of two persons, and by what it is seen."""

    verdict = forms.ChoiceField(label=_("What you hold of the two"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("By what it is seen"), max_length=500, help_text=_HELP)

    def __init__(self, *args: object, verdicts: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own parameters, handed on
        choices = [(code, terms.label("person-verdicts", code, language())) for code in verdicts]
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, above


@reading
def pairs(request: HttpRequest, who: Who) -> HttpResponse:
    """The pairs on which the one who asks is still to say something, and how far the work is."""
    board = queries.board(who.registrar)
    columns = queries.pairs(who.registrar).values_list("person", "second", "probability")
    found = {(person, second): chance for person, second, chance in columns}
    waiting = _waiting(request, who, board)
    here: Page[Pair] = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    known = shown.called(who, {person for pair in here for person in pair})
    two = needing_two({person for pair in here for person in pair})
    rows = [(known[pair[0]], known[pair[1]], found.get(pair), not two.isdisjoint(pair), board.stand(pair).state) for pair in here]
    return page(
        request, who, "desk/linking/list.html", part="people", listed=rows, rows=here,
        query=query_without_page(request), order=_order(request),
        measures=measures.measured(board, found),
        conflicts=shown.contradictions(who, board), pairings=queries.pairings(who.registrar),
    )  # fmt: skip


@form
def pair(request: HttpRequest, who: Who, person_id: str, second_id: str) -> HttpResponse:
    """Two persons side by side; posted, what somebody holds of them."""
    person = people.person(who.registrar, person_id)
    second = queries.person_beside(who.registrar, person, second_id)
    for each in (person, second):
        note_person_read(who.hand, each)
    board, key = queries.board(who.registrar), rules.pair_of(person.pk, second.pk)
    stand = board.stand(key)
    verdicts = (*VERDICTS, TAKEN_BACK) if stand.voices else VERDICTS
    typed = VerdictForm(request.POST or None, verdicts=verdicts, auto_id="pair-%s")
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_decide, who, person, second, typed)):
        messages.success(request, gettext("The decision is entered."))
        return _next(request, who, key)
    needs_two = bool(needing_two(key))
    proposed, sides = queries.proposed(who.registrar, key), [shown.side(who, each) for each in (person, second)]
    return page(
        request, who, "desk/linking/pair.html", part="people", sides=sides, pair=proposed, form=typed, stand=stand, needs_two=needs_two,
        reasons=shown.reasons(proposed, sides) if proposed else (), are_one=board.are_one(key),
        is_blind=stand.is_closed_to(who.registrar.pk), decisions=queries.decisions_on(who.registrar, key),
        changes=shown.changes(who, board, key, verdicts),
        following=_following(request, who, board, key), order=_order(request),
    )  # fmt: skip


def _decide(who: Who, person: Person, second: Person, typed: VerdictForm) -> bool:
    told = typed.cleaned_data
    decide_on_two(who.hand, person, second, verdict=told["verdict"], words=told["words"])
    return True


def _order(request: HttpRequest) -> str:
    return "likely" if request.GET.get("order") == "likely" else ""


def _waiting(request: HttpRequest, who: Who, board: Board) -> tuple[Pair, ...]:
    """The pairs that wait, by what deciding them is worth, or the likeliest first."""
    waiting = queries.waiting(who.registrar, board)
    if not _order(request):
        return waiting
    likeliest = queries.pairs(who.registrar).order_by("-probability", "person", "second").values_list("person", "second")
    places = {pair: place for place, pair in enumerate(likeliest)}
    return tuple(sorted(waiting, key=lambda pair: places.get(pair, len(places))))


def _following(request: HttpRequest, who: Who, board: Board, after: Pair) -> str:
    """The address of the pair that comes after one, or of the first where that is none of the waiting; empty where none waits."""
    waiting = _waiting(request, who, board)
    place = waiting.index(after) + 1 if after in waiting else 0
    others = [pair for pair in (*waiting[place:], *waiting[:place]) if pair != after]
    if not others:
        return ""
    order = f"?order={_order(request)}" if _order(request) else ""
    return reverse("person-pair", args=others[0]) + order


def _next(request: HttpRequest, who: Who, decided: Pair) -> HttpResponseRedirect:
    address = _following(request, who, queries.board(who.registrar), decided)
    return HttpResponseRedirect(address) if address else redirect("pairs")
