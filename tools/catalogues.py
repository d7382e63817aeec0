"""The translations of the faces: src/kniha/<app>/locale/<language>/LC_MESSAGES/django.po.

    python tools/catalogues.py compile   writes the .mo beside each .po (they are not committed)
    python tools/catalogues.py check     every text of templates and Python is in each catalogue, translated, with the same
                                         placeholders; no text in a catalogue is used nowhere; exit 1 where that does not hold

An app is checked against every language for which any app has a catalogue.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

APPS = Path(__file__).resolve().parent.parent / "src/kniha"
KEYWORDS: dict[str, Any] = {  # Any: Babel's own shape, numbers and pairs
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}")

Key = tuple[str | None, str]
"""Context and (singular) text: what names a message."""


@dataclass(frozen=True, slots=True)
class Use:
    """A text as the code has it, and where."""

    key: Key
    forms: tuple[str, ...]
    place: str


def main(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    match list(arguments):
        case ["compile"]:
            return compile_all()
        case ["check"]:
            return check_all()
    print(__doc__)
    return 2


def compile_all() -> int:
    """Write every .mo."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))
    return 0


def check_all() -> int:
    """Check every app that has catalogues, in every language."""
    settings.configure()
    paths = catalogues()
    languages = sorted({path.parts[-3] for path in paths})
    wrong = [fault for app in sorted({path.parents[3] for path in paths}) for fault in check_app(app, languages)]
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


def check_app(app: Path, languages: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with the catalogues of `app`."""
    used = {use.key: use for use in uses(app)}
    for language in languages:
        path = app / "locale" / language / "LC_MESSAGES/django.po"
        if not path.exists():
            yield f"{app.name}: there is no catalogue for {language}"
            continue
        known = {key_of(message): message for message in load(path) if message.id}
        for key, use in used.items():
            yield from (f"{app.name}/{language}: {use.place}: {fault}: {key[1]!r}" for fault in faults(use, known.get(key)))
        yield from (f"{app.name}/{language}: used nowhere: {key[1]!r}" for key in known.keys() - used.keys())


def faults(use: Use, message: Message | None) -> Iterator[str]:
    """Yield what is wrong with the translation of one text."""
    if message is None:
        yield "missing"
        return
    translations = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if not all(translations):
        yield "not translated"
    elif message.fuzzy:
        yield "fuzzy"
    elif len(use.forms) != (2 if message.pluralizable else 1):
        yield "singular here, plural there"
    else:
        allowed = {placeholders(form) for form in use.forms}
        yield from ("other placeholders" for text in translations if placeholders(text or "") not in allowed)


def placeholders(text: str) -> tuple[str, ...]:
    """Return what is filled in, in the order of the alphabet: a translation may turn it round."""
    return tuple(sorted(PLACEHOLDER.findall(text)))


def uses(app: Path) -> Iterator[Use]:
    """Yield every text of the templates and the Python of `app` that is to be translated."""
    for path in sorted(app.rglob("*")):
        if path.suffix == ".html":
            # Indentation means nothing in a template and everything to the reader of Python.
            lines = [line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines()]
            yield from uses_in("\n".join(lines), path)
        elif path.suffix == ".jinja":
            yield from told(babel_extract(io.BytesIO(path.read_bytes()), tuple(KEYWORDS), (), {"silent": "false"}), path)
        elif path.suffix == ".py":
            yield from uses_in(path.read_text(), path)


def uses_in(source: str, path: Path) -> Iterator[Use]:
    """Yield the texts in Python source, or in a template made to look like it."""
    yield from told(extract_python(io.BytesIO(source.encode()), KEYWORDS, (), {"encoding": "utf-8"}), path)


def told(extracted: Iterable[tuple[int, Any, Any, Any]], path: Path) -> Iterator[Use]:  # Any: Babel's and Jinja's own shapes
    """Yield what an extractor found in the file at `path`."""
    for line, function, messages, _ in extracted:
        indices = KEYWORDS[str(function)] or (1,)
        found: Any = messages  # Any: Babel declares a list, and gives bare text for a call with one argument
        given = found if isinstance(found, (list, tuple)) else (found,)
        context = next((given[index[0] - 1] for index in indices if isinstance(index, tuple)), None)
        forms = tuple(given[index - 1] or "" for index in indices if isinstance(index, int))
        if all(forms):
            yield Use((context, forms[0]), forms, f"{path.relative_to(APPS)}:{line}")


def key_of(message: Message) -> Key:
    """Return what names `message`."""
    return message.context, str(message.id[0] if message.pluralizable else message.id)


def catalogues() -> list[Path]:
    """Return the paths of all catalogues."""
    return sorted(APPS.glob("*/locale/*/LC_MESSAGES/django.po"))


def load(path: Path) -> Catalog:
    """Read one catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
