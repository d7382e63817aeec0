"""What of units and postings stays, item by item, each with its reason, a code of the list `leaving-reasons`.

A name of a unit that anybody may read leaves; one that rests on an account leaves when the account's statement may. A posting leaves when
its source may, its person may, and at least one name of its unit: of a unit without a name nobody could make use, and that there is one
would be told. A person of whom no statement tells leaves in a posting that anybody may read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from kniha.book.forces.models import Posting, UnitName
from kniha.book.statements.leaving import Handing, staying
from kniha.runs.exporting import weighing


def names(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these names of units that stay."""
    rows = UnitName.objects.filter(pk__in=batch, account__isnull=False).values_list("pk", "account__statement")
    return _resting(dict(rows), handing, today)


def postings(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these postings that stay."""
    rows = list(Posting.objects.filter(pk__in=batch).select_related("account"))
    sources = _resting({row.pk: row.account.statement_id for row in rows if row.account is not None}, handing, today)
    people = weighing.persons({row.person_id for row in rows}, handing, today)
    units = _nameless({row.unit_id for row in rows}, handing, today)
    found: dict[str, str] = {}
    for row in rows:
        of_person = people.get(row.person_id, "")
        if of_person == "unsupported" and row.account is None:
            of_person = ""
        reason = sources.get(row.pk, "") or of_person or units.get(row.unit_id, "")
        if reason:
            found[row.pk] = reason
    return found


def _nameless(units: Iterable[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these units of which no name may leave, with the reason for which one of them stays."""
    by_unit: defaultdict[str, list[str]] = defaultdict(list)
    for unit, name in UnitName.objects.filter(unit__in=units).values_list("unit_id", "pk"):
        by_unit[unit].append(name)
    stays = names({name for some in by_unit.values() for name in some}, handing, today)
    return {unit: weighing.first(stays, some) for unit, some in by_unit.items() if all(name in stays for name in some)}


def _resting(statements: Mapping[str, str], handing: Handing, today: date) -> dict[str, str]:
    """Rows that stay because the statements on which they rest do."""
    stays = staying(set(statements.values()), handing, today=today)
    return {row: stays[statement] for row, statement in statements.items() if statement in stays}
