"""What parent and child of a view say to each other, big-endian. First the parent: `SIZE`, the file's bytes.

Then the child, as often as it likes: `WANTED` and `PIECE` (offset, bytes), answered by `GIVEN` and the bytes. At last, once: `DONE` and
`ANSWER` (bytes of facts, of picture, of text), the facts as JSON, the picture as JPEG, the text as UTF-8.
"""

from struct import Struct

SIZE = Struct(">Q")
WANTED, PIECE, GIVEN = b"R", Struct(">QI"), Struct(">I")
DONE, ANSWER = b"D", Struct(">III")

LARGEST_PIECE = 1 << 18
LARGEST_FACTS = 1 << 16
LARGEST_PICTURE = 1 << 24
LARGEST_TEXT = 1 << 22
