"""What may leave the house for one purpose and one recipient, statement by statement: consent, and danger for who spoke.

Not known means that nothing leaves. Where danger is high, not known or its next look overdue, nothing leaves without a second person
(DESIGN §3): it stays until one agreed (kniha.book.work.agreeing). Whoever was arrested is waited for.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kniha.book.people.models import Risk
from kniha.book.statements import rules
from kniha.book.statements.models import Consent, Statement
from kniha.book.statements.rules import Danger
from kniha.vocab.errors import MalformedError, RefusedError

PURPOSES = ("share-authority", "share-partner", "share-un")
"""For which a list is handed out. What is published goes by a release that lawyers clear, never by an export."""


@dataclass(frozen=True, slots=True)
class Handing:
    """To whom, and for what, of the list `consent-purposes`."""

    purpose: str
    recipient: str
    second: bool = False
    """Whether a second registrar agreed: then danger alone keeps nothing. Whoever is held is waited for all the same."""

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise RefusedError(f"a list is handed out for {', '.join(PURPOSES)}; what is published goes by a release")
        if not 2 <= len(self.recipient.strip()) <= 120:
            raise MalformedError("a list is handed out to a recipient with a name of 2 to 120 characters")


def staying(statements: Collection[str], handing: Handing, *, today: date) -> Mapping[str, str]:
    """Those of `statements` that stay, each with its reason, a code of the list `leaving-reasons`."""
    answers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    asked = Consent.objects.filter(statement__in=statements, purpose__in=(handing.purpose, "keep"))
    for statement, purpose, recipient, answer in asked.values_list("statement_id", "purpose", "recipient", "answer"):
        answers[statement].append((recipient, answer) if purpose == handing.purpose else ("", "no" if answer == "no" else ""))
    sources = dict(Statement.objects.filter(pk__in=statements, source__isnull=False).values_list("pk", "source_id"))
    dangers = dangers_of(sources.values())
    found = {}
    for statement in statements:
        reason = _consent(answers[statement], handing)
        if not reason and statement in sources:
            reason = reason_of(dangers.get(sources[statement]), handing, today=today)
        if reason:
            found[statement] = reason
    return found


def dangers_of(people: Iterable[str]) -> Mapping[str, Danger]:
    """What was last assessed of each of `people`. Of two assessments of one day the graver counts."""
    by_person: defaultdict[str, list[Risk]] = defaultdict(list)
    for risk in Risk.objects.filter(person__in=set(people)):
        by_person[risk.person_id].append(risk)
    return {person: _last(risks) for person, risks in by_person.items()}


def reason_of(danger: Danger | None, handing: Handing, *, today: date) -> str:
    """Why nothing of a person in this danger leaves; empty where it may."""
    if danger is not None and "held" in danger.circumstances:
        return "held"
    return "danger" if rules.needs_second(danger, today=today) and not handing.second else ""


def _last(risks: Collection[Risk]) -> Danger:
    day = max(risk.assessed_on for risk in risks)
    last = [risk for risk in risks if risk.assessed_on == day]
    circumstances = tuple(sorted({one for risk in last for one in risk.circumstances}))
    return Danger(max((risk.level for risk in last), key=rules.GRAVITY.index), circumstances, min(risk.next_look for risk in last))


def _consent(answers: Collection[tuple[str, str]], handing: Handing) -> str:
    """A no to this recipient, to any, or to keeping it at all counts more than any yes; a yes that names nobody names not this one."""
    wanted = handing.recipient.strip().casefold()
    told = [(recipient.strip().casefold(), answer) for recipient, answer in answers]
    if any(answer == "no" and recipient in {"", wanted} for recipient, answer in told):
        return "consent-refused"
    yes = {recipient for recipient, answer in told if answer == "yes"}
    if wanted in yes or (handing.purpose == "share-un" and "" in yes):
        return ""
    return "recipient-not-named" if yes else "consent-not-known"
