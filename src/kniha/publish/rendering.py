"""Templates of the public site to bytes. Escaping is on; a name that is not there is an error; every page has the same strict policy."""

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from kniha.publish import wording
from kniha.vocab import terms

MENU = (
    ("book", "index.html"), ("calendar", "calendar.html"), ("map", "map.html"), ("figures", "figures.html"), ("search", "search.html"),
    ("methods", "methods.html"), ("report", "report.html"), ("gone", "gone.html"), ("data", "data.html"),
)  # fmt: skip


def render(template: str, language: str, path: str, context: Mapping[str, object]) -> bytes:
    """Return the page `path` (below the folder of its language)."""
    root = "../" * path.count("/")
    languages = [(code, wording.word("language", code)) for code in terms.LANGUAGES]
    made = _environment(language).get_template(template)
    return made.render(**context, language=language, path=path, root=root, menu=MENU, languages=languages).encode()


@cache
def version() -> str:
    """A digest of all that pages are made of beside their content: another one makes every page anew."""
    said = hashlib.sha256()
    for folder in ("templates", "files", "."):
        for each in sorted((files("kniha.publish") / folder).iterdir(), key=lambda one: one.name):
            if each.is_file():
                said.update(each.name.encode() + b"\0" + each.read_bytes() + b"\0")
    for name in ("act-kinds", "force-kinds", "months", "months-after-day", "time-phrases"):
        said.update("".join(term.label(language) for term in terms.terms(name) for language in terms.LANGUAGES).encode())
    return said.hexdigest()


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=PackageLoader("kniha.publish", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals["word"] = partial(wording.word, language=language)
    for name in ("when", "place", "kind", "kinds", "forces"):
        made.filters[name] = partial(getattr(wording, name), language=language)
    return made
