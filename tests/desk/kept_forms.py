"""The forms of a page, read from its HTML: which have room for more than a line, and which of those are kept while they are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.urls import resolve

from kniha.desk.drafts.kept import FORMS, NOT_KEPT


@dataclass
class _Form:
    action: str
    has_room: bool = False
    is_kept: bool = False
    fields: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)


@dataclass
class _Forms(HTMLParser):
    address: str
    found: list[_Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.found.append(_Form(urlsplit(told.get("action") or "").path or self.address))
        elif self.found:
            self.found[-1].has_room |= tag == "textarea"
            self.found[-1].is_kept |= "data-draft" in told
            self.found[-1].fields.add(str(told.get("name")))
            self.found[-1].never |= {str(told.get("name"))} if "data-never" in told else set()


def forms_of(html: str, address: str) -> list[_Form]:
    reader = _Forms(urlsplit(address).path)
    reader.feed(html)
    return reader.found


def faults(html: str, address: str) -> Iterator[str]:
    """What is wrong with the forms of a page: words that a lost connection would take along, or that are kept and should not be."""
    for form in forms_of(html, address):
        if not form.has_room and not form.is_kept:
            continue
        name = str(resolve(form.action).url_name)
        if not form.is_kept and name not in NOT_KEPT:
            yield f"a form with room for words is not kept: {name}"
        if form.is_kept and name not in FORMS:
            yield f"a form says that it is kept and is not: {name}"
        if form.is_kept and form.never != FORMS[name].never & form.fields:
            yield f"a form marks other fields as never kept than the desk refuses: {name}"
