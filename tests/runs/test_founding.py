"""A register begins: by two or more, with two places for reports, once, and not by half."""

import json
import secrets

import pytest
from tests.courier.places import NAMES, kniha, run

from kniha.conf.key_files import write_keys
from kniha.conf.new_keys import new_keys

ANNA, BORIS = "four words of anna", "four words of boris"
TYPED = f"{ANNA}\n{ANNA}\n{BORIS}\n{BORIS}\n"
ASKED = ("book", "found", "--prefix", "KN", "Ганна Мінская", "Boris")

STATE = """
import json
import django
django.setup()
from django.contrib.auth import authenticate
from django.db import connection
from kniha.book.access.models import Compartment, Founding, Registrar, RoleGrant, Membership
from kniha.book.journal.replay import replay
here = "book_founding" in connection.introspection.table_names()
print(json.dumps({
    "founded": list(Founding.objects.values_list("number_prefix", flat=True)) if here else [],
    "registrars": sorted(Registrar.objects.values_list("name", flat=True)) if here else [],
    "roles": sorted(set(RoleGrant.objects.values_list("role", flat=True))) if here else [],
    "places": sorted(map(list, Compartment.objects.values_list("title", "receives_reports", "receives_delicate"))) if here else [],
    "members": Membership.objects.count() if here else 0,
    "may": [authenticate(username=name, password=word) is not None for name, word in LOGINS] if here else [],
    "differences": len(replay().differences) if here else 0,
}))
"""


@pytest.fixture
def home(tmp_path):
    """An office with keys and nothing else."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    write_keys(home / "keys", new_keys(NAMES, random_bytes=secrets.token_bytes, passphrase=None))
    return home


def state(home):
    logins = [("ганна.мінская", ANNA), ("boris", BORIS), ("boris", ANNA)]
    done = run(home, STATE.replace("LOGINS", repr(logins)))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_register_begins_by_two_and_takes_reports(home):
    done = kniha(home, *ASKED, typed=TYPED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["Ганна Мінская signs in as ганна.мінская", "Boris signs in as boris"]
    assert not [word for word in (ANNA, BORIS) if word in done.stdout + done.stderr]
    assert state(home) == {
        "founded": ["KN"],
        "registrars": ["Boris", "Ганна Мінская"],
        "roles": ["administrator", "custodian"],
        "places": [["For specialists", False, True], ["Reports", True, False]],
        "members": 0,
        "may": [True, True, False],
        "differences": 0,
    }
    found = kniha(home, "doctor").stdout
    assert "the book is founded, and is that of the keys" in found
    assert "the courier cannot file" not in found


def test_a_register_is_founded_once(home):
    assert kniha(home, *ASKED, typed=TYPED).returncode == 0
    before = state(home)
    again = kniha(home, "book", "found", "--prefix", "XX", "Vera", "Gleb", typed=TYPED)
    assert (again.returncode, "has been founded already" in again.stderr) == (2, True)
    assert "New passphrase" not in again.stderr
    assert state(home) == before


OLDER = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "mfa", "0002", verbosity=0, interactive=False)
"""
WAITING = """
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
print(len(executor.migration_plan(executor.loader.graph.leaf_nodes())))
"""


def test_the_tables_of_a_register_at_work_are_not_touched(home):
    assert kniha(home, *ASKED, typed=TYPED).returncode == 0
    assert run(home, OLDER).returncode == 0
    before = run(home, WAITING).stdout
    assert before != "0\n"
    again = kniha(home, *ASKED, typed=TYPED)
    assert (again.returncode, "has been founded already" in again.stderr) == (2, True)
    assert run(home, WAITING).stdout == before


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("--prefix", "KN", "Anna"), TYPED, "two or more"),
        (("--prefix", "kn", "Anna", "Boris"), TYPED, "from A to Z"),
        (("--prefix", "KNIHAKN", "Anna", "Boris"), TYPED, "from A to Z"),
        (("--prefix", "KN", "Anna", "ANNA"), TYPED, "under one name"),
        (("--prefix", "KN", "Anna", "..."), TYPED, "letters in it"),
        (("--prefix", "KN", "--reports", "One", "--specialists", "One", "Anna", "Boris"), TYPED, "of its own"),
        (("--prefix", "KN", "Anna", "Boris"), f"{ANNA}\n{ANNA}\nshort\nshort\n", "at least 12 letters"),
        (("--prefix", "KN", "Anna", "Boris"), f"{ANNA}\n{BORIS}\n", "differ"),
        (("--prefix", "KN", "Anna", "Boris"), f"{ANNA}\n{ANNA}\npassword1234\npassword1234\n", "too common"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_founded(home, words, typed, told):
    done = kniha(home, "book", "found", *words, typed=typed)
    assert (done.returncode, told in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    after = state(home)
    assert (after["founded"], after["registrars"], after["places"]) == ([], [], [])


def test_without_keys_nothing_is_founded(tmp_path):
    (tmp_path / "home").mkdir()
    done = kniha(tmp_path / "home", *ASKED, typed=TYPED)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
