"""Plain text, and a guess at its character set: UTF-8, UTF-16 with its mark, or the Cyrillic page of old Windows.

A guess from letter counts, said as a guess: the file itself is kept as it came.
"""

import codecs
import re

from kniha.media.kinds import Family, MediaType

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
# windows-1251: letters of Russian and, at A1–BF, those that Belarusian and Ukrainian add
_CAPITALS = frozenset(range(0xC0, 0xE0)) | {0xA1, 0xA5, 0xA8, 0xAA, 0xAF, 0xB2}
_SMALL = frozenset(range(0xE0, 0x100)) | {0xA2, 0xB3, 0xB4, 0xB8, 0xBA, 0xBF}
_MOSTLY = 0.9
_FEW = 4


def sniff_text(head: bytes) -> MediaType | None:
    """Return `text/plain` with its character set, or None for what no one could read."""
    charset = _charset(head)
    return MediaType("text/plain", Family.TEXT, charset) if charset else None


def _charset(head: bytes) -> str:
    if not head:
        return ""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _is_utf16(head) else ""
    if _CONTROLS.search(head):
        return ""
    if _is_utf8(head):
        return "utf-8"
    return "windows-1251" if _looks_cyrillic(head) else ""


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # incremental: the head may end inside a letter
    except UnicodeDecodeError:
        return False
    return True


def _is_utf16(head: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("utf-16")().decode(head)
    except UnicodeDecodeError:
        return False
    return not _WIDE_CONTROLS.search(text)


def _looks_cyrillic(head: bytes) -> bool:
    """Most high bytes are letters, and small letters outnumber capitals (in KOI8-R it would be the reverse)."""
    high = [byte for byte in head if byte >= 0x80]
    small = sum(byte in _SMALL for byte in high)
    capitals = sum(byte in _CAPITALS for byte in high)
    if len(high) < _FEW or 0x98 in high:  # 0x98 is no character there
        return False
    return small + capitals >= _MOSTLY * len(high) and small >= capitals
