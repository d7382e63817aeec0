"""What a medic, or who types a medic's paper, hands over: a report with its findings, not yet entered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kniha.book.evidence.models import Exhibit

_DELICATE_KINDS = frozenset({"sexual-trauma"})
_DELICATE_REGIONS = frozenset({"genitals", "anus"})


def is_delicate(kind: str, region: str) -> bool:
    """Whether a finding tells of sexual violence, or of what is bared by telling it: it opens covered, and is a specialist's."""
    return kind in _DELICATE_KINDS or region in _DELICATE_REGIONS


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """One finding; `x` and `y` in units of the body chart. `photographs` are ids of exhibits."""

    kind: str
    region: str = ""
    view: str = ""
    x: int | None = None
    y: int | None = None
    description: str = ""
    alleged_cause: str = ""
    degree: str = ""
    alternatives: str = ""
    photographs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """All of a report but its findings, in the order in which a medic works. The answers are of the list `medical-answers`."""

    way: str
    began: datetime | None
    ended: datetime | None
    place: str
    room: str
    present: str
    guards: str
    demeanour: str
    restrained: str
    restraints: str
    threatened: str
    threats: str
    language: str
    interpreter: str
    interpreter_vetted: bool
    history: str
    complaints_body: str
    complaints_mind: str
    examination: str
    photographed: str
    opinion: str
    recommendation: str
    copy_given: str
    copy_words: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What a typed report has beside: the outside medic, sealed by field of `sealed-fields`, and the signed original."""

    secrecy_told: str
    kept_where: str
    original: Exhibit | None
    sealed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MedicalDraft:
    """A report: a registrar's own where there is no `paper`."""

    examined: Examined
    findings: tuple[FindingDraft, ...]
    paper: Paper | None = None
    needs_specialist: bool = False

    @property
    def is_for_specialists(self) -> bool:
        """Whether it is of a child, of somebody still held, or of sexual violence."""
        return self.needs_specialist or any(is_delicate(finding.kind, finding.region) for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Consented:
    """What the examined person allows, per purpose, who gave the consent, how the report came to be; of somebody new what is sealed.

    Nobody knows who they are: then no person is made.
    """

    consent: Mapping[str, str]
    giver: str
    came_to_be: str
    sealed: Mapping[str, str]
    is_unknown: bool = False
