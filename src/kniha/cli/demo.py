"""`kniha demo`: the whole product on one machine, with an invented register. For looking, never for real reports."""

import argparse
import os
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from kniha.cli import django
from kniha.vocab.errors import ConfigurationError

ABOUT = "run the whole product with an invented register"
_MORE = """\
Makes all keys, founds a register and its invented staff, seals and files invented reports at a running intake, has the courier
bring them into the book, lets the registrars work, and then serves intake and desk until Ctrl-C. Its heads are signed every minute,
under the eyes of two witnesses and two authorities of time, all on this machine. Started again, it goes on with what is there.
Its keys lie open and nobody needs a second factor: never give it a real report.

  kniha demo               fill var/demo if it is empty, and serve
  kniha demo --fresh       begin anew
  kniha demo --no-serve    fill only

Exit status: 0 stopped by Ctrl-C, or filled; 2 could not run, or one of its servers ended by itself.
"""
_HOST = "127.0.0.1"
_PORTS_TRIED = 100
_MIGRATE = ("django", "migrate", "--settings", "kniha.desk.settings", "--verbosity", "0", "--no-input")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    parser = subparsers.add_parser("demo", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", metavar="FOLDER", type=Path, default=Path("var/demo"), help="where everything is kept (var/demo)")
    parser.add_argument("--intake-port", metavar="PORT", type=int, default=8400, help="8400; the next free one if it is taken")
    parser.add_argument("--desk-port", metavar="PORT", type=int, default=8500, help="8500; the next free one if it is taken")
    parser.add_argument("--no-serve", action="store_true", help="fill, and return")
    parser.add_argument("--fresh", action="store_true", help="remove what an earlier demonstration made, and begin anew")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Fill where nothing is; serve until stopped."""
    try:
        from kniha.runs.demonstration import folder
    except ImportError as error:
        raise ConfigurationError("the demonstration needs all roles; install them (make setup)") from error

    _end_as_by_ctrl_c()
    home: Path = arguments.home.absolute()
    with folder.held(home) as lock:
        # Only now: until the lock is ours, the servers of a demonstration that was killed may still hold its ports.
        intake_port = _free_port(arguments.intake_port, set())
        desk_port = _free_port(arguments.desk_port, {intake_port})
        if arguments.fresh:
            folder.put_away(home)
        if not folder.is_filled(home):
            _fill(home, intake_port, desk_port, lock)
        if arguments.no_serve:
            print(f"{home} is filled; sign-ins are in {folder.SIGN_INS} there")
            return 0
        return _serve(home, intake_port, desk_port, lock)


def _fill(home: Path, intake_port: int, desk_port: int, lock: int) -> None:
    from kniha.runs.demonstration import folder
    from kniha.runs.demonstration.children import Children

    began = time.monotonic()
    place = folder.begin(home)
    environment = settings_of(place, intake_port, desk_port)
    os.environ.clear()  # this process works on the same book as its children, and on no other
    os.environ.update(environment)
    django.start()
    from kniha.runs.demonstration.filling import Filling, fill

    with Children(place / "logs", environment, kept_open=lock) as children:
        fill(Filling(place, environment["KNIHA_INTAKE_URL"], children, _progress(began)))
    folder.finish(home)
    _progress(began)("filled")


def _serve(home: Path, intake_port: int, desk_port: int, lock: int) -> int:
    from kniha.runs.demonstration import folder, outsiders
    from kniha.runs.demonstration.children import KNIHA, Children

    *witnesses, authorities = _some_ports(len(outsiders.NAMES) + 1)
    ports = outsiders.Ports(tuple(witnesses), authorities)
    environment = settings_of(home, intake_port, desk_port)
    intake_url, desk_url = environment["KNIHA_INTAKE_URL"], f"http://{_HOST}:{desk_port}"
    with suppress(KeyboardInterrupt), Children(home / "logs", environment, kept_open=lock) as children:
        children.run("tables", [*_MIGRATE])  # this may be a newer version than the one that filled it
        outsiders.lay_out(home, ports)
        for name, words in outsiders.started(home, ports):
            children.start(name, words)
        for name in ("intake", "desk", "courier", "worker"):
            children.start(name, [KNIHA, name])
        children.wait_for("intake", intake_url)
        children.wait_for("desk", desk_url)
        print(_box([*_addresses(intake_url, desk_url), *(home / folder.SIGN_INS).read_text("utf-8").splitlines()]))
        print(f"Kept in {home}. Ctrl-C ends it; `kniha demo` goes on with it, `kniha demo --fresh` begins anew.", flush=True)
        while True:
            children.check()
            time.sleep(0.5)
    print("stopped; everything is kept", flush=True)
    return 0


def settings_of(home: Path, intake_port: int, desk_port: int) -> dict[str, str]:
    """What the children are told. Settings of another register that may stand in our own environment are not passed on."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KNIHA_") and key != "DJANGO_SETTINGS_MODULE"}
    return {
        **inherited,
        "KNIHA_DEMO": "1",
        "KNIHA_HOME": str(home),
        "KNIHA_HEADS_EVERY": os.environ.get("KNIHA_HEADS_EVERY", "60"),  # nobody who looks waits an hour for a proof
        "KNIHA_DESK_HOST": _HOST,
        "KNIHA_DESK_PORT": str(desk_port),
        "KNIHA_INTAKE_URL": f"http://{_HOST}:{intake_port}",
        "KNIHA_INTAKE_FOLDER": str(home / "intake"),
        "KNIHA_INTAKE_HOST": _HOST,
        "KNIHA_INTAKE_PORT": str(intake_port),
        "KNIHA_INTAKE_WORK_BITS": "6",  # its reports are sent in a row, from this machine
        "KNIHA_TILES": str(home / "tiles"),
        "KNIHA_REGISTER": str(home / "keys" / "public" / "register.json"),
        "KNIHA_INTAKE_COURIERS": str(home / "keys" / "public" / "courier.keys"),
    }


def _free_port(wanted: int, taken: set[int]) -> int:
    """The port `wanted`, or the next that nobody listens on; it says so where it is another."""
    if not 0 < wanted < 65536:
        raise ConfigurationError(f"a port is a number from 1 to 65535, not {wanted}")
    for port in range(wanted, min(wanted + _PORTS_TRIED, 65536)):
        if port not in taken and _is_free(port):
            if port != wanted:
                print(f"port {wanted} is taken; {port} is used instead", flush=True)
            return port
    raise ConfigurationError(f"no free port from {wanted} on")


def _some_ports(count: int) -> list[int]:
    """Ports that are free, for servers to which nobody types an address."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((_HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do it: connections of an earlier run that still fade away do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return True


def _progress(began: float) -> Callable[[str], None]:
    def say(words: str) -> None:
        print(f"{time.monotonic() - began:5.1f} s  {words}", flush=True)

    return say


def _addresses(intake_url: str, desk_url: str) -> tuple[str, ...]:
    return (
        "Kniha, a demonstration. Everything in it is invented; give it nothing real.",
        "",
        f"Report what happened   {intake_url}/be/   {intake_url}/ru/   {intake_url}/en/",
        f"Sign in as registrar   {desk_url}/",
        "",
    )


def _box(lines: Sequence[str]) -> str:
    width = max(len(line) for line in lines)
    inside = (f"│ {line:<{width}} │" for line in lines)
    return "\n".join((f"┌{'─' * (width + 2)}┐", *inside, f"└{'─' * (width + 2)}┘"))


def _end_as_by_ctrl_c() -> None:
    """A terminal that is closed and a `kill` end the demonstration as Ctrl-C does; `nohup` keeps it.

    Ctrl-C itself is listened to also where a shell in the background had it ignored: we say that it ends us.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.default_int_handler)
