"""Accounts that may have one origin, as a page numbers them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kniha.book.linking.origins import Origin
from kniha.desk.incidents.sources import Told


@dataclass(frozen=True, slots=True)
class Alike:
    """One way in which two accounts are alike, with both as they are numbered."""

    origin: Origin
    one: Told
    other: Told


def numbered(found: Iterable[Origin], told: Sequence[Told]) -> tuple[Alike, ...]:
    """What was found, with the accounts as the page has them."""
    by_account = {each.account.pk: each for each in told}
    return tuple(Alike(one, by_account[one.one.pk], by_account[one.other.pk]) for one in found)
