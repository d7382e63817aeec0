"""IPTC's older fields (IIM 4.2), which agencies and phones' galleries still write into JPEG: one resource of Photoshop among others."""

from collections.abc import Iterator
from functools import partial

from kniha.media.findings import Finding
from kniha.media.moments import from_iptc
from kniha.media.tellings import About, Telling
from kniha.media.times import told_time
from kniha.media.writing import as_written

_RESOURCE = 0x0404
_MOST_FIELDS = 500
_UTF8 = b"\x1b%G"

_TEXTS = {
    65: About.SOFTWARE, 80: About.AUTHOR, 5: About.TITLE, 120: About.DESCRIPTION, 90: About.PLACE_NAME, 92: About.PLACE_NAME,
    101: About.PLACE_NAME,
}  # fmt: skip


def fields_of(resources: bytes) -> bytes:
    """Return the IPTC fields among Photoshop's `resources` (8BIM), empty where there are none or the resources break off."""
    at = 0
    while resources[at : at + 4] == b"8BIM":
        number = int.from_bytes(resources[at + 4 : at + 6], "big")
        at += 6 + (1 + resources[at + 6] + 1 & ~1) if at + 6 < len(resources) else 6
        size = int.from_bytes(resources[at : at + 4], "big")
        if number == _RESOURCE:
            return resources[at + 4 : at + 4 + size]
        at += 4 + (size + 1 & ~1)
    return b""


def read_iptc(fields: bytes) -> tuple[tuple[Telling, ...], tuple[Finding, ...]]:
    """Return what the `fields` tell, and what was odd."""
    is_utf8 = (1, 90, _UTF8) in _fields(fields)
    last: dict[int, str] = {}
    tellings: list[Telling] = []
    for record, number, value in _fields(fields):
        if record != 2:
            continue
        text = as_written(value if is_utf8 or _is_utf8(value) else value.decode("cp1251", errors="replace"))
        last[number] = text
        if number in _TEXTS:
            tellings.append(Telling(_TEXTS[number], f"iptc 2:{number}", text, text))
    odd: list[Finding] = []
    for about, day, time in ((About.TAKEN, 55, 60), (About.DIGITISED, 62, 63)):
        written = f"{last.get(day, '')} {last.get(time, '')}".strip()
        read = partial(from_iptc, last.get(day, ""), last.get(time, ""))
        telling, finding = told_time(about, f"iptc 2:{day}", written, read)
        tellings += [telling] if telling else []
        odd += [finding] if finding else []
    return tuple(tellings), tuple(odd)


def _fields(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, number and value of each field, up to one that breaks off."""
    at = 0
    for _ in range(_MOST_FIELDS):
        if data[at : at + 1] != b"\x1c" or at + 5 > len(data):
            return
        size = int.from_bytes(data[at + 3 : at + 5], "big")
        if size >= 0x8000:
            return  # the long form is for whole pictures
        yield data[at + 1], data[at + 2], data[at + 5 : at + 5 + size]
        at += 5 + size


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
