"""What may be, in incidents and their reviews. Pure: given values, they hold or raise."""

from collections.abc import Collection, Iterable
from datetime import datetime

from kniha.vocab import terms
from kniha.vocab.errors import MalformedError, RefusedError

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
