"""The list of erasures and holds as a file holds it (docs/spec/erasure.md §7). It repeats nothing of what was erased. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kniha.vocab.canonical import JSON
from kniha.vocab.errors import MalformedError

FORM = "kniha-erasures/v1"

Fields = Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Listed:
    """One erasure that was agreed to: the fields of its row; rows erased and sealed so far; words of conclusions; keys and sealed files."""

    erasure: str
    fields: Fields
    gone: tuple[tuple[str, str], ...]
    sealed: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str, str], ...]
    keys: tuple[str, ...]
    blobs: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, JSON]:
        """As the file holds it."""
        return {
            "erasure": self.erasure, "fields": dict(self.fields), "gone": _lists(self.gone), "sealed": _lists(self.sealed),
            "words": _lists(self.words), "keys": list(self.keys), "blobs": _lists(self.blobs),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """All erasures that were agreed to, and the rows of all holds that stand."""

    erasures: tuple[Listed, ...]
    holds: tuple[tuple[str, Fields], ...]

    def as_json(self) -> dict[str, JSON]:
        """As the file holds it."""
        return {
            "format": FORM,
            "erasures": [one.as_json() for one in self.erasures],
            "holds": [{"hold": hold, "fields": dict(fields)} for hold, fields in self.holds],
        }

    def with_all_of(self, older: "Listing") -> "Listing":
        """With those erasures of an older list that this register does not tell of."""
        known = {one.erasure for one in self.erasures}
        return Listing((*(one for one in older.erasures if one.erasure not in known), *self.erasures), self.holds)


def parse_listing(told: JSON) -> Listing:
    """What a file tells; MalformedError for anything but a list of this form."""
    whole = _object(told, {"format", "erasures", "holds"})
    if whole["format"] != FORM:
        raise MalformedError(f"a list of erasures has the format {FORM}")
    holds = (_object(one, {"hold", "fields"}) for one in _list(whole["holds"]))
    return Listing(
        tuple(_parse_listed(one) for one in _list(whole["erasures"])),
        tuple((_text(one["hold"]), _object(one["fields"], None)) for one in holds),
    )


def _parse_listed(told: JSON) -> Listed:
    one = _object(told, {"erasure", "fields", "gone", "sealed", "words", "keys", "blobs"})
    return Listed(
        _text(one["erasure"]), _object(one["fields"], None), _pairs(one["gone"]), _pairs(one["sealed"]),
        tuple((*_pair(word[:2]), _text(word[2])) for word in map(_list, _list(one["words"])) if _has(word, 3)),
        tuple(map(_text, _list(one["keys"]))), _pairs(one["blobs"]),
    )  # fmt: skip


def _lists(rows: Iterable[tuple[str, ...]]) -> list[JSON]:
    return [list(row) for row in rows]


def _object(told: JSON, keys: set[str] | None) -> dict[str, JSON]:
    if not isinstance(told, dict) or (keys is not None and told.keys() != keys):
        raise MalformedError(f"a list of erasures has an object of {len(keys or ())} keys here")
    return told


def _list(told: JSON) -> list[JSON]:
    if not isinstance(told, list):
        raise MalformedError("a list of erasures has a list here")
    return told


def _text(told: JSON) -> str:
    if not isinstance(told, str):
        raise MalformedError("a list of erasures has text here")
    return told


def _pairs(told: JSON) -> tuple[tuple[str, str], ...]:
    return tuple(_pair(one) for one in map(_list, _list(told)))


def _pair(told: list[JSON]) -> tuple[str, str]:
    _has(told, 2)
    return _text(told[0]), _text(told[1])


def _has(told: list[JSON], length: int) -> bool:
    if len(told) != length:
        raise MalformedError(f"a list of erasures has a list of {length} here, not of {len(told)}")
    return True
