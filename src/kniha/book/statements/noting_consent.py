"""What a source told a registrar of what may be done with their words: on the telephone, in a talk, by letter. It holds for one statement.

What the source answers with their receipt goes another way (`noticing`), and a withdrawal by receipt is taken back by receipt alone.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.statements import rules
from kniha.book.statements.consenting import must_be_kept
from kniha.book.statements.models import Consent, Statement

MAY_NOTE_CONSENT = ("clerk", "investigator", "specialist", "lawyer")


@dataclass(frozen=True, slots=True)
class ConsentDraft:
    """One answer: for what, to whom, who gave it and when; `words`: how it was given, and in which words."""

    purpose: str
    answer: str
    giver: str
    given_on: date
    words: str
    recipient: str = ""

    def __post_init__(self) -> None:
        rules.must_be_consent(self.purpose, self.answer, self.giver)
        rules.must_be_told_by_somebody(self.purpose, self.answer, recipient=self.recipient.strip(), words=self.words.strip())


@transaction.atomic
def note_consent(hand: Hand, statement: Statement, draft: ConsentDraft) -> Consent:
    """Enter what the source answered; of the same purpose and recipient the last answer holds. A no is entered whatever was before."""
    actor = hand.acting_as(*MAY_NOTE_CONSENT)
    statement = in_use(statement)
    rules.must_have_been_given(draft.given_on, today=hand.today)
    if draft.answer != "no":
        must_be_kept(statement)
    told = {"answer": draft.answer, "giver": draft.giver, "given_on": draft.given_on}
    which = {"statement": statement, "purpose": draft.purpose, "recipient": draft.recipient.strip()}
    before = Consent.objects.select_for_update().filter(**which).order_by("pk").first()
    change = rows.insert(Consent, hand.new_id(), **which, **told) if before is None else rows.update(before, **told)
    hand.enter(actor, "consent.noted", [change], cites=[("statement", statement.pk)], reason=draft.words.strip())
    return Consent.objects.get(pk=change.id)
