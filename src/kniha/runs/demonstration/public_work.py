"""What two let into the public book of the invented register: consents that sources gave later, a lawyer's answer, a publisher's word."""

from kniha.book.events import queries as events
from kniha.book.events.models import Incident
from kniha.book.journal.acting import Hand
from kniha.book.publishing.actions import Telling, propose_publication, release_publication
from kniha.book.statements.noting_consent import ConsentDraft, note_consent

RELEASED = ("pushkinskaya", "yard")
"""By the story's keys: incidents of which many were present."""

_TOLD = "сказалі ў размове, што можна апублікаваць без імя"


def let_out(lawyer: Hand, publisher: Hand, incident: Incident) -> None:
    """Let an accepted incident into the public book, from the next edition on: its month and its town."""
    assert lawyer.registrar is not None
    for account in events.accounts(lawyer.registrar, incident):
        for purpose in ("publish-without-name", "count"):
            note_consent(lawyer, account.statement, ConsentDraft(purpose, "yes", "self", lawyer.today, _TOLD))
    answer = {"answer": "nobody-would-know", "words": "там былі дзясяткі людзей, расказаць мог любы"}
    word = propose_publication(lawyer, incident, Telling("month", "town"), **answer)
    release_publication(publisher, word, words="згодная: месяц і горад нікога не выдаюць")
