"""A name read as given name, patronymic and surnames: by the table, by endings, by place, by commas, initials and capitals.

What cannot be decided is read in more than one way, and comparison takes the readings that meet best. A text that names nobody
("не вядома") or several people is told as that and never read as a name. Work is bounded: of a long text no more is looked at
than `MOST_SIGNS`.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from kniha.names.given import Gender
from kniha.names.words import Kind, Word, listed, word

Note: TypeAlias = Literal["no-name", "several-names"]

MOST_SIGNS = 300
MOST_WORDS = 6
_PARTS = re.compile(r"[^\W_][^\W_'’ʼ`´′-]*(?:['’ʼ`´′-][^\W_'’ʼ`´′-]+)*['’ʼ]?\.?|[,;/&+(]")
_UNSEEN = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]")  # marks that no letter carries composed, and signs of no width
_GLUED = re.compile(r"(?<=[a-zа-яёіўїєґ]{3})(?=[A-ZА-ЯЁІЎЇЄҐ][a-zа-яёіўїєґ]{2})")
_DIVIDING = frozenset(";/&+")
_LONGEST_SHORT = 4  # letters and the point: "Юр.", "Вл."
_TWO_INITIALS = 2
_FULL_NAME = 3


class Reading(NamedTuple):
    """One way to read a name; a part that is not there is None or empty. Initials are words of one or a few first letters."""

    given: Word | None
    patronymic: Word | None
    surnames: tuple[Word, ...]
    given_initial: Word | None = None
    patronymic_initial: Word | None = None


class Name(NamedTuple):
    """A name as parsed: its ways to be read, the likeliest first; none with a note why. `gender` is whose it is, where all parts agree."""

    text: str
    readings: tuple[Reading, ...]
    gender: Gender | None = None
    note: Note | None = None
    mended: bool = False
    alone: Word | None = None
    """The one word that the name consists of, if it does."""


class _Roles(NamedTuple):
    """A reading by places: of words, and of initials."""

    given: int | None
    patronymic: int | None
    surnames: tuple[int, ...]
    given_initial: int | None = None
    patronymic_initial: int | None = None


class _Placed(NamedTuple):
    """What else there was in the text: so many initials, so many words before a comma, places of words with a hyphen between."""

    initials: int = 0
    behind: int = 0
    joined: tuple[int, ...] = ()


_PLAIN = _Placed()


def parse(text: str) -> Name:
    """Return `text` read as one person's name. Refuses nothing."""
    words = [word(part) for part in text.split(None, MOST_WORDS)] if len(text) <= MOST_SIGNS else []
    if 1 < len(words) <= _FULL_NAME and all([one.ordinary for one in words]):  # noqa: C419  a list is quicker for two
        return _named(text, words, (), _PLAIN)
    shown = text[:MOST_SIGNS]
    parts = _PARTS.findall(shown if shown.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", shown)))
    if not _DIVIDING.isdisjoint(parts) or parts.count(",") > 1 or not listed("several").isdisjoint(parts):
        return Name(text, (), note="several-names")
    if len(parts) == 1:
        parts = _GLUED.sub(" ", parts[0]).split()
    kept = _kept(parts)
    if not kept or all(not one[0].isalnum() for one in kept):
        return Name(text, (), note="no-name")
    if len(kept) > MOST_WORDS or len(text) > MOST_SIGNS:
        return Name(text, (), note="several-names")
    return _read(text, kept)


def parse_parts(*, given: str = "", patronymic: str = "", surname: str = "") -> Name:
    """Return a name whose parts are told apart already, as tables do; an initial in its place is one. Refuses nothing."""
    text = " ".join(filter(None, (given, patronymic, surname)))
    first, father, last = (_words_of(part) for part in (given, patronymic, surname))
    if not (first or father or last):
        return Name(text, (), note="no-name")
    names, initials = [one for one in first if len(one.written) > 1], [one for one in first if len(one.written) == 1]
    reading = Reading(
        given=names[0] if names else None,
        patronymic=father[0] if father and len(father[0].written) > 1 else None,
        surnames=tuple(last),
        given_initial=initials[0] if initials and not names else None,
        patronymic_initial=father[0] if father and len(father[0].written) == 1 else None,
    )
    everything = [*first, *father, *last]
    alone = everything[0] if len(everything) == 1 and len(everything[0].written) > 1 else None
    return Name(text, (reading,), _gender(reading), None, any(one.mended for one in everything), alone)


def _words_of(part: str) -> list[Word]:
    """Return the words of one part of a name; a part that says that nothing is known is empty."""
    shown = _PARTS.findall(_UNSEEN.sub("", unicodedata.normalize("NFC", part[:MOST_SIGNS])))
    pieces = [piece for one in _kept(shown) for piece in one.rstrip(".").split("-")]
    return [one for one in map(word, pieces[:MOST_WORDS]) if one.heard]


def _kept(parts: Sequence[str]) -> list[str]:
    """Leave out particles and words that say that no name is known."""
    plain = [part for part in parts if part.rstrip(".").lower() not in listed("not_names") or part == ","]
    if all(part == "," for part in plain):
        return []
    if len(plain) < len(parts):
        plain = [part for part in parts if not (part.islower() and part.rstrip(".") in listed("not_names"))]
    without = [part for part in plain if part == "(" or not _particle(part)]
    return without if any(part not in {",", "("} for part in without) else plain


def _particle(part: str) -> bool:
    bare = part.rstrip(".").lower()
    return bare in listed("particles") and (len(bare) > 1 or part.islower())


def _read(text: str, parts: Sequence[str]) -> Name:
    initials: list[Word] = []
    words: list[Word] = []
    joined: list[int] = []  # places of words with a hyphen between
    behind = 0  # words before the comma
    for part in parts:
        bare = part.rstrip(".")
        if part in {",", "("}:
            behind = len(words) if part == "," else behind
        elif len(bare) == 1 or (part[-1] == "." and len(part) <= _LONGEST_SHORT):
            initials.append(word(bare))
        elif len(bare) == _TWO_INITIALS and bare.isupper() and not text.isupper() and len(parts) == _TWO_INITIALS:
            initials += [word(bare[0]), word(bare[1])]
        elif "-" in bare:
            pieces = [piece for piece in bare.split("-") if not _particle(piece)]
            joined += range(len(words), len(words) + len(pieces))
            words += [word(piece) for piece in pieces]
        else:
            words.append(word(bare))
    words = [one for one in words if one.heard]
    placed = _Placed(min(len(initials), 2), behind, tuple(joined))
    return _named(text, words, initials, placed) if words else Name(text, (), note="no-name")


def _named(text: str, words: Sequence[Word], initials: Sequence[Word], placed: _Placed) -> Name:
    found = _roles(tuple([one.kind for one in words]), placed)
    readings = tuple([_reading(roles, words, initials) for roles in found])
    gender = _gender(readings[0])
    mended = any([one.mended for one in words])  # noqa: C419  a list is quicker for two
    return Name(text, readings, gender, None, mended, words[0] if len(words) == 1 and not initials else None)


def _reading(roles: _Roles, words: Sequence[Word], initials: Sequence[Word]) -> Reading:
    given, father, surnames, given_initial, father_initial = roles
    return Reading(
        None if given is None else words[given],
        None if father is None else words[father],
        tuple([words[place] for place in surnames]),
        None if given_initial is None else initials[given_initial],
        None if father_initial is None else initials[father_initial],
    )


@lru_cache(maxsize=1 << 14)
def _roles(kinds: tuple[Kind, ...], placed: _Placed) -> tuple[_Roles, ...]:
    """Return the ways to read words of these kinds; names come in few kinds, so that this is decided once for many."""
    initials = placed.initials
    first, second = (0 if initials else None), (1 if initials > 1 else None)
    if len(kinds) == 1:
        surname, given = _Roles(None, None, (0,), first, second), _Roles(0, None, (), None, first)
        if not kinds[0].known:
            return (surname,)
        return (surname, given) if initials or not kinds[0].full else (given, surname)
    at = _patronymic_at(kinds, placed.joined)
    rest = [place for place in range(len(kinds)) if place != at]
    likely, sure = _given_at(kinds, rest, at, placed.behind)
    orders = [likely] if sure else [likely, *(place for place in rest if place != likely)]
    ways = []
    for given_place in orders[:3]:
        surnames = tuple(place for place in rest if place != given_place)
        ways.append(_Roles(given_place, at, surnames, None, first if at is None else None))
    if initials and not kinds[likely].full:
        # А. В. Дунін-Марцінкевіч: all words are surnames
        ways.insert(0, _Roles(None, at, tuple(rest), first, second))
    if at is None and len(kinds) == 2 and not initials and _father_and_no_surname(*kinds):
        ways.append(_Roles(0, 1, ()))
    return tuple(ways)


def _patronymic_at(kinds: Sequence[Kind], joined: Sequence[int]) -> int | None:
    """Return the place of the patronymic: behind a given name and not the only other word, but -ўна, which no surname ends with."""
    likely = [place for place, one in enumerate(kinds) if one.fatherly and place not in joined]
    daughters = [place for place in likely if place and kinds[place].child == "f"]
    if len(kinds) < _FULL_NAME:
        return daughters[0] if daughters else None
    behind_given = [place for place in likely if place and kinds[place - 1].known]
    of_known = [place for place in likely if place and kinds[place].child]
    for places in (daughters, [place for place in behind_given if kinds[place].child], behind_given, of_known):
        if places:
            return places[-1]
    if likely and likely[-1] > 0:
        return likely[-1]
    return 0 if likely and kinds[0].child else None


def _given_at(kinds: Sequence[Kind], rest: Sequence[int], at: int | None, behind: int) -> tuple[int, bool]:
    """Return which of the words that are no patronymic is the given name, and whether that is sure."""
    known = [place for place in rest if kinds[place].known]
    if at and (kinds[at - 1].known or not known):
        return at - 1, True
    if 0 < behind < len(kinds):
        return next(place for place in (*(place for place in rest if place >= behind), *rest)), True
    if len(known) == 1:
        return known[0], not _also_surname(kinds, rest, known[0])
    capitals = [place for place in rest if kinds[place].capitals]
    if len(capitals) == 1 and len(rest) == 2:
        return rest[1] if capitals[0] == rest[0] else rest[0], True
    known = [place for place in known if kinds[place].full] or known
    return (known[0] if known else rest[0]), False


def _also_surname(kinds: Sequence[Kind], rest: Sequence[int], place: int) -> bool:
    """Whether the other word may as well be the given name: two words, of which the table knows one as a short form only."""
    other = rest[1] if rest[0] == place else rest[0]
    return len(rest) == 2 and not kinds[place].full and not kinds[other].ending


def _father_and_no_surname(given: Kind, other: Kind) -> bool:
    """Іван Захаравіч: a given name and a surname, or a patronymic and no surname."""
    return other.child is not None and given.known and given.gender == other.child


def _gender(reading: Reading) -> Gender | None:
    given = reading.given.kind.gender if reading.given else None
    child = reading.patronymic.patronymic.gender if reading.patronymic and reading.patronymic.patronymic else None
    return given or child if given is None or child is None or given == child else None
