"""Mailboxes: sealed replies waiting for whoever holds the receipt. A mailbox exists once there is a reply in it, and not before."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from hmac import compare_digest

from kniha.intake.models import Reply
from kniha.seal.envelopes import check_envelope_size
from kniha.seal.replies import LARGEST_REPLY
from kniha.vocab.errors import MalformedError

KEEP_REPLIES_DAYS = 366

_DIGITS = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox's public name, and the verifier of its secret (docs/spec/receipt.md §3)."""

    id: str
    verifier: str

    def __post_init__(self) -> None:
        if not (_DIGITS.fullmatch(self.id) and _DIGITS.fullmatch(self.verifier)):
            raise MalformedError("mailbox and verifier are 64 hexadecimal digits each")


def lay(mailbox: Mailbox, body: bytes, *, day: date) -> None:
    """Lay a sealed reply into `mailbox`. The same reply again changes nothing."""
    check_envelope_size(len(body), largest=LARGEST_REPLY)
    row = Reply(mailbox=mailbox.id, digest=sha256(body).hexdigest(), verifier=mailbox.verifier, body=body, day=day)
    Reply.objects.bulk_create([row], ignore_conflicts=True)


def replies(mailbox: str, secret: bytes) -> tuple[bytes, ...]:
    """Return the sealed replies in the mailbox that `secret` opens, by day; none for an unknown mailbox or another secret, alike."""
    verifier = sha256(secret).hexdigest()
    rows = Reply.objects.filter(mailbox=mailbox).order_by("day", "digest")
    return tuple(bytes(row.body) for row in rows if compare_digest(row.verifier, verifier))


def sweep(*, today: date) -> int:
    """Remove replies older than a year; return their number."""
    removed: int
    removed, _ = Reply.objects.filter(day__lt=today - timedelta(days=KEEP_REPLIES_DAYS)).delete()
    return removed
