"""The type of a file by its first bytes. The name and the type that the sender gave are never asked.

The first bytes win: a JPEG head with HTML behind it is a JPEG, and HTML that calls itself a photo is HTML. Pure; loads no decoder.
The signatures are those of the formats' own specifications; the order of the checks follows the WHATWG MIME Sniffing Standard.
"""

import re

from kniha.media.kinds import UNKNOWN, Family, MediaType
from kniha.media.markup import sniff_markup
from kniha.media.plain_text import sniff_text

HEAD_SIZE = 8192
"""How many first bytes `sniff` wants; it works with fewer and looks at no more."""

_HEIF = MediaType("image/heif", Family.IMAGE)
_HEIC = MediaType("image/heic", Family.IMAGE)
_AVIF = MediaType("image/avif", Family.IMAGE)
_TIFF = MediaType("image/tiff", Family.IMAGE)
_BMP = MediaType("image/bmp", Family.IMAGE)
_GIF = MediaType("image/gif", Family.IMAGE)
_MP4 = MediaType("video/mp4", Family.VIDEO)
_QUICKTIME = MediaType("video/quicktime", Family.VIDEO)
_3GPP = MediaType("video/3gpp", Family.VIDEO)
_M4A = MediaType("audio/mp4", Family.AUDIO)
_MP3 = MediaType("audio/mpeg", Family.AUDIO)
_AMR = MediaType("audio/amr", Family.AUDIO)
_PDF = MediaType("application/pdf", Family.DOCUMENT)
_ZIP = MediaType("application/zip", Family.ARCHIVE)
_RAR = MediaType("application/vnd.rar", Family.ARCHIVE)

_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", MediaType("image/jpeg", Family.IMAGE)),
    (b"\x89PNG\r\n\x1a\n", MediaType("image/png", Family.IMAGE)),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"II+\x00", _TIFF),
    (b"MM\x00+", _TIFF),
    (b"fLaC", MediaType("audio/flac", Family.AUDIO)),
    (b"#!AMR\n", _AMR),
    (b"#!AMR-WB\n", MediaType("audio/amr-wb", Family.AUDIO)),
    (b"%PDF-", _PDF),
    (b"PK\x05\x06", _ZIP),
    (b"7z\xbc\xaf\x27\x1c", MediaType("application/x-7z-compressed", Family.ARCHIVE)),
    (b"Rar!\x1a\x07\x00", _RAR),
    (b"Rar!\x1a\x07\x01\x00", _RAR),
    (b"\x1f\x8b\x08", MediaType("application/gzip", Family.ARCHIVE)),
    (b"{\\rtf", MediaType("application/rtf", Family.DOCUMENT)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MediaType("application/x-ole-storage", Family.DOCUMENT)),
)

_RIFF = {
    b"WEBP": MediaType("image/webp", Family.IMAGE),
    b"WAVE": MediaType("audio/wav", Family.AUDIO),
    b"AVI ": MediaType("video/x-msvideo", Family.VIDEO),
}

_BRANDS = {
    b"avif": _AVIF, b"avis": _AVIF,
    b"heic": _HEIC, b"heix": _HEIC, b"heim": _HEIC, b"heis": _HEIC, b"hevc": _HEIC, b"hevx": _HEIC,
    b"mif1": _HEIF, b"msf1": _HEIF, b"mif2": _HEIF,
    b"qt  ": _QUICKTIME,
    b"M4A ": _M4A, b"M4B ": _M4A, b"M4P ": _M4A,
    b"isom": _MP4, b"iso2": _MP4, b"iso3": _MP4, b"iso4": _MP4, b"iso5": _MP4, b"iso6": _MP4, b"mp41": _MP4, b"mp42": _MP4,
    b"avc1": _MP4, b"dash": _MP4, b"M4V ": _MP4, b"M4VH": _MP4, b"M4VP": _MP4, b"mmp4": _MP4, b"MSNV": _MP4,
}  # fmt: skip

_OFFICE = {
    b"word": MediaType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Family.DOCUMENT),
    b"xl": MediaType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.DOCUMENT),
    b"ppt": MediaType("application/vnd.openxmlformats-officedocument.presentationml.presentation", Family.DOCUMENT),
}
_OFFICE_MEMBER = re.compile(rb"PK\x03\x04.{26}(word|xl|ppt)/", re.DOTALL)
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z]+)")
_LATE_PDF = re.compile(rb"(?:^|[\r\n])%PDF-\d")
_BMP_HEADER_SIZES = {12, 40, 52, 56, 64, 108, 124}


def sniff(head: bytes) -> MediaType:
    """Return the type that the first bytes of a file show; `application/octet-stream` where they show none."""
    head = head[:HEAD_SIZE]
    for recognise in _RECOGNISERS:
        if found := recognise(head):
            return found
    return UNKNOWN


def _signature(head: bytes) -> MediaType | None:
    return next((media for signature, media in _SIGNATURES if head.startswith(signature)), None)


def _bmp(head: bytes) -> MediaType | None:
    """Two letters are not enough ("BMW"): the size of the second header must be one that exists."""
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return _BMP
    return None


def _riff(head: bytes) -> MediaType | None:
    return _RIFF.get(head[8:12]) if head.startswith(b"RIFF") else None


def _iso_boxes(head: bytes) -> MediaType | None:
    """ISO/IEC 14496-12: the major brand decides, then the compatible ones; QuickTime before 2001 has no `ftyp`."""
    if head[4:8] == b"ftyp":
        return _branded(head)
    begins_with_small_size = head[:1] < b"\x20"  # otherwise "free time" and the like would be films
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"} and begins_with_small_size:
        return _QUICKTIME
    return None


def _branded(head: bytes) -> MediaType | None:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    found = [media for brand in brands if (media := _brand(brand))]
    if not found:
        return None
    # `mif1` says only "some image"; the codec stands among the compatible brands
    return next((media for media in found if media in {_HEIC, _AVIF}), _HEIF) if found[0] == _HEIF else found[0]


def _brand(brand: bytes) -> MediaType | None:
    return _3GPP if brand[:3] in {b"3gp", b"3g2"} else _BRANDS.get(brand)


def _ebml(head: bytes) -> MediaType | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    is_webm = b"\x42\x82\x84webm" in head[:64]  # element DocType, four bytes long
    return MediaType("video/webm" if is_webm else "video/x-matroska", Family.VIDEO)


def _ogg(head: bytes) -> MediaType | None:
    if not head.startswith(b"OggS"):
        return None
    return MediaType("video/ogg", Family.VIDEO) if b"\x80theora" in head[:512] else MediaType("audio/ogg", Family.AUDIO)


def _mpeg_audio(head: bytes) -> MediaType | None:
    if head.startswith(b"ID3") and len(head) >= 10 and head[3] < 0x10 and max(head[6:10]) < 0x80:
        return _MP3
    if len(head) < 4 or head[0] != 0xFF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return MediaType("audio/aac", Family.AUDIO)
    is_layer_three = head[1] & 0xE6 == 0xE2
    has_rates = head[2] & 0xF0 not in {0x00, 0xF0} and head[2] & 0x0C != 0x0C
    return _MP3 if is_layer_three and has_rates else None


def _zip(head: bytes) -> MediaType | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    if found := _OPEN_DOCUMENT.match(head, 30):
        return MediaType(found[1].decode(), Family.DOCUMENT)
    if found := _OFFICE_MEMBER.search(head):
        return _OFFICE[found[1]]
    return _ZIP


def _late_pdf(head: bytes) -> MediaType | None:
    """Readers accept a PDF header anywhere in the first 1,024 bytes, so what hides one there is a PDF."""
    return _PDF if _LATE_PDF.search(head[:1024]) else None


_RECOGNISERS = (_signature, _bmp, _riff, _iso_boxes, _ebml, _ogg, _mpeg_audio, _zip, sniff_markup, _late_pdf, sniff_text)
