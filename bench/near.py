"""Near copies of pictures: recall and precision for each way in which they are altered, prints per CPU-second, a query among 10⁶ prints.

Pictures are drawn from seeds (tests/media/scenes.py, alterations.py) and altered by real encoders: nothing here was
ever taken of anybody. `bench/near.py 10 20000` for a quick look: so many places, and prints in the index.
"""

import io
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # as in the child: one processor, one thread
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image
from tests.media.alterations import ASKED, MORE, jpeg
from tests.media.scenes import KINDS, elsewhere, photograph, place

from kniha.media.banded import Banded
from kniha.media.brightness import brightness
from kniha.media.images import read_image
from kniha.media.near import Print, alike, print_of
from kniha.media.near_index import FINGERPRINTS, MARKS, MARKS_KEPT, NearIndex
from kniha.media.print_bytes import written

FLAT = {number for number, kind in enumerate(KINDS) if kind in ("paper", "skin")}
"""What is flat, or nearly: photographed anew it is the same picture but for a small slant, and told as one."""
KNOWN = ("original", "elsewhere", "style")


def main() -> None:
    """Draw, alter, ask, tell."""
    places, million = (int(each) for each in sys.argv[1:3] or (200, 1_000_000))
    pictures = drawn(picture_prints, places, "places")
    tell_pictures(pictures)
    tell_speed()
    tell_index(pictures, million)


def drawn(make, count, what) -> dict:
    made = {}
    with Pool(len(os.sched_getaffinity(0))) as pool:
        for number, each in pool.imap_unordered(make, range(count), 2):
            made[number] = each
            print(f"{len(made)} of {count} {what}", file=sys.stderr, end="\r" if len(made) < count else "\n", flush=True)
    return dict(sorted(made.items()))


def seen(data: bytes) -> Print:
    return print_of(brightness(io.BytesIO(data)))


# --- pictures


def picture_prints(number: int) -> tuple[int, dict[str, Print]]:
    """Prints of a place, of the same from elsewhere, of another built in the same way, and of everything done to the first."""
    original = jpeg(photograph(place(number)))
    made = {
        "original": seen(original), "elsewhere": seen(jpeg(photograph(place(number), elsewhere(number)), 80)),
        "style": seen(jpeg(photograph(place(number + 1000, number)), 80)),
    }  # fmt: skip
    for order, (name, change) in enumerate({**ASKED, **MORE}.items()):
        altered = change(Image.open(io.BytesIO(original)).convert("RGB"), np.random.default_rng((9, number, order)))
        altered.fp.seek(0)
        made[name] = seen(altered.fp.read())
    return number, made


def tell_pictures(pictures: dict[int, dict[str, Print]]) -> None:
    known = {number * 3 + which: made[name] for number, made in pictures.items() for which, name in enumerate(KNOWN)}
    index = NearIndex().grown([*known.items()])
    print(f"{len(pictures)} pictures, each altered, asked among {len(known)}: the originals, the same places from elsewhere later,")
    print("and other places built in the same way. To reach: recall 0.95 at precision 0.99.\n")
    print("| picture altered | recall | precision | told: elsewhere / built alike / another | flat, photographed anew | told as a scene |")
    print("|---|---|---|---|---|---|")
    for name in (*ASKED, *MORE):
        told = Counter(each for number, made in pictures.items() for each in answers(number, made[name], index, known))
        wrong = told["elsewhere"] + told["style"] + told["another"]
        recall, precision = told["found"] / len(pictures), told["found"] / max(1, told["found"] + wrong)
        print(
            f"| {name} | {recall:.3f} | {precision:.3f} | {told['elsewhere']} / {told['style']} / {told['another']} | "
            f"{told['flat']} of {sum(number % 10 in FLAT for number in pictures)} | {told['scene']} |", flush=True,
        )  # fmt: skip
    print()


def answers(number: int, asked: Print, index: NearIndex, known: dict[int, Print]) -> Iterator[str]:
    """What is told of each candidate."""
    for candidate in index.candidates(asked):
        likeness = alike(asked, known[candidate.number])
        if likeness is None:
            continue
        whose, which = divmod(candidate.number, 3)
        if not likeness.is_copy:
            yield "scene"
        elif whose != number:
            yield "another"
        elif which == 0:
            yield "found"
        else:
            yield "flat" if which == 1 and number % 10 in FLAT else KNOWN[which]


# --- speed


def tell_speed() -> None:
    """Files by hand-held cameras and by messengers: their metadata, prints of them, and what decoding alone takes in the same run."""
    print("| photographs, one processor | per CPU-second | to reach | metadata, ms | decoding, ms | print, ms | bytes |")
    print("|---|---|---|---|---|---|---|")
    for size in ((1280, 960), (1600, 1200), (4000, 3000)):
        files = [jpeg(photograph(place(number), size=size)) for number in range(4)]
        for data in files:
            seen(data)
        rounds = 10
        began = time.process_time()
        for data in files * rounds:
            read_image(io.BytesIO(data))
        after_metadata = time.process_time()
        lumas = [brightness(io.BytesIO(data)) for data in files * rounds]
        after_decoding = time.process_time()
        prints = [print_of(luma) for luma in lumas]
        ended = time.process_time()
        count = len(files) * rounds
        parts = (after_metadata - began, after_decoding - after_metadata, ended - after_decoding)
        print(
            f"| {size[0]} × {size[1]} | {count / (ended - began):.1f} | 20 | " + " | ".join(f"{part / count * 1000:.1f}" for part in parts)
            + f" | {np.mean([len(written(each)) for each in prints]):.0f} |", flush=True,
        )  # fmt: skip
    print()


def tell_index(pictures: dict[int, dict[str, Print]], count: int) -> None:
    """An index of `count` made-up prints: the bits of drawn ones, an eighth or a quarter of them changed; then drawn ones, step by step."""
    rng = np.random.default_rng(1)
    prints = [of for made in pictures.values() for of in made.values()]
    began = time.process_time()
    index = made_up(prints, count, rng)
    built = time.process_time() - began
    real = [(count + number * 3 + which, made[name]) for number, made in pictures.items() for which, name in enumerate(KNOWN)]
    began = time.process_time()
    for at in range(0, len(real), 10):
        index = index.grown(real[at : at + 10])
    grown = (time.process_time() - began) / len(real) * 1000
    size = sum(len(piece) for piece in index.written())
    times, found, told = [], 0, []
    asked = [(number, made[name]) for number, made in list(pictures.items())[:50] for name in ASKED]
    for number, of in asked:
        began = time.process_time()
        candidates = index.candidates(of)
        times.append((time.process_time() - began) * 1000)
        found += any(each.number == count + number * 3 for each in candidates)
        told.append(len(candidates))
    p50, p95 = np.percentile(times, (50, 95))
    print(f"| index of {count:,} prints, {MARKS_KEPT} marks of each | here | to reach |\n|---|---|---|")
    print(f"| made, CPU-seconds | {built:.0f} | |\n| one picture added, CPU ms, ten at a time | {grown:.2f} | |\n| bytes | {size:,} | |")
    print(f"| one query, all eight turns, CPU ms, p50 | {p50:.1f} | 50 |\n| the same, p95 | {p95:.1f} | |")
    print(f"| altered pictures of which the original is a candidate | {found} of {len(asked)} | |")
    print(f"| candidates of a query | {np.mean(told):.0f} | |")


def made_up(prints: list[Print], count: int, rng: np.random.Generator) -> NearIndex:
    whole = np.frombuffer(b"".join(of.whole.bits for of in prints), np.uint64).reshape(-1, 4)
    bits = np.concatenate([of.marks["bits"] for of in prints])
    fingerprints = Banded(FINGERPRINTS).grown(whole[rng.integers(0, len(whole), count)] ^ noise(rng, (count, 4), 2), np.arange(count))
    rows = bits[rng.integers(0, len(bits), count * MARKS_KEPT)] ^ noise(rng, count * MARKS_KEPT, 3)
    return NearIndex(fingerprints, Banded(MARKS).grown(rows[:, None], np.repeat(np.arange(count), MARKS_KEPT)))


def noise(rng: np.random.Generator, shape, rarely: int):
    """Words of which one bit in 2 to the power of `rarely` is set."""
    words = rng.integers(0, 2**64, shape, dtype=np.uint64)
    for _ in range(rarely - 1):
        words &= rng.integers(0, 2**64, shape, dtype=np.uint64)
    return words


if __name__ == "__main__":
    main()
