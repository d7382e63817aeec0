"""mypy over everything, twice: the office and the intake are two Django projects, and mypy's Django plugin knows one at a time."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTAKE = ("src/kniha/intake", "src/kniha/cli/intake.py")
SETTINGS = 'django_settings_module = "kniha.{}.settings"'


def main() -> int:
    """Run both; say which failed."""
    with tempfile.TemporaryDirectory(prefix="kniha-types-") as scratch:
        office = _mypy(["--exclude", "|".join(f"^{path}" for path in INTAKE)], {"KNIHA_HOME": scratch})
        intake = _mypy(["--config-file", _intake_config(Path(scratch)), *INTAKE], _intake_environment(Path(scratch)))
    return office or intake


def _mypy(arguments: list[str], environment: dict[str, str]) -> int:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("KNIHA_", "DJANGO_"))}
    print("mypy", *arguments, flush=True)
    return subprocess.run([sys.executable, "-m", "mypy", *arguments], cwd=ROOT, env=inherited | environment, check=False).returncode


def _intake_config(scratch: Path) -> str:
    """Write the one configuration there is, with the other project named."""
    text = (ROOT / "pyproject.toml").read_text()
    assert SETTINGS.format("desk") in text, "pyproject.toml names the desk's settings for mypy"
    path = scratch / "pyproject.toml"
    path.write_text(
        text.replace(SETTINGS.format("desk"), SETTINGS.format("intake")).replace(
            "[tool.mypy]\n", '[tool.mypy]\ncache_dir = ".mypy_cache/intake"\n'
        )
    )
    return str(path)


def _intake_environment(scratch: Path) -> dict[str, str]:
    """Write what the intake's settings must find when they are read; nothing is opened or sealed with it."""
    register = scratch / "register.json"
    name = dict.fromkeys(("be", "ru", "en"), "types")
    register.write_text(json.dumps({"register": "00" * 32, "name": name, "recipient": "age1pq1types", "checkpoint_keys": []}))
    return {"KNIHA_REGISTER": str(register), "KNIHA_INTAKE_FOLDER": str(scratch / "intake")}


if __name__ == "__main__":
    sys.exit(main())
