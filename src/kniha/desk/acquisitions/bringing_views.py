"""Files come together at the desk: what is told of them once, then the files, sealed while they arrive."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kniha.book.evidence import acquiring, queries
from kniha.book.evidence.models import Acquisition
from kniha.desk import keys
from kniha.desk.acquisitions.forms import AcquisitionForm, FilesForm
from kniha.desk.errors import entered_or_refused
from kniha.desk.request import Who, form, page
from kniha.desk.uploads import Room, SealedUpload, Upload, receive_sealing
from kniha.runs.gathering.entering import Entering, Report
from kniha.vocab.errors import NotFoundError

ROOM = Room("file", largest=4 << 30, most=64)
"""What a browser brings; disks and folders go by `kniha evidence add`, which goes on where it was stopped."""


@form
def new_acquisition(request: HttpRequest, who: Who) -> HttpResponse:
    """What is told once; posted, the acquisition begins and takes files."""
    _must_bring(who)
    typed = AcquisitionForm(request.POST or None, who=who)
    if request.method == "POST" and typed.is_valid():
        made = entered_or_refused(typed, lambda: acquiring.begin_acquisition(who.hand, *typed.draft()))
        if made is not None:
            return redirect("acquisition-files", made.pk)
    return page(request, who, "desk/acquisitions/new.html", part="statements", form=typed)


@csrf_exempt  # the token is checked below: whoever reads it first decides where an uploaded file is written
def acquisition_files(request: HttpRequest, acquisition_id: str) -> HttpResponseBase:
    """Files for an acquisition that has begun."""
    upload = receive_sealing(request, ROOM, secrets.token_bytes)
    try:
        return _files(request, acquisition_id, upload)
    finally:
        upload.discard()


@form
def _files(request: HttpRequest, who: Who, acquisition_id: str, upload: Upload) -> HttpResponseBase:
    _must_bring(who)
    return _bring(request, who, queries.acquisition(who.registrar, acquisition_id), upload)


@csrf_protect
def _bring(request: HttpRequest, who: Who, found: Acquisition, upload: Upload) -> HttpResponse:
    typed = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    room = {"most": ROOM.most, "size": ROOM.largest >> 30}
    if request.method == "POST" and (upload.is_too_large or upload.is_too_many):
        typed.is_valid()
        typed.errors.pop("file", None)
        typed.add_error("file", gettext("At once up to %(most)s files of %(size)s GiB each; nothing was taken.") % room)
    elif typed.is_bound and typed.is_valid():
        report = entered_or_refused(typed, lambda: _taken(who, found, typed.cleaned_data["file"]))
        if report is not None:
            _tell(request, report)
            return redirect("acquisition", found.pk)
    return page(request, who, "desk/acquisitions/files.html", part="statements", acquisition=found, form=typed, room=room)


def _taken(who: Who, found: Acquisition, files: list[SealedUpload]) -> Report:
    report = Report(found.pk)
    Entering(found, who.hand, keys.vault()).enter([file.arriving.arrived() for file in files], report)
    return report


def _tell(request: HttpRequest, report: Report) -> None:
    taken = ngettext("%(n)s file is sealed and entered.", "%(n)s files are sealed and entered.", report.taken)
    messages.success(request, taken % {"n": report.taken})
    if report.known:
        known = ngettext("%(n)s file was here already.", "%(n)s files were here already.", report.known)
        messages.info(request, known % {"n": report.known})
    for one in report.not_taken:
        messages.warning(request, gettext("Not taken, for it was erased here: %(name)s") % {"name": one.within})


def _must_bring(who: Who) -> None:
    """Against a link that was handed on: for who may not bring files there is no such page."""
    if not who.may_acquire:
        raise NotFoundError("there is no such thing here")
