"""What may be, in matters of evidence. Pure."""

from collections.abc import Collection
from datetime import date, datetime

from kniha.book.evidence.chain import FROM_TO
from kniha.vocab.errors import ConflictError, ImpossibleError, RefusedError

DECIDED_FIRST = frozenset({"leaked", "intercepted", "hacked"})
"""Ways by which files came that a lawyer decides on before anybody, or any machine, looks into them."""


def must_have_purpose(why: str) -> None:
    """Custody: an access states what it is for."""
    if len(why.strip()) < 4:
        raise RefusedError("a file is opened for a purpose: say which")


def must_be_by_hand(kind: str, known: Collection[str]) -> None:
    """Some steps the register enters itself: by them a file would open, or be gone."""
    if kind not in known:
        raise RefusedError("this step the register enters itself, as it happens")


def must_be_step(kind: str, giver: str, taker: str, why: str) -> None:
    """A step that a registrar tells of has what a court asks of it."""
    if kind in FROM_TO and not (giver.strip() and taker.strip()):
        raise RefusedError("what passes from hand to hand says from whom and to whom")
    if len(why.strip()) < 4:
        raise RefusedError("a step of custody says what for")


def must_have_happened(at: datetime, *, now: datetime) -> None:
    """Custody tells of what was."""
    if at > now:
        raise ImpossibleError("a step of custody has happened")


def is_free(how_obtained: str) -> bool:
    """Whether files that came so may be used without a lawyer's decision."""
    return how_obtained not in DECIDED_FIRST


def must_tell_of_acquisition(title: str, giver: str, why: str) -> None:
    """What a court asks first of files: what they are, from whom they came, and what for they were taken."""
    if not all(len(words.strip()) >= 3 for words in (title, giver, why)):
        raise RefusedError("an acquisition has a title, says from whom the files came, and what for they were taken")


def must_be_past(day: date, *, today: date) -> None:
    """Nothing was obtained tomorrow."""
    if day > today:
        raise ImpossibleError("files were obtained today or earlier")


def must_be_new(*, is_known: bool) -> None:
    """A title names one acquisition of a compartment: who goes on with it says so."""
    if is_known:
        raise ConflictError("an acquisition of this title is there already")


def must_decide(how_obtained: str, words: str, *, is_own: bool) -> None:
    """The decision on what files may be used for: by a lawyer who did not bring them, with reasons, where one is needed at all."""
    if is_free(how_obtained):
        raise RefusedError("files that came so need no decision")
    if is_own:
        raise RefusedError("nobody decides on what they brought themselves")
    if len(words.strip()) < 10:
        raise RefusedError("a decision on files says why")


def must_be_readable(*, may_be_read: bool) -> None:
    """Leaked, intercepted or hacked files wait for the decision."""
    if not may_be_read:
        raise RefusedError("a lawyer decides first whether these files may be read")


def must_tell_of_thing(title: str) -> None:
    """A thing is called something."""
    if len(title.strip()) < 3:
        raise RefusedError("say what the thing is")


def must_lie_together(thing: str, exhibit: str) -> None:
    """A photograph and what it shows are seen by the same people."""
    if thing != exhibit:
        raise RefusedError("a photograph lies in the compartment of the thing that it shows")


def must_begin(kind: str) -> None:
    """The first step of a thing is that it came."""
    if kind != "received":
        raise RefusedError("a thing begins with the step by which it was received")
