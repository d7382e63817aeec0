"""verify.py as people run it: one file, any Python from 3.9 on, nothing installed, nothing believed."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.verify.corpus import CORPUS

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "verify.py"
PROOF = CORPUS / "good/proof.kniha-proof"
KEY = ("--key", str(CORPUS / "register.json"))


def run(*words, data=None, path=None, folder=None):
    """Run a copy of verify.py with what Python brings and nothing else: no packages, no environment, no current folder in its path."""
    environment = {} if path is None else {"PATH": path}
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, words)]
    return subprocess.run(command, input=data, capture_output=True, env=environment or None, cwd=folder, check=False)


def test_a_proof_holds_in_ten_steps_and_its_record_is_shown():
    done = run(PROOF, *KEY)
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert [f"  {number}. " in said for number in range(1, 12)] == [True] * 10 + [False]
    assert '"number":"KN-2026-48213"' in said


def test_without_keys_the_fingerprints_to_compare_are_told():
    from kniha.ledger.registers import parse_register

    said = " ".join(run(PROOF).stdout.decode().split())
    keys = parse_register((CORPUS / "register.json").read_bytes()).checkpoint_keys
    assert all(key.fingerprint in said for key in keys)


def test_a_file_comes_from_standard_input_too():
    assert run("-", *KEY, data=PROOF.read_bytes()).returncode == 0
    assert run("-", *KEY, data=(CORPUS / "good/bundle.zip").read_bytes()).returncode == 0
    assert run("-", *KEY, data=(CORPUS / "good/book.kniha-book").read_bytes()).returncode == 0


def test_machines_get_the_verdicts_as_json():
    verdicts = json.loads(run(PROOF, CORPUS / "bad/value-edited.kniha-proof", *KEY, "--json").stdout)
    assert [verdict["status"] for verdict in verdicts] == [0, 1]
    assert set(verdicts[0]) == {"file", "kind", "holds", "status", "steps", "open", "verdict"}
    assert set(verdicts[0]["steps"][0]) == {"number", "name", "outcome", "detail"}


def test_witnesses_are_read_as_an_operator_lists_them(tmp_path):
    listed = tmp_path / "witnesses"
    key = (CORPUS / "witnesses.txt").read_text().splitlines()[0]
    listed.write_text(f"# who they are\n\nhttps://witness.example {key}\n")
    assert run(PROOF, *KEY, "--witness", listed).returncode == 0
    assert run(PROOF, *KEY, "--witness", key).returncode == 0


def test_the_help_teaches():
    said = run("--help").stdout.decode()
    assert all(word in said for word in ("commitment", "leaf", "root", "witnesses", "Exit status", "--authority"))


def test_it_is_one_file_of_the_standard_library():
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "http", "urllib", "ssl", "ctypes", "pickle", "marshal", "importlib"}


def test_it_is_written_in_the_python_of_3_9():
    ast.parse(PROGRAM.read_text(), feature_version=(3, 9))


def test_it_starts_no_program_but_openssl():
    calls = [
        node
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"run", "Popen", "call", "system"}
    ]
    assert len(calls) == 1
    assert 'subprocess.run(["openssl", *command.split()]' in PROGRAM.read_text()


@pytest.mark.parametrize("words", [["missing.kniha-proof"], ["-"], [str(ROOT / "verify.py")]])
def test_what_cannot_be_checked_ends_with_2(words):
    done = run(*words, data=b"")
    assert (done.returncode, done.stderr) == (2, b"")
    assert b"could not be" in done.stdout


@pytest.mark.parametrize(
    "words", [["--key", "missing.json"], ["--key", "a+00000000+b"], ["--witness", "missing"], ["--authority", "missing.pem"], []]
)
def test_what_is_given_and_cannot_be_read_ends_with_2(words):
    done = run(*([PROOF] if words else []), *words)
    assert done.returncode == 2
    assert b"usage" in done.stderr
    assert b"Traceback" not in done.stderr


def test_without_openssl_nothing_is_said_to_hold(tmp_path):
    done = run(PROOF, *KEY, path=str(tmp_path))
    assert done.returncode == 2
    assert b"the command openssl is not on this machine" in done.stdout


def test_something_wrong_counts_more_than_something_unchecked():
    assert run("missing.kniha-proof", CORPUS / "bad/value-edited.kniha-proof", *KEY).returncode == 1


def test_an_openssl_that_says_something_else_is_not_believed(tmp_path):
    for words in ("", "yes", "Verified"):
        (tmp_path / "openssl").write_text(f"#!/bin/sh\necho '{words}'\n")
        (tmp_path / "openssl").chmod(0o755)
        assert run(PROOF, *KEY, path=str(tmp_path)).returncode == 2


def test_a_file_cannot_play_with_the_terminal(tmp_path):
    evil = tmp_path / "evil\x1b[2J.kniha-proof"
    said = json.loads(PROOF.read_text())
    said["title"] = "\x1b[2JThis holds.\u202e"
    evil.write_text(json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    done = run(evil, *KEY)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert "\u202e".encode() not in done.stdout


def test_what_openssl_works_on_is_gone_afterwards(tmp_path):
    before = set(tmp_path.iterdir())
    subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), str(PROOF), *KEY],
        env={"TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )
    assert set(tmp_path.iterdir()) == before
