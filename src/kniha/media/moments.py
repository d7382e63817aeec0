"""Times as files write them, each standard in its own way, in one form: ISO 8601, with a zone only where there is one.

Sources: CIPA DC-008 (EXIF), ISO 16684-1 (XMP), IPTC IIM 4.2, ISO 32000-1 §7.9.4 (PDF), ISO/IEC 14496-12 §8.2.2 (MP4).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from kniha.media.tellings import Zone
from kniha.vocab.errors import MalformedError

FROM_1904_TO_1970 = 2_082_844_800
"""Seconds. A film's clock counts from 1904; devices that count from 1970 write moments before 1970 into it."""

_EXIF = re.compile(r"(?P<date>\d{4}:\d\d:\d\d) (?P<time>\d\d:\d\d:\d\d)")
_ISO = re.compile(
    r"(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.(?P<part>\d{1,9}))?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_IPTC_TIME = re.compile(r"(?P<time>\d{6})(?P<zone>[+-]\d{4})?")
_PDF = re.compile(r"(?:D:)?(?P<date>\d{4,14})(?P<zone>Z|[+-]\d\d'?(?:\d\d)?'?)?(?:00'?00'?)?")
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as read. `is_day`: no more than a date (or less of one) is told; `read` has then no time of day."""

    read: str
    zone: Zone = Zone.NONE

    @property
    def at(self) -> datetime | None:
        """The moment, aware only where a zone is told; None for a date alone."""
        return datetime.fromisoformat(self.read) if "T" in self.read else None


def from_exif(written: str, *, offset: str = "", part: str = "") -> Moment:
    """Return the moment of `2020:08:10 23:15:00`, with the offset and the part of a second that EXIF keeps in fields of their own."""
    found = _EXIF.fullmatch(written)
    if found is None:
        raise MalformedError("a time in EXIF is written as 2020:08:10 23:15:00")
    return _moment(found["date"].replace(":", "-"), found["time"], part=part if part.isdecimal() else "", zone=offset)


def from_iso(written: str) -> Moment:
    """Return the moment of ISO 8601 as XMP, QuickTime and GPX write it, from a year alone to parts of a second."""
    found = _ISO.fullmatch(written.strip())
    if found is None:
        raise MalformedError("a time is written as 2020-08-10T23:15:00+03:00, or a part of that from the left")
    if found["time"] is None:
        return Moment(_day(found["date"]))
    return _moment(found["date"], found["time"], part=found["part"] or "", zone=found["zone"] or "")


def from_iptc(day: str, time: str) -> Moment:
    """Return the moment of IPTC's two fields, `20200810` and `231500+0300`; the second may be empty."""
    if re.fullmatch(r"\d{8}", day) is None:
        raise MalformedError("a date in IPTC is written as 20200810")
    written = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    if not time:
        return Moment(_day(written))
    found = _IPTC_TIME.fullmatch(time)
    if found is None:
        raise MalformedError("a time in IPTC is written as 231500+0300")
    return _moment(written, _with_colons(found["time"]), zone=found["zone"] or "")


def from_pdf(written: str) -> Moment:
    """Return the moment of `D:20200810231500+03'00'`."""
    found = _PDF.fullmatch(written.strip())
    if found is None or len(found["date"]) % 2:
        raise MalformedError("a time in a PDF is written as D:20200810231500+03'00'")
    digits = found["date"]
    day = "-".join(filter(None, (digits[:4], digits[4:6], digits[6:8])))
    if len(digits) <= 8:
        return Moment(_day(day))
    zone = (found["zone"] or "").replace("'", "")
    return _moment(day, _with_colons(digits[8:].ljust(6, "0")), zone=f"{zone}00" if len(zone) == 3 else zone)


def from_1904(seconds: int) -> Moment:
    """Return the moment `seconds` after 1904 began, UTC as the standard of MP4 has it. Nothing is read into 0: that is "not set"."""
    try:
        at = datetime(1904, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError as error:
        raise MalformedError("a film's clock stands beyond the year 9999") from error
    return Moment(at.isoformat(), Zone.BY_STANDARD)


def from_gps(day: str, hours: float) -> Moment:
    """Return the moment of EXIF's GPSDateStamp, `2020:08:10`, and its hours since midnight. UTC by its standard."""
    if not 0 <= hours <= 24:
        raise MalformedError("the satellites' time is within a day")
    midnight = from_exif(f"{day.replace('-', ':')} 00:00:00").at
    assert midnight is not None
    at = midnight.replace(tzinfo=UTC) + timedelta(seconds=round(hours * 3600))
    return Moment(at.isoformat(), Zone.BY_STANDARD)


def _moment(day: str, time: str, *, part: str = "", zone: str = "") -> Moment:
    try:
        at = datetime.fromisoformat(f"{day}T{time}")
        if part.strip("0"):
            at = at.replace(microsecond=int(part[:6].ljust(6, "0")))
        if zone:
            at = at.replace(tzinfo=_offset(zone))
    except ValueError as error:
        raise MalformedError("this is a time that no clock shows") from error
    return Moment(at.isoformat(timespec="milliseconds" if at.microsecond else "seconds"), Zone.WRITTEN if zone else Zone.NONE)


def _offset(zone: str) -> timezone:
    if zone == "Z":
        return UTC
    found = _OFFSET.fullmatch(zone)
    if found is None:
        raise MalformedError("an offset is written as +03:00")
    minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
    if minutes > 14 * 60:
        raise MalformedError("no clocks are more than 14 hours from UTC")
    return timezone(timedelta(minutes=-minutes if found["sign"] == "-" else minutes))


def _day(written: str) -> str:
    try:
        date.fromisoformat(written + "-01-01"[len(written) - 4 :])  # a year or a month alone is told as such
    except ValueError as error:
        raise MalformedError("this is a day that no calendar has") from error
    return written


def _with_colons(digits: str) -> str:
    return f"{digits[:2]}:{digits[2:4]}:{digits[4:6]}"
