"""What must be before a case file leaves, and what left: disclosure, deliveries, the sealed file, the acknowledgement."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.casefiles import delivering, queries
from kniha.book.casefiles.models import CaseDelivery, CaseDisclosure, CaseFile
from kniha.book.people.models import Person
from kniha.desk.casefiles.forms import AcknowledgedForm, DeliveryForm, DisclosureForm
from kniha.desk.casefiles.views import names_of
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, form, page, reading
from kniha.runs.casefiles.making import place_of
from kniha.vocab.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody alleged in a case file, what they are called, and whether the whole register was asked about them."""

    person: Person
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A delivery on its page, with what stayed of what was chosen (what it is called, why), and whether its sealed file lies here."""

    delivery: CaseDelivery
    stayed: tuple[tuple[str, str], ...]
    is_here: bool


@form
def disclosure(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """What speaks for the suspects; posted, what a disclosure lawyer found."""
    found = queries.case_file(who.registrar, case_file_id)
    typed = DisclosureForm(request.POST or None)
    if typed.is_valid() and entered_or_refused(typed, partial(_disclosed, who, found, typed)) is not None:
        messages.success(request, gettext("It is entered. It holds for what is chosen now."))
        return redirect("case-file-deliveries", found.pk)
    suspects = tuple(queries.suspects(found))
    names = queries.called(who.registrar, [one.pk for one in suspects])
    asked = queries.asked_about([one.pk for one in suspects])
    told = tuple(Suspect(one, names.get(one.pk, gettext("somebody without a name")), one.pk in asked) for one in suspects)
    return page(
        request, who, "desk/casefiles/disclosure.html", part="incidents", case_file=found, form=typed, suspects=told,
        against=queries.against(found), disclosures=queries.disclosures(who.registrar, found),
        is_author=found.author_id == who.registrar.pk,
    )  # fmt: skip


@form
def deliveries(request: HttpRequest, who: Who, case_file_id: str) -> HttpResponse:
    """What left, and what is on its way; posted, one more is asked for."""
    found = queries.case_file(who.registrar, case_file_id)
    typed = DeliveryForm(request.POST or None)
    if typed.is_valid() and entered_or_refused(typed, partial(_asked, who, found, typed)) is not None:
        messages.success(request, gettext("It is asked for. The worker makes it under the next signed head."))
        return redirect("case-file-deliveries", found.pk)
    made = tuple(queries.deliveries(who.registrar, found))
    names = names_of(who, queries.items(who.registrar, found))
    left = tuple(Left(one, _stayed(one, names), place_of(settings.OFFICE.deliveries, one).exists()) for one in made)
    return page(
        request, who, "desk/casefiles/deliveries.html", part="incidents", case_file=found, form=typed, left=left
    )  # fmt: skip


@form
def acknowledge(request: HttpRequest, who: Who, case_file_id: str, delivery: int) -> HttpResponse:
    """Enter that the authority acknowledged a delivery."""
    found = queries.case_file(who.registrar, case_file_id)
    made = queries.delivery(who.registrar, found, delivery)
    typed = AcknowledgedForm(request.POST or None, initial={"day": who.hand.today})
    if typed.is_valid() and entered_or_refused(typed, partial(delivering.acknowledge, who.hand, made, **typed.cleaned_data)) is not None:
        messages.success(request, gettext("It is entered."))
        return redirect("case-file-deliveries", found.pk)
    return page(
        request, who, "desk/casefiles/acknowledge.html", part="incidents", case_file=found, delivery=made, form=typed
    )  # fmt: skip


@reading
def file(request: HttpRequest, who: Who, case_file_id: str, delivery: int) -> HttpResponseBase:  # noqa: ARG001  as every view
    """The sealed file: the authority alone opens it."""
    found = queries.case_file(who.registrar, case_file_id)
    made = queries.delivery(who.registrar, found, delivery)
    place = place_of(settings.OFFICE.deliveries, made)
    if made.state != "made" or not place.exists():
        raise NotFoundError("the sealed file of this delivery lies here no more")
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"case-file-{made.number}.zip.age")


def _disclosed(who: Who, found: CaseFile, typed: DisclosureForm) -> CaseDisclosure:
    return delivering.disclose(who.hand, found, typed.draft())


def _asked(who: Who, found: CaseFile, typed: DeliveryForm) -> CaseDelivery:
    return delivering.ask_delivery(who.hand, found, typed.cleaned_data["languages"])


def _stayed(delivery: CaseDelivery, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((names.get(item, ""), reason) for item, reason in delivery.left)
