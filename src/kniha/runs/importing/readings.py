"""One row as the mapping reads it: everything checked, nothing entered. Each kind fills in what it has."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from kniha.book.events.drafts import ActDraft, DetentionDraft, IncidentDraft
from kniha.book.forces.drafts import DepartureDraft, DeploymentDraft, HeadcountDraft, PostingDraft, UnitDraft, UnitNameDraft
from kniha.book.medicine.drafts import MedicalDraft
from kniha.book.statements.drafts import AccountDraft
from kniha.runs.importing.cells import Flag, text
from kniha.runs.importing.mapping import ListMapping
from kniha.runs.importing.rows import Row
from kniha.vocab.errors import MalformedError
from kniha.vocab.span import Span

LONGEST_RECORD = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A source that the record names."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class InjuryDraft:
    """An injury as told, under an act of this kind."""

    act: str
    kind: str
    region: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the record names: their names, the first by which they are called, and what is told of them."""

    names: tuple[str, ...]
    gender: str = ""
    age: str = ""
    description: str = ""
    rank: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class UnitReading:
    """A unit: its sort, its names, the records of the units above it, and when it belonged to them."""

    sort: UnitDraft
    names: tuple[UnitNameDraft, ...]
    parents: tuple[str, ...]
    held: Span


@dataclass(frozen=True, slots=True)
class PostingReading:
    """A posting: the records of person and unit, and the post."""

    person: str
    unit: str
    draft: PostingDraft


@dataclass(frozen=True, slots=True)
class ValueReading:
    """What is told of a unit: its record, and where it was, how many it had, or how many left it."""

    unit: str
    draft: DeploymentDraft | HeadcountDraft | DepartureDraft


@dataclass(frozen=True, slots=True)
class PaperReading:
    """A medical paper. `person`: the record of who was examined; None where nobody knows who they are."""

    person: str | None
    draft: MedicalDraft


@dataclass(frozen=True, slots=True)
class Reading:
    """One record as the mapping reads it."""

    record: str
    digest: str
    row: Row
    text: str
    came_to_be: str
    url: str
    consents: Mapping[str, str]
    account: AccountDraft | None
    people: tuple[Named, ...] = ()
    incident: IncidentDraft | None = None
    acts: tuple[ActDraft, ...] = ()
    injuries: tuple[InjuryDraft, ...] = ()
    stages: tuple[DetentionDraft, ...] = ()
    links: tuple[Link, ...] = ()
    unit: UnitReading | None = None
    posting: PostingReading | None = None
    value: ValueReading | None = None
    paper: PaperReading | None = None
    flags: tuple[Flag, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


def record_of(row: Row, mapping: ListMapping) -> str:
    """By which the record is known here for ever: the list's name and its own id in it."""
    own = text(row.cells, mapping.columns.id, required=True)
    record = f"{mapping.source}:{own}"
    if len(record) > LONGEST_RECORD:
        raise MalformedError(f"column {mapping.columns.id!r}: an id has room for {LONGEST_RECORD} characters with the list's name")
    return record


def digest_of(row: Row) -> str:
    """SHA-256 over all that the record says, also in columns that are left out: whether it has changed."""
    try:
        return hashlib.sha256(orjson.dumps(dict(row.cells), option=orjson.OPT_SORT_KEYS)).hexdigest()
    except (orjson.JSONEncodeError, UnicodeEncodeError) as error:
        raise MalformedError("the record holds a text that UTF-8 cannot carry") from error
