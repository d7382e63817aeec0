"""The pages of an answer, one behind the other, are the order in which `find` ranks all: no page needs a look at the rest."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from kniha.search.documents import Document, Followed, Narrowing
from kniha.search.index import Index

WORDS = ("дубінка", "дубінкай", "дубинка", "дубінкамі", "dubinka", "метро", "каля", "рог", "рага", "вечар")
PER_PAGE = 7


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    made = Index(Path(tmp_path_factory.mktemp("index")))
    chance = Random(5)
    documents = [
        Document(
            f"{number:04}", "incident", "open" if number % 4 else "closed", " ".join(chance.choices(WORDS, k=chance.randrange(1, 9))),
            own=" ".join(chance.choices(WORDS, k=chance.randrange(3))), state=chance.choice(("draft", "accepted")),
            newest=date(2020, 8, 9) + timedelta(days=chance.randrange(3000)),
        )
        for number in range(400)
    ]  # fmt: skip
    made.replace(documents, gone=(), followed=Followed(1))
    return made


@pytest.mark.parametrize(
    "text", ["дубінка", "дубінкай", "dubinka", "метро", "рага", "каля метро", "дубінка вечар", '"каля метро"', "дубинга"]
)
def test_pages_are_the_whole_order_cut(index: Index, text: str):
    whole = index.find(text, kind="incident", compartments=["open"], limit=1000)
    found: list[str] = []
    while ids := page(index, text, len(found)).ids:
        found += ids
    assert tuple(found) == whole
    assert page(index, text, 0).kinds == {"incident": len(whole)} != {"incident": 0}


def page(index: Index, text: str, start: int):
    return index.look(text, kinds=("incident",), compartments=["open"], narrowing=Narrowing(), page=(start, PER_PAGE))
