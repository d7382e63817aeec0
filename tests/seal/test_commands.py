"""`kniha seal` and `kniha open`: there and back through files and streams, and a plain word for what is wrong."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from kniha.cli.main import main
from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import HybridIdentity

VERA = HybridIdentity(bytes(range(32)))
MAREK = HybridIdentity(bytes(range(32, 64)))
TO_VERA = VERA.recipient.text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vera.identity").write_text(f"# Vera\n{VERA.text}\n")
    (tmp_path / "marek.identity").write_text(MAREK.text)
    (tmp_path / "letter").write_bytes(b"a letter " * 20_000)
    return tmp_path


def kniha(*words, data=b""):
    return subprocess.run([sys.executable, "-m", "kniha.cli", *words], input=data, capture_output=True, check=False)


@pytest.mark.parametrize("armor", [[], ["--armor"]])
def test_a_file_goes_there_and_back(folder, armor):
    assert main(["seal", "--to", TO_VERA, *armor, "letter", "letter.age"]) == 0
    assert main(["open", "--identity", "vera.identity", "letter.age", "back"]) == 0

    assert (folder / "back").read_bytes() == (folder / "letter").read_bytes()
    assert (folder / "back").stat().st_mode & 0o777 == 0o600
    assert (folder / "letter.age").read_bytes().startswith(b"-----BEGIN" if armor else b"age-encryption.org")


def test_streams_go_there_and_back(folder):
    sealed = kniha("seal", "--to", TO_VERA, "-", "-", data=b"through a pipe")
    opened = kniha("open", "--identity", "vera.identity", "-", "-", data=sealed.stdout)

    assert (sealed.returncode, opened.returncode) == (0, 0)
    assert opened.stdout == b"through a pipe"
    assert sealed.stderr == opened.stderr == b""


def test_recipients_may_stand_in_a_file(folder):
    (folder / "both").write_text(f"# custodians\n{TO_VERA}\n\n{MAREK.recipient.text}\n")

    assert main(["seal", "--to", "both", "letter", "letter.age"]) == 0
    for name in ("vera", "marek"):
        assert main(["open", "--identity", f"{name}.identity", "letter.age", name]) == 0


def test_a_file_may_be_sealed_into_its_own_place(folder):
    assert main(["seal", "--to", TO_VERA, "letter", "letter"]) == 0
    assert (folder / "letter").read_bytes().startswith(b"age-encryption.org")


def test_a_device_is_written_to_and_not_replaced(folder):
    assert main(["seal", "--to", TO_VERA, "letter", "/dev/null"]) == 0
    assert not Path("/dev/null").is_file()


def test_a_link_is_followed(folder):
    (folder / "link").symlink_to("place")

    assert main(["seal", "--to", TO_VERA, "letter", "link"]) == 0
    assert (folder / "link").is_symlink()
    assert (folder / "place").is_file()


@pytest.mark.parametrize("command", ["seal", "open"])
def test_help_teaches(command, capsys):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])

    assert caught.value.code == 0
    assert f"kniha {command} --" in capsys.readouterr().out


def test_one_command_does_not_load_the_others():
    code = "import sys\nfrom kniha.cli.main import main\nmain(['seal', '--to', sys.argv[1], '/dev/null', '/dev/null'])\n"
    code += "assert not {'kniha.cli.verify', 'kniha.seal.opening', 'django'} & set(sys.modules)"

    subprocess.run([sys.executable, "-c", code, TO_VERA], check=True)


# The bad


def fails(capsys, *words):
    status = main(words)
    said = capsys.readouterr().err
    assert said.startswith("kniha: ")
    assert "Traceback" not in said
    return status, said


def test_another_identity_is_found_wrong_and_writes_nothing(folder, capsys):
    main(["seal", "--to", TO_VERA, "letter", "letter.age"])
    before = sorted(folder.iterdir())

    assert fails(capsys, "open", "--identity", "marek.identity", "letter.age", "back")[0] == 1
    assert sorted(folder.iterdir()) == before


def test_an_altered_file_is_found_wrong_and_leaves_what_was_there(folder, capsys):
    main(["seal", "--to", TO_VERA, "letter", "letter.age"])
    sealed = (folder / "letter.age").read_bytes()
    (folder / "letter.age").write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    (folder / "back").write_bytes(b"before")
    before = sorted(folder.iterdir())

    assert fails(capsys, "open", "--identity", "vera.identity", "letter.age", "back")[0] == 1
    assert (folder / "back").read_bytes() == b"before"
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "words",
    [
        ["seal", "--to", "age1qqqq", "letter", "out"],
        ["seal", "--to", "vera.identity", "letter", "out"],
        ["seal", "--to", "nowhere", "letter", "out"],
        ["seal", "--to", TO_VERA, "nowhere", "out"],
        ["seal", "--to", TO_VERA, "letter", "no/such/folder/out"],
        ["open", "--identity", "letter", "letter", "out"],
        ["open", "--identity", "vera.identity", "letter", "out"],
        ["open", "--identity", "nowhere", "letter", "out"],
        ["open", "--identity", ".", "letter", "out"],
    ],
)
def test_what_cannot_run_says_why(folder, capsys, words):
    status, said = fails(capsys, *words)

    assert status == 2
    assert VERA.text not in said
    assert not (folder / "out").exists()


def test_wrong_words_on_the_command_line_cannot_run(folder):
    for words in ([], ["nothing"], ["seal", "letter", "out"]):
        with pytest.raises(SystemExit) as caught:
            main(words)
        assert caught.value.code == 2


def test_without_a_terminal_a_passphrase_is_not_asked_for_in_the_file_to_open(folder):
    sealed = seal_under_passphrase(VERA.text.encode(), Passphrase("p", work=4), random_bytes=secrets.token_bytes)
    (folder / "sealed.identity").write_bytes(sealed)
    run = subprocess.run(
        [sys.executable, "-m", "kniha.cli", "open", "--identity", "sealed.identity", "-", "out"],
        input=b"p\n",
        capture_output=True,
        check=False,
        start_new_session=True,
    )

    assert run.returncode == 2
    assert b"passphrase" in run.stderr


def test_at_a_terminal_the_passphrase_is_asked_for(folder):
    import pty

    main(["seal", "--to", TO_VERA, "letter", "letter.age"])
    sealed = seal_under_passphrase(VERA.text.encode(), Passphrase("p", work=4), random_bytes=secrets.token_bytes)
    (folder / "sealed.identity").write_bytes(sealed)
    child, terminal = pty.fork()
    if not child:
        os.execv(sys.executable, [sys.executable, "-m", "kniha.cli", "open", "--identity", "sealed.identity", "letter.age", "back"])
    said = os.read(terminal, 100)
    os.write(terminal, b"p\n")
    _, status = os.waitpid(child, 0)
    os.close(terminal)

    assert b"Passphrase" in said
    assert status == 0
    assert (folder / "back").read_bytes() == (folder / "letter").read_bytes()
