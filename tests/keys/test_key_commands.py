"""`kniha key`: made with a passphrase, split on paper, put together again; a wrong word is named by its place."""

import subprocess
import sys

import pytest

from kniha.conf.keys import KeyFolder

NAMES = ["--name-be", "Кніга", "--name-ru", "Книга", "--name-en", "The Book"]
PASSPHRASE = "four words of nobody"


def kniha(folder, *words, typed=""):
    # A session of its own has no terminal, so that passphrases are read from the pipe.
    command = [sys.executable, "-m", "kniha.cli", *words]
    return subprocess.run(command, input=typed, capture_output=True, text=True, check=False, cwd=folder, start_new_session=True)


@pytest.fixture
def plain(tmp_path):
    assert kniha(tmp_path, "key", "new", "keys", *NAMES, "--plain").returncode == 0
    return tmp_path


def test_keys_are_made_under_a_passphrase(tmp_path):
    done = kniha(tmp_path, "key", "new", "keys", *NAMES, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    assert "keys/courier/register.identity" in done.stdout.split()
    assert b"AGE-SECRET" not in (tmp_path / "keys/courier/register.identity").read_bytes()
    keys = KeyFolder(tmp_path / "keys")
    assert keys.register_identities(lambda _: PASSPHRASE)[0].recipient.text == keys.register().recipient


def test_three_shares_give_the_identity_back(plain):
    printed = kniha(plain, "key", "shares", "keys/courier/register.identity").stdout.splitlines()
    assert [line.split(":")[0] for line in printed] == [*(f"share {number}" for number in range(1, 6)), "recipient", "fingerprint"]
    typed = "\n".join([printed[4], printed[0], printed[2].partition(": ")[2], "", ""])
    done = kniha(plain, "key", "combine", "--recipient", "keys/public/register.json", "--plain", "back", typed=typed)
    assert done.returncode == 0, done.stderr
    assert (plain / "back").read_text() == (plain / "keys/courier/register.identity").read_text()
    assert (plain / "back").stat().st_mode & 0o777 == 0o600


def test_keys_that_are_there_stay(plain):
    before = (plain / "keys/courier/register.identity").read_bytes()
    done = kniha(plain, "key", "new", "keys", *NAMES)
    assert (done.returncode, done.stdout) == (2, "")
    assert "never overwritten" in done.stderr
    assert (plain / "keys/courier/register.identity").read_bytes() == before


@pytest.mark.parametrize("typed", ["", "short\nshort\n", f"{PASSPHRASE}\n{PASSPHRASE}!\n"])
def test_a_passphrase_that_is_none_makes_nothing(tmp_path, typed):
    done = kniha(tmp_path, "key", "new", "keys", *NAMES, typed=typed)
    assert done.returncode == 2
    assert PASSPHRASE not in done.stderr
    assert not (tmp_path / "keys").exists()


def test_two_shares_are_not_enough(plain):
    printed = kniha(plain, "key", "shares", "keys/courier/register.identity").stdout.splitlines()
    done = kniha(plain, "key", "combine", "--recipient", "keys/public/register.json", "back", typed="\n".join([*printed[:2], "", ""]))
    assert done.returncode == 2
    assert "3 different shares are needed" in done.stderr
    assert not (plain / "back").exists()


def test_shares_of_another_key_are_refused(plain):
    printed = kniha(plain, "key", "shares", "keys/desk/person.identity").stdout.splitlines()
    done = kniha(plain, "key", "combine", "--recipient", "keys/public/register.json", "back", typed="\n".join([*printed[:3], "", ""]))
    assert done.returncode == 1
    assert not (plain / "back").exists()
