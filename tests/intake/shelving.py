"""Envelopes put on a shelf by hand, on a day of one's own."""

import secrets
from datetime import date

from kniha.intake import filing
from kniha.intake.shelf import Shelf
from kniha.vocab.ids import Id, new_id


def filed(shelf: Shelf, day: date, body: bytes = b"sealed") -> Id:
    """Receive and file `body` under a random id, as a request does."""
    envelope = new_id(secrets.token_bytes)
    with shelf.incoming() as incoming:
        incoming.write(body)
        filing.file_envelope(shelf, incoming, envelope, day=day)
    return envelope
