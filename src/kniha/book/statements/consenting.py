"""What a source's later word does to what they allowed: it holds for all that their receipt sent, and use stops at once."""

from collections.abc import Iterator, Mapping

from django.db.models import QuerySet

from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.people.models import Person
from kniha.book.statements import rules
from kniha.book.statements.models import Consent, Notice, Statement


def must_be_kept(statement: Statement) -> None:
    """Nothing new is made of what its source wants to have forgotten: RefusedError."""
    rules.must_not_be_withdrawn(Consent.objects.filter(statement=statement, purpose="keep").values_list("answer", flat=True))


def standing(source: Person) -> QuerySet[Notice]:
    """The withdrawal that holds now, if any."""
    return Notice.objects.filter(source=source, kind="withdrawal", state="standing").order_by("pk")


def answered(hand: Hand, source: Person, consent: Mapping[str, str]) -> Iterator[rows.Change]:
    """The changes by which `consent` (answers by purpose) holds for all that the receipt of `source` sent; interviews have their own."""
    for purpose, answer in consent.items():
        rules.must_be_consent(purpose, answer, "self")
    known = {
        (one.statement_id, one.purpose): one
        for one in Consent.objects.select_for_update()
        .filter(statement__source=source, statement__kind="report", purpose__in=consent, recipient="")
        .order_by("pk")
    }
    for statement in Statement.objects.filter(source=source, kind="report").order_by("pk").values_list("pk", flat=True):
        for purpose, answer in consent.items():
            before = known.get((statement, purpose))
            if before is None:
                yield rows.insert(
                    Consent, hand.new_id(), statement_id=statement, purpose=purpose, answer=answer, giver="self", given_on=hand.today
                )
            elif before.answer != answer:
                yield rows.update(before, answer=answer, giver="self", given_on=hand.today)


def all_refused(hand: Hand, source: Person) -> Iterator[rows.Change]:
    """The changes by which nothing is allowed any more of what the receipt of `source` sent, whoever had been named."""
    sent = Consent.objects.select_for_update().filter(statement__source=source, statement__kind="report")
    allowed = sent.exclude(answer="no").order_by("pk")
    for one in allowed:
        yield rows.update(one, answer="no", giver="self", given_on=hand.today)
