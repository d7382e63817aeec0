"""In which language a program is answered: that of its Accept-Language, which Django's middleware has read."""

from django.utils.translation import get_language

from kniha.vocab.terms import LANGUAGES


def language() -> str:
    """One of be, ru and en."""
    current = (get_language() or "en").split("-")[0]
    return current if current in LANGUAGES else "en"
