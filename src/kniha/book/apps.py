"""The Django app `book`: all tables of the register."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BookConfig(AppConfig):
    """After every migrate: the append-only triggers, which a table rebuild on SQLite drops silently, and the tallies, counted anew."""

    name = "kniha.book"
    label = "book"

    def ready(self) -> None:
        """Connect both to Django's migrate."""
        from kniha.book.journal import tallying, triggers

        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(tallying.after_migrating, sender=self)
