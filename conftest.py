"""What all tests share: Django chosen by the folder under test, a home of their own, the shared data, sizes for `make soak`.

Django's settings are one per process: tests/intake runs with the intake's, all else with the desk's, and a run that names engines alone
runs without Django, as the engines do. `make check` (tools/pytest_sum.py) therefore runs pytest more than once, and a bare `pytest` leaves
tests/intake out. Tests marked `database` run on SQLite, and again on PostgreSQL, whose address tools/with_postgres.py puts into
KNIHA_DATABASE.
"""

import gc
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Generator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from tests import sizes
from tests.made_once import MadeOnce
from tests.made_once import made_once as once
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).resolve().parent
WITHOUT_DJANGO = {"vocab", "names", "seal", "ledger", "verify", "witness", "linkage", "matching", "estimates", "media", "repo"}
TAKES_MINUTES = ("tests/desk/test_looks.py", "tests/stories/", "tests/demo/", "tests/book/test_replay_property.py", "tests/worker/")
# What these compile into machine code takes a process a minute, once: they are one piece of work, for one process.
COMPILING = {f"tests/matching/test_{name}.py" for name in ("bad_input", "counting_near", "intensity", "kernel", "match_command")}
_made: list[str] = []  # the home, in the one process that made it


def _areas_named() -> set[str]:
    """Return the folders of tests/ that the command line names; an empty word stands for all of them."""
    named = [Path(argument.split("::")[0]).absolute() for argument in sys.argv[1:] if not argument.startswith("-")]
    inside = [path.relative_to(ROOT / "tests").parts for path in named if path.exists() and path.is_relative_to(ROOT / "tests")]
    return {parts[0] if parts else "" for parts in inside} or {""}


def _settings_module() -> str:
    areas = _areas_named()
    if areas <= WITHOUT_DJANGO:
        return ""
    return "kniha.intake.settings" if areas == {"intake"} else "kniha.desk.settings"


def _found_an_intake(home: Path) -> dict[str, str]:
    """Write what an intake is told of its register, and beside it the identity that opens what it takes; return its environment."""
    from kniha.seal.recipients import HybridIdentity

    identity = HybridIdentity(bytes(32))
    names = {language: f"Register ({language})" for language in ("be", "ru", "en")}
    home.mkdir(parents=True, exist_ok=True)
    (home / "register.identity").write_text(identity.text)
    (home / "register.json").write_text(json.dumps({"register": bytes(32).hex(), "name": names, "recipient": identity.recipient.text}))
    return {"KNIHA_REGISTER": str(home / "register.json"), "KNIHA_INTAKE_FOLDER": str(home / "intake")}


def _prepare() -> None:
    """Give this process, and the workers that inherit its environment, an empty home and their Django.

    DJANGO_SETTINGS_MODULE is taken back at once: a server that a test starts must choose its own.
    """
    if "KNIHA_HOME" not in os.environ:
        _made.append(tempfile.mkdtemp(prefix="kniha-home-"))
        os.environ["KNIHA_HOME"] = _made[0]
    module = os.environ.setdefault("TESTS_SETTINGS", _settings_module())
    if module == "kniha.intake.settings" and "KNIHA_REGISTER" not in os.environ:
        os.environ |= _found_an_intake(Path(os.environ["KNIHA_HOME"]))
    if module and "DJANGO_SETTINGS_MODULE" not in os.environ:
        import django

        os.environ["DJANGO_SETTINGS_MODULE"] = module
        django.setup()
        del os.environ["DJANGO_SETTINGS_MODULE"]


_prepare()
collect_ignore = [] if os.environ["TESTS_SETTINGS"] == "kniha.intake.settings" else ["tests/intake"]

# In a check the examples are few and the same each time, so that a red run is the change's fault; `make soak` looks further.
hypothesis_settings.register_profile("check", derandomize=True, deadline=None, max_examples=sizes.EXAMPLES)
hypothesis_settings.register_profile("soak", deadline=None, max_examples=sizes.EXAMPLES_SOAKING)
hypothesis_settings.load_profile("soak" if sizes.SOAKING else "check")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test that hypothesis feeds as one for `make soak`: there it gets all its examples (tests/sizes.py), from a new seed.

    What takes minutes comes first: begun last, it would leave the other processes with nothing to do.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.soak)
    items.sort(key=lambda item: not str(item.path.relative_to(ROOT)).startswith(TAKES_MINUTES))
    if sizes.ON_POSTGRESQL:
        left = _repeated(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in left])
        items[:] = [item for item in items if item in left]


def _repeated(items: list[pytest.Item]) -> set[pytest.Item]:
    """Return what runs again on PostgreSQL: each test, with some of its combinations; all, where they are about the database itself."""
    by_test: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        marks = [mark for mark in item.iter_markers("database") if mark.kwargs.get("whole")]
        by_test[item.nodeid if marks else item.nodeid.partition("[")[0]].append(item)
    return {item for test, combinations in by_test.items() for item in sizes.repeated(combinations, of=test)}


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave the collector of garbage out of it: thousands of tests and all that they import stay until the end.

    Looking through them again and again took a third of the time that it takes to find them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Give a process one file after the other, and the files that compile the same to the same process."""
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None


class _ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A piece of work is a file; those of `COMPILING` are one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "tests/matching" if file in COMPILING else file


def pytest_unconfigure() -> None:
    """Remove the home that this run made."""
    for home in _made:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared vectors and data beside the repository; the test is skipped where there is none."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (public vectors and data) is not here")
    return folder


@pytest.fixture(scope="session")
def soaking() -> bool:
    """Tell whether this is `make soak`: full sizes and new random seeds instead of a small fixed one."""
    return sizes.SOAKING


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the KNIHA_DATABASE for a server that a test starts itself: PostgreSQL in the run for it, else a SQLite file."""
    return os.environ.get("KNIHA_DATABASE") or f"sqlite:///{tmp_path_factory.mktemp('book') / 'book.sqlite3'}"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Return what gives a folder that is made once in this run, by whichever of its processes needs it first."""
    own = tmp_path_factory.getbasetemp()
    return partial(once, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture
def intake_environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an intake of its own, for a server or command that a test starts."""
    return os.environ | _found_an_intake(tmp_path / "intake-home")
