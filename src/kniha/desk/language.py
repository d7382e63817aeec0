"""The language of the page, and the switch."""

from django.utils.translation import get_language

from kniha.vocab.terms import LANGUAGES


def language() -> str:
    """The language of the page: be, ru or en."""
    current = (get_language() or "en").split("-")[0]
    return current if current in LANGUAGES else "en"
