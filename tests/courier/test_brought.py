"""What a field form sealed and somebody brought: filed whole and once, held where a rule forbids it, quarantined where it is not whole."""

import secrets
import subprocess
import sys
from hashlib import sha256

import pytest
from tests.courier.envelopes import PHOTO, container, envelope
from tests.courier.places import ROOT, environment, kniha, run, told
from tests.courier.test_accession import EXHIBITS, FOREIGN, FORMER, OURS, Office
from tests.world import NOW, found_world
from tools.interview_vectors import TOLD
from tools.interview_vectors import container as vector_container

from kniha.book.evidence.models import CustodyEvent, Exhibit, QuarantinedEnvelope
from kniha.book.evidence.queries import blob_of
from kniha.book.journal import checking
from kniha.book.journal.replay import replay
from kniha.book.statements.field_forms import take_form, withdraw_form
from kniha.book.statements.models import BroughtFile, FieldForm, HeldInterview, Interview, Statement
from kniha.conf.keys import KeyFolder
from kniha.runs.accession import Outcome
from kniha.runs.bringing import bring
from kniha.runs.brought import STEPS, Opener
from kniha.seal.field_interviews import MAGIC
from kniha.seal.frames import FileLabel, Frame, format_end, format_label, frame
from kniha.seal.padding import padding
from kniha.seal.recipients import parse_recipient
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import MalformedError


def plain(register: bytes, token: str, *, files: tuple[tuple[str, bytes], ...] = (("фота.jpg", PHOTO),), **more: object) -> bytes:
    """A container as a form writes it."""
    whole = MAGIC
    for name, data in files:
        whole += frame(Frame.FILE, format_label(FileLabel(name, "image/jpeg"))) + (frame(Frame.DATA, data) if data else b"")
        whole += frame(Frame.END, format_end(sha256(data).digest(), len(data)))
    whole += frame(Frame.INTERVIEW, canonical({**TOLD, "register": register.hex(), "form": token, **more}))
    return whole + b"".join(padding(len(whole)))


class Field(Office):
    """An office with a form that Vera took, and a courier that opens what is brought."""

    def __init__(self, world, folder):
        super().__init__(world, folder)
        self.form = take_form(world.hand(world.vera), world.first, person=None, good_until=NOW.date())
        self.opener = Opener(self.accession)

    def sealed(self, **more):
        return envelope(OURS.recipient, plain(self.register, self.form.token, **more))

    def bring(self, data):
        pieces = (data[at : at + 1000] for at in range(0, len(data), 1000))
        return bring(self.vault, pieces, self.world.hand(self.world.vera))

    def settle(self):
        return [self.opener.settle(one) for one in BroughtFile.objects.all()]

    def kept(self):
        return sorted(path.name for path in (self.folder / "vault/quarantine").glob("*"))


@pytest.fixture
def field(tmp_path):
    return Field(found_world(), tmp_path)


@pytest.mark.django_db(databases=["default", "replay"])
@pytest.mark.database
def test_an_interview_is_filed_with_its_files_and_the_sealed_copy_goes(field):
    data = field.sealed(recorded="yes", sounds=1, files=(("голас.ogg", b"OggS" + bytes(100)), ("фота.jpg", PHOTO)))
    laid = field.bring(data)
    assert (laid.digest, laid.size, laid.is_new) == (sha256(data).hexdigest(), len(data), True)
    assert field.settle() == [Outcome.FILED]

    statement = Statement.objects.get()
    assert (statement.text, statement.envelope) == (TOLD["text"], laid.digest)
    interview = Interview.objects.get()
    assert interview.held_by == field.world.vera
    assert interview.began.astimezone(NOW.tzinfo).isoformat() == "2026-11-20T10:00:00+03:00"
    assert {one.why for one in CustodyEvent.objects.filter(kind="acquired")} == {"sound of the interview", "came with an interview"}
    photo = Exhibit.objects.get(original_name="фота.jpg")
    assert b"".join(field.vault.open(blob_of(photo), [EXHIBITS])) == PHOTO
    assert field.kept() == field.incoming() == []
    assert not BroughtFile.objects.exists()
    checking.check_journal()
    assert replay().differences == ()


@pytest.mark.django_db
def test_brought_twice_it_is_filed_once_and_nothing_lies_about(field):
    data = field.sealed()
    field.bring(data)
    field.bring(data)
    assert field.settle() == [Outcome.FILED]
    assert not field.bring(data).is_new
    assert field.settle() == []
    assert field.kept() == []
    assert Statement.objects.count() == 1


@pytest.mark.django_db
def test_an_older_identity_opens_what_was_sealed_before_the_keys_changed(field):
    field.bring(envelope(FORMER.recipient, plain(field.register, field.form.token)))
    assert field.settle() == [Outcome.FILED]


@pytest.mark.django_db
def test_what_a_rule_forbids_is_held_whole_and_leaves_nothing_in_the_vault_but_itself(field):
    withdraw_form(field.world.hand(field.world.vera), field.form.form)
    data = field.sealed()
    field.bring(data)
    assert field.settle() == [Outcome.HELD]
    held = HeldInterview.objects.get()
    assert (held.reason, held.digest, held.size) == ("form-withdrawn", sha256(data).hexdigest(), len(data))
    assert b"".join(field.vault.open_quarantined(held.digest)) == data
    assert field.incoming() == field.blobs() == []
    # Brought once more by somebody who does not know: still one, and still whole.
    assert field.bring(data).is_new
    assert field.settle() == [Outcome.HELD]
    assert HeldInterview.objects.count() == 1
    assert field.kept() == [held.digest]


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


FAULTS = {
    "to another register's key": (lambda field: envelope(FOREIGN.recipient, plain(field.register, field.form.token)), "not-ours"),
    "of another register": (lambda field: envelope(OURS.recipient, plain(bytes(32), field.form.token)), "not-ours"),
    "with a changed bit": (lambda field: changed(field.sealed(), 5000), "damaged"),
    "with a form of nobody": (lambda field: envelope(OURS.recipient, plain(field.register, "ab" * 32)), "unknown-form"),
    "a report": (lambda field: envelope(OURS.recipient, container(field.register)), "unknown-field"),
    "with an unknown purpose": (lambda field: field.sealed(consent={"keep": "yes", "sell": "yes"}), "unknown-field"),
    "without consent": (lambda field: field.sealed(consent={"keep": "no"}), "malformed"),
    "that ends before it began": (lambda field: field.sealed(ended="2026-11-20T09:00"), "malformed"),
    "with a later version": (lambda field: field.sealed(v=2), "unknown-field"),
    "with a plan without end": (lambda field: field.sealed(plan="а" * 6000), "too-large"),
    "for the vectors' register": (lambda field: envelope(OURS.recipient, vector_container(TOLD, ())), "not-ours"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_what_no_form_of_ours_sealed_is_kept_whole_in_quarantine_with_the_reason(field, fault):
    make, reason = FAULTS[fault]
    data = make(field)
    field.bring(data)
    assert field.settle() == [Outcome.QUARANTINED]
    kept = QuarantinedEnvelope.objects.get()
    assert (kept.digest, kept.reason) == (sha256(data).hexdigest(), reason)
    assert b"".join(field.vault.open_quarantined(kept.digest)) == data
    assert not Statement.objects.exists()
    assert FieldForm.objects.get().state == "out"
    assert field.incoming() == field.blobs() == []
    assert not field.bring(data).is_new


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"plain words of somebody", bytes(20_000), b"age-encryption.org/v1\n" + bytes(5000)])
def test_plain_words_and_other_files_are_refused_and_nothing_of_them_is_kept(field, data):
    with pytest.raises(MalformedError):
        field.bring(data)
    assert field.kept() == field.incoming() == []
    assert not BroughtFile.objects.exists()


@pytest.mark.django_db
def test_a_file_cut_short_is_refused_before_it_is_kept(field):
    with pytest.raises(MalformedError):
        field.bring(field.sealed()[:-100])
    assert field.kept() == field.incoming() == []


@pytest.mark.django_db
def test_a_copy_that_our_disk_lost_is_brought_again_and_not_taken_for_a_fault_of_the_file(field):
    data = field.sealed()
    digest = field.bring(data).digest
    (field.folder / "vault/quarantine" / digest).write_bytes(b"rot")
    assert field.settle() == [Outcome.MISSING]
    assert not QuarantinedEnvelope.objects.exists()
    field.bring(data)
    assert field.settle() == [Outcome.FILED]


# -- as processes: the command, and a courier that is killed after each step

TAKE = """
import secrets, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.book.access import actions, queries
from kniha.book.access.actions import Enrolment
from kniha.book.access.models import Compartment, Registrar
from kniha.book.journal.acting import Hand
from kniha.book.statements.field_forms import take_form, withdraw_form
now = datetime.now(settings.OFFICE.zone)
anna, boris = Registrar.objects.filter(role_grants__role="custodian").order_by("name")
hand = Hand(anna, queries.roles(anna), now, secrets.token_bytes)
vera = actions.enrol_registrar(hand, (anna, boris), Enrolment("Vera", ("clerk",)))
first = Compartment.objects.get(receives_reports=True)
actions.admit_member(hand, (anna, boris), first, vera)
vera = Hand(vera, queries.roles(vera), now, secrets.token_bytes)
for lost in (False, True):
    form = take_form(vera, first, person=None, good_until=vera.today + timedelta(days=7))
    if lost:
        withdraw_form(vera, form.form)
    print(form.token)
"""

COURIER = """
import os, signal, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.conf import settings
from kniha.courier import process
from kniha.vocab.errors import UnavailableError

where, days = sys.argv[1], int(sys.argv[2])

def step(name):
    if name == where:
        os.kill(os.getpid(), signal.SIGKILL)

now = lambda: datetime.now(settings.OFFICE.zone) + timedelta(days=days)
courier = process.prepare(settings.OFFICE, ask=lambda name: "", say=print, step=step, now=now)
try:
    courier.round()
except UnavailableError:
    sys.exit(3)  # no intake is there: what was brought needs none
"""

HELD = """
import django
django.setup()
from kniha.book.statements.models import BroughtFile, FieldForm, HeldInterview
states, reasons = FieldForm.objects.values_list("state", flat=True), HeldInterview.objects.values_list("reason", flat=True)
print(BroughtFile.objects.count(), sorted(states), list(reasons))
"""


def courier(home, *, until="", days=0):
    command = [sys.executable, "-c", COURIER, until, str(days)]
    given = environment(home, KNIHA_INTAKE_URL="http://127.0.0.1:9")
    return subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def carried(home, tmp_path):
    """Three sealed files that somebody brought with the command: a good one, one of a form withdrawn, one to somebody else."""
    register = KeyFolder(home / "keys").register()
    done = run(home, TAKE)
    assert done.returncode == 0, done.stderr
    good, lost = done.stdout.split()
    recipient = parse_recipient(register.recipient)
    told = {"began": "2020-08-12T10:00", "ended": "2020-08-12T11:00"}
    files = {
        "good.age": envelope(recipient, plain(register.register, good, **told)),
        "lost.age": envelope(recipient, plain(register.register, lost, files=(), **told)),
        "foreign.age": envelope(FOREIGN.recipient, plain(register.register, good, **told)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    added = kniha(home, "interview", "add", *(str(tmp_path / name) for name in files))
    assert added.returncode == 0, added.stderr
    assert added.stdout.count("lies before the courier") == 3
    return files


@pytest.mark.parametrize("where", STEPS)
def test_a_courier_killed_after_a_step_loses_nothing_and_files_nothing_twice(home, carried, where):
    killed = courier(home, until=where)
    assert killed.returncode == -9, killed.stderr
    again = courier(home, days=2)
    assert again.returncode == 3, again.stderr
    found = told(home)
    assert found["statements"] == [TOLD["text"]]
    assert found["exhibits"] == [["фота.jpg", len(PHOTO)]]
    foreign = carried["foreign.age"]
    assert found["quarantined"] == [[sha256(foreign).hexdigest(), "not-ours", len(foreign)]]
    assert found["differences"] == 0
    assert run(home, HELD).stdout.strip() == "0 ['used', 'withdrawn'] ['form-withdrawn']"
    kept = {path.name for path in (home / "vault/quarantine").iterdir()}
    assert kept == {sha256(carried[name]).hexdigest() for name in ("lost.age", "foreign.age")}
    assert list((home / "vault/incoming").glob("*")) == []


def test_the_command_says_what_is_no_sealed_file_and_takes_the_others(home, tmp_path):
    (tmp_path / "notes.txt").write_text("словы")
    register = KeyFolder(home / "keys").register()
    sealed = envelope(parse_recipient(register.recipient), plain(register.register, secrets.token_hex(32)))
    (tmp_path / "good.age").write_bytes(sealed)
    done = kniha(home, "interview", "add", str(tmp_path / "notes.txt"), str(tmp_path / "good.age"))
    assert done.returncode == 1
    assert "notes.txt: not what a field form seals" in done.stderr
    assert "good.age: lies before the courier" in done.stdout
    assert kniha(home, "interview", "add", str(tmp_path / "nowhere.age")).returncode == 2
