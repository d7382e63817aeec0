"""What an estimate rests on and what is wrong with a model, in words."""

from collections.abc import Sequence

from kniha.estimates.existence import Standing
from kniha.estimates.loglinear import Fitted
from kniha.estimates.models import Model

ASSUMPTIONS = (
    "Lists depend on each other only as a model says, and all of them together in nothing more. No table can show it; all hangs on it.",
    "The lists are of the same people, in the same time and place, and each of these people could have been on each list.",
    "People were linked across the lists without error, and nobody is twice on one list.",
    "Where some people are harder to reach for every list, and no model says so, the estimate is too low.",
)

DOUBTS = {
    "too-many-parameters": "more parameters than histories: not fitted",
    "not-identified": "the table does not fix its parameters",
    "several-answers": "other starts fit as well and say another number",
    "at-the-rim": "a chance is 0 or 1",
    "runs-away": "a class hardly ever on a list, and without bound",
    "still-moving": "not at its maximum when the steps ended",
}
_LIMIT = "its likelihood has no maximum: the number is a limit, where lists that share nobody never could"
_NOT_IDENTIFIED = "its likelihood has no maximum, and the table does not say how many it holds to be on no list"
_NOT_REACHED = "the maximum of its likelihood was not reached"


def reason(fitted: Fitted) -> str | None:
    """Return why a model may not be chosen; None where it may."""
    if fitted.standing is Standing.NOT_IDENTIFIED:
        return _NOT_IDENTIFIED
    if fitted.numbers is None:
        return _NOT_REACHED
    return _LIMIT if fitted.standing is Standing.LIMIT else None


def model_words(model: Model, lists: Sequence[str]) -> str:
    """Return a model in words, by the names of its lists."""
    groups = [" with ".join(lists[place] for place in places) for places in model.generators if len(places) > 1]
    if not groups:
        return "no list depends on another"
    return "these depend on each other: " + "; ".join(groups)
