"""The journal's own tables (docs/spec/entry.md). Append-only: triggers in the database refuse all else."""

from typing import ClassVar

from django.db import models

from kniha.book.classes import IdField, TableClass


class Entry(models.Model):
    """One line of the journal, never erased: its leaf data, skeleton and commitments as they were hashed (docs/spec/entry.md §3)."""

    table_class: ClassVar = TableClass.LEDGER

    seq = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField()

    def __str__(self) -> str:
        return f"entry {self.seq}"


class EntryValue(models.Model):
    """One value of an entry, in the order of its paths. Its salt and bytes may be blanked, once; its commitment stays in the leaf."""

    table_class: ClassVar = TableClass.LEDGER

    pk = models.CompositePrimaryKey("entry_id", "place")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="values", db_index=False)
    place = models.IntegerField()
    salt = models.BinaryField(null=True)
    data = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"value {self.place} of entry {self.entry_id}"


class Touch(models.Model):
    """Which entries changed or cited a row, by the 16 bytes of its id: the way from a record to its history."""

    table_class: ClassVar = TableClass.LEDGER

    pk = models.CompositePrimaryKey("row", "entry_id")
    row = models.BinaryField(max_length=16)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="touches", db_index=False)

    def __str__(self) -> str:
        return f"entry {self.entry_id} on {self.row[:4].hex()}"


class Node(models.Model):
    """The hash of one complete subtree. Written once."""

    table_class: ClassVar = TableClass.LEDGER

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"node {self.level}/{self.index}"


class Head(models.Model):
    """The one row that orders the journal: who holds its lock gives the next seq."""

    table_class: ClassVar = TableClass.LEDGER

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_one_row")]

    def __str__(self) -> str:
        return f"head at {self.size}"


class Tally(models.Model):
    """How many rows of a table a compartment holds in one state: what a list would else count each time it is opened."""

    table_class: ClassVar = TableClass.DERIVED

    table = models.CharField(max_length=20)
    compartment = IdField()
    state = models.CharField(max_length=20, default="")
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "compartment", "state"], name="one_tally_of_each")]

    def __str__(self) -> str:
        return f"{self.count} of {self.table}"


class Checkpoint(models.Model):
    """A signed tree head, verbatim. The signer keeps the newest outside the database as well."""

    table_class: ClassVar = TableClass.LEDGER

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Cosignature(models.Model):
    """A witness's signature line under a checkpoint: that it has seen this head, and no other past (docs/spec/witness.md)."""

    table_class: ClassVar = TableClass.LEDGER

    pk = models.CompositePrimaryKey("checkpoint_id", "key")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures", db_index=False)
    key = models.CharField(max_length=2200)
    line = models.TextField()

    def __str__(self) -> str:
        return f"cosignature at {self.checkpoint_id}"


class StampEvidence(models.Model):
    """What an authority of time gave for a checkpoint, raw, and what judges it later: chain, revocation (docs/spec/timestamps.md)."""

    table_class: ClassVar = TableClass.LEDGER

    pk = models.CompositePrimaryKey("checkpoint_id", "authority", "place")
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="stamps", db_index=False)
    authority = models.CharField(max_length=60)
    place = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    data = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.authority} at {self.checkpoint_id}"


class LogOrigin(models.Model):
    """A generation of the log: the origin its heads bear, and from which entry on. One more only after a restore (docs/spec/ledger.md)."""

    table_class: ClassVar = TableClass.LEDGER

    generation = models.IntegerField(primary_key=True)
    first = models.BigIntegerField()
    seam = models.TextField()

    def __str__(self) -> str:
        return f"origin {self.generation} from {self.first}"
