"""Two at the same form. Who sends second sees what changed, theirs beside their own, and takes either, field by field; nothing is lost.

A form carries the journal's size at its opening and what its fields held then. The action refuses what was changed since (ChangedError);
this module then lays the two side by side. What a form carries serves to show and to preselect alone: the check is the action's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from kniha.book.journal import reading, versions
from kniha.book.journal.moments import Ref
from kniha.desk.errors import entered
from kniha.desk.history.told import told
from kniha.desk.request import Who, page
from kniha.vocab.errors import ChangedError

_SEEN, _WAS, _TAKE, _MEND = "seen", "was-", "take-", "mend"
Typed = Mapping[str, list[str]]
Form = TypeVar("Form", bound=forms.Form)


@dataclass(frozen=True, slots=True)
class Side:
    """One field of which the two versions differ, as both read it, and whose is taken if nobody says otherwise."""

    name: str
    label: str
    theirs: str
    yours: str
    taken: str
    """`theirs` where only they changed it, `yours` where only you did, empty where both did: then you choose."""


class Opened(Generic[Form]):
    """A form on a record, opened, sent, or sent again after a choice. Made before the record is read."""

    form: Form

    def __init__(self, request: HttpRequest) -> None:
        self._now = reading.size()
        self._sent = request.POST if request.method == "POST" else None
        self.seen = _place(self._sent.get(_SEEN, "") if self._sent is not None else "", self._now)
        self._theirs: Typed = {}

    def fill(self, make: Callable[[QueryDict | None], Form]) -> Form:
        """Make the form: with what the record holds now, or with what was sent and chosen."""
        blank = make(None)
        self._theirs = _typed(blank)
        self.form = blank if self._sent is None else make(self._chosen(self._sent))
        if self._is_mended:
            self.seen = self._now
        return self.form

    def do(self, action: Callable[[int], object]) -> bool:
        """Do `action` with the place at which the form was opened; whether it was done. ChangedError: somebody was quicker."""
        if self._sent is None or self._is_mended or not self.form.is_valid():
            return False
        return entered(self.form, lambda: (action(self.seen),)) is not None

    def carried(self) -> Iterator[tuple[str, str]]:
        """What the form carries besides its fields."""
        yield _SEEN, str(self.seen)
        for name, values in self._was.items():
            yield from ((f"{_WAS}{name}", value) for value in values)

    def sides(self) -> tuple[Side, ...]:
        """The fields in which the two versions differ."""
        return tuple(
            _side(self.form, name, self._theirs[name], yours=self._yours(name), was=self._was[name])
            for name in self._theirs
            if self._theirs[name] != self._yours(name)
        )

    def carried_again(self) -> Iterator[tuple[str, str]]:
        """What the page of both carries: what you typed, and the place from which on a change is news again."""
        yield _SEEN, str(self._now)
        for name, values in self._theirs.items():
            yield from ((f"{_WAS}{name}", value) for value in values)
            yield from ((name, value) for value in self._yours(name))

    @property
    def _is_mended(self) -> bool:
        return self._sent is not None and _MEND in self._sent

    @property
    def _was(self) -> Typed:
        if self._sent is None or self._is_mended or _SEEN not in self._sent:
            return self._theirs
        return {name: self._sent.getlist(f"{_WAS}{name}") for name in self._theirs}

    def _yours(self, name: str) -> list[str]:
        return _filled(self.form.data.getlist(name)) if isinstance(self.form.data, QueryDict) else []

    def _chosen(self, sent: QueryDict) -> QueryDict:
        data = sent.copy()
        for name, values in self._theirs.items():
            if data.get(f"{_TAKE}{name}") == "theirs":
                data.setlist(name, values)
        return data


def meeting(request: HttpRequest, who: Who, opened: Opened[Any], record: Ref, **context: object) -> HttpResponse:
    """The page of both versions, with who changed what and when. 409: nothing was written."""
    entries = versions.changed_since(record, opened.seen)
    answer = page(
        request, who, "desk/parts/meeting.html", sentences=told(who, entries), sides=opened.sides(),
        carried=tuple(opened.carried_again()), **context,
    )  # fmt: skip
    answer.status_code = 409
    return answer


def done_or_met(
    request: HttpRequest, who: Who, opened: Opened[Any], record: Ref, *, action: Callable[[int], object], **context: object
) -> bool | HttpResponse:
    """Do `action`: True where it is done, False where the form is to be shown, or the page of both versions."""
    try:
        return opened.do(action)
    except ChangedError:
        return meeting(request, who, opened, record, **context)


def _place(typed: str, now: int) -> int:
    """The place that a form says it was opened at; one that says nothing was opened now."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 16 else now


def _typed(form: forms.Form) -> Typed:
    """What each field would send if nobody touched it."""
    return {field.name: _filled(_texts(field.initial)) for field in form}


def _texts(value: object) -> list[str]:
    match value:
        case None | False:
            return []
        case True:
            return ["on"]
        case date():
            return [value.isoformat()]
        case list() | tuple():
            return [str(one) for one in value]
        case _:
            return [str(value)]


def _filled(values: list[str]) -> list[str]:
    return [text for value in values if (text := value.replace("\r\n", "\n").strip())]


def _side(form: forms.Form, name: str, theirs: list[str], *, yours: list[str], was: list[str]) -> Side:
    by_them, by_you = theirs != _filled(was), yours != _filled(was)
    taken = "" if by_them and by_you else "theirs" if by_them else "yours"
    field = form[name]
    return Side(name, str(field.label), _shown(field.field, theirs), _shown(field.field, yours), taken)


def _shown(field: forms.Field, values: list[str]) -> str:
    """Values as people read them: choices by their labels."""
    labels = {str(code): str(label) for code, label in _flat(getattr(field, "choices", ()))}
    return ", ".join(labels.get(value, value) for value in values)


def _flat(choices: Any) -> Iterator[tuple[object, object]]:  # Any: Django's choices, some of them in groups
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label
