"""One round of the courier: what its intakes hold is fetched, filed or quarantined, confirmed, and removed here (docs/spec/courier.md).

The order makes it exactly once. The book knows an envelope by its digest, so one that is brought again is not filed again; the intake
is told only after the book has it; a kill between any two steps leaves work that the next round finishes. An intake that does not answer
keeps nothing from the others.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import InterfaceError, OperationalError

from kniha.book.statements.acknowledging import grant_of
from kniha.book.statements.arriving import note_word_laid, sealed_words
from kniha.book.statements.bringing import brought_files
from kniha.book.statements.certifying import note_laid, sealed_proofs
from kniha.book.statements.conversation import note_delivered, sealed_replies
from kniha.book.statements.receiving import is_filed
from kniha.courier.spool import Spool
from kniha.remote.intake_client import IntakeClient
from kniha.remote.notices import EnvelopeNotice
from kniha.runs.accession import Accession, FetchedEnvelope, Outcome
from kniha.runs.brought import Opener
from kniha.runs.received_files import Steps, unheard
from kniha.seal.envelopes import LARGEST_ENVELOPE
from kniha.vocab.errors import ConflictError, KnihaError, MalformedError, NotFoundError, RefusedError, TooLargeError, UnavailableError

STEPS = (
    "listed", "fetching", "fetched", "receiving", "opened", "placed", "filed", "kept", "quarantined", "confirmed", "removed",
)  # fmt: skip
"""The steps of an envelope, in their order; `kept` and `quarantined` stand in place of `receiving` to `filed`."""

TRY_AGAIN = timedelta(minutes=10)
"""How long an envelope that was left at the intake is left alone."""

ABANDONED = timedelta(days=1)
"""Age at which a file that was begun in the vault and never finished is swept: longer than any file takes."""

Accede = Callable[[FetchedEnvelope], Outcome]

Say = Callable[[str], None]
"""Tells whoever runs the courier, in words that hold nothing of an envelope."""


@dataclass(slots=True)
class Tally:
    """What a round did."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    left: int = 0
    delivered: int = 0

    @property
    def is_news(self) -> bool:
        """Whether the book has something that it had not: an intake that lists the same for ever must not keep us busy."""
        return any(self.outcomes[one] for one in (Outcome.FILED, Outcome.QUARANTINED, Outcome.HELD))

    @property
    def words(self) -> str:
        """What a person is told, or nothing where nothing happened."""
        told = [f"{outcome.value} {count}" for outcome, count in self.outcomes.items() if outcome is not Outcome.KNOWN]
        return ", ".join([*told, *([f"delivered {self.delivered}"] if self.delivered else [])])


@dataclass(slots=True)
class _Intake:
    """An intake that the courier asks: since when it did not answer, what was laid there that others lack yet, when it had its grants."""

    client: IntakeClient
    number: int
    away: datetime | None = None
    laid: set[tuple[str, bytes]] = field(default_factory=set)
    settled: datetime | None = None


class Courier:
    """Carries envelopes from the intakes of one register into its book."""

    def __init__(self, clients: Sequence[IntakeClient], spool: Spool, accession: Accession, *, say: Say, step: Steps = unheard) -> None:
        self._intakes = [_Intake(client, number) for number, client in enumerate(clients, 1)]
        self._spool = spool
        self._accession = accession
        self._say = say
        self._step = step
        self._left: dict[str, datetime] = {}
        self._swept: datetime | None = None

    def round(self) -> Tally:
        """Deal with what the intakes list now; UnavailableError where a disk or the database is away.

        An intake that does not answer is left alone for a while, and that is said; where none is left, what the last raised is raised.
        """
        self._sweep()
        tally = Tally()
        self._settle_brought(tally)  # first: what lies here needs no intake
        asked = [(intake, notices) for intake in self._intakes if (notices := self._listed(intake)) is not None]
        self._step("listed")
        later = []
        for intake, notice in ((intake, notice) for intake, notices in asked for notice in notices):
            if self._is_left_alone(notice.id):
                tally.left += 1
            elif self._carry(intake, notice, self._accession.accede, tally) is Outcome.LATER:
                later.append((intake, notice))
        for intake, notice in later:
            if self._carry(intake, notice, self._accession.accede_last, tally) is Outcome.LATER:
                self._left[notice.id] = self._accession.now()
                tally.left += 1
        tally.delivered = self._deliver()
        for intake in self._intakes:
            self._settle_keys(intake)
        return tally

    def _listed(self, intake: _Intake) -> Sequence[EnvelopeNotice] | None:
        """What an intake holds; None where it does not answer, or did not a while ago."""
        if self._is_away(intake):
            return None
        try:
            return intake.client.envelopes()
        except (UnavailableError, RefusedError, MalformedError) as error:
            self._note_away(intake, error)
            return None

    def _note_away(self, intake: _Intake, error: KnihaError) -> None:
        """Leave an intake alone for a while; raise `error` where no other is left."""
        intake.away = self._accession.now()
        if all(self._is_away(one) for one in self._intakes):
            for one in self._intakes:  # whoever runs us waits, and tries all of them again
                one.away = None
            raise error
        self._say(f"intake {intake.number} of {len(self._intakes)} is left alone for a while: {error}")

    def _is_away(self, intake: _Intake) -> bool:
        return intake.away is not None and self._accession.now() - intake.away < TRY_AGAIN

    def _deliver(self) -> int:
        """Lay sealed replies into their mailboxes. One laid and not noted is laid again, which changes nothing (courier.md §1.4)."""
        delivered = 0
        for reply in sealed_replies():
            if self._lay(reply.mailbox, reply.verifier, bytes(reply.body)):
                note_delivered(self._accession.hand(), reply)
                self._step("delivered")
                delivered += 1
        for proof in sealed_proofs():
            if self._lay(proof.mailbox, proof.verifier, bytes(proof.body)):
                note_laid(self._accession.hand(), proof)
                self._step("delivered")
                delivered += 1
        for word in sealed_words(self._accession.hand().today):
            if self._lay(word.mailbox, word.verifier, bytes(word.body)):
                note_word_laid(word)
        return delivered

    def _lay(self, mailbox: str, verifier: str, body: bytes) -> bool:
        """Lay a reply into its mailbox at every intake: a receipt opens it wherever it is asked. False while one of them lacks it."""
        reply = (mailbox, body)
        for intake in self._intakes:
            if reply in intake.laid or self._is_away(intake):
                continue
            try:
                intake.client.deliver_reply(mailbox, verifier, body)
            except (UnavailableError, RefusedError, MalformedError) as error:
                self._note_away(intake, error)
            else:
                intake.laid.add(reply)
        if not all(reply in intake.laid for intake in self._intakes):
            return False
        for intake in self._intakes:
            intake.laid.discard(reply)
        self._step("laid")
        return True

    def _settle_keys(self, intake: _Intake) -> None:
        """Bring the keys with which an intake acknowledges to the book, and their grants to it (courier.md §1.5-6)."""
        now = self._accession.now()
        if self._is_away(intake) or (intake.settled is not None and now - intake.settled < TRY_AGAIN):
            return
        intake.settled = now
        try:
            for notice in intake.client.acknowledgement_keys():
                if notice.granted:
                    continue
                if (key := grant_of(notice.key, notice.month, today=self._accession.hand().today)) is None:
                    intake.settled = None  # the worker grants it, perhaps before the next round
                else:
                    intake.client.deliver_grant(key.pk, key.grant, key.signer)
                    self._step("granted")
        except (UnavailableError, RefusedError, MalformedError, ConflictError) as error:
            # It goes on being asked for envelopes: without a key it acknowledges nothing, and no report is lost.
            self._say(f"intake {intake.number} of {len(self._intakes)} has no granted key to acknowledge with: {error}")

    def _settle_brought(self, tally: Tally) -> None:
        """Deal with the sealed files of field forms that lie in the vault."""
        opener = Opener(self._accession)
        for brought in brought_files():
            if not self._is_left_alone(brought.digest):
                self._try(brought.digest, partial(opener.settle, brought), tally, place="in the vault")

    def _carry(self, intake: _Intake, notice: EnvelopeNotice, accede: Accede, tally: Tally) -> Outcome | None:
        if self._is_away(intake):
            return None
        try:
            return self._try(notice.id, partial(self._brought, intake, notice, accede), tally, place="at the intake")
        except _AwayError as away:
            self._note_away(intake, away.error)
            return None

    def _try(self, name: str, work: Callable[[], Outcome], tally: Tally, *, place: str) -> Outcome | None:
        """What became of it; None where it failed, or was gone."""
        try:
            outcome = work()
        except (OperationalError, InterfaceError) as error:
            raise UnavailableError("the book's database did not answer") from error
        except (UnavailableError, RefusedError, _AwayError):
            raise
        except _GoneError:
            return None
        except Exception as error:  # noqa: BLE001  one envelope must not stop the others, whatever it does to us: it stays at the intake
            self._say(f"envelope {name[:8]} stays {place} for now: {type(error).__name__}")
            self._left[name] = self._accession.now()
            tally.left += 1
            return None
        if outcome is not Outcome.LATER:
            tally.outcomes[outcome] += 1
        return outcome

    def _brought(self, intake: _Intake, notice: EnvelopeNotice, accede: Accede) -> Outcome:
        outcome = Outcome.KNOWN
        if not is_filed(notice.digest):
            outcome = self._filed(intake, notice, accede)
        if outcome is Outcome.LATER:
            self._spool.remove(notice.id)
            return outcome
        with _asking():
            intake.client.confirm([notice.id])
        self._step("confirmed")
        self._spool.remove(notice.id)
        self._step("removed")
        return outcome

    def _filed(self, intake: _Intake, notice: EnvelopeNotice, accede: Accede) -> Outcome:
        if notice.size > LARGEST_ENVELOPE:
            # Against an intake in strange hands: it could name any size and fill our disk.
            raise TooLargeError(f"an envelope has at most {LARGEST_ENVELOPE} bytes")
        try:
            envelope = self._spool.take(notice, _fetched(intake.client, notice), step=self._step)
        except NotFoundError as error:
            raise _GoneError from error
        self._step("fetched")
        return accede(envelope)

    def _sweep(self) -> None:
        """Clear once a day what couriers that died had begun in the vault."""
        now = self._accession.now()
        if self._swept is None or now - self._swept > ABANDONED:
            self._accession.vault.sweep(before=now - ABANDONED)
            self._swept = now

    def _is_left_alone(self, envelope: str) -> bool:
        since = self._left.get(envelope)
        return since is not None and self._accession.now() - since < TRY_AGAIN


class _GoneError(Exception):
    """The intake listed an envelope and then did not have it."""


class _AwayError(Exception):
    """An intake did not answer: its fault, and not that of a disk or of the database."""

    def __init__(self, error: KnihaError) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except (UnavailableError, RefusedError) as error:
        raise _AwayError(error) from error


def _fetched(client: IntakeClient, notice: EnvelopeNotice) -> Iterator[bytes]:
    """The envelope's bytes as they come."""
    with _asking():
        yield from client.fetch(notice)
