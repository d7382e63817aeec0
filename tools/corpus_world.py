"""The invented register of the corpus: its keys, its log, its witnesses and authorities. Everything follows from fixed seeds.

ML-DSA-44 signatures draw randomness. So the corpus remembers each that it made (`Remembered`), and comes out byte for byte the same.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from kniha.ledger import tree
from kniha.ledger.checkpoints import Checkpoint, origin_of, sign_checkpoint
from kniha.ledger.cosignatures import cosign
from kniha.ledger.entries import Salted, Skeleton, Value, commitment, leaf_data
from kniha.ledger.head_evidence import HeadEvidence, SeamEvidence, Stamp, build_head
from kniha.ledger.keys import Algorithm, SigningKey, VerifierKey
from kniha.ledger.notes import SignatureLine
from kniha.ledger.seams import Seam, custodian_name, sign_seam
from kniha.ledger.shown_entries import ShownEntry
from kniha.ledger.timestamp_der import SEQUENCE, encode, read_all, read_one
from kniha.ledger.timestamp_statements import Stated
from kniha.ledger.timestamps import imprint_of
from kniha.runs.demonstration.authority import POLICY, Authority, Signer, appoint, found_root, sign_reply
from kniha.vocab.canonical import JSON, canonical

SIGNATURES = Path(__file__).parents[1] / "tests/corpus/mldsa44.json"
UTF8 = 0x0C
FIRST = 1_772_438_400  # 2026-03-02 08:00:00 UTC
STEP = 600  # an entry every ten minutes
FOUNDED = datetime.fromtimestamp(FIRST, UTC)


def seed(label: str) -> bytes:
    """Return 32 bytes that look random and are always the same."""
    return sha256(b"kniha corpus: " + label.encode()).digest()


def row(label: str) -> str:
    """Return the id of an invented row."""
    return seed(label).hex()[:32]


REGISTER, ANOTHER_REGISTER = seed("register"), seed("another register")
REPORT, STATEMENT, ACCOUNT, INCIDENT, ACT, OTHER_INCIDENT, CASE = (
    row(name) for name in ("report", "statement", "account", "incident", "act", "another incident", "case file")
)


@dataclass(frozen=True, slots=True)
class Remembered(SigningKey):
    """A key whose ML-DSA-44 signatures are made once, and then always the same."""

    known: ClassVar[dict[str, str]] = json.loads(SIGNATURES.read_text()) if SIGNATURES.exists() else {}
    used: ClassVar[dict[str, str]] = {}

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`."""
        if self.algorithm is not Algorithm.MLDSA44:
            return SigningKey.sign(self, message)
        place = sha256(self.verifier().text.encode() + b"\n" + message).hexdigest()
        if place not in self.known:
            self.known[place] = base64.b64encode(SigningKey.sign(self, message)).decode()
        self.used[place] = self.known[place]
        return base64.b64decode(self.used[place])


def log_keys(register: bytes = REGISTER, generation: int = 0, owner: str = "register") -> tuple[SigningKey, ...]:
    """Return the two keys of a log: the same seeds in every generation, under its name."""
    origin = origin_of(register, generation)
    return tuple(Remembered(origin, kind, seed(f"{owner} {kind.name}")) for kind in (Algorithm.ED25519, Algorithm.MLDSA44))


CUSTODIANS = tuple(SigningKey(custodian_name(REGISTER, number), Algorithm.ED25519, seed(f"custodian {number}")) for number in range(1, 6))
RELEASE = SigningKey(f"{origin_of(REGISTER)}/release", Algorithm.ED25519, seed("release"))
ARCHIVE = SigningKey("witness.example/archive", Algorithm.ED25519_COSIGNATURE, seed("archive"))
SOCIETY = SigningKey("witness.example/society", Algorithm.ED25519_COSIGNATURE, seed("society"))
TOMORROW = Remembered("witness.example/tomorrow", Algorithm.MLDSA44, seed("tomorrow"))
STRANGER = SigningKey("witness.example/stranger", Algorithm.ED25519_COSIGNATURE, seed("stranger"))


def authority(name: str, *, at: datetime = FOUNDED) -> Authority:
    """Return the authority of time `name`, founded at `at`: invented, and said to be."""
    root = found_root(f"Invented Root {name}", seed(f"root {name}"), at=at)
    return appoint(root, f"Invented Time {name}", seed(f"signer {name}"), at=at, lists_at=f"http://{name.lower()}.example/list.crl")


NORTH, SOUTH = authority("North"), authority("South")


def moment(size: int) -> int:
    """Return the time at which the head of `size` entries is signed, in seconds since 1970."""
    return FIRST + STEP * size


def stamp(over: bytes, *, at: int, by: Authority = NORTH, name: str = "north", brings: bool = True) -> Stamp:
    """Return the stamp that `by` gives for an imprint, a minute after the head; whether the reply `brings` its certificate itself."""
    stated = datetime.fromtimestamp(at + 60, UTC)
    inside = (by.signer.certificate,) if brings else ()
    reply = sign_reply(Stated(stated, None, over, POLICY, 1, 7), by.signer, certificates=inside)
    lists = (by.revocation_list(at=stated + timedelta(minutes=5)),)
    return Stamp(name, "rfc3161", reply, (by.signer.certificate, by.root.certificate), lists)


def listing(of: Authority, signer: Authority, *, reason: str | None, revoked: int, made: int) -> bytes:
    """Return a revocation list with the certificate of `of`, signed by the root of `signer`; times in seconds since 1970."""
    root, own = (x509.load_der_x509_certificate(each) for each in (of.root.certificate, of.signer.certificate))
    when = datetime.fromtimestamp(made, UTC)
    entry = x509.RevokedCertificateBuilder().serial_number(own.serial_number).revocation_date(datetime.fromtimestamp(revoked, UTC))
    if reason:
        entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags(reason)), critical=False)
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject).last_update(when).next_update(when + timedelta(days=1))
    made_list = builder.add_revoked_certificate(entry.build()).sign(signer.root.key, SHA256(), ecdsa_deterministic=True)
    return made_list.public_bytes(Encoding.DER)


def purposeless(by: Authority) -> Authority:
    """Return `by` with a signer whose certificate says nothing of time-stamping."""
    root, own = (x509.load_der_x509_certificate(each) for each in (by.root.certificate, by.signer.certificate))
    builder = x509.CertificateBuilder().subject_name(own.subject).issuer_name(root.subject).public_key(own.public_key())
    builder = (
        builder.serial_number(own.serial_number + 1).not_valid_before(own.not_valid_before_utc).not_valid_after(own.not_valid_after_utc)
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    made = builder.add_extension(usage, critical=True).sign(by.root.key, SHA256(), ecdsa_deterministic=True)
    return replace(by, signer=Signer(by.signer.key, made.public_bytes(Encoding.DER)))


def talkative(given: Stamp) -> Stamp:
    """Return a stamp whose reply says, outside of what is signed, that it holds and is of another time."""
    status, token = read_all(read_one(given.reply, "a reply").body, "a reply")
    words = encode(UTF8, b"granted\nTime stamp: Jan  1 00:00:00 2020 GMT\nVerification: OK\n")
    return replace(given, reply=encode(SEQUENCE, encode(SEQUENCE, status.body, encode(SEQUENCE, words)), token.encode()))


def injected(good: Stamp, stated: Stated) -> Stamp:
    """Return a stamp whose reply brings along a certificate for which nothing vouches."""
    inside = (NORTH.signer.certificate, SOUTH.signer.certificate)
    return replace(good, reply=sign_reply(stated, NORTH.signer, certificates=inside))


@dataclass
class Log:
    """A log as it grows: its entries, its tree, its keys."""

    register: bytes = REGISTER
    generation: int = 0
    owner: str = "register"
    entries: list[tuple[bytes, tuple[Value, ...], tuple[bytes, ...]]] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    seams: tuple[tuple[str, str, int], ...] = ()  # note, old head, the index of its entry

    @property
    def keys(self) -> tuple[SigningKey, ...]:
        """The keys that sign."""
        return log_keys(self.register, self.generation, self.owner)

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """Their public halves."""
        return tuple(key.verifier() for key in self.keys)

    def read(self, level: int, index: int) -> bytes:
        """Read a node of the tree."""
        return self.nodes[level, index]

    def enter(self, action: str, changes: Sequence[tuple[str, str, str, Mapping[str, JSON]]] = (), /, **said: JSON) -> int:
        """Enter something: `changes` are verb, table, id and fields; `said` replaces or adds values. Return its index."""
        seq = int(str(said.pop("seq", len(self.entries))))
        at = datetime.fromtimestamp(moment(len(self.entries)), UTC)
        pairs: dict[str, JSON] = {"at": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", "day": f"{at:%Y-%m-%d}", "registrar": row("vera"), "role": "clerk"}
        pairs |= said
        for number, (_, _, _, fields) in enumerate(changes):
            pairs |= {f"{number}/{name}": value for name, value in fields.items()}
        values = tuple(Value(path, seed(f"salt {seq} {path}")[:16], canonical(value)) for path, value in pairs.items())
        skeleton = Skeleton(action, tuple(change[:3] for change in changes), (), tuple(pairs), 1, seq).encode()
        return self.put(skeleton, values)

    def put(self, skeleton: bytes, values: tuple[Value, ...]) -> int:
        """Put an entry at the end of the tree."""
        commitments = tuple(commitment(value.salt, value.path, value.data) for value in values)
        seq = len(self.entries)
        for node in tree.append(seq, tree.leaf_hash(leaf_data(skeleton, commitments)), self.read):
            self.nodes[node.level, node.index] = node.hash
        self.entries.append((skeleton, values, commitments))
        return seq

    def head(self, size: int | None = None) -> Checkpoint:
        """Return the head over the first `size` entries."""
        size = len(self.entries) if size is None else size
        return Checkpoint(origin_of(self.register, self.generation), size, tree.root(size, self.read))

    def signed(self, size: int | None = None, *, at: int | None = None) -> str:
        """Return the head as the log signs it."""
        head = self.head(size)
        return sign_checkpoint(head, self.keys, at=moment(head.size) if at is None else at)

    def evidence(
        self,
        size: int | None = None,
        *,
        witnesses: Iterable[SigningKey] = (ARCHIVE,),
        stamps: Iterable[Authority] = (),
        at: int | None = None,
        custodians: Sequence[SigningKey] = CUSTODIANS,
    ) -> HeadEvidence:
        """Return the head with all that vouches for it."""
        head = self.head(size)
        note, when = self.signed(size, at=at), moment(head.size)
        lines: dict[VerifierKey, SignatureLine] = {key.verifier(): cosign(head, key, at=when + 5) for key in witnesses}
        over = imprint_of(note, self.verifiers)
        named = {NORTH: "north", SOUTH: "south"}
        return build_head(
            register=self.register,
            checkpoint=note,
            keys=self.verifiers,
            cosignatures=lines,
            stamps=[stamp(over, at=when, by=each, name=named[each]) for each in stamps],
            custodians=[key.verifier() for key in custodians],
            seams=[self.seam_evidence(number, head.size) for number in range(len(self.seams))],
        )

    def seam_evidence(self, number: int, size: int) -> SeamEvidence:
        """Return a seam with its entry, or without where a later restore lost it."""
        note, old, index = self.seams[number]
        lost = any(later <= index for _, _, later in self.seams[number + 1 :])
        return SeamEvidence(note, old, None if lost else self.entry(index, ("seam", "old_head", "lost_seams"), size))

    def entry(self, seq: int, shown: Iterable[str], size: int | None = None) -> ShownEntry:
        """Return an entry that shows the values at these paths."""
        skeleton, values, commitments = self.entries[seq]
        chosen = tuple(value for value in values if value.path in set(shown))
        return ShownEntry(seq, skeleton, commitments, chosen, tree.inclusion_proof(seq, size or len(self.entries), self.read))

    def consistency(self, size: int) -> tuple[bytes, ...]:
        """Return the proof that the first `size` entries stand at the beginning of the whole tree."""
        return tree.consistency_proof(size, len(self.entries), self.read)

    def stored(self, erased: Iterable[tuple[int, str]] = ()) -> list[tuple[bytes, list[Salted | None]]]:
        """Return all entries as a book holds them; `erased` values are named by index and path."""
        gone = set(erased)
        return [
            (leaf_data(bones, commitments), [None if (seq, value.path) in gone else (value.salt, value.data) for value in values])
            for seq, (bones, values, commitments) in enumerate(self.entries)
        ]

    def restored(self, size: int) -> "Log":
        """Return the log as an older copy has it: its first `size` entries."""
        older = replace(self, entries=[], nodes={})
        for bones, values, _ in self.entries[:size]:
            older.put(bones, values)
        return older

    def begun_anew(self, size: int, *, signers: Sequence[SigningKey] = CUSTODIANS[:3], **other: object) -> "Log":
        """Return the log of the next generation, after a restore to `size` entries; `other` falsifies what the seam states."""
        old, restored = self.head(), self.restored(size)
        stated = {
            "register": self.register,
            "old_origin": old.origin,
            "old_size": old.size,
            "old_root": old.root,
            "new_origin": origin_of(self.register, self.generation + 1),
            "restored_size": size,
            "restored_root": restored.head().root,
        }
        note, old_head = sign_seam(Seam(**(stated | other)), signers), self.signed()  # type: ignore[arg-type]  # falsified on purpose
        said: dict[str, JSON] = {"role": "custodian", "seam": note, "old_head": old_head}
        lost: JSON = [{"seam": each, "old_head": head} for each, head, index in self.seams if index >= size]
        restored.enter("log.restarted", (), **(said | ({"lost_seams": lost} if lost else {})))
        return replace(restored, generation=self.generation + 1, seams=(*self.seams, (note, old_head, size)))


def story(**falsified: JSON) -> Log:
    """Return the register's log: a report comes in, is coded, becomes an incident, is corrected and reviewed. All of it is invented."""
    log = Log(**falsified)  # type: ignore[arg-type]  # register, generation, owner
    report: JSON = {"ed25519": "a2V5", "mldsa44": "a2V5", "payload": seed("payload").hex()}
    text = "Мяне затрымалі каля крамы, потым білі ў машыне."
    log.enter("register.founded", role="custodian")
    log.enter("report.received", [("insert", "statement", STATEMENT, {"language": "be", "text": text})], role="courier", certificate=report)
    log.enter("account.coded", [("insert", "account", ACCOUNT, {"kind": "beating", "statement": STATEMENT})])
    opened: list[tuple[str, str, str, Mapping[str, JSON]]] = [
        ("insert", "incident", INCIDENT, {"number": "KN-2026-48213", "public": False, "state": "draft"}),
        ("insert", "act", ACT, {"incident": INCIDENT, "kind": "beating", "victims": 1}),
    ]
    log.enter("incident.opened", opened, role="investigator")
    log.enter(
        "incident.opened", [("insert", "incident", OTHER_INCIDENT, {"number": "KN-2026-11111", "state": "draft"})], role="investigator"
    )
    log.enter("act.corrected", [("update", "act", ACT, {"victims": 2})], role="investigator", reason="a second account")
    log.enter("incident.sent", [("update", "incident", INCIDENT, {"state": "in review"})], role="investigator")
    log.enter("incident.accepted", [("update", "incident", INCIDENT, {"state": "accepted"})], role="lawyer")
    return log


SHOWN = {3: ("day", "role", "0/number", "0/state", "1/kind", "1/victims"), 5: ("day", "0/victims"), 7: ("day", "role", "0/state")}
