"""One record of a list becomes a statement, its sources' statements, accounts, an incident and its acts: one entry."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from kniha.book.events.actions import act_change, cite, incident_change
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Draft
from kniha.book.statements.drafts import AccountDraft, When, Where
from kniha.book.statements.models import Statement
from kniha.runs.importing.mapping import IncidentMapping
from kniha.runs.importing.records import Record
from kniha.vocab.canonical import JSON, canonical
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.ids import Id


@dataclass(frozen=True, slots=True)
class Link:
    """A source that the record names."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One record as the mapping reads it: everything checked, nothing entered."""

    record: str
    digest: str
    text: str
    incident: IncidentDraft
    acts: tuple[ActDraft, ...]
    links: tuple[Link, ...]
    unknown_tags: tuple[str, ...]


def read(record: Record, mapping: IncidentMapping) -> Reading:
    """Return `record` as the mapping reads it; MalformedError or ImpossibleError for one that must be refused."""
    columns = mapping.columns
    known_tags, unknown_tags = _tags(record, mapping)
    return Reading(
        record=f"{mapping.source}:{_text(record, columns.id, required=True)}",
        digest=hashlib.sha256(canonical(dict(record))).hexdigest(),
        text="\n\n".join(filter(None, (_text(record, column) for column in columns.text))),
        incident=IncidentDraft(_text(record, columns.title, required=True)[:300], _when(record, mapping), _where(record, mapping)),
        acts=_acts(known_tags, mapping),
        links=_links(record, mapping),
        unknown_tags=unknown_tags,
    )


LINKS_PER_ENTRY = 20  # an entry's leaf is at most 65,535 bytes


def new_incident(hand: Hand, reading: Reading, mapping: IncidentMapping, *, compartment: Id, number: str) -> Iterator[Draft]:
    """The entries that file `reading` as a new incident with its statements, accounts and acts; sources beyond twenty follow in more."""
    incident = hand.new_id()
    statement, account = hand.new_id(), hand.new_id()
    changes = [
        _record_statement(hand, statement, reading, mapping, compartment=compartment),
        *_account(reading).changes(hand, statement, account),
        incident_change(hand, incident, reading.incident, compartment=compartment, number=number),
        *(cite(hand, incident, account, about) for about in ("event", "when", "where")),
        *_act_changes(hand, incident, account, reading),
    ]
    for start in range(0, max(1, len(reading.links)), LINKS_PER_ENTRY):
        links = reading.links[start : start + LINKS_PER_ENTRY]
        changes += _link_changes(hand, incident, links, mapping, compartment=compartment)
        yield hand.draft(hand.acting_as(), "record.sourced" if start else "record.imported", changes)
        changes = []


def changed_record(hand: Hand, reading: Reading, mapping: IncidentMapping, *, compartment: Id, incident: Id) -> Draft:
    """The entry that files a record whose words changed since: a new statement beside the old one. The conclusion stays."""
    statement, account = hand.new_id(), hand.new_id()
    changes = [
        _record_statement(hand, statement, reading, mapping, compartment=compartment),
        *_account(reading).changes(hand, statement, account),
        cite(hand, incident, account, "event"),
    ]
    return hand.draft(hand.acting_as(), "record.changed", changes)


def _record_statement(hand: Hand, statement: Id, reading: Reading, mapping: IncidentMapping, *, compartment: Id) -> rows.Change:
    return rows.insert(
        Statement, statement, compartment_id=compartment, kind="record", language=mapping.language, text=reading.text,
        came_to_be="relayed", received_on=hand.today, record=reading.record, record_digest=reading.digest,
    )  # fmt: skip


def _account(reading: Reading) -> AccountDraft:
    kinds = tuple(sorted({act.kind for act in reading.acts}))
    return AccountDraft(reading.incident.when, reading.incident.where, kinds)


def _act_changes(hand: Hand, incident: Id, account: Id, reading: Reading) -> Iterator[rows.Change]:
    for draft in reading.acts:
        act = hand.new_id()
        yield act_change(act, incident, draft, victim=None)
        yield cite(hand, incident, account, "act", act=act)


def _link_changes(hand: Hand, incident: Id, links: Sequence[Link], mapping: IncidentMapping, *, compartment: Id) -> Iterator[rows.Change]:
    for link in links:
        statement, account = hand.new_id(), hand.new_id()
        yield rows.insert(
            Statement, statement, compartment_id=compartment, kind="document", language=mapping.language, text=link.text or link.url,
            came_to_be="not-known", received_on=hand.today, url=link.url,
        )  # fmt: skip
        yield from AccountDraft(When(), Where(), ()).changes(hand, statement, account)
        yield cite(hand, incident, account, "event")


def _when(record: Record, mapping: IncidentMapping) -> When:
    """A day named by the list is a day of the place: from its midnight to the last moment before the next.

    Where the place is not known, from the first midnight to the last among the zones in which it may lie.
    """
    words = _text(record, mapping.columns.date) if mapping.columns.date else ""
    if not words:
        return When()
    zones = mapping.zones_of(_text(record, mapping.zone_column) if mapping.zone_column else "*")
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise ImpossibleError(f"a date is written 2020-08-12 and lies in the calendar, unlike {words[:40]!r}") from error
    first = min(datetime.combine(day, time.min, zone).astimezone(UTC) for zone in zones)
    end = max(datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC) for zone in zones)
    return When(first, end - timedelta(microseconds=1), str(zones[0]), "day", words)


_POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*")


def _where(record: Record, mapping: IncidentMapping) -> Where:
    words = ", ".join(filter(None, (_text(record, column) for column in mapping.columns.place)))[:500]
    point = _text(record, mapping.columns.point) if mapping.columns.point else ""
    if not point:
        return Where(words=words)
    match = _POINT.fullmatch(point)
    if match is None:
        raise MalformedError(f"a point is written '53.9023, 27.5619', not {point[:60]!r}")
    latitude, longitude = (int((Decimal(part) * 10**7).to_integral_value()) for part in match.groups())
    return Where(latitude, longitude, mapping.radius_m, words)


def _tags(record: Record, mapping: IncidentMapping) -> tuple[tuple[str, ...], tuple[str, ...]]:
    raw = record.get(mapping.columns.tags) if mapping.columns.tags else ()
    tags = raw.split(";") if isinstance(raw, str) else raw
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise MalformedError("tags are a list of words")
    named = [str(tag).strip() for tag in tags if str(tag).strip()]
    return tuple(tag for tag in named if tag in mapping.tags), tuple(tag for tag in named if tag not in mapping.tags)


def _acts(tags: tuple[str, ...], mapping: IncidentMapping) -> tuple[ActDraft, ...]:
    """One act for each kind that the tags name; its methods are those of all tags of the kind."""
    meanings = [mapping.tags[tag] for tag in tags]
    victims = ", ".join(dict.fromkeys(tag.victim for tag in meanings if tag.victim))
    kinds = Counter(tag.act for tag in meanings if tag.act)
    return tuple(
        ActDraft(kind, tuple(dict.fromkeys(method for tag in meanings if tag.act == kind for method in tag.methods)), victim_words=victims)
        for kind in kinds
    )


def _links(record: Record, mapping: IncidentMapping) -> tuple[Link, ...]:
    columns = mapping.columns
    raw = record.get(columns.links) if columns.links else ()
    if isinstance(raw, str):
        return tuple(Link(url, "") for url in raw.split())
    if not isinstance(raw, list | tuple):
        raise MalformedError("links are a list")
    links = tuple(_link(one, columns.link_url, columns.link_text) for one in raw)
    return tuple({link.url: link for link in reversed(links)}.values())[::-1]


def _link(raw: JSON, url: str, text: str) -> Link:
    if isinstance(raw, str):
        return Link(raw, "")
    if not isinstance(raw, dict) or not isinstance(raw.get(url), str):
        raise MalformedError(f"a link is an address, or has one under {url!r}")
    words = raw.get(text)
    return Link(str(raw[url]), words if isinstance(words, str) else "")


def _text(record: Record, column: str, *, required: bool = False) -> str:
    value = record.get(column)
    if value is None:
        value = ""
    if not isinstance(value, str | int):
        raise MalformedError(f"column {column!r} holds {type(value).__name__}, where text is expected")
    words = str(value).strip()
    if required and not words:
        raise MalformedError(f"column {column!r} is empty")
    return words
