"""`kniha verify` needs the two packages of `dependencies` in pyproject.toml and nothing else: no Django, no network client, no database."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import distribution, requires
from pathlib import Path

import pytest
from tests.verify.corpus import CORPUS

ROOT = Path(__file__).parents[2]
FILES = (
    "proof-with-two-witnesses-and-two-authorities.kniha-proof",
    "book.kniha-book",
    "bundle.zip",
    "bundle-in-a-folder",
    "seam.kniha-seam",
)
GIVEN = ("--key", CORPUS / "register.json", "--witness", CORPUS / "witnesses.txt", "--authority", CORPUS / "authorities.pem")
BARE = """
import sys
sys.path[:0] = sys.argv.pop(1).split(":")
from kniha.cli.main import main
status = main(sys.argv[1:])
print(sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)), file=sys.stderr)
sys.exit(status)
"""


def dependencies() -> set[str]:
    """The packages that the base of pyproject.toml names, and those that they need."""
    found: set[str] = set()
    waiting = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    while waiting:
        name = re.match(r"[A-Za-z0-9_.-]+", waiting.pop())[0].lower()
        if name not in found:
            found.add(name)
            waiting += [each for each in requires(name) or [] if not re.search("extra ==|python_(full_)?version <", each)]
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """A folder with those packages alone."""
    folder = tmp_path_factory.mktemp("bare")
    for name in dependencies():
        for file in distribution(name).files or ():
            top = file.parts[0]
            if top != ".." and not (folder / top).exists():
                (folder / top).symlink_to(Path(distribution(name).locate_file(top)).resolve())
    own = Path(distribution("kniha").locate_file("")).resolve()
    for about in own.glob("kniha-*.dist-info"):
        (folder / about.name).symlink_to(about)
    return folder


def run(bare, *words):
    command = [sys.executable, "-I", "-S", "-c", BARE, f"{bare}:{ROOT / 'src'}", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=bare)


def test_the_base_is_two_packages_and_what_they_need():
    assert dependencies() <= {"cryptography", "orjson", "cffi", "pycparser"}


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_verified_where_nothing_else_is_installed(bare, file):
    given = GIVEN if "authorities" in file else GIVEN[:4] if "proof" in file else GIVEN[:2]
    done = run(bare, "verify", CORPUS / "good" / file, *given, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["holds"]


def test_nothing_is_loaded_that_verifying_does_not_need(bare):
    done = run(bare, "verify", CORPUS / "good" / FILES[0], *GIVEN)
    loaded = set(re.findall(r"'([^']+)'", done.stderr.splitlines()[-1]))
    assert loaded <= {"kniha", "cryptography", "orjson", "cffi", "_cffi_backend", "_openssl", "pycparser", "__main__"}


def test_django_cannot_be_loaded_there(bare):
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(bare)!r}); import django"],
        capture_output=True,
        check=False,
    )
    assert b"No module named 'django'" in done.stderr


@pytest.mark.soak
def test_a_new_environment_with_the_base_alone_verifies(tmp_path, soaking):
    """What an outsider does: an environment from nothing, `pip install .`, a file in hand."""
    if not soaking:
        pytest.skip("installs packages: in `make soak`")
    source = tmp_path / "kniha"  # a copy: building leaves traces
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    venv.create(tmp_path / "new", with_pip=True)
    python = tmp_path / "new/bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--only-binary", "cryptography,orjson,cffi,pycparser", source], check=True)
    done = subprocess.run(
        [tmp_path / "new/bin/kniha", "verify", CORPUS / "good" / FILES[0], *GIVEN], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    listed = subprocess.run([python, "-m", "pip", "list", "--format", "freeze"], capture_output=True, text=True, check=True).stdout
    assert {line.partition("==")[0].lower() for line in listed.splitlines()} <= {
        "cffi",
        "cryptography",
        "kniha",
        "orjson",
        "pip",
        "pycparser",
        "setuptools",
    }
