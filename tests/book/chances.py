"""What hypothesis draws from for tests/book/office.py: terms, words, times and places as registrars give them, and bad ones."""

from datetime import date, timedelta

from hypothesis import strategies as st
from tests.world import at

from kniha.book.forces.drafts import Count
from kniha.book.medicine.drafts import FindingDraft
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.early import EarlyAnswers
from kniha.vocab import terms
from kniha.vocab.span import Span

picks = st.integers(0, 10**6)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(["Рысь", "мужчына ў чорным", ""])
titles = st.sampled_from(["Збіццё на рагу", "Затрыманне", "??"]) | words
signs = st.sampled_from(["Рысь-1", "рысь 1", "--"])
reasons = st.sampled_from(["", "трэба", "просьба суда"])
days = st.integers(-3, 90)


def term(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(terms.codes(name)))


seldom_yes = st.sampled_from(["", "", "", "no", "no", "no", "yes"])
early_answers = st.builds(
    EarlyAnswers, st.just("") | term("source-roles"), st.just("") | term("safe-now"), held=seldom_yes, minor=seldom_yes, sexual=seldom_yes
)


@st.composite
def times(draw: st.DrawFn) -> When:
    if draw(st.booleans()):
        return When(words=draw(words))
    first = at(draw(st.integers(0, 22)), draw(st.integers(0, 59)))
    return When(
        first, first + timedelta(microseconds=draw(st.integers(0, 10**10))), "Europe/Minsk", draw(term("time-precisions")), draw(words)
    )


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """From some day to some day, most often in order."""
    some = st.none() | st.dates(date(2019, 1, 1), date(2021, 12, 31))
    days = sorted(filter(None, (draw(some) for _ in range(4))))
    return Span(*(days if len(days) == 4 else (None, *days[:2])))


@st.composite
def findings(draw: st.DrawFn) -> FindingDraft:
    degree = draw(term("istanbul-degrees") | st.just(""))
    mark = draw(st.sampled_from([("", None, None), ("front", 200, 300), ("back", 200, 300), ("back", 9000, 300)]))
    return FindingDraft(
        draw(term("injury-kinds")), draw(term("body-regions")), *mark, "апісанне", draw(words), degree, draw(st.just("падзенне") | words)
    )


@st.composite
def places(draw: st.DrawFn) -> Where:
    if draw(st.booleans()):
        return Where(words=draw(words))
    return Where(
        draw(st.integers(-(90 * 10**7), 90 * 10**7)),
        draw(st.integers(-(180 * 10**7), 180 * 10**7)),
        draw(st.integers(1, 2000)),
        draw(words),
    )


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """A number of people with its bounds, on some day or over some days."""
    some = st.none() | st.dates(date(2020, 1, 1), date(2021, 12, 31))
    told = sorted(filter(None, (draw(some), draw(some))))
    low, likely, high = sorted(draw(st.integers(0, 400)) for _ in range(3))
    first, last = (None, None, *told)[-2:]
    return Count(low, likely, max(high, 1), first, last, draw(term("information-grades")), draw(words))
