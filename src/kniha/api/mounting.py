"""The middleware by which the interface lies beside the desk in one process: its own addresses, its own errors, no cookies.

The settings of the office name it by a string, so that desk and interface do not know of each other.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from kniha.api import problems

Answer = Callable[[HttpRequest], HttpResponseBase]

PREFIX = "/api/"
URLCONF = "kniha.api.urls"


def mount(answer: Answer) -> Answer:
    """Give requests under /api/ their own table of addresses; everything else passes by."""

    def mounted(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return answer(request)
        request.urlconf = URLCONF  # Django's own way to choose a table of addresses per request
        # Against a page elsewhere that a signed-in registrar opens: a session is no key here, a token alone is, so nothing can be forged.
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        return problems.as_problem(request, answer(request))

    return mounted
