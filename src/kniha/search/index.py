"""The text index over tantivy: documents with an id, a kind and a compartment. Holds folded words, never the text itself.

It is derived: whoever loses it builds it again. The caller says which compartments may be looked into; nothing else is ever counted.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import tantivy

from kniha.search import questions
from kniha.search.asking import Asked, ask
from kniha.search.cells import cells_of
from kniha.search.documents import FACETS, Answer, Document, Followed, Narrowing
from kniha.search.folding import fold
from kniha.search.stems import sounds, stems
from kniha.vocab.errors import ConflictError, UnavailableError

FORM = 5  # of the schema; another form is another folder, built anew
_HEAP = 50_000_000
_OFTEN = 3  # times, as questions.WEIGHTS says
_EVERY_VALUE = 10_000  # of a facet: no value goes uncounted


class Index:
    """The index in a folder. One process writes (a worker), and a second one meets ConflictError; any may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"form-{FORM}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._index = tantivy.Index(questions.schema(), path=str(self._folder))
        except (OSError, ValueError) as error:
            raise UnavailableError("the text index cannot be opened; it may be deleted and will be built again") from error
        self._seen: object = None

    def followed(self) -> Followed:
        """How far the index has come."""
        path = self._folder / "followed.json"
        if not path.exists():
            return Followed()
        told = json.loads(path.read_text())
        return Followed(int(told["entries"]), int(told["words"]), frozenset(told["again"]))

    def replace(self, documents: Iterable[Document], *, gone: Iterable[str], followed: Followed) -> None:
        """Put `documents` in place of older ones of the same id, take out `gone`, and note how far the index has come.

        A crash before the note means that some entries are followed twice, which changes nothing.
        """
        writer = self._writer()
        for one in gone:
            writer.delete_documents_by_term("id", one)
        for document in documents:
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(_folded(document, self._index.schema))
        writer.commit()
        writer.wait_merging_threads()
        self._note(followed)

    def rewrite(self, documents: Iterable[Document], *, followed: Followed) -> None:
        """Put `documents` in place of everything, and leave no file in which an older word could still stand.

        Whoever searches meanwhile finds what was there before. A crash leaves the index as it was.
        """
        writer = self._writer()
        writer.delete_all_documents()
        for document in documents:
            writer.add_document(_folded(document, self._index.schema))
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._note(followed)

    def find(self, text: str, *, kind: str, compartments: Collection[str], limit: int, but: Collection[str] = ()) -> tuple[str, ...]:
        """Return ids of `kind` within `compartments` that hold every word and phrase of `text`, the best first.

        A word that nothing there holds, as it stands, inflected or by its sound, is looked for with a letter or two wrong.
        """
        asked = ask(text)
        if asked.is_empty or not compartments:
            return ()
        searcher = self._searcher()
        schema = self._index.schema
        there = questions.within(schema, compartments, but)
        of_kind = [there, questions.of_kind(schema, kind)]
        as_asked = questions.all_of([*of_kind, *self._as_asked(asked)], better=self._better(asked))
        if ids := _best(searcher, as_asked, limit):
            return ids
        return _best(searcher, questions.all_of([*of_kind, *self._words(searcher, asked, there)], better=self._better(asked)), limit)

    def look(
        self, text: str, *, kinds: Sequence[str], compartments: Collection[str], narrowing: Narrowing, page: tuple[int, int],
        kind: str = "", but: Collection[str] = (),
    ) -> Answer:  # fmt: skip
        """Return the ids of one `page` (from, how many) of `kind`, or of the first of `kinds` that has any, with the counts of every facet.

        Words as in `find`; without words, everything that the narrowing leaves. Nothing outside `compartments` is met or counted,
        nor what is in `but`.
        """
        asked = ask(text)
        if not compartments or (asked.is_empty and narrowing.is_empty):
            return Answer(kind or kinds[0], (), {}, {})
        searcher, schema = self._searcher(), self._index.schema
        there = questions.within(schema, compartments, but)
        narrowed = questions.narrowed(schema, narrowing)
        base = [there, *self._held(asked)]
        buckets = _counted(searcher, questions.all_of([*base, *chain.from_iterable(narrowed.values())]))
        ranked = list(self._as_asked(asked))
        if not buckets and asked.words:
            ranked = list(self._words(searcher, asked, there))
            base = [there, *ranked]
            buckets = _counted(searcher, questions.all_of([*base, *chain.from_iterable(narrowed.values())]))
        found = {one: buckets[one]["doc_count"] for one in kinds if one in buckets}
        opened = kind or next((one for one in kinds if found.get(one)), kinds[0])
        counts = {facet: _values(buckets.get(opened, {}), facet) for facet in FACETS}
        for facet in (one for one in FACETS if narrowed.get(one)):
            others = questions.all_of([*base, *chain.from_iterable(terms for name, terms in narrowed.items() if name != facet)])
            counts[facet] = _values(_counted(searcher, others).get(opened, {}), facet)
        among = [there, questions.of_kind(schema, opened), *chain.from_iterable(narrowed.values())]
        return Answer(opened, self._best_of(asked, among, ranked, page=page), found, counts)

    def _best_of(self, asked: Asked, among: list[tantivy.Query], ranked: list[tantivy.Query], *, page: tuple[int, int]) -> tuple[str, ...]:
        """The ids of one page. Of a single word, those that hold it as it stands come first: where they fill the page, none else is met."""
        searcher, (start, limit) = self._searcher(), page
        if len(asked.words) == 1 and not asked.phrases:
            spelt = questions.all_of([*among, questions.spelt_so(self._index.schema, asked.words[0])])
            ids = _best(searcher, spelt, limit, start=start)
            if len(ids) == limit:
                return ids
        return _best(searcher, questions.all_of([*among, *ranked], better=self._better(asked)), limit, start=start)

    def named(self, words: Sequence[str], *, kind: str, compartment: str, limit: int, but: Collection[str] = ()) -> tuple[str, ...]:
        """Return ids of `kind` within one compartment that are called by any of the folded `words`, those called by most of them first."""
        if not words:
            return ()
        schema = self._index.schema
        must = [questions.within(schema, [compartment], but), questions.of_kind(schema, kind), questions.any_name(schema, words)]
        return _best(self._searcher(), questions.all_of(must), limit)

    def _as_asked(self, asked: Asked) -> Iterator[tantivy.Query]:
        """What is asked for as it is spelt. Where that finds anything, every word of it is held, and none need be looked for otherwise."""
        schema = self._index.schema
        yield from (questions.phrase(schema, phrase) for phrase in asked.phrases)
        yield from (questions.word(schema, word) for word in asked.words)

    def _held(self, asked: Asked) -> Iterator[tantivy.Query]:
        """The same records, for counting."""
        schema = self._index.schema
        yield from (questions.phrase(schema, phrase) for phrase in asked.phrases)
        yield from (questions.held(schema, word) for word in asked.words)

    def _words(self, searcher: tantivy.Searcher, asked: Asked, there: tantivy.Query) -> Iterator[tantivy.Query]:
        """The same, with typos allowed in words that nothing there holds."""
        schema = self._index.schema
        for phrase in asked.phrases:
            yield questions.phrase(schema, phrase)
        for word in asked.words:
            plain, wrong = questions.word(schema, word), questions.misspelt(schema, word)
            # Whether typos are tried depends on what the asker may see alone: a word of another compartment must not change an answer here.
            if wrong is None or searcher.search(questions.all_of([there, plain]), 1, count=False).hits:
                yield plain
            else:
                yield wrong

    def _better(self, asked: Asked) -> list[tantivy.Query]:
        return [questions.in_a_row(self._index.schema, asked.words)] if len(asked.words) > 1 else []

    def _searcher(self) -> tantivy.Searcher:
        """Over what was last committed: read again where another process wrote meanwhile."""
        try:
            state = (self._folder / "meta.json").stat()
        except OSError:
            state = None
        mark = state and (state.st_mtime_ns, state.st_ino, state.st_size)
        if mark is None or mark != self._seen:
            self._index.reload()
            self._seen = mark
        return self._index.searcher()

    def _writer(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(_HEAP, 1)
        except ValueError as error:  # what tantivy raises for its lock
            raise ConflictError("another process writes the text index") from error

    def _note(self, followed: Followed) -> None:
        draft = self._folder / f"followed.json.{os.getpid()}"
        draft.write_text(json.dumps({"entries": followed.entries, "words": followed.words, "again": sorted(followed.again)}))
        draft.replace(self._folder / "followed.json")


def _best(searcher: tantivy.Searcher, query: tantivy.Query, limit: int, *, start: int = 0) -> tuple[str, ...]:
    hits = searcher.search(query, limit, count=False, offset=start, weight_by_field="newest").hits
    return tuple(str(searcher.doc(address)["id"][0]) for _, address in hits)


def _counted(searcher: tantivy.Searcher, query: tantivy.Query) -> dict[str, Any]:  # Any: tantivy's answer
    """The documents of `query` by kind, and within each kind by every facet."""
    facets = {facet: {"terms": {"field": facet, "size": _EVERY_VALUE}} for facet in FACETS}
    answer = searcher.aggregate(query, {"kind": {"terms": {"field": "kind"}, "aggs": facets}})
    return {bucket["key"]: bucket for bucket in answer["kind"]["buckets"]}


def _values(bucket: dict[str, Any], facet: str) -> dict[str, int]:  # Any: as above
    return {value["key"]: int(value["doc_count"]) for value in bucket.get(facet, {}).get("buckets", ())}


def _folded(document: Document, schema: tantivy.Schema) -> tantivy.Document:
    words = (*fold(document.own), *fold(document.text))
    keys = Counter(key for word in words for key in stems(word))
    own = dict.fromkeys(key for word in fold(document.own) for key in stems(word))
    heard = dict.fromkeys(key for word in dict.fromkeys(words) for key in sounds(word))
    values = {
        "id": document.id,
        "kind": document.kind,
        "compartment": document.compartment,
        "state": [document.state] if document.state else [],
        "act": list(document.acts),
        "day": sorted(_days(document.days)),
        "place": [cell for point in document.points for cell in cells_of(*point)],
        "newest": document.newest.toordinal() if document.newest else 0,
        "text": " ".join(words),
        "stem": " ".join(keys),
        "sound": " ".join(heard),
        "often": " ".join(key for key, times in keys.items() if times >= _OFTEN),
        "own": " ".join(own),
    }
    return tantivy.Document.from_dict(values, schema)


def _days(times: Iterable[tuple[date, date]]) -> set[int]:
    """Every day of each time, so that a search between two days meets what has a day there, and no two times are taken for one."""
    return {day for first, last in times for day in range(first.toordinal(), last.toordinal() + 1)}
