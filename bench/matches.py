"""At the desk: how long the worker compares the incidents of a compartment with its recordings: all anew, nothing, what one entry touched.

A month in one city: incidents known to 50 to 300 metres and 10 to 120 minutes; as many cameras, each within 100 metres of some incident,
with ten clips of 20 minutes; the clock of every second one was read. Everything is invented. Seconds are of the processor.
`bench/matches.py 200` for a quick look.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

HOME = tempfile.TemporaryDirectory(prefix="kniha-bench-")
os.environ.update(KNIHA_HOME=HOME.name, DJANGO_SETTINGS_MODULE="kniha.desk.settings", KNIHA_DEMO="1")

import django  # noqa: E402  the home comes first

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402

from kniha.book.access import actions, queries  # noqa: E402
from kniha.book.access.actions import Enrolment  # noqa: E402
from kniha.book.access.models import Compartment, Registrar, SignIn  # noqa: E402
from kniha.book.events.models import Incident  # noqa: E402
from kniha.book.journal import rows  # noqa: E402
from kniha.book.journal.acting import Hand  # noqa: E402
from kniha.book.matches.models import Match, Matching  # noqa: E402
from kniha.book.recordings.models import Camera, CameraPosition, ClockReading, Recording  # noqa: E402
from kniha.runs.matching import match_compartment  # noqa: E402
from kniha.vocab.ids import new_id  # noqa: E402

SIZES = (200, 2_000)
CLIPS = 10
HEAD = (
    "incidents", "recordings", "all anew, s", "nothing changed, s", "a recording more, s", "a clock corrected, s", "scored for it", "kept",
    "page of an incident, s", "memory, MB",
)  # fmt: skip
NOW = datetime(2026, 11, 30, tzinfo=UTC)
BEGIN = datetime(2020, 8, 9, tzinfo=UTC)
SOURCE = {"read_in": "bench"}
chance = random.Random(17)


def main() -> None:
    """Measure at each size, each in a compartment of its own."""
    call_command("migrate", verbosity=0, interactive=False)
    hand = Hand(None, frozenset(), NOW, chance.randbytes, "register")
    founders = tuple(Enrolment(name, ("administrator", "custodian")) for name in ("Anna", "Boris"))
    two = actions.found_register(hand, register="11" * 32, number_prefix="KN", founders=founders)
    print(f"| {' | '.join(HEAD)} |")
    print("|" + "---|" * len(HEAD))
    for size in tuple(map(int, sys.argv[1:])) or SIZES:
        print(f"| {' | '.join(measured(two, size))} |", flush=True)


def measured(two: tuple, size: int) -> Iterator[str]:
    """Fill a compartment and compare what lies in it; yield the cells of the row."""
    hand = Hand(two[0], queries.roles(two[0]), NOW, chance.randbytes)
    compartment = actions.open_compartment(hand, two, title=f"{size}", receives_reports=False)
    registrar = actions.enrol_registrar(hand, two, Enrolment(f"Vera {size}", ("investigator",)))
    actions.admit_member(hand, two, compartment, registrar)
    cameras = filled(compartment, registrar, size)
    yield f"{size:,}"
    yield f"{Recording.objects.filter(compartment=compartment).count():,}"
    compared = lambda: match_compartment(compartment, now=NOW)  # noqa: E731
    yield f"{seconds(compared):.1f}"
    yield f"{seconds(compared):.2f}"
    written([clip(compartment, cameras[0], 3)])
    yield f"{seconds(compared):.2f}"
    written([reading(cameras[0], registrar, 90_000)])
    yield f"{seconds(compared):.2f}"
    yield f"{Matching.objects.get(compartment=compartment).scored:,}"
    kept = Match.objects.filter(incident__compartment=compartment)
    yield f"{kept.count():,}"
    number = kept.order_by("-rank")[0].incident.number
    client = seated(registrar, f"vera{size}")
    address = f"/incidents/{number}/recordings/"
    assert client.get(address).status_code == 200
    yield f"{seconds(lambda: client.get(address)):.2f}"
    yield f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,}"


def seated(registrar: Registrar, name: str) -> Client:
    """A browser of the registrar."""
    user = User.objects.create(username=name)
    SignIn.objects.create(user=user, registrar=registrar)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def filled(compartment: Compartment, registrar: Registrar, size: int) -> list[str]:
    """Write incidents, cameras and clips as replay writes them; return the ids of the cameras. Each camera stands near some incident."""
    changes, cameras, places = [], [new_id(chance.randbytes) for _ in range(size)], []
    for number in range(size):
        minute, (lat, lon) = chance.randrange(30 * 24 * 60), somewhere()
        places.append((minute, lat, lon))
        first = BEGIN + timedelta(minutes=minute)
        when = {"first": first, "last": first + timedelta(minutes=chance.randrange(10, 120)), "zone": "Europe/Minsk", "precision": "about"}
        where = {"lat_e7": lat, "lon_e7": lon, "radius_m": chance.randrange(50, 300)}
        named = {"number": f"B-{size}-{number}", "author": "x", "opened_on": NOW.date()}
        changes.append(rows.insert(Incident, new_id(chance.randbytes), compartment=compartment, **named, **when, **where))
    for nth, camera in enumerate(cameras):
        minute, lat, lon = chance.choice(places)
        changes.append(rows.insert(Camera, camera, compartment=compartment, label=f"Camera {nth}", kind="fixed"))
        aside = {"lat_e7": lat + chance.randrange(-9000, 9000), "lon_e7": lon + chance.randrange(-15_000, 15_000)}
        view = {"error_m": 10, "heading_deg": chance.randrange(360), "fov_deg": 90, "range_m": 60}
        changes.append(rows.insert(CameraPosition, new_id(chance.randbytes), camera_id=camera, **aside, **view, **SOURCE))
        if nth % 2:
            changes.append(reading(camera, registrar, chance.randrange(-60_000, 60_000)))
        start = max(0, minute // 20 - chance.randrange(CLIPS))
        changes += [clip(compartment, camera, start + more) for more in range(CLIPS)]
    written(changes)
    return cameras


def somewhere() -> tuple[int, int]:
    """A point of a city, 10⁻⁷ degrees."""
    return 539_000_000 + chance.randrange(-900_000, 900_000), 275_600_000 + chance.randrange(-1_500_000, 1_500_000)


def reading(camera: str, registrar: Registrar, offset_ms: int) -> rows.Change:
    """Somebody read a clock."""
    told = {"at": BEGIN, "offset_ms": offset_ms, "sigma_ms": 2000, "way": "owners-word", "measured_by": registrar}
    return rows.insert(ClockReading, new_id(chance.randbytes), camera_id=camera, **told, **SOURCE)


def clip(compartment: Compartment, camera: str, number: int) -> rows.Change:
    """Twenty minutes of a camera."""
    first = BEGIN + timedelta(minutes=20 * number)
    told = {"label": f"clip {number}", "state": "known", "shown_first": first, "shown_last": first + timedelta(minutes=20)}
    return rows.insert(Recording, new_id(chance.randbytes), compartment=compartment, camera_id=camera, **told, **SOURCE)


def written(changes: list[rows.Change]) -> None:
    """Write them."""
    with transaction.atomic():
        rows.apply(changes)


if __name__ == "__main__":
    main()
