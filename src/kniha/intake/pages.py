"""The pages that are the same for everybody: the letter in three languages.

Rendered once, so that nothing in them can tell visitors apart.
"""

import gzip
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kniha.conf.intake import LANGUAGES
from kniha.intake.given import intake
from kniha.intake.languages import asked_for
from kniha.seal.recipients import parse_recipient


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """`/`: the letter in the browser's language, with links to the others; a redirect would cost a slow line a round trip."""
    response = _page(request, asked_for(request))
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return response


@require_safe
def letter(request: HttpRequest, language: str) -> HttpResponse:
    """`/be/`, `/ru/`, `/en/`: the letter."""
    return _page(request, language)


def render_letter(language: str, **given: object) -> str:
    """Return the letter's HTML; `given` may hold what the person wrote and what was wrong with it."""
    return render(language, "intake/letter.html", **given)


def render(language: str, template: str, **given: object) -> str:
    """Return a page's HTML in `language`."""
    given_here = intake()
    with override(language):
        return render_to_string(
            template,
            {
                "language": language,
                "languages": settings.LANGUAGES,
                "register": given_here.register.register.hex(),
                "recipient": given_here.register.recipient,
                "fingerprint": parse_recipient(given_here.register.recipient).fingerprint,
                "name": given_here.register.names[language],
                "limit": given_here.limit_bytes,
                "size": _size(given_here.limit_bytes),
                "exit": given_here.exit,
                "words": f"intake/words/{language}.txt",
                **given,
            },
        )


def _size(limit: int) -> str:
    giga, mega = divmod(limit, 1024**3)
    return _("%(number)s GB") % {"number": giga} if giga and not mega else _("%(number)s MB") % {"number": limit // 1024**2}


def _page(request: HttpRequest, language: str) -> HttpResponse:
    plain, packed = _rendered(language)
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(plain)
    # Packing tells a listener the length of what is packed: here it is the same for everybody.
    return HttpResponse(packed, headers={"Content-Encoding": "gzip"})


@cache
def _rendered(language: str) -> tuple[bytes, bytes]:
    if language not in LANGUAGES:
        raise ValueError("the addresses name the three languages")
    plain = render_letter(language).encode()
    return plain, gzip.compress(plain, mtime=0)
