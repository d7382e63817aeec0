"""Jinja for what stands on a page many times: the rows of lists, accounts, acts (docs/adr/0035). Same words, same filters, same escaping.

These templates end in `.jinja` and lie beside the others; `{% repeated "…" %}` brings one into a page.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import engines
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined

_PLAIN = re.compile("[A-Za-z0-9-]+")


def repeated(template: str, context: Mapping[str, object]) -> SafeString:
    """The text of a `.jinja` template, escaped by Jinja."""
    return mark_safe(engines["repeated"].get_template(template).render(dict(context)))  # noqa: S308  escaped by the template


def environment(**options: Any) -> Environment:  # Any: Jinja's own options
    """What these templates may call: the desk's filters, addresses and words. A name that is not there is an error, never nothing."""
    from kniha.desk.templatetags import desk  # which brings in `repeated` in turn

    options |= {"extensions": ["jinja2.ext.i18n"], "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701  Django's backend turns the escaping on, in `options`
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)  # type: ignore[attr-defined]  # the extension's
    made.globals["address"] = address
    for name in ("term", "term_list", "when", "where", "day", "beginning", "lasting", "counted_days"):
        made.filters[name] = getattr(desk, name)
    return made


def address(name: str, *parts: str | int) -> str:
    """As `reverse`, for ids: the address is looked up once, and filled in from then on."""
    if not all(isinstance(part, str) and _PLAIN.fullmatch(part) for part in parts):
        return reverse(name, args=parts)
    return _form(name, len(parts)) % parts


@cache
def _form(name: str, count: int) -> str:
    """An address with places for its parts. The patterns of the desk take any text as a part, so what stands for one is taken too."""
    marks = [f"part-{place}-" for place in range(count)]
    form = reverse(name, args=marks).replace("%", "%%")
    for mark in marks:
        form = form.replace(mark, "%s")
    return form
