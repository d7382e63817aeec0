"""What may be, in statements and their coding. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError, TooLargeError

LARGEST_STATEMENT = 1_000_000
LONGEST_WORDS = 1_000
"""Characters of a registrar's words on how an answer was given."""


def must_be_statement(kind: str, text: str, *, has_files: bool, is_delicate: bool = False) -> None:
    """A statement is of a known kind, and says or shows something; of what is delicate, the story is asked later."""
    terms.check_term("statement-kinds", kind)
    if not text.strip() and not has_files and not is_delicate:
        raise MalformedError("a statement has words or a file")
    if len(text) > LARGEST_STATEMENT:
        raise MalformedError(f"a statement has at most {LARGEST_STATEMENT} characters, not {len(text)}")


def must_be_consent(purpose: str, answer: str, giver: str) -> None:
    """Purpose, answer and giver are known terms."""
    terms.check_term("consent-purposes", purpose)
    terms.check_term("consent-answers", answer)
    terms.check_term("consent-givers", giver)


def must_be_told_by_somebody(purpose: str, answer: str, *, recipient: str, words: str) -> None:
    """A registrar's word for a source says how it was given, and to whom it may go where it may go to one alone."""
    if not 4 <= len(words) <= LONGEST_WORDS:
        raise MalformedError("an answer of a source is entered with how it was given, and in which words")
    if purpose == "keep" and answer != "no":
        raise RefusedError("that their words are kept a source says before they are taken; here it is only taken back")
    if recipient and not purpose.startswith("share-"):
        raise MalformedError("a recipient is named for sharing alone")
    if answer == "yes" and purpose in {"share-authority", "share-partner"} and len(recipient) < 2:
        raise MalformedError("a yes to sharing names to whom")
    if len(recipient) > 120:
        raise TooLargeError("a recipient has a name of at most 120 characters")


def must_have_been_given(day: date, *, today: date) -> None:
    """An answer was given today or earlier."""
    if day > today:
        raise ImpossibleError("this happened today or earlier")


def must_be_notice(kind: str, words: str) -> None:
    """A notice is of a known kind, and has no more words than a report may have: however much somebody writes, they are heard."""
    terms.check_term("notice-kinds", kind)
    if len(words) > LARGEST_STATEMENT:
        raise TooLargeError(f"a notice has at most {LARGEST_STATEMENT} characters, not {len(words)}")


def must_not_be_withdrawn(answers: Collection[str]) -> None:
    """Use of what was withdrawn stops at once; where nobody was asked, as in an imported list, other rules decide."""
    if "no" in answers:
        raise RefusedError("its source has withdrawn it: it is used for nothing any more")


def must_lie_within(passages: Sequence[tuple[int, int]], text: str) -> None:
    """Each passage marks words of this very text."""
    for start, end in passages:
        if not 0 <= start < end <= len(text):
            raise ImpossibleError(f"a passage lies within the text of {len(text)} characters, not at {start}–{end}")


def must_be_consent_first(consent: Mapping[str, str]) -> None:
    """Nothing is written down of somebody who did not agree that it is kept."""
    if consent.get("keep") != "yes":
        raise RefusedError("nothing is kept without the consent to keep it")


def must_be_held(plan: str, began: datetime, ended: datetime, *, now: datetime) -> None:
    """An interview is planned, runs forward and has ended."""
    if not plan.strip():
        raise MalformedError("an interview is planned: what is asked, and what could harm the person")
    if not began <= ended <= now:
        raise ImpossibleError("an interview ends after it began, and not later than now")


def must_be_allowed(*, has_spoken: bool, is_allowed: bool) -> None:
    """Nobody is made to tell it twice without need."""
    if has_spoken and not is_allowed:
        raise RefusedError("this person has spoken before: another interview needs a lawyer's reason")


def must_lie_together(one: str, other: str) -> None:
    """A person is interviewed in the compartment that they lie in."""
    if one != other:
        raise RefusedError("this person lies in another compartment")


def must_say_why(words: str) -> None:
    """A lawyer's permission has its reason."""
    if len(words.strip()) < 4:
        raise MalformedError("another interview is allowed with a reason in words")


LONGEST_FORM = timedelta(days=60)
"""How long a field form is good: longer than a journey, shorter than memory."""

OF_FORM = frozenset({"form-used", "form-withdrawn", "form-expired", "interviewer"})
"""The reasons of the list `held-reasons` that a lawyer may set aside: the form or its interviewer is not in order."""


def must_be_good_until(day: date, *, today: date) -> None:
    """A field form is good for some weeks."""
    if not today <= day <= today + LONGEST_FORM:
        raise ImpossibleError("a field form is good until a day within 60 days from today")


def must_be_out(state: str) -> None:
    """A form that was used or withdrawn is good for nothing."""
    if state != "out":
        raise ConflictError("this form was used or withdrawn already")


def must_wait(state: str, *also: str) -> None:
    """A held interview that was filed is a statement like any other."""
    if state not in {"waits", *also}:
        raise ConflictError("this interview is further on its way by now")


def must_be_of_form(reason: str) -> None:
    """No lawyer's word makes a person's consent, a lawyer's leave, or time pass."""
    if reason not in OF_FORM:
        raise RefusedError("only what is wrong with the form or its interviewer is let in; everything else has to change first")


def must_give_reason(words: str) -> None:
    """Letting an interview in has its reason."""
    if len(words.strip()) < 4:
        raise MalformedError("an interview is let in with a reason in words")


def must_be_tied(source: str | None, person: str, *, is_interview: bool) -> None:
    """Whom an interviewer met may be somebody who is known; a report's source is told by its receipt alone."""
    if not is_interview:
        raise RefusedError("only the source of an interview is tied to somebody who is known")
    if source == person:
        raise ConflictError("this interview is tied to this person already")


def must_be_made_for_it(*, others: int) -> None:
    """What was noted of somebody is not moved to another without anybody looking at it."""
    if others:
        raise RefusedError("something else is noted of this source already; it is tied by nobody")


LARGEST_MESSAGE = 20_000


def must_be_message(text: str) -> None:
    """A message says something, and fits into a reply."""
    if not text.strip():
        raise MalformedError("a message has words")
    if len(text) > LARGEST_MESSAGE:
        raise TooLargeError(f"a message has at most {LARGEST_MESSAGE} characters, not {len(text)}")


@dataclass(frozen=True, slots=True)
class Danger:
    """What was last assessed of a source: level, circumstances, and the day on which somebody looks again."""

    level: str
    circumstances: tuple[str, ...]
    next_look: date


def must_be_reachable(answer: str | None, danger: Danger | None) -> None:
    """Nobody writes to a source who did not agree to it, nor to one who is held: others would read it."""
    if answer != "yes":
        raise RefusedError("this source did not agree to be written to")
    if danger is not None and "held" in danger.circumstances:
        raise RefusedError("this source is held: nothing is sent, others would read it")


GRAVITY = ("low", "medium", "not-known", "high")
"""The levels of the list `risk-levels`, the gravest last."""


def needs_second(danger: Danger | None, *, today: date) -> bool:
    """Whether another must agree before a message leaves: danger is high, not known, never assessed, or its next look is overdue."""
    return danger is None or danger.level in {"high", "not-known"} or danger.next_look < today


def must_be_in(state: str, *wanted: str) -> None:
    """Somebody, or the courier, may have been quicker."""
    if state not in wanted:
        raise ConflictError("this message is further on its way by now")


def must_be_another(first: str, second: str) -> None:
    """The second of the two is somebody else."""
    if first == second:
        raise RefusedError("this takes two registrars, neither of them alone")


def must_be_time(first: datetime | None, last: datetime | None, precision: str) -> None:
    """Both ends or neither, in order, with a known precision."""
    terms.check_term("time-precisions", precision)
    if (first is None) != (last is None):
        raise ImpossibleError("a time has a first and a last moment, or neither")
    if first is not None and last is not None and first > last:
        raise ImpossibleError(f"the first moment {first} comes after the last {last}")


def must_be_place(lat_e7: int | None, lon_e7: int | None, radius_m: int | None) -> None:
    """A point with its radius, or nothing."""
    if lat_e7 is None and lon_e7 is None and radius_m is None:
        return
    if lat_e7 is None or lon_e7 is None or radius_m is None:
        raise ImpossibleError("a point has a latitude, a longitude and a radius")
    if not (abs(lat_e7) <= 90 * 10**7 and abs(lon_e7) <= 180 * 10**7):
        raise ImpossibleError("a latitude lies within ±90°, a longitude within ±180°")
    if not 1 <= radius_m <= 2_000_000:
        raise ImpossibleError(f"a radius lies between 1 m and 2,000 km, not {radius_m} m")
