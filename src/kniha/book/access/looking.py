"""What was looked for and what was taken away: entries that change no row, so that whoever reads the journal sees who learned what.

The words of a search may be somebody's name. They are a value of the entry like any other: erased with what they name.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from kniha.book.access.limits import count_use
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.vocab import terms


@transaction.atomic
def enter_search(hand: Hand, words: str, *, among: str) -> None:
    """Enter that `words` were looked for in one of the lists of the desk: any words may be a person's name."""
    terms.check_term("desk-lists", among)
    count_use(hand.registrar, "search", day=hand.today)
    # It cites the registrar, so that their searches are found without reading the whole journal: when a name is erased, say.
    hand.enter(_whoever(hand), "book.searched", [], cites=[("registrar", hand.id)], among=among, words=words)


@transaction.atomic
def enter_list_export(hand: Hand, *, among: str, rows: int) -> None:
    """Enter that a list of this many rows was taken away as a table."""
    terms.check_term("desk-lists", among)
    count_use(hand.registrar, "export", day=hand.today)
    hand.enter(_whoever(hand), "list.exported", [], cites=[("registrar", hand.id)], among=among, rows=rows)


MAY_HAND_OUT = ("lawyer", "publisher")
CITED_AT_ONCE = 500  # an entry's leaf is at most 65,535 bytes
_TABLES = {
    "incidents": "incident",
    "statements": "statement",
    "persons": "person",
    "units": "unitname",
    "postings": "posting",
    "deployments": "deployment",
}


@transaction.atomic
def enter_handing_out(
    hand: Hand, *, among: str, rows: Sequence[str], left_out: int, purpose: str, recipient: str, reason: str, second: str = ""
) -> None:
    """Enter that these rows are handed out to a recipient: each is cited, so that it is known of each where it went.

    Rows beyond some hundreds follow in more entries of the same words. What stayed is counted, never named.
    `second` is the registrar who agreed to what leaves in spite of danger.
    """
    actor = hand.acting_as(*MAY_HAND_OUT)
    seconded = {"second": second} if second else {}
    terms.check_term("desk-lists", among)
    count_use(hand.registrar, "export", day=hand.today)
    for start in range(0, max(1, len(rows)), CITED_AT_ONCE):
        cites = [("registrar", hand.id), *((_TABLES[among], row) for row in rows[start : start + CITED_AT_ONCE])]
        hand.enter(
            actor, "list.handed_out", [], cites=cites, among=among, rows=len(rows), left_out=left_out, purpose=purpose,
            recipient=recipient, reason=reason, **seconded,
        )  # fmt: skip


@transaction.atomic
def enter_export_as_of(hand: Hand, day: date, *, reason: str) -> None:
    """Enter that the whole register as of `day` is taken away; the reason may be empty."""
    count_use(hand.registrar, "export", day=hand.today)
    hand.enter(hand.acting_as(), "book.shown_as_of", [], as_of=day.isoformat(), reason=reason)


@transaction.atomic
def note_reading(hand: Hand, what: str) -> None:
    """Count that a statement or an incident was read. No entry: whoever reads the journal learns who learned what is sealed, not more."""
    count_use(hand.registrar, what, day=hand.today)


def _whoever(hand: Hand) -> Actor:
    """In the first role that they hold: whoever may see a list may look through it."""
    return hand.acting_as(*(role.code for role in terms.terms("registrar-roles")))
