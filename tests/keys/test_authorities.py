"""Which authorities of time are asked: files that say so, or an error that names the one that makes no sense."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from tests.ledger.authorities import authority

from kniha.conf.authorities import FOLDER, Calendar, TimeAuthority, read_authorities
from kniha.vocab.errors import ConfigurationError

CHAIN = authority()


def pem(*ders):
    return b"".join(x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM) for der in ders)


@pytest.fixture
def keys(tmp_path):
    def lay(**files):
        folder = tmp_path / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name.replace("__", ".")).write_bytes(data)
        return tmp_path

    return lay


def test_a_register_without_authorities_has_none(tmp_path, keys):
    assert read_authorities(tmp_path) == ()
    assert read_authorities(keys()) == ()


def test_authorities_and_calendars_are_read_by_name(keys):
    folder = keys(
        b__url=b"# ours\nhttps://b.example/tsr\n", b__pem=pem(CHAIN.middle.certificate, CHAIN.root.certificate), b__policy=b"1.2.3\n",
        a__calendar=b"https://a.example\nhttps://older.a.example\n", c__url=b"http://c.example", c__pem=CHAIN.root.certificate,
    )  # fmt: skip
    roots = (CHAIN.root.certificate,)
    assert read_authorities(folder) == (
        Calendar("a", ("https://a.example", "https://older.a.example")),
        TimeAuthority("b", "https://b.example/tsr", roots, (CHAIN.middle.certificate,), "1.2.3"),
        TimeAuthority("c", "http://c.example", roots),
    )


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"a__url": b"http://a.example"}, "a.pem"),
        ({"a__pem": pem(CHAIN.root.certificate)}, "a.url"),
        ({"a__url": b"", "a__pem": pem(CHAIN.root.certificate)}, "a.url"),
        ({"a__url": b"http://a\nhttp://b", "a__pem": pem(CHAIN.root.certificate)}, "a.url"),
        ({"a__url": b"http://a", "a__pem": pem(CHAIN.middle.certificate)}, "a.pem"),
        ({"a__url": b"http://a", "a__pem": b"nothing"}, "a.pem"),
        ({"a__url": b"http://a", "a__pem": pem(CHAIN.root.certificate), "a__policy": b"none"}, "a.policy"),
        ({"a__calendar": b"# nobody"}, "a.calendar"),
        ({"a__calendar": b"http://a", "a__url": b"http://a"}, "a.calendar"),
        ({"a__txt": b""}, "a.txt"),
        ({"A__url": b"http://a"}, "A.url"),
    ],
)
def test_what_makes_no_sense_is_named(keys, files, named):
    with pytest.raises(ConfigurationError, match=named):
        read_authorities(keys(**files))
