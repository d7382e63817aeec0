"""One round of the courier: what the intake holds is fetched, filed or quarantined, confirmed, and removed here (docs/spec/courier.md).

The order makes it exactly once. The book knows an envelope by its digest, so one that is brought again is not filed again; the intake
is told only after the book has it; a kill between any two steps leaves work that the next round finishes.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import InterfaceError, OperationalError

from kniha.book.statements.arriving import note_arrival_laid, sealed_arrivals
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
from kniha.vocab.errors import NotFoundError, RefusedError, TooLargeError, UnavailableError

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


class Courier:
    """Carries envelopes from one intake into one book."""

    def __init__(self, client: IntakeClient, spool: Spool, accession: Accession, *, say: Say, step: Steps = unheard) -> None:
        self._client = client
        self._spool = spool
        self._accession = accession
        self._say = say
        self._step = step
        self._left: dict[str, datetime] = {}
        self._swept: datetime | None = None

    def round(self) -> Tally:
        """Deal with what the intake lists now. Raises what the client raises, and UnavailableError where a disk or the database is away."""
        self._sweep()
        tally = Tally()
        self._settle_brought(tally)  # first: what lies here needs no intake
        notices = self._client.envelopes()
        self._step("listed")
        later = []
        for notice in notices:
            if self._is_left_alone(notice.id):
                tally.left += 1
            elif self._carry(notice, self._accession.accede, tally) is Outcome.LATER:
                later.append(notice)
        for notice in later:
            if self._carry(notice, self._accession.accede_last, tally) is Outcome.LATER:
                self._left[notice.id] = self._accession.now()
                tally.left += 1
        tally.delivered = self._deliver()
        return tally

    def _deliver(self) -> int:
        """Lay sealed replies into their mailboxes. One laid and not noted is laid again, which changes nothing (courier.md §1.4)."""
        delivered = 0
        for reply in sealed_replies():
            self._client.deliver_reply(reply.mailbox, reply.verifier, bytes(reply.body))
            self._step("laid")
            note_delivered(self._accession.hand(), reply)
            self._step("delivered")
            delivered += 1
        for proof in sealed_proofs():
            self._client.deliver_reply(proof.mailbox, proof.verifier, bytes(proof.body))
            self._step("laid")
            note_laid(self._accession.hand(), proof)
            self._step("delivered")
            delivered += 1
        for arrival in sealed_arrivals(self._accession.hand().today):
            self._client.deliver_reply(arrival.mailbox, arrival.verifier, bytes(arrival.body))
            self._step("laid")
            note_arrival_laid(arrival)
        return delivered

    def _settle_brought(self, tally: Tally) -> None:
        """Deal with the sealed files of field forms that lie in the vault."""
        opener = Opener(self._accession)
        for brought in brought_files():
            if not self._is_left_alone(brought.digest):
                self._try(brought.digest, partial(opener.settle, brought), tally, place="in the vault")

    def _carry(self, notice: EnvelopeNotice, accede: Accede, tally: Tally) -> Outcome | None:
        return self._try(notice.id, partial(self._brought, notice, accede), tally, place="at the intake")

    def _try(self, name: str, work: Callable[[], Outcome], tally: Tally, *, place: str) -> Outcome | None:
        """What became of it; None where it failed, or was gone."""
        try:
            outcome = work()
        except (OperationalError, InterfaceError) as error:
            raise UnavailableError("the book's database did not answer") from error
        except (UnavailableError, RefusedError):
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

    def _brought(self, notice: EnvelopeNotice, accede: Accede) -> Outcome:
        outcome = Outcome.KNOWN
        if not is_filed(notice.digest):
            outcome = self._filed(notice, accede)
        if outcome is Outcome.LATER:
            self._spool.remove(notice.id)
            return outcome
        self._client.confirm([notice.id])
        self._step("confirmed")
        self._spool.remove(notice.id)
        self._step("removed")
        return outcome

    def _filed(self, notice: EnvelopeNotice, accede: Accede) -> Outcome:
        if notice.size > LARGEST_ENVELOPE:
            # Against an intake in strange hands: it could name any size and fill our disk.
            raise TooLargeError(f"an envelope has at most {LARGEST_ENVELOPE} bytes")
        try:
            envelope = self._spool.take(notice, self._client.fetch(notice), step=self._step)
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
