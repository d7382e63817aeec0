"""What is installed: every package by hash, from wherever the machine says; few direct requirements, all of them locked and used."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from tests.repo.tree import ROOT, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
ENGINES = {
    "media",
    "estimates",
    "linkage",
    "matching",
    "lists",
    "bulk",
    "postgresql",
    "casefiles",
}  # an engine's own parts, Parquet, spreadsheets and PDF, the driver of another database: counted apart
MOST_DIRECT = 14


def name_of(requirement: str) -> str:
    """Return a requirement's name in its normal form: "Django>=5.2" gives "django"."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;@]", requirement, maxsplit=1)[0]).lower()


def direct(extra: str) -> dict[str, str]:
    """Return the direct requirements of `extra`, those of the extras it names within, each with the extra it comes from."""
    found: dict[str, str] = {}
    for requirement in EXTRAS[extra]:
        if name_of(requirement) == "kniha":
            for inner in requirement[requirement.index("[") + 1 : requirement.index("]")].split(","):
                found |= direct(inner.strip())
        else:
            found[name_of(requirement)] = extra
    return found


def pins(role: str) -> dict[str, set[str]]:
    """Return the versions that a role's lock names for each package; more than one where the platform decides."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{role}.txt").read_text().splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            found.setdefault(name_of(match[1]), set()).add(match[2])
    return found


def base() -> set[str]:
    return {name_of(requirement) for requirement in PROJECT["project"]["dependencies"]}


@pytest.mark.parametrize("role", ["intake", "courier", "desk", "witness", "s3", "build", "dev"])
def test_every_direct_requirement_is_locked(role: str) -> None:
    assert not (set(direct(role)) | base()) - set(pins(role))


def test_what_builds_the_package_is_locked() -> None:
    assert not {name_of(requirement) for requirement in PROJECT["build-system"]["requires"]} - set(pins("build"))


@pytest.mark.parametrize("role", ["intake", "courier", "desk", "witness", "s3", "build"])
def test_a_roles_lock_is_a_part_of_the_whole(role: str) -> None:
    whole = pins("dev")
    assert not {name: versions for name, versions in pins(role).items() if not versions <= whole.get(name, set())}


def test_the_desk_can_do_what_the_courier_does() -> None:
    assert set(pins("courier")) <= set(pins("desk"))


@pytest.mark.parametrize("role", ["intake", "desk"])
def test_a_role_has_fewer_than_fifteen_direct_requirements(role: str) -> None:
    counted = {name for name, extra in direct(role).items() if extra not in ENGINES} | base()
    assert len(counted) <= MOST_DIRECT


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_packages_and_hashes_only(path) -> None:
    text = path.read_text()
    assert not re.search(r"://| @ |^-|--index|--find-links|\.\./", text, re.MULTILINE)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).strip())
    assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


def test_the_browsers_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text())
    named = {name: package["resolved"] for name, package in lock["packages"].items() if "resolved" in package}
    unhashed = [name for name, package in lock["packages"].items() if name and "integrity" not in package]
    assert not named
    assert not unhashed


def test_pyproject_names_no_host() -> None:
    assert "://" not in (ROOT / "pyproject.toml").read_text()


def test_what_the_source_imports_is_a_direct_requirement() -> None:
    asked = base() | set(direct("desk")) | set(direct("intake")) | set(direct("s3"))
    owners = packages_distributions()
    stray = set()
    for module, _, tree in modules():
        for node in ast.walk(tree):
            for top in imported(node) - sys.stdlib_module_names - {"kniha"}:
                if not {name_of(owner) for owner in owners.get(top, [top])} & asked:
                    stray.add(f"{module}: {top}")
    assert not stray


def imported(node: ast.AST) -> set[str]:
    """Return the top names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return {node.module.split(".")[0]}
    return set()
