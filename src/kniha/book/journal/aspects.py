"""What people read of a row, table by table: which fields, in which order, in which manner. What is not named here is never shown.

A new table or field gets its line here and its label in the list of terms `fields`; a test fails until it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Manner(Enum):
    """How the value of an aspect is written."""

    WORDS = auto()
    REASON = auto()
    CODE = auto()
    TERM = auto()
    TERMS = auto()
    DAY = auto()
    INSTANT = auto()
    INTERVAL = auto()
    POINT = auto()
    SWITCH = auto()
    ROW = auto()
    STAFF = auto()
    DIGEST = auto()
    LENGTH = auto()
    LINES = auto()
    SEALED = auto()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that people read of a row. `code` is its label in the list `fields`; one that is `quiet` stands in tables alone."""

    code: str
    fields: tuple[str, ...]
    manner: Manner
    terms: str = ""
    quiet: bool = False


def _one(code: str, manner: Manner, field: str = "", *, terms: str = "", quiet: bool = False) -> Aspect:
    return Aspect(code, (field or code.replace("-", "_"),), manner, terms, quiet)


_TIME = Aspect("time", ("first", "last", "zone", "precision"), Manner.INTERVAL)
_POINT = Aspect("point", ("lat_e7", "lon_e7", "radius_m"), Manner.POINT)
_COMPARTMENT = _one("compartment", Manner.ROW, "compartment_id", quiet=True)
_UNSUPPORTED = _one("unsupported", Manner.SWITCH)
_PERSON = _one("person", Manner.ROW, "person_id")
_QUIET_PERSON = _one("person", Manner.ROW, "person_id", quiet=True)

ASPECTS: Mapping[str, tuple[Aspect, ...]] = {
    "incident": (
        _one("number", Manner.CODE, quiet=True),
        _one("title", Manner.WORDS),
        _TIME,
        _one("place-words", Manner.WORDS),
        _POINT,
        _one("state", Manner.TERM, terms="incident-states"),
        _UNSUPPORTED,
        _COMPARTMENT,
        _one("author", Manner.STAFF, quiet=True),
        _one("opened-on", Manner.DAY, quiet=True),
    ),
    "act": (
        _one("kind", Manner.TERM, terms="act-kinds", quiet=True),
        _one("methods", Manner.TERMS, terms="methods"),
        _one("victim", Manner.ROW, "victim_id"),
        _one("victim-count", Manner.CODE),
        _one("victim-words", Manner.WORDS),
        _one("verification", Manner.TERM, terms="verification-statuses"),
        _UNSUPPORTED,
    ),
    "injury": (
        _one("kind", Manner.TERM, terms="injury-kinds"),
        _one("region", Manner.TERM, terms="body-regions"),
        _one("words", Manner.WORDS),
        _one("medical-finding", Manner.ROW, "finding_id"),
    ),
    "citation": (_one("about", Manner.TERM, terms="passage-subjects"), _one("account", Manner.ROW, "account_id", quiet=True)),
    "involvement": (
        _QUIET_PERSON,
        _one("alleged-unit", Manner.WORDS, "unit_words", quiet=True),
        _one("degree", Manner.TERM, terms="involvement-degrees"),
        _one("finding", Manner.TERM, terms="standards-of-proof"),
        _one("basis", Manner.WORDS),
        _one("lawyers-review", Manner.TERM, "review", terms="involvement-reviews"),
        _one("closed-why", Manner.TERM, terms="closing-reasons"),
        _one("closed-words", Manner.WORDS),
        _UNSUPPORTED,
    ),
    "bearing": (
        _one("direction", Manner.TERM, terms="bearing-directions"),
        _one("bearing-words", Manner.WORDS, "words"),
        _one("account", Manner.ROW, "account_id", quiet=True),
    ),
    "opinion": (
        _one("opinion-decision", Manner.TERM, "decision", terms="opinion-decisions"),
        _one("words", Manner.WORDS),
        _one("lawyer", Manner.STAFF, "lawyer_id", quiet=True),
        _one("day", Manner.DAY, quiet=True),
        _one("stands", Manner.SWITCH, quiet=True),
    ),
    "outcome": (
        _one("outcome-kind", Manner.TERM, "kind", terms="outcome-kinds"),
        _one("authority", Manner.WORDS),
        _one("happened-on", Manner.DAY),
        _one("words", Manner.WORDS),
    ),
    "link": (
        _one("link-kind", Manner.TERM, "kind", terms="link-kinds"),
        _one("linked", Manner.ROW, "other_id"),
        _one("words", Manner.WORDS),
    ),
    "detention": (
        _one("stage", Manner.TERM, terms="detention-stages"),
        _PERSON,
        _one("held-words", Manner.WORDS),
        _TIME,
        _one("place-words", Manner.WORDS),
        _one("holder-words", Manner.WORDS),
        _one("shared-words", Manner.WORDS),
        _one("account", Manner.ROW, "account_id", quiet=True),
        _UNSUPPORTED,
    ),
    "proceeding": (
        _one("article", Manner.WORDS),
        _PERSON,
        _one("tried-words", Manner.WORDS),
        _one("court", Manner.WORDS),
        _one("judge", Manner.WORDS),
        _one("sentence", Manner.WORDS),
        _one("held-on", Manner.DAY),
        _one("account", Manner.ROW, "account_id", quiet=True),
        _UNSUPPORTED,
    ),
    "context": (
        _one("context-kind", Manner.TERM, "kind", terms="context-kinds"),
        _one("title", Manner.WORDS),
        _one("dated", Manner.DAY),
        _one("read-in", Manner.WORDS),
        _one("words", Manner.WORDS),
    ),
    "review": (
        _one("decision", Manner.TERM, terms="incident-states"),
        _one("words", Manner.WORDS),
        _one("checked", Manner.TERMS, terms="review-questions", quiet=True),
        _one("reviewer", Manner.STAFF, "reviewer_id", quiet=True),
        _one("day", Manner.DAY, quiet=True),
    ),
    "statement": (
        _one("kind", Manner.TERM, terms="statement-kinds"),
        _one("language", Manner.CODE),
        _one("came-to-be", Manner.TERM, terms="statement-origins"),
        _one("text", Manner.LENGTH),
        _one("when-words", Manner.WORDS),
        _one("where-words", Manner.WORDS),
        _one("url", Manner.CODE),
        _one("record", Manner.CODE, quiet=True),
        _one("source", Manner.ROW, "source_id", quiet=True),
        _one("received-on", Manner.DAY, quiet=True),
        _one("sealed-by", Manner.TERM, terms="sealing-places", quiet=True),
        _one("envelope", Manner.DIGEST, quiet=True),
        _one("record-digest", Manner.DIGEST, quiet=True),
        _COMPARTMENT,
    ),
    "consent": (
        _one("purpose", Manner.TERM, terms="consent-purposes"),
        _one("recipient", Manner.WORDS),
        _one("answer", Manner.TERM, terms="consent-answers"),
        _one("giver", Manner.TERM, terms="consent-givers"),
        _one("given-on", Manner.DAY),
    ),
    "account": (
        _TIME,
        _one("when-words", Manner.WORDS),
        _POINT,
        _one("where-words", Manner.WORDS),
        _one("kinds", Manner.TERMS, terms="act-kinds"),
        _one("coded-by", Manner.STAFF, quiet=True),
        _one("coded-on", Manner.DAY, quiet=True),
    ),
    "message": (
        _one("written-on", Manner.DAY, quiet=True),
        _one("text", Manner.LENGTH),
        _one("state", Manner.TERM, terms="message-states"),
        _one("written-by", Manner.STAFF, "written_by_id", quiet=True),
        _one("second", Manner.STAFF, "agreed_by_id", quiet=True),
        _one("delivered-on", Manner.DAY, quiet=True),
    ),
    "interview": (
        _one("began", Manner.INSTANT),
        _one("ended", Manner.INSTANT),
        _one("held-by", Manner.STAFF, "held_by_id"),
        _one("plan", Manner.WORDS),
        _one("present", Manner.WORDS),
        _one("interpreter", Manner.WORDS),
        _one("interpreter-vetted", Manner.SWITCH),
        _one("interview-place", Manner.WORDS, "place"),
        _one("breaks", Manner.WORDS),
        _one("free-recall", Manner.SWITCH),
        _one("read-back", Manner.SWITCH),
        _one("recorded", Manner.SWITCH),
        _one("promised", Manner.WORDS),
        _one("is-trained", Manner.SWITCH),
        _one("field-form", Manner.ROW, "form_id", quiet=True),
    ),
    "fieldform": (
        _one("form-taken-by", Manner.STAFF, "registrar_id"),
        _one("form-taken-on", Manner.DAY, "taken_on"),
        _one("good-until", Manner.DAY),
        _one("state", Manner.TERM, terms="form-states"),
        _QUIET_PERSON,
        _one("form-token", Manner.DIGEST, "token", quiet=True),
        _COMPARTMENT,
    ),
    "heldinterview": (
        _one("held-reason", Manner.TERM, "reason", terms="held-reasons"),
        _one("state", Manner.TERM, terms="held-states"),
        _one("words", Manner.WORDS),
        _one("let-in-by", Manner.STAFF, "let_in_by_id", quiet=True),
        _one("field-form", Manner.ROW, "form_id", quiet=True),
        _one("statement", Manner.ROW, "statement_id", quiet=True),
        _one("digest", Manner.DIGEST, quiet=True),
        _one("size", Manner.CODE, quiet=True),
        _one("received-on", Manner.DAY, quiet=True),
    ),
    "medicalreport": (
        _one("written-on", Manner.DAY, quiet=True),
        _one("report-state", Manner.TERM, "state", terms="medical-report-states"),
        _one("subject", Manner.ROW, "subject_id"),
        _one("medic-outside", Manner.ROW, "medic_id"),
        _one("supplements", Manner.ROW, "supplements_id"),
        _one("supplement-words", Manner.LENGTH),
        _one("for-specialists", Manner.SWITCH),
        _one("way", Manner.TERM, terms="examination-ways"),
        _one("began", Manner.INSTANT),
        _one("ended", Manner.INSTANT),
        _one("examination-place", Manner.WORDS, "place"),
        _one("room", Manner.WORDS),
        _one("examination-present", Manner.WORDS, "present"),
        _one("guards", Manner.TERM, terms="medical-answers"),
        _one("demeanour", Manner.WORDS),
        _one("restrained", Manner.TERM, terms="medical-answers"),
        _one("restraints", Manner.WORDS),
        _one("threatened", Manner.TERM, terms="medical-answers"),
        _one("threats", Manner.WORDS),
        _one("language", Manner.CODE),
        _one("interpreter", Manner.WORDS),
        _one("interpreter-vetted", Manner.SWITCH),
        _one("history-told", Manner.LENGTH, "history"),
        _one("complaints-body", Manner.LENGTH),
        _one("complaints-mind", Manner.LENGTH),
        _one("examination", Manner.LENGTH),
        _one("photographed", Manner.TERM, terms="medical-answers"),
        _one("opinion", Manner.LENGTH),
        _one("recommendation", Manner.LENGTH),
        _one("copy-given", Manner.TERM, terms="medical-answers"),
        _one("copy-words", Manner.WORDS),
        _one("secrecy-told", Manner.TERM, terms="medical-answers"),
        _one("original", Manner.ROW, "original_id"),
        _one("kept-where", Manner.WORDS),
        _one("written-by", Manner.STAFF, "written_by_id", quiet=True),
        _one("attested-by", Manner.STAFF, "attested_by_id", quiet=True),
        _one("attested-on", Manner.DAY, quiet=True),
        _one("report-digest", Manner.DIGEST, "digest", quiet=True),
    ),
    "medicalfinding": (
        _one("kind", Manner.TERM, terms="injury-kinds"),
        _one("finding-number", Manner.CODE, "number", quiet=True),
        _one("region", Manner.TERM, terms="body-regions"),
        _one("view", Manner.TERM, terms="body-views"),
        _one("finding-words", Manner.LENGTH, "description"),
        _one("alleged-cause", Manner.LENGTH),
        _one("consistency", Manner.TERM, "degree", terms="istanbul-degrees"),
        _one("alternatives", Manner.LENGTH),
    ),
    "permission": (
        _one("permission-on", Manner.DAY, "given_on", quiet=True),
        _one("permission-words", Manner.WORDS, "words"),
        _one("permission-by", Manner.STAFF, "given_by_id", quiet=True),
        _one("used", Manner.SWITCH),
    ),
    "referral": (
        _one("kind", Manner.TERM, terms="referral-kinds", quiet=True),
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="referral-states"),
        _one("next-look", Manner.DAY),
        _one("noted-by", Manner.STAFF, "noted_by_id", quiet=True),
        _one("noted-on", Manner.DAY, quiet=True),
        _one("seen-on", Manner.DAY, quiet=True),
    ),
    "request": (
        _one("kind", Manner.TERM, terms="request-kinds", quiet=True),
        _PERSON,
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="request-states"),
        _one("request-answer", Manner.WORDS, "answer"),
        _one("due", Manner.DAY),
        _one("received-on", Manner.DAY, quiet=True),
        _one("noted-by", Manner.STAFF, "noted_by_id", quiet=True),
        _one("decided-by", Manner.STAFF, "decided_by_id", quiet=True),
        _one("decided-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "task": (
        _one("kind", Manner.TERM, terms="task-kinds", quiet=True),
        _one("words", Manner.WORDS),
        _one("due", Manner.DAY),
        _one("assignee", Manner.STAFF, "assignee_id"),
        _one("state", Manner.TERM, terms="task-states"),
        _one("task-answer", Manner.WORDS, "answer"),
        _one("given-by", Manner.STAFF, "given_by_id", quiet=True),
        _one("asked-for-on", Manner.DAY, "given_on", quiet=True),
        _one("closed-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "passage": (
        _one("about", Manner.TERM, terms="passage-subjects"),
        Aspect("lines", ("start", "end"), Manner.LINES),
    ),
    "mention": (
        _one("role", Manner.TERM, terms="mention-roles"),
        _one("name", Manner.WORDS),
        _one("description", Manner.WORDS),
        _one("rank", Manner.WORDS),
        _one("badge", Manner.WORDS),
        _one("call-sign", Manner.WORDS),
        _one("unit", Manner.WORDS),
        _one("vehicle", Manner.WORDS),
        _PERSON,
    ),
    "person": (
        _one("gender-told", Manner.WORDS),
        _one("age-told", Manner.WORDS),
        _COMPARTMENT,
    ),
    "personname": (
        _one("name-written", Manner.WORDS, "text"),
        _one("language", Manner.CODE),
        _one("name-kind", Manner.TERM, "kind", terms="name-kinds", quiet=True),
        _one("read-in", Manner.WORDS),
    ),
    "sealedfield": (_one("sealed-what", Manner.TERM, "field", terms="sealed-fields"), _one("sealed", Manner.SEALED)),
    "risk": (
        _one("level", Manner.TERM, terms="risk-levels"),
        _one("circumstances", Manner.TERMS, terms="risk-circumstances"),
        _one("words", Manner.WORDS),
        _one("next-look", Manner.DAY),
        _one("assessed-by", Manner.STAFF, "assessed_by_id", quiet=True),
        _one("assessed-on", Manner.DAY, quiet=True),
    ),
    "safecontact": (
        _one("channel", Manner.TERM, terms="safe-contact-channels"),
        _one("hours", Manner.WORDS),
        _one("who-may-answer", Manner.WORDS),
        _one("never", Manner.WORDS),
        _one("noted-by", Manner.STAFF, "noted_by_id", quiet=True),
        _one("noted-on", Manner.DAY, quiet=True),
    ),
    "exhibit": (
        _one("original-name", Manner.WORDS, quiet=True),
        _one("media-type", Manner.CODE),
        _one("size", Manner.CODE),
        _one("how-obtained", Manner.TERM, terms="how-obtained"),
        _one("cover", Manner.TERM, terms="covers"),
        _one("claimed-type", Manner.CODE, quiet=True),
        _one("acquired-on", Manner.DAY, quiet=True),
        _one("statement", Manner.ROW, "statement_id", quiet=True),
        _one("sha256", Manner.DIGEST, quiet=True),
        _one("sealed-sha256", Manner.DIGEST, quiet=True),
        _COMPARTMENT,
    ),
    "custodyevent": (
        _one("event", Manner.TERM, "kind", terms="custody-events", quiet=True),
        _one("at", Manner.INSTANT, quiet=True),
        _one("handed-by", Manner.STAFF, "giver", quiet=True),
        _one("taken-by", Manner.STAFF, "taker", quiet=True),
        _one("why", Manner.REASON, terms="process-reasons"),
        _one("authority", Manner.WORDS),
    ),
    "quarantinedenvelope": (
        _one("digest", Manner.DIGEST, quiet=True),
        _one("quarantine-reason", Manner.TERM, "reason", terms="quarantine-reasons"),
        _one("size", Manner.CODE, quiet=True),
        _one("received-on", Manner.DAY, quiet=True),
    ),
    "registrar": (_one("name", Manner.CODE, quiet=True), _one("frozen", Manner.SWITCH)),
    "rolegrant": (_one("role", Manner.TERM, terms="registrar-roles"),),
    "compartment": (_one("title", Manner.WORDS, quiet=True), _one("receives-reports", Manner.SWITCH)),
    "membership": (
        _one("compartment", Manner.ROW, "compartment_id", quiet=True),
        _one("registrar", Manner.STAFF, "registrar_id", quiet=True),
        _one("keeper", Manner.SWITCH),
    ),
    "proposal": (
        _one("kind", Manner.TERM, terms="access-changes", quiet=True),
        _one("registrar", Manner.STAFF, "registrar_id"),
        _one("compartment", Manner.ROW, "compartment_id"),
        _one("role", Manner.TERM, terms="registrar-roles"),
        _one("name", Manner.WORDS),
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="proposal-states"),
        _one("decided-by", Manner.STAFF, "decided_by_id", quiet=True),
        _one("decided-on", Manner.DAY, quiet=True),
        _one("proposed-by", Manner.STAFF, "proposed_by_id", quiet=True),
        _one("proposed-on", Manner.DAY, quiet=True),
    ),
    "hold": (
        _one("target", Manner.TERM, "table", terms="erasable-tables", quiet=True),
        _one("ground", Manner.TERM, terms="hold-grounds"),
        _one("authority", Manner.WORDS),
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="hold-states"),
        _one("review-on", Manner.DAY),
        _one("lifting-by", Manner.STAFF, "lifting_by_id"),
        _one("lifting-words", Manner.WORDS),
        _one("lifted-by", Manner.STAFF, "lifted_by_id"),
        _one("lifted-on", Manner.DAY, quiet=True),
        _one("placed-by", Manner.STAFF, "placed_by_id", quiet=True),
        _one("placed-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "erasure": (
        _one("target", Manner.TERM, "table", terms="erasable-tables", quiet=True),
        _one("wished-by", Manner.TERM, terms="erasure-wishes"),
        _one("ground", Manner.TERM, terms="erasure-grounds"),
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="erasure-states"),
        _one("decided-by", Manner.STAFF, "decided_by_id", quiet=True),
        _one("decided-words", Manner.WORDS),
        _one("decided-on", Manner.DAY, quiet=True),
        _one("asked-by", Manner.STAFF, "asked_by_id", quiet=True),
        _one("asked-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "conflict": (
        _one("target", Manner.TERM, "table", terms="conflict-targets", quiet=True),
        _one("kept-from", Manner.STAFF, "registrar_id"),
        _one("ground", Manner.TERM, terms="conflict-grounds"),
        _one("words", Manner.WORDS),
        _one("state", Manner.TERM, terms="conflict-states"),
        _one("lifting-by", Manner.STAFF, "lifting_by_id"),
        _one("lifted-by", Manner.STAFF, "lifted_by_id"),
        _one("lifted-on", Manner.DAY, quiet=True),
        _one("noted-by", Manner.STAFF, quiet=True),
        _one("noted-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "interest": (
        _one("kind", Manner.TERM, terms="interest-kinds", quiet=True),
        _one("registrar", Manner.STAFF, "registrar_id", quiet=True),
        _one("sealed", Manner.SEALED),
        _one("declared-on", Manner.DAY, quiet=True),
    ),
    "canary": (
        _one("invented-name", Manner.WORDS, "name", quiet=True),
        _one("state", Manner.TERM, terms="canary-states"),
        _PERSON,
        _one("proposed-by", Manner.STAFF, "proposed_by_id", quiet=True),
        _one("proposed-on", Manner.DAY, quiet=True),
        _one("planted-by", Manner.STAFF, "planted_by_id", quiet=True),
        _one("planted-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "inquiry": (
        _one("kind", Manner.TERM, terms="inquiry-kinds", quiet=True),
        _QUIET_PERSON,
        _one("inquiry-words", Manner.WORDS, "reason"),
        _one("state", Manner.TERM, terms="inquiry-states"),
        _one("asked-by", Manner.STAFF, "asked_by_id", quiet=True),
        _one("asked-on", Manner.DAY, quiet=True),
        _COMPARTMENT,
    ),
    "hint": (
        _one("target", Manner.TERM, "table", terms="conflict-targets", quiet=True),
        _one("state", Manner.TERM, terms="hint-states"),
        _one("hint-answer", Manner.WORDS, "answer"),
        _one("found-on", Manner.DAY, quiet=True),
        _one("decided-by", Manner.STAFF, "decided_by_id", quiet=True),
        _one("decided-on", Manner.DAY, quiet=True),
        _one("inquiry", Manner.ROW, "inquiry_id", quiet=True),
        _COMPARTMENT,
    ),
    "founding": (
        _one("number-prefix", Manner.CODE, quiet=True),
        _one("zone", Manner.CODE),
        _one("register", Manner.DIGEST),
    ),
}

UNSHOWN: Mapping[str, frozenset[str]] = {
    "exhibit": frozenset({"blob"}),  # the name in the vault: of use to a thief alone
    "hold": frozenset({"row"}),  # what is held or erased is told by its kind, and found through the desk's own lists
    "erasure": frozenset({"row", "also"}),
    "conflict": frozenset({"row"}),
    "hint": frozenset({"row"}),
    "citation": frozenset({"act_id"}),
    "mention": frozenset({"passage_id"}),
    "medicalfinding": frozenset({"x", "y", "photographs"}),  # the chart shows them
}
"""Fields that no page of a history shows, beside those by which a part names what it belongs to."""


def aspects(table: str) -> tuple[Aspect, ...]:
    """What people read of a row of `table`; nothing of a table that is not known here."""
    return ASPECTS.get(table, ())
