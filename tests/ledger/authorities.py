"""Invented authorities of time: a root, a certificate between, a signer, each as the test wants it. Everything follows from names."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kniha.ledger.timestamp_statements import Stated
from kniha.ledger.timestamps import check_time_stamp
from kniha.runs.demonstration.authority import Signer, key_of, sign_reply

AT = datetime(2025, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
YEAR = timedelta(days=365)
IMPRINT = sha256(b"the head of an invented register").digest()
POLICY = "1.2.3.4.5"
TIME = (ExtendedKeyUsageOID.TIME_STAMPING,)
LISTS_AT = "http://lists.example/of-{}.crl"

STATED = Stated(AT, None, IMPRINT, POLICY, 7, 4711)


@dataclass
class Chain:
    """An authority with its keys."""

    root: Signer
    middle: Signer
    signer: Signer

    def reply(self, *, signer=None, certificates=None, **stated):
        brought = (self.signer.certificate, self.middle.certificate) if certificates is None else certificates
        return sign_reply(replace(STATED, **stated), signer or self.signer, certificates=brought)

    def lists(self, **given):
        return crl(self.middle, **given), crl(self.root, **given)

    def check(self, reply=None, **given):
        return check_time_stamp(
            self.reply() if reply is None else reply, **({"imprint": IMPRINT, "roots": [self.root.certificate]} | given)
        )


def named(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def number_of(der):
    return x509.load_der_x509_certificate(der).serial_number


def usage(*uses):
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
        "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{use: use in uses for use in every})


def issue(
    name, issuer=None, *, seed=b"", first=AT - YEAR, last=AT + YEAR, ca=False, path_length=None, uses=None, purposes=None, critical=True,
    lists=LISTS_AT, number=None, further=(),
):  # fmt: skip
    """Return a key and certificate called `name`, by `issuer` or by itself."""
    key = key_of(seed, name)
    issuer_key, issuer_name = (
        (key, named(name)) if issuer is None else (issuer.key, x509.load_der_x509_certificate(issuer.certificate).subject)
    )
    uses = uses or (("key_cert_sign", "crl_sign") if ca else ("digital_signature",))
    builder = x509.CertificateBuilder().subject_name(named(name)).issuer_name(issuer_name).public_key(key.public_key())
    builder = builder.serial_number(number or int.from_bytes(sha256(name.encode() + seed).digest()[:8], "big"))
    builder = builder.not_valid_before(first).not_valid_after(last)
    builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True).add_extension(usage(*uses), critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=critical)
    if lists:
        address = x509.UniformResourceIdentifier(lists.format(issuer_name.rfc4514_string()[3:].replace(" ", "-")))
        builder = builder.add_extension(x509.CRLDistributionPoints([x509.DistributionPoint([address], None, None, None)]), critical=False)
    for extension, is_critical in further:
        builder = builder.add_extension(extension, critical=is_critical)
    return Signer(key, builder.sign(issuer_key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER))


def authority(name="A", *, root=None, middle=None, **signer):
    """Return an authority; `root`, `middle` and the rest say how the three differ from what is right."""
    first = issue(f"{name} root", ca=True, **(root or {}))
    second = issue(f"{name} middle", first, ca=True, **(middle or {}))
    return Chain(first, second, issue(f"{name} signer", second, **({"purposes": TIME} | signer)))


def crl(issuer, *, made=AT - DAY, until=AT + DAY, revoked=(), further=(), key=None):
    """Return the list of `issuer` (DER); `revoked` are (number, date, reason or None)."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(x509.load_der_x509_certificate(issuer.certificate).subject)
    builder = builder.last_update(made).next_update(until)
    for number, date, reason in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(date)
        if reason:
            entry = entry.add_extension(x509.CRLReason(reason), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    for extension, is_critical in further:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(key or issuer.key, SHA256(), ecdsa_deterministic=True).public_bytes(Encoding.DER)
