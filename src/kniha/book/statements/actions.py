"""What may happen to statements: coding. A statement itself never changes."""

from django.db import transaction

from kniha.book.access.queries import in_use
from kniha.book.forces import reaching
from kniha.book.journal.acting import Hand
from kniha.book.statements import rules
from kniha.book.statements.consenting import must_be_kept
from kniha.book.statements.drafts import AccountDraft, MentionDraft, mention_changes
from kniha.book.statements.models import Account, Mention, Statement
from kniha.vocab.ids import Id

MAY_CODE = ("clerk", "investigator", "specialist")


@transaction.atomic
def code_account(hand: Hand, statement: Statement, draft: AccountDraft) -> Account:
    """Enter what `statement` says of one event, tied to its words."""
    statement = in_use(statement)
    must_be_kept(statement)
    marked = [*draft.passages, *(mention.passage for mention in draft.mentions if mention.passage)]
    rules.must_lie_within([(passage.start, passage.end) for passage in marked], statement.text)
    for mention in draft.mentions:
        _must_know_unit(statement, mention)
    account = hand.new_id()
    hand.enter(
        hand.acting_as(*MAY_CODE), "account.coded", list(draft.changes(hand, statement, account)), cites=[("statement", statement.pk)]
    )
    return Account.objects.get(pk=account)


@transaction.atomic
def add_mention(hand: Hand, account: Account, draft: MentionDraft) -> Mention:
    """Enter what `account` says of one more person or unit."""
    must_be_kept(in_use(account.statement))
    _must_know_unit(account.statement, draft)
    if draft.passage is not None:
        rules.must_lie_within([(draft.passage.start, draft.passage.end)], account.statement.text)
    changes = list(mention_changes(hand, Id(account.pk), draft))
    hand.enter(hand.acting_as(*MAY_CODE), "mention.added", changes, cites=[("statement", account.statement_id)])
    return Mention.objects.get(pk=changes[-1].id)


def _must_know_unit(statement: Statement, mention: MentionDraft) -> None:
    """A unit that words are tied to lies open, or is known where the statement lies."""
    if mention.known_unit is not None:
        reaching.must_be_known_in(mention.known_unit, statement.compartment_id)
