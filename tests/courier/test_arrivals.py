"""*Received*: a day after an envelope was filed its receipt's mailbox says so; not to who is held, and not of who was erased."""

import json
from datetime import date

import pytest
from tests.courier.envelopes import container, envelope, keys_for, report
from tests.courier.places import kniha, run, told
from tests.courier.test_replies import mailbox

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
HELD = """
import secrets
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar
from kniha.book.journal.acting import Hand
from kniha.book.people.actions import RiskDraft, assess_risk
from kniha.book.statements.models import Statement
now = datetime.now(settings.OFFICE.zone)
anna, boris = Registrar.objects.filter(role_grants__role="custodian").order_by("name")
grants = Hand(anna, queries.roles(anna), now, secrets.token_bytes)
vera = actions.enrol_registrar(grants, (anna, boris), Enrolment("Vera", ("clerk",)))
actions.admit_member(grants, (anna, boris), Compartment.objects.get(receives_reports=True), vera)
hand = Hand(vera, queries.roles(vera), now, secrets.token_bytes)
assess_risk(hand, Statement.objects.get().source, RiskDraft("high", ("held",), "", hand.today + timedelta(days=30)))
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
    assert run(home, HELD).returncode == 0
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    assert mailbox(intake, keys) == []
    assert run(home, WAITING).stdout != "\n"


def test_of_who_is_not_here_any_more_nothing_is_laid_and_nothing_kept(home, intake, keys):
    assert run(home, GONE).returncode == 0
    assert run(home, A_DAY_LATER).returncode == 0
    carried(home, intake)
    assert mailbox(intake, keys) == []
    assert run(home, WAITING).stdout == "\n"
