"""A row of a list of incidents: when, where, acts with their victims and injuries, sources. An allegation of the list, as all here."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.statements.drafts import AccountDraft
from kniha.runs.importing import cells
from kniha.runs.importing.cells import Context, Flag
from kniha.runs.importing.mapping import ListMapping, Tag
from kniha.runs.importing.people import named
from kniha.runs.importing.readings import InjuryDraft, Link, Reading, digest_of, record_of
from kniha.runs.importing.rows import Record, Row
from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

_LOOKED_AT = ("title", "name", "other_names", "place", "rank", "unit")


def read_incident(row: Row, context: Context) -> Reading:
    """Return `row` as an incident; MalformedError or ImpossibleError for one that must be refused."""
    record, mapping, columns = row.cells, context.mapping, context.mapping.columns
    flags: list[Flag] = []
    unknown: list[tuple[str, str]] = []
    when, where = cells.when(record, context), cells.where(record, context, flags)
    tags = known_tags(record, mapping, unknown)
    acts = _acts(tags, cells.whole(record, columns.victim_count))
    flags += cells.mixed(record, looked_at(mapping, _LOOKED_AT))
    return Reading(
        record=record_of(row, mapping), digest=digest_of(row), row=row,
        text="\n\n".join(filter(None, (cells.text(record, column) for column in columns.text))),
        came_to_be=cells.came_to_be(record, mapping, unknown), url=cells.text(record, columns.url),
        consents=cells.consents(record, mapping, unknown),
        account=AccountDraft(when, where, tuple(sorted({act.kind for act in acts}))),
        people=named(record, mapping),
        incident=IncidentDraft(cells.text(record, columns.title, required=True)[:300], when, where),
        acts=acts, injuries=tuple(_injuries(tags)), links=links(record, mapping), flags=tuple(flags), unknown=tuple(unknown),
    )  # fmt: skip


def looked_at(mapping: ListMapping, names: Sequence[str]) -> tuple[str, ...]:
    """The columns of short words and names, in which a letter of another script does harm."""
    found: list[str] = []
    for name in names:
        told = getattr(mapping.columns, name)
        found += told if isinstance(told, tuple) else filter(None, (told,))
    return tuple(dict.fromkeys(found))


def known_tags(record: Record, mapping: ListMapping, unknown: list[tuple[str, str]]) -> tuple[Tag, ...]:
    """What the tags of the record mean; those without a meaning are put down as unknown."""
    found = []
    for column in mapping.columns.tags:
        for word in cells.texts(record, column, mapping.separator):
            if word in mapping.tags:
                found.append(mapping.tags[word])
            else:
                unknown.append((column, word))
    return tuple(found)


def _acts(tags: Sequence[Tag], count: int | None) -> tuple[ActDraft, ...]:
    """One act for each kind that the tags name; its methods are those of all tags of the kind."""
    victims = ", ".join(dict.fromkeys(tag.victim for tag in tags if tag.victim))
    kinds = Counter(tag.act for tag in tags if tag.act)
    return tuple(
        ActDraft(
            kind, tuple(dict.fromkeys(method for tag in tags if tag.act == kind for method in tag.methods)), victim_count=count or None,
            victim_words=victims,
        )
        for kind in kinds
    )  # fmt: skip


def _injuries(tags: Sequence[Tag]) -> Iterator[InjuryDraft]:
    yield from dict.fromkeys(InjuryDraft(tag.act, tag.injury, tag.region) for tag in tags if tag.injury)


def links(record: Record, mapping: ListMapping) -> tuple[Link, ...]:
    """The sources that the record names, each address once."""
    columns = mapping.columns
    raw = record.get(columns.links) if columns.links else ()
    if isinstance(raw, str):
        return tuple(Link(url, "") for url in dict.fromkeys(raw.split()))
    if raw is None:
        return ()
    if not isinstance(raw, list | tuple):
        raise MalformedError(f"column {columns.links!r}: links are a list")
    found = tuple(_link(one, columns.link_url, columns.link_text) for one in raw)
    return tuple({link.url: link for link in reversed(found)}.values())[::-1]


def _link(raw: JSON, url: str, words: str) -> Link:
    if isinstance(raw, str):
        return Link(raw, "")
    if not isinstance(raw, dict) or not isinstance(raw.get(url), str):
        raise MalformedError(f"a link is an address, or has one under {url!r}")
    told = raw.get(words)
    return Link(str(raw[url]), told if isinstance(told, str) else "")
