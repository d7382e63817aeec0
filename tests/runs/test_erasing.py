"""After an erasure nothing of it is left in any file of the office; interrupted work is resumed; older copies forget again."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.erasures import PLANTED

from kniha.search.folding import fold
from kniha.vocab.errors import ConflictError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which everything is planted; made once, copied for each test."""
    home = tmp_path_factory.mktemp("grown")
    run_in(home, "plant")
    return home


@pytest.fixture
def home(grown: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(grown, tmp_path / "home"))


def run_in(home: Path, *steps: str, dies: int = 0) -> list[str]:
    """Do `steps` in a process of their own; return what it says."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))}
    environment |= {"KNIHA_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.runs.erasing_office", *steps]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == dies, done.stderr
    return done.stdout.splitlines()


def writings(word: str) -> tuple[bytes, ...]:
    """How a word could stand in a file."""
    return (word.encode(), word.encode("utf-16-le"), json.dumps(word).strip('"').encode(), " ".join(fold(word)).encode())


def found_in(home: Path, *, but: tuple[str, ...] = ()) -> dict[str, set[str]]:
    """Planted words by the file in which they stand, in any of the ways in which they could, whole or but for their beginning."""
    found: dict[str, set[str]] = {}
    for path in (path for path in home.rglob("*") if path.is_file()):
        data = path.read_bytes() + path.name.encode()
        for word in (word for word in PLANTED if word not in but):
            if any(writing in data for part in (word, word[2:]) for writing in writings(part)):
                found.setdefault(str(path.relative_to(home)), set()).add(word)
    return found


def test_what_is_planted_is_found_before(home: Path) -> None:
    sealed = {PLANTED[7], PLANTED[11]}  # a contact and an address: under the person's key from the first moment
    assert set().union(*found_in(home).values()) == set(PLANTED) - sealed
    assert run_in(home, f"find:{PLANTED[0]}", "state") == ["found 2", "keys 6 files 4 remains 0 jobs 1"]


@pytest.mark.parametrize("table", ["person", "statement"])
def test_no_byte_is_left_of_what_was_erased(home: Path, table: str) -> None:
    segments = {path.name for path in (home / "index").rglob("*.*") if re.match(r"[0-9a-f]{32}\.", path.name)}
    # The key of the other source is there still, and so is nothing else.
    said = run_in(home, f"erase:{table}", "work", "state", f"find:{PLANTED[0]}", "check")
    assert said == ["keys 1 files 0 remains 0 jobs 0", "found 0", "differences 0"]
    assert found_in(home) == {}
    assert segments
    assert not [path for path in (home / "index").rglob("*") if path.name in segments]


def test_a_single_file_goes_and_the_rest_stays(home: Path) -> None:
    said = run_in(home, "erase:exhibit", "work", "state", f"find:{PLANTED[0]}", "check")
    assert said == ["keys 3 files 1 remains 0 jobs 1", "found 2", "differences 0"]


def test_a_key_is_gone_with_the_transaction_before_any_file(home: Path) -> None:
    assert run_in(home, "erase:person", "state")[0].startswith("keys 1 files 4 ")


def test_what_a_worker_died_over_is_resumed(home: Path) -> None:
    run_in(home, "erase:person")
    run_in(home, "die_working", dies=9)
    before, after = run_in(home, "state", "work", "state")
    assert before.startswith("keys 1 files 3 ")
    assert after == "keys 1 files 0 remains 0 jobs 0"
    assert found_in(home) == {}


def test_an_old_index_forgets_again(home: Path, grown: Path) -> None:
    run_in(home, "erase:person", "work")
    put_back(grown, home, "index")
    assert run_in(home, f"find:{PLANTED[0]}", "follow", f"find:{PLANTED[0]}") == ["found 2", "found 0"]
    assert found_in(home) == {}


def test_an_old_vault_and_index_forget_again(home: Path, grown: Path) -> None:
    run_in(home, "erase:person", "work")
    put_back(grown, home, "vault", "index")
    for _ in range(2):
        assert run_in(home, "copies", "state", f"find:{PLANTED[0]}") == ["keys 1 files 0 remains 0 jobs 0", "found 0"]


def test_an_old_database_forgets_again_by_the_list_kept_outside(home: Path, grown: Path) -> None:
    run_in(home, "erase:person", "work")
    listing = (home / "heads" / "erasures.json").read_text()
    assert not any(word in listing for word in PLANTED)
    put_back(grown, home, "book.sqlite3")
    assert found_in(home) != {}
    assert run_in(home, "again", "work", "state", "check", "again") == [
        "again 1", "keys 1 files 0 remains 0 jobs 0", "differences 0", "again 0",
    ]  # fmt: skip
    assert found_in(home) == {}
    assert (home / "heads" / "erasures.json").stat().st_mode & 0o077 == 0


def put_back(older: Path, home: Path, *names: str) -> None:
    """Put older copies in place of what is there."""
    for name in names:
        there = home / name
        shutil.rmtree(there) if there.is_dir() else there.unlink()
        shutil.copytree(older / name, there) if (older / name).is_dir() else shutil.copy(older / name, there)


OLD_PAGES = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from kniha.runs.database_pages import overwrite_old_pages
call_command("migrate", verbosity=0)
print(overwrite_old_pages(connection))
"""


@pytest.mark.database
def test_old_pages_are_overwritten_on_either_database(database_url: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "KNIHA_HOME": str(tmp_path),
        "KNIHA_DATABASE": database_url,
        "DJANGO_SETTINGS_MODULE": "kniha.desk.settings",
    }
    done = subprocess.run([sys.executable, "-c", OLD_PAGES], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("()\n", "")


def test_old_pages_are_not_overwritten_inside_a_transaction(db: None) -> None:
    from django.db import connection

    from kniha.runs.database_pages import overwrite_old_pages

    with pytest.raises(ConflictError):
        overwrite_old_pages(connection)
