"""SQLite keeps a text of any length, PostgreSQL refuses one that is too long: no term may be longer than the field it goes into."""

import pytest

from kniha.book.access.models import RoleGrant
from kniha.book.erasure.models import Erasure, Hold
from kniha.book.events.models import Act, Bearing, Context, Detention, Incident, Injury, Involvement, Link, Opinion, Outcome, Review
from kniha.book.evidence.models import CustodyEvent, Exhibit, QuarantinedEnvelope
from kniha.book.forces.models import Departure, Headcount
from kniha.book.linking.models import IncidentDecision, PersonDecision
from kniha.book.matches.models import MatchDecision, MatchedIncident
from kniha.book.medicine.models import MedicalFinding, MedicalReport
from kniha.book.people.models import PersonName, Risk, SafeContact, SealedField
from kniha.book.statements.models import Account, Consent, Mention, Passage, Statement
from kniha.vocab import terms

FIELDS = (
    (Account, "precision", "time-precisions"),
    (Act, "kind", "act-kinds"),
    (Act, "verification", "verification-statuses"),
    (Consent, "answer", "consent-answers"),
    (Consent, "giver", "consent-givers"),
    (Consent, "purpose", "consent-purposes"),
    (CustodyEvent, "kind", "custody-events"),
    (Erasure, "ground", "erasure-grounds"),
    (Erasure, "state", "erasure-states"),
    (Erasure, "wished_by", "erasure-wishes"),
    (Exhibit, "cover", "covers"),
    (Exhibit, "how_obtained", "how-obtained"),
    (Hold, "ground", "hold-grounds"),
    (Hold, "state", "hold-states"),
    (Incident, "precision", "time-precisions"),
    (Incident, "state", "incident-states"),
    (Injury, "kind", "injury-kinds"),
    (Injury, "region", "body-regions"),
    (Bearing, "direction", "bearing-directions"),
    (Context, "kind", "context-kinds"),
    (Departure, "confidence", "information-grades"),
    (Departure, "kind", "departure-kinds"),
    (Headcount, "kind", "headcount-kinds"),
    (Detention, "precision", "time-precisions"),
    (Detention, "stage", "detention-stages"),
    (Involvement, "closed_why", "closing-reasons"),
    (Involvement, "degree", "involvement-degrees"),
    (Involvement, "finding", "standards-of-proof"),
    (MedicalFinding, "degree", "istanbul-degrees"),
    (MedicalFinding, "kind", "injury-kinds"),
    (MedicalFinding, "region", "body-regions"),
    (MedicalFinding, "view", "body-views"),
    (MedicalReport, "guards", "medical-answers"),
    (MedicalReport, "state", "medical-report-states"),
    (MedicalReport, "way", "examination-ways"),
    (Involvement, "review", "involvement-reviews"),
    (Link, "kind", "link-kinds"),
    (Opinion, "decision", "opinion-decisions"),
    (Outcome, "kind", "outcome-kinds"),
    (PersonDecision, "verdict", "person-verdicts"),
    (IncidentDecision, "verdict", "incident-verdicts"),
    (MatchDecision, "verdict", "match-verdicts"),
    (MatchedIncident, "hindrance", "match-hindrances"),
    (PersonName, "kind", "name-kinds"),
    (Mention, "role", "mention-roles"),
    (Passage, "about", "passage-subjects"),
    (QuarantinedEnvelope, "reason", "quarantine-reasons"),
    (Review, "decision", "review-decisions"),
    (Risk, "level", "risk-levels"),
    (RoleGrant, "role", "registrar-roles"),
    (SafeContact, "channel", "safe-contact-channels"),
    (SealedField, "field", "sealed-fields"),
    (Statement, "came_to_be", "statement-origins"),
    (Statement, "kind", "statement-kinds"),
)


@pytest.mark.parametrize(("model", "field", "listed"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_every_term_of_a_list_fits_its_field(model: type, field: str, listed: str) -> None:
    assert max(len(term.code) for term in terms.terms(listed)) <= model._meta.get_field(field).max_length
