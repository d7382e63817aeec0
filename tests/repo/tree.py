"""The repository as its own tests see it: which files it has, and its modules parsed."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "kniha"


@cache
def files() -> tuple[Path, ...]:
    """Return every file that is or would be committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Return name and content of every text file."""
    found = []
    for path in files():
        raw = path.read_bytes()
        if b"\0" not in raw[:8000]:
            found.append((name(path), raw.decode(errors="replace")))
    return tuple(found)


@cache
def modules() -> tuple[tuple[str, str, ast.Module], ...]:
    """Return name, text and tree of every module under src; migrations are written by a machine and stay out."""
    own = [path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts]
    return tuple((name(path), text := path.read_text(), ast.parse(text)) for path in own)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
