"""Whose signatures in files are trusted: roots that the office pinned, or an error that names the file that makes no sense."""

import io

import pytest
from tests.ledger.authorities import authority
from tests.media.samples import jpeg
from tests.media.signing import maker, signed

from kniha.conf import signers
from kniha.conf.signers import FOLDER, read_signers
from kniha.media.manifest_reading import read_manifest
from kniha.vocab.errors import ConfigurationError

CHAIN = authority()
ROOT = maker()[1].encode()


@pytest.fixture
def keys(tmp_path):
    def lay(**files):
        folder = tmp_path / FOLDER
        folder.mkdir(parents=True)
        for name, data in files.items():
            (folder / name.replace("__", ".")).write_bytes(data)
        return tmp_path

    return lay


def test_without_signers_nobody_is_trusted(tmp_path, keys):
    assert read_signers(tmp_path) == b""
    assert read_signers(keys()) == b""


def test_a_root_that_was_pinned_makes_a_manifest_trusted(keys):
    roots = read_signers(keys(zubr__pem=ROOT, los__pem=maker("Los")[1].encode(), der__pem=CHAIN.root.certificate))
    assert roots.count(b"BEGIN CERTIFICATE") == 3
    assert read_manifest(io.BytesIO(signed(jpeg())), "image/jpeg", roots.decode())[0].holding == "trusted"


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"a__txt": ROOT}, "a.txt"),
        ({"A__pem": ROOT}, "A.pem"),
        ({"a__pem": b"nothing"}, "a.pem"),
        ({"a__pem": b""}, "a.pem"),
        ({"a__pem": CHAIN.middle.certificate}, "roots alone"),
    ],
)
def test_a_file_that_makes_no_sense_is_named(keys, files, named):
    with pytest.raises(ConfigurationError, match=named):
        read_signers(keys(**files))


def test_a_folder_where_a_file_should_be_is_named(keys):
    folder = keys()
    (folder / FOLDER / "a.pem").mkdir()
    with pytest.raises(ConfigurationError, match=r"a\.pem cannot be read"):
        read_signers(folder)


def test_more_roots_than_are_handed_to_a_child_are_refused(keys, monkeypatch):
    monkeypatch.setattr(signers, "MOST_BYTES", 100)
    with pytest.raises(ConfigurationError, match="at most 100 bytes"):
        read_signers(keys(zubr__pem=ROOT))
