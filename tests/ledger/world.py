"""A small register in memory: nine entries of an invented story, its keys, its tree. Everything follows from fixed seeds."""

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.entries import Skeleton, Value, commitment, leaf_data
from kniha.ledger.head_evidence import SeamEvidence, build_head
from kniha.ledger.keys import LOG_ALGORITHMS, Algorithm, SigningKey
from kniha.ledger.proof_file import build_proof
from kniha.ledger.seams import Seam, custodian_name, parse_seam, sign_seam
from kniha.ledger.shown_entries import ShownEntry
from kniha.vocab.canonical import canonical

REGISTER = sha256(b"the register of these tests").digest()
AT = 1_763_884_800  # 2025-11-23 08:00:00 UTC


def signing_keys(register=REGISTER, seed=b"k"):
    return tuple(SigningKey(origin_of(register), algorithm, seed * 32) for algorithm in LOG_ALGORITHMS)


def custodians(register=REGISTER):
    return tuple(SigningKey(custodian_name(register, number), Algorithm.ED25519, bytes([number]) * 32) for number in range(1, 6))


def row(name):
    """The id of an invented row."""
    return sha256(name.encode()).hexdigest()[:32]


STATEMENT, ACCOUNT, INCIDENT, ACT, OTHER = (row(name) for name in ("statement", "account", "incident", "act", "other incident"))


@dataclass
class Register:
    """Enters, grows its tree, signs, proves."""

    keys: tuple = field(default_factory=signing_keys)
    register: bytes = REGISTER
    entries: list = field(default_factory=list)  # (skeleton bytes, values, commitments)
    nodes: dict = field(default_factory=dict)
    generation: int = 0
    seams: tuple = ()  # (note, old head) of each generation from 1 on
    signed: dict = field(default_factory=dict)

    def read(self, level, index):
        return self.nodes[level, index]

    def enter(self, action, changes, *, role="clerk", day="2025-11-21", cites=(), **named):
        """`changes`: (verb, table, id, fields)."""
        seq = len(self.entries)
        pairs = {"at": f"{day}T09:{seq:02}:00.000000Z", "day": day, "registrar": row("vera"), "role": role, **named}
        for number, (_, _, _, fields) in enumerate(changes):
            pairs |= {f"{number}/{name}": value for name, value in fields.items()}
        values = tuple(Value(path, sha256(f"{seq} {path}".encode()).digest()[:16], canonical(value)) for path, value in pairs.items())
        skeleton = Skeleton(action, tuple(change[:3] for change in changes), tuple(cites), tuple(pairs), 1, seq).encode()
        commitments = tuple(commitment(value.salt, value.path, value.data) for value in values)
        for node in tree.append(seq, tree.leaf_hash(leaf_data(skeleton, commitments)), self.read):
            self.nodes[node.level, node.index] = node.hash
        self.entries.append((skeleton, values, commitments))

    def head(self, size=None):
        size = len(self.entries) if size is None else size
        return Checkpoint(origin_of(self.register, self.generation), size, tree.root(size, self.read))

    def signers(self):
        """The same seeds, under the origin's name."""
        return tuple(replace(key, name=origin_of(self.register, self.generation)) for key in self.keys)

    def checkpoint(self, size=None, at=AT):
        """Signed once: ML-DSA-44 signs differently each time."""
        head = self.head(size)
        if (head, at) not in self.signed:
            self.signed[head, at] = sign_checkpoint(head, self.signers(), at=at)
        return self.signed[head, at]

    def verifiers(self):
        return tuple(key.verifier() for key in self.signers())

    def evidence(self, size=None, at=AT, **more):
        """Head evidence; `more` is what came for the head: cosignatures, stamps."""
        return build_head(
            register=self.register,
            keys=self.verifiers(),
            checkpoint=self.checkpoint(size, at),
            seams=self.told_seams(size),
            custodians=[key.verifier() for key in custodians(self.register)],
            **more,
        )

    def told_seams(self, size=None):
        """Each seam with its entry, or without where a later one lost it."""
        stated = [parse_seam(note) for note, _ in self.seams]
        for place, (note, old_head) in enumerate(self.seams):
            first = stated[place].restored_size
            is_lost = any(later.restored_size <= first for later in stated[place + 1 :])
            yield SeamEvidence(note, old_head, None if is_lost else self.entry(first, ("seam", "old_head", "lost_seams"), size))

    def cut(self, size):
        """The register as it was at `size` entries, to go on otherwise."""
        nodes = {(level, index): node for (level, index), node in self.nodes.items() if (index + 1) << level <= size}
        return Register(self.keys, self.register, self.entries[:size], nodes)

    def put_back(self, size, *, signers=(1, 2, 3)):
        """The register after a restore to `size` entries: three custodians state the loss, and the log begins again."""
        old, again = self.head(), self.cut(size)
        again.generation = self.generation + 1
        seam = Seam(self.register, old.origin, old.size, old.root, again.head().origin, size, again.head().root)
        note = sign_seam(seam, [custodians(self.register)[number - 1] for number in signers])
        again.seams = (*self.seams, (note, self.checkpoint()))
        lost = [one for one in self.seams if parse_seam(one[0]).restored_size >= size]
        values = {"seam": note, "old_head": self.checkpoint()}
        if lost:
            values["lost_seams"] = [{"seam": one, "old_head": other} for one, other in lost]
        again.enter("log.restarted", [], role="register", **values)
        return again

    def stored(self, size=None):
        """The entries as an exported book has them."""
        for skeleton, values, commitments in self.entries[:size]:
            yield leaf_data(skeleton, commitments), tuple((value.salt, value.data) for value in values)

    def entry(self, seq, shown, size=None):
        skeleton, values, commitments = self.entries[seq]
        return ShownEntry(
            index=seq,
            skeleton=skeleton,
            commitments=commitments,
            shown=tuple(value for value in values if value.path in shown),
            inclusion=tree.inclusion_proof(seq, len(self.entries) if size is None else size, self.read),
        )

    def proof(self, shown, about=("incident", INCIDENT)):
        """`shown`: {seq: paths}."""
        entries = [self.entry(seq, paths) for seq, paths in shown.items()]
        return build_proof(about=about, head=self.evidence(), entries=entries)


def story():
    """A report comes in, is coded, becomes an incident, is corrected, reviewed; another incident stands beside it."""
    book = Register()
    book.enter("register.founded", [], role="custodian")
    book.enter(
        "report.received",
        [("insert", "statement", STATEMENT, {"text": "Мяне затрымалі каля крамы", "language": "be"})],
        role="courier",
        certificate={"ed25519": "a2V5", "mldsa44": "a2V5", "payload": "00" * 32},
    )
    book.enter(
        "account.coded",
        [("insert", "account", ACCOUNT, {"statement": STATEMENT, "kind": "beating"})],
        cites=[("statement", STATEMENT)],
    )
    book.enter(
        "incident.opened",
        [
            ("insert", "incident", INCIDENT, {"number": "KN-2025-48213", "state": "draft", "public": False, "lat_e7": 539_000_000}),
            ("insert", "act", ACT, {"incident": INCIDENT, "kind": "beating", "victims": 1}),
        ],
        role="investigator",
        cites=[("account", ACCOUNT)],
    )
    book.enter("incident.opened", [("insert", "incident", OTHER, {"number": "KN-2025-11111", "state": "draft"})], role="investigator")
    book.enter("act.corrected", [("update", "act", ACT, {"victims": 2})], role="investigator", day="2025-11-22", reason="a second account")
    book.enter("incident.sent", [("update", "incident", INCIDENT, {"state": "in review"})], role="investigator", day="2025-11-22")
    book.enter("incident.accepted", [("update", "incident", INCIDENT, {"state": "accepted"})], role="lawyer", day="2025-11-23")
    book.enter("statement.read", [], day="2025-11-23")
    return book


SHOWN = {
    3: ("day", "role", "0/number", "0/state", "0/public", "1/incident", "1/kind", "1/victims"),
    5: ("day", "role", "0/victims"),
    6: ("day", "role", "0/state"),
    7: ("day", "role", "0/state"),
}


def the_proof():
    return story().proof(SHOWN)


def altered(data, alter):
    """`data` with `alter` done to what it says, in canonical form again: the work of one who edits the file with a program."""
    found = json.loads(data)
    alter(found)
    return canonical(found)


def closed(data):
    """`data` with its digest made again: the work of one who has read the specification."""
    found = json.loads(data)
    return canonical(found | {"digest": sha256(canonical({key: value for key, value in found.items() if key != "digest"})).hexdigest()})
