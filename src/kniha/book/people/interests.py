"""What a registrar declares of themselves, so that conflicts of interest are found: sealed at once, and opened by the worker alone.

A register of the registrars' own names and of their kin would be the first thing that a thief looks for.
"""

from django.db import transaction

from kniha.book.access.models import Interest
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people import sealing
from kniha.vocab import terms
from kniha.vocab.errors import MalformedError, RefusedError

VALUE = "interest"
"""Under which name the words are sealed."""

MOST_LINES = 100
LONGEST_LINE = 200


@transaction.atomic
def declare_interest(hand: Hand, *, kind: str, names: str, recipient: str) -> Interest:
    """Enter what a registrar declares: one name a line. It adds to what was declared before, and nothing is taken back."""
    terms.check_term("interest-kinds", kind)
    lines = [line.strip() for line in names.splitlines() if line.strip()]
    _must_be_names(lines)
    if hand.registrar is None:
        raise RefusedError("a process has no interests")
    actor = hand.acting_as(*(role.code for role in terms.terms("registrar-roles")))
    interest = hand.new_id()
    key, key_row = sealing.new_key(interest, recipient=recipient, random_bytes=hand.random_bytes)
    sealed = sealing.seal(interest, VALUE, "\n".join(lines), key=key, random_bytes=hand.random_bytes)
    key_row.save(force_insert=True)
    change = rows.insert(Interest, interest, registrar=hand.registrar, kind=kind, sealed=sealed, declared_on=hand.today)
    hand.enter(actor, "interest.declared", [change])
    return Interest.objects.get(pk=interest)


def _must_be_names(lines: list[str]) -> None:
    if not lines or not all(sum(letter.isalpha() for letter in line) > 1 for line in lines):
        raise MalformedError("an interest is declared as names, one a line")
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise MalformedError("an interest has at most 100 names of at most 200 letters")
