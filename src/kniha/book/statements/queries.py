"""What a registrar may see of statements and their coding."""

from collections.abc import Sequence

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kniha.book.access.models import Registrar
from kniha.book.access.queries import one, visible, visible_in_order
from kniha.book.people.models import Person
from kniha.book.related import bring
from kniha.book.statements.early import must_be_listed
from kniha.book.statements.models import (
    Account,
    BroughtFile,
    Consent,
    FieldForm,
    HeldInterview,
    Interview,
    Mention,
    Message,
    Notice,
    Passage,
    Permission,
    Statement,
)

UNCODED = "medical-report"
"""The kind of statement that waits for no coder: its words are a medic's, and lie in the medical report."""

# Said as lists: Django writes an equality with a truth value so that SQLite finds no index for it.
_DELICATE, _OTHERS = Q(delicate__in=(True,)), Q(delicate__in=(False,))

TOLD = Q(person__isnull=True) | Q(person__compartment__isnull=False)
"""Of mentions: that they may be shown with the account they stand in."""


def statements(registrar: Registrar) -> QuerySet[Statement]:
    """The statements that `registrar` may know of, newest first."""
    return visible(Statement.objects.all(), registrar).order_by("-received_on", "pk")


def inbox(registrar: Registrar) -> QuerySet[Statement]:
    """Statements of which no account was coded yet: what calls for a specialist first, then those with the longest wait."""
    waiting = statements(registrar).exclude(kind=UNCODED).filter(~Exists(Account.objects.filter(statement=OuterRef("pk"))))
    return waiting.annotate(exhibit_count=_counted("exhibits")).order_by("-delicate", "received_on", "pk")


def next_to_read(registrar: Registrar, count: int) -> list[Statement]:
    """The first `count` of the inbox. Asked in two parts: each is then walked in the order of an index, and not sorted whole."""
    waiting = inbox(registrar)
    first = list(waiting.filter(_DELICATE)[:count])
    return first + list(waiting.filter(_OTHERS)[: count - len(first)])


def listed(
    registrar: Registrar, *, coded: bool | None = None, compartment: str = "", delicate: bool | None = None, role: str = ""
) -> QuerySet[Statement]:
    """The statements of `registrar`, with how many files and accounts each has, newest first; narrowed where asked."""
    rows = visible_in_order(Statement.objects.select_related("compartment"), registrar).order_by("-received_on", "pk")
    if coded is not None:
        has_account = Exists(Account.objects.filter(statement=OuterRef("pk")))
        rows = rows.filter(has_account) if coded else rows.exclude(kind=UNCODED).filter(~has_account)
    if compartment:
        rows = rows.filter(compartment_id=compartment)
    if delicate is not None:
        rows = rows.filter(_DELICATE if delicate else _OTHERS)
    if role:
        must_be_listed(role)
        rows = rows.filter(told_role=role)
    return rows.annotate(exhibit_count=_counted("exhibits"), account_count=_counted("accounts"))


def delicate_first(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements as the desk lists them: what calls for a specialist first, then the newest."""
    return rows.order_by("-delicate", "-received_on", "pk")


def _counted(what: str) -> Coalesce:
    """How many `what` a statement has, asked for the rows of a page alone."""
    counted = Statement.objects.filter(pk=OuterRef("pk")).order_by().values("pk").annotate(n=Count(what)).values("n")
    return Coalesce(Subquery(counted), 0)


def statement(registrar: Registrar, statement_id: str) -> Statement:
    """One statement, or NotFoundError."""
    return one(statements(registrar), pk=statement_id)


def consents(registrar: Registrar, statement: Statement) -> QuerySet[Consent]:
    """What the source of `statement` allows."""
    return visible(Consent.objects.filter(statement=statement), registrar, path="statement__compartment").order_by("purpose", "pk")


def accounts(registrar: Registrar, statement: Statement) -> QuerySet[Account]:
    """What coders read in `statement`, with passages and mentions."""
    rows = visible(Account.objects.filter(statement=statement), registrar, path="statement__compartment")
    return rows.prefetch_related("passages", told_mentions()).order_by("coded_on", "pk")


def told_mentions() -> Prefetch[str]:
    """With accounts: their mentions, but for those of somebody who is erased, or sealed under a hold."""
    return Prefetch("mentions", Mention.objects.filter(TOLD))


def bring_told(accounts: Sequence[Account]) -> None:
    """The same for accounts that are read already, with their passages."""
    bring(accounts, "passages", Passage.objects.all())
    bring(accounts, "mentions", Mention.objects.filter(TOLD))


def account(registrar: Registrar, account_id: str) -> Account:
    """One account, or NotFoundError."""
    return one(visible(Account.objects.select_related("statement"), registrar, path="statement__compartment"), pk=account_id)


def interview_of(registrar: Registrar, statement: Statement) -> Interview | None:
    """How `statement` was taken, where it is an interview."""
    found = Interview.objects.filter(statement=statement).select_related("held_by")
    return visible(found, registrar, path="statement__compartment").first()


def notices(registrar: Registrar, statement: Statement) -> QuerySet[Notice]:
    """What the source of `statement` sent later of consent, the latest first."""
    found = Notice.objects.filter(source=statement.source_id, source__isnull=False)
    return visible(found, registrar, path="source__compartment").order_by("-received_on", "-pk")


def withdrawals(registrar: Registrar) -> QuerySet[Notice]:
    """Withdrawals that stand, the first to be decided first; `statement` is one of those that are withdrawn."""
    found = Notice.objects.filter(kind="withdrawal", state="standing").annotate(statement=Min("source__statements__pk"))
    return visible(found, registrar, path="source__compartment").order_by("keep_until", "pk")


def others_of_source(registrar: Registrar, statement: Statement) -> QuerySet[Statement]:
    """What else the same source said, the latest first."""
    found = Statement.objects.filter(source=statement.source_id, source__isnull=False).exclude(pk=statement.pk)
    return visible(found, registrar).order_by("-received_on", "-pk")


def permissions(registrar: Registrar, person: Person) -> QuerySet[Permission]:
    """Lawyers' leaves to interview `person` once more, newest first."""
    found = Permission.objects.filter(person=person).select_related("given_by")
    return visible(found, registrar, path="person__compartment").order_by("-given_on", "-pk")


def field_forms(registrar: Registrar) -> QuerySet[FieldForm]:
    """The field forms of the compartments of `registrar`, the newest first."""
    found = FieldForm.objects.select_related("registrar", "compartment", "person").prefetch_related("interviews")
    return visible(found, registrar).order_by("-taken_on", "pk")


def field_form(registrar: Registrar, form_id: str) -> FieldForm:
    """One field form, or NotFoundError."""
    return one(field_forms(registrar), pk=form_id)


def held_interviews(registrar: Registrar) -> QuerySet[HeldInterview]:
    """Interviews from field forms that a rule stands against and that are not filed yet, the oldest first."""
    found = HeldInterview.objects.select_related("form__registrar", "form__compartment", "form__person", "let_in_by").exclude(state="filed")
    return visible(found, registrar, path="form__compartment").order_by("received_on", "pk")


def held_interview(registrar: Registrar, held_id: str) -> HeldInterview:
    """One of them, or NotFoundError."""
    return one(held_interviews(registrar), pk=held_id)


def brought_by(registrar: Registrar) -> QuerySet[BroughtFile]:
    """What `registrar` brought and the courier has not opened yet."""
    found = BroughtFile.objects.filter(brought_by=registrar).order_by("brought_on", "digest")
    return found.none() if registrar.frozen else found


def messages(registrar: Registrar, statement: Statement) -> QuerySet[Message]:
    """What was written to the source of `statement`, oldest first."""
    return _messages(registrar).filter(statement=statement).order_by("written_on", "pk")


def messages_waiting(registrar: Registrar) -> QuerySet[Message]:
    """Messages of colleagues that wait for a second to agree, oldest first."""
    waiting = _messages(registrar).filter(state="waits").exclude(written_by=registrar)
    return waiting.order_by("written_on", "pk")


def messages_unanswered(registrar: Registrar) -> QuerySet[Message]:
    """What `registrar` wrote and the courier delivered: an answer may come, as a report of its own; the longest wait first."""
    return _messages(registrar).filter(state="delivered", written_by=registrar).order_by("delivered_on", "pk")


def message(registrar: Registrar, message_id: str) -> Message:
    """One message, or NotFoundError."""
    return one(_messages(registrar), pk=message_id)


def _messages(registrar: Registrar) -> QuerySet[Message]:
    found = Message.objects.select_related("statement", "written_by", "agreed_by")
    return visible(found, registrar, path="statement__compartment")


def passages(registrar: Registrar, statement: Statement) -> QuerySet[Passage]:
    """The marked words of `statement`, in the order of its text."""
    rows = visible(Passage.objects.filter(account__statement=statement), registrar, path="account__statement__compartment")
    return rows.order_by("start", "end", "pk")


def mention(registrar: Registrar, mention_id: str) -> Mention:
    """One mention, or NotFoundError."""
    return one(
        visible(Mention.objects.filter(TOLD).select_related("account"), registrar, path="account__statement__compartment"), pk=mention_id
    )
