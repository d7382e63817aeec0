"""A partner makes a witness, tells it whom to trust, and runs it; on a host that has little else."""

import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest
from tests.witness.logs import AT, Log
from tests.witness.servers import free_port, new_witness, post, running

from kniha.cli.main import main
from kniha.conf.witness import WitnessFolder, read
from kniha.ledger.cosignatures import parse_witness_key
from kniha.ledger.keys import WITNESS_ALGORITHMS, Algorithm
from kniha.vocab.errors import ConfigurationError
from kniha.witness.state import State

LOG = Log()
LIAR = Log(story=b"another past")
INSTALLED = {"kniha", "cryptography", "orjson", "cffi", "_cffi_backend", "pycparser", "granian", "click"}
BARE = """
import sys
class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"{{name}} is not installed here", name=name)
sys.meta_path.insert(0, Bare())
from pathlib import Path
import granian
from kniha.witness.serving import load
print(load(Path({folder!r})).state.logs())
print(sorted(name for name in sys.modules if name.startswith("kniha.") and name.count(".") == 1))
"""


def kniha(capsys, *words):
    status = main(["witness", *map(str, words)])
    return status, capsys.readouterr().out


@pytest.fixture
def made(tmp_path, capsys):
    """A witness's folder made by the command, with a register trusted, and the file of its description."""
    folder, description = tmp_path / "w", tmp_path / "register.json"
    description.write_bytes(LOG.description())
    kniha(capsys, "new", "--name", "witness.example/w", folder)
    kniha(capsys, "trust", folder, description)
    return folder


def test_a_new_witness_prints_the_keys_that_it_has(tmp_path, capsys):
    status, out = kniha(capsys, "new", "--name", "witness.example/w", tmp_path / "w")
    keys = [parse_witness_key(line) for line in out.splitlines()]
    assert status == 0
    assert tuple(key.algorithm for key in keys) == WITNESS_ALGORITHMS
    assert [signer.verifier() for signer in WitnessFolder(tmp_path / "w").signers()] == keys
    assert (tmp_path / "w/public/witness.keys").read_text() == out


def test_its_secret_and_its_state_are_for_its_owner_alone(made):
    for name in (".", "witness.json", "state.sqlite3"):
        assert (made / name).stat().st_mode & 0o077 == 0


def test_trust_prints_whose_keys_count(made, tmp_path, capsys):
    status, out = kniha(capsys, "trust", made, tmp_path / "register.json")
    assert status == 0
    for key in (*LOG.keys, *LOG.custodians):
        assert key.verifier().fingerprint in out


def test_show_says_what_was_seen_and_what_contradicts(made, capsys):
    assert kniha(capsys, "show", made) == (0, f"{LOG.origin}  nothing cosigned yet\n")
    state, signers = State(made / "state.sqlite3"), WitnessFolder(made).signers()
    state.answer(LOG.request(0, 7), signers, lambda: AT)
    status, out = kniha(capsys, "show", made)
    assert (status, out) == (0, f"{LOG.origin}  7 entries, root {LOG.head(7).root.hex()}, last at 2025-11-23 08:00:00 UTC\n")
    state.answer(LIAR.request(7, 7), signers, lambda: AT)
    status, out = kniha(capsys, "show", made)
    assert status == 1
    assert LIAR.head(7).text in out
    assert LOG.head(7).text in out


def test_a_seam_is_taken_by_command(made, tmp_path, capsys):
    state, signers = State(made / "state.sqlite3"), WitnessFolder(made).signers()
    state.answer(LOG.request(0, 20), signers, lambda: AT)
    (tmp_path / "seam").write_text(LOG.seam(20, 10))
    status, out = kniha(capsys, "seam", made, tmp_path / "seam")
    assert (status, out) == (0, f"{LOG.origin}/1 goes on from 10 entries, root {LOG.head(10).root.hex()}\n")
    assert "closed by a seam" in kniha(capsys, "show", made)[1]


def test_a_witness_runs_where_only_its_own_requirements_are(made):
    code = BARE.format(refused=set(packages_distributions()) - INSTALLED, folder=str(made))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == "['kniha.conf', 'kniha.ledger', 'kniha.vocab', 'kniha.witness']"


def test_a_witness_with_an_ed25519_key_alone_signs_with_that(made):
    seed = WitnessFolder(made).signers()[0].seed.hex()
    (made / "witness.json").write_text(f'{{"ed25519":"{seed}","name":"witness.example/w"}}')
    assert [signer.algorithm for signer in WitnessFolder(made).signers()] == [Algorithm.ED25519_COSIGNATURE]


@pytest.mark.parametrize("name", ["", "two words", "a+b", "kniha/x", "x" * 256])
def test_a_name_that_no_witness_bears_makes_nothing(tmp_path, capsys, name):
    assert main(["witness", "new", "--name", name, str(tmp_path / "w")]) == 2
    assert not (tmp_path / "w").exists()


def test_a_second_witness_in_the_same_folder_is_refused(made, capsys):
    before = (made / "witness.json").read_bytes()
    assert main(["witness", "new", "--name", "witness.example/w", str(made)]) == 2
    assert (made / "witness.json").read_bytes() == before


def test_a_folder_that_is_no_witnesss_is_said(tmp_path, capsys):
    for words in (("trust", tmp_path, tmp_path / "none"), ("show", tmp_path), ("run", tmp_path), ("seam", tmp_path, tmp_path / "none")):
        assert main(["witness", *map(str, words)]) == 2


def test_a_seam_that_does_not_hold_exits_1_and_one_that_is_none_2(made, tmp_path, capsys):
    for text, status in ((LOG.seam(20, 10, signers=2), 1), ("nothing\n", 2), ("\udcff", 2)):
        (tmp_path / "seam").write_text(text, errors="surrogateescape")
        assert main(["witness", "seam", str(made), str(tmp_path / "seam")]) == status


def test_a_key_file_that_others_may_read_is_refused(made):
    (made / "witness.json").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        WitnessFolder(made).signers()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"name":"w.example"}', '{"ed25519":"00","name":"w.example"}', '{"ed25519":null,"name":"w.example"}', "\0",
     '{"ed25519":"' + "00" * 32 + '","name":"kniha/w"}', '{"ed25519":"' + "00" * 32 + '","name":"w.example","other":1}',
     '{"ed25519":"' + "00" * 32 + '","name":7}', '{"ed25519":"' + "zz" * 32 + '","name":"w.example"}'],
)  # fmt: skip
def test_a_key_file_that_is_none_is_refused(made, text):
    (made / "witness.json").write_text(text)
    with pytest.raises(ConfigurationError):
        WitnessFolder(made).signers()


def test_settings_are_refused_when_not_understood():
    assert (read({}).host, read({}).port) == ("127.0.0.1", 8600)
    assert read({"KNIHA_WITNESS_HOST": "::1", "KNIHA_WITNESS_PORT": "9000", "KNIHA_HOME": "x"}).port == 9000
    for stated in ({"KNIHA_WITNESS_PROT": "1"}, {"KNIHA_WITNESS_PORT": "0"}, {"KNIHA_WITNESS_PORT": "many"}, {"KNIHA_WITNESS_PORT": "٩"}):
        with pytest.raises(ConfigurationError):
            read(stated)


def test_a_witness_whose_state_is_gone_does_not_start(made, capsys):
    (made / "state.sqlite3").unlink()
    assert main(["witness", "run", str(made), "--port", str(free_port())]) == 2
    assert "no state" in capsys.readouterr().err
    assert not (made / "state.sqlite3").exists()


def test_a_witness_is_run_by_command(tmp_path):
    folder, _ = new_witness(tmp_path / "w", LOG.description())
    port = free_port()
    with running(folder, port):
        assert post(port, LOG.request(0, 7).encode())[0] == 200
