"""The tree as files: whoever has them makes every proof without us, and never finds a head whose tiles are not there."""

import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.runs.log import Log, go_on, log_of
from tests.world import World, found_world

from kniha.book.journal import reading
from kniha.book.journal.models import Checkpoint as SignedHead
from kniha.book.journal.models import Cosignature as Row
from kniha.book.journal.models import Node
from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, open_checkpoint, parse_text
from kniha.ledger.cosignatures import cosign, cosignatures
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.proofs import check_consistency, check_inclusion
from kniha.ledger.tiles import node_reader
from kniha.runs import tiling
from kniha.vocab.errors import BrokenError, NotFoundError, RefusedError, UnavailableError
from kniha.worker.tiling import Tiling

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]
WITNESS = SigningKey("witness.example/w", Algorithm.ED25519_COSIGNATURE, b"w" * 32)
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return found_world()


@pytest.fixture
def log(world: World, tmp_path: Path, settings: object) -> Log:
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path / "heads")
    return log_of(world, tmp_path / "heads")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tiles"


def grow(log: Log, count: int) -> Checkpoint:
    """Sign a head of a made-up tree of `count` leaves: the tiles are of hashes, whatever the entries were."""
    size = Node.objects.filter(level=0).count()
    leaves = [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(size, count)]
    nodes = tree.append_many(size, leaves, reading.node)
    Node.objects.bulk_create([Node(level=one.level, index=one.index, hash=one.hash) for one in nodes])
    head = Checkpoint(log.public.checkpoint_keys[0].name, count, tree.root(count, reading.node))
    SignedHead.objects.create(size=count, note=log.note(head))
    return head


def fetched(place: Path):
    def fetch(path):
        if not (place / path).is_file():
            raise NotFoundError(path)
        return (place / path).read_bytes()

    return fetch


def names(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}


def shown(place: Path) -> Checkpoint:
    return parse_text(parse_note((place / "checkpoint").read_text("utf-8")).text)


def test_proofs_are_made_from_the_files_alone(world: World, log: Log, folder: Path) -> None:
    old = log.sign()
    go_on(world, 3)
    new = grow(log, 700)
    Tiling(folder).work()
    place = folder / new.origin
    head = open_checkpoint((place / "checkpoint").read_text("utf-8"), log.public.checkpoint_keys)
    assert head == new
    reader = node_reader(head.size, fetched(place))
    proof = tree.consistency_proof(old.size, head.size, reader)
    check_consistency(old_size=old.size, old_root=old.root, new_size=head.size, new_root=head.root, proof=proof)
    for index in (0, 255, 256, 699):
        proof = tree.inclusion_proof(index, head.size, reader)
        check_inclusion(leaf_hash=reading.node(0, index), index=index, size=head.size, proof=proof, root=head.root)


def test_nothing_but_hashes_and_the_head_is_written(log: Log, folder: Path) -> None:
    head = grow(log, 700)
    Tiling(folder).work()
    tiles = {"tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"}
    assert names(folder / head.origin) == tiles | {"checkpoint"}
    assert names(folder) == {f"{head.origin}/{name}" for name in tiles | {"checkpoint"}}


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_everybody_may_read_them(mask: int, log: Log, folder: Path) -> None:
    head = grow(log, 300)
    before = os.umask(mask)
    try:
        Tiling(folder).work()
    finally:
        os.umask(before)
    place = folder / head.origin
    for path in (folder, place, *place.rglob("*")):
        asked = 0o555 if path.is_dir() else 0o444
        assert stat.S_IMODE(path.stat().st_mode) & asked == asked
        assert not path.name.startswith(".")


def test_a_grown_tree_writes_only_what_is_new(log: Log, folder: Path) -> None:
    place = folder / grow(log, 300).origin
    duty = Tiling(folder)
    duty.work()
    before = {name: (place / name).stat().st_mtime_ns for name in names(place)}
    head = grow(log, 500)
    assert tiling.show(tiling.newest_note(), folder) == 1
    assert shown(place) == head
    assert {name for name in before if (place / name).stat().st_mtime_ns == before[name]} == before.keys() - {"checkpoint"}
    assert names(place) - before.keys() == {"tile/0/001.p/244"}


def test_a_partial_tile_goes_when_it_is_full(log: Log, folder: Path) -> None:
    place = folder / grow(log, 300).origin
    Tiling(folder).work()
    assert "tile/0/001.p/44" in names(place)
    grow(log, 600)
    Tiling(folder).work()
    assert names(place) == {"checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/1", "tile/1/000.p/2"}
    # The older head is still proven: its reader finds the full tile.
    assert tree.root(300, node_reader(300, fetched(place))) == tree.root(300, reading.node)


def test_the_lines_of_witnesses_are_shown_when_they_come(log: Log, folder: Path) -> None:
    head = log.sign()
    duty = Tiling(folder)
    duty.work()
    line = cosign(head, WITNESS, at=1_763_884_800)
    Row.objects.create(checkpoint_id=head.size, key=WITNESS.verifier().text, line=line.encode())
    duty.work()
    note = parse_note((folder / head.origin / "checkpoint").read_text("utf-8"))
    assert [one.key for one in cosignatures(note, [WITNESS.verifier()])] == [WITNESS.verifier()]
    assert note.lines[:2] == parse_note(reading.newest_checkpoint().note).lines


def test_before_the_first_head_nothing_is_written(log: Log, folder: Path) -> None:
    Tiling(folder).work()
    assert not folder.exists()


def test_a_new_generation_lies_beside_the_old_one(log: Log, folder: Path) -> None:
    old = grow(log, 300)
    tiling.show(tiling.newest_note(), folder)
    new = replace(old, origin=f"{old.origin}/1")
    tiling.show(log.note(new), folder)
    assert shown(folder / old.origin) == old
    assert shown(folder / new.origin) == new


def test_interrupted_it_is_done_again(log: Log, folder: Path, monkeypatch) -> None:
    head = grow(log, 700)
    place = folder / head.origin
    moments, done, move = 0, False, Path.replace
    while not done:
        moments += 1
        left = [moments]

        def move_or_die(self, target, left=left):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            move(self, target)

        monkeypatch.setattr(Path, "replace", move_or_die)
        try:
            tiling.show(tiling.newest_note(), folder)
            done = True
        except UnavailableError:
            assert not (place / "checkpoint").exists()
            assert not [name for name in names(place) if "/." in name]
    assert moments == 6
    assert shown(place) == head


def test_a_head_that_the_tiles_do_not_lead_to_is_not_shown(log: Log, folder: Path) -> None:
    place = folder / grow(log, 300).origin
    Tiling(folder).work()
    before = (place / "checkpoint").read_text("utf-8")
    (place / "tile/0/000").write_bytes(bytes(8192))
    (place / "tile/1/000.p/1").write_bytes(bytes(32))
    grow(log, 301)
    with pytest.raises(BrokenError, match="take the folder away"):
        Tiling(folder).work()
    assert (place / "checkpoint").read_text("utf-8") == before


def test_a_smaller_head_is_never_shown_over_a_larger_one(log: Log, folder: Path) -> None:
    small = log.sign()
    grow(log, 300)
    Tiling(folder).work()
    with pytest.raises(RefusedError):
        tiling.show(log.note(small), folder)


def test_a_checkpoint_that_is_none_is_said(log: Log, folder: Path) -> None:
    place = folder / log.sign().origin
    place.mkdir(parents=True)
    for text in (b"", b"\xff", b"not a note\n"):
        (place / "checkpoint").write_bytes(text)
        with pytest.raises(BrokenError):
            Tiling(folder).work()


def test_a_folder_that_is_a_file_is_said(log: Log, folder: Path) -> None:
    log.sign()
    folder.write_text("in the way")
    with pytest.raises(UnavailableError):
        Tiling(folder).work()
