"""Words of one sound meet across scripts; a word as it stands comes first; and nothing of another compartment is found."""

from pathlib import Path

import pytest

from kniha.search.documents import Document, Followed
from kniha.search.folding import fold, sound
from kniha.search.index import Index


def heard(text: str) -> str:
    return " ".join(map(sound, fold(text)))


@pytest.fixture
def index(tmp_path: Path) -> Index:
    texts = {
        "be": "Нас везлі на Акрэсціна, у Мінску",
        "ru": "Нас везли на Окрестина",
        "en": "They took us to Okrestina",
        "other": "Хроснае свята ў Жлобіне",
    }
    made = Index(tmp_path)
    documents = [Document(key, "statement", "open", text) for key, text in texts.items()]
    made.replace([*documents, Document("closed", "statement", "closed", "Окрестина")], gone=(), followed=Followed(1))
    return made


def find(index: Index, text: str) -> tuple[str, ...]:
    return index.find(text, kind="statement", compartments={"open"}, limit=10)


@pytest.mark.parametrize(
    "alike",
    [
        ("Акрэсціна", "Окрестина", "Okrestina", "Akrestsina", "Akreścina"),
        ("Мінск", "Минск", "Minsk"),
        ("Іваноў", "Иванов", "Ivanov", "Iwanow", "Ivanou"),
        ("Гродна", "Гродно", "Hrodna", "Grodno"),
        ("Дзяржынск", "Dziarzhynsk", "Dzyarzhynsk"),
        ("Шчучын", "Щучин", "Shchuchyn", "Szczuczyn"),
        ("Хоцімск", "Khotsimsk", "Хотимск"),
    ],
)
def test_spellings_of_one_sound_have_one_form(alike: tuple[str, ...]):
    assert len({heard(word) for word in alike}) == 1, [heard(word) for word in alike]


@pytest.mark.parametrize(("one", "other"), [("Мінск", "Пінск"), ("Брэст", "Брэх"), ("Лідa", "Сліда"), ("Рысь", "Рыс")])
def test_different_words_are_told_apart(one: str, other: str):
    assert heard(one) != heard(other) or fold(one) == fold(other)


@pytest.mark.parametrize("asked", ["Okrestina", "Акрэсціна", "Окрестина", "okrestinu", "АКРЭСЦІНЕ"])
def test_each_spelling_finds_all(index: Index, asked: str):
    assert set(find(index, asked)) == {"be", "ru", "en"}


def test_a_word_as_it_stands_comes_first(index: Index):
    assert find(index, "Okrestina")[0] == "en"
    assert find(index, "Акрэсціна")[0] == "be"


def test_every_word_must_be_met(index: Index):
    assert find(index, "Okrestina Minsk") == ("be",)


@pytest.mark.parametrize("asked", ["Brest", "xyz", "жжж", "", "«»", "a.*", "[", "(((", "\\", "о" * 10_000])
def test_what_is_not_there_is_not_found(index: Index, asked: str):
    assert find(index, asked) == ()


def test_no_sound_crosses_a_compartment(index: Index):
    assert "closed" not in find(index, "Okrestina")
    assert index.find("Okrestina", kind="statement", compartments={"closed"}, limit=10) == ("closed",)
