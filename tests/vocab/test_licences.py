"""Everything that ships and is not our code stands in data/LICENCES.md with its right."""

import json
from fnmatch import fnmatch
from pathlib import Path

import pytest

from kniha.vocab.terms import list_names, terms

ROOT = Path(__file__).parents[2]
DATA = {".json", ".txt", ".csv", ".geojson", ".woff2"}
LOCK = ROOT / "web" / "package-lock.json"


def table(heading):
    section = (ROOT / "data" / "LICENCES.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line] for line in lines[2:]]


def data_files():
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src" / "kniha").rglob("*") if path.suffix in DATA)


def test_every_row_says_what_from_where_and_by_what_right():
    assert all(len(row) == 4 and all(row) for row in table("Data"))


@pytest.mark.parametrize("file", data_files())
def test_every_data_file_has_a_licence(file):
    assert any(fnmatch(file, path.strip("`")) for path, *_ in table("Data")), f"add {file} to data/LICENCES.md"


def test_no_row_covers_more_than_one_kind_of_thing():
    for file in data_files():
        assert len([path for path, *_ in table("Data") if fnmatch(file, path.strip("`"))]) == 1, file


def test_every_package_in_the_bundle_has_the_licence_that_it_names():
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    shipped = {
        path.removeprefix("node_modules/"): package["license"] for path, package in packages.items() if path and not package.get("dev")
    }

    assert {name.strip("`"): licence for name, _, licence in table("Code of others inside the browser bundle")} == shipped


def test_every_scheme_that_a_term_names_is_told():
    told = " ".join(row[0] for row in table("Codes of other schemes"))
    named = {scheme for name in list_names() for term in terms(name) for scheme, _ in term.same_as}

    assert {scheme for scheme in named if f"`{scheme}`" not in told} == set()
