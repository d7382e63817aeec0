"""Accounts to incidents: one event across Belarusian and Russian, times and places that err; nights full of others are kept apart."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.cli.main import main
from kniha.linkage.accounts import read_accounts
from kniha.linkage.clusters import clustered
from kniha.linkage.decisions import NOT_SAME, SAME, Decision, standing
from kniha.linkage.incidents import index_incidents
from kniha.linkage.pairs import told
from kniha.linkage.reasons import reasons, steps
from kniha.linkage.texts import likeness, vectors

COLUMNS = ("id", "start", "end", "lat", "lon", "radius_m", "text", "kinds", "source")
BEATEN_BE = "Каля моста двое ў чорным збілі хлопца дубінкамі і зацягнулі ў бус без нумароў"
BEATEN_RU = "Возле моста двое в чёрном избили парня дубинками и затащили в бус без номеров"
TAKEN = "Ля крамы забралі жанчыну з дзіцём, дакументаў не паказалі"
BRIDGE = (
    ("b1", "2031-05-04T21:30Z", "2031-05-04T22:30Z", "53.9100", "27.5600", "200", BEATEN_BE, "beating; detention", "s1"),
    ("b2", "2031-05-04T22:10Z", "", "53.9112", "27.5618", "500", BEATEN_RU, "beating", "s2"),
)
OTHERS = (
    ("c1", "2031-05-04T22:00Z", "", "53.9405", "27.6003", "300", TAKEN, "detention", "s1"),
    ("d1", "2031-05-04", "", "", "", "", "У пастарунку не давалі вады ўсю ноч", "ill-treatment", "s2"),
    ("e1", "2031-05-06T09:00Z", "", "52.0900", "23.6900", "300", "Ворвались в квартиру, выломали дверь, забрали телефоны", "search", "s2"),
)
TWINS = (
    ("Сілавікі білі затрыманых у аўтазаку дубінкамі па нагах", "Силовики били задержанных в автозаке дубинками по ногам"),
    ("Дзяўчыну выцягнулі за валасы з пад'езда", "Девушку вытащили за волосы из подъезда"),
    ("Па калоне кінулі святлошумавую гранату, паранены мужчына", "По колонне бросили светошумовую гранату, ранен мужчина"),
    ("У камеры трымалі трыццаць чалавек без вады і паветра", "В камере держали тридцать человек без воды и воздуха"),
    ("Пагражалі згвалтаваннем, прымушалі запісаць відэа", "Угрожали изнасилованием, заставляли записать видео"),
    ("Урача хуткай дапамогі не пусцілі да параненага", "Врача скорой помощи не пустили к раненому"),
)


def compared(*rows, **more):
    return index_incidents(read_accounts({name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}), **more)


def clusters(found, *decisions):
    made = clustered(found.ids, found.edges, standing([Decision(*one) for one in decisions], found.ids))
    groups = {}
    for one, first in zip(found.ids, made.first.tolist(), strict=True):
        groups.setdefault(first, []).append(one)
    return sorted(groups.values())


def test_one_event_told_in_two_languages_is_one_incident_and_the_others_of_that_night_are_not():
    assert clusters(compared(*BRIDGE, *OTHERS)) == [["b1", "b2"], ["c1"], ["d1"], ["e1"]]


def test_reasons_say_time_place_acts_and_words_and_add_up():
    found = compared(*BRIDGE, *OTHERS)
    nobody = standing((), found.ids)
    pairs = told(found, clustered(found.ids, found.edges, nobody))
    (waterfall,) = steps(found, pairs, nobody)
    assert {step.about for step in waterfall} >= {"prior", "time", "site", "kinds", "text"}
    assert sum(step.nats for step in waterfall) == pytest.approx(pairs.whole[0], abs=2e-3)
    (said,) = reasons(found, pairs, nobody, "be")
    assert "час: перакрываюцца" in said


@pytest.mark.parametrize("number", range(len(TWINS)))
def test_words_of_two_languages_meet(number):
    import numpy as np

    made = vectors([text for pair in TWINS for text in pair])
    one = np.full(len(TWINS), 2 * number)
    alike = likeness(made, one, np.arange(1, 2 * len(TWINS), 2))
    assert alike.argmax() == number


def test_decisions_hold():
    found = compared(*BRIDGE, *OTHERS)
    assert ["b1", "b2"] not in clusters(found, ("b1", "b2", NOT_SAME))
    assert ["c1", "e1"] in clusters(found, ("c1", "e1", SAME))


def test_far_away_at_the_same_time_with_the_same_words_is_not_the_same_place():
    found = compared(BRIDGE[0], ("b9", *BRIDGE[0][1:3], "55.1900", "30.2000", "200", *BRIDGE[0][6:]))
    nobody = standing((), found.ids)
    assert any(step.code == "far" for waterfall in found.waterfalls(found.edges.left, found.edges.right) for step in waterfall)
    assert told(found, clustered(found.ids, found.edges, nobody)).alone[0] < 9


def test_across_sources_alone():
    one_source = ("b3", *BRIDGE[0][1:])
    assert clusters(compared(BRIDGE[0], one_source, across_sources=True)) == [["b1"], ["b3"]]


def test_a_thousand_of_one_night_without_a_place_make_no_blow_up():
    rows = [(f"n{number:04d}", "2031-05-04", "", "", "", "", "", "", "") for number in range(1_000)]
    found = compared(*rows)
    assert found.compared == 0
    assert [one.rule for one in found.left_out] == ["day"]


def test_what_cannot_be_read_is_absent_and_counted():
    rows = [
        ("a", "калісьці", "", "95", "27", "", "", "", ""),
        ("b", "2031-05-04", "2031-05-01", "x", "y", "", "", "", ""),
        ("c", "", "", "", "", "", "", "", ""),
    ]
    read = read_accounts({name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)})
    assert read.notes == {"time-not-read": 2, "end-before-start": 1, "place-not-read": 2}
    assert clusters(compared(*rows)) == [["a"], ["b"], ["c"]]


cells = st.tuples(
    st.sampled_from(("", "2031-05-04", "2031-05-04T21:30Z", "2031-05-05T01:00+03:00", "nonsense")),
    st.just(""),
    st.sampled_from(("", "53.91", "53.95", "-95")),
    st.sampled_from(("", "27.56", "27.60")),
    st.sampled_from(("", "100", "5000", "-1")),
    st.sampled_from(("", TWINS[0][0], TWINS[0][1], TWINS[1][0], "а")),
    st.sampled_from(("", "beating", "beating; detention")),
    st.just(""),
)


@given(st.lists(cells, min_size=1, max_size=8))
def test_the_order_of_the_table_does_not_matter(rows):
    rows = [(f"r{place}", *row) for place, row in enumerate(rows)]
    assert clusters(compared(*rows)) == clusters(compared(*rows[::-1]))


def test_the_command(tmp_path, capsys):
    with (tmp_path / "in.csv").open("w", newline="") as file:
        csv.writer(file).writerows([(*COLUMNS, "note"), *((*row, "") for row in (*BRIDGE, *OTHERS))])
    names = [str(tmp_path / name) for name in ("in.csv", "out.csv", "pairs.csv")]
    assert main(["link", "incidents", *names[:2], "--pairs", names[2], "--reasons", "--json"]) == 0
    told_of = json.loads(capsys.readouterr().out)
    assert (told_of["accounts"], told_of["clusters"], told_of["ignored_columns"]) == (5, 4, ["note"])
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert [row["id"] for row in rows] == ["b1", "b2", "c1", "d1", "e1"]
    assert rows[0]["cluster"] == rows[1]["cluster"]
    (pair,) = csv.DictReader((tmp_path / "pairs.csv").open())
    assert "words: " in pair["reasons"]
    assert main(["link", "incidents", *names[:2], "--column", "badge=note"]) == 2
