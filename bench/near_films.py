"""Near copies of films: which films a clip is found in, and where, for each way in which it is altered; prints per CPU-second.

Films are drawn from seeds (tests/media/films.py) and altered by real encoders. `bench/near_films.py 3` for a quick look: so many films.
"""

import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in the child: one processor, one thread
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from tests.media import films

from kniha.media.alignment import agreements, films_like, stretches
from kniha.media.film_prints import film_prints
from kniha.media.near_index import NearIndex, seconds_of
from kniha.media.print_bytes import film_written
from near import FLAT, drawn


def main() -> None:
    """Draw, alter, ask, tell."""
    tell_films(drawn(film_made, int(sys.argv[1]) if len(sys.argv) > 1 else 50, "films"))
    tell_speed()


def film_made(number: int) -> tuple[int, dict]:
    """Prints of a film, of one of the same place by somebody else, of the same fixed camera at another hour; of a clip, altered."""
    original = films.encoded(films.film(number), crf=23, preset="veryfast")
    made = {
        "original": seconds(original),
        "elsewhere": seconds(films.encoded(films.other_film(number), crf=26, preset="veryfast")),
    }
    if number % 3 == 1:
        made["hour"] = seconds(films.encoded(films.film(number, moment=number + 7), crf=26, preset="veryfast"))
    for order, (name, change) in enumerate({**films.ASKED, **films.MORE}.items()):
        clip = change(films.cut(films.decoded(original), *films.CLIP), np.random.default_rng((9, number, order)))
        made[name] = seconds(clip)
    return number, made


def seconds(data: bytes) -> tuple:
    return tuple(film_prints(io.BytesIO(data)))


def tell_films(made: dict[int, dict]) -> None:
    known = {
        number * 3 + which: each[name]
        for number, each in made.items()
        for which, name in enumerate(("original", "elsewhere", "hour"))
        if name in each
    }
    index = NearIndex().grown([each for number, film in known.items() for each in seconds_of(number, film)])
    begin, end = films.CLIP
    print(f"{len(made)} films of {films.SECONDS} s, a third by hand, a third by a fixed camera, a third cut; the clip is seconds {begin}")
    print(f"to {end}, altered, asked among {len(known)} films. Placed: at the right second, to 1.5, for two thirds of its length.\n")
    print(
        "| clip altered | recall | placed | precision | told: elsewhere / another | flat, filmed anew | same fixed camera, another hour |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in (*films.ASKED, *films.MORE):
        told = Counter(each for number, of in made.items() for each in film_answers(number, of[name], index, known))
        wrong, hours = told["elsewhere"] + told["another"], sum("hour" in each for each in made.values())
        flat = sum(number % 10 in FLAT for number in made)
        precision = told["found"] / max(1, told["found"] + wrong)
        print(
            f"| {name} | {told['found'] / len(made):.3f} | {told['placed'] / len(made):.3f} | {precision:.3f} | "
            f"{told['elsewhere']} / {told['another']} | {told['flat']} of {flat} | {told['hour']} of {hours} |", flush=True,
        )  # fmt: skip
    print()


def film_answers(number: int, clip: tuple, index: NearIndex, known: dict) -> Iterator[str]:
    begin = films.CLIP[0] * 1000
    for candidate in films_like(index, clip):
        found = stretches(agreements(clip, known[candidate]), [at for at, _ in clip])
        if not found:
            continue
        whose, which = divmod(candidate, 3)
        if whose == number and which == 1 and number % 10 in FLAT:
            yield "flat"
        else:
            yield "another" if whose != number else ("found", "elsewhere", "hour")[which]
        best = max(found, key=lambda each: each.length)
        right = abs(best.other_start - best.start * best.speed - begin) <= 1500 + best.loose
        if which == 0 and whose == number and right and sum(each.length for each in found) >= 2 / 3 * clip[-1][0]:
            yield "placed"


def tell_speed() -> None:
    data = films.encoded(films.film(1), crf=23, preset="veryfast")
    began = time.process_time()
    of = seconds(data)
    pace = len(of) / (time.process_time() - began)
    print(f"A film, {films.SIZE[0]} × {films.SIZE[1]}, {films.RATE} frames a second: {pace:.1f} seconds' prints per CPU-second, ", end="")
    print(f"{len(film_written(of)) / len(of):.0f} bytes a second.\n")


if __name__ == "__main__":
    main()
