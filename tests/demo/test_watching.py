"""Children end when their parent is gone, however it went."""

import os
import signal
import subprocess
import sys

import pytest

from kniha.runs.demonstration.children import KNIHA, Children
from kniha.vocab.errors import UnavailableError

PARENT = """
import subprocess, sys, time
watcher = subprocess.Popen([sys.executable, "-m", "kniha.runs.demonstration.watching"], stdin=subprocess.PIPE, process_group=0)
child = subprocess.Popen(["sleep", "60"], process_group=watcher.pid)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def children(tmp_path):
    descriptor = os.open(tmp_path / "lock", os.O_CREAT | os.O_RDWR)
    with Children(tmp_path / "logs", os.environ, kept_open=descriptor) as made:
        yield made
    os.close(descriptor)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_does_not_outlive_a_parent_that_was_killed(how):
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        child = os.pidfd_open(int(parent.stdout.readline()))
        parent.send_signal(how)
        parent.wait()
    assert ended(child, within=10)


def test_a_command_that_ends_well_is_waited_for(children):
    children.run("help", [KNIHA, "verify", "--help"])


def test_a_command_that_fails_is_named_with_its_log(children):
    with pytest.raises(UnavailableError, match=r"odd ended by itself, with status 2; see .*odd\.log"):
        children.run("odd", [KNIHA, "no-such-command"])


def test_a_server_that_ends_by_itself_is_named(children):
    children.start("odd", [KNIHA, "no-such-command"])
    with pytest.raises(UnavailableError, match="odd ended by itself"):
        children.wait_for("odd", "http://127.0.0.1:1/")


def ended(process, *, within):
    import select

    return bool(select.select([process], [], [], within)[0])
