"""*Received* and *read*: a day after an envelope was filed, or first read, its receipt's mailbox says so; not to who is held, and not of
who was erased.
"""

import json
from datetime import date

import pytest
from tests.courier.envelopes import container, envelope, keys_for, report
from tests.courier.places import admit_clerk, kniha, run, told
from tests.courier.test_replies import HELD, mailbox

from kniha.seal.recipients import parse_recipient

A_DAY_LATER = """
import django
django.setup()
from datetime import timedelta
from kniha.book.statements.models import SealedWord
for word in SealedWord.objects.exclude(mailbox=""):
    SealedWord.objects.filter(pk=word.pk).update(since=word.since - timedelta(days=1))
"""
WAITING = """
import django
django.setup()
from kniha.book.statements.models import SealedWord
print(*SealedWord.objects.exclude(mailbox="").values_list("since", flat=True))
"""
GONE = """
import django
django.setup()
from kniha.book.statements.models import SealedWord
SealedWord.objects.update(source="0" * 32)
"""
KEPT = """
import django
django.setup()
from kniha.book.statements.models import SealedWord
print(SealedWord.objects.count())
"""
READ = """
import secrets
from datetime import datetime
import django
django.setup()
from django.conf import settings
from kniha.book.access import queries
from kniha.book.access.models import Registrar
from kniha.book.journal.acting import Hand
from kniha.book.statements.arriving import note_read
from kniha.desk import keys
from kniha.book.statements.models import Statement
keys.use(keys.open_keys(keys.folder(), lambda name: ""))
vera = Registrar.objects.get(name="Vera")
hand = Hand(vera, queries.roles(vera), datetime.now(settings.OFFICE.zone), secrets.token_bytes)
note_read(hand, Statement.objects.get(), opening=keys.person_keys())
"""


@pytest.fixture
def keys(home, intake):
    """Those of somebody whose report was filed today."""
    register = intake.keys.register()
    keys = keys_for(register.register)
    intake.send(envelope(parse_recipient(register.recipient), container(register.register, told=report(), files=(), keys=keys)))
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).stderr == "kniha courier: filed 1\n"
    return keys


def carried(home, intake):
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 0, done.stderr


def test_a_day_later_the_mailbox_says_on_which_day_it_was_filed(home, intake, keys):
    carried(home, intake)
    assert mailbox(intake, keys) == []
    filed = date.fromisoformat(run(home, WAITING).stdout.strip())
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    (said,) = mailbox(intake, keys)
    assert json.loads(said) == {"day": filed.isoformat(), "format": "kniha-arrival/v1"}
    assert run(home, WAITING).stdout == "\n"
    carried(home, intake)
    assert mailbox(intake, keys) == [said]
    assert told(home)["differences"] == 0


def test_a_day_after_somebody_read_it_the_mailbox_says_so_once(home, intake, keys):
    admit_clerk(home)
    filed = date.fromisoformat(run(home, WAITING).stdout.strip())
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    (arrived,) = mailbox(intake, keys)
    for _ in range(2):
        assert run(home, READ).returncode == 0
        carried(home, intake)
    assert mailbox(intake, keys) == [arrived]
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    said = [json.loads(text) for text in mailbox(intake, keys)]
    assert {"day": filed.isoformat(), "format": "kniha-read/v1"} in said
    assert len(said) == 2
    assert run(home, READ).returncode == 0
    assert run(home, WAITING).stdout == "\n"
    assert run(home, KEPT).stdout == "1\n"
    assert run(home, GONE).returncode == 0
    carried(home, intake)
    assert run(home, KEPT).stdout == "0\n"


def test_to_who_is_held_nothing_is_laid(home, intake, keys):
    admit_clerk(home)
    assert run(home, HELD).returncode == 0
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    assert mailbox(intake, keys) == []
    assert run(home, WAITING).stdout != "\n"


def test_of_who_is_not_here_any_more_nothing_is_laid_and_nothing_kept(home, intake, keys):
    assert run(home, GONE).returncode == 0
    carried(home, intake)
    assert run(home, KEPT).stdout == "0\n"
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    assert mailbox(intake, keys) == []
