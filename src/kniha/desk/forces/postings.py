"""Who held which post: entered on the page of a person, corrected, withdrawn."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from kniha.book.access.queries import one
from kniha.book.events import of_people
from kniha.book.forces import actions, queries
from kniha.book.forces.drafts import PostingDraft
from kniha.book.forces.models import Posting
from kniha.book.forces.units import Unit
from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements.models import Account
from kniha.desk.errors import entered_or_refused
from kniha.desk.forces.finding import meant_in
from kniha.desk.forces.forms import PostForm, PostingForm, known_post
from kniha.desk.language import language
from kniha.desk.meeting import Opened, done_or_met
from kniha.desk.request import Who, form, page
from kniha.vocab.errors import NotFoundError
from kniha.vocab.span import Span

_OF_SPAN = frozenset({"began", "ended", "sighted"})


@form
def add(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """Enter that a person held a post in a unit."""
    person = people.person(who.registrar, person_id)
    typed = PostingForm(
        request.POST or None, accounts=_accounts(who, person), chosen=_asked(request, who),
        find=lambda words: meant_in(who, person.compartment_id, words),
    )  # fmt: skip

    def action() -> object:
        unit = queries.unit(who.registrar, typed.cleaned_data["unit"])
        return actions.enter_posting(who.hand, person, unit, typed.draft(), source=typed.source())

    if typed.is_valid() and entered_or_refused(typed, action) is not None:
        return _entered(request, person)
    told: dict[str, object] = {"back": reverse("person", args=[person.pk]), "called": gettext("Person")}
    return page(request, who, "desk/forces/change.html", part="statements", form=typed, heading=gettext("A posting"), **told)


@form
def correct(request: HttpRequest, who: Who, posting_id: str) -> HttpResponse:
    """Set post, rank and days anew."""
    opened: Opened[PostForm] = Opened(request)
    posting = one(queries.postings(who.registrar), pk=posting_id)
    typed = opened.fill(lambda data: PostForm(data, initial=known_post(posting)))
    told: dict[str, object] = {
        "part": "statements", "back": reverse("person", args=[posting.person_id]), "called": gettext("Person"),
        "heading": gettext("Correct this posting"),
    }  # fmt: skip
    answer = done_or_met(
        request, who, opened, ("posting", posting.pk),
        action=lambda seen: actions.correct_posting(who.hand, posting, _draft(typed, posting), seen=seen), **told,
    )  # fmt: skip
    if isinstance(answer, HttpResponse):
        return answer
    return (
        _entered(request, posting.person)
        if answer
        else page(request, who, "desk/people/description.html", opened=opened, form=typed, **told)
    )


def _draft(typed: PostForm, posting: Posting) -> PostingDraft:
    """The form may say less of the days than is known: they stay where nobody touched them."""
    draft = typed.draft()
    if _OF_SPAN.isdisjoint(typed.changed_data):
        return replace(draft, span=Span(posting.began_from, posting.began_to, posting.ended_from, posting.ended_to))
    return draft


def _asked(request: HttpRequest, who: Who) -> Unit | None:
    """The unit from whose page somebody came; it is offered, and chosen by them."""
    asked = request.GET.get("unit", "")
    try:
        return queries.unit(who.registrar, asked, language=language()) if asked else None
    except NotFoundError:
        return None


def _accounts(who: Who, person: Person) -> list[Account]:
    named = {str(mention.account_id) for mention in of_people.mentions(who.registrar, person)}
    return list(queries.accounts_about(who.registrar, named))


def _entered(request: HttpRequest, person: Person) -> HttpResponse:
    messages.success(request, gettext("It is entered."))
    return redirect("person", person.pk)
