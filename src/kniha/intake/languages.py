"""Which language a visitor is answered in: the one in the address, else what their browser asks for. Nothing is remembered."""

from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from kniha.conf.intake import LANGUAGES


def asked_for(request: HttpRequest) -> str:
    """Return the first of our languages that the browser asks for; Belarusian where it asks for none of them."""
    for wanted, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            found = get_supported_language_variant(wanted)
        except LookupError:
            continue
        if found in LANGUAGES:
            return found
    return LANGUAGES[0]
