"""The conversation with a source, as the reading page shows it: what was written, what may be asked, and why nobody may write."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.statements import conversation, queries
from kniha.book.statements.arriving import is_told_read
from kniha.book.statements.models import Account, Message, Statement
from kniha.book.statements.rules import LARGEST_MESSAGE
from kniha.desk.errors import answer
from kniha.desk.request import Who
from kniha.vocab import terms
from kniha.vocab.errors import RefusedError


class MessageForm(forms.Form):
    """Words to a source."""

    text = forms.CharField(
        label=_("Your words"), max_length=LARGEST_MESSAGE, widget=forms.Textarea({"rows": 5}),
        help_text=_("Sealed to their receipt: nobody on the way can read it. Write as if somebody looked over their shoulder."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the reading page shows of it; `barred` says why nobody may write, in the reader's language."""

    told: tuple[Message, ...]
    missing: tuple[terms.Term, ...]
    barred: str
    form: MessageForm
    is_told_read: bool
    """Whether the source is told that somebody read this."""


def conversation_of(
    who: Who, statement: Statement, accounts: list[Account], *, asked: str, typed: MessageForm | None = None
) -> Conversation:
    """The messages of `statement`; questions for what it lacks; the form, with the question that was `asked` for in it."""
    missing = tuple(term for term in terms.terms("questions") if term.code in _missing(statement, accounts))
    question = next((term for term in terms.terms("questions") if term.code == asked), None)
    language = statement.language if statement.language in terms.LANGUAGES else terms.LANGUAGES[0]
    form = typed or MessageForm(initial={"text": question.label(language) if question else ""})
    messages = tuple(queries.messages(who.registrar, statement))
    return Conversation(messages, missing, _barred(statement), form, is_told_read(statement))


def _missing(statement: Statement, accounts: list[Account]) -> set[str]:
    lacks = {
        "when": all(account.first is None for account in accounts),
        "where": all(account.lat_e7 is None and not account.where_words for account in accounts),
        "who": not any(mention.role != "victim" for account in accounts for mention in account.mentions.all()),
        "victims": not any(mention.role == "victim" for account in accounts for mention in account.mentions.all()),
        "files": not statement.exhibits.exists(),
        "consent": not statement.consents.filter(purpose__startswith="share-").exists(),
    }
    return {code for code, is_missing in lacks.items() if is_missing}


def _barred(statement: Statement) -> str:
    try:
        conversation.must_be_reachable(statement)
        conversation.mailbox_of(statement)
    except RefusedError as error:
        return answer(error)
    return ""
