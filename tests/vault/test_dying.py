"""A process killed, a disk full, a folder that is none: nothing half done, nothing lost, nothing readable."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.vault.shelf import VERA, begin, files, put, vault_in

from kniha.vocab.errors import UnavailableError

ROOT = Path(__file__).parents[2]
FILM = bytes(range(256)) * 2000

CHILD = """
import os, signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from tests.vault.shelf import begin, nobody_knows, vault_in

folder, moment, film = Path(sys.argv[2]), sys.argv[3], bytes(range(256)) * 2000


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def when(event, arguments):
    # os.rename stands for the moment before the file gets its place; opening the folder for fsync, for the moment after
    if moment == "before the place" and event == "os.rename":
        die()
    if moment == "before the fsync" and placed and event == "open" and "blobs" in str(arguments[0]):
        die()
    if event == "os.rename":
        placed.append(True)


placed = []
sys.addaudithook(when)
receiving = begin(vault_in(folder))
if moment == "at once":
    die()
receiving.write(film[:300_000])
if moment == "while writing":
    die()
receiving.write(film[300_000:])
receiving.finish(die if moment == "before the name is looked up" else nobody_knows)
print("finished", flush=True)
die()
"""

MOMENTS = ["at once", "while writing", "before the name is looked up", "before the place", "before the fsync", "before the row"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_process_killed_at_any_moment_leaves_nothing_half_done(tmp_path, moment):
    killed = subprocess.run([sys.executable, "-c", CHILD, str(ROOT), str(tmp_path), moment], check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr.decode()
    assert killed.stdout == (b"finished\n" if moment == "before the row" else b"")
    left = files(tmp_path)
    assert [name.partition("/")[0] for name in left] == (["blobs"] if moment in MOMENTS[-2:] else ["incoming"])
    assert not any(FILM[:64] in (tmp_path / "vault" / name).read_bytes() for name in left)
    vault = vault_in(tmp_path)
    blob = put(vault, FILM)  # the next try: nobody holds the header of what was left
    assert b"".join(vault.open(blob, [VERA])) == FILM
    assert set(left) <= set(files(tmp_path))


FULL = """
import json, resource, signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from kniha.vocab.errors import UnavailableError
from tests.vault.shelf import put, vault_in

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
vault, said = vault_in(Path(sys.argv[2])), []
for act in (lambda: put(vault, bytes(3_000_000)), lambda: vault.put_sealed([bytes(3_000_000)], random_bytes=bytes)):
    try:
        act()
    except UnavailableError as error:
        said.append(str(error))
print(json.dumps(said))
"""


@pytest.mark.parametrize("room", [0, 100_000, 2_000_000, 3_000_000])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, room):
    done = subprocess.run([sys.executable, "-c", FULL, str(ROOT), str(tmp_path), str(room)], check=True, capture_output=True)
    said = json.loads(done.stdout)
    assert len(said) == (2 if room < 3_000_000 else 1)
    assert not any(str(tmp_path) in words for words in said)
    assert len(files(tmp_path)) == 2 - len(said)


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "vault").write_bytes(b"")
    vault = vault_in(tmp_path)
    with pytest.raises(UnavailableError):
        begin(vault)
    with pytest.raises(UnavailableError):
        vault.open_quarantined("ab" * 32)


def test_a_vault_that_is_not_there_is_not_an_empty_one(tmp_path):
    """An unmounted disk: answering "there is no such file" would let an erasure or a check pass that never looked."""
    with pytest.raises(UnavailableError):
        vault_in(tmp_path).check("ab" * 32, "cd" * 32)
