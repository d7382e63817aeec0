"""What may go into the public book, and by whom. Pure: given values, they hold or raise."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kniha.book.statements.rules import Danger, needs_second
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, MalformedError, RefusedError

STANDING = ("proposed", "released", "withheld")
"""States in which a word on an incident stands: there is one at a time."""
ENDS = {"proposed": "taken-back", "released": "withdrawn", "withheld": "lifted"}
"""What becomes of each when it is ended."""
NOBODY_WOULD = "nobody-would-know"
"""The only answer to "would those present know who told?" with which an incident may be proposed."""
PURPOSE = "publish-without-name"
EDITION_IN_HAND = ("proposed", "agreed")
GOOD_FOR = timedelta(days=7)
"""How long an edition may be made after its second agreed."""


@dataclass(frozen=True, slots=True)
class Source:
    """One statement that an incident rests on: whether it is in use, and what was answered, as (purpose, recipient, answer)."""

    is_in_use: bool
    answers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the two had before them: how many reviews, on which day, the digest of all assessments of danger."""

    reviews: int
    day: date
    risks: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether an incident may be public. `dangers` are of everybody who told or suffered; None: nobody assessed it."""

    state: str
    reviews: int
    unsupported: int
    sources: tuple[Source, ...]
    dangers: tuple[Danger | None, ...]
    risks: str


def hindrance(facts: Facts, *, today: date, decided: Decided | None = None) -> str:
    """Why the incident may not be public, a code of `publication-hindrances`; empty where it may.

    `decided` is what two released already: then danger keeps it out that they did not know of.
    """
    if facts.state != "accepted" or not facts.reviews:
        return "not-accepted"
    if decided is not None and decided.reviews != facts.reviews:
        return "reviewed-since"
    if facts.unsupported:
        return "unsupported"
    return _of_sources(facts.sources) or _of_danger(facts, today, decided)


def may_count(sources: Iterable[Source]) -> bool:
    """Whether every source allowed that it is counted in figures."""
    return all(_answer(source.answers, "count") == "yes" for source in sources)


def _of_sources(sources: Collection[Source]) -> str:
    if not sources:
        return "unsupported"
    for source in sources:
        if not source.is_in_use:
            return "source-gone"
        if _answer(source.answers, "keep") == "no":
            return "consent-refused"
        if (answer := _answer(source.answers, PURPOSE)) != "yes":
            return "consent-refused" if answer == "no" else "consent-not-known"
    return ""


def _answer(answers: Iterable[tuple[str, str, str]], purpose: str) -> str:
    """What was answered for `purpose`: any no counts more than a yes; a yes that names a recipient is none to the whole world."""
    told = [(recipient.strip(), answer) for about, recipient, answer in answers if about == purpose]
    if any(answer == "no" for _, answer in told):
        return "no"
    return "yes" if ("", "yes") in told else "not-known"


def _of_danger(facts: Facts, today: date, decided: Decided | None) -> str:
    if any(danger is not None and "held" in danger.circumstances for danger in facts.dangers):
        return "held"
    if decided is None or not any(needs_second(danger, today=today) for danger in facts.dangers):
        return ""
    if facts.risks != decided.risks:
        return "danger"
    became = (danger for danger in facts.dangers if needs_second(danger, today=today) and not needs_second(danger, today=decided.day))
    return "danger" if any(became) else ""


def must_be_free(hindrance_found: str) -> None:
    """What stands against publication is said with its reason."""
    if hindrance_found:
        raise RefusedError(f"not for the public book: {terms.label('publication-hindrances', hindrance_found, 'en')}")


def must_stand_alone(states: Collection[str]) -> None:
    """One word at a time on an incident."""
    if states:
        raise ConflictError(f"the public book has a word on this already: {min(states)}")


def must_be_answered(answer: str, words: str) -> None:
    """The question is answered for the better, in words; for the worse, the incident is withheld instead."""
    terms.check_term("publication-reasons", answer)
    if answer != NOBODY_WOULD:
        raise RefusedError("where those present would know who told, an incident is withheld")
    must_say_why(words)


def must_be_withholding(why: str, words: str) -> None:
    """A known reason, in words."""
    terms.check_term("publication-reasons", why)
    if why == NOBODY_WOULD:
        raise MalformedError("that nobody would know who told is no reason to withhold")
    must_say_why(words)


def must_be_ending(why: str, words: str) -> None:
    """The same, of what is taken out again."""
    terms.check_term("publication-endings", why)
    must_say_why(words)


def must_be_shown(time_shown: str, place_shown: str) -> None:
    """How exactly it is told: never more exactly than these lists know."""
    terms.check_term("public-times", time_shown)
    terms.check_term("public-places", place_shown)


def must_be_no_author(registrar: str, authors: Iterable[str]) -> None:
    """Who wrote it neither proposes nor releases it."""
    if registrar in set(authors):
        raise RefusedError("nobody publishes what they wrote")


def must_be_second(registrar: str, first: str) -> None:
    """The second of the two is somebody else."""
    if registrar == first:
        raise RefusedError("this takes two registrars, neither of them alone")


def must_wait(state: str) -> None:
    """Somebody may have been quicker."""
    if state != "proposed":
        raise ConflictError("this was decided already")


def must_stand(state: str) -> None:
    """What ended is not ended twice."""
    if state not in STANDING:
        raise ConflictError("this was decided already")


def must_say_why(words: str) -> None:
    """Nothing goes to the public, and nothing is kept from it, without a reason in words."""
    if not 4 <= len(words.strip()) <= 1000:
        raise MalformedError("this is decided with a reason of 4 to 1000 characters")


def must_be_agreed(state: str, decided_on: date | None, *, today: date) -> None:
    """An edition leaves while the word of its second is fresh."""
    if state != "agreed" or decided_on is None:
        raise RefusedError("an edition leaves when a second publisher has read its report and agreed")
    if today - decided_on > GOOD_FOR:
        raise RefusedError(f"the second agreed more than {GOOD_FOR.days} days ago: the report is made again")


def must_be_same_content(agreed: str, found: str) -> None:
    """What leaves is what the report was about."""
    if agreed != found:
        raise ConflictError("what would leave is not what the report was about any more: it is made again")
