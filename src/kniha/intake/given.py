"""What this process was given at its start: its settings, and the shelf in the folder they name."""

from kniha.conf.intake import IntakeSettings
from kniha.intake.settings import INTAKE
from kniha.intake.shelf import Shelf


def intake() -> IntakeSettings:
    """Return the settings of this intake."""
    return INTAKE


def shelf() -> Shelf:
    """Return the shelf that this intake keeps envelopes on."""
    return Shelf(INTAKE.folder, spare=INTAKE.spare_bytes)
