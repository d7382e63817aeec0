"""The migrations give the tables that the models describe: nobody forgot to write one."""

import os
import subprocess
import sys


def make_nothing(settings: str, label: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "django", "makemigrations", "--settings", settings, "--check", "--dry-run", label]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_books_migrations_are_complete() -> None:
    make_nothing("kniha.desk.settings", "book", dict(os.environ))


def test_the_intakes_migrations_are_complete(intake_environment) -> None:
    make_nothing("kniha.intake.settings", "intake", intake_environment)
