"""What of a kind is to be handed out: narrowed as its list is. A kind whose list has no facets is handed out as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django import forms
from django.http import HttpRequest

from kniha.desk.incidents.facets import Selection
from kniha.desk.people import listing as people
from kniha.desk.request import Who
from kniha.desk.statements import views as statements
from kniha.runs.exporting import looking

_MOST = looking.MOST_ROWS + 1


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The facets, where there are any; the ids that they leave, in no order: one more than may be handed out at once, at most."""

    form: forms.Form | None
    ids: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing in the facets is to be mended: what cannot be read must not be handed out as if it were not there."""
        return self.form is None or not self.form.errors


def narrowed(request: HttpRequest, who: Who, among: str) -> Narrowed:
    """What the address asks for, within what one may see."""
    by_facets = _NARROWED.get(among)
    return _of(None, looking.everything(who.registrar, among)) if by_facets is None else by_facets(request, who)


def _of(form: forms.Form | None, ids: Iterable[str]) -> Narrowed:
    return Narrowed(form, tuple(islice(ids, _MOST)))


def _incidents(request: HttpRequest, who: Who) -> Narrowed:
    selection = Selection(request, who, among="incidents")
    return _of(selection.form, selection.rows().values_list("pk", flat=True)[:_MOST])


def _statements(request: HttpRequest, who: Who) -> Narrowed:
    form, rows = statements.narrowed(request, who)
    return _of(form, rows.values_list("pk", flat=True)[:_MOST])


def _persons(request: HttpRequest, who: Who) -> Narrowed:
    form, rows = people.narrowed(request, who)
    return _of(form, rows.values_list("pk", flat=True)[:_MOST])


_NARROWED: Mapping[str, Callable[[HttpRequest, Who], Narrowed]] = {
    "incidents": _incidents, "statements": _statements, "persons": _persons,
}  # fmt: skip
