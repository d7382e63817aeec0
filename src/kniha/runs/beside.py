"""Sealing what is made from exhibits beside them: each thing once, and no sealing that no row names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.evidence.actions import keep_header
from kniha.book.evidence.models import Exhibit, SealedBeside
from kniha.book.evidence.queries import blob_of, known_blob
from kniha.book.people.models import KeyRow
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.ids import RandomBytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing made: the table and, besides the exhibit, the key of its row; its bytes; what else the row says."""

    model: type[SealedBeside]
    data: bytes
    key: dict[str, str | int] = field(default_factory=dict)
    more: dict[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The vault, who opens exhibits, and to whom what is made from them is sealed."""

    vault: Vault
    identities: tuple[Identity, ...] = field(repr=False)
    recipient: Recipient
    random_bytes: RandomBytes

    def opened(self, sealed: Exhibit | SealedBeside) -> bytes:
        """The bytes, whole. NotFoundError where they were erased, BrokenError where the vault does not hold them as they were."""
        return b"".join(self.vault.open(blob_of(sealed), self.identities))

    def keep(self, exhibit: Exhibit, pieces: Sequence[Piece]) -> None:
        """Keep what is not there yet; what stands there already stays: a sealing that no row names would outlive the file's erasure.

        NotFoundError where the exhibit was erased or sealed while we looked at it.
        """
        sealings = {data: self._sealed(data) for data in {piece.data for piece in pieces}}  # frames of a film that stands still are alike
        made = [(piece, sealings[piece.data]) for piece in pieces]
        try:
            with transaction.atomic():
                in_use(exhibit)
                for piece, blob in made:
                    if _is_new(exhibit, piece, blob) and blob:
                        keep_header(blob)
        finally:
            for blob in sealings.values():
                if blob and not KeyRow.objects.filter(owner=blob.sealed_sha256).exists():
                    self.vault.remove(blob.name, blob.sealed_sha256)

    def _sealed(self, data: bytes) -> StoredBlob | None:
        if not data:
            return None
        with self.vault.receive([self.recipient], random_bytes=self.random_bytes) as receiving:
            receiving.write(data)
            return receiving.finish(known_blob)


def _is_new(exhibit: Exhibit, piece: Piece, blob: StoredBlob | None) -> bool:
    """Write the row unless it is there."""
    which: dict[str, Any] = {"exhibit": exhibit, **piece.key}  # Any: columns of several tables
    rows = piece.model._default_manager  # noqa: SLF001  Django's public-by-custom API
    return rows.get_or_create(**which, defaults={**_columns(blob), **piece.more})[1]


def _columns(blob: StoredBlob | None) -> dict[str, str | int]:
    if blob is None:
        return {"blob": "", "sealed_sha256": "", "sha256": "", "size": 0}
    return {"blob": blob.name, "sealed_sha256": blob.sealed_sha256, "sha256": blob.sha256, "size": blob.size}
