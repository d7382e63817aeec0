"""Homes of offices, made and asked in processes of their own, as in life: Django's settings are one per process."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from kniha.conf.key_files import write_keys
from kniha.conf.new_keys import new_keys

ROOT = Path(__file__).parents[2]
NAMES = {"be": "Кніга", "ru": "Книга", "en": "The Book"}

FOUND = """
import json, secrets, sys
from datetime import datetime
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.conf import settings
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.journal.acting import Hand
from kniha.conf.keys import KeyFolder
register = KeyFolder(settings.OFFICE.keys).register().register
now = datetime.now(settings.OFFICE.zone)
staff = [Enrolment(name, ("administrator", "custodian")) for name in ("Anna", "Boris")]
start = Hand(None, frozenset(), now, secrets.token_bytes, "register")
anna, boris = actions.found_register(start, register=register.hex(), number_prefix="KN", founders=staff)
hand = Hand(anna, queries.roles(anna), now, secrets.token_bytes)
actions.open_compartment(hand, (anna, boris), title="First", receives_reports=True)
"""

ADMIT = """
import secrets
from datetime import datetime
import django
django.setup()
from django.conf import settings
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Registrar
from kniha.book.journal.acting import Hand
anna, boris = Registrar.objects.order_by("name")
hand = Hand(anna, queries.roles(anna), datetime.now(settings.OFFICE.zone), secrets.token_bytes)
room = actions.open_compartment(hand, (anna, boris), title="Specialists", receives_reports=False, receives_delicate=True)
nina = actions.enrol_registrar(hand, (anna, boris), Enrolment("Nina", ("specialist",)))
actions.admit_member(hand, (anna, boris), room, nina)
"""

CLERK = """
import secrets
from datetime import datetime
import django
django.setup()
from django.conf import settings
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar
from kniha.book.journal.acting import Hand
anna, boris = Registrar.objects.filter(role_grants__role="custodian").order_by("name")
hand = Hand(anna, queries.roles(anna), datetime.now(settings.OFFICE.zone), secrets.token_bytes)
vera = actions.enrol_registrar(hand, (anna, boris), Enrolment("Vera", ("clerk",)))
actions.admit_member(hand, (anna, boris), Compartment.objects.get(receives_reports=True), vera)
"""

TELL = """
import json
import django
django.setup()
from django.conf import settings
from kniha.book.evidence.models import Exhibit, QuarantinedEnvelope
from kniha.book.evidence.queries import blob_of
from kniha.book.journal import checking
from kniha.book.journal.replay import replay
from kniha.book.statements.models import Statement
from kniha.conf.keys import KeyFolder
from kniha.vault.store import Vault
keys = KeyFolder(settings.OFFICE.keys)
vault = Vault(settings.OFFICE.vault, keys.vault(settings.OFFICE.vault).naming_key)
identities = keys.exhibit_identities(lambda name: "")
checking.check_journal()
print(json.dumps({
    "statements": [statement.text for statement in Statement.objects.order_by("text")],
    "exhibits": [[exhibit.original_name, len(b"".join(vault.open(blob_of(exhibit), identities)))]
                 for exhibit in Exhibit.objects.order_by("statement__text", "original_name")],
    "quarantined": [[envelope.digest, envelope.reason, sum(map(len, vault.open_quarantined(envelope.digest)))]
                    for envelope in QuarantinedEnvelope.objects.order_by("digest")],
    "differences": len(replay().differences),
}))
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of an office process: nothing of this machine's register, and the home alone."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))}
    return own | {"KNIHA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kniha.desk.settings"} | more


def run(home: Path, code: str, *words: str, **more: str) -> subprocess.CompletedProcess:
    """Run `code` as a process of the office, without a terminal."""
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(
        command, env=environment(home, **more), cwd=ROOT, capture_output=True, text=True, check=False, start_new_session=True, timeout=120
    )


def kniha(home: Path, *words: str, typed: str = "", **more: str) -> subprocess.CompletedProcess:
    """Run a command as an operator without a terminal does."""
    command = [sys.executable, "-m", "kniha.cli", *words]
    return subprocess.run(
        command, env=environment(home, **more), cwd=ROOT, input=typed, capture_output=True, text=True, check=False, start_new_session=True,
        timeout=120,
    )  # fmt: skip


def new_home(home: Path) -> Path:
    """Make the keys and found the book."""
    home.mkdir(mode=0o700)
    write_keys(home / "keys", new_keys(NAMES, random_bytes=secrets.token_bytes, passphrase=None))
    done = run(home, FOUND)
    assert done.returncode == 0, done.stderr
    return home


def found(folder: Path) -> None:
    """Fill `folder` with the home of a founded office: what tests have made once, and copy."""
    new_home(folder / "home")


def copied(founded: Path, folder: Path) -> Path:
    """Copy such a home into `folder`."""
    return Path(shutil.copytree(founded / "home", folder / "home"))


def admit_specialists(home: Path) -> Path:
    """Open a compartment for what calls for a specialist, with somebody in it."""
    done = run(home, ADMIT)
    assert done.returncode == 0, done.stderr
    return home


def admit_clerk(home: Path) -> None:
    """Enrol Vera, who reads the reports that arrive."""
    done = run(home, CLERK)
    assert done.returncode == 0, done.stderr


def told(home: Path) -> dict:
    """What the office holds: every file opened, the journal checked, replay compared."""
    done = run(home, TELL)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]
