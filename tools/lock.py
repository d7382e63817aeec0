"""Lock the roles' requirements: pyproject.toml in, requirements/<role>.txt with hashes out. `make lock`, or `make lock UPGRADE=1`.

One resolution for all: the developers' file holds every role's requirements, and each role's file is cut from it, so that roles on one host
never disagree. The files name no index and no path: whoever installs says where packages come from, the hashes say which.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("requirements")
WHOLE = "dev"
ROLES = ("build", "intake", "courier", "desk", "witness", "s3")
HEADER = "# {role}: locked from pyproject.toml by `make lock`. Not for hands.\n"


def build_requirements() -> list[str]:
    """Return what pyproject's build system asks for: it is installed with hashes too, not fetched in passing."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        requires: list[str] = tomllib.load(file)["build-system"]["requires"]
    return requires


def environment() -> dict[str, str]:
    """Return the environment with this machine's settings for pip (index, certificates) under the names that uv reads."""
    here = dict(os.environ)
    for pip_name, uv_name in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if pip_name in here:
            here.setdefault(uv_name, here[pip_name])
    return here


def lock(role: str, *options: str) -> None:
    """Write requirements/<role>.txt; what is locked already stays where it still fits."""
    target = FOLDER / f"{role}.txt"
    asked = "\n".join(build_requirements()) if role in {"build", WHOLE} else ""
    subprocess.run(
        [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
            "--no-emit-index-url", "--no-header", "--annotation-style", "line", "--extra", role, "--output-file", str(target), *options,
            "pyproject.toml", "-",
        ],
        cwd=ROOT, env=environment(), input=asked, text=True, check=True,
    )  # fmt: skip
    path = ROOT / target
    text = path.read_text().replace(f", -c {FOLDER}/{WHOLE}.txt", "").replace(f"-c {FOLDER}/{WHOLE}.txt, ", "")  # it stands on every line
    path.write_text(HEADER.format(role=role) + text)
    print(f"{target}: {sum(not line.startswith((' ', '#')) for line in text.splitlines())} packages")


def main() -> None:
    """Lock everything, then each role as a part of it."""
    lock(WHOLE, *sys.argv[1:])
    for role in ROLES:
        lock(role, "--constraint", str(FOLDER / f"{WHOLE}.txt"), *sys.argv[1:])


if __name__ == "__main__":
    main()
