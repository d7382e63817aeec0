"""What is asked of the index, as queries of tantivy. How a record is ranked is the table WEIGHTS, and nothing else.

No weight depends on how often a word stands in the index, as it would by the usual formulas (BM25): the order of two records would then
tell of a third one that the asker may not see (Büttcher and Clarke, "A Security Model for Full-Text File System Search", 2005).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

import tantivy
from tantivy import FieldType, Occur, Query, Schema

from kniha.search.cells import cells_within
from kniha.search.documents import Narrowing
from kniha.search.folding import typos_allowed
from kniha.search.stems import sounds, stems

WEIGHTS = {
    "as it stands": 3.0,
    "another form of it": 1.0,
    "sounds like it": 0.3,
    "in what the record is called by": 2.0,
    "three times or more": 0.5,
    "the words stand in a row": 2.0,
}
"""Added up for each word that is asked for. Of records with one sum the latest comes first, but for a hundredth of the sum."""

_EARLIEST, _LATEST = date(1800, 1, 1).toordinal(), date(2200, 1, 1).toordinal()


def within(schema: Schema, compartments: Collection[str], but: Collection[str] = ()) -> Query:
    """What may be looked into: part of every query, so that nothing else is ever met, counted or ranked.

    `but`: ids of records that a conflict of interest keeps from who asks.
    """
    there = _any_of(schema, "compartment", compartments)
    if but:
        there = Query.boolean_query([(Occur.Must, there), (Occur.MustNot, _any_of(schema, "id", but))])
    return _unweighed(there)


def of_kind(schema: Schema, kind: str) -> Query:
    """Records of one kind."""
    return _unweighed(Query.term_query(schema, "kind", kind))


def word(schema: Schema, word: str) -> Query:
    """A folded word: as it stands, in another form, or by its sound."""
    forms, heard = stems(word), sounds(word)
    ways = [
        (Query.term_query(schema, "text", word), "as it stands"),
        (_any_of(schema, "stem", forms), "another form of it"),
        (_any_of(schema, "own", forms), "in what the record is called by"),
        (_any_of(schema, "often", forms), "three times or more"),
    ]
    if heard:
        ways.append((_any_of(schema, "sound", heard), "sounds like it"))
    return Query.boolean_query([(Occur.Should, Query.const_score_query(way, WEIGHTS[why])) for way, why in ways])


def held(schema: Schema, word: str) -> Query:
    """The same records as `word`, unranked, for counting: whatever holds the word as it stands holds its stem as well."""
    ways = [_any_of(schema, "stem", stems(word)), *([_any_of(schema, "sound", sounds(word))] if sounds(word) else [])]
    return _unweighed(Query.boolean_query([(Occur.Should, way) for way in ways]))


def spelt_so(schema: Schema, word: str) -> Query:
    """The records of `word` that hold it as it stands, ranked as there; each of them is ranked above all others of `word`.

    Whoever wants the best few finds them so without a look at the rest: a common word stands in most records, in some form or other.
    """
    forms = stems(word)
    always = ["as it stands", "another form of it", *(["sounds like it"] if sounds(word) else [])]
    stands = Query.const_score_query(Query.term_query(schema, "text", word), sum(WEIGHTS[why] for why in always))
    more = [("own", "in what the record is called by"), ("often", "three times or more")]
    better = [Query.const_score_query(_any_of(schema, field, forms), WEIGHTS[why]) for field, why in more]
    return all_of([stands], better=better)


def misspelt(schema: Schema, word: str) -> Query | None:
    """A folded word with a letter or two wrong; None for one that is too short to be guessed."""
    wrong = typos_allowed(word)
    if not wrong:
        return None
    return Query.const_score_query(Query.fuzzy_term_query(schema, "text", word, distance=wrong), WEIGHTS["sounds like it"])


def phrase(schema: Schema, words: Sequence[str]) -> Query:
    """Words that stand in a row, as they are."""
    return Query.const_score_query(Query.phrase_query(schema, "text", list(words)), WEIGHTS["as it stands"] * len(words))


def in_a_row(schema: Schema, words: Sequence[str]) -> Query:
    """The same for words that need not stand in a row, but are worth more when they do."""
    return Query.const_score_query(Query.phrase_query(schema, "text", list(words)), WEIGHTS["the words stand in a row"])


def any_name(schema: Schema, words: Sequence[str]) -> Query:
    """Records that are called by one of the folded words or more, in any form or by its sound."""
    ways = [_any_of(schema, "own", stems(word)) for word in words] + [
        _any_of(schema, "sound", sounds(word)) for word in words if sounds(word)
    ]
    return Query.boolean_query([(Occur.Should, Query.const_score_query(way, 1.0)) for way in ways])


def narrowed(schema: Schema, narrowing: Narrowing) -> dict[str, list[Query]]:
    """What `narrowing` asks for, by facet."""
    codes = {"state": narrowing.state, "act": narrowing.act, "compartment": narrowing.compartment}
    asked = {facet: [_unweighed(Query.term_query(schema, facet, code))] for facet, code in codes.items() if code}
    if narrowing.first or narrowing.last:
        first = narrowing.first.toordinal() if narrowing.first else _EARLIEST
        last = narrowing.last.toordinal() if narrowing.last else _LATEST
        asked["days"] = [_unweighed(Query.range_query(schema, "day", FieldType.Integer, first, last))]
    if narrowing.circle:
        asked["place"] = [_unweighed(Query.term_set_query(schema, "place", list(cells_within(narrowing.circle))))]
    return asked


def all_of(parts: Iterable[Query], *, better: Iterable[Query] = ()) -> Query:
    """Records that meet every one of `parts`; those that meet `better` as well are ranked higher."""
    return Query.boolean_query([*((Occur.Must, part) for part in parts), *((Occur.Should, part) for part in better)])


def schema() -> Schema:
    """The fields. `day` and `place` may be many: of each time and each point that a record tells."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for facet in ("kind", "compartment", "state", "act"):
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", fast=True)
    builder.add_text_field("place", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("newest", fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    for keys in ("stem", "sound", "often", "own"):
        builder.add_text_field(keys, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def _any_of(schema: Schema, field: str, values: Collection[str]) -> Query:
    if len(values) > 8:
        return Query.term_set_query(schema, field, list(values))
    terms = [Query.term_query(schema, field, value) for value in values]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def _unweighed(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
