"""Call signs: a sign as it is heard on the air, what it stood for and when. Each rests on its source, as other values of forces do."""

from typing import Any, ClassVar

from django.db import models

from kniha.book.forces.models import Lasting, Posting
from kniha.book.forces.units import Unit


class CallSign(Lasting):
    """That a sign stood for some time for a posting, or for a whole unit where `posting` is open. `unit` is that of the posting.

    `folded` is the sign as `rules.folded` made it when it was entered: what it is found by.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="call_signs")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, default=None, related_name="call_signs")
    sign = models.CharField(max_length=60, default="")
    folded = models.CharField(max_length=120, blank=True, default="")

    class Meta(Lasting.Meta):
        constraints: ClassVar[list[Any]] = [*Lasting.Meta.constraints]  # Any: Django's constraints
        indexes = [models.Index(fields=["folded"], name="call_sign_folded")]

    def __str__(self) -> str:
        return f"call sign {self.id[:8]}"
