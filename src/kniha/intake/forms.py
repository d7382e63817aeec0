"""Reading the letter's form as it streams in: words into memory, files into the seal, nothing to the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from kniha.seal.reports import ROLES, SAFE, SAID, Consent, Early, Report
from kniha.vocab.errors import MalformedError

TRAP = "website"
"""A field that no person sees: what fills it in is a program."""
WORDS = ("text", "when", "where", "hurt", "doers", "contact")
ASKED = {"role": ROLES, "safe": SAFE, "held": SAID, "minor": SAID, "sexual": SAID}
AGREED = ("keep", "reach", "count")
_PIECE = 1_048_576


@dataclass(frozen=True, slots=True)
class Letter:
    """What stood in the form, to seal it or to give it back."""

    words: Mapping[str, str]
    asked: Mapping[str, str]
    agreed: frozenset[str]

    @property
    def characters(self) -> int:
        """How long the words are together."""
        return sum(map(len, self.words.values()))

    def report(self, language: str) -> Report:
        """Return the report that this letter is."""
        consent = {name: "yes" if name in self.agreed else "no" for name in AGREED}
        return Report(
            does="report",
            language=language,
            sealed="server",
            role=self.asked["role"],
            safe=self.asked["safe"],
            early=self.early(),
            **self.words,
            consent=Consent(consent["keep"], consent["reach"], consent["count"]),
        )

    def early(self) -> Early:
        """What was asked before the story."""
        return Early(self.asked["held"], self.asked["minor"], self.asked["sexual"])


class TrappedError(MalformedError):
    """A program filled the form in."""

    code = "trapped"


class _Counted:
    """The body, and how much of it came."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.read_bytes = 0

    def read(self, size: int) -> bytes:
        data: bytes = self._request.read(size)
        self.read_bytes += len(data)
        return data


class _LetterParser(MultiPartParser):
    """Django's parser, which hands each chunk on as it arrives."""

    def sanitize_file_name(self, file_name: str) -> str:
        """Keep the name as the device gave it: it lies inside the seal and is never used as a path."""
        return file_name

    def so_far(self) -> Mapping[str, str]:
        """The words that stood in the form as far as it is read: Django keeps them here while it reads on."""
        return getattr(self, "_post", {})


class FormReading:
    """A form as it streams in: `typed` tells what stood in it so far, `read` takes it to its end."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._parser: _LetterParser | None = None

    def typed(self, name: str) -> str:
        """What was typed as `name`, as far as the form has been read: what files depend on stands before them."""
        fields = self._parser.so_far() if self._parser else {}
        return fields.get(name, "").replace("\r\n", "\n")  # browsers end lines with two characters; the person typed one

    def must_be_a_persons(self) -> None:
        """Raise TrappedError where a field was filled in that no person sees."""
        if self.typed(TRAP):
            raise TrappedError("a field that nobody sees was filled in")

    def read(self, handler: FileUploadHandler) -> None:
        """Read all of it, its files through `handler`. MalformedError where it is no whole form."""
        body = _Counted(self._request)
        try:
            self._parser = _LetterParser(self._request.META, cast("HttpRequest", body), [handler], "utf-8")
            self._parser.parse()
        except (MultiPartParserError, SuspiciousOperation) as error:
            # A browser shows an answer only once its whole body was taken.
            while body.read(_PIECE):
                pass
            raise MalformedError("the body is not the form of this page") from error
        if str(body.read_bytes) != self._request.headers.get("Content-Length"):
            raise MalformedError("the form ends early")


def read_letter(form: FormReading, handler: FileUploadHandler) -> Letter:
    """Read the form to its end, its files through `handler`, and return its words. MalformedError where it is no whole form."""
    form.read(handler)
    agreed = frozenset(name for name in AGREED if form.typed(name) == "yes")
    asked = {name: form.typed(name) for name in ASKED}
    if any(asked[name] not in answers for name, answers in ASKED.items()):
        raise MalformedError("the form gives answers that no page offers")
    return Letter({name: form.typed(name) for name in WORDS}, asked, agreed)
