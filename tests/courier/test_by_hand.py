"""Envelopes that somebody brought: on a stick, by mail. No intake is asked, and the files stay where they are."""

import pytest
from tests.courier.envelopes import TEXT, container, envelope, keys_for, report
from tests.courier.places import kniha, told

from kniha.conf.keys import KeyFolder
from kniha.seal.recipients import parse_recipient
from kniha.seal.reports import Consent

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def brought(home, tmp_path):
    """Write an envelope of this office's register into a file; return its path."""
    register = KeyFolder(home / "keys").register()

    def write(name, *, keys=None, **told):
        plain = container(register.register, told=report(**told), files=(), keys=keys)
        (tmp_path / name).write_bytes(envelope(parse_recipient(register.recipient), plain))
        return str(tmp_path / name)

    write.keys = lambda: keys_for(register.register)
    return write


def courier(home, *files):
    return kniha(home, "courier", *files, KNIHA_INTAKE_URL=NOWHERE)


def test_what_somebody_brought_is_filed_once_and_stays_where_it_is(home, brought, tmp_path):
    files = [brought("a.age", text="першае"), brought("b", text="другое")]
    before = [(tmp_path / name).read_bytes() for name in ("a.age", "b")]
    done = courier(home, *files)
    assert (done.returncode, done.stderr.splitlines()) == (0, [f"kniha courier: {path}: filed" for path in files]), done.stderr
    assert told(home)["statements"] == ["другое", "першае"]
    again = courier(home, files[0])
    assert (again.returncode, again.stderr) == (0, f"kniha courier: {files[0]}: known already\n")
    assert [(tmp_path / name).read_bytes() for name in ("a.age", "b")] == before


@pytest.mark.parametrize(
    "data", [b"", b"age-encryption.org/v1\n-> X25519 x\n", b"\xff\xd8\xff" * 9000], ids=["empty", "of another form", "a picture"]
)
def test_what_is_no_envelope_stops_before_anything_is_filed(home, brought, tmp_path, data):
    (tmp_path / "photo.jpg").write_bytes(data)
    done = courier(home, brought("a"), str(tmp_path / "photo.jpg"))
    assert done.returncode == 2
    assert "photo.jpg is no envelope" in done.stderr
    assert "Traceback" not in done.stderr
    assert told(home)["statements"] == []


def test_a_file_that_is_not_there_is_named(home, brought):
    done = courier(home, brought("a"), "/nowhere/at/all")
    assert (done.returncode, "/nowhere/at/all cannot be read" in done.stderr) == (2, True)
    assert told(home)["statements"] == []


def test_a_withdrawal_brought_with_its_report_comes_last(home, brought):
    keys, none = brought.keys(), Consent(keep="no", contact="no", count="no")
    gone = brought("0-gone", keys=keys, text="", does="withdrawal", when="", where="", consent=none)
    said = brought("1-said", keys=keys)
    assert courier(home, gone, said).returncode == 0
    assert told(home)["statements"] == [TEXT]


def test_a_withdrawal_without_its_report_is_to_be_brought_again(home, brought):
    keys, none = brought.keys(), Consent(keep="no", contact="no", count="no")
    gone = brought("gone", keys=keys, text="", does="withdrawal", when="", where="", consent=none)
    done = courier(home, gone)
    assert (done.returncode, "bring it again" in done.stderr) == (1, True)
    assert courier(home, gone, brought("said", keys=keys)).returncode == 0


def test_an_envelope_of_another_register_is_kept_aside(home, tmp_path):
    from kniha.seal.recipients import new_identity

    stranger = new_identity(lambda size: b"\x05" * size).recipient
    (tmp_path / "x").write_bytes(envelope(stranger, container(bytes(32), files=())))
    done = courier(home, str(tmp_path / "x"))
    assert (done.returncode, done.stderr) == (0, f"kniha courier: {tmp_path / 'x'}: quarantined\n")
