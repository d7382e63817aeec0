"""Where a camera or recording is known from: the file or account from whose page one came, or words."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Compartment
from kniha.book.evidence import queries as evidence
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings.drafts import Witness
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Account
from kniha.desk.request import Who


@dataclass(frozen=True, slots=True)
class CameFrom:
    """What the address names: at most one of the two."""

    account: Account | None = None
    exhibit: Exhibit | None = None

    @property
    def compartment(self) -> Compartment | None:
        """Where that lies, and so what is entered from it."""
        if self.exhibit is not None:
            return self.exhibit.compartment
        return self.account.statement.compartment if self.account is not None else None

    @property
    def called(self) -> str:
        """As people call it."""
        if self.exhibit is not None:
            return self.exhibit.original_name
        if self.account is None:
            return ""
        return gettext("statement of %(day)s") % {"day": date_format(self.account.statement.received_on, "j E Y")}

    @property
    def address(self) -> str:
        """Its page."""
        if self.exhibit is not None:
            return reverse("exhibit", args=[self.exhibit.pk])
        return reverse("statement", args=[self.account.statement_id]) if self.account is not None else ""


def came_from(request: HttpRequest, who: Who) -> CameFrom:
    """The file (`?exhibit=`) or account (`?account=`) that something is entered from; NotFoundError where they may not see it."""
    if pk := request.GET.get("exhibit"):
        return CameFrom(exhibit=evidence.exhibit(who.registrar, pk))
    if pk := request.GET.get("account"):
        return CameFrom(account=statements.account(who.registrar, pk))
    return CameFrom()


class SourceForm(forms.Form):
    """How it is known, where it is known from no file and no account."""

    read_in = forms.CharField(
        label=_("How this is known"), max_length=500,
        help_text=_("Who showed or told it, as a role and never a name; or where anybody may read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, source: CameFrom, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self.came_from = source
        if source.compartment is not None:
            del self.fields["read_in"]

    def source(self) -> Witness:
        """The source."""
        return Witness(self.came_from.account, self.came_from.exhibit, self.cleaned_data.get("read_in", ""))
