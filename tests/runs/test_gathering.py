"""`kniha evidence add DIR`: a folder becomes exhibits; a stop loses nothing, nothing is taken twice, nothing is left out unsaid."""

import hashlib
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from tests.erasures import WISH, keeper
from tests.vault.shelf import NAMING_KEY, VERA
from tests.world import World, acquisition_draft, found_world

from kniha.book.access.models import Compartment, Registrar, SignIn
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.evidence import acquiring, queries
from kniha.book.evidence.actions import access_exhibit
from kniha.book.evidence.models import Acquisition, Exhibit
from kniha.cli.main import main
from kniha.runs.gathering.entering import Report
from kniha.runs.gathering.gather import Gathering
from kniha.runs.gathering.sealing import Sealing
from kniha.runs.views import without_view
from kniha.vault.store import Vault
from kniha.vocab.errors import ConflictError, NotFoundError, RefusedError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100


class Office:
    """A world, a vault and a disk that was brought."""

    def __init__(self, folder: Path) -> None:
        self.world: World = found_world()
        self.sealing = Sealing(folder / "vault", NAMING_KEY, VERA.recipient.text)
        self.vault = Vault(folder / "vault", NAMING_KEY)
        self.disk = folder / "disk"
        self.disk.mkdir()

    def file(self, within: str, data: bytes) -> Path:
        path = self.disk / within
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def begin(self, registrar: Registrar, into: Compartment, how: str = "given") -> Acquisition:
        return acquiring.begin_acquisition(self.world.hand(registrar), acquisition_draft(how_obtained=how), into)

    def gather(
        self, acquisition: Acquisition, registrar: Registrar, *, reread: bool = False, progress=lambda _files, _size: None
    ) -> Report:
        gathering = Gathering(acquisition, lambda: self.world.hand(registrar), self.sealing, 2, reread=reread)
        return gathering.run(self.disk, progress=progress)

    def plain(self, exhibit: Exhibit) -> bytes:
        return b"".join(self.vault.open(queries.blob_of(exhibit), [VERA]))

    def left(self) -> list[Path]:
        return list((self.sealing.vault / "incoming").glob("*"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def given(office: Office) -> Acquisition:
    return office.begin(office.world.vera, office.world.first)


def test_each_file_becomes_an_exhibit_with_its_path_and_its_custody(office: Office, given: Acquisition):
    office.file("DCIM/0001.jpg", JPEG)
    office.file("DCIM/відэа/пусты.txt", b"")
    report = office.gather(given, office.world.vera)
    assert (report.taken, report.known, report.doubled, report.not_taken, report.size) == (2, 0, 0, [], len(JPEG))
    picture, empty = queries.acquired(office.world.vera, given)
    assert (picture.found_at, picture.original_name, picture.media_type, picture.how_obtained) == (
        "DCIM/0001.jpg", "0001.jpg", "image/jpeg", "given",
    )  # fmt: skip
    assert (picture.sha256, office.plain(picture)) == (hashlib.sha256(JPEG).hexdigest(), JPEG)
    assert picture.changed_at.timestamp() == pytest.approx((office.disk / "DCIM/0001.jpg").stat().st_mtime, abs=1e-5)
    assert (empty.found_at, empty.size, office.plain(empty)) == ("DCIM/відэа/пусты.txt", 0, b"")
    assert [event.kind for event in queries.custody(office.world.vera, picture)] == ["received", "sealed"]
    assert not office.left()


def test_each_file_came_before_it_was_sealed(office: Office, given: Acquisition):
    for number in range(12):
        office.file(f"{number:02}.txt", b"%d" % number)
    office.gather(given, office.world.vera)
    told = [[event.kind for event in queries.custody(office.world.vera, one)] for one in queries.acquired(office.world.vera, given)]
    assert told == [["received", "sealed"]] * 12


def test_a_second_run_takes_what_is_new_alone(office: Office, given: Acquisition):
    office.file("a.jpg", JPEG)
    office.gather(given, office.world.vera)
    office.file("b.jpg", JPEG + b"b")
    assert [(r.taken, r.known) for r in (office.gather(given, office.world.vera) for _ in range(2))] == [(1, 1), (0, 2)]
    assert (again := office.gather(given, office.world.vera, reread=True)).known == 2
    assert (again.taken, Exhibit.objects.count()) == (0, 2)
    assert not office.left()


def test_a_file_that_changed_since_is_taken_beside_the_first(office: Office, given: Acquisition):
    path = office.file("notes.txt", b"first")
    office.gather(given, office.world.vera)
    path.write_bytes(b"second")
    assert office.gather(given, office.world.vera).taken == 1
    assert {office.plain(one) for one in queries.acquired(office.world.vera, given)} == {b"first", b"second"}


def test_what_cannot_be_taken_is_told_by_its_reason(office: Office, given: Acquisition):
    office.file("a.jpg", JPEG)
    (office.disk / "elsewhere").symlink_to("/etc")
    (office.disk / "shadow.txt").symlink_to("/etc/hostname")
    os.mkfifo(office.disk / "pipe")
    Path(os.fsdecode(os.fsencode(office.disk) + b"/\xff\n.txt")).write_bytes(b"an old name")
    report = office.gather(given, office.world.vera)
    assert {one.within: one.why.value for one in report.not_taken} == {"elsewhere": "link", "shadow.txt": "link", "pipe": "not-a-file"}
    assert [one.found_at for one in queries.acquired(office.world.vera, given)] == ["%FF%0A.txt", "a.jpg"]


def test_a_folder_deeper_than_any_path_ends_nothing(office: Office, given: Acquisition):
    deep = office.disk
    for _ in range(600):
        deep = deep / "ab"
        deep.mkdir()
    office.file("a.jpg", JPEG)
    report = office.gather(given, office.world.vera)
    assert (report.taken, [one.why.value for one in report.not_taken]) == (1, ["path-too-long"])


def test_what_was_erased_does_not_come_back_from_the_disk(office: Office, given: Acquisition):
    office.file("a.jpg", JPEG)
    office.file("b.jpg", JPEG + b"b")
    office.gather(given, office.world.vera)
    world, kira = office.world, keeper(office.world)
    asked = ask_erasure(world.hand(world.zoya), ("exhibit", Exhibit.objects.get(found_at="a.jpg").pk), WISH)
    agree_to_erasure(world.hand(kira), asked)
    report = office.gather(given, world.vera)
    assert (report.taken, report.known) == (0, 1)
    assert [(one.within, one.why.value) for one in report.not_taken] == [("a.jpg", "erased")]
    assert [one.found_at for one in queries.acquired(world.vera, given)] == ["b.jpg"]
    assert not office.left()


def test_the_same_bytes_are_sealed_once_and_have_two_histories(office: Office, given: Acquisition):
    office.file("a.jpg", JPEG)
    office.file("copy/a.jpg", JPEG)
    report = office.gather(given, office.world.vera)
    first, second = queries.acquired(office.world.vera, given)
    assert (report.taken, first.sealed_sha256 == second.sealed_sha256, first.pk == second.pk) == (2, True, False)
    assert not office.left()


def test_nobody_is_told_that_another_compartment_holds_the_same_bytes(office: Office, given: Acquisition):
    office.file("a.jpg", JPEG)
    office.gather(given, office.world.vera)
    theirs = office.gather(office.begin(office.world.marek, office.world.second), office.world.marek)
    assert (theirs.taken, theirs.doubled) == (1, 0)
    more = acquiring.begin_acquisition(office.world.hand(office.world.vera), acquisition_draft("другая картка"), office.world.first)
    assert office.gather(more, office.world.vera).doubled == 1
    with pytest.raises(NotFoundError):
        queries.acquisition(office.world.marek, given.pk)
    with pytest.raises(NotFoundError):
        acquiring.add_files(office.world.hand(office.world.marek), given, [])


def test_a_run_that_is_stopped_keeps_what_it_entered_and_leaves_nothing_behind(office: Office, given: Acquisition):
    for number in range(150):
        office.file(f"{number:03}.txt", b"%d" % number)

    def stop(_files: int, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.gather(given, office.world.vera, progress=stop)
    entered = Exhibit.objects.count()
    assert 0 < entered < 150
    assert not office.left()
    rest = office.gather(given, office.world.vera)
    assert (rest.known, rest.taken, Exhibit.objects.count()) == (entered, 150 - entered, 150)
    assert {office.plain(one) for one in Exhibit.objects.all()} == {b"%d" % number for number in range(150)}


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """No process writes a file larger than this, as if the disk were full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_ends_the_run_and_loses_nothing(office: Office, given: Acquisition):
    office.file("small.txt", b"small")
    office.gather(given, office.world.vera)
    office.file("film.mp4", os.urandom(3_000_000))
    with disk_of(1_000_000), pytest.raises(UnavailableError):
        office.gather(given, office.world.vera)
    assert not office.left()
    assert office.gather(given, office.world.vera).taken == 1
    assert Exhibit.objects.count() == 2


def test_leaked_files_wait_for_a_lawyer(office: Office):
    world = office.world
    leaked = office.begin(world.vera, world.first, "leaked")
    office.file("list.jpg", JPEG)
    office.gather(leaked, world.vera)
    exhibit = Exhibit.objects.get()
    assert list(queries.waiting_for_uses(world.zoya)) == [leaked]
    assert not without_view().exists()
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        access_exhibit(world.hand(world.vera), exhibit, why="паглядзець")
    for who, uses in ((world.vera, {"read"}), (world.marek, {"read"})):
        with pytest.raises((RefusedError, NotFoundError)):
            acquiring.decide_uses(world.hand(who), leaked, frozenset(uses), words="грамадскі інтарэс важыць болей")
    acquiring.decide_uses(world.hand(world.zoya), leaked, frozenset({"matched"}), words="чытаць пакуль нельга: імёны сведак")
    with pytest.raises(RefusedError):
        access_exhibit(world.hand(world.vera), Exhibit.objects.get(), why="паглядзець")
    assert not queries.waiting_for_uses(world.zoya).exists()
    acquiring.decide_uses(world.hand(world.zoya), leaked, frozenset({"read", "matched"}), words="імёны сведак закрытыя асобна")
    access_exhibit(world.hand(world.vera), Exhibit.objects.get(), why="паглядзець")
    assert list(without_view()) == [exhibit]


def test_a_lawyer_does_not_decide_on_what_they_brought(office: Office):
    both = office.world.colleague("Alena", "investigator", "lawyer")
    leaked = office.begin(both, office.world.first, "hacked")
    with pytest.raises(RefusedError, match="brought themselves"):
        acquiring.decide_uses(office.world.hand(both), leaked, frozenset({"read"}), words="грамадскі інтарэс важыць болей")


@pytest.fixture
def asked(office: Office, settings: object, tmp_path: Path) -> list[str]:
    keys = tmp_path / "keys"
    for name, data in (("public/exhibit.recipient", VERA.recipient.text.encode()), ("vault/naming.key", NAMING_KEY)):
        (keys / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (keys / name).write_bytes(data)
        (keys / name).chmod(0o600)
    settings.OFFICE = replace(settings.OFFICE, keys=keys, vault=office.sealing.vault)
    SignIn.objects.create(user=User.objects.create_user("vera"), registrar=office.world.vera)
    return ["evidence", "add", str(office.disk), "--registrar", "vera", "--title", "Картка памяці", "--json"]


TOLD = ["--how-obtained", "given", "--on", "2020-08-12", "--from", "уладальнік крамы", "--why", "каб убачыць, хто біў"]


def test_the_command_takes_a_folder_and_goes_on_by_the_title(office: Office, asked: list[str], capsys: pytest.CaptureFixture[str]):
    office.file("a.jpg", JPEG)
    assert main(asked) == 2
    assert "--how-obtained, --on, --from, --why" in capsys.readouterr().err
    assert main([*asked, *TOLD]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["taken"], first["known"], first["not_taken"]) == (1, 0, [])
    (office.disk / "ring").symlink_to(office.disk)
    assert main(asked) == 1
    assert json.loads(capsys.readouterr().out) == {
        **first, "taken": 0, "bytes": 0, "known": 1, "not_taken": [{"path": "ring", "why": "link"}],
    }  # fmt: skip
    assert main([*asked, "--from", "паліцэйскі"]) == 2
    assert "tells otherwise of: giver" in capsys.readouterr().err
    assert Acquisition.objects.count() == 1


def test_a_title_names_one_acquisition_of_a_compartment(office: Office, given: Acquisition):
    with pytest.raises(ConflictError):
        office.begin(office.world.vera, office.world.first)
    assert office.begin(office.world.marek, office.world.second).title == given.title
