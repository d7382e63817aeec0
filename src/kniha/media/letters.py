"""Letters in pictures, recognised by Tesseract (Apache-2.0): the words of scans, of photographed papers and of screens.

What comes of it is a machine's reading, and no evidence: each page says how sure the machine was. The library is given pixels alone, never
a file: none of its own decoders is used. Its models are read from the disk once, by `load`, before any byte of a stranger's is met.
Runs in the worker's child alone. Source of the calls: capi.h of Tesseract 5.
"""

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from kniha.vocab.errors import MalformedError, NotFoundError

LANGUAGES = ("bel", "rus", "eng")
"""All three, always: the wrong one alone makes twenty times as many mistakes in Belarusian (docs/adr/0048)."""
LEAST_SURE = 40
"""Words of which the machine was less sure, of 100, are left out: most are foliage and patterns, and no letters at all."""
LONGEST_PAGE = 100_000
"""Characters that are kept of one page."""
SECONDS = 20
"""After so long a page is given up: below the limit of the child, which would take the answer with it."""

_LIBRARIES = ("libtesseract.so.5", "libtesseract.5.dylib", "/opt/homebrew/lib/libtesseract.5.dylib")
_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/share/tesseract/tessdata", "/opt/homebrew/share/tessdata",
)  # fmt: skip
_LSTM = 1  # OEM_LSTM_ONLY: the only engine that these languages have
_AUTOMATIC = 3  # PSM_AUTO: pages in blocks, without looking for which side is up
_WORD = "5"  # the level of a row that is a word


@dataclass(frozen=True, slots=True)
class Letters:
    """What was read on one page: its words in lines, how sure the machine was of them on average (0 to 100), how many were left out."""

    words: str
    confidence: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tesseract with its models in memory."""

    library: ctypes.CDLL
    handle: int
    version: str

    def read(self, picture: Image.Image, *, resolution: int) -> Letters:
        """Return what stands in `picture`, which has `resolution` pixels an inch; MalformedError where it takes too long."""
        grey = picture.convert("L")
        library, handle = self.library, self.handle
        monitor = library.TessMonitorCreate()
        library.TessMonitorSetDeadlineMSecs(monitor, int(SECONDS * 1000))
        try:
            library.TessBaseAPISetImage(handle, grey.tobytes(), grey.width, grey.height, 1, grey.width)
            library.TessBaseAPISetSourceResolution(handle, resolution)
            if library.TessBaseAPIRecognize(handle, monitor) != 0:
                raise MalformedError(f"the letters of this page cannot be read within {SECONDS} seconds")
            return _letters(self._table())
        finally:
            library.TessMonitorDelete(monitor)
            library.TessBaseAPIClear(handle)

    def close(self) -> None:
        """Give the models up; what was not, the library complains of at the end of the process."""
        self.library.TessBaseAPIDelete(self.handle)

    def _table(self) -> str:
        text = self.library.TessBaseAPIGetTsvText(self.handle, 0)
        if not text:
            return ""
        try:
            return ctypes.string_at(text).decode("utf-8", "replace")
        finally:
            self.library.TessDeleteText(text)


def load() -> Recogniser:
    """Return a recogniser of `LANGUAGES`; NotFoundError where this host has no Tesseract 5, or lacks one of the languages."""
    library = _library()
    version = (library.TessVersion() or b"").decode("ascii", "replace")
    handle = library.TessBaseAPICreate()
    for folder in _FOLDERS:
        if library.TessBaseAPIInit2(handle, folder.encode(), "+".join(LANGUAGES).encode(), _LSTM) == 0 and _has_all(library, handle):
            library.TessBaseAPISetPageSegMode(handle, _AUTOMATIC)
            return Recogniser(library, handle, version)
    library.TessBaseAPIDelete(handle)
    raise NotFoundError(f"Tesseract {version} is here, but not the languages {', '.join(LANGUAGES)}")


def _library() -> ctypes.CDLL:
    for name in _LIBRARIES:
        try:
            return _typed(ctypes.CDLL(name))
        except OSError:
            continue
    raise NotFoundError("there is no Tesseract 5 here")


def _typed(library: ctypes.CDLL) -> ctypes.CDLL:
    """Say what each call takes and gives: a pointer that is taken for a number of 32 bits ends the process."""
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    calls: dict[str, tuple[object, list[object]]] = {
        "TessVersion": (text, []),
        "TessBaseAPICreate": (pointer, []),
        "TessBaseAPIDelete": (None, [pointer]),
        "TessBaseAPIInit2": (number, [pointer, text, text, number]),
        "TessBaseAPISetPageSegMode": (None, [pointer, number]),
        "TessBaseAPIGetLoadedLanguagesAsVector": (ctypes.POINTER(text), [pointer]),
        "TessDeleteTextArray": (None, [ctypes.POINTER(text)]),
        "TessBaseAPISetImage": (None, [pointer, text, number, number, number, number]),
        "TessBaseAPISetSourceResolution": (None, [pointer, number]),
        "TessBaseAPIRecognize": (number, [pointer, pointer]),
        "TessBaseAPIGetTsvText": (pointer, [pointer, number]),
        "TessBaseAPIClear": (None, [pointer]),
        "TessDeleteText": (None, [pointer]),
        "TessMonitorCreate": (pointer, []),
        "TessMonitorDelete": (None, [pointer]),
        "TessMonitorSetDeadlineMSecs": (None, [pointer, number]),
    }
    for name, (gives, takes) in calls.items():
        call = getattr(library, name)
        call.restype, call.argtypes = gives, takes
    return library


def _has_all(library: ctypes.CDLL, handle: int) -> bool:
    """Whether every language was loaded: the library goes on without one that it does not find."""
    loaded = library.TessBaseAPIGetLoadedLanguagesAsVector(handle)
    try:
        return {code.encode() for code in LANGUAGES} <= set(_until_null(loaded))
    finally:
        library.TessDeleteTextArray(loaded)


def _until_null(texts: "ctypes._Pointer[ctypes.c_char_p]") -> Iterator[bytes]:
    at = 0
    while (text := texts[at]) is not None:
        yield text if isinstance(text, bytes) else bytes(text.value or b"")
        at += 1


def _letters(table: str) -> Letters:
    """Read the table of words: level, page, block, paragraph, line, word, four numbers of place, how sure, text."""
    lines: dict[tuple[str, ...], list[str]] = {}
    sure: list[float] = []
    left_out = 0
    for row in _words(table):
        confidence, word = float(row[10]), row[11].strip()
        if confidence < LEAST_SURE:
            left_out += 1
            continue
        if not any(letter.isalnum() for letter in word):  # a stroke or a dot by itself: rather dirt than a dash
            continue
        lines.setdefault(tuple(row[1:5]), []).append(word)
        sure.append(confidence)
    text = _with_gaps(lines)[:LONGEST_PAGE]
    return Letters(text, round(sum(sure) / len(sure)) if sure else 0, left_out)


def _words(table: str) -> Iterable[list[str]]:
    rows = (line.split("\t", 11) for line in table.split("\n"))
    return (row for row in rows if len(row) == 12 and row[0] == _WORD and row[11].strip())


def _with_gaps(lines: dict[tuple[str, ...], list[str]]) -> str:
    """The lines in their order, a gap between blocks."""
    written, block = [], ""
    for place, words in lines.items():
        if block and place[1] != block:
            written.append("")
        block = place[1]
        written.append(" ".join(words))
    return "\n".join(written)
