"""Holds: the list with the days on which somebody has to look again; placing, reviewing, lifting by two; reading what is sealed."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.erasure import holding, queries
from kniha.book.erasure.models import Hold
from kniha.book.evidence.queries import blob_of
from kniha.desk import tables
from kniha.desk.erasure.deciding import must_administer
from kniha.desk.erasure.forms import LOOK_AGAIN, HoldForm, LiftingForm, ReadingForm, ReviewForm
from kniha.desk.errors import entered
from kniha.desk.exhibits.serving import original_answer
from kniha.desk.request import Who, acting, form, page, reading


@reading
def holds(request: HttpRequest, who: Who) -> HttpResponse:
    """The holds of the compartments that the one who asks administers, by the day of their review."""
    must_administer(who)
    due = set(queries.holds_due(who.registrar, who.hand.today).values_list("pk", flat=True))
    rows = tables.paged(queries.holds(who.registrar), request)
    return page(request, who, "desk/erasure/holds.html", part="erasure", rows=rows, due=due, today=who.hand.today)


def place(table: str) -> Callable[..., HttpResponseBase]:
    """The page on which a hold is placed on a row of `table`."""

    @form
    def placed(request: HttpRequest, who: Who, /, **ids: str) -> HttpResponse:
        [row] = ids.values()
        target = queries.target(who.registrar, table, row)
        typed = HoldForm(request.POST or None, initial={"review_on": who.hand.today + LOOK_AGAIN})
        if typed.is_valid():
            made = entered(typed, lambda: holding.place_hold(who.hand, target, typed.draft()))
            if made is not None:
                messages.success(request, gettext("The hold stands."))
                return redirect("hold", made.pk)
        covered = queries.covered_by(target)
        return page(request, who, "desk/erasure/place.html", part="statements", table=table, row=row, form=typed, covered=covered)

    return placed


@reading
def hold(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """One hold: what it keeps, who waits for it, and what may be done."""
    return _page(request, who, queries.hold(who.registrar, hold_id))


@acting
def another(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """A further hold on the same: another authority asks."""
    found = queries.hold(who.registrar, hold_id)
    typed = HoldForm(request.POST)
    made = entered(typed, lambda: holding.place_another_hold(who.hand, found, typed.draft())) if typed.is_valid() else None
    if made is None:
        return _page(request, who, found, another_form=typed)
    messages.success(request, gettext("The hold stands."))
    return redirect("hold", made.pk)


@acting
def review(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """Somebody looked: the hold is still needed."""
    typed = ReviewForm(request.POST)
    return _done(
        request, who, hold_id, typed, action=lambda found: holding.look_again(who.hand, found, **typed.cleaned_data), name="review_form"
    )


@acting
def propose(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """The first of two who lift it."""
    typed = ReadingForm(request.POST)
    return _done(
        request,
        who,
        hold_id,
        typed,
        action=lambda found: holding.propose_lifting(who.hand, found, **typed.cleaned_data),
        name="lifting_form",
    )


@acting
def keep(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """The proposal is not followed."""
    return _done(request, who, hold_id, Form(request.POST), action=lambda found: holding.keep_hold(who.hand, found))


@acting
def lift(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """The second of two: the hold is lifted, and what waited is erased."""
    return _done(request, who, hold_id, Form(request.POST), action=lambda found: (holding.lift_hold(who.hand, found),))


@acting
def read(request: HttpRequest, who: Who, hold_id: str) -> HttpResponse:
    """What the hold keeps, shown on the answer to this very form; that it was read is an entry."""
    found = queries.hold(who.registrar, hold_id)
    typed = ReadingForm(request.POST)
    kept = entered(typed, lambda: holding.read_held(who.hand, found, reason=typed.cleaned_data["words"])) if typed.is_valid() else None
    return _page(request, who, found, read_form=typed, kept=None if kept is None else queries.kept_words(kept))


@acting
def file(request: HttpRequest, who: Who, hold_id: str, exhibit_id: str) -> HttpResponseBase:
    """A file that the hold keeps, to hand over; its custody and the journal say so."""
    found = queries.hold(who.registrar, hold_id)
    typed = ReadingForm(request.POST)
    if not typed.is_valid():
        return _page(request, who, found, read_form=typed)
    exhibit = queries.held_file(found, exhibit_id)
    holding.open_held_file(who.hand, found, exhibit, reason=typed.cleaned_data["words"])
    return original_answer(request, exhibit, blob_of(exhibit))


def _done(request: HttpRequest, who: Who, hold_id: str, typed: Form, *, action: Callable[[Hold], object], name: str = "") -> HttpResponse:
    found = queries.hold(who.registrar, hold_id)
    if typed.is_valid() and entered(typed, lambda: action(found)) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("hold", found.pk)
    return _page(request, who, found, **({name: typed} if name else {}))


def _page(request: HttpRequest, who: Who, found: Hold, **more: object) -> HttpResponse:
    """The page of a hold, with the form that did not hold as it was typed."""
    again = {"review_on": who.hand.today + LOOK_AGAIN}
    forms: dict[str, object] = {
        "another_form": HoldForm(initial=again), "review_form": ReviewForm(initial=again), "lifting_form": LiftingForm(),
        "read_form": ReadingForm(), "kept": None,
    }  # fmt: skip
    return page(
        request, who, "desk/erasure/hold.html", part="erasure", hold=found, covered=queries.covered_by((found.table, found.row)),
        waiting=holding.waiting_before(found), is_mine=found.lifting_by_id == who.registrar.pk, today=who.hand.today,
        is_there=queries.is_in_use((found.table, found.row)), **(forms | more),
    )  # fmt: skip
