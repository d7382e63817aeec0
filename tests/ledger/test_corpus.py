"""`kniha verify` judges every file of the corpus as docs/spec/files.md says; the corpus is what its tool makes."""

import json

import pytest
from tests.verify.corpus import CORPUS, EXPECTED, answered
from tools import corpus

from kniha.cli.main import main


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected.file)
def test_every_file_of_the_corpus_is_judged_as_the_text_says(expected, capsys):
    status = main(["verify", str(expected.path), *expected.arguments, "--json"])
    verdict = json.loads(capsys.readouterr().out)[0]
    assert answered(verdict) == expected.answer
    assert (status, verdict["holds"]) == (expected.answer[0], expected.answer[0] == 0)


def test_every_step_that_can_be_wrong_is_wrong_somewhere():
    kinds = {"kniha-proof": 10, "kniha-certificate": 10, "kniha-heads": 14, "kniha-book": 11, "zip": 5, "kniha-seam": 2, "checkpoint": 4}
    found = {(expected.file.rpartition(".")[2], expected.answer[1]) for expected in EXPECTED}
    # Of a pair's and a certificate's heads one each is enough: they are the heads of proofs.
    spared = {("kniha-certificate", step) for step in range(1, 7)} | {("kniha-heads", step) for step in (1, 3, 4, 5, 6, 8, 9, 10, 11)}
    spared |= {("kniha-book", step) for step in (6, 7, 8)} | {("checkpoint", 3)}
    assert {(kind, step) for kind, steps in kinds.items() for step in range(1, steps + 1)} - found == spared


def test_there_are_bad_files_of_many_kinds_and_each_is_named_once():
    bad = [expected.file for expected in EXPECTED if expected.file.startswith("bad/")]
    assert len(bad) == len(set(bad)) >= 60


def test_the_corpus_is_what_its_tool_makes():
    assert not list(corpus.stale(corpus.corpus(), corpus.lying(CORPUS)))
