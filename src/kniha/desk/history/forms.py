"""Forms of histories: what a history is narrowed to, the day of which a record is asked."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.journal import moments
from kniha.book.journal.reading import StoredEntry
from kniha.desk.language import language
from kniha.desk.names import names_of
from kniha.vocab import terms


class HistoryForm(forms.Form):
    """By what was done, and by whom. Only what this history has is offered, with its number."""

    action = forms.ChoiceField(label=_("What was done"), required=False)
    by = forms.ChoiceField(label=_("By whom"), required=False)

    def __init__(self, data: QueryDict, entries: Sequence[StoredEntry]) -> None:
        super().__init__({name: data.get(name, "") for name in ("action", "by")}, auto_id="narrow_%s")
        self.entries = entries
        actions = Counter(entry.skeleton.action for entry in entries)
        actors = Counter(_actor(entry) for entry in entries)
        names = names_of(actors)
        self._choose("action", [(code, f"{_label(code)} ({n})") for code, n in sorted(actions.items(), key=lambda item: _label(item[0]))])
        self._choose("by", [(actor, f"{names.get(actor, actor)} ({n})") for actor, n in actors.items() if actor])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined]  # a ChoiceField, above

    def narrowed(self) -> list[StoredEntry]:
        """The entries that were asked for, newest first."""
        asked = self.cleaned_data if self.is_valid() else {}
        action, by = asked.get("action", ""), asked.get("by", "")
        return [entry for entry in reversed(self.entries) if action in {"", entry.skeleton.action} and by in {"", _actor(entry)}]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but everything is shown."""
        return self.is_valid() and any(self.cleaned_data.values())


class DayForm(forms.Form):
    """A day of the office, up to today."""

    day = forms.DateField(label=_("As it stood at the end of"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, initial={"day": today}, auto_id="as_of_%s")
        self.today = today
        self.fields["day"].widget.attrs["max"] = today.isoformat()

    def clean_day(self) -> date:
        """Nobody knows how it will stand."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(gettext("That day has not come yet."))
        return day


def _actor(entry: StoredEntry) -> str:
    who = moments.said(entry, "registrar")
    return who if isinstance(who, str) else ""


def _label(action: str) -> str:
    return terms.label("actions", action.replace("_", "-"), language())
