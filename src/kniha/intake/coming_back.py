"""`/<language>/back`: with their twelve words a reporter tells more, answers otherwise, withdraws, or takes that back.

In the browser all of it is sealed there, and is an envelope like any other. Without JavaScript the server reads the words in its memory and
seals; the page says so. Whether anything of this receipt was ever sent is not known here, and not told.
"""

import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from kniha.intake.forms import FormReading
from kniha.intake.given import intake, shelf
from kniha.intake.keeping import keep
from kniha.intake.letters import admit, status_of, what_failed
from kniha.intake.pages import render
from kniha.intake.sealing import SealingUploadHandler
from kniha.seal.frames import MOST_FILES
from kniha.seal.receipt_words import WordsError, read_words
from kniha.seal.reports import LONGEST_TEXT, Consent, Report
from kniha.vocab.errors import KnihaError, MalformedError
from kniha.vocab.ids import new_id

CHOICES = ("addition", "consent", "withdrawal", "return", "certificate")


@dataclass(frozen=True, slots=True)
class Back:
    """What stood in the form, to seal it or to give it back; the words of the receipt are not in it, and are given back to nobody."""

    does: str
    text: str
    agreed: frozenset[str]

    def report(self, language: str) -> Report:
        """Return the report that this is."""
        keep = "no" if self.does == "withdrawal" else "yes"
        consent = Consent(keep, *("yes" if name in self.agreed else "no" for name in ("reach", "count")))
        return Report(does=self.does, language=language, sealed="server", text=self.text, when="", where="", contact="", consent=consent)


@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, language: str) -> HttpResponse:
    """Ask what they want to do; or seal and keep it, and say what happens now."""
    if request.method != "POST":
        return HttpResponse(render(language, "intake/back.html"))
    given, form = intake(), FormReading(request)
    with shelf().incoming() as incoming:
        handler = SealingUploadHandler(
            incoming, given.register, largest=given.limit_bytes, receipt=lambda: read_words(form.typed("words"))
        )  # fmt: skip
        told = None
        handler.make_room(request)
        try:
            form.read(handler)
            told = _told(form)
            read_words(form.typed("words"))
            _must_be_sent(told, handler)
            admit(form)
            handler.finish(told.report(language))
            acknowledgement = keep(incoming, new_id(secrets.token_bytes))
        except KnihaError as error:
            return _given_back(language, told, handler, error)
    return HttpResponse(render(language, "intake/back.html", done=told.does, acknowledgement=acknowledgement))


def _told(form: FormReading) -> Back:
    return Back(form.typed("does"), form.typed("text"), frozenset(name for name in ("reach", "count") if form.typed(name) == "yes"))


def _must_be_sent(told: Back, handler: SealingUploadHandler) -> None:
    if told.does not in CHOICES:
        raise MalformedError("one of five things is chosen")
    if told.does == "addition" and not (told.text.strip() or handler.files):
        raise MalformedError("an addition has words or a file")
    if told.does != "addition" and handler.files:
        raise MalformedError("files come with an addition")


def _fault(told: Back | None, handler: SealingUploadHandler, error: KnihaError) -> str:
    """Name the words on the page that say what was wrong; the same that the browser's own check shows."""
    if isinstance(error, WordsError):
        return error.fault.value
    if told is None:
        return "form"
    if told.does not in CHOICES:
        return "choice"
    if told.does != "addition" and handler.files:
        return "no-files"
    if not (told.text.strip() or handler.files) and told.does == "addition":
        return "empty"
    if handler.files > MOST_FILES:
        return "files"
    if len(told.text) > LONGEST_TEXT:
        return "text"
    return what_failed(error)


def _given_back(language: str, told: Back | None, handler: SealingUploadHandler, error: KnihaError) -> HttpResponse:
    place = error.place if isinstance(error, WordsError) else None
    page = render(language, "intake/back.html", given=told, error=_fault(told, handler, error), place=place)
    return HttpResponse(page, status=status_of(error))
