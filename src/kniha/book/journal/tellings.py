"""How each action is told: which records its sentence names, what is said of them, which lines it rests on. A table to be read downwards.

The sentences themselves are the list of terms `action-sentences`. An action that is not here is told by its label and its first record.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told of one action."""

    names: tuple[str, ...] = ()
    """Records in the order of the sentence: a table, or `table.field` for the row that a field of it refers to."""
    told: tuple[str, ...] = ()
    """Tables whose rows are told field by field."""
    listed: tuple[tuple[str, str], ...] = ()
    """(label, table): rows that are told by their names alone."""
    counted: tuple[tuple[str, str], ...] = ()
    """(label, table): rows of which only the number is told."""
    lines: tuple[str, ...] = ()
    """What the passages are about whose lines are named with a statement that is cited."""
    alone: str = ""
    """The sentence in place of the usual one where a single field was changed."""
    many: bool = False
    """Whether it cites rows by the hundred: their number is told, and not each by its name."""
    private: bool = False
    """Whether it is told to nobody but who did it, and to custodians: what somebody looked for says whom they think of."""


TELLINGS: Mapping[str, Telling] = {
    "register.founded": Telling(("founding",), told=("founding",), listed=(("members", "registrar"),)),
    "registrar.enrolled": Telling(("registrar",), listed=(("roles", "rolegrant"),)),
    "registrar.frozen": Telling(("registrar",)),
    "registrar.thawed": Telling(("registrar",)),
    "registrar.sign_in_reset": Telling(("proposal.registrar_id",)),
    "token.made": Telling(("registrar",), private=True),
    "token.revoked": Telling(("registrar",)),
    "role.given": Telling(("rolegrant.registrar_id",), listed=(("roles", "rolegrant"),)),
    "role.taken": Telling(("rolegrant.registrar_id",), listed=(("roles", "rolegrant"),)),
    "access.proposed": Telling(("proposal",), told=("proposal",)),
    "access.refused": Telling(("proposal",)),
    "access.withdrawn": Telling(("proposal",)),
    "compartment.opened": Telling(("compartment",), told=("compartment",)),
    "compartment.named": Telling(("compartment",)),
    "member.admitted": Telling(("membership.registrar_id", "membership.compartment_id"), told=("membership",)),
    "member.dismissed": Telling(("membership.registrar_id", "membership.compartment_id")),
    "report.received": Telling(("statement",), told=("statement",), listed=(("consents", "consent"), ("exhibits", "exhibit"))),
    "report.files_received": Telling(("statement",), listed=(("exhibits", "exhibit"),)),
    "report.withdrawn": Telling(("notice.source_id",), told=("notice",), listed=(("consents", "consent"),)),
    "report.returned": Telling(("notice.source_id",), told=("notice",), listed=(("consents", "consent"),)),
    "certificate.asked": Telling(("notice.source_id",), told=("notice",)),
    "certificate.made": Telling(("notice.source_id",)),
    "certificate.delivered": Telling(("notice.source_id",)),
    "report.consent_changed": Telling(("notice.source_id",), told=("notice",), listed=(("consents", "consent"),)),
    "envelope.quarantined": Telling(("quarantinedenvelope",), told=("quarantinedenvelope",)),
    "account.coded": Telling(
        ("account.statement_id",), told=("account",), listed=(("mentions", "mention"),), lines=("when", "where", "act", "mention")
    ),
    "mention.added": Telling(("mention", "statement"), told=("mention",), lines=("mention",)),
    "interview.taken": Telling(("statement",), told=("statement", "interview"), listed=(("consents", "consent"),)),
    "interview.allowed": Telling(("permission.person_id",), told=("permission",)),
    "medical_report.written": Telling(
        ("medicalreport.statement_id",),
        told=("statement", "medicalreport"),
        listed=(("consents", "consent"), ("findings", "medicalfinding")),
    ),
    "medical_report.imported": Telling(
        ("medicalreport.statement_id",),
        told=("statement", "medicalreport"),
        listed=(("consents", "consent"), ("findings", "medicalfinding")),
    ),
    "medical_report.supplemented": Telling(
        ("medicalreport.statement_id",), told=("medicalreport",), listed=(("findings", "medicalfinding"),)
    ),
    "medical_report.amended": Telling(("medicalreport.statement_id",), told=("medicalreport",), listed=(("findings", "medicalfinding"),)),
    "medical_report.signed": Telling(("medicalreport.statement_id",), told=("medicalreport",)),
    "medical_report.checked": Telling(("medicalreport.statement_id",), told=("medicalreport",)),
    "interview.brought": Telling(
        ("statement",),
        told=("statement", "interview"),
        listed=(("consents", "consent"), ("exhibits", "exhibit"), ("field-form", "fieldform")),
    ),
    "interview.tied": Telling(("statement", "person")),
    "interview.held": Telling(("heldinterview",), told=("heldinterview",)),
    "interview.let_in": Telling(("heldinterview",), told=("heldinterview",)),
    "fieldform.taken": Telling(("fieldform",), told=("fieldform",)),
    "fieldform.withdrawn": Telling(("fieldform",)),
    "referral.offered": Telling(("referral.person_id",), told=("referral",)),
    "referral.followed": Telling(("referral.person_id",), told=("referral",)),
    "request.noted": Telling(("request",), told=("request",)),
    "request.decided": Telling(("request",), told=("request",)),
    "task.given": Telling(("task",), told=("task",)),
    "task.handed_on": Telling(("task",), told=("task",)),
    "task.done": Telling(("task",), told=("task",)),
    "task.handed_back": Telling(("task",), told=("task",)),
    "task.taken_back": Telling(("task",)),
    "message.written": Telling(("message.statement_id",), told=("message",)),
    "message.agreed": Telling(("message.statement_id",)),
    "message.withdrawn": Telling(("message.statement_id",)),
    "message.delivered": Telling(("message.statement_id",)),
    "acquisition.begun": Telling(("acquisition",), told=("acquisition",)),
    "acquisition.files_added": Telling(("acquisition",), listed=(("exhibits", "exhibit"),)),
    "acquisition.decided": Telling(("acquisition",), told=("acquisition",)),
    "exhibit.damaged": Telling(("exhibit",), told=("custodyevent",)),
    "exhibit.mended": Telling(("exhibit",), told=("custodyevent",)),
    "exhibit.found_whole": Telling(("exhibit",), told=("custodyevent",)),
    "exhibit.accessed": Telling(("exhibit",), told=("custodyevent",)),
    "medianote.entered": Telling(("exhibit",), told=("medianote",)),
    "medianote.translated": Telling(("exhibit",), told=("medianote",)),
    "medianote.withdrawn": Telling(("exhibit",), told=("medianote",)),
    "maskedcopy.drawn": Telling(("exhibit",), told=("maskedcopy",)),
    "maskedcopy.kept": Telling(("exhibit",), told=("maskedcopy", "custodyevent")),
    "maskedcopy.discarded": Telling(("exhibit",), told=("maskedcopy",)),
    "likeness.judged": Telling(("exhibit",), told=("likenessverdict",)),
    "thing.registered": Telling(("thing",), told=("thing", "thingstep")),
    "thing.described": Telling(("thing",), told=("thing",)),
    "thing.pictured": Telling(("thing",), told=("exhibit",)),
    "thing.step_noted": Telling(("thing",), told=("thingstep", "thing")),
    "custody.noted": Telling(("exhibit",), told=("custodyevent",)),
    "exhibit.covered": Telling(("exhibit",), told=("exhibit",)),
    "batch.brought": Telling(("batch", "acquisition"), told=("batch",)),
    "batch.let_go": Telling(("batch",), told=("batch",)),
    "camera.registered": Telling(("camera",), told=("camera", "cameraposition"), lines=("mention",)),
    "camera.described": Telling(("camera",), told=("camera",)),
    "camera.placed": Telling(("cameraposition.camera_id",), told=("cameraposition",)),
    "camera.part_withdrawn": Telling(("camera",), listed=tuple(("taken-back", table) for table in ("cameraposition", "clockreading"))),
    "clock.read": Telling(("clockreading.camera_id",), told=("clockreading",)),
    "clock.compared": Telling(("clockreading.camera_id",), told=("clockreading",)),
    "recording.entered": Telling(("recording",), told=("recording",)),
    "recording.taken": Telling(("recording", "batch"), told=("recording",)),
    "recording.corrected": Telling(("recording",), told=("recording",)),
    "recording.way_told": Telling(("recording",), told=("recording",)),
    "recording.followed": Telling(("recording",), told=("recording",)),
    "recording.received": Telling(("recording",), told=("recording",)),
    "recording.withdrawn": Telling(("recording",)),
    "communication.entered": Telling(("communication",), told=("communication",), listed=(("message-speakers", "speaker"),)),
    "communication.taken": Telling(("communication", "batch"), told=("communication",), listed=(("message-speakers", "speaker"),)),
    "communication.corrected": Telling(("communication",), told=("communication",), listed=(("message-speakers", "speaker"),)),
    "communication.translated": Telling(("communicationtranslation.communication_id",), told=("communicationtranslation",)),
    "communication.translation_withdrawn": Telling(("communication",), listed=(("taken-back", "communicationtranslation"),)),
    "communication.withdrawn": Telling(("communication",)),
    "communication.looked_for": Telling(("incident",)),
    "identity.opened": Telling(("sealedfield", "person")),
    "name.added": Telling(("personname.person_id",), told=("personname",)),
    "person.described": Telling(("person",), told=("person",)),
    "persons.decided": Telling(("persondecision.person_id", "persondecision.second_id"), told=("persondecision",)),
    "risk.assessed": Telling(("risk.person_id",), told=("risk",)),
    "contact.noted": Telling(("safecontact.person_id",), told=("safecontact", "sealedfield")),
    "incidents.decided": Telling(("incidentdecision.incident_id", "incidentdecision.second_id"), told=("incidentdecision",)),
    "match.decided": Telling(("matchdecision.incident_id", "matchdecision.recording_id"), told=("matchdecision",)),
    "incident.opened": Telling(("incident",), told=("incident",), lines=("when", "where", "act")),
    "incident.concluded": Telling(("incident",), told=("incident",), lines=("when", "where"), alone="incident.set"),
    "account.joined": Telling(("citation.incident_id",), lines=("when", "where", "act")),
    "act.recorded": Telling(("act", "incident"), told=("act",), lines=("act",)),
    "act.changed": Telling(("act", "incident"), told=("act",)),
    "act.withdrawn": Telling(("act", "incident")),
    "injury.recorded": Telling(("injury.act_id", "incident"), told=("injury",)),
    "involvement.alleged": Telling(("involvement", "involvement.act_id", "incident"), told=("involvement",), lines=("mention",)),
    "involvement.changed": Telling(("involvement", "involvement.act_id"), told=("involvement",)),
    "involvement.judged": Telling(("opinion.involvement_id",), told=("opinion", "involvement")),
    "involvement.closed": Telling(("involvement",), told=("involvement",)),
    "bearing.entered": Telling(("bearing.involvement_id",), told=("bearing", "involvement"), lines=("act", "mention")),
    "outcome.noted": Telling(("outcome.involvement_id",), told=("outcome",)),
    "incident.linked": Telling(("link.incident_id", "link.other_id"), told=("link",)),
    "detention.recorded": Telling(("detention.incident_id",), told=("detention",), lines=("when", "where", "act")),
    "proceeding.recorded": Telling(("proceeding.incident_id",), told=("proceeding",), lines=("act",)),
    "context.recorded": Telling(("context.incident_id",), told=("context",)),
    "part.taken_back": Telling(
        ("incident",),
        listed=tuple(("taken-back", table) for table in ("link", "detention", "proceeding", "context", "bearing", "outcome")),
    ),
    "incident.sent": Telling(("incident",)),
    "incident.reviewed": Telling(("incident",), told=("review",)),
    "incident.source_lost": Telling(("incident",), told=("incident", "act", "involvement", "injury", "review")),
    "erasure.asked": Telling(("erasure",), told=("erasure",)),
    "erasure.declined": Telling(("erasure",), told=("erasure",)),
    "erasure.agreed": Telling(("erasure",), told=("erasure",)),
    "erasure.carried_out": Telling(),
    "erasure.sealed": Telling(),
    "erasure.applied_again": Telling(),
    "hold.placed": Telling(("hold",), told=("hold",)),
    "hold.reviewed": Telling(("hold",), told=("hold",)),
    "hold.lifting_proposed": Telling(("hold",), told=("hold",)),
    "hold.kept": Telling(("hold",), told=("hold",)),
    "hold.lifted": Telling(("hold",), told=("hold",)),
    "hold.read": Telling(("hold",)),
    "conflict.noted": Telling(("conflict",), told=("conflict",)),
    "conflict.lifting_proposed": Telling(("conflict",)),
    "conflict.kept": Telling(("conflict",)),
    "conflict.lifted": Telling(("conflict",)),
    "interest.declared": Telling(private=True),
    "canary.proposed": Telling(("canary",), told=("canary",), private=True),
    "canary.planted": Telling(("canary",), told=("canary",), private=True),
    "canary.withdrawn": Telling(("canary",), private=True),
    "inquiry.asked": Telling(("inquiry",), told=("inquiry",)),
    "inquiry.carried_out": Telling(("inquiry",)),
    "hint.decided": Telling(("hint",), told=("hint",)),
    "unit.registered": Telling(("unit",), told=("unit", "unitname"), lines=("mention",)),
    "unit.described": Telling(("unit",), told=("unit",)),
    "unit.named": Telling(("unitname.unit_id",), told=("unitname",), lines=("mention",)),
    "unit.placed": Telling(("unitparent.unit_id", "unitparent.parent_id"), told=("unitparent",), lines=("mention",)),
    "unit.part_withdrawn": Telling(
        ("unit",), listed=tuple(("taken-back", table) for table in ("unitname", "unitparent", "posting", "callsign"))
    ),
    "call_sign.entered": Telling(("callsign.unit_id",), told=("callsign",), lines=("mention",)),
    "call_sign.withdrawn": Telling(("unit",), listed=(("taken-back", "callsign"),)),
    "deployment.entered": Telling(("deployment.unit_id",), told=("deployment",), lines=("mention",)),
    "deployment.corrected": Telling(("deployment.unit_id",), told=("deployment",)),
    "deployment.withdrawn": Telling(("unit",), listed=(("taken-back", "deployment"),)),
    "headcount.entered": Telling(("headcount.unit_id",), told=("headcount",), lines=("mention",)),
    "headcount.corrected": Telling(("headcount.unit_id",), told=("headcount",)),
    "headcount.withdrawn": Telling(("unit",), listed=(("taken-back", "headcount"),)),
    "departure.entered": Telling(("departure.unit_id",), told=("departure",), lines=("mention",)),
    "departure.corrected": Telling(("departure.unit_id",), told=("departure",)),
    "departure.withdrawn": Telling(("unit",), listed=(("taken-back", "departure"),)),
    "posting.entered": Telling(("posting.person_id", "posting.unit_id"), told=("posting",), lines=("mention",)),
    "posting.corrected": Telling(("posting.person_id", "posting.unit_id"), told=("posting",)),
    "proof.exported": Telling(("incident",)),
    "record.imported": Telling(("incident",), told=("incident",), listed=(("acts", "act"),), counted=(("statements", "statement"),)),
    "record.changed": Telling(("citation.incident_id",), counted=(("statements", "statement"),)),
    "record.sourced": Telling(("citation.incident_id",), counted=(("statements", "statement"),)),
    "statement.imported": Telling(("statement",), told=("statement",), listed=(("consents", "consent"), ("mentions", "mention"))),
    "person.imported": Telling(("statement",), listed=(("consents", "consent"), ("mentions", "mention"))),
    "unit.imported": Telling(("unit",), told=("unit",), listed=(("unit-name", "unitname"), ("mentions", "mention"))),
    "posting.imported": Telling(("person", "unit"), told=("posting",)),
    "certificate.exported": Telling(("statement",)),
    "book.exported": Telling(),
    "book.backed_up": Telling(),
    "list.exported": Telling(private=True),
    "list.imported": Telling(("compartment",)),
    "list.second_asked": Telling(many=True),
    "list.second_agreed": Telling(many=True),
    "list.second_declined": Telling(many=True),
    "list.second_withdrawn": Telling(many=True),
    "list.handed_out": Telling(many=True),
    "book.searched": Telling(private=True),
    "book.shown_as_of": Telling(private=True),
    "log.restarted": Telling(),
}


def is_private(action: str) -> bool:
    """Whether an action is told to nobody but who did it, and to custodians."""
    telling = TELLINGS.get(action)
    return telling is not None and telling.private
