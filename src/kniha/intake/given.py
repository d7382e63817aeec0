"""What this process was given at its start: its settings, the shelf in the folder they name, the gate before it."""

import os
import secrets

from kniha.conf.intake import IntakeSettings
from kniha.intake.acknowledging import MonthKeys
from kniha.intake.begun import Begun
from kniha.intake.gate import KEY, Gate
from kniha.intake.settings import INTAKE
from kniha.intake.shelf import Shelf

_GATE = Gate(
    bytes.fromhex(os.environ.get(KEY, "")) or secrets.token_bytes(32), bits=INTAKE.work_bits, per_minute=INTAKE.per_minute
)  # fmt: skip


def intake() -> IntakeSettings:
    """Return the settings of this intake."""
    return INTAKE


def shelf() -> Shelf:
    """Return the shelf that this intake keeps envelopes on."""
    return Shelf(INTAKE.folder, spare=INTAKE.spare_bytes)


def begun() -> Begun:
    """Return what broke off on its way to the shelf."""
    return Begun(shelf())


def month_keys() -> MonthKeys:
    """Return the keys with which this intake acknowledges what it holds."""
    return MonthKeys(INTAKE.folder / "acknowledgement")


def gate() -> Gate:
    """Return the gate of this process."""
    return _GATE
