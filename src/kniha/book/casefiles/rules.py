"""What may be, in case files. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import sha256

from kniha.seal.recipients import parse_recipient
from kniha.vocab import terms
from kniha.vocab.crimes.elements import Crimes, elements_of
from kniha.vocab.errors import ConflictError, ImpossibleError, MalformedError, RefusedError

PROVES, CONTRADICTS, MISSING = "proves", "contradicts", "missing"
ASKED, MADE, RECEIVED, FAILED = "asked", "made", "received", "failed"
LANGUAGES = ("be", "ru", "en")
MOST_ITEMS = 20_000

PURPOSES: Mapping[str, str] = {"un-body": "share-un"}
"""By kind of authority: for which purpose its case file asks consent; `share-authority` for the others."""


def purpose_of(authority_kind: str) -> str:
    """The purpose, of the list `consent-purposes`, for which a case file for such an authority leaves."""
    return PURPOSES.get(authority_kind, "share-authority")


def must_be_case_file(title: str, authority: str, authority_kind: str) -> None:
    """A case file has a title, and an authority by the name that consents give it."""
    terms.check_term("authority-kinds", authority_kind)
    if len(title.strip()) < 3 or len(authority.strip()) < 2:
        raise MalformedError("a case file has a title and names its authority")


def must_be_recipient(text: str) -> None:
    """To whom it is sealed is known before anything leaves."""
    parse_recipient(text)


def must_be_crimes(crimes: Crimes, codes: Collection[str]) -> None:
    """Known crimes, each once."""
    elements_of(crimes, codes)
    if len(set(codes)) != len(codes):
        raise MalformedError("a crime is chosen once")


def must_lie_together(one: str, other: str | None) -> None:
    """A case file holds what lies in its own compartment; what lies elsewhere comes into it by a release."""
    if one != other:
        raise RefusedError("a case file holds what lies in its own compartment")


def must_be_room(count: int) -> None:
    """There is an end to what one bundle holds."""
    if count >= MOST_ITEMS:
        raise ConflictError(f"a case file holds at most {MOST_ITEMS:,} items")


def must_be_cell(crimes: Crimes, chosen: Collection[str], element: str, bearing: str, *, has_item: bool) -> None:
    """A cell is of an element that was chosen; what proves or contradicts is an item, what is missing is none."""
    terms.check_term("case-bearings", bearing)
    if element not in {each.key for each in elements_of(crimes, chosen)}:
        raise RefusedError("this element is of no crime that was chosen for this case file")
    if has_item == (bearing == MISSING):
        raise MalformedError("what proves or contradicts is an item of the case file; what is missing is none")


def must_say_why(words: str) -> None:
    """A decision of weight has its reason in words."""
    if len(words.strip()) < 4:
        raise MalformedError("this is done with a reason in words")


def must_be_another(lawyer: str, author: str) -> None:
    """Nobody looks for what speaks against their own work alone."""
    if lawyer == author:
        raise RefusedError("what speaks for the suspect is asked by another lawyer than the author of the case file")


def must_be_asked(suspects: Iterable[str], asked: Collection[str]) -> None:
    """The whole register was asked whether anything speaks for each of the suspects, and the worker carried it out."""
    if not set(suspects) <= set(asked):
        raise RefusedError("ask the whole register first whether anything speaks for each suspect of this case file")


def must_be_disclosure(terms_: str, found: str, withheld: str, why: str) -> None:
    """What was asked by which terms and what was found stands in words; what is withheld, with a reason."""
    if len(terms_.strip()) < 3 or len(found.strip()) < 4:
        raise MalformedError("a disclosure says by which terms the register was asked, and what was found")
    if bool(withheld.strip()) != bool(why.strip()):
        raise MalformedError("what is withheld is withheld with a reason")


def digest_of(items: Iterable[str]) -> str:
    """What was chosen, as a disclosure holds it: SHA-256 over the ids of the items, sorted, each with a line end."""
    return sha256("".join(f"{item}\n" for item in sorted(items)).encode()).hexdigest()


def must_be_disclosed(disclosed: str | None, chosen: str) -> None:
    """Nothing leaves before somebody asked what speaks for the suspect, of what is chosen now."""
    if disclosed is None:
        raise RefusedError("before a case file leaves, a disclosure lawyer asks what speaks for the suspects")
    if disclosed != chosen:
        raise RefusedError("what is chosen changed since the last disclosure: a disclosure lawyer asks again")


def must_hold_something(count: int) -> None:
    """An empty file is no delivery."""
    if not count:
        raise RefusedError("nothing is chosen for this case file")


def must_be_languages(languages: Collection[str]) -> None:
    """The index is written in these."""
    if not languages or not set(languages) <= set(LANGUAGES) or len(set(languages)) != len(languages):
        raise MalformedError(f"the index is written in one or more of {', '.join(LANGUAGES)}")


def must_be_in(state: str, *wanted: str) -> None:
    """Somebody may have been quicker."""
    if state not in wanted:
        raise ConflictError(f"this delivery is {state} by now")


def must_have_come(day: date, *, made_on: date | None, today: date) -> None:
    """What was handed over is acknowledged on a day between then and now."""
    if made_on is None or not made_on <= day <= today:
        raise ImpossibleError("a delivery is acknowledged after it was made, today or earlier")
