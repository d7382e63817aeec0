"""What a REPORT frame may say, and what older pages say in it."""

from dataclasses import replace

import pytest

from kniha.seal.reports import Consent, Early, Report, check_filled, format_report, parse_report
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError, UnknownTermError

TOLD = Report("report", "be", "browser", "словы", "учора", "у двары", "", Consent("yes", "no", "yes"))
ASKED = replace(TOLD, role="insider", safe="no", early=Early(held="yes", minor="no"), hurt="двое", doers="рота")
NEW = ("role", "safe", "early", "hurt", "doers")


def old(report: Report) -> dict[str, object]:
    told = parse_canonical(format_report(report))
    return {name: value for name, value in told.items() if name not in NEW} | {"v": 1}


@pytest.mark.parametrize("report", [TOLD, ASKED])
def test_a_report_is_read_as_it_was_written(report):
    assert parse_report(format_report(report)) == report


def test_an_older_page_that_asked_less_is_read():
    assert parse_report(canonical(old(ASKED))) == TOLD


@pytest.mark.parametrize(
    "told",
    [
        old(TOLD) | {"role": ""},
        old(TOLD) | {"v": 2},
        old(TOLD) | {"v": True},
        old(TOLD) | {"v": 3},
        old(TOLD) | {"v": [2]},
        parse_canonical(format_report(ASKED)) | {"v": 1},
        parse_canonical(format_report(ASKED)) | {"role": "suspect"},
        parse_canonical(format_report(ASKED)) | {"safe": "maybe"},
        parse_canonical(format_report(ASKED)) | {"early": ""},
        parse_canonical(format_report(ASKED)) | {"early": {"held": "yes", "minor": ""}},
        parse_canonical(format_report(ASKED)) | {"early": {"held": "perhaps", "minor": "", "sexual": ""}},
        [],
        "v",
    ],
)
def test_another_form_or_word_is_refused(told):
    with pytest.raises((MalformedError, UnknownTermError)):
        parse_report(canonical(told))


def test_who_calls_for_a_specialist_need_not_tell_anything():
    silent = replace(TOLD, text="", when="", where="")
    check_filled(replace(silent, early=Early(sexual="yes")), files=0)
    for early in (Early(), Early(held="no", minor="no", sexual="no")):
        with pytest.raises(MalformedError):
            check_filled(replace(silent, early=early), files=0)


@pytest.mark.parametrize("change", [{"role": "medic"}, {"safe": "yes"}, {"early": Early(held="no")}, {"hurt": "a"}, {"doers": "b"}])
def test_what_is_asked_of_a_report_is_of_no_addition(change):
    with pytest.raises(KnihaError):
        replace(TOLD, does="addition", **change)


def test_all_words_count_together():
    with pytest.raises(TooLargeError):
        replace(TOLD, hurt="а" * 500_000, doers="б" * 500_000)
