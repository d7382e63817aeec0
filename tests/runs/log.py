"""The log of an invented register: its keys, its custodians, and what is kept outside its database."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from tests.world import NOW, World

from kniha.book.journal import reading
from kniha.conf.keys import REGISTER
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, SigningKey
from kniha.ledger.registers import Register
from kniha.ledger.seams import Seam, custodian_name, sign_seam
from kniha.runs.heads import sign_due, sign_head
from kniha.runs.kept import Kept
from kniha.runs.seams import find_loss, take_seam
from kniha.seal.recipients import new_identity

EVERY = 600
STEP = timedelta(seconds=EVERY)


@dataclass(frozen=True)
class Log:
    register: bytes
    folder: Path

    @property
    def signers(self) -> tuple[SigningKey, ...]:
        return tuple(SigningKey(origin_of(self.register), one, bytes([one.value]) * 32) for one in LOG_ALGORITHMS)

    @property
    def custodians(self) -> tuple[SigningKey, ...]:
        return tuple(SigningKey(custodian_name(self.register, one), Algorithm.ED25519, bytes([64 + one]) * 32) for one in range(1, 6))

    @property
    def public(self) -> Register:
        keys, custodians = (tuple(key.verifier() for key in own) for own in (self.signers, self.custodians))
        return Register(self.register, keys, custodians)

    def publish(self, keys: Path) -> None:
        """Write the register's public description into a folder of keys."""
        recipient = new_identity(lambda count: bytes(count)).recipient
        stated = {
            "register": self.register.hex(),
            "name": {language: f"Register ({language})" for language in ("be", "ru", "en")},
            "recipient": recipient.text,
            "checkpoint_keys": [key.text for key in self.public.checkpoint_keys],
            "custodian_keys": [key.text for key in self.public.custodian_keys],
        }
        path = keys / REGISTER
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(stated))

    @property
    def kept(self) -> Kept:
        return Kept(self.folder)

    def sign(self, moment: datetime = NOW) -> Checkpoint:
        return sign_head(self.signers, self.public, self.folder, moment=moment)

    def sign_due(self, now: datetime, every: int = EVERY) -> Checkpoint | None:
        return sign_due(self.signers, self.public, self.folder, now=now, every=every)

    def note(self, head: Checkpoint, at: datetime = NOW) -> str:
        """A head as this log would sign it, though the journal may never have been so."""
        signers = [SigningKey(head.origin, key.algorithm, key.seed) for key in self.signers]
        return sign_checkpoint(head, signers, at=int(at.timestamp()))


def log_of(world: World, folder: Path) -> Log:
    return Log(bytes.fromhex(world.register), folder)


def go_on(world: World, count: int) -> None:
    """Let `count` more entries be made."""
    for _ in range(count):
        world.report(envelope=f"{reading.size():02x}{world.random_bytes(31).hex()}")


@dataclass
class Office:
    """A register at work, with a copy of its database that can be put back."""

    world: World
    log: Log
    copy: str = ""
    moments: int = 0

    def head(self) -> Checkpoint | None:
        self.moments += 1
        return self.log.sign_due(NOW + self.moments * STEP)

    def make_copy(self) -> None:
        self.copy = transaction.savepoint()

    def put_back(self) -> None:
        transaction.savepoint_rollback(self.copy)

    def found(self) -> Seam:
        return find_loss(self.log.public, self.log.folder).seam

    def take(self, note: str) -> Seam:
        with transaction.atomic():
            return take_seam(self.world.process("register"), note, self.log.public, self.log.folder)

    def seamed(self) -> str:
        """State the loss, have three custodians sign it, take it."""
        note = sign_seam(self.found(), self.log.custodians[:3])
        self.take(note)
        return note
