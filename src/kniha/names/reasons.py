"""Why two names are held to be one person's or not: codes of the list `name-reasons`, with the words that they are about."""

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
    words = " / ".join(filter(None, (reason.left, reason.right)))
    sentence = label("name-reasons", reason.code, language)
    return f"{sentence}: {words}" if words else sentence
