"""Whatever the importer can say of a file or a row is said at the desk in three languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import kniha.runs.importing
import kniha.vocab
from kniha.desk.lists.wording import MESSAGES, told, told_flag
from kniha.runs.importing.report import WHAT
from kniha.runs.importing.rows import OpenList, Row
from kniha.runs.importing.whowasincommand import gathered

OF_MAPPINGS = {"mapping.py", "forms.py", "offered.py", "forces_plan.py", "medical_plan.py"}
"""What these say is for whoever writes a mapping, who writes it in English words and reads it on the page of mappings."""
IMPORTING = Path(kniha.runs.importing.__file__).parent
VOCAB = Path(kniha.vocab.__file__).parent
READ = [
    *(path for path in sorted(IMPORTING.glob("*.py")) if path.name not in OF_MAPPINGS),
    VOCAB / "place.py",
    VOCAB / "time.py",
    VOCAB / "span.py",
]
NOT_FROM_A_LIST = re.compile(
    r"offset of its own|a margin above|no time zone of this name|an instant must be|a radius from|before it begins|a pattern of dates"
)
ENGLISH = re.compile(r"\b(?:is|are|has|holds|of|the|found|expected|another|nobody|room)\b")
"""Words of messages: one that is known by no more than its column keeps them."""


def messages(path: Path) -> Iterator[str]:
    """What `path` raises, each value that stands in it as «7»."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            first = node.exc.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
            elif isinstance(first, ast.JoinedStr):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in first.values)


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
@pytest.mark.parametrize("language", ["be", "ru"])
def test_every_message_of_the_importer_is_translated(path: Path, language: str) -> None:
    with override(language):
        for message in messages(path):
            if not NOT_FROM_A_LIST.search(message):
                shown = told(message)
                assert re.search("[а-яёўі]", shown), message
                assert not ENGLISH.search(shown), shown


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_what_was_found_stands_in_every_message_whatever_it_is(language: str) -> None:
    with override(language):
        for message in MESSAGES:
            filled = message.replace("{0}", "{ґ}").replace("{1}", "№").replace("{2}", "§")
            shown = told(filled)
            assert all(sign in shown for sign in ("{ґ}", "№", "§") if sign in filled), message
            assert language != "en" or shown == filled


def test_oddities_are_told_by_words_and_not_by_their_codes() -> None:
    with override("be"):
        for code in WHAT:
            assert code not in told_flag(f"{code}: column 'a'")
            assert told_flag(f"{code}: column 'a'").endswith("слупок 'a'")


def test_faults_of_several_cells_are_told_each() -> None:
    first = "column 'a': a formula; paste its value in its place"
    second = "column 'b': an error of the spreadsheet, or a date that cannot be"
    with override("be"):
        shown = told(f"{first}; {second}")
    assert shown == "слупок 'a': формула; устаўце на яе месца значэнне; слупок 'b': памылка табліцы або дата, якой не бывае"


def test_what_is_said_of_a_download_of_postings_is_translated() -> None:
    note = "7 rows are 3 people; their postings are kept as words here, and read by a mapping of postings"
    assert note in whowasincommand_notes()
    with override("be"):
        assert told(note) == "радкоў: 7, людзей: 3; іх пасады тут захаваны словамі, а чытае іх адпаведнасць для прызначэнняў"


def whowasincommand_notes() -> tuple[str, ...]:
    rows = [Row({"person:admin:id": str(number % 3)}, number) for number in range(7)]
    return gathered(OpenList(frozenset({"person:admin:id"}), 7, "d", lambda: iter(rows))).notes


def test_what_nobody_translated_is_shown_as_it_is() -> None:
    with override("be"):
        assert told("something new") == "something new"
