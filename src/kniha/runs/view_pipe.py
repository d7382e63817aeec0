"""What parent and child of a view say to each other, big-endian. First the parent: `SIZE`, the bytes of the file
and of the roots of signers that are trusted, and these.

Then the child, as often as it likes: `WANTED` and `PIECE` (offset, bytes), answered by `GIVEN` and the bytes. At last, once: `DONE` and
`ANSWER` (bytes of facts, bytes of picture), the facts as JSON, the picture as JPEG.
"""

from struct import Struct

SIZE = Struct(">QI")
WANTED, PIECE, GIVEN = b"R", Struct(">QI"), Struct(">I")
DONE, ANSWER = b"D", Struct(">II")

LARGEST_PIECE = 1 << 18
LARGEST_FACTS = 1 << 20
LARGEST_ROOTS = 1 << 20
LARGEST_PICTURE = 1 << 24
