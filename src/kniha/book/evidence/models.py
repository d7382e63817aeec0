"""Items of evidence and each event in their lives. Originals never change."""

from typing import ClassVar

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled, TableClass
from kniha.book.statements.models import Statement
from kniha.vocab.within import WHOLE


class Acquisition(Journalled):
    """Files that came together, with what is asked once of all of them (Berkeley Protocol). A lawyer decides what files of some kinds may
    be used for; until then they lie sealed, and neither person nor machine looks into them.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="acquisitions")
    title = models.CharField(max_length=200)
    how_obtained = models.CharField(max_length=20)
    obtained_on = models.DateField()
    giver = models.CharField(max_length=300)
    place_words = models.CharField(max_length=500, blank=True, default="")
    authority = models.CharField(max_length=300, blank=True, default="")
    why = models.CharField(max_length=500)
    machine = models.CharField(max_length=300, blank=True, default="")
    clock = models.CharField(max_length=300, blank=True, default="")
    begun_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    begun_on = models.DateField()
    may_be_read = models.BooleanField()
    may_be_linked = models.BooleanField()
    may_be_matched = models.BooleanField()
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_on = models.DateField(null=True, default=None)
    decided_words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compartment", "title"], name="acquisition_called_once")]

    def __str__(self) -> str:
        return f"acquisition {self.id[:8]}"


class Thing(Journalled):
    """An item of evidence that is no file: what it is, by which label it is known, its seal, where it lies. Erased or sealed: in no
    compartment.
    """

    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="things")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, default=None, related_name="things")
    label = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=30, default="")
    title = models.CharField(max_length=200, default="")
    description = models.CharField(max_length=2000, blank=True, default="")
    seal_number = models.CharField(max_length=60, blank=True, default="")
    kept_at = models.CharField(max_length=120, blank=True, default="")
    how_obtained = models.CharField(max_length=20)
    acquired_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["-acquired_on", "label"], name="thing_by_day")]

    def __str__(self) -> str:
        return f"thing {self.id[:8]}"


class Exhibit(Journalled):
    """A file as it was handed over, with its fixity: digests of the plain and of the sealed bytes. Erased or sealed: in no compartment."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, null=True, default=None, related_name="exhibits")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, default=None, related_name="exhibits")
    original_name = models.CharField(max_length=255, default="")
    claimed_type = models.CharField(max_length=127, blank=True, default="")
    media_type = models.CharField(max_length=127, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    blob = models.CharField(max_length=64, db_index=True)
    sealed_sha256 = models.CharField(max_length=64)
    how_obtained = models.CharField(max_length=20)
    acquired_on = models.DateField()
    cover = models.CharField(max_length=30, blank=True, default="")
    acquisition = models.ForeignKey(Acquisition, models.PROTECT, null=True, default=None, related_name="exhibits")
    thing = models.ForeignKey(Thing, models.PROTECT, null=True, default=None, related_name="photographs")
    found_at = models.CharField(max_length=1000, blank=True, default="")
    changed_at = models.DateTimeField(null=True, default=None)

    class Meta:
        indexes = [models.Index(fields=["acquisition", "found_at"], name="exhibit_found_at")]

    def __str__(self) -> str:
        return f"exhibit {self.id[:8]}"


class CustodyStep(Journalled):
    """One event in an item's life: from, to, when, why, under which authority, in which condition. Of what a registrar
    entered of the past, `noted_at` says when, and `taken_by` who took, in words; `taker` is a registrar's id or a process.
    """

    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    giver = models.CharField(max_length=120, blank=True, default="")
    taker = models.CharField(max_length=120, blank=True, default="")
    why = models.CharField(max_length=300, default="")
    authority = models.CharField(max_length=200, blank=True, default="")
    taken_by = models.CharField(max_length=120, blank=True, default="")
    condition = models.CharField(max_length=300, blank=True, default="")
    to_the_day = models.BooleanField(default=False)
    noted_at = models.DateTimeField(null=True, default=None)

    class Meta:
        abstract = True


class CustodyEvent(CustodyStep):
    """One event in a file's life."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="custody")

    class Meta:
        indexes = [models.Index(fields=["exhibit", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.exhibit_id[:8]}"


class ThingStep(CustodyStep):
    """One event in a thing's life."""

    thing = models.ForeignKey(Thing, models.PROTECT, related_name="custody")

    class Meta:
        indexes = [models.Index(fields=["thing", "at"], name="thing_step_at")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.thing_id[:8]}"


class LikenessVerdict(Journalled):
    """What a registrar concluded of two files that look alike. The latest counts."""

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="verdicts")
    other = models.ForeignKey(Exhibit, models.PROTECT, related_name="verdicts_to")
    verdict = models.CharField(max_length=20)
    words = models.CharField(max_length=500, blank=True, default="")
    judged_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["exhibit", "other"], name="verdict_on_two")]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.exhibit_id[:8]}, {self.other_id[:8]}"


class MediaNote(Journalled):
    """What a registrar noted of a picture, a film or a sound: from when to when in it, and of which part of the picture (in 1/10000 of
    its width and height). `original` is what a translation translates. A note that was wrong stays, withdrawn with a reason.
    """

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="notes")
    original = models.ForeignKey("self", models.PROTECT, null=True, default=None, related_name="translations")
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=2000, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    start_ms = models.BigIntegerField(null=True, default=None)
    end_ms = models.BigIntegerField(null=True, default=None)
    left = models.PositiveSmallIntegerField(null=True, default=None)
    top = models.PositiveSmallIntegerField(null=True, default=None)
    width = models.PositiveSmallIntegerField(null=True, default=None)
    height = models.PositiveSmallIntegerField(null=True, default=None)
    noted_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, default=None)
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["exhibit", "start_ms"], name="media_note_in_time")]
        constraints = [
            models.CheckConstraint(condition=models.Q(end_ms=None) | models.Q(end_ms__gte=models.F("start_ms")), name="note_ends_later"),
            models.CheckConstraint(
                condition=models.Q(left=None, top=None, width=None, height=None)
                | models.Q(left__lte=WHOLE - models.F("width"), top__lte=WHOLE - models.F("height"), width__gt=0, height__gt=0),
                name="note_within_the_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.exhibit_id[:8]}"


class MaskedCopy(Journalled):
    """A copy in which faces or plates are covered: what a registrar drew (`kniha.media.masks`), why, and, once they looked at what the
    worker made of it, that it is kept, with its digest, or discarded, with the reason.
    """

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="masked_copies")
    number = models.PositiveSmallIntegerField()
    plan = models.CharField(max_length=6000, default="")
    way = models.CharField(max_length=20)
    is_silent = models.BooleanField()
    why = models.CharField(max_length=300, default="")
    drawn_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    state = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    decided_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    decided_at = models.DateTimeField(null=True, default=None)
    decided_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "number"], name="masked_copy_once")]

    def __str__(self) -> str:
        return f"copy {self.number} of {self.exhibit_id[:8]}"


class QuarantinedEnvelope(Journalled):
    """An envelope that could not be filed, kept whole for a person to look at."""

    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    reason = models.CharField(max_length=30)
    received_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.reason} {self.digest[:8]}"


class SealedBeside(models.Model):
    """Something made from an exhibit and sealed as it is; empty where there was nothing to seal."""

    table_class: ClassVar = TableClass.DERIVED

    blob = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()

    class Meta:
        abstract = True


class View(SealedBeside):
    """A picture made from an exhibit for the desk: small, clean of metadata, made again at will."""

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="view")

    def __str__(self) -> str:
        return f"view of {self.exhibit_id[:8]}"


class Words(SealedBeside):
    """The words of a file, sealed as the file is, read again at will. Numbers grow: they tell what was read later.

    Page 0: the file's own words, as it holds them. Page 1 and on: letters that a machine recognised in the picture of that page, as JSON
    (`kniha.runs.made_of_files.Reading`), also where it found none.
    """

    number = models.BigAutoField(primary_key=True)
    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="words")
    page = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "page"], name="words_of_page_once")]

    def __str__(self) -> str:
        return f"words of {self.exhibit_id[:8]}"


class Fixity(models.Model):
    """When the vault was last looked at for a file, and what was found. `doubted`: somebody read it and it was not whole; it comes next."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="fixity")
    state = models.CharField(max_length=10)
    checked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["checked_at"], name="fixity_in_turn")]

    def __str__(self) -> str:
        return f"{self.state}: {self.exhibit_id[:8]}"


class FileFacts(SealedBeside):
    """What a file tells of itself (times, places, device, manifest), read by a machine, sealed as the file is, read again at will."""

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="facts")

    def __str__(self) -> str:
        return f"facts of {self.exhibit_id[:8]}"


class Derivative(SealedBeside):
    """Something to look at, made from an exhibit: a page, a key frame, a waveform. Its recipe says by which tools and numbers, so that it
    can be made again and compared. Empty where nothing could be made; why, the finding says.
    """

    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    at_ms = models.BigIntegerField(null=True, default=None)
    recipe = models.CharField(max_length=300)
    finding = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "kind", "number"], name="derivative_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.exhibit_id[:8]}"

    @property
    def name(self) -> str:
        """As addresses have it."""
        return f"{self.kind}-{self.number}"


class Making(models.Model):
    """How far the worker is with what is made from an exhibit: so many steps of so many; pages for which there was no recogniser."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.OneToOneField(Exhibit, models.CASCADE, primary_key=True, related_name="making")
    steps = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.done} of {self.steps}: {self.exhibit_id[:8]}"


class Masking(models.Model):
    """How far the worker is with a copy in which something is covered: so many parts, whether that is all, and why there are no more."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="maskings")
    number = models.PositiveSmallIntegerField()
    done = models.PositiveIntegerField(default=0)
    is_over = models.BooleanField(default=False)
    finding = models.CharField(max_length=30, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "number"], name="masking_once")]

    def __str__(self) -> str:
        return f"{self.done} parts of copy {self.number}: {self.exhibit_id[:8]}"


class NearPrint(SealedBeside):
    """What is kept of a picture, or of a minute of a film, to know it again when it was saved anew, cropped or turned. Sealed: whoever
    seizes the register must not test with it for a known picture. Numbers grow: they tell what came later.
    """

    number = models.BigAutoField(primary_key=True)
    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="near_prints")
    part = models.PositiveIntegerField()
    is_last = models.BooleanField()
    is_compared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exhibit", "part"], name="near_print_once")]
        indexes = [models.Index(fields=["is_compared", "is_last", "number"], name="near_print_in_turn")]

    def __str__(self) -> str:
        return f"print {self.part} of {self.exhibit_id[:8]}"


class Likeness(models.Model):
    """Two files that are the same or nearly, as a machine found: in which way, and where one lies in the other. No conclusion."""

    table_class: ClassVar = TableClass.DERIVED

    exhibit = models.ForeignKey(Exhibit, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Exhibit, models.CASCADE, related_name="likenesses_to")
    way = models.CharField(max_length=20)
    turn = models.CharField(max_length=30)
    bits = models.PositiveSmallIntegerField(null=True, default=None)
    marks = models.PositiveSmallIntegerField(null=True, default=None)
    start_ms = models.BigIntegerField(null=True, default=None)
    length_ms = models.BigIntegerField(null=True, default=None)
    other_start_ms = models.BigIntegerField(null=True, default=None)
    is_copy = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["exhibit", "other"]), models.Index(fields=["other", "exhibit"])]

    def __str__(self) -> str:
        return f"{self.exhibit_id[:8]} like {self.other_id[:8]}"


DERIVED = (View, Words, FileFacts, Derivative, NearPrint)
"""What is made from exhibits, sealed as they are, and gone with them."""
