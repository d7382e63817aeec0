"""Starting the intake: tables, static files, what a crash left; then granian, and the daily sweep beside it."""

import logging
import os
import resource
import secrets
import threading
from datetime import UTC, date, datetime, timedelta

from kniha.conf.intake import IntakeSettings
from kniha.intake.gate import KEY
from kniha.vocab.errors import UnavailableError

CLOSES_AFTER = timedelta(minutes=10)
SWEEP_AGAIN = timedelta(minutes=10)

THREADS = 64
"""Bodies being received at the same time, per worker; a slow phone holds one for minutes."""


def prepare() -> IntakeSettings:
    """Bring database and folder to the state that the server expects; return the settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kniha.intake.settings")
    import django
    from django.core.management import call_command

    # What the intake writes is for the intake alone.
    os.umask(0o077)
    django.setup()
    from kniha.intake.given import intake as given

    intake = given()
    intake.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    return intake


def tidy(intake: IntakeSettings) -> None:
    """Remove what a crash left. Only before the server takes anything: a file being received has no row yet."""
    from kniha.intake.begun import Begun
    from kniha.intake.filing import drop_orphans
    from kniha.intake.shelf import Shelf

    shelf = Shelf(intake.folder)
    Begun(shelf).prepare(datetime.now(UTC).date())
    shelf.prepare()
    drop_orphans(shelf)


def sweep(intake: IntakeSettings, today: date) -> tuple[int, int]:
    """Turn to the keys of this month, remove what is old and done, close the days before `today`; return how many of both went."""
    from django.db import connection

    from kniha.intake import filing, mailboxes
    from kniha.intake.begun import Begun
    from kniha.intake.given import month_keys
    from kniha.intake.shelf import Shelf

    month_keys().turn(today)
    shelf = Shelf(intake.folder)
    envelopes = filing.sweep(shelf, [one.key_id for one in intake.couriers], today=today, keep_days=intake.keep_days)
    replies = mailboxes.sweep(today=today)
    Begun(shelf).sweep(today)
    filing.close_days(shelf, today=today)
    if connection.vendor == "sqlite":
        # Against whoever seizes the host: the write-ahead log, and pages in the order in which they were filled, tell what came after what.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return envelopes, replies


def serve() -> None:
    """Run the intake until it is told to stop."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # Against whoever seizes the host after a crash: a core dump would hold the words of a report sealed without JavaScript.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ[KEY] = secrets.token_hex(32)
    intake = prepare()
    tidy(intake)
    _sweep_daily(intake, first=_swept(intake))
    Server(
        "kniha.intake.wsgi:application",
        address=intake.host,
        port=intake.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=intake.workers,
        blocking_threads=THREADS,
        # A request beyond the threads waits in the listener's queue, which costs no memory.
        backpressure=2 * THREADS,
        respawn_failed_workers=True,
        # A body that nobody sends any more must not keep a worker from stopping.
        workers_kill_timeout=10,
        # No access log: it would hold addresses and times. Of the server's own lines only what went wrong.
        log_access=False,
        log_level=LogLevels.error,
    ).serve()


def until_close(now: datetime) -> float:
    """Seconds until the next day is closed: a while after its midnight, when what arrived across it is filed."""
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC)
    closing = midnight + CLOSES_AFTER
    return (closing - now if now < closing else closing + timedelta(days=1) - now).total_seconds()


def _swept(intake: IntakeSettings) -> float:
    """Sweep; return the seconds until the next time. A busy database or a full disk must end neither the sweeping nor the intake."""
    from django.db import Error

    try:
        sweep(intake, datetime.now(UTC).date())
    except (Error, OSError, UnavailableError):
        logging.getLogger(__name__).exception("the sweep did not end")
        return SWEEP_AGAIN.total_seconds()
    return until_close(datetime.now(UTC))


def _sweep_daily(intake: IntakeSettings, *, first: float) -> None:
    def wait() -> None:
        pause = first
        while not never.wait(pause):
            pause = _swept(intake)

    never = threading.Event()
    threading.Thread(target=wait, daemon=True, name="sweep").start()
