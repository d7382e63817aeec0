import pytest

from kniha.conf.vault import read_vault
from kniha.vocab.errors import ConfigurationError


def test_the_naming_key_is_read_from_the_keys(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "naming.key").write_bytes(b"n" * 32)
    settings = read_vault(tmp_path / "blobs", tmp_path)
    assert (settings.folder, settings.naming_key) == (tmp_path / "blobs", b"n" * 32)
    assert "nnn" not in repr(settings)


@pytest.mark.parametrize("content", [None, b"", b"n" * 31, b"n" * 33])
def test_a_missing_or_short_naming_key_is_told(tmp_path, content):
    if content is not None:
        (tmp_path / "vault").mkdir()
        (tmp_path / "vault" / "naming.key").write_bytes(content)
    with pytest.raises(ConfigurationError):
        read_vault(tmp_path / "blobs", tmp_path)
