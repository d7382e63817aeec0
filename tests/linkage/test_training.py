"""What is learned from a table: agreements of strangers as they are, of persons nearly; a small table learns nothing; files read again."""

import json
import random

import pytest
from tests.linkage.crowd import BARANCHUK, OTHERS, mentions

from kniha.linkage.decisions import standing
from kniha.linkage.linking import index, linked
from kniha.linkage.mentions import read_mentions
from kniha.linkage.parameters import as_json, from_json, shipped
from kniha.linkage.training import trained
from kniha.vocab.errors import MalformedError, UnknownTermError

PEOPLE, EACH = 250, 4
WRONG_PLACE = 0.3


@pytest.fixture(scope="module")
def town():
    """People told of four times each; the place of birth is wrong three times in ten, and there are twenty places."""
    draw = random.Random(5)
    beginnings = ("Бар", "Вал", "Гар", "Дан", "Жук", "Зар", "Кал", "Лаг", "Мар", "Нав")
    endings = ("анчук", "овіч", "енка", "ецкі", "ун", "эль")
    places = [f"Мястэчка{chr(1072 + number) * 3}" for number in range(20)]
    rows = []
    for person in range(PEOPLE):
        surname = f"{draw.choice(beginnings)}{draw.choice('аеіоу')}{draw.choice(endings)}"
        name = f"{draw.choice(('Іван', 'Пётр', 'Сцяпан', 'Мікола', 'Антон'))} {surname}"
        dob, place = f"{draw.randrange(1950, 2000)}-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}", draw.choice(places)
        for number in range(EACH):
            told = place if draw.random() > WRONG_PLACE else draw.choice(places)
            rows.append((f"p{person:03d}-{number}", name, dob, told))
    columns = dict(zip(("id", "name", "dob", "birth_place"), map(list, zip(*rows, strict=True)), strict=True))
    return read_mentions(columns)


def test_strangers_agree_as_often_as_they_do(town):
    learned = trained(town, shipped()).parameters
    assert learned.fields["birth_place"].u[0] == pytest.approx(1 / 20, rel=0.2)


def test_persons_agree_as_often_as_they_do(town):
    learned = trained(town, shipped()).parameters
    agree = (1 - WRONG_PLACE) ** 2 + (1 - (1 - WRONG_PLACE) ** 2) / 20
    assert learned.fields["birth_place"].m[0] == pytest.approx(agree, abs=0.08)
    assert learned.fields["surname"].m[0] > 0.9


def test_what_is_learned_finds_the_people(town):
    found = index(town, trained(town, shipped()).parameters)
    first = linked(found, standing((), town.ids)).first.tolist()
    people = {}
    for one, cluster in zip(town.ids, first, strict=True):
        people.setdefault(one.split("-")[0], set()).add(cluster)
    assert sum(len(clusters) == 1 for clusters in people.values()) / PEOPLE > 0.97
    assert len(set(first)) >= PEOPLE * 0.97


def test_learning_is_the_same_each_time(town):
    assert trained(town, shipped()).parameters == trained(town, shipped()).parameters


def test_a_small_table_learns_nothing():
    assert trained(mentions(*BARANCHUK, *OTHERS), shipped()).parameters == shipped()


def test_parameters_are_read_as_they_were_written(town):
    learned = trained(town, shipped()).parameters
    again = from_json(as_json(learned))
    assert again.prior == learned.prior
    for name, weighed in learned.fields.items():
        assert again.fields[name].nats == pytest.approx(weighed.nats, abs=1e-2)


def spoilt(change):
    document = json.loads(as_json(shipped()))
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", MalformedError),
        ("[]", MalformedError),
        ('{"format": "kniha-linkage-2"}', MalformedError),
        (spoilt(lambda told: told["fields"].update(height={})), UnknownTermError),
        (spoilt(lambda told: told["fields"]["gender"].pop("same")), UnknownTermError),
        (spoilt(lambda told: told["fields"]["gender"]["same"].update(m=5)), MalformedError),
        (spoilt(lambda told: told["fields"]["gender"]["same"].update(u="much")), MalformedError),
        (spoilt(lambda told: told["fields"]["gender"].update(same=3)), MalformedError),
        (spoilt(lambda told: told.update(fields=[])), MalformedError),
        (spoilt(lambda told: told.update(prior=2)), MalformedError),
        (spoilt(lambda told: told.pop("slope")), MalformedError),
        (spoilt(lambda told: told.update(slope=float("nan"))), MalformedError),
    ],
)
def test_parameters_that_make_no_sense_are_refused(text, error):
    with pytest.raises(error):
        from_json(text)


def test_where_nobody_is_told_of_twice_nobody_is_joined(town):
    import numpy as np

    once = town.taken(np.arange(0, len(town), EACH))
    found = index(once, trained(once, shipped()).parameters)
    assert len(set(linked(found, standing((), once.ids)).first.tolist())) == PEOPLE
