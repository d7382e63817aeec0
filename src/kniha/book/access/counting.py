"""How many rows of a long table a registrar may see, out of the tallies: the same figure that counting them gives, at once."""

from kniha.book.access.models import Registrar
from kniha.book.access.queries import seats
from kniha.book.journal.models import Tally


def counted(registrar: Registrar, table: str) -> dict[str, int] | None:
    """By state, how many rows of `table` lie open to `registrar`; None where only counting tells: somebody is kept from some of them."""
    if registrar.frozen:
        return {}
    if registrar.kept_from:
        return None
    found: dict[str, int] = {}
    own = [one.pk for one in seats(registrar)]
    for state, count in Tally.objects.filter(table=table, compartment__in=own, count__gt=0).values_list("state", "count"):
        found[state] = found.get(state, 0) + count
    return found
