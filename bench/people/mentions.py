"""Mentions of invented officers, as many as are asked, from a seed: each person is told of several times, by sources that err.

Names are Belarusian, Russian or Latin by passport, whole, with initials, without the patronymic, with a slip; what else is told is told
now and then, and sometimes wrongly. Surnames are roots with endings, so that a million mentions do not share a hundred surnames.
"""

import random
from collections.abc import Iterator
from itertools import product

from kniha.names.latin import latin
from people.made import FATHERS, MEN, SURNAMES

COLUMNS = ("id", "name", "dob", "birth_place", "unit", "rank", "badge", "place", "source", "person")
MEAN_MENTIONS = 4
_BEGINNINGS = (
    "Ба", "Бе", "Ва", "Га", "Го", "Да", "Ду", "Же", "За", "Зу", "Ка", "Ку", "Ла", "Лу", "Ма",
    "Ме", "Му", "На", "Па", "Пе", "Ра", "Ру", "Са", "Се", "Та", "Ту", "Ха", "Ча", "Ша", "Шу",
)  # fmt: skip
_MIDDLES = (
    "бор", "вал", "гар", "дзін", "жыл", "зал", "кал", "лаг", "мяр", "нав",
    "пал", "руб", "сян", "там", "цяр", "чар", "шал", "лук", "кат", "баб",
)  # fmt: skip
_ENDINGS = ("овіч|ович", "енка|енко", "оў|ов", "скі|ский", "ін|ин", "ук|ук", "ец|ец", "эвіч|евич")
_RANKS = ("лейтэнант|лейтенант", "старшы лейтэнант|старший лейтенант", "капітан|капитан", "маёр|майор", "падпалкоўнік|подполковник",
          "прапаршчык|прапорщик", "сяржант|сержант", "палкоўнік|полковник")  # fmt: skip
_SLIPS = "абвгдежзіклмнопрстухя"
_OTHERS = str.maketrans({"і": "и", "ў": "у", "э": "е"})


def mentions(seed: int, count: int) -> Iterator[tuple[str, ...]]:
    """Yield `count` mentions; the last column says whose each is."""
    draw = random.Random(seed)
    surnames = [tuple(row[:2]) for row in SURNAMES]
    for beginning, middle, ending in product(_BEGINNINGS, _MIDDLES, _ENDINGS):
        be, ru = ending.split("|")
        surnames.append((beginning + middle + be, (beginning + middle).translate(_OTHERS) + ru))
    towns = [beginning + middle + ending for beginning, middle in product(_BEGINNINGS, _MIDDLES) for ending in ("ічы", "оўка")]
    units = [f"{town[:-3]}скі {kind}" for town in towns[:150] for kind in ("АМАП", "РАУС", "полк", "ДАІ")]
    order = draw.sample(range(count), count)
    number = 0
    while number < count:
        person = _person(draw, (surnames, towns, units))
        for _ in range(min(count - number, 1 + int(draw.expovariate(1 / (MEAN_MENTIONS - 1))))):
            yield (f"m{order[number]:07d}", *_mention(draw, person, towns), f"s{draw.randrange(40)}", str(person["number"]))
            number += 1


def _person(draw: random.Random, lists: tuple[list[tuple[str, ...]], list[str], list[str]]) -> dict[str, object]:
    surnames, towns, units = lists
    # a few surnames are frequent, most are rare
    place = min(int(len(surnames) * draw.random() ** 2), len(surnames) - 1)
    return {
        "number": draw.getrandbits(48),
        "given": draw.choice(MEN)[:2],
        "father": draw.choice(FATHERS)[:2],
        "surname": surnames[place],
        "dob": f"{draw.randrange(1960, 2001)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
        "town": draw.choice(towns),
        "unit": draw.choice(units),
        "rank": draw.choice(_RANKS).split("|"),
        "badge": f"{draw.choice('АБВМ')}{draw.randrange(1_000_000):06d}",
    }


def _mention(draw: random.Random, person: dict[str, object], towns: list[str]) -> tuple[str, ...]:
    column = draw.random() < 0.55
    given, father, surname, rank = (str(person[part][column]) for part in ("given", "father", "surname", "rank"))  # type: ignore[index]
    if draw.random() < 0.08:
        at = draw.randrange(1, len(surname))
        surname = surname[:at] + draw.choice(_SLIPS) + surname[at + 1 :]
    way = draw.random()
    if way < 0.35:
        name = f"{surname} {given} {father}"
    elif way < 0.65:
        name = f"{given} {surname}"
    elif way < 0.8:
        name = f"{surname} {given[0]}.{father[0]}."
    elif way < 0.9:
        name = latin(f"{given} {surname}", "russian-english" if column else "passport-2010")
    else:
        name = surname
    dob = str(person["dob"])
    if draw.random() < 0.1:
        at = draw.choice((3, 6, 8, 9))
        dob = dob[:at] + str(draw.randrange(10)) + dob[at + 1 :]
    return (
        name,
        draw.choice((dob, dob[:4])) if draw.random() < 0.5 else "",
        str(person["town"]) if draw.random() < 0.4 else "",
        str(person["unit"]) if draw.random() < 0.7 else "",
        rank if draw.random() < 0.6 else "",
        str(person["badge"]) if draw.random() < 0.15 else "",
        draw.choice(towns) if draw.random() < 0.3 else "",
    )
