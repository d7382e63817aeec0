"""Pairs of names of invented people, with whether they are one person's and of which kind they are. Drawn from a seed, by rules.

The people's names are lists of this file, written apart from the engine's tables. How a name is written in Latin letters is the engine's
own `latin`: that is a rule of passports, not a guess of the comparison.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kniha.names.latin import latin

MEN = [
    row.split("|")
    for row in """
Аляксандр|Александр|Саша Шура Алесь;Аляксей|Алексей|Лёша Алёша;Андрэй|Андрей|Андрюша;Анатоль|Анатолий|Толя;Антон|Антон|Антоша;Арцём|Артём|Тёма
Барыс|Борис|Боря;Вадзім|Вадим|Вадик;Валерый|Валерий|Валера;Васіль|Василий|Вася;Віктар|Виктор|Витя;Віталь|Виталий|Виталик;Уладзімір|Владимир|Вова Володя
Уладзіслаў|Владислав|Влад;Вячаслаў|Вячеслав|Слава;Генадзь|Геннадий|Гена;Рыгор|Григорий|Гриша;Дзмітрый|Дмитрий|Дима;Зміцер|Дмитрий|Дима Митя;Дзяніс|Денис|Дениска
Яўген|Евгений|Женя;Ягор|Егор|Егорка;Іван|Иван|Ваня;Ігар|Игорь|Игорёк;Ілья|Илья|Илюша;Кірыл|Кирилл|Кирюша;Канстанцін|Константин|Костя;Леанід|Леонид|Лёня
Максім|Максим|Макс;Мікалай|Николай|Коля;Мікіта|Никита|Никитка;Міхаіл|Михаил|Миша;Міхась|Михаил|Миша;Павел|Павел|Паша;Пётр|Пётр|Петя;Раман|Роман|Рома
Сяргей|Сергей|Серёжа;Станіслаў|Станислав|Стас;Сцяпан|Степан|Стёпа;Тарас|Тарас|Тараска;Цімафей|Тимофей|Тима;Фёдар|Фёдор|Федя;Юрый|Юрий|Юра;Яраслаў|Ярослав|Ярик
Язэп|Иосиф|Ёся;Алег|Олег|Олежка;Мацвей|Матвей|Мотя;Даніла|Даниил|Даня;Глеб|Глеб|Глебушка;Руслан|Руслан|Русик;Эдуард|Эдуард|Эдик;Якаў|Яков|Яша
""".replace("\n", ";")
    .strip(";")
    .split(";")
]
WOMEN = [
    row.split("|")
    for row in """
Алена|Елена|Лена;Аксана|Оксана|Ксюша;Аляксандра|Александра|Саша Шура;Анастасія|Анастасия|Настя;Ганна|Анна|Аня;Вера|Вера|Веруня;Вераніка|Вероника|Ника
Валянціна|Валентина|Валя;Вікторыя|Виктория|Вика;Вольга|Ольга|Оля;Галіна|Галина|Галя;Дар'я|Дарья|Даша;Яўгенія|Евгения|Женя;Кацярына|Екатерина|Катя
Лізавета|Елизавета|Лиза;Зінаіда|Зинаида|Зина;Ірына|Ирина|Ира;Ксенія|Ксения|Ксюша;Ларыса|Лариса|Лара;Лідзія|Лидия|Лида;Людміла|Людмила|Люда;Маргарыта|Маргарита|Рита
Марыя|Мария|Маша;Марына|Марина|Маринка;Надзея|Надежда|Надя;Наталля|Наталья|Наташа;Ніна|Нина|Ниночка;Паліна|Полина|Поля;Раіса|Раиса|Рая;Святлана|Светлана|Света
Таццяна|Татьяна|Таня;Юлія|Юлия|Юля;Яна|Яна|Яночка;Тамара|Тамара|Тома;Антаніна|Антонина|Тоня;Алеся|Олеся|Леся;Дзіяна|Диана|Дианка;Аліна|Алина|Алинка
""".replace("\n", ";")
    .strip(";")
    .split(";")
]
FATHERS = [
    row.split("|")
    for row in """
Аляксандравіч|Александрович;Аляксеевіч|Алексеевич;Андрэевіч|Андреевич;Анатольевіч|Анатольевич;Антонавіч|Антонович;Барысавіч|Борисович;Валер'евіч|Валерьевич
Васільевіч|Васильевич;Віктаравіч|Викторович;Віталевіч|Витальевич;Уладзіміравіч|Владимирович;Генадзевіч|Геннадьевич;Рыгоравіч|Григорьевич;Дзмітрыевіч|Дмитриевич
Яўгенавіч|Евгеньевич;Іванавіч|Иванович;Ігаравіч|Игоревич;Канстанцінавіч|Константинович;Леанідавіч|Леонидович;Максімавіч|Максимович;Мікалаевіч|Николаевич
Міхайлавіч|Михайлович;Паўлавіч|Павлович;Пятровіч|Петрович;Раманавіч|Романович;Сяргеевіч|Сергеевич;Станіслававіч|Станиславович;Сцяпанавіч|Степанович;Фёдаравіч|Фёдорович
Юр'евіч|Юрьевич;Якаўлевіч|Яковлевич;Аркадзевіч|Аркадьевич;Алегавіч|Олегович;Вячаслававіч|Вячеславович
""".replace("\n", ";")
    .strip(";")
    .split(";")
]
SURNAMES = [
    row.split("|")
    for row in """
Іваноў|Иванов;Смірноў|Смирнов;Кавалёў|Ковалёв;Казлоў|Козлов;Марозаў|Морозов;Новікаў|Новиков;Пятроў|Петров;Сідараў|Сидоров;Кузняцоў|Кузнецов;Папоў|Попов;Волкаў|Волков
Лебедзеў|Лебедев;Салаўёў|Соловьёв;Вараб'ёў|Воробьёв;Зайцаў|Зайцев;Паўлаў|Павлов;Цімафееў|Тимофеев;Рагачоў|Рогачёв;Дзятлаў|Дятлов;Гарохаў|Горохов;Шведаў|Шведов
Каваленка|Коваленко;Кандраценка|Кондратенко;Лукашэнка|Лукашенко;Сідарэнка|Сидоренко;Цітаренка|Титаренко;Марчанка|Марченко;Прыходзька|Приходько;Астапенка|Остапенко
Станкевіч|Станкевич;Бабрыковіч|Бобрикович;Міхновіч|Михнович;Карповіч|Карпович;Лукашэвіч|Лукашевич;Адамовіч|Адамович;Сянкевіч|Сенкевич;Багдановіч|Богданович;Грынкевіч|Гринкевич
Ціхановіч|Тихонович;Дашкевіч|Дашкевич;Юхневіч|Юхневич;Клімовіч|Климович;Гурыновіч|Гуринович;Шышкевіч|Шишкевич;Жданковіч|Жданкович;Ярашэвіч|Ярошевич;Радзівонавіч|Родионович
Ціханоўскі|Тихановский;Савіцкі|Савицкий;Кавальскі|Ковальский;Вішнеўскі|Вишневский;Баранаўскі|Барановский;Дзяржынскі|Дзержинский;Залескі|Залесский;Калиноўскі|Калиновский
Чарняўскі|Чернявский;Шыманскі|Шиманский;Жукоўскі|Жуковский;Дамбоўскі|Домбовский;Ягорскі|Егорский;Астроўскі|Островский;Грушэўскі|Грушевский;Хадасоўскі|Ходосовский
Краўчук|Кравчук;Кандрацюк|Кондратюк;Раманчук|Романчук;Ткачук|Ткачук;Баслык|Баслык;Жук|Жук;Мароз|Мороз;Воўк|Волк;Сіняк|Синяк;Дубовік|Дубовик;Новік|Новик;Мельнік|Мельник
Грыб|Гриб;Верабей|Воробей;Заяц|Заяц;Кот|Кот;Шчарбак|Щербак;Гаўрылюк|Гаврилюк;Цярэшка|Терешко;Латушка|Латушко;Прышчэпа|Прищепа;Касцюшка|Костюшко;Дзядок|Дедок;Сечка|Сечко
Бондар|Бондарь;Каваль|Коваль;Гапон|Гапон;Хамяк|Хомяк;Цвірко|Цвирко;Хвядзько|Хведько;Чыж|Чиж;Ясюкайць|Ясюкайть;Яўтуховіч|Евтухович;Усціновіч|Устинович;Аўдзеенка|Авдеенко
Ільін|Ильин;Калінін|Калинин;Сарокін|Сорокин;Пушкін|Пушкин;Ерамін|Ерёмин;Шчукін|Щукин;Лапацін|Лопатин;Нікіцін|Никитин;Вяршынін|Вершинин;Хамякоў|Хомяков;Якубаў|Якубов
Дунец|Дунец;Журавель|Журавель;Красоўскі|Красовский;Пракаповіч|Прокопович;Шарамет|Шеремет;Шапавалаў|Шаповалов;Трафімчык|Трофимчик;Рудкоўскі|Рудковский;Пазняк|Позняк
""".replace("\n", ";")
    .strip(";")
    .split(";")
]
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
        ("ський", "ська"), ("ский", "ская"), ("цкий", "цкая"), ("скі", "ская"), ("цкі", "цкая"), ("оў", "ова"), ("аў", "ава"), ("еў", "ева"),
        ("ёў", "ёва"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ін", "іна"), ("ин", "ина"), ("ын", "ына"),
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
        if two.woman == woman and two.given[1] != one.given[1] and two.father[1] != one.father[1] and not set(two.short) & set(one.short):
            return two


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
    roots = (
        ("Каваленка", "Коваленко", "Каваленкаў", "Коваленков"), ("Новік", "Новик", "Новікаў", "Новиков"), ("Мароз", "Мороз", "Марозаў", "Морозов"),
        ("Кандраценка", "Кондратенко", "Кандрацюк", "Кондратюк"), ("Іваноў", "Иванов", "Іваноўскі", "Ивановский"), ("Жук", "Жук", "Жукаў", "Жуков"),
        ("Мельнік", "Мельник", "Мельнікаў", "Мельников"), ("Пятроў", "Петров", "Пятроўскі", "Петровский"), ("Каваль", "Коваль", "Кавалёў", "Ковалёв"),
        ("Клімовіч", "Климович", "Клімаў", "Климов"), ("Карповіч", "Карпович", "Карпаў", "Карпов"), ("Сідарэнка", "Сидоренко", "Сідараў", "Сидоров"),
        ("Іваноў", "Иванов", "Іваненка", "Иваненко"), ("Марчанка", "Марченко", "Марчанкаў", "Марченков"), ("Савіцкі", "Савицкий", "Савіч", "Савич"),
        ("Паўлаў", "Павлов", "Паўлоўскі", "Павловский"), ("Раманчук", "Романчук", "Раманенка", "Романенко"), ("Шчарбак", "Щербак", "Шчарбакоў", "Щербаков"),
    )  # fmt: skip
    a, b, c, d = draw.choice(roots)
    mine, theirs = ((a, b), (c, d)) if draw.random() < 0.5 else ((c, d), (a, b))
    if one.woman:
        mine, theirs = tuple(map(_feminine, mine)), tuple(map(_feminine, theirs))
    return replace(one, surname=(mine[0], mine[1])), replace(one, surname=(theirs[0], theirs[1]))


def _like_given(draw: random.Random, one: Person) -> tuple[Person, Person]:
    alike = [
        ("Марыя", "Мария", "Марына", "Марина", True), ("Аліна", "Алина", "Паліна", "Полина", True), ("Аляксандр", "Александр", "Аляксей", "Алексей", False),
        ("Уладзімір", "Владимир", "Уладзіслаў", "Владислав", False), ("Станіслаў", "Станислав", "Святаслаў", "Святослав", False),
        ("Вікторыя", "Виктория", "Віталія", "Виталия", True), ("Яўгенія", "Евгения", "Яўхімія", "Евфимия", True), ("Дзмітрый", "Дмитрий", "Дзяніс", "Денис", False),
        ("Антаніна", "Антонина", "Ангеліна", "Ангелина", True), ("Ганна", "Анна", "Жанна", "Жанна", True), ("Андрэй", "Андрей", "Адам", "Адам", False),
        ("Раман", "Роман", "Руслан", "Руслан", False), ("Ірына", "Ирина", "Марына", "Марина", True), ("Мікалай", "Николай", "Мікіта", "Никита", False),
    ]  # fmt: skip
    a, b, c, d, woman = draw.choice(alike)
    two = one
    while two.woman != woman:
        two = person(draw)
    return replace(two, given=(a, b)), replace(two, given=(c, d))


Maker = Callable[[random.Random, Person], tuple[str, str]]
KINDS: dict[str, tuple[bool, Maker]] = {
    "be / ru": (True, lambda d, p: (be(p), ru(p))),
    "be / passport": (True, lambda d, p: (be(p), latin(be(p), "passport-2010"))),
    "be / Łacinka": (True, lambda d, p: (be(p), latin(be(p), "lacinka"))),
    "ru / be Latin": (True, lambda d, p: (ru(p), latin(be(p), d.choice(BE_WAYS)))),
    "be / ru Latin": (True, lambda d, p: (be(p), latin(ru(p), d.choice(RU_WAYS)))),
    "Latin / Latin": (True, lambda d, p: (latin(be(p), d.choice(BE_WAYS)), latin(ru(p), d.choice(RU_WAYS)))),
    "Polish writing": (True, lambda d, p: (d.choice([be, ru])(p), latin(be(p), "polish"))),
    "patronymic on one side": (True, lambda d, p: (be(p), ru_full(p))),
    "patronymics of both": (True, lambda d, p: (be_full(p), ru_full(p))),
    "patronymic in Latin": (True, lambda d, p: (ru_full(p), latin(be_full(p), d.choice(BE_WAYS)))),
    "initials": (True, lambda d, p: (_initials(p, d.randrange(2), both=d.random() < 0.6, first=d.random() < 0.5), d.choice([ru_full, be_full])(p))),
    "initial and Latin": (True, lambda d, p: (_initials(p, 0, both=False, first=True), latin(be(p), "passport-2010"))),
    "short form": (True, lambda d, p: (f"{d.choice(p.short)} {p.surname[1]}", d.choice([be, ru, ru_full])(p))),
    "other order": (True, lambda d, p: (f"{p.surname[0]} {p.given[0]}", ru(p))),
    "SURNAME, given": (True, lambda d, p: (f"{latin(p.surname[0], 'passport-2010').upper()}, {latin(p.given[0], 'passport-2010')}", d.choice([be, ru])(p))),
    "homoglyphs": (True, lambda d, p: (_homoglyphs(d, be(p)), ru(p))),
    "ў as у, і as и": (True, lambda d, p: (be(p).replace("ў", "у").replace("і", "и").replace("І", "И"), d.choice([be, ru])(p))),
    "ё as е": (True, lambda d, p: (ru_full(p).replace("ё", "е"), be(p))),
    "slip of the hand": (True, lambda d, p: (_typo(d, ru(p)), d.choice([ru, be])(p))),
    "slip, with patronymic": (True, lambda d, p: (_typo(d, ru_full(p)), d.choice([ru_full, be_full])(p))),
    "misread print": (True, lambda d, p: (_ocr(d, ru_full(p)), d.choice([ru_full, be_full])(p))),
    "husband's form abroad": (True, lambda d, p: (latin(f"{p.given[1]} {_spouse_surname(p, woman=False)[1]}", "russian-english"), ru(p))),
    "strangers": (False, lambda d, p: (_any(d, p), _any(d, _other(d, p)))),
    "spouses": (False, lambda d, p: (_any(d, p), _any(d, _spouse(d, p)))),
    "siblings": (False, lambda d, p: (_any(d, p), _any(d, _sibling(d, p, woman=d.random() < 0.5)))),
    "another patronymic": (False, lambda d, p: (d.choice([ru_full, be_full])(p), d.choice([ru_full, be_full])(replace(p, father=_sex(d, p, woman=p.woman).father)))),
    "another surname": (False, lambda d, p: (_any(d, p), _any(d, replace(p, surname=_sex(d, p, woman=p.woman).surname)))),
    "surname of the same root": (False, lambda d, p: tuple(d.choice([be, ru, ru_full])(one) for one in _near_surname(d, p))),
    "given name that looks alike": (False, lambda d, p: tuple(_any(d, one) for one in _like_given(d, p))),
    "initial conflicts": (False, lambda d, p: (_initials(p, 1, both=d.random() < 0.5, first=d.random() < 0.5), ru_full(_unlike(d, p)))),
    "patronymic's initial conflicts": (False, lambda d, p: (_initials(p, 1, both=True, first=False), ru_full(replace(p, father=_unlike(d, p).father)))),
}  # fmt: skip


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
