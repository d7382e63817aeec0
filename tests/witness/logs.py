"""Invented logs that a witness is asked to watch: honest ones, and one that tells two pasts."""

import json
from dataclasses import dataclass, field

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.seams import Seam, custodian_name, sign_seam
from kniha.ledger.witnessing import Request

AT = 1_763_884_800
SIGNERS = tuple(SigningKey("witness.example/w", kind, b"w" * 32) for kind in (Algorithm.ED25519_COSIGNATURE, Algorithm.MLDSA44))
WITNESS = tuple(key.verifier() for key in SIGNERS)


def clock():
    return AT


@dataclass
class Log:
    """A register's log with `most` leaves; from leaf `honest` on they are those of a `story` of its own."""

    register: bytes = bytes(range(32))
    generation: int = 0
    story: bytes = b""
    honest: int = 5
    most: int = 300
    seed: bytes = b"k" * 32
    nodes: dict = field(default_factory=dict, repr=False)

    def __post_init__(self):
        tales = (b"" if number < self.honest else self.story for number in range(self.most))
        leaves = [tree.leaf_hash(tale + number.to_bytes(4, "big")) for number, tale in enumerate(tales)]
        self.nodes = {(node.level, node.index): node.hash for node in tree.append_many(0, leaves, lambda *_: b"")}

    @property
    def origin(self):
        return origin_of(self.register, self.generation)

    @property
    def keys(self):
        return tuple(SigningKey(self.origin, algorithm, self.seed) for algorithm in LOG_ALGORITHMS)

    @property
    def custodians(self):
        return [SigningKey(custodian_name(self.register, number), Algorithm.ED25519, bytes([number]) * 32) for number in range(1, 6)]

    def description(self):
        """Its register.json; the keys bear the name of generation 0."""
        keys = [SigningKey(origin_of(self.register), algorithm, self.seed).verifier().text for algorithm in LOG_ALGORITHMS]
        custodians = [key.verifier().text for key in self.custodians]
        return json.dumps({"register": self.register.hex(), "checkpoint_keys": keys, "custodian_keys": custodians}).encode()

    def read(self, level, index):
        return self.nodes[level, index]

    def head(self, size):
        return Checkpoint(self.origin, size, tree.root(size, self.read))

    def note(self, size):
        return parse_note(sign_checkpoint(self.head(size), self.keys, at=AT))

    def request(self, old, new):
        return Request(old, tree.consistency_proof(old, new, self.read) if 0 < old <= new else (), self.note(new))

    def seam(self, old_size, restored, signers=3):
        """The custodians' note that this log goes on as the next generation, having lost what came after `restored`."""
        old, kept, new = self.head(old_size), self.head(restored), origin_of(self.register, self.generation + 1)
        return sign_seam(Seam(self.register, self.origin, old_size, old.root, new, restored, kept.root), self.custodians[:signers])
