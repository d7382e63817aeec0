"""The office's Django, started for a command that works on the book."""

import gc
import os
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from kniha.vocab.errors import ConfigurationError

if TYPE_CHECKING:
    from kniha.book.journal.acting import Hand


def start() -> None:
    """Set Django up for the office. Commands that only seal, open or verify never call this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kniha.desk.settings")
    try:
        import django
    except ImportError as error:
        raise ConfigurationError("this command works on the book; install the desk's requirements (make setup)") from error
    django.setup()
    gc.freeze()  # what was loaded stays: the collector of garbage need not look through it again and again


def process_hand(name: str) -> "Hand":
    """What a process acts with: its name, the instant in the office's zone, the system's randomness."""
    from django.conf import settings

    from kniha.book.journal.acting import Hand

    return Hand(None, frozenset(), datetime.now(settings.OFFICE.zone), secrets.token_bytes, name)
