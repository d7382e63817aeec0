"""What may be, and what stands, of recordings that may show an incident. Pure.

The last word on a pair stands; who takes it back takes back what stood. That a recording shows an incident is said by who saw it: of
footage that nobody obtained nobody says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

SHOWS, NOT_SHOWN, NOT_KNOWN, TAKEN_BACK = "shows", "not-shown", "not-known", "taken-back"
VERDICTS = (SHOWS, NOT_SHOWN, NOT_KNOWN)

LONGEST_TOLD = timedelta(days=7)
"""What is told less exactly in time is too vague to compare: in a city every recording of a summer would be a candidate."""
WIDEST_TOLD_M = 30_000
"""The same of a place, 95 % radius: a large city lies within it."""

MOST_BASE = 0.001
"""The share of pairs that are taken to be covered is learned from the compartment, and never taken to be higher. A young register holds
recordings that were entered because they may show something: their share is none of any recording. A choice; in a made-up city's month it
is 2.8e-7 (reference/matching.md §4), so that ratios at this bound are still far too low rather than too high.
"""

SCALE = ((6.0, "extremely-strong"), (4.0, "very-strong"), (3.0, "strong"), (2.0, "moderately-strong"), (1.0, "moderate"), (0.301, "weak"))
"""log10 of a likelihood ratio from which on a word stands (ENFSI Guideline for Evaluative Reporting, 2015, §2.4.4); as much below 0 for
the other proposition. Between them the ratio says nothing.
"""

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Weight:
    """A likelihood ratio in words: its word (`likelihood-words`), and whether it speaks for the other proposition."""

    word: str
    is_against: bool


def hindrance_of_incident(first: datetime | None, last: datetime | None, radius_m: int | None) -> str:
    """Why an incident cannot be compared (`match-hindrances`); empty where it can. No radius: no point."""
    if first is None or last is None:
        return "no-time"
    if radius_m is None:
        return "no-place"
    if last - first > LONGEST_TOLD:
        return "vague-time"
    return "vague-place" if radius_m > WIDEST_TOLD_M else ""


def weight_of(log10_lr: float) -> Weight:
    """Return the word for a likelihood ratio."""
    word = next((word for least, word in SCALE if abs(log10_lr) >= least), "none")
    return Weight(word, log10_lr < 0 and word != "none")


def standing(verdicts: Iterable[str]) -> str:
    """What stands of all that was said of a pair, the oldest first; empty where nothing does."""
    last = ""
    for verdict in verdicts:
        last = "" if verdict == TAKEN_BACK else verdict
    return last


def must_be_decision(verdict: str, words: str) -> None:
    """A verdict of the list, with a reason that a third can follow."""
    terms.check_term("match-verdicts", verdict)
    if len(words.strip()) < 4:
        raise MalformedError("a decision on a recording has a reason in words")


def must_lie_together(incident: str | None, recording: str | None) -> None:
    """Nothing of one compartment is laid beside what lies in another."""
    if incident != recording:
        raise ConflictError("an incident and a recording are compared within one compartment")


def must_have_been_seen(verdict: str, state: str) -> None:
    """Nobody saw what nobody has."""
    if verdict == SHOWS and state != "held":
        raise RefusedError("footage that is not obtained was seen by nobody: enter that it is here first")


def must_be_usable(*, may_be_matched: bool) -> None:
    """Leaked, intercepted or hacked files wait for a lawyer, and what rests on them too."""
    if not may_be_matched:
        raise RefusedError("a lawyer decides first whether these files may be matched")


def must_be_stretch(verdict: str, start_ms: int | None, end_ms: int | None) -> None:
    """From when to when in the file: both or neither, forward; of what is shown alone."""
    if (start_ms is None) != (end_ms is None):
        raise MalformedError("say from when to when in the file, or neither")
    if start_ms is None or end_ms is None:
        return
    if verdict != SHOWS:
        raise MalformedError("seconds are told of what a recording shows")
    if not 0 <= start_ms <= end_ms <= timedelta(days=31) / timedelta(milliseconds=1):
        raise ImpossibleError("the seconds run forward from the beginning of the file, within 31 days")


def must_change_something(stands: str, verdict: str, *, last_by: str, by: str) -> None:
    """Nobody says the same twice in a row, and what nobody said is not taken back."""
    if verdict == TAKEN_BACK and not stands:
        raise ConflictError("nobody has decided on these two")
    if verdict not in (TAKEN_BACK, SHOWS) and verdict == stands and last_by == by:
        raise ConflictError("you have said so already")
