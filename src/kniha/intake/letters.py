"""`POST /<language>/report`: the letter of a browser without JavaScript. The server seals it in memory, and the page says so."""

import secrets
import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kniha.intake.forms import FormReading, Letter, TrappedError, read_letter
from kniha.intake.gate import CrowdedError
from kniha.intake.given import gate, intake, shelf
from kniha.intake.keeping import keep
from kniha.intake.pages import render, render_letter
from kniha.intake.sealing import SealingUploadHandler
from kniha.seal.frames import MOST_FILES
from kniha.seal.receipt_words import digits, words
from kniha.seal.receipts import new_receipt
from kniha.seal.reports import LONGEST_TEXT
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError, UnavailableError
from kniha.vocab.ids import new_id


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, language: str) -> HttpResponse:
    """Seal and keep the letter, show its receipt once; or give the letter back with what was wrong."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("letter", args=[language]))
    given, form = intake(), FormReading(request)
    with shelf().incoming() as incoming:
        receipt = new_receipt(secrets.token_bytes)
        handler = SealingUploadHandler(incoming, given.register, largest=given.limit_bytes, receipt=lambda: receipt)
        letter = None
        handler.make_room(request)
        try:
            letter = read_letter(form, handler)
            _must_say_something(letter, handler)
            admit(form)
            handler.finish(letter.report(language))
            acknowledgement = keep(incoming, new_id(secrets.token_bytes))
        except KnihaError as error:
            return _given_back(language, _fault(letter, handler, error), letter, error)
    shown = {"receipt": words(receipt, language), "digits": digits(receipt), "acknowledgement": acknowledgement}
    return HttpResponse(render(language, "intake/receipt.html", **shown))


def admit(form: FormReading) -> None:
    """Let in what no machine of the sender's has worked for: TrappedError for what a program filled in, CrowdedError for too many."""
    form.must_be_a_persons()
    gate().admit_form(now=time.time())


def _must_say_something(letter: Letter, handler: SealingUploadHandler) -> None:
    if not _says_something(letter, handler):
        raise MalformedError("a letter has words or a file, or calls for a specialist")


def _says_something(letter: Letter, handler: SealingUploadHandler) -> bool:
    return bool(letter.words["text"].strip() or handler.files) or letter.early().calls_a_specialist


def _fault(letter: Letter | None, handler: SealingUploadHandler, error: KnihaError) -> str:
    """Name the words on the page that say what was wrong; the same that the browser's own check shows."""
    if letter is None:
        return "form"
    if "keep" not in letter.agreed:
        return "consent"
    if not _says_something(letter, handler):
        return "empty"
    if handler.files > MOST_FILES:
        return "files"
    if letter.characters > LONGEST_TEXT:
        return "text"
    return what_failed(error)


def what_failed(error: KnihaError) -> str:
    """Name the words on the page for what was not the sender's fault, or only by its size."""
    match error:
        case TooLargeError():
            return "large"
        case TrappedError():
            return "trap"
        case CrowdedError():
            return "busy"
        case UnavailableError():
            return "full"
        case _:
            return "server"


def status_of(error: KnihaError) -> int:
    """The status under which a form is given back."""
    match error:
        case TooLargeError():
            return 413
        case CrowdedError():
            return 503
        case UnavailableError():
            return 507
        case _:
            return 400


def _given_back(language: str, fault: str, letter: Letter | None, error: KnihaError) -> HttpResponse:
    return HttpResponse(render_letter(language, given=letter, error=fault), status=status_of(error))
