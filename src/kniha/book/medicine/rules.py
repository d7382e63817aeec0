"""What may be, in medical reports. Pure: given values, they hold or raise. After the Istanbul Protocol (2022), "Findings on a body"."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kniha.book.medicine.drafts import FindingDraft
from kniha.vocab import body_chart, terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

UNFINISHED = frozenset({"draft", "typed"})
USABLE = frozenset({"signed", "checked"})


def must_be_answered(answer: str, *, is_paper: bool) -> None:
    """Yes or no, never taken for granted; that a paper says nothing is an answer for papers alone."""
    if not answer:
        raise MalformedError("guards, restraints, threats, photographs and the copy are each answered by yes or no")
    terms.check_term("medical-answers", answer)
    if answer == "not-said" and not is_paper:
        raise MalformedError("who examines knows whether it was so: yes or no")


def must_be_told_with(answer: str, words: str) -> None:
    """A yes has its words: what restraints, which threats, how those who accompanied behaved."""
    if answer == "yes" and not words.strip():
        raise MalformedError("guards, restraints and threats that there were are described")


def must_be_copy(answer: str, words: str) -> None:
    """Who gets no copy is told why."""
    if answer == "no" and not words.strip():
        raise MalformedError("where the person got no copy, the report says why")


def must_be_timed(began: datetime | None, ended: datetime | None, *, now: datetime, is_paper: bool) -> None:
    """A medic knows when they examined; a paper may say no hours, and none are made up for it."""
    if began is None and ended is None and is_paper:
        return
    if began is None or ended is None or not began <= ended <= now:
        raise ImpossibleError("an examination ends after it began, and not later than now")


def must_be_finding(finding: FindingDraft, *, is_paper: bool) -> None:
    """Known terms, a place on the chart that is one, and no degree without a cause to compare with."""
    terms.check_term("injury-kinds", finding.kind)
    if finding.region:
        terms.check_term("body-regions", finding.region)
    elif not finding.kind.startswith("psychological"):
        raise MalformedError("a finding on a body says where on the body")
    body_chart.check_mark(finding.region, finding.view, finding.x, finding.y)
    if not finding.description.strip():
        raise MalformedError("a finding is described: size, colour, shape, age as the medic says")
    if finding.degree:
        _must_be_degree(finding, is_paper=is_paper)


def _must_be_degree(finding: FindingDraft, *, is_paper: bool) -> None:
    """The degree compares with an alleged cause, and names the other causes that were considered.

    The four degrees that hold the alleged cause possible differ in nothing but how many other causes there are (many, few, some, none):
    the alternatives are what such a degree rests on. *Not consistent* says nothing of other causes, and a medic is not made to guess one.
    Of a paper that names none it is shown that it names none; nothing is written into another's mouth.
    """
    terms.check_term("istanbul-degrees", finding.degree)
    if not finding.alleged_cause.strip():
        raise MalformedError("a degree compares with an alleged cause: say which")
    if finding.degree != "not-consistent" and not finding.alternatives.strip() and not is_paper:
        raise MalformedError("a degree names the other causes that were considered")


def must_be_complete(findings: Iterable[tuple[str, str]], *, history: str, examination: str, opinion: str) -> None:
    """What is signed is whole: history, examination, opinion, and wherever a cause is alleged a degree. Of a finding: cause and degree."""
    if not (history.strip() and examination.strip() and opinion.strip()):
        raise MalformedError("a report is signed with its history, examination and opinion")
    if any(cause and not degree for cause, degree in findings):
        raise MalformedError("a report is signed with a degree for each finding whose cause is alleged")


def must_be_unfinished(state: str) -> None:
    """What is signed or checked is never changed."""
    if state not in UNFINISHED:
        raise ConflictError("a signed report is not changed: write a supplement to it")


def must_be_finished(state: str) -> None:
    """Only what is signed is supplemented: before that it is amended."""
    if state not in USABLE:
        raise ConflictError("this report is not signed yet: it is amended, not supplemented")


def must_be_usable(state: str) -> None:
    """Nothing is concluded from a report before a medic of the register has signed or checked it."""
    if state not in USABLE:
        raise RefusedError("a finding is used when a medic of the register has signed or checked the report")


def must_be_author(author: str, registrar: str) -> None:
    """Whose report it is signs and amends it; nobody else."""
    if author != registrar:
        raise RefusedError("only who wrote a report amends or signs it")


def must_be_another(author: str, registrar: str) -> None:
    """What one typed, another checks."""
    if author == registrar:
        raise RefusedError("a typed report is checked by another than who typed it")


def must_be_state(state: str, wanted: str) -> None:
    """A registrar's own report is signed, a typed one is checked; somebody may have been quicker."""
    if state != wanted:
        raise ConflictError("this report is signed or checked already, or of another kind")


def must_be_paper(original: object, kept_where: str, secrecy_told: str) -> None:
    """A typed report says where its signed original is, and whether the medic was told of secrecy law first."""
    if original is None and not kept_where.strip():
        raise MalformedError("a typed report says where its signed original is: a file, or where it is kept")
    if secrecy_told not in {"yes", "no"}:
        raise MalformedError("say whether the medic was told of secrecy law first")


def must_be_theirs(photographs: Iterable[str], at_hand: Collection[str]) -> None:
    """Photographs are files that this person's statements hold."""
    if not set(photographs) <= set(at_hand):
        raise RefusedError("photographs are files of the statements of the examined person")


def must_be_supplement(words: str) -> None:
    """Why a signed report is supplemented is written down."""
    if len(words.strip()) < 4:
        raise MalformedError("a supplement says what it corrects or adds, and why")


def must_be_kept(answers: Collection[str]) -> None:
    """What a person told before is used for a report as long as they agree that it is kept."""
    if set(answers) != {"yes"}:
        raise RefusedError("nothing is kept without the consent to keep it")


def must_be_specialist(roles: Collection[str]) -> None:
    """Children, people still held, sexual violence: who examines or types is a specialist as well."""
    if "specialist" not in roles:
        raise RefusedError("children, people still held and sexual violence are a specialist's")
