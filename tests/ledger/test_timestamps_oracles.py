"""Others judge as we do: the `openssl` command makes and checks stamps, `rfc3161-client` checks ours."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response
from tests.ledger.authorities import AT, IMPRINT, YEAR, authority

from kniha.ledger.timestamp_requests import build_request
from kniha.ledger.timestamps import check_time_stamp
from kniha.vocab.errors import KnihaError

NOW = datetime.now(UTC).replace(microsecond=0)
SETTINGS = """\
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = {digest}
"""


@pytest.fixture
def openssl(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command is not here")

    def run(*words):
        return subprocess.run(["openssl", *words], cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def pem(*ders):
    return b"".join(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in ders)


def openssl_holds(openssl, tmp_path, reply, chain, at):
    (tmp_path / "reply.tsr").write_bytes(reply)
    (tmp_path / "root.pem").write_bytes(pem(chain.root.certificate))
    (tmp_path / "beside.pem").write_bytes(pem(chain.middle.certificate))
    done = openssl(
        "ts", "-verify", "-digest", IMPRINT.hex(), "-in", "reply.tsr", "-CAfile", "root.pem", "-untrusted", "beside.pem",
        "-attime", str(int(at.timestamp())),
    )  # fmt: skip
    return done.returncode == 0


def rfc3161_client_holds(reply, chain):
    verifier = VerifierBuilder(roots=[x509.load_der_x509_certificate(chain.root.certificate)]).build()
    try:
        return verifier.verify(decode_timestamp_response(reply), IMPRINT)
    except VerificationError:
        return False


def we_hold(reply, chain):
    try:
        return check_time_stamp(reply, imprint=IMPRINT, roots=[chain.root.certificate]).at == AT
    except KnihaError:
        return False


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384"])
@pytest.mark.parametrize("brings_chain", [True, False])
def test_stamps_that_openssl_makes_hold(openssl, tmp_path, digest, brings_chain):
    span = {"first": NOW - YEAR, "last": NOW + YEAR}
    chain = authority(root=span, middle=span, **span)
    request = build_request(IMPRINT, nonce=99)
    files = {
        "request.tsq": request,
        "signer.key": chain.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        "signer.pem": pem(chain.signer.certificate),
        "chain.pem": pem(chain.middle.certificate),
        "openssl.cnf": SETTINGS.format(digest=digest).encode(),
        "serial": b"0A\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    words = ("-chain", "chain.pem") if brings_chain else ()
    done = openssl(
        "ts", "-reply", "-config", "openssl.cnf", "-section", "tsa", "-queryfile", "request.tsq", "-inkey", "signer.key",
        "-signer", "signer.pem", "-out", "reply.tsr", *words,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    beside = () if brings_chain else (chain.middle.certificate,)
    reply = (tmp_path / "reply.tsr").read_bytes()
    found = check_time_stamp(reply, imprint=IMPRINT, roots=[chain.root.certificate], intermediates=beside, nonce=99)
    assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=5)
    assert found.policy == "1.2.3.4.1"


@pytest.mark.parametrize(
    "case",
    [
        "right",
        "expired since",
        "forged",
        "moved",
        "not yet valid",
        "purpose not critical",
        "no purpose",
        "path too long",
        "of another root",
    ],
)
def test_the_three_agree(openssl, tmp_path, case):
    chain, thief = authority(), authority("thief")
    reply = chain.reply()
    match case:
        case "expired since":
            span = {"first": AT - YEAR, "last": AT + timedelta(hours=1)}
            chain = authority(root=span, middle=span, **span)
            reply = chain.reply()
        case "forged":
            reply = chain.reply(signer=replace(chain.signer, key=thief.signer.key))
        case "moved":
            reply = reply.replace(b"20251123080000Z", b"20251123070000Z")
        case "not yet valid":
            chain = authority(first=AT + timedelta(days=1))
            reply = chain.reply()
        case "purpose not critical":
            chain = authority(critical=False)
            reply = chain.reply()
        case "no purpose":
            chain = authority(purposes=None)
            reply = chain.reply()
        case "path too long":
            chain = authority(root={"path_length": 0})
            reply = chain.reply()
        case "of another root":
            chain = replace(chain, root=thief.root)
    expected = case in {"right", "expired since"}
    assert we_hold(reply, chain) is expected
    assert openssl_holds(openssl, tmp_path, reply, chain, AT) is expected
    assert rfc3161_client_holds(reply, chain) is expected


def test_without_the_stated_time_openssl_turns_red_when_the_certificates_expire(openssl, tmp_path):
    """Why docs/spec/timestamps.md gives the command with -attime."""
    span = {"first": AT - YEAR, "last": AT + timedelta(hours=1)}
    chain = authority(root=span, middle=span, **span)
    assert not openssl_holds(openssl, tmp_path, chain.reply(), chain, NOW)
    assert we_hold(chain.reply(), chain)
