"""How much a registrar reads and takes away in a day: counted, limited where it would empty the register, and shown to a custodian.

Against a colleague who is a plant, or whose account is in strange hands: they get as far as one day's work, and it is seen.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import F

from kniha.book.access.models import Registrar, Use
from kniha.book.access.queries import MAY_GRANT, registrars_known, roles
from kniha.vocab import terms
from kniha.vocab.errors import RefusedError

MOST: Mapping[str, int] = {"identity": 20, "file": 300, "export": 10}
"""By use of the list `uses`: how often in a day, for one registrar. Others are counted alone."""

ALARMING = frozenset({"canary"})
"""What nobody has a reason to do once."""

LOOKED_BACK = timedelta(days=30)
UNREMARKABLE = 20
TIMES = 3


@dataclass(frozen=True, slots=True)
class DaysUse:
    """What one registrar did of one thing on a day, and on a usual one of theirs within the last month."""

    what: str
    count: int
    usual: float

    @property
    def is_unusual(self) -> bool:
        """Much, and three times what it is on other days; or the limit is reached; or it is alarming by itself."""
        return (
            self.what in ALARMING or self.count >= MOST.get(self.what, self.count + 1) or self.count > max(UNREMARKABLE, TIMES * self.usual)
        )


def count_use(registrar: Registrar | None, what: str, *, day: date) -> None:
    """Count one use; RefusedError where the day's limit is reached. A process (an import, a run) is not counted.

    Within the transaction of the action that it belongs to: what is refused or fails was not used.
    """
    terms.check_term("uses", what)
    if registrar is None:
        return
    Use.objects.bulk_create([Use(registrar=registrar, day=day, what=what)], ignore_conflicts=True)
    counted = Use.objects.filter(registrar=registrar, day=day, what=what)
    if what in MOST:
        counted = counted.filter(count__lt=MOST[what])
    if not counted.update(count=F("count") + 1):
        raise RefusedError("the limit of this day is reached; a custodian sees it")


def used(registrar: Registrar, what: str, *, day: date) -> int:
    """How often `registrar` did it on `day`."""
    return Use.objects.filter(registrar=registrar, day=day, what=what).values_list("count", flat=True).first() or 0


def hold_use(registrar: Registrar, what: str, *, day: date) -> None:
    """Part of the caller's transaction: nobody else counts this use until it ends. For who holds the journal's head before counting."""
    terms.check_term("uses", what)
    Use.objects.bulk_create([Use(registrar=registrar, day=day, what=what)], ignore_conflicts=True)
    list(Use.objects.select_for_update().filter(registrar=registrar, day=day, what=what))


def uses(registrar: Registrar, *, day: date) -> tuple[tuple[Registrar, tuple[DaysUse, ...]], ...]:
    """What every registrar did on `day`, the unusual first: for those who grant access; nothing for others."""
    if registrar.frozen or MAY_GRANT.isdisjoint(roles(registrar)):
        return ()
    found: defaultdict[str, defaultdict[str, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for use in Use.objects.filter(day__gte=day - LOOKED_BACK, day__lte=day, count__gt=0):
        found[use.registrar_id][use.what][use.day] = use.count
    rows = [(one, tuple(_of_day(found[one.pk], day))) for one in registrars_known(registrar).order_by("name")]
    return tuple(sorted(rows, key=lambda row: not any(use.is_unusual for use in row[1])))


def _of_day(by_what: Mapping[str, Mapping[date, int]], day: date) -> Collection[DaysUse]:
    return [
        DaysUse(what, counts[day], median([count for other, count in counts.items() if other != day] or [0]))
        for what, counts in sorted(by_what.items())
        if day in counts
    ]
