"""*Received*: a day after an envelope was filed its receipt's mailbox says so; not to who is held, and not of who was erased."""

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
from kniha.book.statements.models import SealedArrival
for arrival in SealedArrival.objects.all():
    SealedArrival.objects.filter(pk=arrival.pk).update(since=arrival.since - timedelta(days=1))
"""
WAITING = """
import django
django.setup()
from kniha.book.statements.models import SealedArrival
print(*SealedArrival.objects.values_list("since", flat=True))
"""
GONE = """
import django
django.setup()
from kniha.book.statements.models import SealedArrival
SealedArrival.objects.update(source="0" * 32)
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
    assert run(home, WAITING).stdout == "\n"
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    assert mailbox(intake, keys) == []
