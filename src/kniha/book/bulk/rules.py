"""What may be, of batches. Pure."""

from datetime import date, timedelta

from kniha.vocab import terms
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError, TooLargeError

LONGEST_KEPT = timedelta(days=3 * 366)
MOST_ROWS = 1 << 32
LONGEST_MAPPING = 20_000
PLACES = 1 << 21
"""With 32 bits for the number of a row a key stays below 2⁵³, which JSON can tell exactly."""


def must_be_batch(kind: str, title: str, mapping: str, *, rows: int) -> None:
    """A known kind, something to find it by, some rows, and a mapping that fits into an entry."""
    terms.check_term("batch-kinds", kind)
    if len(title.strip()) < 3:
        raise MalformedError("a batch is called something by which people find it again")
    if not 0 < rows < MOST_ROWS:
        raise ImpossibleError(f"a batch has at least one row and fewer than {MOST_ROWS}")
    if len(mapping.encode()) > LONGEST_MAPPING:
        raise TooLargeError(f"the mapping of a batch has room for {LONGEST_MAPPING} bytes")


def must_end(keep_until: date, *, today: date) -> None:
    """Rows of whom nobody decided that they matter go by a day that is told before they come."""
    if not today < keep_until <= today + LONGEST_KEPT:
        raise ImpossibleError("rows are kept until a day after today and within three years")


def must_be_new(*, is_known: bool) -> None:
    """The same list twice would double every recording of it."""
    if is_known:
        raise ConflictError("this list is here already as a batch")


def must_be_kept(state: str) -> None:
    """What went by its day is not read any more."""
    if state != "kept":
        raise RefusedError("the rows of this batch went by their day")


def must_be_over(keep_until: date, *, today: date) -> None:
    """Not before the day."""
    if today < keep_until:
        raise ImpossibleError("the rows of a batch go on their day, not before")
