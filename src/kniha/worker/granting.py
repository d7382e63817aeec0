"""The worker's duty to grant the keys with which intakes acknowledge envelopes (docs/spec/files.md §11)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from kniha.book.statements import acknowledging
from kniha.ledger.acknowledgement_keys import GrantedKey, grant
from kniha.ledger.keys import SigningKey


@dataclass(slots=True)
class Granting:
    """Signs what the courier brought, with the log's Ed25519 key."""

    register: bytes
    signer: SigningKey = field(repr=False)
    clock: Callable[[], datetime]

    def work(self) -> bool:
        """Grant all that wait."""
        for key in acknowledging.waiting(self.clock().date()):
            note = grant(GrantedKey(self.register, key.month, bytes.fromhex(key.pk)), self.signer)
            acknowledging.keep_grant(key, note, self.signer.verifier().text)
        return False
