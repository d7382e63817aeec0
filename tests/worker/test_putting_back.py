"""A database is put back behind its newest head: what operators and custodians see, command by command, until the log goes on."""

import shutil
from pathlib import Path

import pytest
from tests.courier.places import kniha, run
from tests.worker.test_worker import ENTER, HEADS, SIGN, put_back

from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase


@pytest.fixture(scope="session")
def lost_home(founded_home, tmp_path_factory) -> Path:
    """The home of an office that signed a head of five entries and was put back to three. Tests copy it."""
    folder = tmp_path_factory.mktemp("lost")
    home = Path(shutil.copytree(founded_home, folder / "home"))
    for _ in range(2):
        older = shutil.copy(home / "book.sqlite3", folder / "older")
        assert run(home, ENTER + SIGN).returncode == 0
    assert run(home, ENTER + SIGN).returncode == 0
    put_back(older, home)
    return home


@pytest.fixture
def lost(lost_home, tmp_path) -> Path:
    return shutil.copytree(lost_home, tmp_path / "home")


def custodian(home, number, tmp_path, *, sealed=False) -> Path:
    """What custodian `number` took away."""
    own = tmp_path / f"custodian {number}"
    own.mkdir()
    key = Path(shutil.copy(home / f"keys/custodian/{number}.signing", own))
    if sealed:
        key.write_bytes(seal_under_passphrase(key.read_bytes(), Passphrase("four words", work=4), random_bytes=lambda size: b"\x07" * size))
    return key


def signed(home, tmp_path, number, seam, **more):
    key = custodian(home, number, tmp_path, **more)
    copy = Path(shutil.copy(seam, key.parent))
    # In a folder where there is neither book nor database.
    done = kniha(tmp_path, "book", "seam", "sign", "--key", str(key), str(copy), typed="four words\n")
    assert done.returncode == 0, done.stderr
    return copy, done


def test_the_log_goes_on_when_three_custodians_have_signed(lost, tmp_path):
    assert "RefusedError: the register was put back" in run(lost, ENTER).stderr
    assert kniha(lost, "worker", "--once").returncode == 2
    told = kniha(lost, "doctor").stdout
    assert "WRONG  heads: the database was put back: it has 3 entries, and a head of 5 was signed" in told

    seam = tmp_path / "the.seam"
    stated = kniha(lost, "book", "seam", "state", str(seam))
    assert stated.returncode == 0, stated.stderr
    assert "Lost: 2, entries 3 to 4\n" in stated.stdout

    apart = [signed(lost, tmp_path, number, seam, sealed=number == 4) for number in (2, 4, 5)]
    assert all("Lost: 2, entries 3 to 4\n" in done.stdout for _, done in apart)
    assert "waiting for the passphrase of 4.signing" in apart[1][1].stderr
    two = kniha(lost, "book", "seam", "take", *(str(copy) for copy, _ in apart[:2]))
    assert (two.returncode, two.stderr) == (1, "kniha: 3 custodians sign a seam; 2 of those known signed this one\n")
    taken = kniha(lost, "book", "seam", "take", *(str(copy) for copy, _ in apart))
    assert taken.returncode == 0, taken.stderr
    assert taken.stdout.endswith(f"Give every witness the seam: {lost}/heads/seam-1.note\n")
    assert (lost / "heads/seam-1.note").read_text().count("\n— kniha/") == 3

    assert run(lost, ENTER).returncode == 0
    assert run(lost, SIGN).returncode == 0
    assert run(lost, HEADS).stdout == "3,5 0\n"
    assert kniha(lost, "book", "verify").stdout == "holds: 5 entries, 2 signed heads\n"
    assert kniha(lost, "book", "replay").returncode == 0
    told = kniha(lost, "doctor").stdout
    assert "good   heads: generation 1 of the log began at entry 3; 2 were lost by a restore" in told
    assert "good   heads: the newest holds 5 of 5 entries, dated " in told


def test_custodians_may_sign_one_file_one_after_the_other(lost, tmp_path):
    seam = tmp_path / "the.seam"
    assert kniha(lost, "book", "seam", "state", str(seam)).returncode == 0
    for number in (1, 2, 3):
        key = custodian(lost, number, tmp_path)
        assert f"{number} signed; three are needed" in kniha(tmp_path, "book", "seam", "sign", "--key", str(key), str(seam)).stdout
    again = kniha(tmp_path, "book", "seam", "sign", "--key", str(key), str(seam))
    assert (again.returncode, "signed this seam already" in again.stderr) == (2, True)
    assert kniha(lost, "book", "seam", "take", str(seam)).returncode == 0
    assert kniha(lost, "book", "seam", "take", str(seam)).returncode == 2


def test_a_head_that_a_witness_holds_is_brought_back(lost, tmp_path):
    held = Path(shutil.move(lost / "heads/newest.checkpoint", tmp_path / "held"))
    assert "WRONG  heads: none is kept outside the database on this host" in kniha(lost, "doctor").stdout
    none = kniha(lost, "book", "seam", "state", str(tmp_path / "the.seam"))
    assert (none.returncode, "whoever holds the newest one brings it back" in none.stderr) == (2, True)
    brought = kniha(lost, "book", "seam", "state", "--head", str(held), str(tmp_path / "the.seam"))
    assert (brought.returncode, brought.stderr) == (0, "kniha: the log signed this head of 5 entries\n")


def test_where_nothing_is_lost_no_seam_is_written(home, tmp_path):
    assert run(home, SIGN).returncode == 0
    done = kniha(home, "book", "seam", "state", str(tmp_path / "the.seam"))
    assert (done.returncode, "no seam is needed" in done.stderr) == (2, True)
    assert not (tmp_path / "the.seam").exists()


def test_a_seam_is_not_written_over_another_file(lost, tmp_path):
    (tmp_path / "the.seam").write_text("signed by two already")
    assert kniha(lost, "book", "seam", "state", str(tmp_path / "the.seam")).returncode == 2
    assert (tmp_path / "the.seam").read_text() == "signed by two already"


@pytest.mark.parametrize("written", [b"", b"\xff", b"kniha-seam/v1\n\nx\n"])
def test_what_is_no_seam_is_neither_signed_nor_taken(lost_home, tmp_path, written):
    (tmp_path / "no.seam").write_bytes(written)
    for words in (("sign", "--key", str(lost_home / "keys/custodian/1.signing")), ("take",)):
        done = kniha(lost_home, "book", "seam", *words, str(tmp_path / "no.seam"))
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert (tmp_path / "no.seam").read_bytes() == written


def test_a_key_of_another_kind_signs_nothing(lost, tmp_path):
    seam = tmp_path / "the.seam"
    assert kniha(lost, "book", "seam", "state", str(seam)).returncode == 0
    before = seam.read_bytes()
    for name in ("worker/checkpoint.json", "public/register.json"):
        assert kniha(lost, "book", "seam", "sign", "--key", str(lost / "keys" / name), str(seam)).returncode == 2
    assert seam.read_bytes() == before
