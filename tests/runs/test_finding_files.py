"""Files are found by the words in them: within what a registrar may see, and no longer than the file lies there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.erasures import keeper, planted
from tests.world import World, acquisition_draft, finding_draft, found_world, gathered_file, medical_draft, stored_file

from kniha.book.access.conflicts import step_aside
from kniha.book.access.models import Registrar
from kniha.book.erasure.holding import lift_hold, propose_lifting
from kniha.book.evidence.acquiring import add_files, begin_acquisition, decide_uses
from kniha.book.evidence.models import Exhibit, Words
from kniha.book.medicine.reporting import write_report_on
from kniha.book.people.models import KeyRow
from kniha.runs import indexing
from kniha.runs.finding import find
from kniha.search.index import Index
from kniha.vocab.errors import BrokenError, NotFoundError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
TOLD = {"ліст.txt": "Загад: біць дубінкамі каля Акрэсціна", "акт.pdf": "Акт пра расход патронаў"}


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path)


@pytest.fixture
def read(world: World) -> dict[str, Exhibit]:
    """Two files of one report, whose words the worker has read."""
    world.report(files=tuple(stored_file(name, blob=f"{number}{'b' * 63}") for number, name in enumerate(TOLD)))
    files = {exhibit.original_name: exhibit for exhibit in Exhibit.objects.all()}
    for name in TOLD:
        note_read(files[name])
    return files


def note_read(exhibit: Exhibit) -> Words:
    return Words.objects.create(exhibit=exhibit, blob="c" * 64, sealed_sha256="d" * 64, sha256="e" * 64, size=9)


def opened(words: Words) -> str:
    return TOLD[words.exhibit.original_name]


def follow(index: Index, opened: Callable[[Words], str] = opened) -> None:
    while indexing.follow(index) + indexing.follow_files(index, opened):
        pass


def found(world: World, words: str, tmp_path: Path, *, who: str = "vera") -> tuple[str, ...]:
    return find(getattr(world, who), words, kind="exhibit", folder=tmp_path)


@pytest.mark.parametrize("words", ["дубинкой", "Okrestina", "загад", "ліст"])
def test_a_file_is_found_by_its_words_however_they_are_spelt_and_by_its_name(
    world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path, words: str
) -> None:
    follow(index)
    assert found(world, words, tmp_path) == (read["ліст.txt"].pk,)


def test_who_is_no_member_finds_nothing(world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path) -> None:
    follow(index)
    assert found(world, "дубінкамі", tmp_path, who="marek") == ()


def test_words_that_come_later_are_followed_and_nothing_twice(world: World, index: Index, tmp_path: Path) -> None:
    world.report(files=(stored_file("ліст.txt"),))
    follow(index)
    assert found(world, "загад", tmp_path) == ()
    note_read(Exhibit.objects.get())
    assert indexing.follow_files(index, opened) == 1
    assert indexing.follow_files(index, opened) == 0
    assert found(world, "загад", tmp_path) != ()


def test_an_index_made_anew_asks_for_all_words_again(world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path) -> None:
    follow(index)
    indexing.rewrite(index)
    assert found(world, "загад", tmp_path) == ()
    follow(index)
    assert found(world, "загад", tmp_path) == (read["ліст.txt"].pk,)


def test_what_a_hold_seals_is_not_found_and_what_it_releases_is_gone(index: Index, tmp_path: Path) -> None:
    office = planted(files=(stored_file("ліст.txt"),))
    note_read(Exhibit.objects.get(pk=office.exhibit[1]))
    follow(index)
    assert found(office.world, "загад", tmp_path) == (office.exhibit[1],)
    hold = office.held(office.target)
    office.erased(office.person)
    indexing.follow(index)
    assert found(office.world, "загад", tmp_path) == ()
    follow(index)
    assert found(office.world, "загад", tmp_path) == ()
    assert Words.objects.exists()
    danuta, olga = keeper(office.world, "Danuta"), keeper(office.world, "Olga", "lawyer")
    lift_hold(office.hand(olga), propose_lifting(office.hand(danuta), hold, words="справа скончана"))
    follow(index)
    assert not Words.objects.exists()


def test_an_erased_file_takes_its_words_along(index: Index, tmp_path: Path) -> None:
    office = planted(files=(stored_file("ліст.txt"),))
    words = note_read(Exhibit.objects.get(pk=office.exhibit[1]))
    KeyRow.objects.create(owner=words.sealed_sha256, wrapped=b"header")
    follow(index)
    carried = office.erased(office.exhibit)
    assert ("c" * 64, words.sealed_sha256) in carried.blobs
    assert not KeyRow.objects.filter(owner=words.sealed_sha256).exists()
    assert not Words.objects.exists()
    follow(index)
    assert found(office.world, "загад", tmp_path) == ()


def test_the_original_of_a_medical_report_is_found_by_nobody(world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path) -> None:
    follow(index)
    tamara, statement = world.colleague("Tamara", "medic"), read["ліст.txt"].statement
    draft = medical_draft(world.hand(tamara), paper=True)
    assert statement is not None
    assert draft.paper is not None
    paper = replace(draft, paper=replace(draft.paper, original=read["ліст.txt"]))
    write_report_on(world.hand(tamara), statement, paper, sealing=world.sealing)
    indexing.follow(index)
    assert found(world, "загад", tmp_path) == ()
    follow(index)
    assert found(world, "загад", tmp_path) == ()
    assert found(world, "патронаў", tmp_path) == (read["акт.pdf"].pk,)


def test_what_a_finding_shows_is_found_by_nobody(world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path) -> None:
    follow(index)
    tamara, statement = world.colleague("Tamara", "medic"), read["ліст.txt"].statement
    assert statement is not None
    draft = medical_draft(world.hand(tamara), finding_draft(photographs=(read["ліст.txt"].pk,)))
    write_report_on(world.hand(tamara), statement, draft, sealing=world.sealing)
    follow(index)
    indexing.rewrite(index)
    follow(index)
    assert found(world, "загад", tmp_path) == ()
    assert found(world, "патронаў", tmp_path) == (read["акт.pdf"].pk,)


def test_a_conflict_of_interest_keeps_files_away(world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path) -> None:
    follow(index)
    statement = read["ліст.txt"].statement
    assert statement is not None
    step_aside(world.hand(world.vera), statement, ground="names-them", words="")
    assert find(Registrar.objects.get(pk=world.vera.pk), "загад", kind="exhibit", folder=tmp_path) == ()
    assert found(world, "загад", tmp_path, who="zoya") == (read["ліст.txt"].pk,)


def test_what_a_lawyer_shuts_again_is_not_found_by_its_words(world: World, index: Index, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(TOLD, "0001.jpg", "спіс супрацоўнікаў")
    leaked = begin_acquisition(world.hand(world.vera), acquisition_draft(how_obtained="leaked"), world.first)
    add_files(world.hand(world.vera), leaked, [gathered_file("0001.jpg")])
    decide_uses(world.hand(world.zoya), leaked, frozenset({"read"}), words="грамадскі інтарэс важыць болей")
    note_read(Exhibit.objects.get())
    follow(index)
    assert found(world, "супрацоўнікаў", tmp_path) == (Exhibit.objects.get().pk,)
    decide_uses(world.hand(world.zoya), leaked, frozenset(), words="там імёны сведак, чытаць нельга")
    assert found(world, "супрацоўнікаў", tmp_path) == ()


@pytest.mark.parametrize("error", [NotFoundError("erased"), BrokenError("altered")])
def test_words_that_cannot_be_opened_stop_nothing(
    world: World, index: Index, read: dict[str, Exhibit], tmp_path: Path, error: Exception
) -> None:
    def some(words: Words) -> str:
        if words.exhibit.original_name == "ліст.txt":
            raise error
        return opened(words)

    follow(index, some)
    assert found(world, "загад", tmp_path) == ()
    assert found(world, "патронаў", tmp_path) == (read["акт.pdf"].pk,)
