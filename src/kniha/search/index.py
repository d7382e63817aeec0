"""The text index over tantivy: documents with an id, a kind and a compartment. Holds folded words, never the text itself.

It is derived: whoever loses it builds it again. The caller says which compartments may be looked into; nothing else is ever counted.
"""

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import tantivy

from kniha.search.asking import ask
from kniha.search.folding import SHORTEST_SOUND, beginning, fold, sound, typos_allowed
from kniha.vocab.errors import ConflictError, UnavailableError

FORM = 3  # of the schema; another form is another folder, built anew
_HEAP = 50_000_000


@dataclass(frozen=True, slots=True)
class Document:
    """What is found: `id` of a row of `kind`, in one compartment, by `text`."""

    id: str
    kind: str
    compartment: str
    text: str


class Index:
    """The index in a folder. One process writes (a worker), and a second one meets ConflictError; any may read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"form-{FORM}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._index = tantivy.Index(_schema(), path=str(self._folder))
        except (OSError, ValueError) as error:
            raise UnavailableError("the text index cannot be opened; it may be deleted and will be built again") from error

    def followed(self) -> int:
        """How many entries of the journal the index has seen."""
        path = self._folder / "followed.json"
        return int(json.loads(path.read_text())["entries"]) if path.exists() else 0

    def replace(self, documents: Iterable[Document], *, gone: Iterable[str], followed: int) -> None:
        """Put `documents` in place of older ones of the same id, take out `gone`, and note how far the journal was followed.

        A crash before the note means that some entries are followed twice, which changes nothing.
        """
        writer = self._writer()
        for one in gone:
            writer.delete_documents_by_term("id", one)
        for document in documents:
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(_folded(document))
        writer.commit()
        writer.wait_merging_threads()
        self._note(followed)

    def rewrite(self, documents: Iterable[Document], *, followed: int) -> None:
        """Put `documents` in place of everything, and leave no file in which an older word could still stand.

        Whoever searches meanwhile finds what was there before. A crash leaves the index as it was.
        """
        writer = self._writer()
        writer.delete_all_documents()
        for document in documents:
            writer.add_document(_folded(document))
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self._note(followed)

    def find(self, text: str, *, kind: str, compartments: Collection[str], limit: int) -> tuple[str, ...]:
        """Return ids of `kind` within `compartments` that hold every word and phrase of `text`, the best first.

        A word that nothing there holds, as it stands, inflected or by its sound, is looked for with a letter or two wrong.
        """
        asked = ask(text)
        if asked.is_empty or not compartments:
            return ()
        self._index.reload()
        searcher = self._index.searcher()
        within = self._within(kind, compartments)
        must = [*within, *(_phrase(self._index.schema, phrase) for phrase in asked.phrases)]
        must += [self._word(searcher, within, word) for word in asked.words]
        hits = searcher.search(_all_of(must), limit, count=False).hits
        return tuple(str(searcher.doc(address)["id"][0]) for _, address in hits)

    def _within(self, kind: str, compartments: Collection[str]) -> list[tantivy.Query]:
        """What may be looked into: part of every query, so that nothing else is ever met, counted or ranked."""
        schema = self._index.schema
        return [tantivy.Query.term_query(schema, "kind", kind), tantivy.Query.term_set_query(schema, "compartment", list(compartments))]

    def _word(self, searcher: tantivy.Searcher, within: list[tantivy.Query], word: str) -> tantivy.Query:
        plain = _word(self._index.schema, word)
        wrong = typos_allowed(word)
        # Whether typos are tried depends on what the asker may see alone: a word of another compartment must not change an answer here.
        if not wrong or searcher.search(_all_of([*within, plain]), 1, count=False).hits:
            return plain
        return tantivy.Query.fuzzy_term_query(self._index.schema, "text", word, distance=wrong)

    def _writer(self) -> tantivy.IndexWriter:
        try:
            return self._index.writer(_HEAP, 1)
        except ValueError as error:  # what tantivy raises for its lock
            raise ConflictError("another process writes the text index") from error

    def _note(self, followed: int) -> None:
        draft = self._folder / f"followed.json.{os.getpid()}"
        draft.write_text(json.dumps({"entries": followed}))
        draft.replace(self._folder / "followed.json")


def _folded(document: Document) -> tantivy.Document:
    words = fold(document.text)
    sounds = " ".join(map(sound, words))
    return tantivy.Document(id=document.id, kind=document.kind, compartment=document.compartment, text=" ".join(words), sound=sounds)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("compartment", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("sound", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _word(schema: tantivy.Schema, word: str) -> tantivy.Query:
    """A word as it stands counts for more than one that only begins like it, and that for more than one that only sounds like it."""
    exact = tantivy.Query.boost_query(tantivy.Query.term_query(schema, "text", word), 3.0)
    alike = tantivy.Query.regex_query(schema, "text", beginning(word))
    ways = [exact, alike]
    if len(heard := sound(word)) >= SHORTEST_SOUND and not word.isdigit():
        ways.append(tantivy.Query.boost_query(tantivy.Query.regex_query(schema, "sound", beginning(heard)), 0.3))
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])


def _phrase(schema: tantivy.Schema, phrase: tuple[str, ...]) -> tantivy.Query:
    return tantivy.Query.phrase_query(schema, "text", list(phrase))


def _all_of(parts: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
