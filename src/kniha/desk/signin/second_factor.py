"""Outside the demo nobody reads a word with a password alone."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve

Answer = Callable[[HttpRequest], HttpResponseBase]

_OPEN = frozenset({"account_login", "account_logout", "account_reauthenticate", "account_change_password", "set_language"})
_SETUP = "mfa_"


def require(answer: Answer) -> Answer:
    """Middleware: an account without a second factor is sent to where it makes one, and nowhere else."""

    def required(request: HttpRequest) -> HttpResponseBase:
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated and not _is_open(request) and not _has_second(request):
            return redirect("mfa_index")
        return answer(request)

    return required


def _is_open(request: HttpRequest) -> bool:
    name = resolve(request.path_info).url_name or ""
    return name in _OPEN or name.startswith(_SETUP)


def _has_second(request: HttpRequest) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=request.user, type__in=kinds).exists())
