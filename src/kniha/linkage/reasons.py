"""Why two mentions are held to be one person's or not: the waterfall as codes and nats, and as a registrar reads it in three languages."""

from collections.abc import Iterator
from functools import cache

from kniha.linkage.decisions import Decided
from kniha.linkage.pairs import Compared, Told
from kniha.linkage.scoring import Step
from kniha.vocab.terms import label

_SEEN = 0.0005
"""Nats: less is not told."""


def steps(given: Compared, pairs: Told, decided: Decided) -> Iterator[tuple[Step, ...]]:
    """Yield the steps of each pair: the prior, the fields, and last what other mentions or registrars add; they add up to the whole."""
    rows = zip(
        pairs.left.tolist(), pairs.right.tolist(), pairs.alone.tolist(), pairs.whole.tolist(),
        given.waterfalls(pairs.left, pairs.right), strict=True,
    )  # fmt: skip
    same = {place: number for number, group in enumerate(decided.same) for place in group}
    for left, right, alone, whole, waterfall in rows:
        about = "others"
        pair = min(left, right), max(left, right)
        if pair in decided.apart or pair in decided.unknown or (left in same and same[left] == same.get(right)):
            about = "decided"
        is_told = about == "decided" or abs(whole - alone) > _SEEN
        yield (*waterfall, Step(about, "", whole - alone)) if is_told else waterfall


def reasons(given: Compared, pairs: Told, decided: Decided, language: str) -> Iterator[str]:
    """Yield the steps of each pair in "be", "ru" or "en": `surname: same +5.8; ...`."""
    for waterfall in steps(given, pairs, decided):
        yield "; ".join(f"{_words(step.about, step.code, language)} {step.nats:+.1f}" for step in waterfall)


@cache
def _words(about: str, code: str, language: str) -> str:
    subject = label("link-subjects", about.replace("_", "-"), language)
    return f"{subject}: {label('link-levels', code, language)}" if code else subject
