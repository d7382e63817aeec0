"""The open data of an edition: tables and descriptions that programs read, and the reading of those of the edition before.

`incidents.csv`, `.jsonld` and `.parquet` say the same; `figures.csv` has a cell in each row, empty where it is hidden; `gone.csv` says
which numbers went out of the book, and when. `catalogue.jsonld` describes them (DCAT 3). Form: docs/spec/release.md.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kniha.ledger.bundle_manifests import parse_manifest
from kniha.ledger.bundles import MANIFEST, TAG_MANIFEST
from kniha.runs.releases.coarsening import Told
from kniha.runs.releases.content import Before, Content, Figure
from kniha.runs.releases.counting import Key
from kniha.vocab import terms
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import BrokenError
from kniha.vocab.gazetteer import known_place

OPEN = "data/open/"
INCIDENTS, FIGURES, GONE = OPEN + "incidents.csv", OPEN + "figures.csv", OPEN + "gone.csv"
COLUMNS = ("number", "when", "place", "kinds", "forces")
_FIGURE_COLUMNS = ("table", "kind", "column", "people", "last")
_GONE_COLUMNS = ("number", "gone_on")
_DIVIDER = ";"


def files_of(content: Content, made_on: str, title: str) -> dict[str, bytes]:
    """Return the files by their paths in the bundle."""
    gone = (*content.before.gone, *((number, made_on) for number in content.went))
    return {
        INCIDENTS: _csv(COLUMNS, map(_row, content.incidents)),
        OPEN + "incidents.jsonld": _json_ld(content.incidents),
        OPEN + "incidents.parquet": _parquet(content.incidents),
        FIGURES: _csv(_FIGURE_COLUMNS, ([*cell, _cell(one.people), _cell(one.last)] for cell, one in sorted(content.figures.items()))),
        GONE: _csv(_GONE_COLUMNS, sorted(gone)),
        OPEN + "places.csv": _csv(("place", "be", "ru", "en"), _places(content.incidents)),
        OPEN + "terms.csv": _csv(("list", "code", "be", "ru", "en"), _terms(content.incidents)),
        OPEN + "catalogue.jsonld": _catalogue(made_on, title),
    }


def read_before(folder: Path, bundle: str) -> Before:
    """Read the edition before, a bundle in `folder`, whose digest must be `bundle`; BrokenError where it or a file of it is another."""
    if sha256((folder / TAG_MANIFEST).read_bytes()).hexdigest() != bundle:
        raise BrokenError("the edition before is another than the register entered")
    stated = parse_manifest((folder / TAG_MANIFEST).read_bytes())
    manifest = (folder / MANIFEST).read_bytes()
    if stated.get(MANIFEST) != sha256(manifest).digest():
        raise BrokenError("the manifest of the edition before was altered")
    digests, read = parse_manifest(manifest), {}
    for path in (INCIDENTS, FIGURES, GONE):
        read[path] = (folder / path).read_bytes()
        if digests.get(path) != sha256(read[path]).digest():
            raise BrokenError(f"{path} of the edition before was altered")
    return Before(
        bundle,
        tuple(Told(number, when, place, _list(kinds), _list(forces)) for number, when, place, kinds, forces in _rows(read[INCIDENTS])),
        {Key(table, kind, column): Figure(_number(people), _number(last)) for table, kind, column, people, last in _rows(read[FIGURES])},
        tuple((number, day) for number, day in _rows(read[GONE])),
    )


def _row(one: Told) -> Sequence[str]:
    return (one.number, one.when, one.place, _DIVIDER.join(one.kinds), _DIVIDER.join(one.forces))


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))[1:]


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(_DIVIDER)) if cell else ()


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _parquet(incidents: Sequence[Told]) -> bytes:
    """The same as Parquet: text, and lists of text. Nothing of the host or the hour is written into it."""
    text, texts = pa.string(), pa.list_(pa.string())
    columns = [[getattr(one, name) for one in incidents] for name in COLUMNS]
    types = (text, text, text, texts, texts)
    table = pa.Table.from_arrays([pa.array(column, kind) for column, kind in zip(columns, types, strict=True)], names=list(COLUMNS))
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False)
    return bytes(sink.getvalue())


def _json_ld(incidents: Sequence[Told]) -> bytes:
    """schema.org events, one a line of the graph, by terms that stand in terms.csv."""
    head = b'{"@context":{"@vocab":"https://schema.org/","kinds":"keywords","forces":"about"},"@graph":['
    return head + b",".join(b"\n" + canonical(_event(one)) for one in incidents) + b"\n]}\n"


def _event(one: Told) -> JSON:
    event: dict[str, JSON] = {"@type": "Event", "identifier": one.number, "kinds": list(one.kinds)}
    if one.when:
        event["startDate"] = one.when
    if one.place:
        event["location"] = {"@type": "Place", "identifier": one.place, "name": known_place(one.place).name("en")}
    return event | ({"forces": list(one.forces)} if one.forces else {})


def _places(incidents: Iterable[Told]) -> Iterable[Sequence[str]]:
    for place in sorted({one.place for one in incidents} - {""}):
        yield (place, *(known_place(place).name(language) for language in terms.LANGUAGES))


def _terms(incidents: Sequence[Told]) -> Iterable[Sequence[str]]:
    for name, codes in (
        ("act-kinds", {code for one in incidents for code in one.kinds}),
        ("force-kinds", {code for one in incidents for code in one.forces}),
    ):
        for code in sorted(codes):
            yield (name, code, *(terms.label(name, code, language) for language in terms.LANGUAGES))


def _catalogue(made_on: str, title: str) -> bytes:
    """DCAT 3 as JSON-LD: one data set, its distributions by their media types."""
    types = {
        "incidents.csv": "text/csv", "incidents.jsonld": "application/ld+json", "incidents.parquet": "application/vnd.apache.parquet",
        "figures.csv": "text/csv", "gone.csv": "text/csv", "places.csv": "text/csv", "terms.csv": "text/csv",
    }  # fmt: skip
    distributions: JSON = [
        {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": name}, "dcat:mediaType": kind} for name, kind in types.items()
    ]
    return canonical({
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@type": "dcat:Dataset",
        "dct:title": title,
        "dct:issued": made_on,
        "dct:language": ["be", "ru", "en"],
        "dcat:distribution": distributions,
    })  # fmt: skip
