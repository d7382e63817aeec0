"""The courier opens what a field form sealed: filed, held where a rule forbids it, or quarantined (docs/spec/fieldform.md §4).

As with envelopes: filed once, however often it is brought, and a courier killed between any two steps leaves work that the next round
finishes. The sealed copy is removed only after the book has the interview; what is held or quarantined keeps it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kniha.book.statements import bringing
from kniha.book.statements.bringing import BroughtInterview, HoldError, UnknownFormError
from kniha.book.statements.interviewing import Held, InterviewDraft
from kniha.book.statements.models import BroughtFile
from kniha.book.statements.receiving import StoredFile, is_filed, quarantine_envelope
from kniha.runs.accession import Accession, Outcome, UnfitError, reason_of
from kniha.runs.received_files import ReceivedFiles, storable
from kniha.seal.field_interviews import FieldInterview, OpenedInterview, read_interview
from kniha.seal.opening import opened_envelope
from kniha.seal.streams import Pieces
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError, NoMatchError, NotFoundError

STEPS = ("receiving", "opened", "placed", "filed", "held", "quarantined", "removed", "forgotten")
"""The steps of a brought file, in their order; `held` or `quarantined` stands in place of `filed`."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens brought files with what the courier holds for envelopes."""

    accession: Accession

    def settle(self, brought: BroughtFile) -> Outcome:
        """File, hold or quarantine it, and forget it; UnavailableError where disk or database did not answer."""
        outcome = Outcome.KNOWN if is_filed(brought.digest) else self._settled(brought)
        if not bringing.is_kept(brought.digest):
            self.accession.vault.remove_quarantined(brought.digest)
            self.accession.step("removed")
        bringing.forget_brought(brought.digest)
        self.accession.step("forgotten")
        return outcome

    def _settled(self, brought: BroughtFile) -> Outcome:
        try:
            return self._filed(brought)
        except UnfitError as unfit:
            quarantine_envelope(self.accession.hand(), digest=brought.digest, size=brought.size, reason=unfit.reason)
            self.accession.step("quarantined")
            return Outcome.QUARANTINED

    def _filed(self, brought: BroughtFile) -> Outcome:
        try:
            pieces = self.accession.vault.open_quarantined(brought.digest)
        except (NotFoundError, BrokenError):
            return Outcome.MISSING  # our disk's fault, not the file's: whoever brought it has it still
        files = self.accession.files()
        try:
            opened = self._read(pieces, files)
            self.accession.step("opened")
            interview = BroughtInterview(brought.digest, brought.size, opened.interview.form, _draft(opened.interview))
            bringing.check_rules(self.accession.hand(), interview)  # before files are placed: what is held leaves nothing in the vault
            interview = replace(interview, files=tuple(_files(opened.interview.sounds, files.placed())))
            self.accession.step("placed")
            statement = bringing.receive_interview(self.accession.hand(), interview, person_recipient=self.accession.person_recipient.text)
        except HoldError as hold:
            bringing.hold_interview(self.accession.hand(), interview, reason=hold.reason)
            self.accession.step("held")
            return Outcome.HELD
        except UnknownFormError as error:
            raise UnfitError("unknown-form") from error
        except MalformedError as error:
            raise UnfitError(reason_of(error)) from error
        finally:
            files.discard()
        self.accession.step("filed")
        return Outcome.KNOWN if statement is None else Outcome.FILED

    def _read(self, pieces: Iterator[bytes], files: ReceivedFiles) -> OpenedInterview:
        # (2) to (6)                                          docs/spec/fieldform.md §4
        try:
            for event in read_interview(self._container(pieces), self.accession.register):
                if isinstance(event, OpenedInterview):
                    return event
                files.take(event)
        except (MalformedError, BrokenError) as error:
            raise UnfitError(reason_of(error)) from error
        except ImpossibleError as error:
            raise UnfitError("malformed") from error
        except NoMatchError as error:
            raise UnfitError("not-ours") from error
        raise UnfitError("malformed")

    def _container(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        # (1) the outer form
        try:
            yield from opened_envelope(Pieces(pieces), self.accession.identities)
        except NoMatchError as error:
            raise UnfitError("not-ours") from error
        except (MalformedError, BrokenError) as error:
            raise UnfitError("damaged") from error


def _files(sounds: int, files: Iterable[StoredFile]) -> Iterator[StoredFile]:
    for place, file in enumerate(files):
        yield replace(file, came="sound of the interview" if place < sounds else "came with an interview", giver="interviewer")


def _draft(told: FieldInterview) -> InterviewDraft:
    held = Held(
        plan=storable(told.plan), present=storable(told.present), interpreter=storable(told.interpreter),
        interpreter_vetted=told.interpreter_vetted, place=storable(told.place), began=told.began, ended=told.ended,
        breaks=storable(told.breaks), free_recall=told.free_recall, read_back=told.read_back, recorded=told.recorded,
        promised=storable(told.promised), is_trained=told.is_trained,
    )  # fmt: skip
    return InterviewDraft(
        language=storable(told.language), text=storable(told.text), consent=told.consent, giver=told.giver, held=held,
        needs_specialist=told.is_child or told.is_sexual or told.is_held, sealed={"legal-name": told.name, "contact": told.contact},
    )  # fmt: skip
