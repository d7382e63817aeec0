"""The guard of the journal: asked before each entry, with the journal's size, under its lock (docs/adr/0019).

The book does not know what is kept outside its database. The settings name who does: `JOURNAL_GUARD`, a function that raises.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def guard() -> Callable[[int], None]:
    """Return the guard that the settings name."""
    found: Callable[[int], None] = import_string(settings.JOURNAL_GUARD)
    return found
