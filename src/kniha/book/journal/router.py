"""Keeps Django's migrations out of the scratch database of replay, which makes and drops its own tables."""

from kniha.book.journal.replay import SCRATCH


class ScratchRouter:
    """Django asks it before it migrates a database."""

    def allow_migrate(self, db: str, app_label: str, **_hints: object) -> bool | None:  # noqa: ARG002  Django's signature
        """No migration touches the scratch database; of others it has no opinion."""
        return False if db == SCRATCH else None
