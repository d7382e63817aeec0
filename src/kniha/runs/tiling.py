"""The tree and its newest signed head as files that any web server can serve (docs/spec/witness.md §6). Entries are not among them.

Tiles first, then the head that needs them: whoever reads meanwhile never finds a head whose tiles are not there.
"""

import os
import tempfile
from pathlib import Path

from kniha.book.journal import reading
from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.ledger.checkpoints import parse_text
from kniha.ledger.cosignatures import with_lines
from kniha.ledger.notes import parse_note
from kniha.ledger.proofs import short
from kniha.ledger.tiles import Tile, node_reader, tile_bytes, tiles_between
from kniha.runs.cosigned import cosignatures_of
from kniha.vocab.errors import BrokenError, MalformedError, NotFoundError, RefusedError, UnavailableError

CHECKPOINT = "checkpoint"


def newest_note() -> str | None:
    """The newest signed head under the log's lines and its witnesses', those sorted by key; None before the first."""
    newest = reading.newest_checkpoint()
    if newest is None:
        return None
    lines = cosignatures_of(newest.size)
    return with_lines(newest.note, [lines[key] for key in sorted(lines, key=lambda key: key.text)])


def show(note: str, folder: Path) -> int:
    """Bring the log's tiles, below `folder` under its origin, to the head `note`, and then show it; return how many tiles were written.

    Raises RefusedError where a larger head is shown there, BrokenError where the tiles do not lead to the head, which is not shown then;
    UnavailableError where the disk does not take it. Interrupted, it is done again from the head that is shown.
    """
    head = parse_text(parse_note(note).text)
    place = folder / head.origin
    try:
        new = list(tiles_between(_shown(place, head), head.size))
        for tile in new:
            _write(place / tile.path, tile_bytes(tile, reading.nodes))
        _check(head, place)
        _write(place / CHECKPOINT, note.encode())
        for tile in new:
            _drop_parts(place, tile)
    except OSError as error:
        raise UnavailableError(f"the tiles cannot be written: {error.strerror}") from error
    return len(new)


def _shown(place: Path, head: Head) -> int:
    """The size of the head that is shown, 0 where there is none; it may not be larger than `head`."""
    try:
        shown = parse_text(parse_note((place / CHECKPOINT).read_text("utf-8")).text).size
    except FileNotFoundError:
        return 0
    except (MalformedError, UnicodeDecodeError) as error:
        raise BrokenError("the checkpoint among the tiles is none; take the folder away, and it is written anew") from error
    if shown > head.size:
        raise RefusedError(f"a head of {shown} entries is shown already, and this one has {head.size}")
    return shown


def _check(head: Head, place: Path) -> None:
    """A head is shown only over tiles that lead to it, as they lie on the disk."""
    found = tree.root(head.size, node_reader(head.size, lambda path: _read(place / path)))
    if found != head.root:
        raise BrokenError(
            f"the tiles lead to {short(found)}, the head says {short(head.root)}; take the folder away, and it is written anew"
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"the tile {path.name} is missing") from error


def _write(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, and have it on the disk; everybody may read it."""
    _make_folder(path.parent)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o644)
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)


def _make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing; everybody may look into them, whatever the process's own mask is."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def _drop_parts(place: Path, tile: Tile) -> None:
    """Remove the partial tiles that a full one took the place of; its readers find the full one (C2SP tlog-tiles, "Partial Tiles")."""
    parts = place / f"{tile.path}.p"
    if tile.is_full and parts.is_dir():
        for part in parts.iterdir():
            part.unlink()
        parts.rmdir()
