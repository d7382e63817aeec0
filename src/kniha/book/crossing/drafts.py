"""What the worker hands over of records behind walls: where they lie, and the words in which somebody may be named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A record: its table, its id and the compartment that it lies in."""

    table: str
    row: str
    compartment: str


@dataclass(frozen=True, slots=True)
class Told:
    """Words in which somebody may be named, and the record to which they belong. `is_name`: the words are a name alone."""

    record: Found
    words: str
    is_name: bool
