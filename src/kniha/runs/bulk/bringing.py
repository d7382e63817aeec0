"""A table of millions of rows is brought: read once, sealed as it is read, entered as one batch, then loaded from its sealed file.

All or nothing up to the entry: a row that cannot be read refuses the whole list, unless whoever brings it leaves such rows out. From the
entry on it goes on where it was stopped: run again, the same list loads what is missing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kniha.book.bulk import rows as bulk_rows
from kniha.book.bulk.actions import BatchDraft, batch_of_list, bring_batch
from kniha.book.bulk.models import Batch
from kniha.book.bulk.queries import to_load
from kniha.book.evidence.models import Acquisition
from kniha.book.evidence.queries import blob_of, known_blob
from kniha.book.evidence.rules import must_be_readable
from kniha.book.journal.acting import Hand
from kniha.runs.bulk import footage, messages, parquet
from kniha.runs.bulk.cells import Reader
from kniha.runs.bulk.plan import Plan
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import OpenList
from kniha.seal.recipients import Identity, Recipient
from kniha.vault.blobs import StoredBlob
from kniha.vault.store import Vault
from kniha.vocab.errors import MalformedError, RefusedError

AT_ONCE = 2_000
"""Rows that are loaded in one transaction: the book is held for a tenth of a second."""

Progress = Callable[[str, int], None]
_READERS: Mapping[str, Callable[[Plan], Reader]] = {"footage": footage.reader, "messages": messages.reader}


def _quiet(_what: str, _rows: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class Store:
    """Where files are sealed to, and what opens them again."""

    vault: Vault
    recipient: Recipient
    identities: tuple[Identity, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Brought:
    """The list, its mapping as parsed and as written, the acquisition that it came with."""

    found: OpenList
    plan: Plan
    mapping: str
    acquisition: Acquisition


def bring(hand: Hand, brought: Brought, store: Store, *, leave_out: bool = False, dry: bool = False, say: Progress = _quiet) -> Report:
    """Bring a list as a batch and load it; the report counts its rows. Nothing is entered where `dry`, or where rows are refused."""
    must_be_readable(may_be_read=brought.acquisition.may_be_read)
    report = Report(kind=brought.plan.kind, file=brought.found.digest, dry=dry)
    known = batch_of_list(brought.acquisition, brought.plan.kind, brought.found.digest)
    if known is not None:
        report.records = report.known = known.rows
        if not dry:
            load(known, store, say=say)
        return report
    if dry:
        report.made = sum(1 for _ in _read(brought, report, say))
        return report
    blob = _sealed(hand, brought, store, report, leave_out=leave_out, say=say)
    if blob is not None:
        draft = BatchDraft(
            brought.plan.kind, brought.plan.title, report.made, brought.mapping, brought.found.digest,
            keep_until=hand.today + timedelta(days=brought.plan.keep_days),
        )  # fmt: skip
        load(bring_batch(hand, brought.acquisition, draft, blob), store, say=say)
    return report


def load(batch: Batch, store: Store, *, say: Progress = _quiet) -> int:
    """Load the rows of `batch` that are missing from its sealed file; return how many. BrokenError where the file is not what it was."""
    blob, number = blob_of(batch.exhibit), bulk_rows.loaded(batch)
    start = number
    if number == batch.rows:
        return 0
    store.vault.check(blob.name, blob.sealed_sha256)
    with store.vault.reader(blob, store.identities) as stream:
        for some in parquet.read(bulk_rows.table_of(batch), stream, start=number, most=AT_ONCE):
            bulk_rows.load(batch, number, some)
            number += len(some)
            say("loaded", number)
    if number != batch.rows:
        raise RefusedError("the file of the batch has another number of rows than its entry")
    return number - start


def rebuild(store: Store, *, say: Progress = _quiet) -> tuple[int, int]:
    """Take the rows of all batches away and load them from their files again; return how many batches, how many rows."""
    batches = list(to_load())
    for batch in batches:
        while bulk_rows.take_away(batch, most=10 * AT_ONCE):
            pass
        load(batch, store, say=say)
    return len(batches), sum(batch.rows for batch in batches)


def _sealed(hand: Hand, brought: Brought, store: Store, report: Report, *, leave_out: bool, say: Progress) -> StoredBlob | None:
    """The rows as a sealed Parquet file; None, and nothing of it left, where nothing is to be entered."""
    with store.vault.receive([store.recipient], random_bytes=hand.random_bytes) as receiving:
        report.made = parquet.write(bulk_rows.TABLES[brought.plan.kind], _read(brought, report, say), receiving)
        if not report.made or (report.refused and not leave_out):
            report.made = 0
            return None
        return receiving.finish(known_blob)


def _read(brought: Brought, report: Report, say: Progress) -> Iterator[parquet.Found]:
    read = _READERS[brought.plan.kind](brought.plan)
    for row in brought.found.rows():
        report.records += 1
        if not report.records % 10_000:
            say("read", report.records)
        if row.faults:
            report.refuse(row, "; ".join(row.faults))
            continue
        try:
            yield read(row.cells)
        except MalformedError as error:
            report.refuse(row, str(error))
