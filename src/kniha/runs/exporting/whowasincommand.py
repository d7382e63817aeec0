"""Units and postings in the columns of WhoWasInCommand's downloads (Security Force Monitor), for tools that read those.

After the public research handbook, as `runs.importing.whowasincommand` reads them. Their days are days on which a source first and last
names something: the day by which it had begun, and the day to which it lasted at least. What has no column there is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kniha.runs.exporting.tables import Record, plain

_UNITS = (
    "unit:id:admin", "unit:name", "unit:other_names", "unit:classification", "unit:country", "unit:first_cited_date",
    "unit:last_cited_date", "unit:source",
)  # fmt: skip
_POSTINGS = (
    "person:id:admin", "unit:id:admin", "person:posting_role", "person:posting_title", "person:posting_rank",
    "person:posting_first_cited_date", "person:posting_last_cited_date", "person:posting_source",
)  # fmt: skip
COLUMNS: Mapping[str, Sequence[str]] = {"units": _UNITS, "postings": _POSTINGS}


def rows(kind: str, found: Iterable[Record]) -> Iterator[Sequence[object]]:
    """Rows of the kind's columns: a unit once, with its names together; a posting each."""
    if kind == "postings":
        return map(_posting, found)
    return (_unit(list(told)) for _, told in groupby(found, key=lambda record: record["unit"]))


def _unit(names: Sequence[Record]) -> tuple[object, ...]:
    """The official name first; records of one unit come together."""
    ordered = sorted(names, key=lambda record: record["name_kind"] != "official")
    first, *others = dict.fromkeys(plain(record["name"]) for record in ordered)
    begun = min((plain(record["began_to"]) for record in names if record["began_to"]), default="")
    lasted = max((plain(record["ended_from"]) for record in names if record["ended_from"]), default="")
    sources = "; ".join(dict.fromkeys(plain(record["read_in"]) for record in names if record["read_in"]))
    one = names[0]
    return one["unit"], first, ";".join(others), one["kind"], one["country"], begun, lasted, sources


def _posting(record: Record) -> tuple[object, ...]:
    days = (record["began_to"], record["ended_from"])
    return (record["person"], record["unit"], record["kind"], record["post"], record["rank"], *days, record["read_in"])
