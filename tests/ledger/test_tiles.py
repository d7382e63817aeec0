"""Tiles follow C2SP tlog-tiles: the paths, the widths, and every proof from the tiles alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kniha.ledger import tree
from kniha.ledger.proofs import check_consistency, check_inclusion
from kniha.ledger.tiles import Tile, node_reader, parse_path, tile_bytes, tiles_between
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError, NotFoundError

SIZE = 70_000
LEAVES = [tree.leaf_hash(number.to_bytes(4, "big")) for number in range(SIZE)]
ROWS = {level: hashes for level, _, hashes in tree.grow(0, LEAVES, lambda *_: b"")}


def read(level, index):
    return ROWS[level][index]


def row(level, first, count):
    return ROWS.get(level, [])[first : first + count]


def written(old, new, files=None):
    """A folder in memory, after a tree of `old` leaves grew to `new`."""
    return (files or {}) | {tile.path: tile_bytes(tile, row) for tile in tiles_between(old, new)}


def fetch_from(files):
    def fetch(path):
        if path not in files:
            raise NotFoundError(path)
        return files[path]

    return fetch


WHOLE = written(0, SIZE)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 1_234_067, 112), "tile/0/x001/x234/067.p/112"),
        (Tile(3, 999), "tile/3/999"),
        (Tile(3, 1000), "tile/3/x001/000"),
        (Tile(63, 12, 1), "tile/63/012.p/1"),
    ],
)
def test_a_tile_lies_where_the_specification_says(tile, path):
    assert tile.path == path
    assert parse_path(path) == tile


def test_a_tree_of_70_000_leaves_has_the_tiles_that_the_specification_counts():
    tiles = list(tiles_between(0, SIZE))
    assert [sum(tile.level == level and tile.is_full for tile in tiles) for level in (0, 1, 2)] == [273, 1, 0]
    assert [tile for tile in tiles if not tile.is_full] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]


def test_a_tree_of_256_leaves_has_a_full_tile_and_one_hash_above_it():
    assert list(tiles_between(0, 256)) == [Tile(0, 0), Tile(1, 0, 1)]


def test_a_tree_without_leaves_has_no_tiles():
    assert not list(tiles_between(0, 0))


def test_a_hash_above_is_the_root_over_the_full_tile_below():
    below, above = WHOLE["tile/0/000"], WHOLE["tile/1/000"]
    nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, LEAVES[:256], lambda *_: b"")}
    assert b"".join(LEAVES[:256]) == below
    assert above[:32] == tree.root(256, lambda *place: nodes[place])


@given(st.integers(0, 70_000), st.integers(0, 70_000))
def test_a_tree_that_grew_has_the_tiles_of_one_made_at_once(one, other):
    old, new = sorted((one, other))
    grown = set(tiles_between(0, old)) | set(tiles_between(old, new))
    assert set(tiles_between(0, new)) <= grown
    assert all(tile in set(tiles_between(0, old)) for tile in grown - set(tiles_between(0, new)))


@given(st.integers(1, SIZE), st.data())
def test_every_proof_is_made_from_the_tiles_alone(size, data):
    files = written(0, size)
    reader = node_reader(size, fetch_from(files))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root = tree.root(size, read)
    assert tree.root(size, reader) == root
    check_inclusion(leaf_hash=LEAVES[index], index=index, size=size, proof=tree.inclusion_proof(index, size, reader), root=root)
    proof = tree.consistency_proof(old, size, reader)
    check_consistency(old_size=old, old_root=tree.root(old, read), new_size=size, new_root=root, proof=proof)


def test_an_older_head_is_proven_from_full_tiles_where_its_partial_ones_are_gone():
    reader = node_reader(300, fetch_from({path: data for path, data in WHOLE.items() if ".p/" not in path}))
    assert tree.root(300, reader) == tree.root(300, read)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/entries/000",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/٠٠٠",
        "tile/0/../000",
        "",
    ],
)
def test_what_is_no_path_of_a_tile_is_refused(path):
    with pytest.raises(MalformedError):
        parse_path(path)


def test_a_tile_that_cannot_be_is_not_built():
    for level, index, width in ((-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)):
        with pytest.raises(ImpossibleError):
            Tile(level, index, width)


def test_a_tree_does_not_shrink():
    with pytest.raises(ImpossibleError):
        list(tiles_between(2, 1))


def test_a_node_that_the_tree_has_not_yet_is_not_read():
    reader = node_reader(300, fetch_from(written(0, 300)))
    for level, index in ((0, 300), (8, 1), (3, 37), (9, 0)):
        with pytest.raises(ImpossibleError):
            reader(level, index)


def test_a_tree_that_misses_a_node_gives_no_tile():
    with pytest.raises(BrokenError, match="256 nodes"):
        tile_bytes(Tile(0, 273), row)


@pytest.mark.parametrize("cut", [0, 1, 31, 32, 8191, 8193])
def test_a_tile_cut_short_or_made_longer_is_found(cut):
    files = WHOLE | {"tile/0/000": (WHOLE["tile/0/000"] * 2)[:cut]}
    with pytest.raises(BrokenError, match="should have 8192 bytes"):
        node_reader(SIZE, fetch_from(files))(0, 5)


@given(st.integers(0, 8191), st.integers(1, 255))
def test_a_changed_byte_of_a_tile_leads_to_another_root(place, change):
    altered = bytearray(WHOLE["tile/0/000"])
    altered[place] ^= change
    reader = node_reader(SIZE, fetch_from(WHOLE | {"tile/0/000": bytes(altered)}))
    index = place // 32
    # The proof of a neighbour needs the altered hash; the proof of the leaf itself does not, but the leaf is another.
    proof = tree.inclusion_proof(index ^ 1, SIZE, reader)
    with pytest.raises(BrokenError):
        check_inclusion(leaf_hash=LEAVES[index ^ 1], index=index ^ 1, size=SIZE, proof=proof, root=tree.root(SIZE, read))


def test_a_missing_tile_is_said():
    with pytest.raises(NotFoundError):
        node_reader(SIZE, fetch_from({}))(0, 5)
