"""A dossier for one authority: what was chosen, the matrix of elements and evidence, disclosures, deliveries."""

from django.db import models

from kniha.book.access.models import Compartment, Registrar
from kniha.book.classes import Journalled
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit
from kniha.book.people.models import Person


class CaseFile(Journalled):
    """A case file for one authority, sealed to whose age recipient it leaves; `crimes` are codes of the files of crimes."""

    compartment = models.ForeignKey(Compartment, models.PROTECT, related_name="case_files")
    title = models.CharField(max_length=200)
    authority = models.CharField(max_length=120)
    authority_kind = models.CharField(max_length=30)
    recipient = models.CharField(max_length=4000)
    basis = models.CharField(max_length=500, default="")
    crimes = models.JSONField(default=list)
    author = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    opened_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["compartment", "title"], name="case_file_called_once")]
        indexes = [models.Index(fields=["-opened_on", "id"], name="case_file_by_day")]

    def __str__(self) -> str:
        return f"case file {self.id[:8]}"


class CaseItem(Journalled):
    """An incident, a person or an exhibit in a case file. An exhibit has a number and a range of pages there, which never change and are
    never given again, also where it is taken out.
    """

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="items")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, default=None, related_name="case_items")
    person = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="case_items")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, null=True, default=None, related_name="case_items")
    number = models.PositiveIntegerField(null=True, default=None)
    first_page = models.PositiveIntegerField(null=True, default=None)
    last_page = models.PositiveIntegerField(null=True, default=None)
    is_out = models.BooleanField(default=False)
    out_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_file", "incident"], name="incident_once_in_case_file"),
            models.UniqueConstraint(fields=["case_file", "person"], name="person_once_in_case_file"),
            models.UniqueConstraint(fields=["case_file", "exhibit"], name="exhibit_once_in_case_file"),
            models.UniqueConstraint(fields=["case_file", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=models.Q(incident__isnull=False, person__isnull=True, exhibit__isnull=True, number__isnull=True)
                | models.Q(incident__isnull=True, person__isnull=False, exhibit__isnull=True, number__isnull=True)
                | models.Q(incident__isnull=True, person__isnull=True, exhibit__isnull=False, number__gte=1),
                name="case_item_is_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(first_page__isnull=True) | models.Q(last_page__gte=models.F("first_page")), name="case_pages_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"item of {self.case_file_id[:8]}"


class CaseCell(Journalled):
    """What one item proves of an element, or what contradicts it there; without an item: what is missing. A wrong one is withdrawn."""

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="cells")
    element = models.CharField(max_length=80)
    item = models.ForeignKey(CaseItem, models.PROTECT, null=True, default=None, related_name="cells")
    bearing = models.CharField(max_length=20)
    words = models.CharField(max_length=1000, default="")
    entered_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    entered_on = models.DateField()
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(bearing="missing", item__isnull=True) | models.Q(~models.Q(bearing="missing"), item__isnull=False),
                name="case_cell_rests_on_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bearing} in {self.case_file_id[:8]}"


class CaseDisclosure(Journalled):
    """A disclosure lawyer asked what speaks for the suspects: by which terms, with what result, what the authority is told, what is
    withheld and why. It holds for what was chosen then (`chosen`: a digest of it).
    """

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="disclosures")
    lawyer = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    chosen = models.CharField(max_length=64)
    terms = models.CharField(max_length=1000, default="")
    found = models.TextField(default="")
    told = models.TextField(blank=True, default="")
    withheld = models.TextField(blank=True, default="")
    withheld_why = models.CharField(max_length=1000, blank=True, default="")
    day = models.DateField()

    def __str__(self) -> str:
        return f"disclosure of {self.case_file_id[:8]}"


class CaseDelivery(Journalled):
    """A case file as it leaves once: asked for by a lawyer, made and sealed by the worker, acknowledged by the authority.

    `carried` and `left` name items by id, the latter with the reason; `known` the weighings against a suspect's part that were there.
    """

    case_file = models.ForeignKey(CaseFile, models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default="asked")
    languages = models.JSONField(default=list)
    disclosure = models.ForeignKey(CaseDisclosure, models.PROTECT, related_name="deliveries")
    previous = models.ForeignKey("self", models.PROTECT, null=True, default=None, related_name="later")
    asked_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    failed_why = models.CharField(max_length=300, blank=True, default="")
    bundle = models.CharField(max_length=64, blank=True, default="")
    sealed_sha256 = models.CharField(max_length=64, blank=True, default="")
    sealed_size = models.BigIntegerField(default=0)
    carried = models.JSONField(default=list)
    left = models.JSONField(default=list)
    known = models.JSONField(default=list)
    made_on = models.DateField(null=True, default=None)
    received_on = models.DateField(null=True, default=None)
    received_words = models.CharField(max_length=500, blank=True, default="")
    received_noted_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")

    class Meta:
        verbose_name_plural = "case deliveries"
        constraints = [models.UniqueConstraint(fields=["case_file", "number"], name="case_delivery_numbered_once")]

    def __str__(self) -> str:
        return f"delivery {self.number} of {self.case_file_id[:8]}"
