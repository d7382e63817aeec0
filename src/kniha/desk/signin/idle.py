"""A session ends half an hour after its last use. The use is written down once a minute, not with every page.

Django's own setting for it writes with each request: every page that is read would wait for the lock of whoever writes, and for the disk.
"""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

EVERY = 60
"""Seconds; by so much earlier a session may end."""
_SEEN = "seen"

Answer = Callable[[HttpRequest], HttpResponseBase]


def renew(answer: Answer) -> Answer:
    """Middleware: a session that is used begins its idle time anew."""

    def renewed(request: HttpRequest) -> HttpResponseBase:
        now = int(time.time())
        if request.user.is_authenticated and not now - EVERY < request.session.get(_SEEN, 0) <= now:
            request.session[_SEEN] = now
        return answer(request)

    return renewed
