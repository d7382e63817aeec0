"""What the running intake has in its memory: no engine that opens envelopes, no book, and never a whole file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.intake.server import Intake, multipart, running

LETTER = {"text": "што здарылася", "keep": "yes"}
FORBIDDEN = (
    "kniha.seal.opening", "kniha.seal.container_reading", "kniha.book", "kniha.vault", "kniha.search", "kniha.runs", "kniha.remote",
    "kniha.ledger", "kniha.names", "kniha.linkage", "kniha.matching", "kniha.estimates", "kniha.media", "kniha.desk", "kniha.courier",
)  # fmt: skip
STRANGERS = ("django.contrib.auth", "django.contrib.sessions", "django.contrib.admin", "django.contrib.messages", "httpx", "av", "PIL")

# Asks the application itself, as granian does, for every page and both ways in; then tells what was loaded on the way.
ASKING = """
import io, secrets, sys
from kniha.intake.serving import prepare, tidy
tidy(prepare())
from kniha.intake.wsgi import application

def ask(method, path, body=b"", **headers):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_NAME": "x", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(body),
               "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "CONTENT_LENGTH": str(len(body)), **headers}
    status = []
    b"".join(application(environ, lambda line, headers: status.append(line)))
    return status[0][:3]

form, type_ = FORM
assert ask("POST", "/be/report", form, CONTENT_TYPE=type_) == "200"
assert ask("POST", "/envelopes", b"x", HTTP_ACCEPT_LANGUAGE="ru") == "400"
for path in ("/", "/be/", "/ru/", "/en/"):
    assert ask("GET", path) == "200", path
assert ask("GET", "/courier/envelopes") == "404"
print("\\n".join(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    told = Intake(tmp_path_factory.mktemp("blind"), port=8400)
    script = ASKING.replace("FORM", repr(multipart(LETTER, [("a.jpg", "image/jpeg", b"1")])))
    ran = subprocess.run([sys.executable, "-c", script], env=told.environment(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.split())


def test_the_intake_loads_what_it_needs(loaded: set[str]) -> None:
    assert {"kniha.intake.sealing", "kniha.seal.closing", "kniha.seal.receipts"} <= loaded


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_intake_loads_nothing_that_opens_envelopes_and_no_other_engine(loaded: set[str], name: str) -> None:
    assert not {module for module in loaded if module == name or module.startswith(f"{name}.")}


@pytest.mark.parametrize("name", STRANGERS)
def test_the_intake_has_no_accounts_no_sessions_no_client(loaded: set[str], name: str) -> None:
    # Django's own test and base modules may name an application without installing it: its tables are what must not be.
    assert not {module for module in loaded if module.startswith(f"{name}.models") or (module == name and "." not in name)}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Intake]:
    with running(Intake(tmp_path)) as intake:
        yield intake


def test_no_process_of_the_intake_may_dump_its_memory(fresh: Intake) -> None:
    for process in processes(fresh):
        limits = (process / "limits").read_text()
        assert next(line for line in limits.splitlines() if "core file" in line).split()[4:6] == ["0", "0"]


def test_a_large_letter_is_never_held_whole(fresh: Intake) -> None:
    body, type_ = multipart(LETTER, [("a.mp4", "video/mp4", bytes(150 * 1024**2))])
    assert fresh.request("POST", "/be/report", body, Content_Type=type_)[0] == 200
    sealed = fresh.envelopes()[0].read_bytes()
    assert fresh.file(sealed)[0] == 201
    assert max(peak(process) for process in processes(fresh)) < 140 * 1024**2


def processes(intake: Intake) -> list[Path]:
    """The processes of the intake's group, the server's workers among them."""
    found = subprocess.run(["pgrep", "-g", str(intake.pid)], capture_output=True, text=True, check=True).stdout.split()
    return [Path("/proc") / pid for pid in found]


def peak(process: Path) -> int:
    """The most memory that the process has held, in bytes."""
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
