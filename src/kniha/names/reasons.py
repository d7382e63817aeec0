"""Why two names are held to be one person's or not: codes of the list `name-reasons`, with the words that they are about."""

from functools import cache
from typing import NamedTuple

from kniha.vocab.terms import label


class Reason(NamedTuple):
    """One reason: its code, the words of either name (empty: about the whole), and how much it says in nats."""

    code: str
    left: str
    right: str
    nats: float


def told(reason: Reason, language: str) -> str:
    """Return a reason as a clerk reads it in "be", "ru" or "en": `patronymic conflicts: Канстанцінавіч / Николаевич`."""
    code, left, right, _ = reason
    sentence = _sentence(code, language)
    if left and right:
        return f"{sentence}: {left} / {right}"
    return f"{sentence}: {left or right}" if left or right else sentence


@cache
def _sentence(code: str, language: str) -> str:
    return label("name-reasons", code, language)
