"""Documents say what is: commands they name exist, links lead somewhere, decisions have their four parts, packages stand in the table."""

import re

import pytest
from tests.repo.tree import ROOT, SRC, files, name

DOCUMENTS = [path for path in files() if path.suffix == ".md" and "node_modules" not in path.parts]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
HEADINGS = ["Context", "Decision", "Cost", "When it dies or is wrong"]
HALF_A_PAGE = 330  # words


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))


def code_of(text: str) -> list[str]:
    """Return what stands in code: between backticks, and in indented or fenced lines."""
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^(?:    |\t)(\S.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_make_target_that_a_document_names_exists(document) -> None:
    named = {match[1] for code in code_of(document.read_text()) if (match := re.match(r"make ([a-z-]+)", code))}
    assert named <= targets()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_within_the_repository_leads_somewhere(document) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())
    assert not [link for link in links if "://" not in link and not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_file_that_a_document_names_in_code_exists(document) -> None:
    named = re.findall(r"`((?:src|docs|tests|tools|web|bench|requirements)/[\w./-]*)`", document.read_text())
    assert not [path for path in named if not (ROOT / path).exists()]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_four_parts_on_half_a_page(decision) -> None:
    text = decision.read_text()
    assert text.startswith(f"# {decision.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.split()) <= HALF_A_PAGE


def test_every_package_stands_in_the_architecture_with_its_work() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text().split("## Packages")[1].split("\n## ")[0]
    rows = {word for line in table.splitlines() if line.startswith("| `") for word in re.findall(r"`(\w+)`", line.split("|")[1])}
    packages = {path.parent.name for path in SRC.glob("*/__init__.py")}
    assert rows == packages


def test_the_licence_is_the_affero_licence_word_by_word() -> None:
    from hashlib import sha256

    known = "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"  # agpl-3.0.txt as the Free Software Foundation gives it
    assert sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == known


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert re.search(r"^## Unreleased$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
