"""Notes on files by a program: after an access alone, as the desk has them."""

import pytest
from tests.api.conftest import Given
from tests.desk.conftest import Filed
from tests.world import World

from kniha.book.evidence.models import MediaNote

pytestmark = pytest.mark.django_db
REGION = {"left": 0, "top": 0, "width": 5000, "height": 10_000}


def test_what_is_said_is_noted_translated_withdrawn_and_read(given: Given, office: World, filed: Filed) -> None:
    program, address = given(office.vera, "files"), f"/exhibits/{filed.film.pk}"
    assert program.get(f"{address}/notes").status_code == 403
    program.did(f"{address}/accesses", {"why": "каб запісаць"})
    said = {"kind": "transcript", "words": "Стаяць!", "language": "be", "start_ms": 62_500, "end_ms": 64_000, "region": REGION}
    note = program.did(f"{address}/notes", said)
    assert note["kind"] == "medianote"
    program.did(f"{address}/notes/{note['id']}/translation", {"words": "Стоять!", "language": "ru"})
    (row,) = program.read(f"{address}/notes")["rows"]
    assert (row["start_ms"], row["end_ms"], row["region"], row["noted_by"]) == (62_500, 64_000, REGION, office.vera.pk)
    assert [one["words"] for one in row["translations"]] == ["Стоять!"]
    program.did(f"{address}/notes/{note['id']}/withdrawal", {"reason": "гэта іншы голас"})
    assert program.read(f"{address}/notes")["rows"][0]["withdrawn_why"] == "гэта іншы голас"


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_ms": -1},
        {"start_ms": 5, "end_ms": 4},
        {"start_ms": None},
        {"start_ms": "5"},
        {"region": REGION | {"left": 5001}},
        {"region": REGION | {"width": 0}},
        {"region": {"left": 0}},
        {"kind": "translation"},
        {"kind": "finding"},
        {"language": "<b>"},
        {"words": ""},
        {"left": 1},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_entered(given: Given, office: World, filed: Filed, wrong: dict[str, object]) -> None:
    program, address = given(office.vera, "files"), f"/exhibits/{filed.film.pk}"
    program.did(f"{address}/accesses", {"why": "каб запісаць"})
    answer = program.post(f"{address}/notes", {"kind": "seen", "words": "бус", "start_ms": 0} | wrong)
    assert answer.status_code in {403, 422}
    assert not MediaNote.objects.exists()


def test_another_compartment_and_another_purpose_get_nothing(given: Given, office: World, filed: Filed) -> None:
    vera, address = given(office.vera, "files"), f"/exhibits/{filed.film.pk}"
    vera.did(f"{address}/accesses", {"why": "каб запісаць"})
    note = vera.did(f"{address}/notes", {"kind": "seen", "words": "бус", "start_ms": 0})
    assert given(office.marek, "files").get(f"{address}/notes").status_code == 404
    assert given(office.vera, "reading").get(f"{address}/notes").status_code == 403
    assert given(office.zoya, "files").post(f"{address}/notes/{note['id']}/withdrawal", {"reason": "не тое"}).status_code == 403
    assert MediaNote.objects.get().withdrawn_at is None
