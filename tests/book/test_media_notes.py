"""Notes on files hold what the rules say, go with their file, and are written by who has it open."""

from datetime import timedelta

import pytest
from tests.erasures import Planted, follows, planted
from tests.world import NOW

from kniha.book.evidence import noting
from kniha.book.evidence.actions import access_exhibit
from kniha.book.evidence.models import Exhibit, MediaNote
from kniha.book.evidence.noting import NoteDraft, note_media, translate_note, withdraw_note
from kniha.book.evidence.rules import Region, Stretch
from kniha.book.journal import reading
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import ImpossibleError, KnihaError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

SEEN = NoteDraft("transcript", "Трумбодзь, стаяць!", "be", region=Region(100, 200, 3000, 4000))


def opened(office: Planted) -> tuple[Hand, Exhibit]:
    hand, exhibit = office.hand(office.world.vera), office.statement.exhibits.get()
    access_exhibit(hand, exhibit, why="каб запісаць")
    return hand, exhibit


def test_notes_and_their_words_go_with_their_file() -> None:
    office = planted()
    hand, exhibit = opened(office)
    said = note_media(hand, exhibit, SEEN)
    translate_note(hand, said, words="Стоять, трумбодзь!", language="ru")
    withdraw_note(hand, said, reason="гэта не трумбодзь")
    office.erased(office.exhibit)
    assert not MediaNote.objects.exists()
    left = b"".join(value.data for entry in reading.entries_of({said.pk}) for value in entry.values if value.data)
    assert "трумбодзь" not in left.decode().lower()
    follows()


def test_after_an_erasure_nothing_is_noted_any_more() -> None:
    office = planted()
    hand, exhibit = opened(office)
    said = note_media(hand, exhibit, SEEN)
    office.erased(office.exhibit)
    size = reading.size()
    for attempt in (
        lambda: note_media(hand, exhibit, SEEN),
        lambda: translate_note(hand, said, words="Стоять!", language="ru"),
        lambda: withdraw_note(hand, said, reason="не тое"),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert reading.size() == size


def test_only_who_has_the_file_open_notes_something() -> None:
    office = planted()
    exhibit = office.statement.exhibits.get()
    note_media(office.hand(office.world.vera), exhibit, SEEN)  # whose access is in the book since this instant
    with pytest.raises(RefusedError, match="opened for a purpose"):
        note_media(office.hand(office.world.zoya), exhibit, SEEN)
    late = office.world.hand(office.world.vera, NOW + timedelta(minutes=31))
    with pytest.raises(RefusedError, match="opened for a purpose"):
        note_media(late, exhibit, SEEN)
    assert MediaNote.objects.count() == 1


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (NoteDraft("seen", "бус", stretch=Stretch(0)), RefusedError),  # a picture has no moments
        (NoteDraft("seen", "  "), RefusedError),
        (NoteDraft("transcript", "Стаяць!"), RefusedError),
        (NoteDraft("translation", "Стоять!", "ru"), UnknownTermError),
        (NoteDraft("finding", "ён вінаваты"), UnknownTermError),
    ],
)
def test_a_note_that_does_not_fit_its_file_is_refused(draft: NoteDraft, error: type[KnihaError]) -> None:
    hand, exhibit = opened(planted())
    with pytest.raises(error):
        note_media(hand, exhibit, draft)
    assert not MediaNote.objects.exists()


def test_only_what_is_said_is_translated() -> None:
    hand, exhibit = opened(planted())
    seen = note_media(hand, exhibit, NoteDraft("seen", "бус"))
    with pytest.raises(RefusedError, match="what is said is translated"):
        translate_note(hand, seen, words="автобус", language="ru")


@pytest.mark.parametrize("wrong", [(0, 0, 0, 1), (0, 0, 10_001, 1), (-1, 0, 5, 5), (9_999, 0, 2, 1), (0, 5_000, 1, 5_001)])
def test_a_region_outside_the_picture_cannot_be_built(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(ImpossibleError):
        Region(*wrong)


@pytest.mark.parametrize("wrong", [(-1, None), (5, 4), (3_600_000_001, None), (0, 3_600_000_001), (0, -1)])
def test_a_stretch_that_cannot_be_cannot_be_built(wrong: tuple[int, int | None]) -> None:
    with pytest.raises(ImpossibleError):
        Stretch(*wrong)


def test_another_compartment_sees_no_note() -> None:
    office = planted()
    hand, exhibit = opened(office)
    said = note_media(hand, exhibit, SEEN)
    assert not noting.notes(office.world.marek, exhibit).exists()
    with pytest.raises(NotFoundError):
        noting.note(office.world.marek, exhibit, said.pk)
