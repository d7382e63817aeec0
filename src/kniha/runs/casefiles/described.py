"""What the files of a case file are, for programs of others: RO-Crate 1.1 metadata, and CASE/UCO for the exhibits.

RO-Crate: https://w3id.org/ro/crate/1.1, its root is the folder in which the metadata lies. CASE 1.3 and UCO 1.3 (caseontology.org): an
investigation, each exhibit as an observable object with its digest, and a provenance record that bears its number.
"""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from kniha.runs.casefiles.tables import as_text
from kniha.runs.casefiles.telling import Record, Telling

CRATE = "ro-crate-metadata.json"
CASE = "case-uco.jsonld"
_CONTEXT = {
    "kb": "urn:kniha:case-file:", "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "uco-vocabulary": "https://ontology.unifiedcyberontology.org/uco/vocabulary/",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip


def crate(telling: Telling, files: Mapping[str, tuple[str, int]]) -> bytes:
    """The metadata of the payload; `files` are its other files: media type and size in bytes, by path."""
    head = telling.head
    by_path = {str(row["file"]): row for row in telling.exhibits}
    about_it = f"Case file for {head['authority']}, delivery {head['delivery']}"
    root = {
        "@id": "./", "@type": "Dataset", "name": head["title"], "description": about_it, "datePublished": as_text(head["made_on"]),
        "license": {"@id": "#conditions"}, "hasPart": [{"@id": path} for path in sorted(files)],
    }  # fmt: skip
    conditions = {
        "@id": "#conditions", "@type": "CreativeWork", "name": "For the named authority alone",
        "description": "Given for one purpose to one authority; it is not published, and sources agreed to no other use.",
    }  # fmt: skip
    about = {
        "@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    entities = [about, root, conditions, *(_file(path, *files[path], by_path.get(path)) for path in sorted(files))]
    return _encoded({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities})


def _file(path: str, media_type: str, size: int, exhibit: Record | None) -> Record:
    told: Record = {"@id": path, "@type": "File", "name": path.rpartition("/")[2], "encodingFormat": media_type, "contentSize": str(size)}
    if exhibit is not None:
        told |= {"identifier": exhibit["pages"], "sha256": exhibit["sha256"]}
    return told


def case(telling: Telling, ids: Iterable[str], sizes: Mapping[str, int]) -> bytes:
    """The exhibits as CASE/UCO; `ids` are those of their items in the same order, `sizes` in bytes by path."""
    objects, records = [], []
    for row, item in zip(telling.exhibits, ids, strict=True):
        place = f"kb:exhibit-{UUID(item)}"
        objects.append(_object(place, row, sizes[str(row["file"])]))
        records.append({
            "@id": f"kb:record-{UUID(item)}", "@type": "case-investigation:ProvenanceRecord",
            "case-investigation:exhibitNumber": row["pages"], "uco-core:object": [{"@id": place}],
        })  # fmt: skip
    investigation = {
        "@id": "kb:investigation", "@type": "case-investigation:Investigation", "uco-core:name": telling.head["title"],
        "uco-core:object": [{"@id": record["@id"]} for record in records],
    }  # fmt: skip
    return _encoded({"@context": _CONTEXT, "@graph": [investigation, *records, *objects]})


def _object(place: str, row: Record, size: int) -> Record:
    digest = {
        "@id": f"{place}-hash", "@type": "uco-types:Hash",
        "uco-types:hashMethod": {"@type": "uco-vocabulary:HashNameVocab", "@value": "SHA256"},
        "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": row["sha256"]},
    }  # fmt: skip
    name = {
        "@id": f"{place}-file", "@type": "uco-observable:FileFacet", "uco-observable:fileName": str(row["file"]).rpartition("/")[2],
        "uco-observable:sizeInBytes": {"@type": "xsd:integer", "@value": str(size)},
    }  # fmt: skip
    content = {
        "@id": f"{place}-content", "@type": "uco-observable:ContentDataFacet", "uco-observable:mimeType": row["media_type"],
        "uco-observable:hash": [digest],
    }  # fmt: skip
    return {"@id": place, "@type": "uco-observable:File", "uco-core:hasFacet": [name, content]}


def _encoded(value: Record) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
