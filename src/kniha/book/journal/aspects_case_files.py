"""What people read of case files: what was chosen, the matrix, disclosures, deliveries."""

from collections.abc import Mapping

from kniha.book.journal.aspect import COMPARTMENT, PERSON, Aspect, Manner, one

CASE_FILES: Mapping[str, tuple[Aspect, ...]] = {
    "casefile": (
        one("title", Manner.WORDS),
        one("authority", Manner.WORDS),
        one("authority-kind", Manner.TERM, terms="authority-kinds"),
        one("sealed-to", Manner.LENGTH, "recipient", quiet=True),
        one("basis", Manner.WORDS),
        one("crimes", Manner.CODE),
        COMPARTMENT,
        one("author", Manner.STAFF, "author_id", quiet=True),
        one("opened-on", Manner.DAY, quiet=True),
    ),
    "caseitem": (
        one("number", Manner.CODE),
        one("case-incident", Manner.ROW, "incident_id"),
        PERSON,
        one("case-exhibit", Manner.ROW, "exhibit_id", quiet=True),
        one("first-page", Manner.CODE),
        one("last-page", Manner.CODE),
        one("taken-out", Manner.SWITCH, "is_out"),
        one("why", Manner.WORDS, "out_why"),
    ),
    "casecell": (
        one("element", Manner.CODE),
        one("case-bearing", Manner.TERM, "bearing", terms="case-bearings"),
        one("case-item", Manner.ROW, "item_id"),
        one("words", Manner.WORDS),
        one("withdrawn", Manner.SWITCH, "is_withdrawn"),
        one("entered-by", Manner.STAFF, "entered_by_id", quiet=True),
        one("entered-on", Manner.DAY, quiet=True),
    ),
    "casedisclosure": (
        one("asked-by-terms", Manner.WORDS, "terms"),
        one("disclosure-found", Manner.WORDS, "found"),
        one("disclosure-told", Manner.WORDS, "told"),
        one("disclosure-withheld", Manner.WORDS, "withheld"),
        one("disclosure-withheld-why", Manner.WORDS, "withheld_why"),
        one("lawyer", Manner.STAFF, "lawyer_id", quiet=True),
        one("day", Manner.DAY, quiet=True),
    ),
    "casedelivery": (
        one("delivery-number", Manner.CODE, "number"),
        one("state", Manner.TERM, terms="case-delivery-states"),
        one("languages", Manner.CODE),
        one("bundle-digest", Manner.DIGEST, "bundle"),
        one("sealed-sha256", Manner.DIGEST),
        one("size", Manner.CODE, "sealed_size", quiet=True),
        one("earlier-delivery", Manner.ROW, "previous_id", quiet=True),
        one("failed-why", Manner.WORDS),
        one("made-on", Manner.DAY),
        one("acknowledged-on", Manner.DAY, "received_on"),
        one("acknowledged-words", Manner.WORDS, "received_words"),
        one("asked-by", Manner.STAFF, "asked_by_id", quiet=True),
        one("asked-for-on", Manner.DAY, "asked_on", quiet=True),
        one("noted-by", Manner.STAFF, "received_noted_by_id", quiet=True),
    ),
}
