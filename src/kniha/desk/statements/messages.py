"""Writing to a source, agreeing to it where danger is high, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.statements import conversation, queries
from kniha.desk import keys
from kniha.desk.errors import entered
from kniha.desk.request import Who, acting
from kniha.desk.statements.conversation import MessageForm
from kniha.desk.statements.reading import reading_page


@acting
def write(request: HttpRequest, who: Who, statement_id: str) -> HttpResponse:
    """Write to the source."""
    found = queries.statement(who.registrar, statement_id)
    typed = MessageForm(request.POST)
    if not typed.is_valid():
        return reading_page(request, who, found, typed=typed)
    made = entered(typed, lambda: conversation.write_message(who.hand, found, typed.cleaned_data["text"], opening=keys.person_keys()))
    if made is None:
        return reading_page(request, who, found, typed=typed)
    waits = gettext("Danger is high or not known: it leaves when a colleague agrees.")
    messages.success(request, waits if made.state == "waits" else gettext("The courier will lay it into their mailbox."))
    return redirect("statement", found.pk)


@acting
def agree(request: HttpRequest, who: Who, message_id: str) -> HttpResponse:
    """Agree, as the second of two."""
    found = queries.message(who.registrar, message_id)
    conversation.agree_to_message(who.hand, found, opening=keys.person_keys())
    messages.success(request, gettext("The courier will lay it into their mailbox."))
    return redirect("statement", found.statement_id)


@acting
def withdraw(request: HttpRequest, who: Who, message_id: str) -> HttpResponse:
    """Take it back while it has not left."""
    found = queries.message(who.registrar, message_id)
    conversation.withdraw_message(who.hand, found)
    messages.success(request, gettext("Withdrawn."))
    return redirect("statement", found.statement_id)
