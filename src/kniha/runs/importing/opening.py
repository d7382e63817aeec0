"""A file is opened by the reader of its form, and its columns are held against the mapping before a row is read."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from kniha.runs.importing import bayanat, ftm, kobo, papers, whowasincommand
from kniha.runs.importing.csv_rows import open_csv
from kniha.runs.importing.forms import Form
from kniha.runs.importing.json_rows import Shape, open_json, open_lines, plain
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.medical_plan import OF_PAPERS
from kniha.runs.importing.rows import OpenList
from kniha.runs.importing.sources import Source
from kniha.runs.importing.xlsx_rows import open_xlsx
from kniha.vocab.errors import MalformedError

_SHAPES: dict[str, Shape] = {"": plain, "kobo": kobo.shape, "ftm": ftm.shape, "bayanat": bayanat.shape}
_TABLES = {"": None, "kobo": kobo.tidied, "whowasincommand": whowasincommand.gathered}


def open_list(source: Source, mapping: ListMapping) -> OpenList:
    """Return the rows of `source`; its ending says the form. The mapping must fit its columns."""
    found = opened_by(source, mapping)
    missing = must_fit(found, mapping)
    notes = (f"no record has the column {name!r}" for name in missing)
    found = replace(found, notes=(*found.notes, *notes))
    return papers.together(found, mapping.columns.id) if mapping.kind == OF_PAPERS else found


def _missing(found: OpenList, mapping: ListMapping) -> frozenset[str]:
    """Columns that the mapping names and the file has not. A program's own format leaves out what nobody answered; a table does not."""
    missing = mapping.named() - found.columns
    if missing and not (found.is_sparse and mapping.form.format and mapping.columns.id not in missing):
        there = ", ".join(sorted(found.columns - {""})) or "none"
        raise MalformedError(f"the mapping names the column {min(missing)!r}; the file has {there}")
    return missing


def opened_table(source: Source, form: Form, *, key: str) -> OpenList:
    """A plain table as it is, CSV or a spreadsheet: `key` is a column of it, by which its delimiter is told."""
    ending = source.name.rsplit(".", 1)[-1].lower()
    if ending not in {"csv", "tsv", "xlsx", "xlsm"} or form.format:
        raise MalformedError(f"a table ends in .csv, .tsv or .xlsx, not in .{ending}")
    return open_xlsx(source, form) if ending in {"xlsx", "xlsm"} else open_csv(source, form, key=key)


def opened_by(source: Source, mapping: ListMapping) -> OpenList:
    """The file as the reader of its form gives it, whatever its columns."""
    form = mapping.form
    ending = source.name.rsplit(".", 1)[-1].lower()
    if ending in {"json", "jsonl", "ndjson", "ijson"}:
        if form.format not in _SHAPES:
            raise MalformedError(f"a list of the format {form.format} is a table: .csv or .xlsx")
        shape = _SHAPES[form.format]
        return open_json(source, form, shape) if ending == "json" and form.format != "ftm" else open_lines(source, form, shape)
    if ending not in {"csv", "tsv", "xlsx", "xlsm"}:
        raise MalformedError(f"a list ends in .csv, .tsv, .xlsx, .json or .jsonl, not in .{ending}")
    if form.format not in _TABLES:
        raise MalformedError(f"a list of the format {form.format} is JSON: .json or .jsonl")
    found = (
        open_xlsx(source, form)
        if ending in {"xlsx", "xlsm"}
        else open_csv(source, form, key=mapping.columns.person if mapping.columns.id == whowasincommand.POSTING else mapping.columns.id)
    )
    tidied = _of_kind(mapping) or _TABLES[form.format]
    return found if tidied is None else tidied(found)


def _of_kind(mapping: ListMapping) -> Callable[[OpenList], OpenList] | None:
    """A download of theirs is of units, or of persons in postings: what a row is depends on what is asked of it."""
    if mapping.form.format != "whowasincommand":
        return None
    return {"units": lambda found: found, "postings": whowasincommand.numbered}.get(mapping.kind)


def must_fit(found: OpenList, mapping: ListMapping) -> tuple[str, ...]:
    """Columns that are there must be named, or left out by name (or by `prefix*`). Returns those named that nobody answered."""
    missing = tuple(sorted(_missing(found, mapping)))
    must_be_named(found.columns, mapping.named(), mapping.left_out)
    return missing


def must_be_named(columns: frozenset[str], wanted: frozenset[str], left_out: Mapping[str, str]) -> None:
    """Every column that is there is named, or left out with a reason (or by `prefix*`)."""
    prefixes = tuple(name.removesuffix("*") for name in left_out if name.endswith("*"))
    unnamed = sorted(name for name in columns - {""} - wanted - left_out.keys() if not (prefixes and name.startswith(prefixes)))
    if unnamed:
        raise MalformedError(
            f"the mapping says nothing of the column {unnamed[0]!r}: name it, or leave it out under [left_out] with a reason"
        )
