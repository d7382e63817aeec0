"""`kniha desk`: the registrars' workspace, served on the office's host."""

import argparse
import sys
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kniha.cli import django
from kniha.vocab.errors import ConfigurationError

if TYPE_CHECKING:
    from kniha.desk.keys import DeskKeys

ABOUT = "serve the registrars' desk"
_MORE = """\
Listens on KNIHA_DESK_HOST and KNIHA_DESK_PORT (127.0.0.1:8500). Key files under a passphrase are opened at the start; the desk asks for
it at the terminal. Put a proxy with TLS before it for anybody who does not sit at this machine.
"""
_THREADS = 4


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `desk`."""
    parser = subparsers.add_parser("desk", help=ABOUT, description=f"{ABOUT}. {_MORE}")
    parser.set_defaults(func=run)


def run(_arguments: argparse.Namespace) -> int:
    """Check the database, open the keys, serve until stopped."""
    django.start()
    from django.conf import settings

    from kniha.conf.map_tiles import read_tiles
    from kniha.desk import keys

    _check_migrated()
    if settings.OFFICE.map_tiles is not None:
        read_tiles(settings.OFFICE.map_tiles)  # refused now, not when somebody opens the map
    opened = keys.open_keys(keys.folder(), _ask)
    _serve(settings.OFFICE.desk_host, settings.OFFICE.desk_port, opened)
    return 0


def _check_migrated() -> None:
    """Refuse to serve tables that are not those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ConfigurationError("the database is of another version; run: python -m django migrate --settings kniha.desk.settings")
    connection.close()


def _serve(host: str, port: int, opened: "DeskKeys") -> None:
    """One process, so that allauth counts wrong passwords in one place; no access log, which would tell who read what."""
    from granian import Granian
    from granian.constants import Interfaces

    print(f"kniha: the desk is at http://{host}:{port}", file=sys.stderr)
    server = Granian(
        "kniha.desk.wsgi:application", host, port, interface=Interfaces.WSGI, blocking_threads=_THREADS,
        log_access=False, log_enabled=False,
        workers_kill_timeout=10,  # a worker was seen to wait for ever for a lock of its own when it should stop; a transaction rolls back
    )  # fmt: skip
    server.serve(target_loader=partial(_load, opened), wrap_loader=False)


def _load(opened: "DeskKeys") -> Any:  # Any: a WSGI application
    from kniha.desk import keys, wsgi

    keys.use(opened)
    return wsgi.application


def _ask(name: str) -> str:
    try:
        Path("/dev/tty").open("rb").close()
    except OSError as error:
        raise ConfigurationError(f"{name} is under a passphrase, and there is no terminal to ask for it") from error
    return getpass(f"Passphrase of {name}: ", sys.stderr)
