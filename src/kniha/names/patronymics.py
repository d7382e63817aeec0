"""Patronymics: whose son or daughter. Made from the given names of men by the rules of three languages, so that those of one father meet.

Мікалаевіч, Николаевич, Миколайович, Mikalaevich and Мікалаеўна are of one father; a patronymic of a name that the table does not have is
known by its ending alone. Many surnames end the same way (Станкевіч): which of the two a word is, is decided by its place (`parsing`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kniha.names.given import Gender, given_names, readings
from kniha.names.letters import letters
from kniha.names.sounds import sound

_SON = re.compile(r"^(.{2,}?)(?:[aoe]|j[aoe]|i)?(?:v[ij]?[čXŤ]|vits)$")
_DAUGHTER = re.compile(r"^(.{2,}?)(?:(?:[aoe]|j[aoe]|i)?vna|i[čX]na|inišna|iniXna|inična)$")
_WORN = re.compile(r"^(.{2,}?)i[čXŤ]$")
_OWN = {
    "Павел": ("Паўлавіч", "Павлович"), "Пётр": ("Пятровіч", "Петрович"), "Леў": ("Львовіч", "Львович"), "Лев": ("Львовіч", "Львович"),
    "Міхаіл": ("Міхайлавіч", "Михайлович"), "Михаил": ("Міхайлавіч", "Михайлович"), "Якаў": ("Якаўлевіч", "Яковлевич"),
    "Яков": ("Якаўлевіч", "Яковлевич"), "Гавриил": ("Гаўрылавіч", "Гаврилович"), "Даниил": ("Данілавіч", "Данилович"),
    "Илья": ("Ільіч", "Ильич"), "Ілья": ("Ільіч", "Ильич"), "Ілля": ("Ілліч", "Ілліч"), "Фома": ("Фаміч", "Фомич"),
    "Лука": ("Лукіч", "Лукич"), "Кузьма": ("Кузьміч", "Кузьмич"), "Никита": ("Мікіціч", "Никитич"), "Савва": ("Савіч", "Саввич"),
    "Осип": ("Восіпавіч", "Осипович"), "Микола": ("Миколайович", "Миколайович"), "Фёдор": ("Фёдаравіч", "Фёдорович"),
    "Емельян": ("Емяльянавіч", "Емельянович"), "Кирилл": ("Кірылавіч", "Кириллович"),
}  # fmt: skip
"""Fathers whose patronymic no rule gives."""


@dataclass(frozen=True, slots=True)
class Patronymic:
    """What a word says if it is a patronymic: the fathers' names (numbers of the table; none: not known), their sound, and whose it is."""

    fathers: frozenset[int]
    root: str
    gender: Gender


def patronymic(heard: str) -> Patronymic | None:
    """Return what a word that sounds so says as a patronymic, or None where it cannot be one."""
    for reading in readings(heard):
        if known := _by_sound().get(reading):
            root = _SON.match(heard) or _DAUGHTER.match(heard) or _WORN.match(heard)
            return Patronymic(known[0], root[1] if root else heard, known[1])
    if son := _SON.match(heard):
        return Patronymic(frozenset(), son[1], "m")
    if daughter := _DAUGHTER.match(heard):
        return Patronymic(frozenset(), daughter[1], "f")
    return None


@cache
def patronymics_of(father: int, gender: Gender) -> tuple[str, ...]:
    """Return how the patronymics of a man's name sound, by its number in the table of given names."""
    forms = dict.fromkeys(form for column in given_names()[father].full[:3] for form in column)
    sons = [son for form in forms for son in _sons(form)]
    words = sons if gender == "m" else [daughter for son in sons for daughter in _daughters(son)]
    return tuple(dict.fromkeys(_heard(one) for one in words))


@cache
def _by_sound() -> Mapping[str, tuple[frozenset[int], Gender]]:
    found: dict[tuple[str, Gender], set[int]] = defaultdict(set)
    for name in given_names():
        if name.gender != "m":
            continue
        for form in dict.fromkeys(form for column in name.full[:3] for form in column):
            for son in _sons(form):
                found[son, "m"].add(name.number)
                for daughter in _daughters(son):
                    found[daughter, "f"].add(name.number)
    table: dict[str, tuple[frozenset[int], Gender]] = {}
    for (word, gender), fathers in found.items():
        for spelling in {word, word.replace("ё", "е")}:
            for reading in readings(_heard(spelling)):
                table[reading] = (table.get(reading, (frozenset[int](), gender))[0] | fathers, gender)
    return table


def _sons(form: str) -> Iterator[str]:
    if form in _OWN:
        yield from _OWN[form]
        return
    if form.endswith(("ій", "ий")):
        yield from (f"{form[:-2]}{ending}" for ending in ("ьевіч", "ьевич", "иевич", "іевіч", "ійович"))
    elif form.endswith(("ый", "ы")):
        yield f"{form.removesuffix('й')}евіч"
        yield f"{form.removesuffix('й')[:-1]}'евіч"
    elif form.endswith("й"):
        yield from (f"{form[:-1]}{ending}" for ending in ("евіч", "евич", "йович"))
    elif form.endswith("ь"):
        yield from (f"{form[:-1]}{ending}" for ending in ("евіч", "евич", "ьевіч", "ович", "авіч"))
    elif form.endswith(("а", "я", "о")):
        yield from (f"{form[:-1]}{ending}" for ending in ("авіч", "ович", "іч", "ич"))
    elif form.endswith(("в", "ў")):
        yield from (f"{form[:-1]}{ending}" for ending in ("вавіч", "вович"))
    else:
        yield from (f"{form}{ending}" for ending in ("авіч", "ович", "евіч"))


def _daughters(son: str) -> Iterator[str]:
    for ending in ("овіч", "ович", "авіч", "евіч", "евич", "йович"):
        if son.endswith(ending):
            vowel = {"овіч": "оў", "ович": "ов", "авіч": "аў", "евіч": "еў", "евич": "ев", "йович": "їв"}[ending]
            yield f"{son.removesuffix(ending)}{vowel}на"
            if ending == "ович":
                yield f"{son.removesuffix(ending)}івна"
            return
    yield f"{son}на"
    yield f"{son[:-2]}інічна" if son.endswith("іч") else f"{son[:-2]}инична"


def _heard(form: str) -> str:
    plain = letters(form)
    return sound(plain.plain, plain.script) if plain.script else ""
