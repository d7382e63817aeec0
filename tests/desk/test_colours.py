"""The desk's colours, light and dark, can be told apart by whoever reads (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "src/kniha/desk/static/desk"
BASE = (STYLES / "base.css").read_text()
LIGHT, DARK = (dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", part)) for part in re.findall(r":root \{(.*?)\n *\}", BASE, re.DOTALL))

READ = [
    ("--ink", "--paper"), ("--ink", "--sheet"), ("--ink", "--field"), ("--ink", "--hover"), ("--ink", "--mark"),
    ("--ink", "--accent-faint"),
    ("--ink", "--danger-faint"), ("--soft", "--paper"), ("--soft", "--sheet"), ("--soft", "--hover"), ("--accent", "--paper"),
    ("--accent", "--sheet"), ("--accent", "--accent-faint"), ("--accent", "--hover"), ("--on-accent", "--accent"), ("--danger", "--paper"),
    ("--danger", "--sheet"), ("--danger", "--danger-faint"), ("--cover-ink", "--cover"),
]  # fmt: skip
SEEN = [("--field-line", "--field"), ("--field-line", "--sheet"), ("--accent", "--sea"), ("--accent", "--land")]


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_names():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_both_looks_have_the_same_colours():
    assert LIGHT.keys() == DARK.keys()
    assert len(LIGHT) > 15


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_stands_out_from_its_ground(look: dict[str, str], text: str, ground: str):
    assert contrast(look[text], look[ground]) >= 4.5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), SEEN)
def test_the_edge_of_a_field_and_a_point_on_the_map_stand_out(look: dict[str, str], part: str, ground: str):
    assert contrast(look[part], look[ground]) >= 3


OF_THEIR_OWN = {"base.css", "fieldform.css"}
"""The desk's colours; and those of the field form, which leaves the house as one file and does not look like the desk."""


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_no_page_has_a_colour_of_its_own(sheet: Path):
    text = re.sub(r":root \{.*?\}", "", sheet.read_text(), flags=re.DOTALL) if sheet.name in OF_THEIR_OWN else sheet.read_text()
    on_paper = {"#fff", "#999"}  # a code to be photographed, and print
    assert set(re.findall(r"#[0-9a-f]{3,6}\b(?=[;, ])", text)) <= on_paper
