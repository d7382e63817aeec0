"""Django's `migrate`, which makes the small tables of others before the hundred of the book. It changes nothing of what is made.

Each step of theirs that runs Python has Django make the models of all tables known by then anew: after the book's, that took half of
the time.
"""

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

# Applications that know nothing of the book, and whose steps would come after its.
BEFORE = ("mfa", "django_tasks_database")


class Command(migrate.Command):
    """`migrate` of an empty database in the quicker order; of any other, as it was."""

    def handle(self, *args: Any, **options: Any) -> None:  # Any: the signature is Django's
        """Do the others first, where all is made from nothing."""
        if _is_all_from_nothing(options):
            for label in BEFORE:
                super().handle(*args, **{**options, "app_label": label, "run_syncdb": False})
        super().handle(*args, **options)


def _is_all_from_nothing(options: dict[str, Any]) -> bool:
    asks_only = options["plan"] or options["check_unapplied"] or options["prune"] or options["fake"]
    if options["app_label"] or asks_only or any(settings.MIGRATION_MODULES.get(label, label) is None for label in BEFORE):
        return False
    return not MigrationRecorder(connections[options["database"]]).applied_migrations()
