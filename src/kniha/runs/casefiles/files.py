"""The files of a delivery, by their paths in the bundle, and how each is opened: exhibits are streams, never whole in memory."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib import resources
from typing import BinaryIO, cast

from kniha.book.evidence.masking import parts_of_copy
from kniha.book.evidence.models import Derivative, MaskedCopy, View
from kniha.book.evidence.queries import blob_of
from kniha.ledger.bundles import PAYLOAD, Opener
from kniha.runs.casefiles import described, pages, tables
from kniha.runs.casefiles.telling import Numbered, Telling
from kniha.runs.playing import joined
from kniha.seal.recipients import Identity
from kniha.seal.streams import Pieces
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, NotFoundError

PROOF = "application/json"


@dataclass(frozen=True, slots=True)
class Shelves:
    """Where exhibits lie, and who opens them."""

    vault: Vault
    identities: tuple[Identity, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class File:
    """One file of the payload: its type, its size in bytes, and what opens it."""

    media_type: str
    size: int
    opened: Opener


def payload(shelves: Shelves, telling: Telling, written: Mapping[str, bytes]) -> dict[str, Opener]:
    """Every file of the bundle that the builder does not write itself; `written` are files of the payload that are there already."""
    files = {path: _known(path, data) for path, data in written.items()}
    files |= {"index.json": _known("index.json", tables.index_json(telling))}
    files |= {f"{name}.csv": _known(f"{name}.csv", data) for name, data in tables.tables(telling)}
    views = _views(telling.numbered)
    for one in telling.numbered:
        files[one.path] = _exhibit(shelves, one)
        if one.copy is None and one.item.exhibit_id in views:
            view = views[str(one.item.exhibit_id)]
            files[f"views/{one.label}.jpg"] = File("image/jpeg", view.size, _sealed(shelves, view))
    sizes = {path: file.size for path, file in files.items()}
    files[described.CASE] = _known(described.CASE, described.case(telling, [one.item.pk for one in telling.numbered], sizes))
    crate = described.crate(telling, {path: (file.media_type, file.size) for path, file in files.items()})
    files[described.CRATE] = _known(described.CRATE, crate)
    tags = {"VERIFY.txt": _text("VERIFY.txt"), "verify.py": _text("verify.py.txt")}
    return {f"{PAYLOAD}{path}": file.opened for path, file in files.items()} | {path: _bytes(data) for path, data in tags.items()}


_TYPES = {
    "csv": "text/csv", "json": "application/json", "jsonld": "application/ld+json", "pdf": "application/pdf", "kniha-proof": PROOF,
}  # fmt: skip


def _known(path: str, data: bytes) -> File:
    return File(_TYPES[path.rpartition(".")[2]], len(data), _bytes(data))


def _text(name: str) -> bytes:
    return (resources.files("kniha.runs.casefiles") / name).read_bytes()


def _bytes(data: bytes) -> Opener:
    return lambda: io.BytesIO(data)


def _views(numbered: Sequence[Numbered]) -> dict[str, View]:
    """Small clean pictures of the exhibits, by exhibit. Of a covered copy there is none: it would show what is covered."""
    shown = [one.item.exhibit_id for one in numbered if one.copy is None]
    return {view.exhibit_id: view for view in View.objects.filter(exhibit__in=shown).exclude(blob="")}


def _exhibit(shelves: Shelves, one: Numbered) -> File:
    exhibit = one.item.exhibit
    assert exhibit is not None  # as `telling` numbers them
    if one.copy is None:
        return File(one.media_type, exhibit.size, _sealed(shelves, exhibit))
    size, pieces = _copy(shelves, one.copy)
    return File(one.media_type, size, _stream(lambda: _checked(pieces(), one.copy.sha256 if one.copy else "")))


def _sealed(shelves: Shelves, sealed: object) -> Opener:
    return _stream(lambda: shelves.vault.open(blob_of(sealed), shelves.identities))  # type: ignore[arg-type]  # an Exhibit or a View


def _copy(shelves: Shelves, copy: MaskedCopy) -> tuple[int, Callable[[], Iterable[bytes]]]:
    """Size and bytes of a covered copy that was kept; NotFoundError where it is not there any more."""
    parts = parts_of_copy(copy)
    if not parts:
        raise NotFoundError("a covered copy that was kept is not there any more: it is made again")

    def part(one: Derivative, start: int, end: int) -> Iterator[bytes]:
        return shelves.vault.open_range(blob_of(one), shelves.identities, start, end)

    if not copy.exhibit.media_type.startswith("video/"):
        return parts[0].size, lambda: shelves.vault.open(blob_of(parts[0]), shelves.identities)
    film = joined(parts, part)
    return film.size, lambda: film.pieces(0, film.size)


def _checked(pieces: Iterable[bytes], digest: str) -> Iterator[bytes]:
    """The same pieces; BrokenError at the end where they are not those that somebody looked at and kept."""
    found = sha256()
    for piece in pieces:
        found.update(piece)
        yield piece
    if found.hexdigest() != digest:
        raise BrokenError("a covered copy is not the one that was looked at and kept")


def _stream(opened: Callable[[], Iterable[bytes]]) -> Opener:
    @contextmanager
    def opener() -> Iterator[BinaryIO]:
        yield cast("BinaryIO", Pieces(opened()))  # what is asked of it is to be read

    return opener


def index_pages(telling: Telling, languages: Iterable[str], *, now: datetime) -> dict[str, bytes]:
    """The index as PDF, one in each language."""
    return {f"index-{language}.pdf": pages.write_index(telling, language, now=now) for language in languages}
