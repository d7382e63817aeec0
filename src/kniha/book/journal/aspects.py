"""What people read of a row, table by table: which fields, in which order, in which manner. What is not named here is never shown.

A new table or field gets its line here and its label in the list of terms `fields`; a test fails until it has.
"""

from collections.abc import Mapping

from kniha.book.journal.aspect import Aspect
from kniha.book.journal.aspects_case_files import CASE_FILES
from kniha.book.journal.aspects_concluded import CONCLUDED
from kniha.book.journal.aspects_forces import FORCES
from kniha.book.journal.aspects_office import OFFICE
from kniha.book.journal.aspects_recordings import RECORDINGS
from kniha.book.journal.aspects_told import TOLD

ASPECTS: Mapping[str, tuple[Aspect, ...]] = {**CONCLUDED, **TOLD, **FORCES, **RECORDINGS, **OFFICE, **CASE_FILES}

UNSHOWN: Mapping[str, frozenset[str]] = {
    "exhibit": frozenset({"blob"}),  # the name in the vault: of use to a thief alone
    "hold": frozenset({"row"}),  # what is held or erased is told by its kind, and found through the desk's own lists
    "erasure": frozenset({"row", "also"}),
    "conflict": frozenset({"row"}),
    "hint": frozenset({"row"}),
    "citation": frozenset({"act_id"}),
    "batch": frozenset({"place", "mapping"}),  # where its rows lie; pages of a mapping stand on its own page
    "recording": frozenset({"track"}),  # hundreds of points: its page shows them
    "mention": frozenset({"passage_id"}),
    "count": frozenset({"question", "cells", "digest", "lies"}),  # its page shows them
    "persondecision": frozenset({"number"}),  # their order, in which a history tells them anyway
    "incidentdecision": frozenset({"number"}),  # the same
    "matchdecision": frozenset({"number"}),  # the same
    "publication": frozenset({"reviews", "risks"}),  # what the two had before them, to be compared by the program alone
    "edition": frozenset({"report"}),  # pages of numbers: its own page shows them
    "speaker": frozenset({"folded", "place"}),  # the same once more, as it is found by, and in which order
    "callsign": frozenset({"folded"}),  # the sign once more, as it is found by
    "casedisclosure": frozenset({"chosen"}),  # a digest of what was chosen then
    "casedelivery": frozenset({"disclosure_id", "carried", "left", "known"}),  # ids of items by the hundred: its page names them
    "medicalfinding": frozenset({"x", "y", "photographs"}),  # the chart shows them
}
"""Fields that no page of a history shows, beside those by which a part names what it belongs to."""


def aspects(table: str) -> tuple[Aspect, ...]:
    """What people read of a row of `table`; nothing of a table that is not known here."""
    return ASPECTS.get(table, ())
