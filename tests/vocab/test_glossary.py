"""One word per thing: every table of the book, every role, in three languages, once."""

import ast
import re
from pathlib import Path

import pytest

from kniha.vocab.terms import terms

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "src" / "kniha" / "book"
WITHOUT_A_WORD = {
    "Compared": "no table: what sides that were compared, incidents and recordings, have in common",
    "Comparison": "no table: what comparisons of persons and of incidents have in common",
    "Counted": "no table: what headcounts and departures have in common",
    "CountedAct": "what an act is counted by",
    "CountedIncident": "what an incident is counted by",
    "Covering": "no table: what places from which something is seen have in common",
    "CustodyStep": "no table: what steps in the lives of files and of things have in common",
    "EarlyNotice": "that a notice came before its report, and when it first did",
    "EntryValue": "the glossary's value, in a table",
    "KeptAnswer": "what a program was answered under an idempotency key, kept for two days",
    "Lasting": "no table: what values that held for some time have in common",
    "MatchedIncident": "what an incident was compared by, and with how much",
    "MatchedRecording": "what a recording was compared by",
    "Matching": "how the incidents and recordings of a compartment were last compared",
    "Node": "an inner node of the ledger, seen by nobody",
    "Pair": "no table: what pairs of persons and of incidents have in common",
    "Screened": "how far the journal was compared with an interest",
    "SealedBeside": "no table: what views, words and facts made from exhibits have in common",
    "SealedProof": "a sealed certificate on its way into a mailbox",
    "SealedWord": "a sealed word that an envelope arrived, or was read, on its way into a mailbox",
    "SignIn": "which account signs in as which registrar",
    "Sourced": "no table: what values with a source have in common",
    "Touch": "the way from a row to its entries",
    "Witnessed": "no table: what values that rest on an account, a file or words have in common",
}
"""Plumbing: tables that nobody speaks of outside of the code."""


def rows():
    lines = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "English" and not row[0].startswith("---")]


def tables_in(path):
    """Every class of a models.py, and every model that hides in another file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Journalled", "Bulk"):
            bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
            if path.name == "models.py" or bases & {"Journalled", "Bulk", "Model"}:
                yield node.name


def tables():
    return sorted({name for path in BOOK.rglob("*.py") for name in tables_in(path)})


def test_every_row_has_a_word_in_each_language_and_a_meaning():
    assert len(rows()) > 80
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row


@pytest.mark.parametrize("column", range(4))
def test_no_word_stands_for_two_things(column):
    # "кадр" and the like are the same in both languages; within one language each word is one thing.
    words = [row[column].lower() for row in rows()]

    assert [word for word in words if words.count(word) > 1] == []


def test_every_word_is_in_its_own_script():
    for english, belarusian, russian, _ in rows():
        assert re.fullmatch("[a-z -]+", english), english
        assert re.fullmatch("[абвгдеёжзійклмнопрстуўфхцчшыьэюя’ -]+", belarusian), belarusian
        assert re.fullmatch("[а-яё -]+", russian), russian


def test_every_table_of_the_book_is_a_word_of_the_glossary():
    words = {row[0] for row in rows()}

    assert {"Incident", "Statement", "Entry"} <= set(tables())
    for name in tables():
        spoken = " ".join(re.findall("[A-Z][a-z0-9]*", name)).lower()
        assert name in WITHOUT_A_WORD or spoken in words, f"{name}: add {spoken!r} to GLOSSARY.md"


def test_plumbing_that_is_gone_leaves_the_list():
    assert WITHOUT_A_WORD.keys() <= set(tables())


def test_every_role_is_called_the_same_here_and_on_the_desk():
    words = {row[0]: row for row in rows()}

    for role in terms("registrar-roles"):
        _, belarusian, russian, _ = words[role.code]
        assert role.be.split(" (")[0] == belarusian, role.code
        assert role.ru.split(" (")[0] == russian, role.code
