"""How tests read a history: as a registrar would, in plain text."""

from kniha.book.access.models import Registrar
from kniha.book.journal import history, reading
from kniha.book.journal.models import EntryValue
from kniha.book.journal.moments import Ref
from kniha.book.journal.sentence import Sentence
from kniha.book.journal.sentences import sentences

ZONE = "Europe/Minsk"


def of(registrar: Registrar, ref: Ref, language: str = "en") -> tuple[Sentence, ...]:
    """The history of `ref` as `registrar` reads it."""
    return sentences(registrar, history.history(registrar, history.record(registrar, *ref)), language=language, home=ZONE)


def plain(registrar: Registrar, ref: Ref, language: str = "en") -> list[str]:
    return [sentence.plain() for sentence in of(registrar, ref, language)]


def everything(registrar: Registrar, language: str = "en") -> list[str]:
    """Every entry of the journal, as `registrar` would read it."""
    return [one.plain() for one in sentences(registrar, tuple(reading.entries()), language=language, home=ZONE)]


def erase(entry: int, path: str) -> None:
    """Blank one value, as an erasure does."""
    found = next(one for one in reading.entries(start=entry, stop=entry + 1))
    place = next(place for place, value in enumerate(found.values) if value.path == path)
    EntryValue.objects.filter(entry_id=entry, place=place).update(salt=None, data=None)
