"""A span as people of the place write it, in three languages, saying what is not known of it. The words are the list `span-phrases`."""

from datetime import date

from kniha.vocab.shown_time import describe_days
from kniha.vocab.span import Span
from kniha.vocab.terms import label


def describe_span(span: Span, language: str) -> str:
    """Return the span as text in "be", "ru" or "en".

    "from 9 August 2020, at least until October 2020". Raises UnknownTermError for another language.
    """
    if span == Span():
        return label("span-phrases", "not-known", language)
    return ", ".join((_beginning(span, language), _end(span, language)))


def _beginning(span: Span, language: str) -> str:
    match span.began_from, span.began_to:
        case None, None:
            return label("span-phrases", "beginning-not-known", language)
        case None, date() as last:
            return _phrase("by", last, last, language)
        case date() as first, None:
            return _phrase("not-before", first, first, language)
        case first, last:
            assert first is not None and last is not None  # noqa: PT018  the cases above
            return _phrase("from", first, last, language)


def _end(span: Span, language: str) -> str:
    match span.ended_from, span.ended_to:
        case None, None:
            return label("span-phrases", "end-not-known", language)
        case date() as first, None:
            return _phrase("at-least-until", first, first, language)
        case None, date() as last:
            return _phrase("not-after", last, last, language)
        case first, last:
            assert first is not None and last is not None  # noqa: PT018  the cases above
            return _phrase("until", first, last, language)


def _phrase(code: str, first: date, last: date, language: str) -> str:
    return label("span-phrases", code, language).format(describe_days(first, last, language))
