"""Words, phrases and typos: the exact first; nothing typed is a command, and no word of another compartment has a part in the answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.search.asking import ask
from kniha.search.documents import Document, Followed
from kniha.search.folding import fold, spelt_alike, typos_allowed
from kniha.search.index import Index
from kniha.search.passages import passage

TEXTS = {
    "one": "Нас спынілі каля метро Пушкінская. Мужчына біў мяне дубінкай па спіне.",
    "two": "Дубінкай біў мужчына; мяне спынілі каля парка.",
    "three": "Аўтазак стаяў ля опернага тэатра.",
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path)
    documents = [Document(key, "statement", "open", text) for key, text in TEXTS.items()]
    made.replace([*documents, Document("closed", "statement", "closed", "Затрыманне ў двары")], gone=(), followed=Followed(1))
    return made


def find(index: Index, text: str) -> tuple[str, ...]:
    return index.find(text, kind="statement", compartments={"open"}, limit=10)


def marked(text: str, words: str) -> list[str]:
    return [piece.text for piece in passage(text, ask(words)) if piece.is_word]


@pytest.mark.parametrize("quoted", ['"біў мяне дубінкай"', "«біў мяне дубінкай»", "“біў мяне дубінкай”", "„біў мяне дубінкай“"])
def test_a_phrase_is_met_in_its_order(index: Index, quoted: str):
    assert find(index, quoted) == ("one",)
    assert set(find(index, quoted.strip('"«»“”„'))) == {"one", "two"}


@pytest.mark.parametrize("typed", ["дубінкаю", "дубінкйа", "дуюінкай", "аутазаак", "мужчына Пушкинскаяя"])
def test_a_word_typed_wrong_is_met_where_nothing_else_is(index: Index, typed: str):
    assert find(index, typed)


def test_a_word_that_is_there_is_not_taken_for_a_typo_of_another(index: Index):
    assert find(index, "парка") == ("two",)


@pytest.mark.parametrize("typed", ["кот", "12346", "дубдубдуб"])
def test_short_words_numbers_and_other_words_are_not_guessed(index: Index, typed: str):
    assert find(index, typed) == ()


def test_a_passage_is_cut_where_the_words_stand_and_marks_them():
    text = f"{'Гэта доўгі ўступ. ' * 60}Тут мужчына біў мяне дубінкай, і ўсё.{' Потым ціха.' * 60}"
    cut = "".join(piece.text for piece in passage(text, ask("дубинкой мужчина")))
    assert marked(text, "дубинкой мужчина") == ["мужчына", "дубінкай"]
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) < 330


@pytest.mark.parametrize(
    ("words", "found"),
    [("Okrestina", ["Акрэсціна"]), ('"на Акрэсціна"', ["на", "Акрэсціна"]), ("акрэсцмна", ["Акрэсціна"]), ("бульба", [])],
)
def test_what_the_index_meets_is_what_is_marked(words: str, found: list[str]):
    assert marked("Нас везлі на Акрэсціна.", words) == found


def test_a_text_without_the_words_shows_its_beginning():
    assert "".join(piece.text for piece in passage("Кароткі тэкст", ask("бульба"))) == "Кароткі тэкст"


@pytest.mark.parametrize("typed", ["", "   ", '""', "«»", "***", "text:*", "AND OR NOT", "((", '"', "a" * 5_000, '"' * 99, "\\u0000\x00"])
def test_nothing_that_is_typed_is_a_command(index: Index, typed: str):
    assert find(index, typed) == ()


def test_another_compartments_word_does_not_stop_a_typo_from_being_mended(index: Index):
    with_closed = index.find("затриманне", kind="statement", compartments={"open", "closed"}, limit=10)
    assert with_closed == ("closed",)
    index.replace([Document("near", "statement", "open", "Затрымaнне".replace("a", "а") + "м")], gone=(), followed=Followed(2))
    assert find(index, "затриманнем") == ("near",)


@given(st.text("абвгд", max_size=12), st.text("абвгд", max_size=12))
def test_being_spelt_alike_is_the_same_both_ways_for_words_of_one_length(one: str, other: str):
    if len(one) == len(other):
        assert spelt_alike(one, other) == spelt_alike(other, one)
    if one and one == other:
        assert spelt_alike(one, other) == bool(typos_allowed(one))


@given(st.text(max_size=300), st.text(max_size=40))
def test_a_passage_of_any_text_is_made_of_its_own_letters(text: str, words: str):
    pieces = passage(text, ask(words))
    assert "".join(piece.text for piece in pieces).strip("…") in text or "…" in text
    assert all(fold(piece.text) for piece in pieces if piece.is_word)
