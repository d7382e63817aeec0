"""Reading answers with a receipt. In the browser: it derives, asks `POST /mailbox`, opens. Without JavaScript: `POST /<language>/answers`,
where the server derives and opens in its memory, and the page says so.

Against whoever tries receipts or mailboxes: unknown, empty and not yours are one answer.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.http import require_http_methods, require_POST

from kniha.intake import mailboxes
from kniha.intake.given import intake
from kniha.intake.pages import render
from kniha.seal.receipt_words import Fault, WordsError, read_words
from kniha.seal.receipts import ReceiptKeys, derive
from kniha.seal.replies import open_reply
from kniha.vocab.errors import BrokenError, MalformedError, NoMatchError

_LARGEST_QUESTION = 1024
_CERTIFICATE = "kniha-certificate/v1"
_ARRIVAL = "kniha-arrival/v1"
_READ = "kniha-read/v1"
_DIGITS = re.compile(r"[0-9a-f]{64}")


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, language: str) -> HttpResponse:
    """Ask for the twelve words, or show what they open. The words stay in this process's memory, and are not given back."""
    if request.method != "POST":
        return HttpResponse(_page(language))
    try:
        receipt = read_words(_typed(request))
    except WordsError as error:
        return HttpResponse(_page(language, error=error.fault.value, place=error.place), status=400)
    replies = opened(derive(receipt, intake().register.register))
    told = [reply for reply in replies if not (reply.arrived or reply.was_read)]
    arrivals, readings = _days(reply.arrived for reply in replies), _days(reply.was_read for reply in replies)
    return HttpResponse(_page(language, read=True, replies=told, arrivals=arrivals, readings=readings))


def _days(days: Iterable[date | None]) -> list[str]:
    return sorted(day.isoformat() for day in days if day)


@require_POST
def mailbox(request: HttpRequest) -> HttpResponse:
    """Hand the sealed replies of a mailbox to a browser that holds its secret: `{"mailbox", "secret"}` → `{"replies": [base64]}`."""
    try:
        stated = json.loads(request.read(_LARGEST_QUESTION))
        name, secret = stated["mailbox"], stated["secret"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({}, status=400)
    if not all(isinstance(digits, str) and _DIGITS.fullmatch(digits) for digits in (name, secret)):
        return JsonResponse({}, status=400)
    return JsonResponse({"replies": [b64encode(reply).decode() for reply in mailboxes.replies(name, bytes.fromhex(secret))]})


@dataclass(frozen=True, slots=True)
class OpenedReply:
    """The text of a reply; empty where it does not open."""

    text: str

    @property
    def is_certificate(self) -> bool:
        """Whether it is a certificate, to be kept as a file (docs/spec/courier.md §1.4)."""
        return self._stated.get("format") == _CERTIFICATE

    @property
    def arrived(self) -> date | None:
        """The day on which what this tells of was filed, where it tells of an arrival; else None."""
        return self._day(_ARRIVAL)

    @property
    def was_read(self) -> date | None:
        """The same where it tells that it was read."""
        return self._day(_READ)

    def _day(self, format_: str) -> date | None:
        if self._stated.get("format") != format_:
            return None
        try:
            return date.fromisoformat(str(self._stated.get("day")))
        except ValueError:
            return None

    @property
    def _stated(self) -> Mapping[str, object]:
        try:
            stated = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return stated if isinstance(stated, dict) else {}


def opened(keys: ReceiptKeys) -> list[OpenedReply]:
    """Return the replies in the mailbox of `keys`."""
    return [OpenedReply(_opened(reply, keys)) for reply in mailboxes.replies(keys.mailbox, keys.mailbox_secret)]


def _opened(reply: bytes, keys: ReceiptKeys) -> str:
    try:
        # docs/spec/courier.md §1.4: text, then zero bytes up to the size class.
        return open_reply(reply, keys).rstrip(b"\0").decode()
    except (MalformedError, BrokenError, NoMatchError, UnicodeDecodeError):
        return ""


def _typed(request: HttpRequest) -> str:
    try:
        return request.POST.get("words", "")
    except (SuspiciousOperation, MultiPartParserError) as error:
        raise WordsError(Fault.COUNT) from error


def _page(language: str, **given: object) -> str:
    return render(language, "intake/answers.html", **given)
