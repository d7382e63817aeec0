"""The plan of the public site: every file with a digest of what it is made of, and how it is made when it must be (ADR 0082)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from importlib.resources import files

from kniha.publish import drawing, figuring, wording
from kniha.publish.listing import NONE, Lists, Part, file_of, lists_of, parts, said, shards
from kniha.publish.rendering import render, version
from kniha.runs.releases.coarsening import Told
from kniha.runs.releases.content import Content
from kniha.runs.releases.counting import BY_MONTH, BY_PLACE
from kniha.runs.releases.making import Page
from kniha.vocab import terms
from kniha.vocab.canonical import canonical

SITE = "data/site/"
_WORDS = {
    "methods": tuple(f"methods-{number}" for number in range(1, 6)),
    "report": tuple(f"report-{number}" for number in range(1, 5)),
    "data": ("data-about",),
}
_DATA = ("incidents.csv", "incidents.jsonld", "incidents.parquet", "figures.csv", "gone.csv", "places.csv", "terms.csv", "catalogue.jsonld")

Link = tuple[str, str, int, str]
"""File, what it is called, how many incidents, code."""


def pages_of(content: Content, made_on: str) -> Mapping[str, Page]:
    """Return the files of the site by their paths in the bundle."""
    lists = lists_of(content.incidents)
    found = dict(_shared(lists))
    for language in terms.LANGUAGES:
        found |= {f"{SITE}{language}/{path}": page for path, page in _in(language, content, lists, made_on)}
    return found


def _in(language: str, content: Content, lists: Lists, made_on: str) -> Iterator[tuple[str, Page]]:
    links = {folder: _links(folder, lists, language) for folder in lists}
    counts = b"\n".join(f"{folder} {code} {len(rows)}".encode() for folder in lists for code, rows in lists[folder].items())
    of_all = counts + f"\n{len(content.incidents)} {made_on}".encode()
    short = {folder: [one[:3] for one in some] for folder, some in links.items()}
    yield _page(("index", language, "index.html"), of_all, lambda: {"count": len(content.incidents), "made_on": made_on, **short})
    yield _page(("calendar", language, "calendar.html"), counts, lambda: {"years": _years(lists, language)})
    yield _page(("map", language, "map.html"), counts, lambda: _map(lists, language, short["places"]))
    yield _page(("search", language, "search.html"), counts, lambda: links)
    yield from _figures(language, content)
    gone = [*content.before.gone, *((number, made_on) for number in content.went)]
    told = canonical([list(one) for one in sorted(gone)])
    yield _page(("gone", language, "gone.html"), told, lambda: {"gone": sorted(gone, key=lambda one: (one[1], one[0]), reverse=True)})
    for name, paragraphs in _WORDS.items():
        yield _page(("words", language, f"{name}.html"), b"", partial(dict, name=name, paragraphs=paragraphs, files=_DATA))
    for folder, some in lists.items():
        for code, rows in some.items():
            for part in parts(folder, code, rows):
                yield _page(("list", language, part.file), _told(part), partial(_list, folder, code, part, language))
    for shard, rows in shards(content.incidents).items():
        yield _page(("incidents", language, f"incidents/{shard}.html"), said(rows), partial(dict, shard=shard, rows=rows))


def _page(which: tuple[str, str, str], told: bytes, context: Callable[[], Mapping[str, object]]) -> tuple[str, Page]:
    """A page by its template, language and file, what it tells as bytes, and how that is brought into the template."""
    template, language, path = which
    source = sha256(f"{version()} {template} {language} {path}\n".encode() + told).hexdigest()
    return path, Page(source, lambda: render(f"{template}.jinja", language, path, context()))


def _told(part: Part) -> bytes:
    return f"{part.pages} {part.count}\n".encode() + said(part.rows)


def _list(folder: str, code: str, part: Part, language: str) -> Mapping[str, object]:
    others = [(number, file_of(folder, code, number)) for number in range(1, part.pages + 1)]
    return {"heading": _name(folder, code, language), "count": part.count, "rows": part.rows, "others": others}


def _name(folder: str, code: str, language: str) -> str:
    match folder:
        case "months":
            text = wording.when("" if code == NONE else code, language)
            return f"{text} ({wording.word('year-only', language)})" if len(code) == len("2020") and code != NONE else text
        case "places":
            return wording.place("" if code == NONE else code, language)
        case "kinds":
            return wording.kind(code, language)
        case _:
            return wording.force(code, language)


def _links(folder: str, lists: Lists, language: str) -> Sequence[Link]:
    """The lists of a folder: months in their order, all others by what they are called; what has no place or day comes last."""
    found = [(file_of(folder, code), _name(folder, code, language), len(rows), code) for code, rows in lists[folder].items()]
    return found if folder == "months" else sorted(found, key=lambda link: (link[3] == NONE, link[1]))


def _years(lists: Lists, language: str) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Every year with its twelve months, those of which nothing is published too."""
    months = lists["months"]
    found = []
    for year in sorted({code[:4] for code in months if code != NONE}, reverse=True):
        codes = [f"{year}-{month:02}" for month in range(1, 13)]
        found.append((year, [(file_of("months", code), wording.when(code, language), len(months.get(code, ()))) for code in codes]))
    return found


def _map(lists: Lists, language: str, places: Sequence[object]) -> Mapping[str, object]:
    counts = [(code, len(rows)) for code, rows in lists["places"].items() if code != NONE]
    towns = [(x, y, size, wording.place(code, language), count) for x, y, size, code, count in drawing.towns(counts)]
    return {"width": drawing.WIDTH, "height": drawing.height(), "borders": drawing.borders(), "towns": towns, "places": places}


def _figures(language: str, content: Content) -> Iterator[tuple[str, Page]]:
    told = canonical([[*key, one.people] for key, one in sorted(content.figures.items())])
    more = [("figures-months.html", "all-months"), ("figures-places.html", "all-places")]
    heading = wording.word("figures", language)
    yield _page(("figures", language, "figures.html"), told,
        lambda: {"heading": heading, "tables": figuring.short_tables(content, language), "more": more},
    )  # fmt: skip
    for (file, title), name in zip(more, (BY_MONTH, BY_PLACE), strict=True):
        yield _page(("figures", language, file), told, partial(_long, content, language, name, title))


def _long(content: Content, language: str, name: str, title: str) -> Mapping[str, object]:
    return {"heading": wording.word(title, language), "tables": figuring.long_tables(content, language, name), "more": ()}


def _shared(lists: Lists) -> Iterator[tuple[str, Page]]:
    """What all languages share: the look, the search with its files of one month each, the choice of a language."""
    for name in ("site.css", "search.js"):
        data = (files("kniha.publish") / "files" / name).read_bytes()
        yield f"{SITE}{name}", Page(sha256(data).hexdigest(), partial(bytes, data))
    for code, rows in lists["months"].items():
        yield f"{SITE}find/{code}.json", Page(sha256(version().encode() + said(rows)).hexdigest(), partial(_find, rows))
    source = sha256(version().encode()).hexdigest()
    yield f"{SITE}index.html", Page(source, lambda: render("start.jinja", "be", "index.html", {}))


def _find(rows: Sequence[Told]) -> bytes:
    told = [[one.number, one.when, one.place, list(one.kinds), list(one.forces)] for one in rows]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
