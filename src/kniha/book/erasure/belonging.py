"""How a row belongs to another, for an erasure and for a hold alike."""

from dataclasses import dataclass
from enum import Enum


class Tie(Enum):
    """How a part belongs to its whole."""

    BELOW = "the part names its whole by the field"
    ALONE = "the whole names the part by the field, and nothing outside names it"


@dataclass(frozen=True, slots=True)
class Belonging:
    """One line of the table: rows of `part` belong to a row of `whole`."""

    whole: str
    part: str
    field: str
    tie: Tie = Tie.BELOW
