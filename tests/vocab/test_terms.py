"""The lists of controlled terms: whole, in three languages, sourced, and fair to those who are only suspected."""

import json
import re
from pathlib import Path

import pytest

import kniha.vocab.terms
from kniha.vocab.errors import UnknownTermError
from kniha.vocab.terms import check_term, codes, label, list_names, term, terms

FOLDER = Path(kniha.vocab.terms.__file__).parent / "terms"
SOURCES = """
    Admiralty scale|Berkeley Protocol|Eurojust / ICC 2022|HURIDOCS|ICD|Istanbul Protocol 2022|MRM|Rome Statute|own
""".strip().split("|")
SCHEMES = {
    "admiralty": "[1-6]",
    "huridocs": "[0-9]{12}",
    "icd": "[0-9A-Z]{4}",
    "primero": "[a-z_]+",
    "rome": r"7\(1\)\([a-k]\)",
}
LISTS_OF_THE_DESIGN = {
    "act-kinds", "methods", "mention-roles", "source-connections", "reliability-grades", "information-grades", "statement-kinds",
    "statement-origins", "consent-purposes", "consent-answers", "consent-givers", "verification-statuses", "incident-states",
    "review-decisions", "how-obtained", "custody-events", "risk-levels", "risk-circumstances", "safe-contact-channels",
    "standards-of-proof", "involvement-degrees", "injury-kinds", "body-regions", "istanbul-degrees", "force-kinds",
    "registrar-roles", "referral-kinds", "time-precisions", "victim-kinds", "covers", "quarantine-reasons",
}  # fmt: skip
CALLS_GUILTY = re.compile(
    r"""злачын(ец|ц) | \bвіна(ват|ўнік) | віноўн | бандыт | карнік | \bкаты?\b
      | преступник | \bвиновн | \bвиноват | бандит | палач | карател
      | criminals?\b(?![ ](case|police)) | perpetrator | culprit | offender | guilty""",
    re.IGNORECASE | re.VERBOSE,
)

every_list = pytest.mark.parametrize("name", list_names())


def rows(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["terms"]


def test_a_term_is_found_with_its_labels():
    arrest = term("act-kinds", "liberty.arbitrary-arrest")

    assert (arrest.group, arrest.counts, arrest.source) == ("liberty", "victims", "own")
    assert arrest.label("be") == label("act-kinds", "liberty.arbitrary-arrest", "be") == "адвольнае затрыманне"
    check_term("act-kinds", "liberty.arbitrary-arrest")


def test_terms_come_in_the_order_of_their_file():
    assert [one.code for one in terms("consent-answers")] == ["yes", "no", "not-known"]
    assert codes("consent-answers") == {"yes", "no", "not-known"}


def test_all_lists_of_the_design_are_there():
    assert set(list_names()) >= LISTS_OF_THE_DESIGN


def test_the_folder_holds_lists_and_nothing_else():
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.json" for name in list_names()}


@every_list
def test_every_list_says_what_it_is_for(name):
    assert json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["about"].endswith(".")


@every_list
def test_every_term_has_exactly_the_known_fields(name):
    for row in rows(name):
        assert {"code", "be", "ru", "en", "source"} <= row.keys() <= {"code", "be", "ru", "en", "source", "group", "counts", "same_as"}, row


@every_list
def test_every_code_is_stable_ascii_and_stands_once(name):
    found = [row["code"] for row in rows(name)]

    assert len(found) == len(set(found)) > 0
    assert all(re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", code) and len(code) <= 60 for code in found)


@every_list
def test_every_label_is_in_its_own_script(name):
    for one in terms(name):
        brand = one.be == one.ru == one.en
        assert brand or re.search("[а-яёўі]", one.be), one
        assert brand or re.search("[а-яё]", one.ru), one
        assert one.en == "{}" or re.search("[a-z]", one.en), one
        assert not re.search("[а-яёўі]", one.en, re.IGNORECASE), one
        assert not re.search("[ищъ]", one.be, re.IGNORECASE), one
        assert not re.search("[іў]", one.ru, re.IGNORECASE), one
        assert brand or not re.search("[a-z]", one.be + one.ru, re.IGNORECASE), one


@every_list
def test_no_label_stands_twice_in_a_list(name):
    for language in ("be", "ru", "en"):
        labels = [one.label(language) for one in terms(name)]
        assert len(labels) == len(set(labels)), language


@every_list
def test_every_term_names_its_source(name):
    for one in terms(name):
        assert one.source in SOURCES, one
        assert one.source != "HURIDOCS" or any(scheme.startswith("huridocs-") for scheme, _ in one.same_as), one
        for scheme, code in one.same_as:
            assert re.fullmatch(SCHEMES[scheme.split("-")[0]], code), one


@every_list
def test_no_label_calls_a_suspect_guilty(name):
    for one in terms(name):
        assert not any(CALLS_GUILTY.search(text) for text in (one.be, one.ru, one.en)), one


def test_every_degree_of_involvement_says_that_it_is_alleged():
    for one in terms("involvement-degrees"):
        assert re.match("меркаван|падазрэнн", one.be), one
        assert re.match("предполагаем|подозрени", one.ru), one
        assert re.match("alleged|suspected", one.en), one


def test_every_kind_of_act_is_grouped_and_counted():
    for one in terms("act-kinds"):
        assert one.group in codes("act-groups"), one
        assert one.code.startswith(f"{one.group}."), one
        assert one.counts in ("victims", "events"), one
    assert {one.group for one in terms("act-kinds")} == codes("act-groups")


def test_a_decision_is_a_state_of_the_incident():
    assert codes("review-decisions") < codes("incident-states")


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(UnknownTermError, match=r"the list methods has no term 'thumbscrew'"):
        term("methods", "thumbscrew")
    with pytest.raises(UnknownTermError):
        check_term("methods", "")


def test_an_unknown_list_or_language_is_refused():
    with pytest.raises(UnknownTermError, match="'beverages'"):
        terms("beverages")
    with pytest.raises(UnknownTermError, match="'de'"):
        label("methods", "baton", "de")


def test_a_story_in_the_wrong_column_is_not_repeated_in_the_error():
    with pytest.raises(UnknownTermError) as refusal:
        term("methods", "Алеся Прыкладная, вул. Выдуманая, 5")
    assert "Алеся" not in str(refusal.value)
    assert "35 characters" in str(refusal.value)


@pytest.mark.parametrize("name", ["../errors", "../../book/secret", "methods.json", "/etc/passwd", "", "methods\0"])
def test_a_list_name_is_never_a_path(name):
    with pytest.raises(UnknownTermError):
        terms(name)
