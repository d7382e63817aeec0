"""The body chart as a page draws it: outlines, and the numbered marks of findings. All that it shows stands in the list beside it too."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kniha.desk.language import language
from kniha.vocab import body_chart, terms

_APART = 40
"""Units between two marks that would lie on each other."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Where a finding lies: region, view and point may each be open."""

    number: int
    region: str
    view: str = ""
    x: int | None = None
    y: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A number on the chart."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A region as it is drawn, with its name."""

    region: str
    label: str
    path: str
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class View:
    """One side of the chart with its marks."""

    code: str
    label: str
    outlines: tuple[Outline, ...]
    places: tuple[tuple[str, int, int], ...]
    """The middle of every region that lies in this view, for the script."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Both sides, and the size of one in units of the chart."""

    views: tuple[View, ...]
    width: int
    height: int

    @property
    def margin(self) -> int:
        """How much of either side is empty and not shown."""
        return 40

    @property
    def shown_width(self) -> int:
        """What is left of the width between the margins."""
        return self.width - 2 * self.margin


def chart(found: Iterable[Marked]) -> Chart:
    """Draw the chart with the marks of `found`. A finding without a mark of its own stands in the middle of its region."""
    placed = list(_placed(found))
    views = (
        View(
            code,
            terms.label("body-views", code, language()),
            tuple(
                Outline(shape.region, terms.label("body-regions", shape.region, language()), shape.path, shape.is_mirrored)
                for shape in body_chart.shapes(code)
            ),
            tuple(_places(code)),
            tuple(mark for view, mark in placed if view == code),
        )
        for code in body_chart.VIEWS
    )
    width, height = body_chart.size()
    return Chart(tuple(views), width, height)


def _places(view: str) -> Iterator[tuple[str, int, int]]:
    for region in terms.terms("body-regions"):
        if view in (found := body_chart.places(region.code)):
            yield region.code, *found[view]


def _placed(found: Iterable[Marked]) -> Iterator[tuple[str, Mark]]:
    taken: Counter[tuple[str, int, int]] = Counter()
    for one in found:
        places = body_chart.places(one.region) if one.region in terms.codes("body-regions") else {}
        view = one.view or next(iter(places), "")
        if one.x is not None and one.y is not None:
            x, y = one.x, one.y
        elif view in places:
            x, y = places[view]
        else:
            continue
        aside = taken[view, x, y]
        taken[view, x, y] += 1
        yield view, Mark(one.number, x + _APART * aside, y)
