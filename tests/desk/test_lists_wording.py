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

OF_MAPPINGS = {"mapping.py", "forms.py", "offered.py"}
"""What these say is for whoever writes a mapping, who writes it in English words and reads it on the page of mappings."""
IMPORTING = Path(kniha.runs.importing.__file__).parent
VOCAB = Path(kniha.vocab.__file__).parent
READ = [*(path for path in sorted(IMPORTING.glob("*.py")) if path.name not in OF_MAPPINGS), VOCAB / "place.py", VOCAB / "time.py"]
NOT_FROM_A_LIST = re.compile(
    r"offset of its own|a margin above|no time zone of this name|an instant must be|a radius from|before it begins|a pattern of dates"
)


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
                assert re.search("[а-яёўі]", told(message)), message


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


def test_what_nobody_translated_is_shown_as_it_is() -> None:
    with override("be"):
        assert told("something new") == "something new"
