"""What is left of a word without its endings: the keys under which its forms meet, in Belarusian, Russian and English.

Both languages are stripped by one table of endings, in the letters of `folding`: they write most endings alike once і is и and ў is у.
The endings are data (lexicon/endings.json): of nouns and adjectives, then of verbs; `heard` are those that names have in Latin letters.
A word may have two or three keys, where an ending may be one or may be part of the word ("Гусев"), or where a Belarusian consonant may
come from another one (дарозе: дарога); two words meet when they share a key. What no rule reaches (людзі, людей, чалавек) is a list of
forms: lexicon/forms.json. Own method; how many forms it brings together, and how many strangers, is measured in tests/search.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from kniha.search.folding import SHORTEST_SOUND, fold, sound

SHORTEST = 3
"""Letters of a stem: what would be shorter keeps its ending."""
_OF_NAMES = frozenset({"ов", "ев", "ау", "яу", "оу", "еу"})
"""Endings that may as well be part of a surname: the word has a key with each."""
_SUFFIXES = ("анн", "янн", "енн", "ан", "ян", "ен", "ив")
"""Of participles and nouns made of verbs (затрыман-ы, задержан-ие, избив-ать); they go once, and leave four letters, -ив- three."""
_HEARD_OF_NAMES = frozenset({"au", "eu"})
_LATIN = re.compile("[a-z]+")
_VOWELS = "аеиоуюя"


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """Return the keys of a folded word, the surest first: at least one; a number's key is the number."""
    if known := _known().get(word):
        return (known,)
    if not word.isalpha():
        return (word,)
    found = (_english(word),) if _LATIN.fullmatch(word) else _cyrillic(_active(word))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=50_000)
def sounds(word: str) -> tuple[str, ...]:
    """Return the keys by which a folded word is met across scripts; none for a short word or a number."""
    if not word.isalpha():
        return ()
    heard = sound(word)
    ending = next((one for one in endings("heard") if heard.endswith(one) and len(heard) - len(one) >= SHORTEST_SOUND), "")
    bare = heard.removesuffix(ending)
    found = [bare, *([heard] if ending in _HEARD_OF_NAMES else [])]
    if ending and ending not in _HEARD_OF_NAMES:
        found += [bare[:-2] for name in _HEARD_OF_NAMES if bare.endswith(name) and len(bare) - 2 >= SHORTEST_SOUND]
    return tuple(key for key in dict.fromkeys(found) if len(key) >= SHORTEST_SOUND)


@cache
def endings(name: str) -> tuple[str, ...]:
    """Return a list of lexicon/endings.json, the longest ending first: in folded letters, or as `sound` gives them."""
    loaded: Mapping[str, Sequence[str]] = json.loads((files("kniha.search") / "lexicon/endings.json").read_text("utf-8"))
    return tuple(sorted({one for row in loaded[name] for one in row.split()}, key=len, reverse=True))


def meet(word: str, other: str) -> bool:
    """Whether two folded words are forms of one word, or sound alike."""
    return not (set(stems(word)).isdisjoint(stems(other)) and set(sounds(word)).isdisjoint(sounds(other)))


def _active(word: str) -> str:
    """Without the ending that turns a verb on itself: драліся, дрались, біцца."""
    if word.endswith("цца"):
        return word[:-2]
    if word.endswith("ся") and len(word) > 5:
        return word[:-2]
    return word[:-1] if re.search("(?:ли|ла|ло)с$", word) and len(word) > 5 else word


def _cyrillic(word: str) -> Iterator[str]:
    ending = next((one for one in endings("words") if word.endswith(one) and _may_stand(word.removesuffix(one), one)), "")
    bare = word.removesuffix(ending)
    yield from _plain(bare, ending)
    if ending in _OF_NAMES:
        yield word
    elif ending == "ец":
        yield f"{bare}ц"  # хлопец: хлопца
    elif ending and bare[-2:] in _OF_NAMES and len(bare) - 2 > SHORTEST:
        yield bare[:-2]
    if not ending and re.search("[^аеиоуюя](?:[аое][кц]|е[нрл])$", bare) and len(bare) > SHORTEST:
        yield bare[:-2] + bare[-1]  # a vowel that other forms have not: дубінак, отец, парень


def _may_stand(bare: str, ending: str) -> bool:
    """Whether what is left is a stem: three letters with a vowel among them; before the vowel of a verb's ending stands no other."""
    if len(bare) < SHORTEST or not any(letter in _VOWELS for letter in bare):
        return False
    return not (len(ending) > 1 and ending[0] in _VOWELS and bare[-1] in _VOWELS)


def _plain(bare: str, ending: str) -> Iterator[str]:
    """The stem with its last consonant as it stands before other endings."""
    shortened = next((one for one in _SUFFIXES if bare.endswith(one) and len(bare) - len(one) >= (3 if one == "ив" else 4)), "")
    stem = re.sub(r"([^аеиоуюя])\1$", r"\1", bare.removesuffix(shortened))
    if len(stem) > 5 and re.search("[мбпв]л$", stem):
        stem = stem[:-1]  # затрымлівалі: затрымалі
    if stem.endswith("дз") and len(stem) > SHORTEST:
        stem = stem[:-1]
    yield stem
    if ending in {"е", "и"} and re.search("[^аеиоуюя]ц$", stem):
        yield f"{stem[:-1]}к"  # дубінцы: дубінка
    elif ending == "е" and stem.endswith("ц"):
        yield f"{stem[:-1]}т"  # адвакаце: адвакат
    elif ending == "е" and re.search("[аеиоуюя]з$", stem):
        yield f"{stem[:-1]}г"  # дарозе: дарога


def _english(word: str) -> str:
    """Plurals, -ed and -ing: of steps 1a and 1b of Porter, "An algorithm for suffix stripping" (1980), what joins forms of a word."""
    stem = word
    if stem.endswith(("ies", "ied")) and len(stem) > 4:
        stem = f"{stem[:-3]}y"
    elif re.search("(?:ss|x|z|ch|sh)es$", stem):
        stem = stem[:-2]
    elif re.search("[^su]s$", stem) and len(stem) > SHORTEST:
        stem = stem[:-1]
    for ending in ("ing", "ed"):
        left = stem.removesuffix(ending)
        if left != stem and len(left) >= SHORTEST and re.search("[aeiouy]", left) and not left.endswith("e"):
            stem = re.sub(r"([^aeiouls])\1$", r"\1", left)
            break
    return stem.removesuffix("e") if len(stem) > SHORTEST + 1 else stem


@cache
def _known() -> Mapping[str, str]:
    """Of each listed form, folded: the first of its list. A form that stands in two lists stays with the first."""
    found: dict[str, str] = {}
    for forms in json.loads((files("kniha.search") / "lexicon/forms.json").read_text("utf-8")):
        (first,) = fold(forms[0])
        for form in forms:
            found.setdefault("".join(fold(form)), first)
    return found
