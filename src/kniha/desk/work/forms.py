"""The form of a task: what is asked, of whom, until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kniha.book.access.models import Compartment, Registrar
from kniha.book.work import queries
from kniha.book.work.actions import TaskDraft
from kniha.desk.choices import from_list


class TaskForm(forms.Form):
    """What is asked of a colleague."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=from_list("task-kinds"))
    assignee = forms.ChoiceField(label=_("Of whom"))
    due = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))
    words = forms.CharField(label=_("Words"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, registrar: Registrar, compartment: Compartment, **kwargs: Any) -> None:  # Any: Django's form arguments
        super().__init__(*args, **kwargs)
        self._colleagues = {one.pk: one for one in queries.colleagues(registrar, compartment)}
        field = self.fields["assignee"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, one.name) for key, one in self._colleagues.items()]

    def draft(self) -> TaskDraft:
        """The task, not yet entered."""
        told = self.cleaned_data
        return TaskDraft(told["kind"], self._colleagues[told["assignee"]], told["due"], told["words"])


class AnswerForm(forms.Form):
    """How a task is closed: done, handed back, handed on or taken back."""

    answer = forms.CharField(required=False, max_length=2000)
    colleague = forms.CharField(required=False, max_length=32)
    how = forms.ChoiceField(choices=[(how, how) for how in ("done", "back", "on", "not-needed")])
