"""allauth, closed: nobody signs up, nothing is mailed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made on the office's host, for registrars whom two others enrolled."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Nobody."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: allauth's signature
        """Send nothing: a mail would tell a provider who works here."""
