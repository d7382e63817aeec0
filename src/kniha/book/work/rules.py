"""What may be asked of whom. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from kniha.book.events.actions import MAY_CONCLUDE
from kniha.book.people.actions import MAY_NOTE
from kniha.book.statements.actions import MAY_CODE
from kniha.book.statements.conversation import MAY_WRITE
from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

LONGEST = timedelta(days=2 * 366)

EVERYBODY = tuple(term.code for term in terms.terms("registrar-roles"))

DOES: Mapping[str, tuple[str, ...]] = {
    "read": EVERYBODY,
    "code": MAY_CODE,
    "conclude": MAY_CONCLUDE,
    "review": ("lawyer",),
    "examine": ("medic",),
    "ask": MAY_WRITE,
    "assess-risk": MAY_NOTE,
    "see": EVERYBODY,
}
"""By kind of task: the roles of which its assignee holds one. A note is a task of the kind `see`."""


def must_be_task(kind: str, words: str, due: date | None, *, today: date) -> None:
    """A known kind; a note says something; the day lies ahead, and not beyond reach."""
    terms.check_term("task-kinds", kind)
    if kind == "see" and not words.strip():
        raise MalformedError("a note says something")
    if due is not None and not today <= due <= today + LONGEST:
        raise ImpossibleError("a task is due from today on, within two years")


def must_be_able(kind: str, roles: Collection[str]) -> None:
    """Nobody is asked for what their roles do not let them do."""
    if set(DOES[kind]).isdisjoint(roles):
        raise RefusedError("whoever is asked holds none of the roles that this takes")


def must_be_reachable(*, is_member: bool) -> None:
    """A task goes to a member of the compartment that it lies in, whose account is in use."""
    if not is_member:
        raise RefusedError("a task goes to a colleague who may see what it is about")


ONE_MONTH = timedelta(days=30)
"""Within which a request is answered (GDPR Art. 12(3): one month)."""


def must_be_request(kind: str, words: str, received_on: date, *, today: date) -> None:
    """A known kind, in words, received today or within the last years."""
    terms.check_term("request-kinds", kind)
    if not words.strip():
        raise MalformedError("a request says what is asked")
    if not today - LONGEST <= received_on <= today:
        raise ImpossibleError("a request was received on a day up to today")


def must_be_decision(state: str, answer: str) -> None:
    """Granted or refused, in words: a refusal has its ground."""
    if state not in {"granted", "refused"}:
        raise MalformedError("a request is granted or refused")
    if len(answer.strip()) < 4:
        raise MalformedError("an answer to a request has words; a refusal says on what ground")


def must_be_open(state: str) -> None:
    """Somebody may have been quicker."""
    if state != "open":
        raise ConflictError("this task is closed already")


def must_be_undecided(state: str) -> None:
    """Somebody may have been quicker."""
    if state != "open":
        raise ConflictError("this request was decided already")


def must_be_theirs(registrar: str, *whose: str) -> None:
    """A task is closed by who has it, and taken back by who gave it."""
    if registrar not in whose:
        raise RefusedError("this task is somebody else's")
