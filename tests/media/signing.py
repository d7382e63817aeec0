"""An invented maker of cameras, who signs pictures: keys and certificates made for one run."""

import io
from datetime import UTC, datetime
from functools import cache

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"


def _certificate(name, key, *, issuer=None, issuer_key=None):
    is_root, issuer_key = issuer is None, issuer_key or key
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Zubr")])
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    written = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called if is_root else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2090, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not is_root:
        written = written.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return written.sign(issuer_key, hashes.SHA256())


@cache
def maker(name="Zubr"):
    """The signer, and its root as PEM."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(f"{name} root", root_key)
    leaf = _certificate(f"{name} camera", key, issuer=root, issuer_key=root_key)
    chain = leaf.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=written, ta_url=None), root.public_bytes(Encoding.PEM).decode()


def signed(data, media_type="image/jpeg", *, remote=""):
    """`data` with a manifest in it, or with an address in its place."""
    actions = {"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}]}
    manifest = {
        "claim_generator_info": [{"name": "Zubr", "version": "1"}], "title": "made up", "format": media_type,
        "assertions": [{"label": "c2pa.actions", "data": actions}],
    }  # fmt: skip
    written = io.BytesIO()
    builder = c2pa.Builder(manifest)
    if remote:
        builder.set_no_embed()
        builder.set_remote_url(remote)
    builder.sign(c2pa.Signer.from_info(maker()[0]), media_type, io.BytesIO(data), written)
    return written.getvalue()
