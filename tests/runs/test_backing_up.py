"""A register goes into a backup and comes back on an empty machine: whole, sealed, without what was erased, however it is disturbed."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from tests.courier.places import kniha
from tests.erasures import PLANTED
from tests.runs.test_erasing import found_in, run_in

SEALED_FROM_THE_FIRST = {PLANTED[7], PLANTED[11]}


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which everything is planted, with keys; made once, copied for each test."""
    home = tmp_path_factory.mktemp("grown") / "home"
    home.mkdir(mode=0o700)
    run_in(home, "plant", "keys", "sign")
    return home


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a restore was interrupted when it had made the tables: making them takes most of its time."""
    home = tmp_path_factory.mktemp("empty") / "home"
    home.mkdir(mode=0o700)
    run_in(home, "tables")
    return home


@pytest.fixture
def begun(empty: Path, home: Path) -> None:
    """The restore of this test was interrupted there before."""
    shutil.copytree(empty, home.parent / "new")


@pytest.fixture
def home(grown: Path, tmp_path: Path) -> Path:
    home = Path(shutil.copytree(grown, tmp_path / "home"))
    shutil.copy(home / "keys/custodian/backup.identity", tmp_path)
    return home


def backup(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return kniha(home, "backup", *words, str(home.parent / "store"))


def made(home: Path) -> dict[str, object]:
    done = backup(home, "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def restore(home: Path, *words: str, name: str = "new") -> subprocess.CompletedProcess[str]:
    """Into another home beside `home`, with what a custodian and a partner hold."""
    folder = home.parent
    known = ("--identity", str(folder / "backup.identity"), "--key", str(home / "keys/public/register.json"))
    return kniha(folder / name, "restore", *known, *words, str(folder / "store"))


def files_of(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home / "vault")): path.read_bytes() for path in (home / "vault/blobs").rglob("*") if path.is_file()}


def stored(home: Path, part: str) -> list[Path]:
    return sorted((home.parent / "store/backups").glob(f"*.{part}"))


def tables_of(home: Path) -> list[str]:
    with sqlite3.connect(home / "book.sqlite3") as database:
        return [name for (name,) in database.execute("SELECT name FROM sqlite_master")]


# The good.


def test_a_register_comes_back_on_an_empty_machine(home: Path) -> None:
    assert "hint   backup: none was made from this host yet" in kniha(home, "doctor").stdout
    done = backup(home)
    assert done.returncode == 0, done.stderr
    assert "files of the vault: 4 copied, 0 were there" in done.stdout
    done = restore(home)
    assert done.returncode == 0, done.stderr
    assert "holds: " in done.stdout
    assert "1 signed heads" in done.stdout
    new = home.parent / "new"
    assert files_of(new) == files_of(home)
    assert run_in(new, "check", "state") == run_in(home, "check", "state")
    assert kniha(new, "book", "verify").stdout == kniha(home, "book", "verify").stdout
    assert kniha(new, "book", "replay").stdout == kniha(home, "book", "replay").stdout
    for name in ("keys/vault/naming.key", "book.sqlite3"):
        assert (new / name).stat().st_mode & 0o077 == 0
    assert not list((new / "keys").glob("*/*.identity")), "the holders' keys come from the custodians, not from a backup"
    assert not (new / "keys/worker").exists()
    told = kniha(new, "doctor").stdout
    assert "WRONG" not in told
    assert "good   backup: the last was made on" in kniha(home, "doctor").stdout


def test_the_store_reads_nothing(home: Path) -> None:
    made(home)
    assert set().union(*found_in(home).values()) >= set(PLANTED) - SEALED_FROM_THE_FIRST
    assert found_in(home.parent / "store") == {}


def test_files_of_the_vault_are_copied_once(home: Path) -> None:
    assert made(home)["files"] == {"there": 0, "copied": 4}
    assert made(home)["files"] == {"there": 4, "copied": 0}


@pytest.mark.usefixtures("begun")
def test_an_older_backup_is_restored_with_what_was_erased_since_erased_again(home: Path) -> None:
    older = made(home)
    run_in(home, "erase:person", "work")
    newer = made(home)
    assert newer["forgotten"] == 4
    done = restore(home, "--backup", str(older["backup"]))
    assert "1 of 1 erasures were carried out again" in done.stdout, done.stderr
    assert done.returncode == 0, done.stderr
    new = home.parent / "new"
    run_in(new, "work")
    assert found_in(new) == found_in(home)
    assert run_in(new, "check") == ["differences 0"]
    assert not files_of(new)


@pytest.mark.usefixtures("begun")
def test_an_older_backup_is_behind_the_newest_head_and_says_so(home: Path) -> None:
    older = made(home)
    run_in(home, "go_on", "go_on", "erase:statement", "work", "sign")
    made(home)
    done = restore(home, "--backup", str(older["backup"]))
    assert done.returncode == 1
    assert "entries under a signed head are lost: kniha book seam, then kniha book erase-again" in done.stderr
    new = home.parent / "new"
    refused = kniha(new, "book", "erase-again")
    assert refused.returncode == 2
    assert "put back" in refused.stderr
    shutil.copytree(home / "keys/custodian", home.parent / "custodian")
    seam = home.parent / "the.seam"
    assert kniha(new, "book", "seam", "state", str(seam)).returncode == 0
    for number in (1, 2, 3):
        signed = kniha(new, "book", "seam", "sign", "--key", str(home.parent / f"custodian/{number}.signing"), str(seam))
        assert signed.returncode == 0, signed.stderr
    assert kniha(new, "book", "seam", "take", str(seam)).returncode == 0
    again = kniha(new, "book", "erase-again")
    assert again.returncode == 0, again.stderr
    assert kniha(new, "book", "erase-again").stdout.startswith("0 of ")
    assert run_in(new, "check") == ["differences 0"]


def test_what_lies_there_is_listed_with_the_fingerprint_to_compare(home: Path) -> None:
    names = [str(made(home)["backup"]) for _ in range(2)]
    identity = ("--identity", str(home.parent / "backup.identity"))
    listed = kniha(home.parent / "new", "restore", "--list", *identity, str(home.parent / "store"))
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.splitlines()[:2] == sorted(names, reverse=True)
    fingerprint = listed.stdout.split("release key ")[1].split()[0]
    (home.parent / "store/backups" / f"{max(names)}.book").unlink()
    done = kniha(home.parent / "new", "restore", "--fingerprint", fingerprint, *identity, str(home.parent / "store"))
    assert (done.returncode, done.stderr) == (1, f"kniha: backups/{max(names)}.book is gone from the store\n")  # believed, and gone on
    done = kniha(home.parent / "new", "restore", "--list", *identity, "--backup", "../../x", str(home.parent / "store"))
    assert (done.returncode, done.stderr) == (2, "kniha: no backup of this name lies there\n")


def test_older_backups_go(home: Path) -> None:
    first = str(made(home)["backup"])
    for path in (home.parent / "store/backups").iterdir():
        for day in range(1, 9):
            shutil.copy(path, path.with_name(path.name.replace(first[:10], f"2026-10-0{day}")))
    run_in(home, "go_on")
    last = str(made(home)["backup"])
    older = [f"2026-10-0{day}{first[10:]}" for day in range(1, 9)]
    for part, most in (("manifest", 7), ("book", 7), ("keys", 3)):
        assert [path.stem for path in stored(home, part)] == [*older, first, last][-most:]


# What is disturbed.


def test_a_backup_that_was_interrupted_is_none_and_the_next_one_is_made(home: Path) -> None:
    run_in(home, "die_backing_up", dies=9)
    assert [path.suffix for path in sorted((home.parent / "store/backups").iterdir())] == [".book", ".keys"]
    done = restore(home)
    assert (done.returncode, done.stderr) == (2, "kniha: no backup lies there\n")
    made(home)
    assert len(stored(home, "book")) == 1, "what was begun long ago and has no manifest goes with the next"


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_restore_that_was_interrupted_is_run_again(home: Path, empty: Path, when: str) -> None:
    made(home)
    new = Path(shutil.copytree(empty, home.parent / "new"))
    run_in(new, f"die_restoring:{when}", dies=9)
    done = restore(home)
    assert done.returncode == 0, done.stderr
    assert files_of(new) == files_of(home)
    assert run_in(new, "check", "state") == run_in(home, "check", "state")


@pytest.mark.usefixtures("begun")
def test_what_is_not_whole_in_vault_or_store_is_told_and_never_passed_on(home: Path) -> None:
    damaged, lost = sorted((home / "vault/blobs").rglob("*-*"))[:2]
    damaged.write_bytes(b"x" + damaged.read_bytes()[1:])
    lost.unlink()
    done = backup(home)
    assert done.returncode == 1
    assert done.stderr.count("NOT in the backup") == 2
    assert "2 copied" in done.stdout
    spoilt = min((home.parent / "store/blobs").rglob("*-*"))
    spoilt.write_bytes(spoilt.read_bytes()[:-1] + b"x")
    done = restore(home)
    assert done.returncode == 1
    assert done.stderr.count("MISSING") == 3
    assert "1 brought" in done.stdout


def test_a_vault_that_is_not_mounted_makes_no_backup(home: Path) -> None:
    (home / "vault").rename(home.parent / "away")
    done = backup(home)
    assert done.returncode == 2
    assert "did not answer" in done.stderr
    assert not stored(home, "manifest")


# The bad and the malicious.


@pytest.mark.parametrize("part", ["book", "keys", "manifest"])
def test_a_changed_file_of_the_backup_restores_nothing(home: Path, part: str) -> None:
    made(home)
    [path] = stored(home, part)
    whole = path.read_bytes()
    for changed in (whole[:-1], whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:], whole + b"x", b""):
        path.write_bytes(changed)
        done = restore(home)
        assert done.returncode in {1, 2}, done.stdout
        assert "Traceback" not in done.stderr
        assert not tables_of(home.parent / "new")


def test_the_book_of_one_backup_does_not_go_with_the_manifest_of_another(home: Path) -> None:
    made(home)
    run_in(home, "go_on")
    made(home)
    older, newer = stored(home, "book")
    shutil.copy(older, newer)
    done = restore(home)
    assert done.returncode == 1
    assert "is not what its manifest tells" in done.stderr
    assert not tables_of(home.parent / "new")


def test_somebody_elses_identity_opens_nothing(home: Path) -> None:
    made(home)
    shutil.copy(home / "keys/desk/exhibit.identity", home.parent / "backup.identity")
    assert restore(home).returncode == 1


def test_nobody_restores_what_nobody_vouches_for(home: Path) -> None:
    made(home)
    words = ("restore", "--identity", str(home.parent / "backup.identity"), str(home.parent / "store"))
    done = kniha(home.parent / "new", *words)
    assert done.returncode == 2
    assert "say whose register it must be" in done.stderr
    done = kniha(home.parent / "new", *words, "--fingerprint", "ab" * 32)
    assert done.returncode == 1
    assert "another fingerprint" in done.stderr
    assert not tables_of(home.parent / "new")


def test_a_register_that_lives_there_is_not_touched(home: Path, grown: Path) -> None:
    made(home)
    done = restore(home, name="home")
    assert done.returncode == 0, "the register of this backup: nothing is loaded, and it is only looked through"
    other = Path(shutil.copytree(grown, home.parent / "other"))
    run_in(other, "go_on", "go_on", "go_on")
    before = (other / "book.sqlite3").read_bytes()
    done = restore(home, name="other")
    assert done.returncode == 2
    assert "a register lives in this database already" in done.stderr
    assert (other / "book.sqlite3").read_bytes() == before


def test_keys_of_another_register_are_not_mixed_in(home: Path) -> None:
    made(home)
    public = home.parent / "new/keys/public"
    public.mkdir(parents=True)
    (public / "register.json").write_text("{}")
    done = restore(home)
    assert done.returncode == 2
    assert "the folder of keys is of another register" in done.stderr
    assert (public / "register.json").read_text() == "{}"
