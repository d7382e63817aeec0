"""Which names are worth comparing: keys that two names of one person mostly share, and two of different people mostly do not.

The bones of a surname (its consonants in few classes, without the ending of gender) meet across scripts and languages; a given name of the
table with the first two bones of the surname survives a slip further on; given name and father survive a change of surname. How many true
pairs share a key, and how few others, is measured by bench/names.
"""

from kniha.names.parsing import Name, Reading
from kniha.names.sounds import bones
from kniha.names.words import Word

_BEGINNING = 2


def keys(name: Name) -> frozenset[str]:
    """Return the keys of a name; none where it names nobody or several people. Two names that share none need no comparison."""
    return frozenset(key for reading in name.readings for key in _of(reading, name))


def _of(reading: Reading, name: Name) -> set[str]:
    found = {f"s {skeleton}" for one in reading.surnames for skeleton in _skeletons(one.stem)}
    numbers = reading.given.names if reading.given else {}
    for number in numbers:
        found |= {f"g {number} {skeleton[:_BEGINNING]}" for one in reading.surnames for skeleton in _skeletons(one.stem)}
        found |= {f"f {number} {father}" for father in _fathers(reading.patronymic)}
    if reading.given is not None and (not numbers or name.alone):
        found |= {f"s {skeleton}" for skeleton in _skeletons(reading.given.stem)}
    return found


def _skeletons(stem: str) -> set[str]:
    """Return the bones of a stem; of one with an undecided ch or c both that it may have."""
    found = {bones(stem)}
    for undecided, others in (("X", "č"), ("C", "ks")):
        if undecided in stem:
            found |= {bones(stem.replace(undecided, other)) for other in others}
    return found


def _fathers(one: Word | None) -> frozenset[int]:
    return one.patronymic.fathers if one is not None and one.patronymic is not None else frozenset()
