"""Run the benchmarks and write bench/RESULTS.md: `bench/run.py`, or `bench/run.py NAME...` for some of them.

A benchmark is bench/NAME.py: its docstring's first line says what it measures, it prints Markdown on stdout, and its progress on stderr.
The sections of those that are not run now stay as they were, each with the day and the commit of its own run.
"""

import ast
import datetime
import re
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "RESULTS.md"
NOT_MEASURING = {"run", "machine"}
HEAD = """# Results

Written by `make bench` (bench/run.py); what each number means, and how it must be read, is in [README.md](README.md).

"""


def benchmarks() -> dict[str, Path]:
    """Return the benchmarks by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.py")) if path.stem not in NOT_MEASURING}


def subject(path: Path) -> str:
    """Return what the benchmark says of itself."""
    return (ast.get_docstring(ast.parse(path.read_text())) or path.stem).splitlines()[0]


def sections(text: str) -> dict[str, str]:
    """Return the sections of an earlier RESULTS.md by name."""
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}


def output(script: Path) -> str:
    """Run a script and return what it prints; its progress goes to our stderr."""
    done = subprocess.run([sys.executable, script], cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def measure(path: Path) -> str:
    """Return a benchmark's section: what, when, at which commit, and its tables."""
    began = time.monotonic()
    tables = output(path)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude", "*"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    day, seconds = datetime.datetime.now(datetime.UTC).date(), time.monotonic() - began
    return f"{subject(path)}\n\n{day}, commit {commit.stdout.strip() or 'not known'}, took {seconds:.0f} s.\n\n{tables}"


def main(names: list[str]) -> int:
    """Run what is asked and write the results; say which failed."""
    known = benchmarks()
    if unknown := sorted(set(names) - set(known)):
        print(f"bench: no benchmark {unknown[0]}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    kept = {name: body for name, body in sections(RESULTS.read_text() if RESULTS.exists() else "").items() if name in known}
    kept["Machine"] = output(FOLDER / "machine.py")
    failed = []
    for name in names or known:
        print(f"bench: {name} ...", file=sys.stderr, flush=True)
        try:
            kept[name] = measure(known[name])
        except subprocess.CalledProcessError as error:
            failed.append(f"{name} ended with {error.returncode}")
    ordered = ["Machine", *(name for name in known if name in kept)]
    RESULTS.write_text(HEAD + "\n\n".join(f"## {name}\n\n{kept[name]}" for name in ordered) + "\n")
    for line in failed:
        print(f"bench: {line}; its earlier section stays", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
