"""What people read of units, of what they are called and belonged to, and of who held which post in them."""

from collections.abc import Mapping

from kniha.book.journal.aspect import PERSON, POINT, SPAN, Aspect, Manner, one

_SOURCE = (one("read-in", Manner.WORDS), one("account", Manner.ROW, "account_id", quiet=True))
_COUNTED = (
    one("of-unit", Manner.ROW, "unit_id", quiet=True),
    one("from-day", Manner.DAY, "first_day"),
    one("until-day", Manner.DAY, "last_day"),
    one("at-least", Manner.CODE, "low"),
    one("likely-number", Manner.CODE, "likely"),
    one("at-most", Manner.CODE, "high"),
    one("how-sure", Manner.TERM, "confidence", terms="information-grades"),
    one("words", Manner.WORDS),
    *_SOURCE,
)

FORCES: Mapping[str, tuple[Aspect, ...]] = {
    "unit": (
        one("unit-kind", Manner.TERM, "kind", terms="unit-kinds"),
        one("force", Manner.TERM, terms="force-kinds"),
        one("country", Manner.CODE),
    ),
    "unitname": (
        one("unit-name", Manner.WORDS, "text"),
        one("language", Manner.CODE),
        one("unit-name-kind", Manner.TERM, "kind", terms="unit-name-kinds"),
        SPAN,
        *_SOURCE,
    ),
    "unitparent": (
        one("parent-unit", Manner.ROW, "parent_id"),
        SPAN,
        one("words", Manner.WORDS),
        *_SOURCE,
    ),
    "posting": (
        one("posting-kind", Manner.TERM, "kind", terms="posting-kinds"),
        PERSON,
        one("of-unit", Manner.ROW, "unit_id"),
        one("post", Manner.WORDS),
        one("rank", Manner.WORDS),
        one("acting", Manner.SWITCH, quiet=True),
        SPAN,
        one("words", Manner.WORDS),
        *_SOURCE,
    ),
    "deployment": (
        one("place-words", Manner.WORDS),
        one("deployment-kind", Manner.TERM, "kind", terms="deployment-kinds"),
        one("of-unit", Manner.ROW, "unit_id", quiet=True),
        POINT,
        SPAN,
        one("began-at", Manner.CODE),
        one("ended-at", Manner.CODE),
        one("tasking-unit", Manner.ROW, "tasking_unit_id"),
        one("tasking-person", Manner.ROW, "tasking_person_id"),
        one("activity", Manner.WORDS),
        *_SOURCE,
    ),
    "headcount": (one("headcount-kind", Manner.TERM, "kind", terms="headcount-kinds"), *_COUNTED),
    "departure": (
        one("departure-kind", Manner.TERM, "kind", terms="departure-kinds"),
        one("who-left", Manner.ROW, "person_id", quiet=True),
        *_COUNTED,
    ),
    "callsign": (
        one("heard-sign", Manner.WORDS, "sign"),
        one("of-unit", Manner.ROW, "unit_id"),
        one("sign-of-posting", Manner.ROW, "posting_id"),
        SPAN,
        *_SOURCE,
    ),
}
