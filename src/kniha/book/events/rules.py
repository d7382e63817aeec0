"""What may be, in incidents and their reviews. Pure: given values, they hold or raise."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

OPEN_STATES = frozenset({"draft", "returned"})


def must_be_open(state: str) -> None:
    """Only a draft, or what a lawyer returned, is still worked on."""
    if state not in OPEN_STATES:
        raise RefusedError(f"an incident is changed while it is a draft or returned, not while it is {state}")


def must_have_source(accounts: Iterable[object]) -> None:
    """Every conclusion cites the accounts on whose strength it stands."""
    if not tuple(accounts):
        raise RefusedError("a conclusion cites at least one account")


def must_be_act(kind: str, methods: Iterable[str], verification: str) -> None:
    """Kind, methods and verification are known terms."""
    terms.check_term("act-kinds", kind)
    for method in methods:
        terms.check_term("methods", method)
    terms.check_term("verification-statuses", verification)


def verified_on(verification: str, today: date, *, before: str = "", since: date | None = None) -> date | None:
    """The day on which an act came to be verified: today, or as it was where it was so `before`; None while it is not."""
    if verification != "verified":
        return None
    return since if before == verification else today


def must_be_ready(*, acts: int, first: datetime | None, place: object, state: str) -> None:
    """A lawyer is given an incident with at least one act, and a time or a place."""
    must_be_open(state)
    if acts == 0:
        raise RefusedError("an incident goes to review with at least one act")
    if first is None and place is None:
        raise RefusedError("an incident goes to review with a time or a place")


def must_be_supported(decision: str, *, unsupported: int) -> None:
    """Nothing is accepted that no source supports any more: it is returned, and taken back or supported anew."""
    if decision == "accepted" and unsupported:
        raise RefusedError("an incident is not accepted while something in it is without a source")


def must_be_reviewer(reviewer: str, authors: Iterable[str], state: str) -> None:
    """The reviewer is never an author of what they review."""
    if state != "in-review":
        raise RefusedError(f"an incident is decided while it is in review, not while it is {state}")
    if reviewer in set(authors):
        raise RefusedError("nobody reviews what they wrote")


def must_be_decision(decision: str, words: str) -> None:
    """A known decision; one that is not an acceptance says why."""
    terms.check_term("review-decisions", decision)
    if decision != "accepted" and not words.strip():
        raise MalformedError("a decision that returns or rejects an incident says why")


def must_be_checked(decision: str, checked: Collection[str]) -> None:
    """Whoever accepts answers for every question of the list; whoever returns or rejects says which they could."""
    for question in checked:
        terms.check_term("review-questions", question)
    if decision == "accepted" and terms.codes("review-questions") - set(checked):
        raise RefusedError("an incident is accepted when every question of the review is answered")


def must_be_involvement(degree: str, finding: str, basis: str) -> None:
    """Known terms, and a basis in words. Beyond reasonable doubt is for a court alone and not in the list."""
    terms.check_term("involvement-degrees", degree)
    terms.check_term("standards-of-proof", finding)
    if not basis.strip():
        raise MalformedError("an involvement says what it rests on")


def must_lie_with(compartment: str, incident: str) -> None:
    """A finding is used where it lies."""
    if compartment != incident:
        raise RefusedError("a finding from another compartment enters only by a release of its keeper")


def must_be_injury(kind: str, region: str) -> None:
    """Known terms; the region may be open."""
    terms.check_term("injury-kinds", kind)
    if region:
        terms.check_term("body-regions", region)


SHORTEST_REASON = 4
LAWYERS_TO_AGREE = 2
"""How many lawyers, none of them an author, agree before an involvement counts as agreed (DESIGN §3)."""


def must_rest(state: str) -> None:
    """While a lawyer has an incident, nothing that they look at changes."""
    if state == "in-review":
        raise RefusedError("while a lawyer has the incident, nothing in it changes")


def must_be_before_lawyers(state: str) -> None:
    """Lawyers judge an involvement while its incident is in review, or after it was accepted; a draft is not judged."""
    if state not in {"in-review", "accepted", "published", "withheld"}:
        raise RefusedError("lawyers judge an involvement once its incident is in review or accepted")


def must_not_be_closed(review: str) -> None:
    """What was withdrawn stays withdrawn."""
    if review == "withdrawn":
        raise ConflictError("this involvement is withdrawn")


def must_be_judged(decision: str, words: str, *, review: str) -> None:
    """A known decision on an involvement that waits for one; who does not support it says why."""
    terms.check_term("opinion-decisions", decision)
    must_not_be_closed(review)
    if review != "draft":
        raise ConflictError("this involvement was decided already")
    if decision != "agrees" and len(words.strip()) < SHORTEST_REASON:
        raise MalformedError("a lawyer who does not support an involvement says why")


def must_be_independent(lawyer: str, authors: Iterable[str], earlier: Iterable[str]) -> None:
    """Neither an author nor the same lawyer twice: two look, each with their own eyes."""
    if lawyer in set(authors):
        raise RefusedError("nobody reviews what they wrote")
    if lawyer in set(earlier):
        raise ConflictError("you have said your word on this; it takes another lawyer")


def review_after(decision: str, agreed: int) -> str:
    """What the review of an involvement becomes: one lawyer can stop it, only two can agree. `agreed` counts this one as well."""
    if decision != "agrees":
        return "not-supported"
    return "agreed" if agreed >= LAWYERS_TO_AGREE else "draft"


def must_be_unit(words: str) -> None:
    """A unit is alleged by the words in which sources speak of it."""
    if not words.strip():
        raise MalformedError("a unit is told in words")


def must_be_alleged_once(exists: bool) -> None:  # noqa: FBT001  a fact, not a switch
    """What is alleged of a unit in one act is one involvement."""
    if exists:
        raise ConflictError("this unit is alleged to have taken part in this act already")


def must_be_bearing(direction: str, words: str) -> None:
    """For or against, and in what words."""
    terms.check_term("bearing-directions", direction)
    if not words.strip():
        raise MalformedError("what speaks for or against an involvement is said in words")


def must_be_new(exists: bool) -> None:  # noqa: FBT001  a fact, not a switch
    """The same account is not weighed twice in the same direction."""
    if exists:
        raise ConflictError("this account is weighed in this direction already")


def must_be_outcome(kind: str, happened_on: date | None, *, today: date) -> None:
    """Something that happened already, elsewhere."""
    terms.check_term("outcome-kinds", kind)
    if happened_on is not None and happened_on > today:
        raise ImpossibleError("an outcome lies on a day up to today")


def must_be_closing(why: str, words: str) -> None:
    """A cleared person's involvement is closed for a known reason, in words."""
    terms.check_term("closing-reasons", why)
    if len(words.strip()) < SHORTEST_REASON:
        raise MalformedError("an involvement is withdrawn with a reason in words")


def must_be_link(kind: str, one: str, other: str) -> None:
    """A known kind, between two."""
    terms.check_term("link-kinds", kind)
    if one == other:
        raise ImpossibleError("an incident is not linked with itself")


def must_lie_together(one: str, other: str) -> None:
    """What lies in another compartment enters only by a release."""
    if one != other:
        raise RefusedError("incidents of one compartment are linked with each other")


def must_name_somebody(mention: object, words: str) -> None:
    """Somebody was held or tried: a person who is mentioned, or people in words."""
    if mention is None and not words.strip():
        raise MalformedError("say who it was: somebody mentioned, or people in words")


def must_say_something(*told: str) -> None:
    """Of a trial at least one thing is known."""
    if not any(one.strip() for one in told):
        raise MalformedError("of a trial at least the article, the court, the judge or the sentence is told")


def must_be_context(kind: str, title: str, read_in: str) -> None:
    """A known kind, called by a title, and where it may be read: what nobody can look up shows nothing."""
    terms.check_term("context-kinds", kind)
    if not title.strip() or not read_in.strip():
        raise MalformedError("what shows policy has a title and a place where it may be read")


def must_say_why(reason: str) -> None:
    """Nothing is taken back without a word."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RefusedError("this is taken back with a reason")
