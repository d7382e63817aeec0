"""Words that must not stand in the repository: unfinished work, package indexes, paths of somebody's machine."""

import re

import pytest
from tests.repo.tree import texts

# Put together here, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b("
    + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "raise Not" + "ImplementedError", "not " + "implemented"))
    + r")\b"
)
STAND_IN = re.compile(r"\b(place" + r"holder|st" + r"ub)\b")
INDEX = re.compile(
    "|".join((r"pypi\." + "org", r"python" + r"hosted\.org", r"registry\.npm" + "js", r"registry\.yarn" + "pkg", r"deb\.deb" + "ian"))
)
MACHINE = re.compile(r"(?<![\w.])/(tmp|work|root|home)" + "/")
LONG_LIVED = (".py", ".js", ".html", ".css", ".md", ".toml", ".sh")


def found(pattern: re.Pattern[str], *, under: str = "", endings: tuple[str, ...] = ("",)) -> list[str]:
    """Return where `pattern` stands."""
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        if name.startswith(under) and name.endswith(endings)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_nothing_is_left_for_later() -> None:
    ours = [where for where in found(UNFINISHED, endings=LONG_LIVED) if "/static/" not in where]  # built and foreign scripts lie there
    assert not ours


def test_no_code_stands_in_for_other_code() -> None:
    assert not found(STAND_IN, under="src/", endings=(".py",))


def test_no_package_index_is_named() -> None:
    assert not found(INDEX)


def test_no_path_of_a_machine_is_named() -> None:
    assert not found(MACHINE)


@pytest.mark.parametrize("pattern", [UNFINISHED, STAND_IN])
def test_the_pattern_finds_what_it_looks_for(pattern: re.Pattern[str]) -> None:
    assert pattern.search("# " + pattern.pattern.split("(")[1].split("|")[0] + ": later")


def test_an_ignored_type_says_which_and_why() -> None:
    bare = re.compile(r"# type: ignore(?!\[[\w, -]+\]\s+\S)")
    assert not found(bare, under="src/", endings=(".py",))
