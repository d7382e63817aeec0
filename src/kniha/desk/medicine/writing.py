"""Writing a medical report: on somebody new, a known person, or the source of a statement; amending one; supplementing one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access.models import Compartment
from kniha.book.medicine import queries, reporting
from kniha.book.medicine.drafts import MedicalDraft
from kniha.book.medicine.models import MedicalReport
from kniha.book.medicine.reporting import Sealing
from kniha.book.people import queries as people
from kniha.book.people.models import Person
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Statement
from kniha.desk import keys
from kniha.desk.errors import entered_or_refused
from kniha.desk.medicine import findings, forms
from kniha.desk.medicine.chart import Marked, chart
from kniha.desk.medicine.findings import FindingFormSet
from kniha.desk.medicine.forms import Asked, MedicalForm
from kniha.desk.request import Who, form, page

_MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written: over what, on whom, and what a whole form leads to."""

    asked: Asked
    heading: str
    statement: Statement | None = None
    person: Person | None = None
    former: MedicalReport | None = None
    initial: dict[str, Any] = field(default_factory=dict)  # Any: what Django's fields hold
    found: list[dict[str, Any]] = field(default_factory=list)  # Any: as above


Enter = Callable[[MedicalForm, MedicalDraft], MedicalReport]


@form
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """A report on somebody new, or on somebody whom nobody knows."""
    task = Task(Asked(_is_paper(request, who)), gettext("Medical report"))
    return _written(request, who, task, lambda typed, draft: _write(who, _compartment(typed), typed, draft, person=None))


@form
def of_person(request: HttpRequest, who: Who, person_id: str) -> HttpResponse:
    """A report on somebody who is known, with a statement of its own."""
    person = people.person(who.registrar, person_id)
    compartment = person.compartment
    assert compartment is not None  # whoever lies in none is seen by nobody
    task = Task(Asked(_is_paper(request, who), is_known=True), gettext("Medical report"), person=person)
    return _written(request, who, task, lambda typed, draft: _write(who, compartment, typed, draft, person=person))


@form
def with_statement(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """A report on the source of a statement: what they told there need not be asked again."""
    statement = statements.statement(who.registrar, statement_id)
    asked = Asked(_is_paper(request, who), is_known=True, has_statement=True)
    task = Task(asked, gettext("Medical report"), statement=statement, person=statement.source)
    return _written(request, who, task, lambda _, draft: reporting.write_report_on(who.hand, statement, draft, sealing=_sealing()))


@form
def amend(request: HttpRequest, who: Who, report_id: str) -> HttpResponse:
    """Write anew what is not signed yet."""
    report = queries.report(who.registrar, report_id)
    task = _over(
        who, report, Asked(report.medic_id is not None, is_known=True, has_statement=True, is_anew=True), gettext("Amend the report")
    )
    return _written(request, who, task, lambda _, draft: reporting.amend_report(who.hand, report, draft, sealing=_sealing()))


@form
def supplement(request: HttpRequest, who: Who, report_id: str) -> HttpResponse:
    """Correct or add to what is signed; it stays as it is."""
    former = queries.report(who.registrar, report_id)
    asked = Asked(former.medic_id is not None, is_known=True, has_statement=True, is_supplement=True)
    task = _over(who, former, asked, gettext("Supplement the report"))
    return _written(
        request,
        who,
        task,
        lambda typed, draft: reporting.supplement_report(
            who.hand, former, draft, words=typed.cleaned_data["supplement_words"], sealing=_sealing()
        ),
    )


def _over(who: Who, report: MedicalReport, asked: Asked, heading: str) -> Task:
    there = findings.typed_again(queries.findings(who.registrar, report))
    initial = forms.typed_again(report) | ({"supplement_words": ""} if asked.is_supplement else {})
    return Task(asked, heading, report.statement, report.subject, report, initial, there)


def _written(request: HttpRequest, who: Who, task: Task, enter: Enter) -> HttpResponse:
    """Enter the report once the form holds; else the form as it was typed, nothing lost."""
    data, files = _data(request), list(queries.files_at_hand(who.registrar, task.statement, task.person))
    typed = MedicalForm(data, initial=task.initial, registrar=who.registrar, asked=task.asked, exhibits=files)
    given = {"exhibits": {file.pk: file.original_name for file in files}, "is_paper": task.asked.is_paper}
    rows = FindingFormSet(data, prefix="findings", initial=task.found, form_kwargs=given)
    if data is not None and "more" not in data and all([typed.is_valid(), rows.is_valid()]):
        made = entered_or_refused(typed, lambda: enter(typed, _draft(typed, rows)))
        if made is not None:
            messages.success(request, _entered(task))
            return redirect("medical-report", made.pk)
    earlier = statements.statements(who.registrar).filter(source=task.person) if task.person else ()
    return page(
        request, who, "desk/medicine/write.html", part="medical", form=typed, rows=rows, task=task, earlier=earlier,
        chart=chart(_marked(rows)), asks="more" in (data or {}),
    )  # fmt: skip


def _entered(task: Task) -> str:
    if task.asked.is_paper:
        return gettext("The paper is entered. Another, a medic, checks it against the original.")
    return gettext("The report is entered. Read it through, then sign it.")


def _draft(typed: MedicalForm, rows: Any) -> MedicalDraft:  # Any: a formset of FindingForm
    found = tuple(row.draft() for row in rows if row.cleaned_data.get("kind") and not row.cleaned_data.get("DELETE"))
    return MedicalDraft(typed.examined(), found, typed.paper(), typed.needs_specialist())


def _write(who: Who, compartment: Compartment, typed: MedicalForm, draft: MedicalDraft, *, person: Person | None) -> MedicalReport:
    return reporting.write_report(who.hand, compartment, draft, typed.consented(), person=person, sealing=_sealing())


def _compartment(typed: MedicalForm) -> Compartment:
    return typed.compartments[typed.cleaned_data["compartment"]]


def _sealing() -> Sealing:
    return Sealing(keys.person_recipient(), keys.person_keys())


def _is_paper(request: HttpRequest, who: Who) -> bool:
    """Whether a paper is typed: where the address says so, and for whoever is no medic."""
    return "paper" in request.GET or not who.may_examine


def _marked(rows: Any) -> Iterator[Marked]:  # Any: a formset of FindingForm
    """The marks of what stands in the rows, mended or not."""
    for number, row in enumerate(rows, 1):
        x, y = (_whole(row[name].value()) for name in ("x", "y"))
        has_point = x is not None and y is not None
        yield Marked(
            number, str(row["region"].value() or ""), str(row["view"].value() or ""), x if has_point else None, y if has_point else None
        )


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= 4 else None


def _data(request: HttpRequest) -> Any:  # Any: Django's form data
    """What was typed; with more rows, where the button for that was pressed (a script adds rows by itself)."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    count = data.get("findings-TOTAL_FORMS") or ""
    is_number = count.isdecimal() and len(count) < 6
    if "more" in data:
        data["findings-TOTAL_FORMS"] = str(min(int(count), _MOST_ROWS - 1) + 1) if is_number else "1"
    elif not is_number:
        data["findings-TOTAL_FORMS"] = ""  # -1 would be no rows at all, and what stands in them lost without a word
    return data
