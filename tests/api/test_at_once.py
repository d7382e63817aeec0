"""Several processes send one request under one key at the same time: it is done once, and all get the same answer."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.repo.tree import ROOT

START = """
import os, secrets, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "kniha.desk.settings"
import django; django.setup()
"""
FOUND = (
    START
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import datetime
from django.conf import settings
from tests.world import found_world
from kniha.book.access.tokens import TokenDraft, make_token
world = found_world()
now = datetime.now(settings.OFFICE.zone)
made = make_token(world.hand(world.vera, now), TokenDraft("coding", "праграма", now.date()), is_demo=True)
print(made.words, world.report().pk)
"""
)
POST = (
    START
    + """
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from tests.api.conftest import Program
words, statement, start = sys.argv[1:]
program = Program(words)
program.get("/me")  # everything is loaded before the moment comes
time.sleep(max(0, float(start) - time.time()))
answer = program.post(f"/statements/{statement}/accounts", {}, key="one-key-for-all-of-them")
print(answer.status_code, answer.content.decode())
"""
)
COUNT = (
    START
    + """
from kniha.book.statements.models import Account
from kniha.book.journal import reading
print(Account.objects.count(), sum(entry.skeleton.action == "account.coded" for entry in reading.entries()))
"""
)


def python(code: str, home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_"))}
    environment |= {"KNIHA_HOME": str(home), "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment, stdout=subprocess.PIPE, text=True)


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return out


def test_of_several_at_once_one_is_done_and_all_get_its_answer(tmp_path: Path) -> None:
    words, statement = said(python(FOUND, tmp_path)).split()
    start = str(time.time() + 15)
    answers = [said(process) for process in [python(POST, tmp_path, words, statement, start) for _ in range(4)]]
    assert len(set(answers)) == 1, answers
    assert answers[0].startswith("201 ")
    assert said(python(COUNT, tmp_path)).split() == ["1", "1"]
