"""Whether a placed file is still what it was, which needs no key."""

from hashlib import sha256

from kniha.vault.folder import Folder
from kniha.vocab.errors import BrokenError

PIECE = 1 << 20


def check_sealed(folder: Folder, place: str, expected: str) -> None:
    """Raise BrokenError unless the file at `place` has the SHA-256 `expected` (hexadecimal), NotFoundError where there is none."""
    digest = sha256()
    with folder.open(place) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    if digest.hexdigest() != expected:
        raise BrokenError(f"the sealed file should have the digest {expected[:8]}…, and has {digest.hexdigest()[:8]}…")
