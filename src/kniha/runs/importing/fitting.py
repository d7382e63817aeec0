"""Which of the offered mappings fit a file, by its form and its columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kniha.runs.importing.forms import Form
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.offered import Offered
from kniha.runs.importing.opening import must_fit, opened_by
from kniha.runs.importing.rows import OpenList
from kniha.runs.importing.sources import Source
from kniha.vocab.errors import KnihaError, MalformedError


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a mapping fits a file: it does where there is no fault."""

    name: str
    fault: str = ""


def fitting(source: Source, mappings: Sequence[Offered]) -> Iterator[Fit]:
    """Hold each of the mappings against the file; its form is read once for those that read it alike."""
    opened: dict[tuple[Form, str], OpenList | KnihaError] = {}
    for one in mappings:
        if one.mapping is not None:
            yield Fit(one.name, _fault(source, one.mapping, opened))


def _fault(source: Source, mapping: ListMapping, opened: dict[tuple[Form, str], OpenList | KnihaError]) -> str:
    key = (mapping.form, mapping.columns.id)
    if key not in opened:
        try:
            opened[key] = replace(opened_by(source, mapping), rows=lambda: iter(()))  # what was read is let go: its columns suffice
        except MalformedError as error:
            opened[key] = error
    found = opened[key]
    if isinstance(found, KnihaError):
        return str(found)
    try:
        must_fit(found, mapping)
    except MalformedError as error:
        return str(error)
    return ""
