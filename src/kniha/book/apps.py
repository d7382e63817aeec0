"""The Django app `book`: all tables of the register."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BookConfig(AppConfig):
    """Installs the append-only triggers after every migrate: a table rebuild on SQLite drops them silently."""

    name = "kniha.book"
    label = "book"

    def ready(self) -> None:
        """Connect the triggers to Django's migrate."""
        from kniha.book.journal import triggers

        post_migrate.connect(triggers.install, sender=self)
