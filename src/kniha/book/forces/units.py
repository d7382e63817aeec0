"""The unit itself, apart from all that is known of it: mentions and involvements refer to it, and what is known of it rests on accounts."""

from django.db import models

from kniha.book.classes import Journalled


class Unit(Journalled):
    """A unit of a force. It lies in no compartment: whoever sees one of its names sees it (ADR 0038)."""

    kind = models.CharField(max_length=40, default="")
    force = models.CharField(max_length=40, default="")
    country = models.CharField(max_length=2, blank=True, default="")

    def __str__(self) -> str:
        return f"unit {self.id[:8]}"
