"""The bundle that is committed is what the sources give, is light, and can run under the page's policy."""

import gzip
import subprocess
import sys
from pathlib import Path

from tools import bundle

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/kniha/intake/static/intake"
WORDS = ROOT / "src/kniha/seal/words"


def test_the_bundle_is_what_its_sources_give() -> None:
    ran = subprocess.run([sys.executable, "tools/bundle.py", "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_the_page_loads_weighs_less_than_sixty_kilobytes() -> None:
    heaviest_list = max(packed(path) for path in WORDS.glob("*.txt"))
    page = 8_000  # the HTML, measured by the story
    assert packed(STATIC / "report.js") + packed(STATIC / "letter.css") + heaviest_list + page <= 60_000


def test_the_bundle_makes_no_code_of_text_and_asks_nobody_else() -> None:
    code = "".join((place / name).read_text() for name, place in bundle.PLACES.items())
    for forbidden in (
        "eval(",
        "new Function",
        "innerHTML",
        "document.write",
        "WebAssembly",
        "http:",
        "https:",
        "localStorage",
        "document.cookie",
    ):
        assert forbidden not in code, forbidden


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "web/package-lock.json").read_text()


def packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))
