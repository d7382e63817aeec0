"""A known time and place, and how they are written back into the fields that they are typed in."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from kniha.book.events.models import Incident
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Account
from kniha.vocab.place import Place, describe_place
from kniha.vocab.time import Interval, month_interval

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Known:
    """Time and place as an account or an incident has them, without the words on the time."""

    when: When
    where: Where

    def typed(self) -> dict[str, object]:
        """What the form's fields begin with. It may be less exact than what is known: a form keeps what nobody touched."""
        return {**typed_time(self.when), **_typed_point(self.where), "where_words": self.where.words}


def of_account(account: Account) -> Known:
    """What `account` says."""
    where = Where(account.lat_e7, account.lon_e7, account.radius_m, account.where_words)
    return Known(When(account.first, account.last, account.zone, account.precision), where)


def of_incident(incident: Incident) -> Known:
    """What was concluded."""
    where = Where(incident.lat_e7, incident.lon_e7, incident.radius_m, incident.place_words)
    return Known(When(incident.first, incident.last, incident.zone, incident.precision), where)


def typed_time(when: When) -> dict[str, object]:
    """A time as one would type it."""
    zone = when.zone or str(settings.OFFICE.zone)
    if when.first is None or when.last is None:
        return {"zone": zone, "precision": "" if when.precision == "not-known" else when.precision}
    interval = Interval(when.first, when.last, zone, when.precision)
    first, last = interval.local_first, interval.local_last
    begins: dict[str, object] = {"zone": zone, "precision": when.precision}
    margin = (when.last - when.first) / 2
    if when.precision == "about" and margin and not margin % _MINUTE:
        return begins | {"first": f"{(when.first + margin).astimezone(first.tzinfo):%d.%m.%Y %H:%M}", "margin": margin // _MINUTE}
    if when.precision == "month" and _is_month(interval):
        return begins | {"first": f"{first:%m.%Y}"}
    if when.precision in {"day", "month", "not-known"}:
        return begins | {"first": f"{first:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}" if last.date() > first.date() else ""}
    return begins | {"first": f"{first:%d.%m.%Y %H:%M}", "last": "" if first == last else f"{last:%d.%m.%Y %H:%M}"}


def _is_month(interval: Interval) -> bool:
    whole = month_interval(interval.local_first.year, interval.local_first.month, interval.zone)
    return (whole.first, whole.last) == (interval.first, interval.last)


def _typed_point(where: Where) -> dict[str, object]:
    if where.lat_e7 is None or where.lon_e7 is None:
        return {}
    return {"point": describe_place(Place(where.lat_e7, where.lon_e7, 0), "en"), "radius_m": where.radius_m}
