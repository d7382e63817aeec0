"""An envelope that is whole is kept, and its sender gets in hand that it is."""

from datetime import UTC, datetime

from kniha.intake.filing import file_envelope
from kniha.intake.given import intake, month_keys, shelf
from kniha.intake.shelf import Incoming
from kniha.vocab.ids import Id


def keep(incoming: Incoming, envelope: Id) -> str:
    """Keep what arrived under the id `envelope`, as `file_envelope` does; return the acknowledgement, empty where there is none yet."""
    day = datetime.now(UTC).date()
    file_envelope(shelf(), incoming, envelope, day=day)
    return month_keys().acknowledge(intake().register.register, incoming.digest, day)
