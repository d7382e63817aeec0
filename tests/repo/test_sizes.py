"""What a check leaves out it leaves out by a fixed seed, in a soak nothing; what is made once is made once."""

import pytest
from tests import sizes
from tests.made_once import made_once

LANGUAGES = ("be", "ru", "en")


def test_a_sample_is_the_same_each_time_and_in_the_given_order(monkeypatch) -> None:
    monkeypatch.setattr(sizes, "SOAKING", False)
    kept = sizes.sampled(range(100), 10, of="pages")
    assert kept == sizes.sampled(range(100), 10, of="pages") == sorted(set(kept))
    assert len(kept) == 10
    assert kept != sizes.sampled(range(100), 10, of="forms")


def test_over_many_samples_each_comes_up(monkeypatch) -> None:
    monkeypatch.setattr(sizes, "SOAKING", False)
    assert {one for number in range(20) for one in sizes.sampled(LANGUAGES, 1, of=f"page {number}")} == {*LANGUAGES}


@pytest.mark.parametrize(("there", "kept"), [(1, 1), (3, 1), (4, 1), (5, 2), (73, 19)])
def test_each_test_runs_again_on_postgresql_with_a_quarter_of_what_it_has(monkeypatch, there, kept) -> None:
    monkeypatch.setattr(sizes, "SOAKING", False)
    assert len(sizes.repeated(range(there), of="a test")) == kept


def test_a_soak_leaves_nothing_out(monkeypatch) -> None:
    monkeypatch.setattr(sizes, "SOAKING", True)
    assert sizes.sampled(LANGUAGES, 1, of="pages") == sizes.repeated(LANGUAGES, of="pages") == [*LANGUAGES]
    assert sizes.examples(300) == 300


def test_a_check_takes_few_examples_and_never_more_than_are_named(monkeypatch) -> None:
    monkeypatch.setattr(sizes, "SOAKING", False)
    assert sizes.examples(300) == sizes.EXAMPLES
    assert sizes.examples(4) == 4


def test_what_is_made_once_is_made_once(tmp_path) -> None:
    def make(folder) -> None:
        (folder / "made").write_text("whole")

    place = made_once(tmp_path, "office", make)
    assert (place / "made").read_text() == "whole"
    assert made_once(tmp_path, "office", lambda folder: pytest.fail("made again")) == place


def test_what_failed_is_begun_anew(tmp_path) -> None:
    def fail(folder) -> None:
        (folder / "half").touch()
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        made_once(tmp_path, "office", fail)
    assert [*made_once(tmp_path, "office", lambda folder: None).iterdir()] == []
