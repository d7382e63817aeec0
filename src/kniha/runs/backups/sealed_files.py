"""The vault's files in a backup: which ones the register's rows name, those that the store lacks, and bringing them back.

They are copied as they lie: payloads without headers, whose headers are in the key table (docs/spec/keys.md, rule 1).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from kniha.book.evidence.models import QuarantinedEnvelope
from kniha.book.people.models import KeyRow
from kniha.book.statements.models import BroughtFile
from kniha.runs.backups import tables
from kniha.vault.blobs import blob_place, quarantine_place
from kniha.vault.copies import copy_whole
from kniha.vault.fixity import check_sealed
from kniha.vault.places import Places
from kniha.vocab.errors import BrokenError, NotFoundError
from kniha.vocab.ids import RandomBytes

Wanted = Mapping[str, str]
"""The SHA-256 of a sealed file (hexadecimal), by its place."""


@dataclass(frozen=True, slots=True)
class Carried:
    """How many files were there already, how many were brought, and the places of those that no longer are as they were sealed."""

    there: int
    brought: int
    not_whole: tuple[str, ...]


def wanted() -> Wanted:
    """The files that the rows of the register name. Read in the moment of the rows."""
    found = {blob_place(name, sealed): sealed for model in _sealing() for name, sealed in _sealings(model)}
    for digests in (QuarantinedEnvelope.objects.values_list("digest", flat=True), BroughtFile.objects.values_list("digest", flat=True)):
        found |= {quarantine_place(digest): digest for digest in digests}
    return found


def store(vault: Places, target: Places, files: Wanted, *, random_bytes: RandomBytes) -> Carried:
    """Copy to `target` what it lacks of `files`. What is not in the vault as it was sealed is not copied, and told."""
    there, brought, not_whole = 0, 0, []
    for folder, places in sorted(_by_folder(files).items()):
        known = target.names(folder)
        for place in sorted(places):
            if PurePosixPath(place).name in known:
                there += 1
            elif _copied(vault, target, place, files[place], random_bytes=random_bytes):
                brought += 1
            else:
                not_whole.append(place)
    return Carried(there, brought, tuple(not_whole))


def bring_back(vault: Places, source: Places, files: Wanted, *, random_bytes: RandomBytes) -> Carried:
    """Bring to the vault what it does not hold whole of `files`: each is read through."""
    there, brought, not_whole = 0, 0, []
    for place, sealed in sorted(files.items()):
        if _is_whole(vault, place, sealed):
            there += 1
            continue
        vault.set_aside(place)
        if _copied(source, vault, place, sealed, random_bytes=random_bytes):
            brought += 1
        else:
            not_whole.append(place)
    return Carried(there, brought, tuple(not_whole))


def forget(target: Places, erased: Iterable[tuple[str, str]]) -> int:
    """Remove from the store those of `erased` (name and digest of each sealing) that lie there; return how many."""
    places = {blob_place(name, sealed) for name, sealed in erased}
    lying = [place for folder, some in _by_folder(places).items() for place in _lying(target.names(folder), some)]
    for place in lying:
        target.remove(place)
    return len(lying)


def _sealing() -> Iterator[type[models.Model]]:
    """Every table whose rows name sealed files of the vault."""
    for model in apps.get_app_config("book").get_models():
        if {"blob", "sealed_sha256"} <= {field.name for field in model._meta.concrete_fields}:  # noqa: SLF001  public by custom
            yield model


def _sealings(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    has_key = Exists(KeyRow.objects.filter(owner=OuterRef("sealed_sha256")))  # of what was erased there is none, and nothing to open
    yield from tables.rows(model).filter(has_key).values_list("blob", "sealed_sha256").iterator()


def _by_folder(places: Iterable[str]) -> dict[str, list[str]]:
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for place in places:
        folders[str(PurePosixPath(place).parent)].append(place)
    return folders


def _lying(names: frozenset[str], places: Iterable[str]) -> Iterator[str]:
    return (place for place in places if PurePosixPath(place).name in names)


def _is_whole(places: Places, place: str, sealed: str) -> bool:
    try:
        check_sealed(places, place, sealed)
    except (NotFoundError, BrokenError):
        return False
    return True


def _copied(source: Places, target: Places, place: str, sealed: str, *, random_bytes: RandomBytes) -> bool:
    try:
        copy_whole(source, target, place, sealed, random_bytes=random_bytes)
    except (NotFoundError, BrokenError):
        return False
    return True
