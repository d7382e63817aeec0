"""Who is here already under a name that looks or sounds the same. It joins nobody: who is who is for people to decide.

Compared are the words of a name in any order, by their sound across scripts (kniha.search.folding); `kniha.names` will say more.
"""

from collections.abc import Iterator, Sequence

from kniha.book.access.models import Compartment
from kniha.book.people.models import PersonName
from kniha.search.folding import fold, sound

MOST_KEPT = 1_000_000
MOST_SHOWN = 3


class Likeness:
    """The names of a compartment's persons, and of the rows that came before, by how they sound."""

    def __init__(self, compartment: Compartment | None) -> None:
        self._by_sound: dict[tuple[str, ...], list[str]] = {}
        if compartment is not None:
            found = PersonName.objects.filter(person__compartment=compartment).order_by("person", "pk").values_list("text", "person")
            for name, person in found.iterator(chunk_size=5000):
                self.add((name,), f"person {person}")

    def alike(self, names: Sequence[str]) -> Iterator[str]:
        """Persons by their ids, and earlier rows by their places, called like one of `names`."""
        found: dict[str, None] = {}
        for name in names:
            found.update(dict.fromkeys(self._by_sound.get(_key(name), ())))
        yield from list(found)[:MOST_SHOWN]

    def add(self, names: Sequence[str], where: str) -> None:
        """Keep who is called by `names`, and where they stand."""
        for name in names:
            if key := _key(name):
                kept = self._by_sound.setdefault(key, []) if len(self._by_sound) < MOST_KEPT else []
                if where not in kept and len(kept) < MOST_SHOWN:
                    kept.append(where)


def _key(name: str) -> tuple[str, ...]:
    """At least two words: a first name alone is everybody's."""
    words = sorted(filter(None, map(sound, fold(name))))
    return tuple(words) if len(words) > 1 else ()
