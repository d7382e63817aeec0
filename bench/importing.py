"""Imports of 1,000, 10,000 and 100,000 rows, each into a register of its own; known rows skipped; CSV, XLSX and JSON read; on SQLite.

`bench/importing.py` takes all sizes, `bench/importing.py 1000 10000` fewer.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from book import MAPPING, WORDS, found, timed
from kniha.runs.importing.mapping import parse_mapping
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.run import import_rows

SIZES = (1_000, 10_000, 100_000)
READ = 100_000
"""Rows of the file that is only read."""
COLUMNS = ("id", "title", "text", "day", "point", "tags", "links")


def made_up(count: int) -> Iterator[dict[str, str]]:
    """Rows of the size of the public archive's: three sources, two tags and forty words each."""
    chance = random.Random(count)
    for number in range(count):
        yield {
            "id": str(number),
            "title": " ".join(chance.choices(WORDS, k=6)),
            "text": " ".join(chance.choices(WORDS, k=40)),
            "day": f"2020-08-{chance.randint(9, 21):02d}",
            "point": f"53.{chance.randint(80, 99)}, 27.{chance.randint(40, 70)}",
            "tags": ";".join(chance.sample(["arrest", "baton", "gas"], k=2)),
            "links": " ".join(f"https://a.example/{number}/{link}" for link in range(3)),
        }


def write(path: Path, count: int) -> Path:
    """Write a list in the form of its ending."""
    match path.suffix:
        case ".csv":
            with path.open("w", newline="") as stream:
                writer = csv.DictWriter(stream, COLUMNS)
                writer.writeheader()
                writer.writerows(made_up(count))
        case ".jsonl":
            with path.open("w") as stream:
                stream.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in made_up(count))
        case _:
            from openpyxl import Workbook

            book = Workbook(write_only=True)
            sheet = book.create_sheet("list")
            sheet.append(COLUMNS)
            for row in made_up(count):
                sheet.append(list(row.values()))
            book.save(path)
    return path


def memory() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(what: str, count: int, spent: tuple[float, float], goal: str) -> None:
    """One line of the table."""
    cpu, wall = spent
    print(f"| {what} | {count:,} | {count / cpu:,.0f} | {count / wall:,.0f} | {memory():,.0f} MiB | {goal} |", flush=True)


def measure_import(size: int, folder: Path) -> None:
    """A list into an empty register, and the same list once more."""
    how, path = parse_mapping(MAPPING), write(folder / "list.csv", size)
    hand, compartment = found()
    line(f"import of a CSV, {size:,} rows", size, timed(lambda: import_rows(hand, open_list(path, how).rows(), how, compartment)), "500")
    part = min(size, 1_000)
    print(f"importing {size} again", file=sys.stderr)
    line("the same file again: all known", size, timed(lambda: import_rows(hand, open_list(path, how).rows(), how, compartment)), "")
    line("a dry run over it", size, timed(lambda: import_rows(hand, open_list(path, how).rows(), how, compartment, dry=True)), "")
    more = write(folder / "more.csv", part)
    other = parse_mapping(MAPPING.replace('source = "bench"', 'source = "more"'))
    spent = timed(lambda: import_rows(hand, open_list(more, other).rows(), other, compartment))
    line(f"{part:,} rows of another list, behind those {size:,}", part, spent, "500")


def measure_reading(ending: str, folder: Path) -> None:
    """A file opened, checked and read to its end."""
    how, path = parse_mapping(MAPPING), write(folder / f"list{ending}", READ)
    line(f"{ending} opened, checked and read", READ, timed(lambda: sum(1 for _ in open_list(path, how).rows())), "")


def main(arguments: list[str]) -> None:
    """Each measurement in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory(prefix="kniha-bench-lists-") as name:
        match arguments:
            case ["import", size]:
                measure_import(int(size), Path(name))
                return
            case ["read", ending]:
                measure_reading(ending, Path(name))
                return
    print("| what | rows | per CPU-second | per second | most memory | to reach |\n|---|---|---|---|---|---|", flush=True)
    for size in arguments or map(str, SIZES):
        print(f"importing {size}", file=sys.stderr)
        subprocess.run([sys.executable, __file__, "import", size], check=True)
    for ending in (".csv", ".jsonl", ".xlsx"):
        subprocess.run([sys.executable, __file__, "read", ending], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
