"""The corpus as the tests of both verifiers read it."""

import json
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus"
GIVEN = {"key": "register.json", "witness": "witnesses.txt", "authority": "authorities.pem"}


@dataclass(frozen=True)
class Expected:
    """One file, what is given with it, and what comes of it: status, and the number of the wrong step."""

    file: str
    given: tuple[str, ...]
    answer: tuple[int, int | None]
    without_mldsa44: tuple[int, int | None]

    @property
    def path(self) -> Path:
        return CORPUS / self.file

    @property
    def arguments(self) -> list[str]:
        return [word for each in self.given for word in (f"--{each}", str(CORPUS / GIVEN[each]))]


def _expected(said: dict) -> Expected:
    other = said.get("without_mldsa44", said)
    return Expected(said["file"], tuple(said["given"]), (said["status"], said["step"]), (other["status"], other["step"]))


EXPECTED = tuple(_expected(said) for said in json.loads((CORPUS / "expected.json").read_text()))


def answered(verdict: dict) -> tuple[int, int | None]:
    """What a verdict, as --json prints it, answers."""
    wrong = [step["number"] for step in verdict["steps"] if step["outcome"] == "wrong"]
    return verdict["status"], wrong[0] if wrong else None
