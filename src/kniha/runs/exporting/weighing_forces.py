"""What of units and postings stays, item by item, each with its reason, a code of the list `leaving-reasons`.

A name of a unit that anybody may read leaves; one that rests on an account leaves when the account's statement may. A posting leaves when
its source may, its person may as in a list of persons, and one name of its unit that is known where the person lies: else it would tell of
a unit that no list tells of. So does a deployment, which lies with its source. A person of whom no statement tells leaves in a posting that
anybody may read.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from kniha.book.forces.models import Deployment, Posting, UnitName
from kniha.book.statements.leaving import Handing, staying
from kniha.runs.exporting import weighing


def names(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these names of units that stay."""
    rows = UnitName.objects.filter(pk__in=batch, account__isnull=False).values_list("pk", "account__statement")
    return _resting(dict(rows), handing, today)


def postings(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these postings that stay."""
    rows = list(Posting.objects.filter(pk__in=batch).select_related("account", "person"))
    sources = _resting({row.pk: row.account.statement_id for row in rows if row.account is not None}, handing, today)
    people = weighing.persons({row.person_id for row in rows}, handing, today)
    units = _nameless({(row.unit_id, str(row.person.compartment_id)) for row in rows}, handing, today)
    found: dict[str, str] = {}
    for row in rows:
        of_person = people.get(row.person_id, "")
        if of_person == "unsupported" and row.account is None:
            of_person = ""
        reason = sources.get(row.pk, "") or of_person or units.get((row.unit_id, str(row.person.compartment_id)), "")
        if reason:
            found[row.pk] = reason
    return found


def deployments(batch: Collection[str], handing: Handing, today: date) -> Mapping[str, str]:
    """Those of these deployments that stay."""
    rows = list(Deployment.objects.filter(pk__in=batch).select_related("account__statement"))
    sources = _resting({row.pk: row.account.statement_id for row in rows if row.account is not None}, handing, today)
    lying = {row.pk: (row.unit_id, str(row.account.statement.compartment_id) if row.account is not None else "") for row in rows}
    units = _nameless(set(lying.values()), handing, today)
    reasons = ((row.pk, sources.get(row.pk, "") or units.get(lying[row.pk], "")) for row in rows)
    return {row: reason for row, reason in reasons if reason}


_Place = tuple[str, str]
"""A unit, and a compartment."""


def _nameless(places: Collection[_Place], handing: Handing, today: date) -> Mapping[_Place, str]:
    """Those of these units of which no name that is known in the compartment may leave, with the reason for which one of them stays."""
    named: defaultdict[_Place, list[str]] = defaultdict(list)  # what lies open, in the compartment ""
    lying = UnitName.objects.filter(Q(account__isnull=True) | Q(account__statement__compartment__isnull=False))
    rows = lying.filter(unit__in={unit for unit, _ in places})
    for unit, name, where in rows.values_list("unit_id", "pk", "account__statement__compartment"):
        named[unit, where or ""].append(name)
    stays = names([name for some in named.values() for name in some], handing, today)
    found = {}
    for unit, where in places:
        known = [*named[unit, ""], *named[unit, where]]
        if all(name in stays for name in known):
            found[unit, where] = weighing.first(stays, known) or "unsupported"
    return found


def _resting(statements: Mapping[str, str], handing: Handing, today: date) -> dict[str, str]:
    """Rows that stay because the statements on which they rest do."""
    stays = staying(set(statements.values()), handing, today=today)
    return {row: stays[statement] for row, statement in statements.items() if statement in stays}
