"""Lists of others at the desk: bring one, look at what it would make, let it be entered, take the report away. The worker does the work."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kniha.book.work import lists
from kniha.book.work.lists import ListDraft
from kniha.book.work.models import BroughtList
from kniha.desk import tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.lists.forms import BringForm, MappingForm, fitting
from kniha.desk.lists.reports import HEAD, lines, shown
from kniha.desk.lists.wording import told
from kniha.desk.request import Who, acting, form, page, reading
from kniha.desk.uploads import Room, SealedUpload, Upload, receive_sealing
from kniha.runs.importing.offered import offered
from kniha.vocab.errors import NotFoundError

SHOWN = 100
ROOM = Room("file", largest=256 << 20)
"""A million rows of a spreadsheet have a quarter of it."""


@csrf_exempt  # the token is checked below: whoever reads it first decides where an uploaded file is written
def brought_lists(request: HttpRequest) -> HttpResponseBase:
    """The lists that are here, and one more."""
    upload = receive_sealing(request, ROOM, secrets.token_bytes)
    try:
        return _lists(request, upload)
    finally:
        upload.discard()


@form
def _lists(request: HttpRequest, who: Who, upload: Upload) -> HttpResponseBase:
    lists.must_be_for(who.registrar)
    if request.method == "POST" and not lists.may_import(who.registrar):
        raise NotFoundError("there is no such thing here")
    return _bring(request, who, upload)


@csrf_protect
def _bring(request: HttpRequest, who: Who, upload: Upload) -> HttpResponse:
    typed = BringForm(request.POST or None, request.FILES or None, who=who, offered=offered(settings.OFFICE.mappings))
    if request.method == "POST" and upload.is_too_large:
        typed.is_valid()
        typed.errors.pop("file", None)
        most = {"most": ROOM.largest >> 20}
        typed.add_error("file", gettext("The file has more than %(most)s MiB. Part it, or bring its rows as CSV.") % most)
    elif typed.is_valid():
        brought = entered_or_refused(typed, lambda: _laid(who, typed))
        if brought is not None:
            waits = gettext("The list is sealed and waits for the worker, which looks it through. Nothing is entered yet.")
            messages.success(request, waits)
            return redirect("list", brought.pk)
    rows = lists.lists(who.registrar)[:SHOWN]
    return page(
        request, who, "desk/lists/lists.html", part="statements", form=typed, rows=rows, offered=offered(settings.OFFICE.mappings),
        may_import=lists.may_import(who.registrar), most=ROOM.largest >> 20, keep=lists.KEEP.days,
    )  # fmt: skip


def _laid(who: Who, typed: BringForm) -> BroughtList:
    file = typed.cleaned_data["file"]
    assert isinstance(file, SealedUpload)  # there is no other handler
    name, text = typed.chosen()
    told = typed.cleaned_data
    draft = ListDraft(typed.compartments[told["compartment"]], file.name or "", told["source"], name, text)
    return lists.bring_list(who.hand, draft, file.arriving.placed())


@reading
def brought_list(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """One list: what was found out about it, and what can be done next."""
    return _page(request, who, lists.brought_list(who.registrar, list_id))


@acting
def choose(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """Have it looked through by this mapping."""
    brought = lists.brought_list(who.registrar, list_id)
    typed = MappingForm(request.POST, offered=offered(settings.OFFICE.mappings), fits=fitting(brought))
    if not typed.is_valid():
        return _page(request, who, brought, form=typed)
    lists.choose_mapping(who.hand, brought, *typed.chosen(), source=typed.cleaned_data["source"])
    messages.success(request, gettext("The list waits for the worker, which looks it through. Nothing is entered yet."))
    return redirect("list", brought.pk)


@acting
def confirm(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """Let it be entered, as the report on the page has it."""
    brought = lists.brought_list(who.registrar, list_id)
    lists.confirm_list(who.hand, brought, seen=request.POST.get("seen", ""))
    messages.success(request, gettext("Confirmed: the worker enters the list. What it has entered is in the register at once."))
    return redirect("list", brought.pk)


@acting
def stop(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """Stop in mid-work."""
    brought = lists.brought_list(who.registrar, list_id)
    lists.stop_list(who.hand, brought)
    messages.success(request, gettext("Stopped. What is entered stays; you can go on where it was."))
    return redirect("list", brought.pk)


@acting
def go_on(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """Go on where it was stopped."""
    brought = lists.brought_list(who.registrar, list_id)
    lists.go_on_with_list(who.hand, brought)
    messages.success(request, gettext("The worker goes on; what is entered already is not entered twice."))
    return redirect("list", brought.pk)


@acting
def forget(request: HttpRequest, who: Who, list_id: str) -> HttpResponse:
    """Remove the file and the report from here."""
    lists.forget_list(who.hand, lists.brought_list(who.registrar, list_id))
    messages.success(request, gettext("The file and its report are forgotten. What was entered stays."))
    return redirect("lists")


@reading
def report(_request: HttpRequest, who: Who, list_id: str) -> StreamingHttpResponse:
    """The whole report as a table."""
    brought = lists.brought_list(who.registrar, list_id)
    if brought.report is None:
        raise NotFoundError("there is no such thing here")
    return tables.csv_answer("report", HEAD(), lines(brought.report))


@reading
def empty_table(_request: HttpRequest, who: Who, name: str) -> StreamingHttpResponse:
    """A table with the columns of a mapping and no row: to be filled in a spreadsheet and brought back."""
    lists.must_be_for(who.registrar)
    found = next((one for one in offered(settings.OFFICE.mappings) if one.name == name and one.head()), None)
    if found is None:
        raise NotFoundError("there is no such thing here")
    return tables.csv_answer(f"{name}-empty", found.head(), ())


def _page(request: HttpRequest, who: Who, brought: BroughtList, *, form: MappingForm | None = None) -> HttpResponse:
    own = brought.brought_by_id == who.registrar.pk and lists.may_import(who.registrar)
    known = {"mapping": brought.mapping_name, "source": brought.source}
    typed = form or MappingForm(offered=offered(settings.OFFICE.mappings), fits=fitting(brought), initial=known)
    # Of a file without a head, the first row is taken for the names of its columns: what is wrong with them is shown to who brought it.
    misfits = [(one["name"], told(one["fault"])) for one in brought.fits if one["fault"]] if own else []
    fault = told(brought.fault) if own or brought.state != "unfit" else gettext("Whoever brought it sees what is wrong with it.")
    return page(
        request, who, "desk/lists/list.html", part="statements", brought=brought, own=own, form=typed, fits=fitting(brought),
        misfits=misfits, fault=fault, told=shown(brought.report) if brought.report else None, keep=lists.KEEP.days,
    )  # fmt: skip
