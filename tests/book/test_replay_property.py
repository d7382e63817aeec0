"""Whatever is done, by whomever and in whatever order: journal, tables and tree tell the same."""

import inspect
import re

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.book.office import Office

from kniha.book.access import actions as access
from kniha.book.access import conflicts, looking, proposing
from kniha.book.bulk import actions as bulk
from kniha.book.communications import actions as communications
from kniha.book.communications import communicating
from kniha.book.communications import looking as asking
from kniha.book.communications import taking as taking_messages
from kniha.book.crossing import actions as crossing
from kniha.book.erasure import actions as erasing
from kniha.book.erasure import expiring, holding
from kniha.book.events import actions as events
from kniha.book.events import involving, reviewing, surroundings
from kniha.book.evidence import acquiring, likening, masking, noting, stepping, things
from kniha.book.evidence import actions as evidence
from kniha.book.forces import actions as forces
from kniha.book.medicine import reporting, signing
from kniha.book.people import actions as people
from kniha.book.people import canaries, interests
from kniha.book.recordings import actions as cameras
from kniha.book.recordings import recording, taking
from kniha.book.statements import actions as statements
from kniha.book.statements import bringing, conversation, field_forms, interviewing, noticing, receiving, tying
from kniha.book.work import actions as work
from kniha.book.work import agreeing, lists, requests

AREAS = (
    access,
    looking,
    erasing,
    holding,
    events,
    reviewing,
    involving,
    surroundings,
    acquiring,
    evidence,
    likening,
    masking,
    noting,
    stepping,
    things,
    people,
    statements,
    receiving,
    noticing,
    proposing,
    conversation,
    work,
    requests,
    lists,
    agreeing,
    interviewing,
    conflicts,
    canaries,
    interests,
    crossing,
    reporting,
    signing,
    field_forms,
    bringing,
    tying,
    forces,
    cameras,
    recording,
    taking,
    bulk,
    expiring,
    communications,
    communicating,
    asking,
    taking_messages,
)


@pytest.mark.django_db(databases=["default", "replay"])
@pytest.mark.database
@pytest.mark.soak
def test_the_journal_tells_the_tables_whatever_is_done(soaking: bool) -> None:
    examples, steps = (400, 60) if soaking else (5, 40)
    how = settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Office, settings=how)


def test_every_action_has_its_rule() -> None:
    source = inspect.getsource(Office)
    named = {
        name
        for area in AREAS
        for name, function in inspect.getmembers(area, inspect.isfunction)
        if next(iter(inspect.signature(function).parameters), "") == "hand"
        and not name.startswith("_")
        and function.__module__ == area.__name__
    }
    # The first entry of every world, changes that other actions enter, and a count that is no entry.
    parts = {
        "found_register",
        "incident_change",
        "draw_number",
        "cite",
        "custody",
        "sealed_field",
        "must_be_the_two",
        "note_reading",
        "note_person_read",
        "bring_list",
        "choose_mapping",
    }
    parts |= {"consent_changes", "exhibit_changes", "further_files"}
    parts |= {"new_exhibit", "speaker_changes"}
    parts |= {"erased_step", "told"}
    parts |= {"give_tasks"}  # give_task, many times
    parts |= {"answered", "all_refused"}
    parts |= {"first_sealed_field", "report_changes", "must_hold"}
    parts |= {"waits"}  # the courier's own note of a notice that came early: no entry
    assert named - set(re.findall(r"\.(\w+)\b", source)) <= parts
