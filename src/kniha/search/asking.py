"""What somebody types into a search, read: words, and phrases in quotation marks. Nothing in it is a command."""

import re
from dataclasses import dataclass

from kniha.search.folding import fold

WORDS_AT_MOST = 12
_PHRASE = re.compile('["«“„]([^"«»“”„]*)["»”“]')


@dataclass(frozen=True, slots=True)
class Asked:
    """Folded words that are to be found, and folded words that are to stand in a row. All of them must be met."""

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.words or self.phrases)

    @property
    def all_words(self) -> tuple[str, ...]:
        """Every word, those of phrases too."""
        return (*self.words, *(word for phrase in self.phrases for word in phrase))


def ask(text: str) -> Asked:
    """Read `text`, at most twelve words of it. A phrase of one word is a word."""
    phrases = [fold(found[1])[:WORDS_AT_MOST] for found in _PHRASE.finditer(text)]
    alone = fold(_PHRASE.sub(" ", text))
    words = (*alone, *(phrase[0] for phrase in phrases if len(phrase) == 1))
    return Asked(tuple(words[:WORDS_AT_MOST]), tuple(phrase for phrase in phrases if len(phrase) > 1)[:WORDS_AT_MOST])
