"""Search: time to an answer on 100,000 statements, 100,000 incidents and 50,000 persons, and on a tenth of that; SQLite, index on a disk.

The words are made up: syllables with Belarusian and Russian endings, as often as words of a language are (by Zipf's law), in texts of
about 80 words. Two registrars ask: one who may see all, one who may see 1 %. "search" is what stands behind the page (which compartments,
the words, the best twenty and the counts of every facet); "page" is the whole answer of the desk, with its passages. Each question is
asked with 25 words of its own kind, three times each; the middle and the 95th percentile are told, in milliseconds of processor: all of it
is work of this process, on files that the machine keeps in memory, so that on a machine of its own the clock shows the same.
`bench/search.py 1000` for a quick look.
"""

import random
import secrets
import sys
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path

import desk as register  # the benchmark beside this one: its home, register, staff and rows come first

# isort: split
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from kniha.book.access.models import Compartment, Registrar
from kniha.book.journal import rows, tallying
from kniha.book.people.models import Person, PersonName
from kniha.book.statements.models import Statement
from kniha.runs import finding, indexing
from kniha.search.index import Index
from kniha.vocab.ids import new_id

WORDS_OF_ITS_KIND, TIMES = 25, 3
GOALS = {"misspelt": 50}
VOCABULARY = 60_000
STEMS = ("ба", "ве", "га", "до", "жы", "за", "кі", "ла", "ме", "ну", "па", "ра", "сто", "тры", "ха", "цві", "шы", "гру", "спра", "вод")
ENDINGS = ("", "а", "у", "ай", "ам", "аў", "ы", "е", "ом", "ов", "ами", "амі", "ой", "ка", "ку", "кай")
OUTSPOKEN = "Okrestina"
chance = random.Random(11)


def main() -> None:
    """Measure at each size and print the table."""
    sizes = register.sizes()
    print("| question | registrar sees | " + " | ".join(f"{size:,}: search ms | page ms" for size in sizes) + " | to reach: search, 95 % |")
    print("|---|---|" + "---|---|" * len(sizes) + "---|")
    told: dict[tuple[str, str], list[str]] = {}
    for size in sizes:
        for key, figures in measured(size):
            told.setdefault(key, []).extend(figures)
    for (question, who), cells in told.items():
        print(f"| {question} | {who} | {' | '.join(cells)} | {GOALS.get(question, 15)} |")


def measured(size: int) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Fill a register, index it, and ask."""
    register.fresh()
    big, small, staff = register.founded()
    fill(size, big, small)
    folder = Path(register.HOME.name) / f"index-{size}"
    settings.OFFICE = replace(settings.OFFICE, index=folder)
    began = time.perf_counter()
    indexing.rewrite(Index(folder))
    print(f"indexed {size:,} in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    for question, asked in questions().items():
        for who, registrar in staff.items():
            searched = [clocked(partial(search, registrar, text, folder)) for text in asked * TIMES]
            shown = [clocked(page(registrar, text)) for text in asked]
            yield (question, who), [told(searched), told(shown)]


def search(registrar: Registrar, text: str, folder: Path) -> None:
    """What the desk asks for a page."""
    finding.look(registrar, finding.Looking(text), folder=folder)


def page(registrar: Registrar, text: str) -> Callable[[], None]:
    """One answer of the desk, asked for once before it counts: the entry of the search is written then."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(sign_in__registrar=registrar))

    def ask() -> None:
        assert client.get("/search/", {"q": text}).status_code == 200, text

    ask()
    return ask


def clocked(asked: Callable[[], None]) -> float:
    """Milliseconds of processor: on a shared machine the clock on the wall tells of others."""
    began = time.process_time()
    asked()
    return (time.process_time() - began) * 1000


def told(times: list[float]) -> str:
    """The middle, and the 95th percentile."""
    times.sort()
    return f"{times[len(times) // 2]:.1f} ({times[int(len(times) * 0.95)]:.1f})"


def questions() -> dict[str, list[str]]:
    """Of each kind some: words by how often they stand in texts."""
    rare = [WORDS[chance.randrange(20_000, 50_000)] for _ in range(WORDS_OF_ITS_KIND)]
    common = [WORDS[number] for number in range(5, 5 + WORDS_OF_ITS_KIND)]
    middling = [WORDS[chance.randrange(500, 3_000)] for _ in range(WORDS_OF_ITS_KIND)]
    long_ones = [word for word in WORDS[1_000:40_000] if len(word) >= 7]
    return {
        "rare word": rare,
        "common word": common,
        "two words": [f"{one} {two}" for one, two in zip(common, middling, strict=True)],
        "phrase": [f'"{one} {two}"' for one, two in pairwise(common)],
        "inflected": [f"{word}ами" for word in middling],
        "transliterated": [OUTSPOKEN] * 5 + [latin(word) for word in chance.sample(long_ones, WORDS_OF_ITS_KIND - 5)],
        "misspelt": [misspelt(word) for word in chance.sample(long_ones, WORDS_OF_ITS_KIND)],
    }


def latin(word: str) -> str:
    """A word in Latin letters, as people type it."""
    pairs = {"ж": "zh", "х": "kh", "ц": "ts", "ш": "sh", "ы": "y", "і": "i", "ў": "u", "у": "u", "ч": "ch"}
    plain = dict(zip("абвгдезиклмнопрст", "abvgdeziklmnoprst", strict=True))
    return "".join({**plain, **pairs}.get(letter, "") for letter in word)


def misspelt(word: str) -> str:
    """One letter of the middle typed twice, another left out."""
    return f"{word[:2]}ю{word[3:]}"


def vocabulary() -> tuple[str, ...]:
    """Words that look like words, the commonest first."""
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        stem = "".join(chance.choices(STEMS, k=chance.choice((1, 2, 2, 3, 3, 4))))
        found[f"{stem}{chance.choice('бвгдклмнпрст')}{chance.choice(ENDINGS)}"] = None
    return tuple(found)


WORDS = vocabulary()
WEIGHTS = tuple(accumulate(1 / (number + 2.7) for number in range(VOCABULARY)))


def text_of(length: int) -> str:
    """Words by Zipf's law; in every twentieth text the name of a place that was on everybody's lips."""
    drawn = [WORDS[bisect(WEIGHTS, chance.random() * WEIGHTS[-1])] for _ in range(length)]
    if chance.random() < 0.05:
        drawn.append(chance.choice(("Акрэсціна", "Окрестина")))
    return " ".join(drawn)


def fill(size: int, big: Compartment, small: Compartment) -> None:
    """Statements, most of them coded, each with an incident; a person to every second."""
    with transaction.atomic():
        for first in range(0, size, register.TOGETHER):
            rows.apply(list(batch(range(first, min(first + register.TOGETHER, size)), big, small)))
            print(f"{first + register.TOGETHER:,} of {size:,}", file=sys.stderr)
    tallying.count_again()


def batch(numbers: range, big: Compartment, small: Compartment) -> Iterator[rows.Change]:
    """One statement, account, incident and person for each number."""
    for number in numbers:
        compartment = small if number % 100 == 0 else big
        at = register.START + timedelta(minutes=37 * chance.randrange(20_000))
        statement, account, incident, person = (new_id(secrets.token_bytes) for _ in range(4))
        yield rows.insert(
            Statement, statement, compartment_id=compartment.pk, kind="report", language="be", text=text_of(chance.randrange(20, 140)),
            when_words="11 жніўня", where_words="ля метро", came_to_be="free", received_on=(at + timedelta(days=9)).date(),
        )  # fmt: skip
        yield from register.account_changes(statement, account, at)
        yield register.incident_change(incident, compartment, at, number)
        yield from register.concluded(incident, account)
        if number % 2:
            yield rows.insert(Person, person, compartment_id=compartment.pk)
            yield rows.insert(PersonName, new_id(secrets.token_bytes), person_id=person, text=text_of(2), language="be")


if __name__ == "__main__":
    main()
