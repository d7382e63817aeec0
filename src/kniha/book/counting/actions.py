"""What may happen to numbers: a count is kept as it was. It changes nothing of what it counts."""

from django.db import transaction

from kniha.book.access.queries import seats
from kniha.book.counting import keeping, queries, rules
from kniha.book.counting.models import Count
from kniha.book.counting.rules import Question
from kniha.book.journal import reading, recording, rows
from kniha.book.journal.acting import Hand
from kniha.vocab.errors import NotFoundError, RefusedError

MAY_KEEP = ("analyst", "lawyer", "investigator", "publisher")
"""Who keeps a count: what may later be told outside."""


@transaction.atomic
def keep_count(hand: Hand, question: Question, *, title: str, version: str) -> Count:
    """Count what `question` asks for over all that the hand's registrar may see, and keep it as it is now; `version` is the program's.

    Nobody enters anything between the look at the journal's length and the count.
    """
    keeping.must_be_titled(title)
    actor = hand.acting_as(*MAY_KEEP)
    assert hand.registrar is not None  # a process has no compartments of its own to count over
    if hand.registrar.kept_from:
        raise RefusedError("whoever is kept from a record keeps no count: others would read it as one over everything")
    recording.hold()
    lies = sorted(one.pk for one in seats(hand.registrar))
    if question.compartment:
        lies = [one for one in lies if one == question.compartment]
    if not lies:
        raise NotFoundError("there is no such thing here")
    table = queries.table(hand.registrar, question)
    change = rows.insert(
        Count, hand.new_id(), title=title.strip(), question=question.told(), method=rules.METHOD, version=version, cut=reading.size(),
        cells=keeping.cells_of(table), digest=keeping.digest_of(queries.behind(hand.registrar, question)), lies=lies,
        author=hand.id, made_on=hand.today,
    )  # fmt: skip
    hand.enter(actor, "count.kept", [change])
    return Count.objects.get(pk=change.id)
