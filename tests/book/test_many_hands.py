"""Many write at once, some are killed in mid-action: every entry has its place, none is lost, none is half done."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

START = """
import os, secrets, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kniha.desk.settings"
import django; django.setup()
from datetime import datetime
from zoneinfo import ZoneInfo
from kniha.book.access.models import Compartment
from kniha.book.journal.acting import Hand
from kniha.book.statements.receiving import quarantine_envelope
hand = Hand(None, frozenset(), datetime.now(ZoneInfo("Europe/Minsk")), secrets.token_bytes, "courier")
"""
FOUND = (
    START
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
)
WRITE = (
    START
    + """
for number in range(int(sys.argv[1])):
    quarantine_envelope(hand, digest=secrets.token_hex(32), size=number, reason="damaged")
    print(number, flush=True)
"""
)
CHECK = (
    START
    + """
from kniha.book.evidence.models import QuarantinedEnvelope
from kniha.book.journal import checking
from kniha.book.journal.replay import replay
print(checking.check_journal(), QuarantinedEnvelope.objects.count(), len(replay().differences))
"""
)


def python(code: str, home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_"))} | {"KNIHA_HOME": str(home)}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.PIPE, text=True)


def done(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return out


def test_four_processes_lose_nothing(tmp_path: Path) -> None:
    done(python(FOUND, tmp_path))
    for writer in [python(WRITE, tmp_path, "40") for _ in range(4)]:
        done(writer)
    assert done(python(CHECK, tmp_path)).split() == ["160", "160", "0"]


def test_a_process_killed_in_mid_work_leaves_whole_entries(tmp_path: Path) -> None:
    done(python(FOUND, tmp_path))
    told = 0
    for pause in (0.05, 0.11, 0.17):
        writer = python(WRITE, tmp_path, "100000")
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        told += 1 + len(writer.communicate()[0].splitlines())
    entries, rows, differences = map(int, done(python(CHECK, tmp_path)).split())
    assert entries == rows >= told
    assert differences == 0
