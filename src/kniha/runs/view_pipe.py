"""What parent and child of a view say to each other, big-endian. First the parent: `SIZE`, the bytes of the file
and of what is given with it, and that: roots of signers that are trusted, or what is to be covered in a copy.

Then the child, as often as it likes: `WANTED` and `PIECE` (offset, bytes), answered by `GIVEN` and the bytes. At last, once: `DONE` and
`ANSWER` (bytes of facts, of picture, of text), the facts as JSON, the picture as JPEG, the text as UTF-8. A child that could not shut
itself in says `OPEN` instead of all this, and ends.
"""

from struct import Struct

SIZE = Struct(">QI")
WANTED, PIECE, GIVEN = b"R", Struct(">QI"), Struct(">I")
DONE, ANSWER = b"D", Struct(">III")
OPEN = b"O"

LONG_TASKS = frozenset({"played", "masked"})
"""Tasks that make a part of a film, by their first word: the answer's picture is WebM then, and takes longer."""

LARGEST_PIECE = 1 << 18
LARGEST_FACTS = 1 << 21
LARGEST_ROOTS = 1 << 20
LARGEST_PICTURE = 1 << 24
LARGEST_TEXT = 1 << 22


def is_long(task: str) -> bool:
    """Whether `task` makes a part of a film."""
    return task.partition(" ")[0] in LONG_TASKS
