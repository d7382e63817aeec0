"""How many forms of a word the search brings together, and how many strangers: measured on pairs that stand in forms.toml.

Before there were stems (words met by their beginning): be 62 of 79, ru 59 of 74, en 23 of 29, across 19 of 20, unseen 47 of 60; and of 49
pairs of strangers 24 met.
"""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.search.documents import Document, Followed
from kniha.search.folding import fold
from kniha.search.index import Index
from kniha.search.stems import meet, sounds, stems

PAIRS = tomllib.loads((Path(__file__).parent / "forms.toml").read_text("utf-8"))


def met(name: str) -> int:
    return sum(meet(*("".join(fold(word)) for word in pair)) for pair in PAIRS[name])


@pytest.mark.parametrize(("name", "least"), [("be", 79), ("ru", 74), ("en", 29), ("across", 20), ("unseen", 53)])
def test_forms_of_one_word_meet(name: str, least: int):
    assert met(name) >= least, (name, met(name), len(PAIRS[name]))


def test_few_strangers_meet():
    assert met("strangers") <= 2


@pytest.mark.parametrize(
    ("asked", "text"), [("дубінак", "Біў дубінкай"), ("людзей", "Там быў чалавек"), ("beaten", "they beat us"), ("судзе", "на суд")]
)
def test_the_index_meets_what_the_rules_say(tmp_path: Path, asked: str, text: str):
    index = Index(tmp_path)
    index.replace([Document("a", "statement", "open", text)], gone=(), followed=Followed(1))
    assert index.find(asked, kind="statement", compartments={"open"}, limit=5) == ("a",)


@given(st.text(max_size=40))
def test_every_word_has_a_key_and_meets_itself(text: str):
    for word in fold(text):
        assert stems(word)
        assert all(stems(word))
        assert meet(word, word)
        assert all(len(key) >= 4 for key in sounds(word))
