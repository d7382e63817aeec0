"""What a mapping says of a table of millions of rows: the columns, what holds where one says nothing, and for how long it is kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kniha.runs.importing.forms import Form
from kniha.runs.importing.opening import must_be_named, opened_table
from kniha.runs.importing.rows import OpenList
from kniha.runs.importing.sources import Source
from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.time import find_zone

FOOTAGE = (
    "record", "camera", "start", "end", "clock_sigma_s", "lat", "lon", "error_m", "heading_deg", "fov_deg", "range_m", "walk_m", "found_at",
)  # fmt: skip
"""What a row of footage may tell, by the names of `kniha match`."""

MESSAGES = (
    "record", "medium", "channel", "start", "end", "sender", "receivers", "heard_as", "lat", "lon", "error_m", "heading_deg", "fov_deg",
    "range_m", "text", "language",
)  # fmt: skip
"""What a row of a list of messages may tell; `receivers` are divided by `;`, `heard_as` is of the list `speaker-kinds`."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "footage": ("record", "start", "end", "lat", "lon", "error_m", "clock_sigma_s"), "messages": ("record", "start"),
}  # fmt: skip
"""By kind: what every row tells, in a column or by [defaults]."""

KNOWN: Mapping[str, tuple[str, ...]] = {"footage": FOOTAGE, "messages": MESSAGES}
_NO_DEFAULT = frozenset({"record", "start", "end"})
_KEYS = {"kind", "title", "keep_days", "zone", "time_format", "columns", "defaults", "left_out", "form"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A mapping of a batch, as it was written."""

    kind: str
    title: str
    keep_days: int
    columns: Mapping[str, str]
    defaults: Mapping[str, Any] = field(default_factory=dict)  # Any: TOML
    left_out: Mapping[str, str] = field(default_factory=dict)
    zone: str = ""
    time_format: str = ""
    form: Form = field(default_factory=Form)

    def __post_init__(self) -> None:
        if self.kind not in KNOWN:
            raise MalformedError(f"the mapping's kind is one of {', '.join(KNOWN)}")
        _must_be_known(self.columns, KNOWN[self.kind], "columns")
        _must_be_known(self.defaults, set(KNOWN[self.kind]) - _NO_DEFAULT, "defaults")
        missing = [name for name in REQUIRED[self.kind] if name not in self.columns and name not in self.defaults]
        if missing:
            raise MalformedError(f"the mapping says nothing of {missing[0]!r}: name its column, or give it under [defaults]")
        if not 1 <= self.keep_days <= 3 * 366:
            raise ImpossibleError("the mapping's keep_days is 1 to 1098: rows that nobody needs go by then")
        if self.zone:
            find_zone(self.zone)


def parse_plan(text: str) -> Plan:
    """Return the mapping that `text` (TOML) is; MalformedError for anything that it does not know."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"the mapping is not TOML: {error}") from error
    _must_be_known(raw, _KEYS, "the mapping")
    form = raw.pop("form", {})
    try:
        return Plan(**raw, form=Form(**form))
    except TypeError as error:
        raise MalformedError(f"the mapping lacks a key, or has one too many: {error}") from error


def open_table(source: Source, plan: Plan) -> OpenList:
    """The table in `source`, whose columns fit `plan`."""
    found = opened_table(source, plan.form, key=plan.columns.get("record", ""))
    named = frozenset(plan.columns.values())
    missing = sorted(named - found.columns)
    if missing:
        raise MalformedError(f"the mapping names the column {missing[0]!r}; the file has {', '.join(sorted(found.columns - {''}))}")
    must_be_named(found.columns, named, plan.left_out)
    return found


def _must_be_known(raw: Mapping[str, Any], known: Any, where: str) -> None:  # Any: TOML; names
    strange = sorted(set(raw) - set(known))
    if strange:
        raise MalformedError(f"{where} has no key {strange[0]!r}; it may have {', '.join(sorted(known))}")
