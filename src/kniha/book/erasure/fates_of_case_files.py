"""What becomes of items of case files and of cells of their matrix: a part of the tables `rules.BELONGS` and `rules.FATES`."""

from collections.abc import Mapping

from kniha.book.erasure.belonging import Belonging
from kniha.book.erasure.fate import Fate, Row

IN_CASE_FILES = (
    Belonging("person", "caseitem", "person"),
    Belonging("exhibit", "caseitem", "exhibit"),
    Belonging("caseitem", "casecell", "item"),
)

OF_CASE_FILES: Mapping[str, Fate] = {
    "casecell": Fate(Row.GOES, ("words",), {"element": "a code of a file of crimes", "bearing": "one word of a list"}),
    "caseitem": Fate(
        Row.STAYS,
        ("out_why",),
        {
            "number": "what left under it is told of by it, and no other has it",
            "first_page": "the same",
            "last_page": "the same",
            "is_out": "yes or no",
        },
    ),
}
