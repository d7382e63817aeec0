"""What is typed of moments, errors and tracks, read strictly; a word beside the field that is wrong."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kniha.vocab.errors import ImpossibleError, MalformedError
from kniha.vocab.place import parse_place
from kniha.vocab.typed_time import parse_typed_time

Points = tuple[tuple[int, int, int, int], ...]


class MomentField(forms.CharField):
    """A moment to the second, by the clocks of the office. Gives an instant in UTC, or None."""

    def __init__(self, **kwargs: Any) -> None:  # Any: Django's field options
        super().__init__(max_length=30, **{"help_text": "11.08.2020 23:10:05", **kwargs})

    def clean(self, value: Any) -> Any:  # Any: Django's fields
        """Read it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            told = parse_typed_time(text, str(settings.OFFICE.zone))
        except MalformedError as error:
            raise forms.ValidationError(_("Write a day and a time, like 11.08.2020 23:10:05.")) from error
        except ImpossibleError as error:
            raise forms.ValidationError(_("There is no such time.")) from error
        if told.precision != "exact":
            raise forms.ValidationError(_("Write a day and a time, like 11.08.2020 23:10:05."))
        return told.first


class SecondsField(forms.DecimalField):
    """An error in seconds, to the millisecond. Gives milliseconds, or None."""

    def __init__(self, **kwargs: Any) -> None:  # Any: Django's field options
        super().__init__(min_value=Decimal("0.001"), max_value=10**8, decimal_places=3, **kwargs)

    def clean(self, value: Any) -> Any:  # Any: Django's fields
        """As milliseconds."""
        seconds = super().clean(value)
        return None if seconds is None else int(seconds * 1000)


def typed_moment(at: datetime | None) -> str:
    """An instant as one would type it."""
    return "" if at is None else f"{at.astimezone(settings.OFFICE.zone):%d.%m.%Y %H:%M:%S}"


def typed_seconds(milliseconds: int | None) -> Decimal | None:
    """Milliseconds as seconds."""
    return None if milliseconds is None else (Decimal(milliseconds) / 1000).normalize()


def parse_track(text: str, began: datetime, *, error_m: int) -> Points:
    """Lines of `time latitude longitude [error]`, divided by spaces, commas or tabs, as points from `began` on.

    MalformedError or ImpossibleError name the line.
    """
    points = [_point(line, number, began, error_m) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return tuple(points)


def typed_track(points: Points, began: datetime | None) -> str:
    """The same points as one would type them."""
    start = began or datetime.fromtimestamp(0, UTC)
    times = ((start + timedelta(milliseconds=at)).astimezone(UTC).isoformat() for at, *_ in points)
    lines = zip(times, points, strict=True)
    return "\n".join(f"{time} {lat / 10**7:.7f} {lon / 10**7:.7f} {error}" for time, (_, lat, lon, error) in lines)


def _point(line: str, number: int, began: datetime, error_m: int) -> tuple[int, int, int, int]:
    cells = [cell for cell in re.split(r"[,;\t ]+", line.strip()) if cell]
    if len(cells) not in {3, 4}:
        raise MalformedError(f"line {number} has time, latitude, longitude and error, found {len(cells)} cells")
    try:
        at = datetime.fromisoformat(cells[0])
        error = int(Decimal(cells[3])) if len(cells) == 4 else error_m
    except (ValueError, InvalidOperation) as wrong:
        raise MalformedError(f"line {number} begins with a time like 2020-08-11T23:10:05, and its error is metres") from wrong
    at = at.replace(tzinfo=settings.OFFICE.zone) if at.tzinfo is None else at
    place = parse_place(f"{cells[1]} {cells[2]}", radius_m=error)
    return (at - began) // timedelta(milliseconds=1), place.lat_e7, place.lon_e7, error
