"""The interface's addresses, a table of their own beside the desk's; and what is answered where no operation is."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kniha.api import document, problems
from kniha.vocab.errors import KnihaError, NotFoundError

urlpatterns = [path("api/v1/", document.ADDRESSES)]


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The answer for an address that leads nowhere."""
    return problems.of_register(NotFoundError("there is no such thing here"))


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The answer for a fault of ours."""
    return problems.of_register(KnihaError("this failed"))


handler404 = missing
handler500 = failed
