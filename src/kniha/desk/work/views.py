"""My tasks, what I asked of others, and the end of a task."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.access import queries as access
from kniha.book.access.models import Compartment, Registrar
from kniha.book.work import actions, queries
from kniha.book.work.models import Task
from kniha.desk.request import Who, acting, page, reading
from kniha.desk.work.forms import AnswerForm
from kniha.vocab.errors import NotFoundError

SHOWN = 100


@reading
def tasks(request: HttpRequest, who: Who) -> HttpResponse:
    """What I have, what I gave, what came back."""
    mine = queries.mine(who.registrar)[:SHOWN]
    colleagues: dict[Compartment, list[Registrar]] = {}
    rows = []
    for task in mine:
        if task.compartment not in colleagues:
            found = queries.colleagues(who.registrar, task.compartment).exclude(pk=who.registrar.pk)
            colleagues[task.compartment] = list(found)
        rows.append((task, colleagues[task.compartment]))
    return page(
        request,
        who,
        "desk/work/tasks.html",
        part="home",
        mine=rows,
        given=queries.given(who.registrar)[:SHOWN],
        answered=queries.answered(who.registrar)[:SHOWN],
        today=who.hand.today,
    )


@acting
def close(request: HttpRequest, who: Who, task_id: str) -> HttpResponse:
    """Done, handed back, handed on, or needed no more."""
    found, typed = queries.task(who.registrar, task_id), AnswerForm(request.POST)
    if not typed.is_valid():
        messages.error(request, gettext("Say how the task ends; its words have at most 2,000 characters."))
        return redirect("tasks")
    told = typed.cleaned_data
    _ENDS[told["how"]](who, found, told)
    messages.success(request, gettext("It is entered."))
    return redirect("tasks")


def _hand_on(who: Who, task: Task, told: Mapping[str, str]) -> Task:
    if not told["colleague"]:
        raise NotFoundError("there is no such thing here")
    return actions.hand_on(who.hand, task, access.colleague(who.registrar, told["colleague"]))


_ENDS: Mapping[str, Callable[[Who, Task, Mapping[str, str]], Task]] = {
    "done": lambda who, task, told: actions.close_task(who.hand, task, answer=told["answer"]),
    "back": lambda who, task, told: actions.hand_back(who.hand, task, answer=told["answer"]),
    "on": _hand_on,
    "not-needed": lambda who, task, _told: actions.take_back(who.hand, task),
}
