"""Places that a text names, in any case of the three languages: "на Акрэсціна", "в Жодине", "near Pushkinskaya metro".

What is found is a suggestion for whoever codes the text. A name counts in the forms that its own endings give it, never by its stem, so
that a common word is not taken for a place; a name that is also a surname or a common word counts only with its sign (`gazetteer.Sign`):
"у Барысаве", but not "з Барысавым". Own method; time in proportion to the text. Typed names are completed by `completed`.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

from kniha.search.folding import fold, sound
from kniha.search.stems import endings, sounds
from kniha.vocab.gazetteer import KnownPlace, known_places

LONGEST_TEXT = 1_000_000
_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_GAP = re.compile(r"[\s\-–№.]{1,4}")
_VOWELS = "аеиоуюя"
_SOUND_FROM = 5
"""Letters from which on a capitalised Latin word is met by its sound."""


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A name that stands at characters `start` to `end` of a text, and what it may mean, the likeliest first."""

    start: int
    end: int
    places: tuple[KnownPlace, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as its words, each in every form."""

    place: KnownPlace
    words: tuple[frozenset[str], ...]


def told_places(text: str) -> tuple[ToldPlace, ...]:
    """Return the places named in the first million characters of `text`, in order; the longest name wins. It raises nothing."""
    words = [_Word(*found.span(), found[0], "".join(fold(found[0]))) for found in _TOKEN.finditer(text[:LONGEST_TEXT])]
    return tuple(_found(text, words))


def completed(typed: str, *, limit: int = 8) -> tuple[KnownPlace, ...]:
    """Return the places whose name begins with what is `typed`, in any language or script, those called exactly so first."""
    asked = fold(typed)
    if not asked:
        return ()
    heard = sound("".join(asked))
    ranked = ((_rank("".join(asked), heard, place), number, place) for number, place in enumerate(known_places()))
    return tuple(place for rank, _, place in sorted((one for one in ranked if one[0] is not None), key=lambda one: one[:2])[:limit])


def _rank(asked: str, heard: str, place: KnownPlace) -> int | None:
    """0: called so; 1: begins so; 2: a later word of the name begins so; 3: begins so by its sound; None: not met."""
    best: int | None = None
    for name in place.all_names:
        words = fold(name)
        whole = "".join(words)
        if whole == asked:
            return 0
        if whole.startswith(asked):
            met = 1
        elif any("".join(words[at:]).startswith(asked) for at in range(1, len(words))):
            met = 2
        elif len(heard) > 2 and sound(whole).startswith(heard):
            met = 3
        else:
            continue
        best = met if best is None else min(best, met)
    return best


def _found(text: str, words: Sequence[_Word]) -> Iterator[ToldPlace]:
    at = 0
    while at < len(words):
        long, places = _longest(text, words, at)
        if places:
            yield ToldPlace(words[at].start, words[at + long - 1].end, places)
        at += max(long, 1)


def _longest(text: str, words: Sequence[_Word], at: int) -> tuple[int, tuple[KnownPlace, ...]]:
    """Of the names that begin with this word and have their sign: how many words the longest has, and which places it means."""
    met: dict[int, dict[str, KnownPlace]] = defaultdict(dict)
    for name in (*_by_first_word().get(words[at].folded, ()), *_by_sound(words[at])):
        long = len(name.words)
        if _stands(text, words, at, name) and _has_sign(words, at, long, name.place):
            met[long][name.place.id] = name.place
    return (max(met), tuple(met[max(met)].values())) if met else (0, ())


def _by_sound(word: _Word) -> Sequence[_Name]:
    if len(word.folded) < _SOUND_FROM or not word.folded.isascii() or not word.text[0].isupper():
        return ()
    return _by_heard().get(sound(word.folded), ())


def _stands(text: str, words: Sequence[_Word], at: int, name: _Name) -> bool:
    if at + len(name.words) > len(words):
        return False
    for step in range(1, len(name.words)):
        gap = text[words[at + step - 1].end : words[at + step].start]
        if words[at + step].folded not in name.words[step] or not _GAP.fullmatch(gap):
            return False
    return True


def _has_sign(words: Sequence[_Word], at: int, long: int, place: KnownPlace) -> bool:
    before, after = _folded_at(words, at - 1), _folded_at(words, at + long)
    is_capital = words[at].text[0].isupper()
    if place.sign in {"capital", "metro"} and (before in _signs("street") or after in _signs("street")):
        return False
    match place.sign:
        case "none":
            return True
        case "capital":
            return is_capital
        case "metro":
            return not {before, _folded_at(words, at - 2), after}.isdisjoint(_signs("metro"))
        case "town":
            return is_capital and (before in _signs("settlement") or _is_where(before, words[at].folded))


def _is_where(before: str, form: str) -> bool:
    """Whether the word before makes a place of a form: "из Борисова"; "у Барысаве", where "у Борисова" is with somebody of that name."""
    if before in _signs("into"):
        return not form.endswith(("им", "ами", "ой"))
    return before in _signs("at") and form.endswith(("е", "ах", "ях", "ци"))


def _folded_at(words: Sequence[_Word], at: int) -> str:
    return words[at].folded if 0 <= at < len(words) else ""


@cache
def _signs(name: str) -> frozenset[str]:
    loaded: Mapping[str, Sequence[str]] = json.loads((files("kniha.search") / "lexicon/place-words.json").read_text("utf-8"))
    return frozenset(folded for word in loaded[name] for folded in fold(word))


@cache
def _by_first_word() -> Mapping[str, tuple[_Name, ...]]:
    found: dict[str, list[_Name]] = defaultdict(list)
    for place in known_places():
        for name in place.all_names:
            words = tuple(_forms(word) for word in re.split(r"[\s\-№]+", name) if fold(word))
            for form in words[0]:
                found[form].append(_Name(place, words))
    return {form: tuple(names) for form, names in found.items()}


@cache
def _by_heard() -> Mapping[str, tuple[_Name, ...]]:
    """Names of one word by their sound, for texts in Latin letters."""
    found: dict[str, dict[str, _Name]] = defaultdict(dict)
    for place in known_places():
        for words in map(fold, place.all_names):
            if len(words) == 1 and sounds(words[0]):
                found[sound(words[0])][place.id] = _Name(place, (frozenset(words),))
    return {heard: tuple(names.values()) for heard, names in found.items()}


def _forms(written: str) -> frozenset[str]:
    """A word of a name, folded, in every case that its endings give, in both languages; a Latin word or a number as it stands."""
    word = "".join(fold(written))
    if not re.fullmatch("[а-я]{3,}", word):
        return frozenset({word})
    if re.search("(?:ая|ое|ае|ии)$", word) and len(word) > 4:
        return frozenset({word, *(word[:-2] + ending for ending in endings("places, adjective"))})
    if re.search("(?:скі|ны|вы|сты)$", written.lower()):  # Belarusian: Ленінскі, Трактарны
        return frozenset({word, *(word[:-1] + ending for ending in endings("places, adjective"))})
    is_open = word[-1] in _VOWELS and not word.endswith(("ау", "оу", "еу"))
    base = word[:-1] if is_open else word
    if is_open:
        declined = "plural" if word[-1] == "и" else "neuter" if word[-1] in "ое" else "feminine"
    else:
        declined = "soft" if written.endswith("ь") else "singular"
    return frozenset(
        {word, *(stem + ending for stem, ending in product(_stems(base), ("", *endings(f"places, {declined}")))), *_softened(base)}
    )


def _stems(base: str) -> Iterator[str]:
    """The stem, and what it is before other endings: Магілёў, Магілёве; Городок, в Городке; Астравец, у Астраўцы."""
    yield base
    if base.endswith(("ау", "оу", "еу")):
        yield f"{base[:-1]}в"
    if len(base) > 4 and re.search("[^аеиоуюя][аеоя][кцнл]$", base):
        short = base[:-2] + base[-1]
        yield short
        yield re.sub("в(.)$", r"у\1", short)


def _softened(base: str) -> Iterator[str]:
    """The Belarusian locative: у Брэсце, у Лідзе, у Астраўцы."""
    for hard, soft in (("д", "дз"), ("т", "ц"), ("к", "ц"), ("г", "з")):
        if base.endswith(hard):
            yield f"{base[: -len(hard)]}{soft}е"
    yield from (f"{stem}и" for stem in _stems(base) if stem.endswith("ц"))
