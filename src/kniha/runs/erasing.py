"""What an erasure leaves outside of its transaction: sealed files, jobs, old pages of the database (docs/spec/erasure.md §6).

The key of a file is gone with the transaction, so nothing here is in a hurry; all of it is done again where it was interrupted. The words
of the index go with `kniha.runs.indexing`, which follows the same entries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from kniha.book.erasure import again
from kniha.book.erasure.listing import Listed, Listing, parse_listing
from kniha.book.erasure.models import Remains
from kniha.book.erasure.queries import to_remove
from kniha.book.journal.acting import Hand
from kniha.book.people.models import KeyRow
from kniha.runs import indexing
from kniha.runs.database_pages import overwrite_old_pages
from kniha.runs.kept import Kept
from kniha.search.index import Index
from kniha.vault.places import LockedError
from kniha.vault.store import Vault
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import NotFoundError

A_DAY = timedelta(days=1)
"""So long, at least, until what a lock keeps is tried again: the store's clock is not ours."""


def remove_remains(vault: Vault, *, now: datetime) -> tuple[str, ...]:
    """Remove what erasures left; UnavailableError where a disk or a reader stands in the way, and it is tried again.

    A sealed file that its store keeps locked is left, with the day until which it is. Returns the tables whose old pages only their owner
    may have overwritten.
    """
    not_ours: tuple[str, ...] = ()
    left = list(to_remove(now).order_by("pk"))
    for one in left:
        if one.kind != "file":
            continue
        if until := _remove_file(vault, *one.name.split("-")):
            one.kept_until = max(until, now + A_DAY)
            one.save()
        else:
            one.delete()
    rows = [one for one in left if one.kind == "row"]
    if rows:
        _forget_jobs({one.name for one in rows})
        Remains.objects.filter(pk__in=[one.pk for one in rows]).delete()
    if any(one.kind == "pages" for one in left):
        not_ours = overwrite_old_pages(connection)
        Remains.objects.filter(kind="pages", pk__in=[one.pk for one in left]).delete()
    return not_ours


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a list did: erasures done again, and rows of holds that name somebody whom this register does not know."""

    again: int
    unplaced: tuple[str, ...]


def apply_to_copies(vault: Vault, index: Index) -> int:
    """Apply all erasures of the journal to a key table, vault and index that were put back from older copies; return how many erasures."""
    told = again.told_by_the_journal()
    for listed in told.erasures:
        _apply_outside(vault, listed)
    indexing.rewrite(index)
    overwrite_old_pages(connection)
    return len(told.erasures)


def apply_to_register(hand: Hand, listing: Listing, vault: Vault) -> Applied:
    """Apply a list to a register whose database was put back from an older copy: holds first, then erasures, each an entry.

    To be called before anything opens, and again at will. `hand` is that of the process `restore`.
    """
    unplaced = tuple(hold for hold, fields in listing.holds if not again.hold_again(hand, hold, fields))
    done = sum(again.erase_again(hand, listed) for listed in listing.erasures)
    for listed in listing.erasures:
        _apply_outside(vault, listed)
    with transaction.atomic():
        Remains.objects.get_or_create(kind="pages", name="database")
    return Applied(done, unplaced)


def keep_listing(kept: Kept) -> Listing:
    """Write the list of erasures to its file outside the database; what only the file tells of stays in it. Return the list."""
    told = again.told_by_the_journal()
    older = kept.erasures()
    whole = told if older is None else told.with_all_of(parse_listing(parse_canonical(older.encode())))
    text = canonical(whole.as_json()).decode()
    if text != older:
        kept.keep_erasures(text)
    return whole


def kept_listing(kept: Kept) -> Listing:
    """The list in its file; NotFoundError where there is none, MalformedError where it is none."""
    text = kept.erasures()
    if text is None:
        raise NotFoundError("there is no list of erasures here")
    return parse_listing(parse_canonical(text.encode()))


def _apply_outside(vault: Vault, listed: Listed) -> None:
    with transaction.atomic():
        KeyRow.objects.filter(owner__in=listed.keys).delete()
    for name, sealed in listed.blobs:
        if until := _remove_file(vault, name, sealed):
            with transaction.atomic():
                Remains.objects.update_or_create(kind="file", name=f"{name}-{sealed}", defaults={"kept_until": until})


def _remove_file(vault: Vault, name: str, sealed: str) -> datetime | None:
    """Return until when a lock of its store keeps it, or None: it is gone.

    Nobody brings an erased sealing back (`keep_header`), so a row of the key table means that it was never this one's to remove.
    """
    if KeyRow.objects.filter(owner=sealed).exists():
        return None
    try:
        vault.remove(name, sealed)
    except LockedError as locked:
        return locked.until
    return None


def _forget_jobs(rows: set[str]) -> None:
    """Jobs hold ids only; those that name an erased row have nothing left to do, and tell nobody that it was there."""
    for job in DBTaskResult.objects.iterator():
        if any(row in str(job.args_kwargs) for row in rows):
            job.delete()
