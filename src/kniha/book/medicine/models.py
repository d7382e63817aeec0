"""Medical reports and their findings, after the Istanbul Protocol (2022). Never changed once they are signed or checked."""

from django.db import models

from kniha.book.access.models import Registrar
from kniha.book.classes import Journalled
from kniha.book.evidence.models import Exhibit
from kniha.book.people.models import Person
from kniha.book.statements.models import Statement


class MedicalReport(Journalled):
    """The words of a medic on one examination: a registrar's own, or a paper of an outside medic as somebody typed it.

    Its statement holds how it came to be and what the examined person allows; the statement's text stays empty or is what they told before.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="medical_reports")
    subject = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="medical_reports")
    medic = models.ForeignKey(Person, models.PROTECT, null=True, default=None, related_name="medical_papers")
    written_by = models.ForeignKey(Registrar, models.PROTECT, related_name="+")
    written_on = models.DateField()
    supplements = models.ForeignKey("self", models.PROTECT, null=True, default=None, related_name="supplemented_by")
    supplement_words = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=20, blank=True, default="")
    for_specialists = models.BooleanField(default=False)
    way = models.CharField(max_length=20, blank=True, default="")
    began = models.DateTimeField(null=True, default=None)
    ended = models.DateTimeField(null=True, default=None)
    place = models.CharField(max_length=300, blank=True, default="")
    room = models.CharField(max_length=200, blank=True, default="")
    present = models.TextField(blank=True, default="")
    guards = models.CharField(max_length=10, blank=True, default="")
    demeanour = models.CharField(max_length=1000, blank=True, default="")
    restrained = models.CharField(max_length=10, blank=True, default="")
    restraints = models.CharField(max_length=500, blank=True, default="")
    threatened = models.CharField(max_length=10, blank=True, default="")
    threats = models.CharField(max_length=1000, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    interpreter = models.CharField(max_length=300, blank=True, default="")
    interpreter_vetted = models.BooleanField(default=False)
    history = models.TextField(blank=True, default="")
    complaints_body = models.TextField(blank=True, default="")
    complaints_mind = models.TextField(blank=True, default="")
    examination = models.TextField(blank=True, default="")
    photographed = models.CharField(max_length=10, blank=True, default="")
    opinion = models.TextField(blank=True, default="")
    recommendation = models.TextField(blank=True, default="")
    copy_given = models.CharField(max_length=10, blank=True, default="")
    copy_words = models.CharField(max_length=500, blank=True, default="")
    secrecy_told = models.CharField(max_length=10, blank=True, default="")
    original = models.ForeignKey(Exhibit, models.PROTECT, null=True, default=None, related_name="originals_of")
    kept_where = models.CharField(max_length=300, blank=True, default="")
    attested_by = models.ForeignKey(Registrar, models.PROTECT, null=True, default=None, related_name="+")
    attested_on = models.DateField(null=True, default=None)
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(began__isnull=True) | models.Q(began__lte=models.F("ended")), name="examination_runs_forward"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed") | models.Q(attested_by=models.F("written_by")), name="own_report_signed_by_its_author"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="checked") | ~models.Q(attested_by=models.F("written_by")), name="typed_report_checked_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"medical report {self.id[:8]}"


class MedicalFinding(Journalled):
    """One thing that a medic found: where, what, and how far it agrees with the cause that is alleged.

    Numbered from 1 as on the chart; 0 is a row that was emptied when its report was amended.
    """

    report = models.ForeignKey(MedicalReport, models.PROTECT, related_name="findings")
    number = models.IntegerField(default=0)
    kind = models.CharField(max_length=60, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    view = models.CharField(max_length=10, blank=True, default="")
    x = models.IntegerField(null=True, default=None)
    y = models.IntegerField(null=True, default=None)
    description = models.TextField(blank=True, default="")
    alleged_cause = models.TextField(blank=True, default="")
    degree = models.CharField(max_length=30, blank=True, default="")
    alternatives = models.TextField(blank=True, default="")
    photographs = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(degree="") | ~models.Q(alleged_cause=""), name="no_degree_without_alleged_cause"),
        ]

    def __str__(self) -> str:
        return f"finding {self.number} of report {self.report_id[:8]}"
