"""Medical reports: the list, one report, its signature or check."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import enter_list_export, note_reading
from kniha.book.access.models import Compartment
from kniha.book.access.queries import seats
from kniha.book.events import queries as events
from kniha.book.evidence.models import Exhibit
from kniha.book.medicine import queries, signing
from kniha.book.medicine.drafts import is_delicate
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.medicine.rules import UNFINISHED, USABLE
from kniha.book.statements import queries as statements
from kniha.desk import tables
from kniha.desk.choices import LongSelect, from_list
from kniha.desk.errors import answer
from kniha.desk.medicine.chart import Marked, chart
from kniha.desk.request import Who, acting, page, reading
from kniha.vocab.errors import ConflictError, MalformedError


class FacetForm(forms.Form):
    """What the list is narrowed by."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=from_list("medical-report-states", open_=_("all")))
    compartment = forms.ChoiceField(label=_("Compartment"), required=False, widget=LongSelect)

    def __init__(self, data: object, *, compartments: Iterable[Compartment]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # Django's form data
        field = self.fields["compartment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *((one.pk, one.title) for one in compartments)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as the page shows it: with its photographs, and whether the chart has its mark."""

    finding: MedicalFinding
    photographs: tuple[Exhibit, ...]
    is_on_chart: bool


@reading
def reports(request: HttpRequest, who: Who) -> HttpResponse:
    """The medical reports that the one who asks may read, fifty a page."""
    form, rows = _narrowed(request, who)
    return page(
        request, who, "desk/medicine/list.html", part="medical", form=form, rows=tables.paged(rows, request),
        query=tables.query_without_page(request),
    )  # fmt: skip


@reading
def reports_csv(request: HttpRequest, who: Who) -> StreamingHttpResponse:
    """The same list, to take away: when, how and how many, not what was found; that it was taken away is an entry."""
    _form, rows = _narrowed(request, who)
    enter_list_export(who.hand, among="medical-reports", rows=rows.count())
    head = ("id", "written_on", "state", "how_examined", "guards_present", "findings", "compartment")
    return tables.csv_answer("medical-reports", head, (_line(row) for row in rows.iterator(chunk_size=500)))


@reading
def report(request: HttpRequest, who: Who, report_id: str) -> HttpResponse:
    """One report; what is a specialist's opens covered."""
    return _shown(request, who, queries.report(who.registrar, report_id))


@acting
def sign(request: HttpRequest, who: Who, report_id: str) -> HttpResponse:
    """Its author signs."""
    found = queries.report(who.registrar, report_id)
    try:
        signing.sign_report(who.hand, found)
    except (MalformedError, ConflictError) as error:
        return _shown(request, who, found, refused=answer(error))
    messages.success(request, gettext("The report is signed. From now on nothing in it changes."))
    return redirect("medical-report", found.pk)


@acting
def check(request: HttpRequest, who: Who, report_id: str) -> HttpResponse:
    """A medic answers that what was typed is what the paper says."""
    found = queries.report(who.registrar, report_id)
    try:
        signing.check_report(who.hand, found)
    except ConflictError as error:
        return _shown(request, who, found, refused=answer(error))
    messages.success(request, gettext("The report is checked. From now on nothing in it changes."))
    return redirect("medical-report", found.pk)


def _shown(request: HttpRequest, who: Who, found: MedicalReport, *, refused: str = "") -> HttpResponse:
    note_reading(who.hand, "medical-report")
    rows = list(queries.findings(who.registrar, found))
    files = {file.pk: file for file in queries.files_at_hand(who.registrar, found.statement, found.subject)}
    drawn = chart(Marked(one.number, one.region, one.view, one.x, one.y) for one in rows)
    marked = {mark.number for view in drawn.views for mark in view.marks}
    answered = page(
        request,
        who,
        "desk/medicine/report.html",
        part="medical",
        report=found,
        shown=[Shown(one, tuple(files[photo] for photo in one.photographs if photo in files), one.number in marked) for one in rows],
        chart=drawn,
        is_covered=found.for_specialists or any(is_delicate(one.kind, one.region) for one in rows),
        consents=statements.consents(who.registrar, found.statement),
        supplements=queries.supplements(who.registrar, found),
        acts=events.acts_about(who.registrar, found.statement, found.subject) if found.state in USABLE and who.may_conclude else (),
        is_mine=found.written_by_id == who.registrar.pk,
        is_unfinished=found.state in UNFINISHED,
        holds_digest=bool(found.digest) and signing.digest_of(found) == found.digest,
        refused=refused,
    )
    answered.status_code = 409 if refused else 200
    return answered


def _narrowed(request: HttpRequest, who: Who) -> tuple[FacetForm, QuerySet[MedicalReport]]:
    form = FacetForm(request.GET, compartments=seats(who.registrar))
    asked = form.cleaned_data if form.is_valid() else {}
    return form, queries.listed(who.registrar, state=asked.get("state", ""), compartment=asked.get("compartment", ""))


def _line(row: MedicalReport) -> tuple[object, ...]:
    count = getattr(row, "finding_count")  # noqa: B009  annotated by the query
    compartment = row.statement.compartment
    return (row.pk, row.written_on.isoformat(), row.state, row.way, row.guards, count, compartment.title if compartment else "")
