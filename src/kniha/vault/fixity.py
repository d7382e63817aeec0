"""Whether a placed file is still what it was, which needs no key."""

from collections.abc import Callable
from hashlib import sha256

from kniha.vault.places import PlacedFile, Places
from kniha.vocab.errors import BrokenError

PIECE = 1 << 20


def check_sealed(places: Places, place: str, expected: str) -> None:
    """Raise BrokenError unless the file at `place` has the SHA-256 `expected` (hexadecimal), NotFoundError where there is none."""
    with places.open(place) as file:
        check_whole(file, expected)


def check_whole(file: PlacedFile, expected: str, *, taken: Callable[[bytes], object] = bytes) -> None:
    """Raise BrokenError unless `file`, read to its end, has the size that was told of it and the SHA-256 `expected` (hexadecimal).

    `taken` is given each piece, before it is known to be true.
    """
    digest, size = sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        taken(piece)
        size += len(piece)
        if size > file.size:
            break
    if size != file.size:
        raise BrokenError(f"the sealed file should have {file.size} bytes, and has {'more' if size > file.size else size}")
    if digest.hexdigest() != expected:
        raise BrokenError(f"the sealed file should have the digest {expected[:8]}…, and has {digest.hexdigest()[:8]}…")
