"""HTML, SVG and XML by their first element, whatever stands before it: byte order mark, blanks, comments, declarations.

Against an HTML or SVG file that calls itself a photo: opened from the desk's address, it would run as the registrar.
"""

import re

from kniha.media.kinds import Family, MediaType

HTML = MediaType("text/html", Family.TEXT)
SVG = MediaType("image/svg+xml", Family.TEXT)
XML = MediaType("application/xml", Family.TEXT)
GPX = MediaType("application/gpx+xml", Family.DOCUMENT)

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BLANK = re.compile(r"[\s\x00]+")
_DECLARATION = re.compile(r"<\?.*?\?>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\s+(?P<root>[\w:-]+)[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ELEMENT = re.compile(r"</?(?:[a-z_][\w.-]*:)?(?P<name>[a-z][a-z0-9-]*)(?=[\s/>]|$)", re.IGNORECASE)


def sniff_markup(head: bytes) -> MediaType | None:
    """Return HTML, SVG or XML when the text begins with markup, else None."""
    text = _as_text(head)
    if not text.lstrip("\x00 \t\r\n\f\v").startswith("<"):
        return None
    rest, is_xml = _skip_prologue(text)
    if rest.startswith(("<!--", "<!")):
        return HTML  # a comment or doctype that does not end here: a browser would go on and find its scripts
    if rest.startswith("<?"):
        return XML
    element = _ELEMENT.match(rest)
    if element is None:
        return XML if is_xml else None
    return _of_root(element["name"].lower(), is_xml=is_xml)


def _of_root(name: str, *, is_xml: bool) -> MediaType:
    if name == "svg":
        return SVG
    if name == "gpx":
        return GPX
    return XML if is_xml and name != "html" else HTML


def _as_text(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode("latin-1")


def _skip_prologue(text: str) -> tuple[str, bool]:
    """Return the text from its first element on, and whether an XML declaration came before."""
    at, is_xml = 0, False
    while found := _prologue_part(text, at):
        is_xml = is_xml or found[0].startswith("<?xml")
        at = found.end()
    return text[at:], is_xml


def _prologue_part(text: str, at: int) -> re.Match[str] | None:
    return _BLANK.match(text, at) or _DECLARATION.match(text, at) or _COMMENT.match(text, at) or _DOCTYPE.match(text, at)
