"""What becomes of notes on files, and of copies in which faces are covered: a part of the table `rules.FATES`."""

from collections.abc import Mapping

from kniha.book.erasure.fate import Fate, Row

OF_COPIES: Mapping[str, Fate] = {
    "medianote": Fate(
        Row.GOES,
        ("words", "language", "start_ms", "end_ms", "left", "top", "width", "height", "withdrawn_why"),
        {"kind": "one word of a list"},
    ),
    "maskedcopy": Fate(
        Row.GOES,
        ("plan", "why", "sha256", "decided_why"),
        {"number": "how many there were", "way": "one word of a list", "is_silent": "yes or no", "state": "one word of a list"},
    ),
}
