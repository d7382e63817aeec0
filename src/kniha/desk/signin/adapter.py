"""allauth, closed: nobody signs up, nothing is mailed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

_NEEDLESS = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt", "mfa/messages/recovery_codes_generated.txt"})


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made on the office's host, for registrars whom two others enrolled."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Nobody."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:  # Any: allauth's signature
        """Send nothing: a mail would tell a provider who works here."""

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:  # Any: as above
        """Tell what happened, but not what the next page shows: that somebody came or went, or their new codes."""
        if message_template not in _NEEDLESS:
            super().add_message(request, level, message_template, *args, **more)
