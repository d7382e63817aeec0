"""Who signed in, read in one question with the registrar they are: each page asks it."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User

from kniha.book.access.queries import account


class RegistrarsBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's way of signing in."""

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its registrar; None where it may sign in no longer."""
        user = account(user_id)
        return user if user and self.user_can_authenticate(user) else None
