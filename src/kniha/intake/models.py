"""What the intake holds: envelopes, which courier has fetched them, and replies waiting for their reporters.

Against whoever seizes the host: no address, no account, no sequence, no clock finer than the day, no size but the class.
The tables have no hidden row numbers either (migration 0001): those would tell the order of arrival.
"""

from typing import ClassVar

from django.db import models


class Envelope(models.Model):
    """A report under seal. The file lies in the folder, under its id."""

    objects: ClassVar[models.Manager["Envelope"]] = models.Manager()  # named: mypy's Django plugin knows the desk's tables alone

    id = models.CharField(primary_key=True, max_length=32)
    received_day = models.DateField()
    size_class = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        """A size is one of a short list: docs/spec/envelope.md §4."""

        constraints = [models.CheckConstraint(condition=models.Q(size_class__gt=0), name="envelope_has_a_size")]

    def __str__(self) -> str:
        """Return the id."""
        return self.id


class Confirmation(models.Model):
    """Courier `courier` needs this envelope no more. Whether it could open it, the intake never learns."""

    objects: ClassVar[models.Manager["Confirmation"]] = models.Manager()

    pk = models.CompositePrimaryKey("envelope_id", "courier")
    envelope = models.ForeignKey(Envelope, on_delete=models.CASCADE)
    courier = models.CharField(max_length=32)

    def __str__(self) -> str:
        """Return envelope and courier."""
        return f"{self.pk}"


class Reply(models.Model):
    """A sealed answer to the reporter whose receipt opens this mailbox. The same answer sent twice is one."""

    objects: ClassVar[models.Manager["Reply"]] = models.Manager()

    pk = models.CompositePrimaryKey("mailbox", "digest")
    mailbox = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    verifier = models.CharField(max_length=64)
    body = models.BinaryField()
    day = models.DateField()

    def __str__(self) -> str:
        """Return the digest."""
        return self.digest
