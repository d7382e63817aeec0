"""Two change the same record at the same moment: one is entered, the other is told; nothing is overwritten unseen, on both databases."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.book.test_killed import ROOT, database  # noqa: F401  the fixture of a database of one's own

TOGETHER = """
import os, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "kniha.desk.settings"
import django; django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
from tests.erasures import keeper
from tests.world import PLACE, TIME, found_world
from kniha.book.events.actions import change_act, conclude
from kniha.book.events.drafts import ActChange, IncidentDraft
from kniha.book.events.models import Act, Incident
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure
from kniha.book.forces import actions as forces, finding, listing
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.journal import checking, reading, tallying
from kniha.book.journal.replay import replay
from kniha.vocab.errors import ChangedError, NotFoundError

world = found_world()
incident, account, act = world.opened()
told = []

def at_once(*actions):
    seen, start = reading.size(), threading.Barrier(len(actions))
    def run(action):
        try:
            start.wait()
            action(seen)
            told.append("entered")
        except ChangedError:
            told.append("changed")
        except NotFoundError:
            told.append("gone")
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

def titled(title):
    return lambda seen: conclude(world.hand(world.vera), incident, IncidentDraft(title, TIME, PLACE), accounts=[account], seen=seen)

def verified(how):
    return lambda seen: change_act(world.hand(world.vera), act, ActChange((), "", how), seen=seen)

at_once(titled("Першая назва"), titled("Другая назва"))
at_once(verified("verified"), verified("pending"), verified("not-verifiable"))
at_once(titled("Іншая назва"), verified("reported"))

outcomes = sorted(told)
fresh = world.report(envelope="e7" * 32)
coding = [threading.Thread(target=lambda: (world.coded(fresh), connection.close())) for _ in range(3)]
for thread in coding: thread.start()
for thread in coding: thread.join()
assert fresh.accounts.count() == 3
assert tallying.told() == tallying.truth(), (tallying.told(), tallying.truth())

def named(text, source):
    return lambda seen: forces.name_unit(world.hand(world.vera), unit, UnitNameDraft(text, "be", "short"), source=source)

def erased(seen):
    agree_to_erasure(kira, ask_erasure(world.hand(world.zoya), ("statement", fresh.pk), Wish("source", "consent-withdrawn")))

kira, closed = world.hand(keeper(world)), Source(account=fresh.accounts.first())
sort, first = UnitDraft("detachment", "police", "BY"), UnitNameDraft("Атрад", "be", "official")
unit = forces.register_unit(world.hand(world.vera), sort, first, source=Source(read_in="газета"))
told.clear()
at_once(named("Рысі", closed), named("Зубры", Source(read_in="газета")), named("Вожыкі", Source(read_in="газета")))
assert told == ["entered"] * 3, told
at_once(erased, named("Ваўкі", closed), named("Лісы", Source(read_in="газета")))
assert sorted(told)[:5] == ["entered"] * 5 and len(told) == 6, told
assert listing.are_true() and not finding.bearing(world.vera, "рысі") and not finding.bearing(world.vera, "ваўкі")
assert finding.bearing(world.vera, "зубры") and finding.bearing(world.vera, "лісы")
assert tallying.told() == tallying.truth()
holds = checking.check_journal() == reading.size()
print(*outcomes, Incident.objects.get().title == "Іншая назва", Act.objects.get().verification, holds)
"""


@pytest.mark.database
def test_of_those_who_change_a_record_at_once_one_is_entered_and_the_others_are_told(database: str, tmp_path: Path) -> None:  # noqa: F811
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_", "TESTS_"))}
    environment |= {"KNIHA_HOME": str(tmp_path), "KNIHA_DATABASE": database, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run([sys.executable, "-c", TOGETHER], env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    # Of the two, of the three, and both of those who changed different records of one incident.
    assert done.stdout.split() == ["changed"] * 3 + ["entered"] * 4 + ["True", "reported", "True"]
