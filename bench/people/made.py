"""Pairs of names of invented people, with whether they are one person's and of which kind they are. Drawn from a seed, by rules.

The people's names are lists of this file, written apart from the engine's tables. How a name is written in Latin letters is the engine's
own `latin`: that is a rule of passports, not a guess of the comparison.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kniha.names.latin import latin

FOLDER = Path(__file__).resolve().parent


def _rows(name: str) -> list[list[str]]:
    return [line.split("|") for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()]


MEN, WOMEN, FATHERS, SURNAMES = _rows("men"), _rows("women"), _rows("fathers"), _rows("surnames")
"""Be | ru, and short forms of given names; patronymics and surnames of men."""
SAME_ROOT, ALIKE = _rows("same_root"), _rows("alike")
"""Two surnames of one root, each be and ru; two given names that look alike, and whose they are."""
BE_WAYS = ("passport-2010", "lacinka", "bgn", "places-2023")
RU_WAYS = ("russian-english", "russian-passport")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: each part in Belarusian and in Russian."""

    woman: bool
    given: tuple[str, str]
    short: tuple[str, ...]
    father: tuple[str, str]
    surname: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are of one person, and the kind of pair."""

    left: str
    right: str
    same: bool
    kind: str


def pairs(seed: int, each: int) -> Iterator[Pair]:
    """Yield `each` pairs of every kind."""
    draw = random.Random(seed)
    for kind, (same, make) in KINDS.items():
        for _ in range(each):
            left, right = make(draw, person(draw))
            if draw.random() < 0.5:
                left, right = right, left
            yield Pair(left, right, same, kind)


def person(draw: random.Random) -> Person:
    """Return somebody."""
    woman = draw.random() < 0.5
    be, ru, short = draw.choice(WOMEN if woman else MEN)
    father, surname = draw.choice(FATHERS), draw.choice(SURNAMES)
    return Person(
        woman,
        (be, ru),
        tuple(short.split()),
        (_daughter(father[0]), _daughter(father[1])) if woman else (father[0], father[1]),
        (_feminine(surname[0]), _feminine(surname[1])) if woman else (surname[0], surname[1]),
    )


def _daughter(son: str) -> str:
    for ending, daughter in (
        ("авіч", "аўна"),
        ("евіч", "еўна"),
        ("овіч", "оўна"),
        ("ович", "овна"),
        ("евич", "евна"),
        ("ыч", "ычна"),
        ("ич", "ична"),
    ):
        if son.endswith(ending):
            return son.removesuffix(ending) + daughter
    raise ValueError(son)


def _feminine(surname: str) -> str:
    for ending, feminine in (
        ("ський", "ська"), ("ский", "ская"), ("цкий", "цкая"), ("скі", "ская"), ("цкі", "цкая"), ("оў", "ова"), ("аў", "ава"),
        ("еў", "ева"), ("ёў", "ёва"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ін", "іна"), ("ин", "ина"), ("ын", "ына"),
    ):  # fmt: skip
        if surname.endswith(ending):
            return surname.removesuffix(ending) + feminine
    return surname


def be(one: Person) -> str:
    """Return a person's name in Belarusian, given name first."""
    return f"{one.given[0]} {one.surname[0]}"


def ru(one: Person) -> str:
    """Return a person's name in Russian."""
    return f"{one.given[1]} {one.surname[1]}"


def ru_full(one: Person) -> str:
    """Return surname, given name and patronymic in Russian."""
    return f"{one.surname[1]} {one.given[1]} {one.father[1]}"


def be_full(one: Person) -> str:
    """Return given name, patronymic and surname in Belarusian."""
    return f"{one.given[0]} {one.father[0]} {one.surname[0]}"


def _any(draw: random.Random, one: Person) -> str:
    return draw.choice(
        [be, ru, ru_full, be_full, lambda p: latin(be(p), draw.choice(BE_WAYS)), lambda p: latin(ru(p), draw.choice(RU_WAYS))]
    )(one)


def _other(draw: random.Random, one: Person) -> Person:
    while True:
        two = person(draw)
        if two.given[1] != one.given[1] and two.surname[1] != one.surname[1] and two.father[1] != one.father[1]:
            return two


def _sex(draw: random.Random, one: Person, *, woman: bool) -> Person:
    while True:
        two = person(draw)
        if (
            two.woman == woman
            and two.given[1] != one.given[1]
            and two.father[1] != one.father[1]
            and not set(two.short) & set(one.short)
            and not _one_surname(one, two)
        ):
            return two


def _one_surname(one: Person, two: Person) -> bool:
    return _spouse_surname(one, woman=False) == _spouse_surname(two, woman=False)


def _typo(draw: random.Random, text: str) -> str:
    places = [place for place, letter in enumerate(text) if letter.isalpha() and place and text[place - 1].isalpha()]
    place = draw.choice(places)
    way = draw.randrange(3)
    if way == 0:
        return text[:place] + text[place + 1 :]
    if way == 1:
        return text[:place] + text[place] + text[place:]
    return text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]


_SEEN = str.maketrans({"і": "i", "о": "o", "с": "c", "е": "e", "а": "a", "р": "p", "х": "x"})
_READ = [("н", "п"), ("и", "н"), ("л", "д"), ("е", "с"), ("ш", "щ"), ("о", "0"), ("з", "3"), ("б", "6"), ("в", "з")]


def _homoglyphs(draw: random.Random, text: str) -> str:
    return "".join(letter.translate(_SEEN) if draw.random() < 0.4 else letter for letter in text)


def _ocr(draw: random.Random, text: str) -> str:
    ways = [pair for pair in _READ if pair[0] in text[1:]]
    if not ways:
        return text
    wrong, read = draw.choice(ways)
    place = text.index(wrong, 1)
    return text[:place] + read + text[place + 1 :]


def _initials(one: Person, language: int, *, both: bool, first: bool) -> str:
    letters = f"{one.given[language][0]}." + (f" {one.father[language][0]}." if both else "")
    return f"{letters} {one.surname[language]}" if first else f"{one.surname[language]} {letters}"


def _spouse(draw: random.Random, one: Person) -> Person:
    two = _sex(draw, one, woman=not one.woman)
    man_be, man_ru = next((be, ru) for be, ru in SURNAMES if one.surname[1] in {ru, _feminine(ru)})
    surname = (_feminine(man_be), _feminine(man_ru)) if two.woman else (man_be, man_ru)
    return replace(two, surname=surname)


def _sibling(draw: random.Random, one: Person, *, woman: bool) -> Person:
    two = replace(_sex(draw, one, woman=woman), father=one.father, surname=one.surname)
    if woman == one.woman:
        return two
    son_be, son_ru = next((be, ru) for be, ru in FATHERS if one.father[1] in {ru, _daughter(ru)})
    father = (_daughter(son_be), _daughter(son_ru)) if woman else (son_be, son_ru)
    return replace(two, father=father, surname=_spouse_surname(one, woman=woman))


def _spouse_surname(one: Person, *, woman: bool) -> tuple[str, str]:
    man_be, man_ru = next((be, ru) for be, ru in SURNAMES if one.surname[1] in {ru, _feminine(ru)})
    return (_feminine(man_be), _feminine(man_ru)) if woman else (man_be, man_ru)


def _near_surname(draw: random.Random, one: Person) -> tuple[Person, Person]:
    """The same given name, and a surname of the same root: -ко and -енков, -ік and -ікаў, -оў and -оўскі."""
    a, b, c, d = draw.choice(SAME_ROOT)
    mine, theirs = ((a, b), (c, d)) if draw.random() < 0.5 else ((c, d), (a, b))
    if one.woman:
        mine, theirs = tuple(map(_feminine, mine)), tuple(map(_feminine, theirs))
    return replace(one, surname=(mine[0], mine[1])), replace(one, surname=(theirs[0], theirs[1]))


def _like_given(draw: random.Random, one: Person) -> tuple[Person, Person]:
    a, b, c, d, gender = draw.choice(ALIKE)
    two = one
    while two.woman != (gender == "f"):
        two = person(draw)
    return replace(two, given=(a, b)), replace(two, given=(c, d))


Maker = Callable[[random.Random, Person], tuple[str, str]]
KINDS: dict[str, tuple[bool, Maker]] = {
    "be / ru": (True, lambda _, p: (be(p), ru(p))),
    "be / passport": (True, lambda _, p: (be(p), latin(be(p), "passport-2010"))),
    "be / Łacinka": (True, lambda _, p: (be(p), latin(be(p), "lacinka"))),
    "ru / be Latin": (True, lambda d, p: (ru(p), latin(be(p), d.choice(BE_WAYS)))),
    "be / ru Latin": (True, lambda d, p: (be(p), latin(ru(p), d.choice(RU_WAYS)))),
    "Latin / Latin": (True, lambda d, p: (latin(be(p), d.choice(BE_WAYS)), latin(ru(p), d.choice(RU_WAYS)))),
    "Polish writing": (True, lambda d, p: (d.choice([be, ru])(p), latin(be(p), "polish"))),
    "patronymic on one side": (True, lambda _, p: (be(p), ru_full(p))),
    "patronymics of both": (True, lambda _, p: (be_full(p), ru_full(p))),
    "patronymic in Latin": (True, lambda d, p: (ru_full(p), latin(be_full(p), d.choice(BE_WAYS)))),
    "initials": (
        True,
        lambda d, p: (_initials(p, d.randrange(2), both=d.random() < 0.6, first=d.random() < 0.5), d.choice([ru_full, be_full])(p)),
    ),
    "initial and Latin": (True, lambda _, p: (_initials(p, 0, both=False, first=True), latin(be(p), "passport-2010"))),
    "short form": (True, lambda d, p: (f"{d.choice(p.short)} {p.surname[1]}", d.choice([be, ru, ru_full])(p))),
    "other order": (True, lambda _, p: (f"{p.surname[0]} {p.given[0]}", ru(p))),
    "SURNAME, given": (True, lambda d, p: (_passport_order(p), d.choice([be, ru])(p))),
    "homoglyphs": (True, lambda d, p: (_homoglyphs(d, be(p)), ru(p))),
    "ў as у, і as и": (True, lambda d, p: (be(p).replace("ў", "у").replace("і", "и").replace("І", "И"), d.choice([be, ru])(p))),
    "ё as е": (True, lambda _, p: (ru_full(p).replace("ё", "е"), be(p))),
    "slip of the hand": (True, lambda d, p: (_typo(d, ru(p)), d.choice([ru, be])(p))),
    "slip, with patronymic": (True, lambda d, p: (_typo(d, ru_full(p)), d.choice([ru_full, be_full])(p))),
    "misread print": (True, lambda d, p: (_ocr(d, ru_full(p)), d.choice([ru_full, be_full])(p))),
    "husband's form abroad": (True, lambda _, p: (latin(f"{p.given[1]} {_spouse_surname(p, woman=False)[1]}", "russian-english"), ru(p))),
    "strangers": (False, lambda d, p: (_any(d, p), _any(d, _other(d, p)))),
    "spouses": (False, lambda d, p: (_any(d, p), _any(d, _spouse(d, p)))),
    "siblings": (False, lambda d, p: (_any(d, p), _any(d, _sibling(d, p, woman=d.random() < 0.5)))),
    "another patronymic": (False, lambda d, p: (d.choice([ru_full, be_full])(p), d.choice([ru_full, be_full])(_with_father(d, p)))),
    "another surname": (False, lambda d, p: (_any(d, p), _any(d, _with_surname(d, p)))),
    "surname of the same root": (False, lambda d, p: tuple(d.choice([be, ru, ru_full])(one) for one in _near_surname(d, p))),
    "given name that looks alike": (False, lambda d, p: tuple(_any(d, one) for one in _like_given(d, p))),
    "initial conflicts": (False, lambda d, p: (_initials(p, 1, both=d.random() < 0.5, first=d.random() < 0.5), ru_full(_unlike(d, p)))),
    "patronymic's initial conflicts": (
        False,
        lambda d, p: (_initials(p, 1, both=True, first=False), ru_full(replace(p, father=_unlike(d, p).father))),
    ),
}


def _passport_order(one: Person) -> str:
    return f"{latin(one.surname[0], 'passport-2010').upper()}, {latin(one.given[0], 'passport-2010')}"


def _with_father(draw: random.Random, one: Person) -> Person:
    return replace(one, father=_sex(draw, one, woman=one.woman).father)


def _with_surname(draw: random.Random, one: Person) -> Person:
    return replace(one, surname=_sex(draw, one, woman=one.woman).surname)


def _unlike(draw: random.Random, one: Person) -> Person:
    while True:
        two = _sex(draw, one, woman=one.woman)
        if two.given[1][0] != one.given[1][0] and two.father[1][0] != one.father[1][0]:
            return replace(two, surname=one.surname)


def _gendered(draw: random.Random) -> Person:
    while True:
        one = person(draw)
        if one.woman and one.surname[1] != _spouse_surname(one, woman=False)[1]:
            return one


def _man_and_woman(draw: random.Random, _: Person) -> tuple[str, str]:
    woman = _gendered(draw)
    man = replace(woman, surname=_spouse_surname(woman, woman=False))
    return _initials(woman, 1, both=False, first=False), _initials(man, draw.randrange(2), both=False, first=False)


KINDS["man and woman by initials"] = (False, _man_and_woman)
