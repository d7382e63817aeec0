"""CSV as rows. Read twice: once whole, to find every fault of form before anything is entered, then row by row.

An encoding is what the mapping names, or what a mark at the beginning of the file says, or UTF-8; no other is guessed (Cyrillic in the
wrong one is still letters, and nobody would notice).
"""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence

from kniha.runs.importing.forms import Form
from kniha.runs.importing.rows import OpenList, Row
from kniha.runs.importing.sources import Source
from kniha.vocab.errors import MalformedError

LONGEST_CELL = 1_100_000
"""Characters: a statement has up to a million (kniha.book.statements.rules)."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_STEP = 1 << 20
_SNIFFED = (",", ";", "\t", "|")


def open_csv(source: Source, form: Form, *, key: str) -> OpenList:
    """Return the list in `source`; `key` is the column of its ids, by which the delimiter is told where none is stated."""
    notes: list[str] = []
    encoding = _encoding(source, form, notes)
    delimiter = form.delimiter or _delimiter(source, encoding, key, notes)
    head, count = _checked(source, encoding, delimiter)
    return OpenList(frozenset(head), count, digest_of(source), lambda: _rows(source, encoding, delimiter), tuple(notes))


def digest_of(source: Source) -> str:
    """SHA-256 of the file as it lies there."""
    digest = hashlib.sha256()
    with source.open("rb") as stream:
        while data := stream.read(_STEP):
            digest.update(data)
    return digest.hexdigest()


def _encoding(source: Source, form: Form, notes: list[str]) -> str:
    with source.open("rb") as stream:
        start = stream.read(_STEP)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), "")
    if form.codec and marked and form.codec not in {marked, "utf-8" if marked == "utf-8-sig" else marked}:
        raise MalformedError(f"the mapping says {form.encoding}, and the file begins with the mark of {marked}")
    if form.codec not in {"", "utf-8", "utf-16"} and _is_utf8(start):
        raise MalformedError(f"the mapping says {form.encoding}, and the bytes are UTF-8: names would become other letters")
    encoding = marked or form.codec or "utf-8"
    if marked and not form.codec:
        notes.append(f"encoding {'utf-8' if marked == 'utf-8-sig' else marked}, by the mark at the beginning of the file")
    elif form.codec not in {"", "utf-8"}:
        notes.append(f"encoding {form.codec}, as the mapping says")
    return encoding


def _is_utf8(start: bytes) -> bool:
    """Whether letters beyond ASCII are there, and every one of them is written as UTF-8 writes it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
    except UnicodeDecodeError:
        return False
    return not start.isascii()


def _delimiter(source: Source, encoding: str, key: str, notes: list[str]) -> str:
    for delimiter in _SNIFFED:
        head = next(_lines(source, encoding, delimiter), ())
        if key in head:
            if delimiter != ",":
                notes.append(f"columns are divided by {'a tab' if delimiter == chr(9) else repr(delimiter)}")
            return delimiter
    return ","


def _checked(source: Source, encoding: str, delimiter: str) -> tuple[Sequence[str], int]:
    """The names of the columns and the number of rows; MalformedError for anything that is no table."""
    lines = _lines(source, encoding, delimiter)
    head = next(lines, None)
    if head is None:
        raise MalformedError("the file is empty: a list begins with the names of its columns")
    _check_head(head)
    count, number = 0, 1
    for number, cells in enumerate(lines, 2):
        if not cells:
            continue
        if len(cells) != len(head):
            raise MalformedError(f"row {number} has another number of columns than the first line: {len(cells)}, not {len(head)}")
        count += 1
    return head, count


def _check_head(head: Sequence[str]) -> None:
    for place, name in enumerate(head, 1):
        if not name.strip():
            raise MalformedError(f"column {place} has no name in the first line")
        if head.index(name) != place - 1:
            raise MalformedError(f"two columns are called {name!r}")


def _rows(source: Source, encoding: str, delimiter: str) -> Iterator[Row]:
    lines = _lines(source, encoding, delimiter)
    head = tuple(next(lines))
    for number, cells in enumerate(lines, 2):
        if cells:
            yield Row(dict(zip(head, cells, strict=True)), number)


def _lines(source: Source, encoding: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    with io.TextIOWrapper(source.open("rb"), encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        try:
            yield from reader
        except UnicodeDecodeError as error:
            raise MalformedError(_where_broken(source, encoding)) from error
        except csv.Error as error:
            raise MalformedError(f"line {reader.line_num} is not CSV: {error}") from error


def _where_broken(source: Source, encoding: str) -> str:
    """The file's first byte that is not of its encoding, counted from 0."""
    decoder, before = codecs.getincrementaldecoder(encoding)(), 0
    name = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8"}.get(encoding, encoding)
    with source.open("rb") as stream:
        while True:
            data = stream.read(_STEP)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                place = before - held + error.start
                return f'the file is not {name} (byte {place}); if it is in another encoding, the mapping says so: encoding = "cp1251"'
            if not data:
                return f"the file is not {name}"
            before += len(data)
