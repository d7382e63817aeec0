"""verify.py judges every file of the corpus as the text demands, in the steps of `kniha verify`, under the same names."""

import json
import os
import sys
from pathlib import Path

import pytest
from tests.verify.corpus import CORPUS, EXPECTED, GIVEN, Expected, answered

import verify
from kniha.cli.main import main

STAND_IN = Path(__file__).parent / "openssl_of_tomorrow.py"


def reader(expected: Expected) -> verify.Reader:
    keys, witnesses = (verify.read_keys(str(CORPUS / GIVEN[what])) if what in expected.given else () for what in ("key", "witness"))
    roots = (CORPUS / GIVEN["authority"]).read_bytes() if "authority" in expected.given else b""
    return verify.Reader(keys, witnesses, roots)


def judged(expected: Expected) -> dict:
    return verify.verify(str(expected.path), reader(expected))


@pytest.fixture
def openssl_of_tomorrow(tmp_path, monkeypatch):
    """An openssl that knows ML-DSA-44, as those from 3.5 on do: the one of this machine, and `cryptography` for what that lacks."""
    command = tmp_path / "openssl"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    verify.knows_mldsa.cache_clear()
    yield
    verify.knows_mldsa.cache_clear()


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.file)
def test_every_file_of_the_corpus_is_judged_as_the_text_says(expected):
    status, step = expected.answer if verify.knows_mldsa() else expected.without_mldsa44
    verdict = judged(expected)
    assert answered(verdict) == (status, step)
    assert verdict["holds"] is (status == 0)
    assert verdict["verdict"].startswith(("This holds. ", f"This does not hold. Step {step}: ", "This ")[status])


DIFFERING = [expected for expected in EXPECTED if expected.answer != expected.without_mldsa44]


@pytest.mark.parametrize("expected", DIFFERING, ids=lambda expected: expected.file)
def test_with_an_openssl_that_knows_mldsa44_nothing_is_left_unchecked(expected, openssl_of_tomorrow):
    verdict = judged(expected)
    assert answered(verdict) == expected.answer
    assert not [words for words in verdict["open"] if "does not know" in words]


def test_files_that_differ_between_the_two_say_why():
    said = {each["file"]: each for each in json.loads((CORPUS / "expected.json").read_text())}
    assert DIFFERING
    assert all("ML-DSA-44" in said[expected.file]["without_mldsa44"]["why"] for expected in DIFFERING)


@pytest.mark.parametrize("expected", [each for each in EXPECTED if each.file.startswith("good/")], ids=lambda expected: expected.file)
def test_both_walk_the_same_steps_under_the_same_names(expected, capsys):
    main(["verify", str(expected.path), *expected.arguments, "--json"])
    theirs, ours = json.loads(capsys.readouterr().out)[0], judged(expected)
    assert [step["name"] for step in ours["steps"]] == [step["name"] for step in theirs["steps"]]
    assert ours.keys() == theirs.keys()
    assert ours["kind"] == theirs["kind"]
