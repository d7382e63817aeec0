"""What an erasure does to the words and answers of a source: a part of the tables of `rules`. Pure."""

from collections.abc import Mapping

from kniha.book.erasure.fate import Fate, Row

OF_STATEMENTS: Mapping[str, Fate] = {
    "statement": Fate(
        Row.STAYS,
        (
            "text", "language", "when_words", "where_words", "hurt_words", "doers_words", "sealed_by", "url",
            "told_role", "told_safe", "told_held", "told_minor", "told_sexual", "delicate",
        ),
        {
            "kind": "one word of a list",
            "came_to_be": "one word of a list",
            "envelope": "digest of the sealed envelope: it is not filed again",
            "record": "number in a foreign list: it is not imported again",
            "record_digest": "the same",
        },
    ),
}  # fmt: skip

NAMING_OF_STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "statement": ("when_words", "where_words", "hurt_words", "doers_words", "url"),
}

TELLING_OF_STATEMENTS: Mapping[str, tuple[str, ...]] = {"statement": ("text", "hurt_words", "doers_words")}
"""Who was hurt and who did it may be one name, or a story."""
