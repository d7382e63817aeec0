"""What may be one: the pairs that wait, and two persons or incidents side by side with what a decision would change."""

from collections.abc import Sequence
from functools import partial

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.linking import queries, rules
from kniha.book.linking.actions import decide_on_two
from kniha.book.linking.kinds import Whole
from kniha.book.linking.rules import TAKEN_BACK, VERDICTS, Board, Pair
from kniha.desk.errors import entered_or_refused
from kniha.desk.language import language
from kniha.desk.linking import following, measures
from kniha.desk.linking.faces import FACES, INCIDENTS, PERSONS, Face
from kniha.desk.request import Who, form, page, reading
from kniha.desk.tables import PER_PAGE, query_without_page
from kniha.vocab import terms

_HELP = _("A reason that a third can follow. It is kept with the decision.")


class VerdictForm(forms.Form):
    """What somebody holds of two, and by what it is seen."""

    verdict = forms.ChoiceField(label=_("What you hold of the two"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("By what it is seen"), max_length=500, help_text=_HELP)

    def __init__(self, *args: object, verdicts: Sequence[str], terms_of: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own parameters, handed on
        choices = [(code, terms.label(terms_of, code, language())) for code in verdicts]
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, above


@reading
def person_pairs(request: HttpRequest, who: Who) -> HttpResponse:
    """The pairs of persons."""
    return _pairs(request, who, PERSONS)


@reading
def incident_pairs(request: HttpRequest, who: Who) -> HttpResponse:
    """The pairs of incidents."""
    return _pairs(request, who, INCIDENTS)


@form
def person_pair(request: HttpRequest, who: Who, person_id: str, second_id: str) -> HttpResponse:
    """Two persons side by side; posted, what somebody holds of them."""
    return _pair(request, who, PERSONS, PERSONS.two(who, person_id, second_id))


@form
def incident_pair(request: HttpRequest, who: Who, number: str, second_number: str) -> HttpResponse:
    """Two incidents side by side; posted, what somebody holds of them."""
    return _pair(request, who, INCIDENTS, INCIDENTS.two(who, number, second_number))


def _pairs(request: HttpRequest, who: Who, face: Face) -> HttpResponse:
    """The pairs on which the one who asks is still to say something, and how far the work is."""
    board = queries.board(who.registrar, face.kind)
    columns = queries.pairs(who.registrar, face.kind).values_list(face.kind.name, "second", "probability")
    found = {(one, second): chance for one, second, chance in columns}
    here: Page[Pair] = Paginator(_waiting(request, who, face, board), PER_PAGE).get_page(request.GET.get("page"))
    both = {one for pair in here for one in pair}
    known, two, order = face.called(who, both), face.kind.needing_two(both), _order(request)
    rows = [
        (
            known[pair[0]], known[pair[1]], face.address(known[pair[0]], known[pair[1]]) + _asked(order), found.get(pair),
            not two.isdisjoint(pair), board.stand(pair).state,
        )
        for pair in here
    ]  # fmt: skip
    return page(
        request, who, "desk/linking/list.html", part=face.part, face=face, faces=FACES, listed=rows, rows=here,
        query=query_without_page(request), order=order, measures=measures.measured(board, found),
        conflicts=following.contradictions(who, face, board), pairings=queries.pairings(who.registrar, face.kind),
    )  # fmt: skip


def _pair(request: HttpRequest, who: Who, face: Face, two: tuple[Whole, Whole]) -> HttpResponse:
    board, key = queries.board(who.registrar, face.kind), rules.pair_of(two[0].pk, two[1].pk)
    stand = board.stand(key)
    verdicts = (*VERDICTS, TAKEN_BACK) if stand.voices else VERDICTS
    typed = VerdictForm(request.POST or None, verdicts=verdicts, terms_of=face.kind.verdicts, auto_id="pair-%s")
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_decide, who, two, typed)):
        messages.success(request, gettext("The decision is entered."))
        return _next(request, who, face, key)
    proposed, sides = queries.proposed(who.registrar, face.kind, key), face.sides(who, *two)
    return page(
        request, who, "desk/linking/pair.html", part=face.part, face=face, sides=sides, pair=proposed, form=typed, stand=stand,
        needs_two=bool(face.kind.needing_two(key)), reasons=following.reasons(face, proposed, sides) if proposed else (),
        are_one=board.are_one(key), is_blind=stand.is_closed_to(who.registrar.pk),
        decisions=queries.decisions_on(who.registrar, face.kind, key),
        changes=following.changes(who, face, board, key, verdicts=verdicts),
        following=_following(request, who, face, board, after=key), order=_order(request), **face.more(who, sides),
    )  # fmt: skip


def _decide(who: Who, two: tuple[Whole, Whole], typed: VerdictForm) -> bool:
    told = typed.cleaned_data
    decide_on_two(who.hand, *two, verdict=told["verdict"], words=told["words"])  # type: ignore[type-var]  # two of one kind
    return True


def _order(request: HttpRequest) -> str:
    return "likely" if request.GET.get("order") == "likely" else ""


def _asked(order: str) -> str:
    return f"?order={order}" if order else ""


def _waiting(request: HttpRequest, who: Who, face: Face, board: Board) -> tuple[Pair, ...]:
    """The pairs that wait, by what deciding them is worth, or the likeliest first."""
    waiting = queries.waiting(who.registrar, face.kind, board)
    if not _order(request):
        return waiting
    likeliest = queries.pairs(who.registrar, face.kind).order_by("-probability", face.kind.name, "second")
    places = {pair: place for place, pair in enumerate(likeliest.values_list(face.kind.name, "second"))}
    return tuple(sorted(waiting, key=lambda pair: places.get(pair, len(places))))


def _following(request: HttpRequest, who: Who, face: Face, board: Board, *, after: Pair) -> str:
    """The address of the pair that comes after one, or of the first where that is none of the waiting; empty where none waits."""
    waiting = _waiting(request, who, face, board)
    place = waiting.index(after) + 1 if after in waiting else 0
    others = [pair for pair in (*waiting[place:], *waiting[:place]) if pair != after]
    if not others:
        return ""
    known = face.called(who, others[0])
    return face.address(*(known[one] for one in others[0])) + _asked(_order(request))


def _next(request: HttpRequest, who: Who, face: Face, decided: Pair) -> HttpResponseRedirect:
    address = _following(request, who, face, queries.board(who.registrar, face.kind), after=decided)
    return HttpResponseRedirect(address) if address else redirect(face.listed)
