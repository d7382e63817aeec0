"""What a source answered before their story: who they are to it, whether they are safe, and what then calls for a specialist. Pure."""

from dataclasses import dataclass

from kniha.vocab import terms
from kniha.vocab.errors import RefusedError, UnknownTermError

_SAID = ("", "yes", "no")


UNLISTED_ROLES = frozenset({"insider"})
"""Roles that are read with the statement alone: nobody asks a list who they are."""


def must_be_listed(role: str) -> None:
    """A role by which lists may be narrowed."""
    terms.check_term("source-roles", role)
    if role in UNLISTED_ROLES:
        raise RefusedError("who is an insider is read in their statement, and listed nowhere")


@dataclass(frozen=True, slots=True)
class EarlyAnswers:
    """The answers, empty where nothing was said: `role` of the list `source-roles`, `safe` of `safe-now`, the others `yes` or `no`.

    `held`: somebody is held still. `minor`: somebody is under 18. `sexual`: it is of a sexual kind.
    """

    role: str = ""
    safe: str = ""
    held: str = ""
    minor: str = ""
    sexual: str = ""

    def __post_init__(self) -> None:
        for list_name, code in (("source-roles", self.role), ("safe-now", self.safe)):
            if code:
                terms.check_term(list_name, code)
        if not {self.held, self.minor, self.sexual} <= set(_SAID):
            raise UnknownTermError("an early answer is yes or no, or nothing was said")

    @property
    def are_delicate(self) -> bool:
        """Whether only a specialist asks for the story."""
        return "yes" in (self.held, self.minor, self.sexual)
