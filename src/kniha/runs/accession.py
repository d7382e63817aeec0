"""Accession: an envelope becomes a statement with its exhibits, or goes to quarantine with the reason (docs/spec/envelope.md §5).

An envelope is known by the SHA-256 of its bytes: filed once, however often it is brought. Its files are sealed into the vault as they
are read; they lie there nameless until the whole report has passed the last step, and are gone if it does not. Whatever could stop us
that is no fault of the envelope (disk, database) is raised, and leaves the envelope to be brought again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from kniha.book.journal.acting import Hand
from kniha.book.statements.arriving import ARRIVED, Arrival, sealed_word
from kniha.book.statements.early import EarlyAnswers
from kniha.book.statements.models import Notice, Statement
from kniha.book.statements.noticing import NoticeDraft, receive_notice, settled, waits
from kniha.book.statements.receiving import ReportDraft, is_filed, quarantine_envelope, receive_report
from kniha.runs.received_files import ReceivedFiles, Steps, opened_file, storable, unheard
from kniha.runs.reporters import digest_of
from kniha.seal.container_reading import Event, OpenedReport, read_container
from kniha.seal.opening import opened_envelope
from kniha.seal.recipients import Identity, Recipient
from kniha.seal.reports import TELLING, ReportKeys, format_keys
from kniha.vault.store import Vault
from kniha.vocab.canonical import JSON, canonical, parse_canonical
from kniha.vocab.errors import BrokenError, MalformedError, NoMatchError, NotFoundError, TooLargeError, UnavailableError, UnknownTermError
from kniha.vocab.ids import RandomBytes

PROCESS = "courier"

_PIECE = 1 << 20

Filing = Callable[[ReportDraft | NoticeDraft], Statement | Notice | None]
"""Enters what an envelope holds; None where this very envelope is in the book already."""


@dataclass(frozen=True, slots=True)
class FetchedEnvelope:
    """An envelope on our disk, still sealed: its size and the SHA-256 of its bytes as they came, and whether the intake announced these."""

    path: Path
    size: int
    digest: str
    as_announced: bool


class Outcome(Enum):
    """What became of an envelope, or of a brought file. But for what is left for later, the intake may be told that we need it no more."""

    FILED = "filed"
    QUARANTINED = "quarantined"
    KNOWN = "known already"
    HELD = "held"
    MISSING = "not whole in the vault, to be brought again"
    LATER = "left for later"


@dataclass(frozen=True, slots=True)
class Accession:
    """All that is needed to file: the register's id, who opens envelopes, to whom files and persons' keys are sealed, the vault."""

    register: bytes
    identities: tuple[Identity, ...] = field(repr=False)
    exhibit_recipient: Recipient
    person_recipient: Recipient
    vault: Vault
    naming_key: bytes = field(repr=False)
    withdrawal_days: int
    """For so long nothing that was withdrawn is destroyed."""
    now: Callable[[], datetime]
    """The instant in the office's zone."""
    random_bytes: RandomBytes
    step: Steps = unheard

    def accede(self, envelope: FetchedEnvelope) -> Outcome:
        """File the envelope, or keep it in quarantine; UnavailableError where disk or database did not answer.

        Withdrawals, and whatever is of a receipt that nothing came of yet, are left for later: envelopes have no order, and what came with
        them may be what they are about. `accede_last` takes them.
        """
        return self._acceded(envelope, self._filed)

    def accede_last(self, envelope: FetchedEnvelope) -> Outcome:
        """The same for what was left, when all else of a round is filed. A notice whose report did not come in a week is quarantined."""
        return self._acceded(envelope, self._filed_last)

    def _acceded(self, envelope: FetchedEnvelope, filed: Filing) -> Outcome:
        if is_filed(envelope.digest):
            return Outcome.KNOWN
        try:
            return self._file(envelope, filed)
        except _EarlyError:
            return Outcome.LATER
        except UnfitError as unfit:
            return self._quarantine(envelope, unfit.reason if envelope.as_announced else "damaged")

    def _file(self, envelope: FetchedEnvelope, enter: Filing) -> Outcome:
        files = self.files()
        try:
            with opened_file(envelope.path) as source:
                report = self._read(source, files)
            self.step("opened")
            draft = self._draft(envelope, report, files)
            self.step("placed")
        finally:
            files.discard()
        try:
            filed = enter(draft)
        except MalformedError as error:
            raise UnfitError(reason_of(error)) from error
        self.step("filed")
        return Outcome.KNOWN if filed is None else Outcome.FILED

    def _filed(self, draft: ReportDraft | NoticeDraft) -> Statement | Notice | None:
        if isinstance(draft, NoticeDraft):
            if draft.kind == "withdrawal":
                raise _EarlyError
            try:
                return receive_notice(self.hand(), draft)
            except NotFoundError as error:
                raise _EarlyError from error
        return receive_report(self.hand(), draft, person_recipient=self.person_recipient.text)

    def _filed_last(self, draft: ReportDraft | NoticeDraft) -> Statement | Notice | None:
        if not isinstance(draft, NoticeDraft):
            return self._filed(draft)
        try:
            notice = receive_notice(self.hand(), draft)
        except NotFoundError as error:
            if waits(self.hand(), draft.envelope):
                raise _EarlyError from error
            settled(draft.envelope)
            raise UnfitError("nothing-here") from error
        settled(draft.envelope)
        return notice

    def _draft(self, envelope: FetchedEnvelope, opened: OpenedReport, files: ReceivedFiles) -> ReportDraft | NoticeDraft:
        report, keys = opened.report, opened.keys
        consent = {"keep": report.consent.keep, "contact": report.consent.contact, "count": report.consent.count}
        reporter = digest_of(keys, self.naming_key)
        if report.does not in TELLING:
            return NoticeDraft(
                envelope=envelope.digest,
                kind=report.does,
                language=report.language,
                sealed_by=report.sealed,
                words=storable(report.text),
                consent=consent,
                reporter=reporter,
                keep_days=self.withdrawal_days,
                arrival=self._arrival(keys),
            )
        return ReportDraft(
            envelope=envelope.digest,
            language=report.language,
            sealed_by=report.sealed,
            text=storable(report.text),
            when_words=storable(report.when),
            where_words=storable(report.where),
            contact=report.contact,
            mailbox=canonical({"mailbox": keys.mailbox, "verifier": keys.verifier, "reply": keys.reply}).decode(),
            consent=consent,
            certificate=_certificate(opened),
            files=tuple(files.placed()),
            reporter=reporter,
            hurt_words=storable(report.hurt),
            doers_words=storable(report.doers),
            early=EarlyAnswers(report.role, report.safe, report.early.held, report.early.minor, report.early.sexual),
            arrival=self._arrival(keys),
        )

    def _arrival(self, keys: ReportKeys) -> Arrival:
        """What tells the source that it arrived (docs/spec/courier.md §1.4)."""
        body = sealed_word(ARRIVED, day=self.hand().today, reply=keys.reply, random_bytes=self.random_bytes)
        return Arrival(keys.mailbox, keys.verifier, body)

    def _read(self, source: BinaryIO, files: ReceivedFiles) -> OpenedReport:
        for event in self._events(source):
            if isinstance(event, OpenedReport):
                return event
            files.take(event)
        raise UnfitError("malformed")

    def _events(self, source: BinaryIO) -> Iterator[Event]:
        # (2) to (6)                                                    docs/spec/envelope.md §5
        try:
            yield from read_container(self._container(source), self.register)
        except (MalformedError, BrokenError) as error:
            raise UnfitError(reason_of(error)) from error

    def _container(self, source: BinaryIO) -> Iterator[bytes]:
        # (1) the outer form. A chunk that was altered or cut is the age file's fault, not its writer's.
        try:
            yield from opened_envelope(source, self.identities)
        except NoMatchError as error:
            raise UnfitError("not-ours") from error
        except (MalformedError, BrokenError) as error:
            raise UnfitError("damaged") from error
        except OSError as error:
            raise UnavailableError(f"the spool's disk did not answer: {error.strerror}") from error

    def _quarantine(self, envelope: FetchedEnvelope, reason: str) -> Outcome:
        with opened_file(envelope.path) as source:
            kept = self.vault.put_sealed(iter(lambda: source.read(_PIECE), b""), random_bytes=self.random_bytes)
        if kept != envelope.digest:
            raise UnavailableError("the envelope on the spool's disk is not what was fetched; it is fetched again")
        self.step("kept")
        quarantine_envelope(self.hand(), digest=envelope.digest, size=envelope.size, reason=reason)
        self.step("quarantined")
        return Outcome.QUARANTINED

    def files(self) -> ReceivedFiles:
        """Room for the files of one container."""
        return ReceivedFiles(self.vault, self.exhibit_recipient, random_bytes=self.random_bytes, step=self.step)

    def hand(self) -> Hand:
        """What the courier acts with, now."""
        return Hand(None, frozenset(), self.now(), self.random_bytes, PROCESS)


class _EarlyError(Exception):
    """It is not the turn of this envelope yet."""


class UnfitError(Exception):
    """This envelope cannot be filed; `reason` is of the list quarantine-reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _certificate(opened: OpenedReport) -> JSON:
    """The value by which the reporter proves that this report was received (docs/spec/entry.md §6)."""
    stated = parse_canonical(format_keys(opened.keys))
    assert isinstance(stated, dict)
    return {"ed25519": stated["ed25519"], "mldsa44": stated["mldsa44"], "payload": opened.payload_digest.hex()}


def reason_of(error: MalformedError | BrokenError) -> str:
    """The reason of the list quarantine-reasons for what an engine found."""
    match error:
        case UnknownTermError():
            return "unknown-field"
        case TooLargeError():
            return "too-large"
        case MalformedError():
            return "malformed"
        case BrokenError():
            return "broken"
