"""One row that is compared with others: a name or mention of a person, an account of an incident, by the columns of the engine."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row: whose it is, the id of the name, mention or account, and what is told, by the columns of `kniha.linkage`."""

    whole: str
    key: str
    told: Mapping[str, str]

    @property
    def id(self) -> str:
        """By what the row is known to the engine."""
        return f"{self.whole}:{self.key}"
