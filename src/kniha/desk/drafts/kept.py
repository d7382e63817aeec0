"""Which forms are kept while they are written, what of them is never kept, and what they are about. A form that is not here is not kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

from kniha.book.access.models import Registrar
from kniha.book.casefiles import queries as casefiles
from kniha.book.communications import queries as communications
from kniha.book.crossing import queries as crossing
from kniha.book.erasure import queries as erasure
from kniha.book.events import queries as events
from kniha.book.events.models import Bearing, Outcome
from kniha.book.evidence import queries as evidence
from kniha.book.forces import queries as forces
from kniha.book.forces import staffing, whereabouts
from kniha.book.medicine import queries as medicine
from kniha.book.people import queries as people
from kniha.book.publishing import queries as publishing
from kniha.book.recordings import queries as recordings
from kniha.book.statements import queries as statements
from kniha.book.work import agreeing, looks
from kniha.book.work import queries as work
from kniha.vocab.errors import NotFoundError

Keys = tuple[str, ...]
"""What the address of a form names, in its order: the number of an incident, the id of an act."""

# Each gives the id of what the form is about, or NotFoundError: who may not see that any more does not see what they typed of it either.
# Forms about a part of an incident are about the incident: it is what loses a source when something is erased.
About = Callable[[Registrar, Keys], str]


def _statement(registrar: Registrar, keys: Keys) -> str:
    return statements.statement(registrar, keys[0]).pk


def _account(registrar: Registrar, keys: Keys) -> str:
    return statements.account(registrar, keys[0]).pk


def _person(registrar: Registrar, keys: Keys) -> str:
    return people.person(registrar, keys[0]).pk


def _exhibit(registrar: Registrar, keys: Keys) -> str:
    return evidence.exhibit(registrar, keys[0]).pk


def _thing(registrar: Registrar, keys: Keys) -> str:
    return evidence.thing(registrar, keys[0]).pk


def _incident(registrar: Registrar, keys: Keys) -> str:
    return events.incident(registrar, keys[0]).pk


def _unit(registrar: Registrar, keys: Keys) -> str:
    return forces.unit(registrar, keys[0]).pk


def _unit_value(registrar: Registrar, keys: Keys) -> str:
    return forces.part(registrar, *keys).unit_id


def _posting(registrar: Registrar, keys: Keys) -> str:
    return forces.part(registrar, "posting", keys[0]).unit_id


def _call_sign(registrar: Registrar, keys: Keys) -> str:
    return communications.call_sign(registrar, keys[0]).unit_id


def _deployment(registrar: Registrar, keys: Keys) -> str:
    return whereabouts.deployment(registrar, keys[0]).unit_id


def _headcount(registrar: Registrar, keys: Keys) -> str:
    return staffing.headcount(registrar, keys[0]).unit_id


def _departure(registrar: Registrar, keys: Keys) -> str:
    return staffing.departure(registrar, keys[0]).unit_id


def _communication(registrar: Registrar, keys: Keys) -> str:
    return communications.communication(registrar, keys[0]).pk


def _translation(registrar: Registrar, keys: Keys) -> str:
    return communications.translation(registrar, keys[0]).communication_id


def _camera(registrar: Registrar, keys: Keys) -> str:
    return recordings.camera(registrar, keys[0]).pk


def _camera_part(registrar: Registrar, keys: Keys) -> str:
    return recordings.part(registrar, *keys).camera_id


def _recording(registrar: Registrar, keys: Keys) -> str:
    return recordings.recording(registrar, keys[0]).pk


def _publication(registrar: Registrar, keys: Keys) -> str:
    return publishing.publication(registrar, keys[0]).incident_id


def _involvement(registrar: Registrar, keys: Keys) -> str:
    return events.involvement(registrar, keys[0]).act.incident_id


def _part(registrar: Registrar, keys: Keys) -> str:
    found = events.part(registrar, *keys)
    return found.involvement.act.incident_id if isinstance(found, Bearing | Outcome) else found.incident_id


def _case_file(registrar: Registrar, keys: Keys) -> str:
    return casefiles.case_file(registrar, keys[0]).pk


def _request(registrar: Registrar, keys: Keys) -> str:
    return work.request(registrar, keys[0]).pk


def _medical_report(registrar: Registrar, keys: Keys) -> str:
    return medicine.report(registrar, keys[0]).pk


def _held_interview(registrar: Registrar, keys: Keys) -> str:
    return statements.held_interview(registrar, keys[0]).pk


def _hint(registrar: Registrar, keys: Keys) -> str:
    return crossing.hint(registrar, keys[0]).row


def _erasure(registrar: Registrar, keys: Keys) -> str:
    return erasure.erasure(registrar, keys[0]).row


def _hold(registrar: Registrar, keys: Keys) -> str:
    return erasure.hold(registrar, keys[0]).row


def _agreement(registrar: Registrar, keys: Keys) -> str:
    return agreeing.agreement(registrar, keys[0]).pk


def _look_begun(registrar: Registrar, _keys: Keys) -> str:
    looks.must_hand_out(registrar)
    return ""


def _nothing(_registrar: Registrar, _keys: Keys) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is kept: whose access it is under, which fields never leave the page, what must be answered before it is kept."""

    about: About = _nothing
    never: frozenset[str] = frozenset()
    needs: Mapping[str, str] = field(default_factory=dict)


# Without the consent to keep it, nothing that a source says is kept; who they are is sealed, or not written. So it is with outside medics.
IDENTITY = frozenset({"name", "contact"})
MEDIC = frozenset({"medic_name", "medic_qualification", "medic_contact"})
CONSENT = {"consent-keep": "yes"}

FORMS = {
    "code_account": Form(_statement),
    "add_mention": Form(_account),
    "message-write": Form(_statement),
    "consent-note": Form(_statement),
    "interview": Form(_nothing, IDENTITY, CONSENT),
    "interview-again": Form(_person, IDENTITY, CONSENT),
    "interview-allow": Form(_person),
    "held-let-in": Form(_held_interview),
    "medical-report-new": Form(_nothing, IDENTITY | MEDIC, CONSENT),
    "medical-report-of": Form(_person, IDENTITY | MEDIC, CONSENT),
    "medical-report-with": Form(_statement, MEDIC),
    "medical-report-amend": Form(_medical_report, MEDIC),
    "medical-report-supplement": Form(_medical_report, MEDIC),
    "assess_risk": Form(_person),
    "ask-register": Form(_person),
    "hint-decide": Form(_hint),
    "incident-open": Form(_account),
    "incident-conclude": Form(_incident),
    "incident-public-propose": Form(_incident),
    "incident-public-withhold": Form(_incident),
    **dict.fromkeys(("publication-release", "publication-decline", "publication-end"), Form(_publication)),
    "incident-act": Form(_incident),
    "incident-act-change": Form(_incident),
    "incident-injury": Form(_incident),
    "incident-involvement": Form(_incident),
    "incident-unit": Form(_incident),
    "incident-withdraw": Form(_incident),
    "incident-detention": Form(_incident),
    "incident-proceeding": Form(_incident),
    "incident-context": Form(_incident),
    "incident-decide": Form(_incident),
    "part-withdraw": Form(_part),
    "involvement-change": Form(_involvement),
    "involvement-weigh": Form(_involvement),
    "involvement-judge": Form(_involvement),
    "involvement-close": Form(_involvement),
    "unit-new": Form(_nothing),
    "unit-new-from": Form(_account),
    "unit-name": Form(_unit),
    "unit-place": Form(_unit),
    "unit-describe": Form(_unit),
    "unit-withdraw": Form(_unit_value),
    "unit-sign": Form(_unit),
    "sign-withdraw": Form(_call_sign),
    "unit-deployment": Form(_unit),
    "unit-headcount": Form(_unit),
    "unit-departure": Form(_unit),
    "headcount-correct": Form(_headcount),
    "headcount-withdraw": Form(_headcount),
    "departure-correct": Form(_departure),
    "departure-withdraw": Form(_departure),
    "deployment-correct": Form(_deployment),
    "deployment-withdraw": Form(_deployment),
    "communication-new": Form(_nothing),
    "communication-correct": Form(_communication),
    "communication-translate": Form(_communication),
    "communication-withdraw": Form(_communication),
    "translation-withdraw": Form(_translation),
    "posting-correct": Form(_posting),
    "person-posting": Form(_person),
    "new-acquisition": Form(_nothing),
    "new-thing": Form(_nothing),
    "thing-description": Form(_thing),
    "exhibit-beside": Form(_exhibit),
    "camera-new": Form(_nothing),
    "camera-describe": Form(_camera),
    "camera-place": Form(_camera),
    "camera-clock": Form(_camera),
    "camera-compare": Form(_camera),
    "camera-withdraw": Form(_camera_part),
    "recording-new": Form(_nothing),
    "recording-correct": Form(_recording),
    "recording-way": Form(_recording),
    "recording-step": Form(_recording),
    "recording-receive": Form(_recording),
    "recording-withdraw": Form(_recording),
    "exhibit-work": Form(_exhibit),
    "exhibit-masking": Form(_exhibit),
    "note-translation": Form(_exhibit),
    "note-withdrawal": Form(_exhibit),
    "new-case-file": Form(_nothing),
    "case-file-change": Form(_case_file),
    "case-file-matrix": Form(_case_file),
    "case-file-disclosure": Form(_case_file),
    "requests": Form(_nothing),
    "request-decide": Form(_request),
    "statement-task": Form(_statement),
    "person-task": Form(_person),
    "incident-task": Form(_incident),
    "erase-statement": Form(_statement),
    "erase-person": Form(_person),
    "erase-exhibit": Form(_exhibit),
    "erase-thing": Form(_thing),
    "erasure-decline": Form(_erasure),
    "hold-statement": Form(_statement),
    "hold-person": Form(_person),
    "hold-exhibit": Form(_exhibit),
    "hold-thing": Form(_thing),
    "hold-another": Form(_hold),
    "hold-review": Form(_hold),
    "hold-propose": Form(_hold),
    "handing-new": Form(_look_begun),
    "handing-agree": Form(_agreement),
}

NOT_KEPT = {
    "interest": "names of one's own kin leave the page with the form alone, and are sealed at once",
    "tasks-give": "the records that it is about were ticked in a list, and are not in its address",
    "hold-read": "a reason, given in the moment in which something sealed is opened",
    "components": "the samples on the page of components are no forms",
}
"""Forms with room for more than a line that are not kept, each with its reason."""


@dataclass(frozen=True, slots=True)
class Known:
    """A form at its address, and what it is about."""

    path: str
    about: str
    form: Form

    def cleared(self, fields: list[tuple[str, str]]) -> tuple[tuple[str, str], ...] | None:
        """The fields that may be kept; None where what must be answered first was not."""
        told = dict(fields)
        if any(told.get(name) != answer for name, answer in self.form.needs.items()):
            return None
        return tuple(one for one in fields if one[0] not in self.form.never)


def known(registrar: Registrar, path: str) -> Known:
    """The form at `path`; NotFoundError where none is kept, or what it is about is not for `registrar`."""
    try:
        found = resolve(path)
    except Resolver404:
        raise NotFoundError("there is no such thing here") from None
    form = FORMS.get(found.url_name or "")
    if form is None:
        raise NotFoundError("there is no such thing here")
    return Known(path, form.about(registrar, tuple(map(str, found.kwargs.values()))), form)
