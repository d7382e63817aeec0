"""The Django app `book`: all tables of the register."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BookConfig(AppConfig):
    """After every migrate: the append-only triggers, which a table rebuild on SQLite drops silently, and what is derived, written anew."""

    name = "kniha.book"
    label = "book"

    def ready(self) -> None:
        """Connect them to Django's migrate."""
        from kniha.book.counting import deriving
        from kniha.book.forces import listing
        from kniha.book.journal import tallying, triggers

        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(tallying.after_migrating, sender=self)
        post_migrate.connect(listing.after_migrating, sender=self)
        post_migrate.connect(deriving.after_migrating, sender=self)
