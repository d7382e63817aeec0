"""Every error has a code, and every code an answer in three languages."""

import pytest

from kniha.vocab import errors
from kniha.vocab.errors import KnihaError
from kniha.vocab.terms import codes, label


def all_errors(root=KnihaError):
    # Classes of the other rooms count too, once something has imported them: only ours are asked for here.
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


@pytest.mark.parametrize("error", list(all_errors()))
def test_every_error_has_a_code_of_its_own_and_an_answer_for_people(error):
    assert "code" in vars(error)
    for language in ("be", "ru", "en"):
        assert label("answers", error.code, language).endswith(".")


def test_no_two_errors_share_a_code_and_no_answer_is_left_over():
    found = [error.code for error in all_errors()]

    assert len(found) == len(set(found))
    assert set(found) == codes("answers")
