"""What an erasure does to a row of a table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Row(Enum):
    """What becomes of an erased row."""

    GOES = "deleted: its entries stay, without their values"
    STAYS = "a shell: others refer to it"


@dataclass(frozen=True, slots=True)
class Fate:
    """What an erasure does to a row of a table. `readable` fields lose their values; of the others that hold words, `kept` says why."""

    row: Row
    readable: tuple[str, ...]
    kept: Mapping[str, str] = field(default_factory=dict)
