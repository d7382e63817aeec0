"""What a visitor sees when an address is none or we failed: plain words in their language, nothing of the request, nothing of us."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from kniha.intake.languages import asked_for
from kniha.intake.pages import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    del exception
    return HttpResponse(_page(request, "unreadable"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that is none: also a courier's, to everybody else."""
    del exception
    return HttpResponse(_page(request, "nothing"), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed."""
    return HttpResponse(_page(request, "failed"), status=500)


def _page(request: HttpRequest, fault: str) -> str:
    language = asked_for(request)
    with override(language):
        words = {
            "unreadable": _("This request could not be read. Nothing was kept."),
            "nothing": _("There is nothing at this address."),
            "failed": _("Something went wrong on our side. Nothing was kept. Please try again in a while."),
        }[fault]
    return render(language, "intake/fault.html", fault=words)
