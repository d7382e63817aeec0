"""What may be, in questions across compartments. Pure."""

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, MalformedError


def must_be_inquiry(kind: str, reason: str) -> None:
    """One of the three questions, with a reason: its words are read by strangers to the compartment."""
    terms.check_term("inquiry-kinds", kind)
    if len(reason.strip()) < 4:
        raise MalformedError("a question to the whole register has a reason in words")


def must_wait(state: str) -> None:
    """An inquiry is carried out once."""
    if state != "waits":
        raise ConflictError("this was asked and looked for already")


def must_be_open(state: str) -> None:
    """Another keeper may have been quicker."""
    if state != "open":
        raise ConflictError("this was decided already")


def must_say_something(answer: str) -> None:
    """Telling has words, and the keeper chooses them."""
    if len(answer.strip()) < 4:
        raise MalformedError("whoever tells the asker says something")
