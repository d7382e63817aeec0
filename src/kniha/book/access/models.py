"""Who works here, in which roles, and what they may know of."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property

from kniha.book.classes import IdField, Journalled, TableClass


class Registrar(Journalled):
    """A member of staff, under the name they work by."""

    name = models.CharField(max_length=120, unique=True)
    frozen = models.BooleanField(default=False)

    seats: "tuple[Compartment, ...] | None" = None
    """The compartments that they are a member of, by title, where a face read them once for one answer (`queries.seated`)."""

    @cached_property
    def kept_from(self) -> tuple[str, ...]:
        """Ids of the persons, statements and incidents that a conflict of interest keeps from them: read once for each who asks."""
        return tuple(self.conflicts.filter(state__in=("standing", "lifting")).values_list("row", flat=True))

    def __str__(self) -> str:
        return self.name


class RoleGrant(Journalled):
    """A role that a registrar holds; granted by two others."""

    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registrar", "role"], name="role_held_once")]

    def __str__(self) -> str:
        return self.role


class Compartment(Journalled):
    """A group of statements, persons and incidents that only its members see."""

    title = models.CharField(max_length=120, unique=True)
    receives_reports = models.BooleanField(default=False)
    receives_delicate = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class Membership(Journalled):
    """A registrar's place in a compartment."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="memberships")
    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="memberships")
    keeper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compartment", "registrar"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.registrar_id} in {self.compartment_id}"


class Proposal(Journalled):
    """A change of access that one registrar proposes and another carries out: nobody grants alone, and never who gains."""

    kind = models.CharField(max_length=30)
    registrar = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="proposals")
    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="proposals")
    role = models.CharField(max_length=40, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=20, default="open")
    proposed_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    proposed_on = models.DateField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="carried-out") | ~models.Q(decided_by=models.F("proposed_by")), name="access_changed_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.state}"


class Conflict(Journalled):
    """A conflict of interest: a record that is kept from one registrar, since it names them, their kin, their former unit or a friend.

    `table` and `row` name the record and repeat no word of it. Noted by one, at once; lifted by two.
    """

    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="conflicts")
    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="conflicts")
    table = models.CharField(max_length=20)
    row = IdField(db_index=True)
    ground = models.CharField(max_length=30)
    words = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=20, default="standing")
    noted_by = models.CharField(max_length=32)
    noted_on = models.DateField()
    lifting_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    lifted_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    lifted_on = models.DateField(null=True, default=None)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("lifting_by")), name="conflict_lifted_by_two"
            ),
            models.UniqueConstraint(
                fields=["registrar", "row"], condition=models.Q(state__in=("standing", "lifting")), name="kept_from_once"
            ),
        ]

    def __str__(self) -> str:
        return f"conflict of interest over {self.table} {self.row[:8]}"


class Interest(Journalled):
    """What a registrar declared, sealed: own names, those of kin, former units. The worker alone opens it, to find conflicts."""

    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField(default=b"")
    declared_on = models.DateField()

    def __str__(self) -> str:
        return f"interest of {self.registrar_id[:8]}"


class Screened(models.Model):
    """How far the journal was screened for an interest."""

    table_class: ClassVar = TableClass.PLUMBING

    interest = models.OneToOneField(Interest, models.CASCADE, primary_key=True, related_name="screened")
    followed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"screened to entry {self.followed}"


class SignIn(models.Model):
    """Which account signs in as which registrar. Not journalled: it holds no fact of the register."""

    table_class: ClassVar = TableClass.PLUMBING

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="sign_in")
    registrar = models.OneToOneField(Registrar, models.PROTECT, related_name="sign_in")

    def __str__(self) -> str:
        return str(self.registrar_id)


class HandedHalf(models.Model):
    """The first half of a password, which its proposer was shown, until the second of the two adds theirs. Neither alone can sign in."""

    table_class: ClassVar = TableClass.PLUMBING

    proposal = models.OneToOneField(Proposal, models.CASCADE, primary_key=True, related_name="half")
    half = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"half of a password, {self.proposal_id[:8]}"


class Use(models.Model):
    """How often a registrar did a thing on a day: what a daily limit counts, and what a custodian sees of unusual reading."""

    table_class: ClassVar = TableClass.PLUMBING

    registrar = models.ForeignKey(Registrar, models.CASCADE, related_name="uses")
    day = models.DateField()
    what = models.CharField(max_length=20)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registrar", "day", "what"], name="use_counted_once")]

    def __str__(self) -> str:
        return f"{self.what}: {self.count} on {self.day}"


class KeptSearch(models.Model):
    """A search of a list that a registrar keeps under a name. Not journalled: it is a convenience of theirs, no fact of the register."""

    table_class: ClassVar = TableClass.PLUMBING

    registrar = models.ForeignKey(Registrar, models.CASCADE, related_name="kept_searches")
    among = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        verbose_name_plural = "kept searches"
        constraints = [models.UniqueConstraint(fields=["registrar", "among", "name"], name="search_kept_once")]

    def __str__(self) -> str:
        return f"kept search of {self.among}"


class Token(models.Model):
    """What a program signs in with for one registrar and one purpose, until a day. Only its digest is kept.

    Not journalled, as a sign-in is not: it holds no fact of the register. That one was made or revoked is an entry.
    """

    table_class: ClassVar = TableClass.PLUMBING

    id = IdField(primary_key=True)
    registrar = models.ForeignKey(Registrar, models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    last_day = models.DateField()
    used_on = models.DateField(null=True, default=None)
    revoked_on = models.DateField(null=True, default=None)

    def __str__(self) -> str:
        return f"token for {self.purpose} until {self.last_day}"


class KeptAnswer(models.Model):
    """What a program was answered under an idempotency key: ids alone, for two days. The same request again gets the same answer."""

    table_class: ClassVar = TableClass.PLUMBING

    token = models.ForeignKey(Token, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answered_once_under_a_key")]

    def __str__(self) -> str:
        return f"answer of {self.at}"


class Founding(Journalled):
    """The register itself: its id, written by the first entry."""

    register = models.CharField(max_length=64, unique=True)
    number_prefix = models.CharField(max_length=8)
    zone = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.register
