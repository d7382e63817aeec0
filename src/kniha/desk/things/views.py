"""The list of things, one with its chain of custody and its photographs, a new one, its label."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kniha.book.erasure.queries import open_on
from kniha.book.evidence import queries, stepping
from kniha.book.evidence import things as acts
from kniha.book.evidence.models import Thing
from kniha.book.statements import queries as statements
from kniha.book.statements.models import Statement
from kniha.desk import tables
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.chains import shown
from kniha.desk.request import Who, acting, form, page, reading
from kniha.desk.things.forms import DescriptionForm, ShownForm, ThingForm, ThingStepForm
from kniha.desk.things.labels import code_of
from kniha.vocab.errors import NotFoundError


@reading
def things(request: HttpRequest, who: Who) -> HttpResponse:
    """The things that the one who asks may see; a label that is typed or scanned leads to its thing."""
    label = request.GET.get("label", "").strip()
    found = queries.labelled(who.registrar, label) if label else None
    if found is not None:
        return redirect("thing", found.pk)
    rows = tables.paged(queries.things(who.registrar), request)
    return page(request, who, "desk/things/list.html", part="statements", rows=rows, label=label, query="")


@form
def new_thing(request: HttpRequest, who: Who) -> HttpResponse:
    """A thing that came, by itself or with a statement."""
    if not who.may_open:
        raise NotFoundError("there is no such thing here")
    statement = _statement(request, who)
    typed = ThingForm(request.POST or None, who=who, has_statement=statement is not None)
    if request.method == "POST" and typed.is_valid():
        made = entered_or_refused(typed, partial(_register, who, typed, statement))
        if made is not None:
            return redirect("thing", made.pk)
    return page(request, who, "desk/things/new.html", part="statements", form=typed, statement=statement)


@form
def thing(request: HttpRequest, who: Who, thing_id: str) -> HttpResponse:
    """One thing; posted, a step in its life."""
    found = queries.thing(who.registrar, thing_id)
    typed = ThingStepForm(request.POST or None)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_step, who, found, typed)):
        messages.success(request, gettext("The step is entered."))
        return redirect("thing", found.pk)
    return page(
        request, who, "desk/things/thing.html", part="statements", thing=found, form=typed,
        photographs=queries.photographs(who.registrar, found), open=open_on(who.registrar, ("thing", found.pk), found.compartment),
        **shown(list(queries.custody_of(who.registrar, found))),
    )  # fmt: skip


@form
def describe(request: HttpRequest, who: Who, thing_id: str) -> HttpResponse:
    """Another description of a thing."""
    found = queries.thing(who.registrar, thing_id)
    told = {name: getattr(found, name) for name in DescriptionForm.base_fields}
    typed = DescriptionForm(request.POST or None, initial=told)
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_describe, who, found, typed)):
        return redirect("thing", found.pk)
    return page(request, who, "desk/things/description.html", part="statements", thing=found, form=typed)


@reading
def label(request: HttpRequest, who: Who, thing_id: str) -> HttpResponse:
    """What is printed and tied to a thing: its number, for people and for a scanner, and nothing of what it is evidence of."""
    found = queries.thing(who.registrar, thing_id)
    return page(request, who, "desk/things/label.html", part="statements", thing=found, code=code_of(found.label))


@acting
def shown_by(request: HttpRequest, who: Who, exhibit_id: str) -> HttpResponse:
    """A file is named as a photograph of a thing."""
    exhibit = queries.exhibit(who.registrar, exhibit_id)
    typed = ShownForm(request.POST)
    found = queries.labelled(who.registrar, typed.cleaned_data["label"]) if typed.is_valid() else None
    if found is None:
        messages.error(request, gettext("No thing has this label."))
    else:
        acts.picture_thing(who.hand, found, exhibit)
        messages.success(request, gettext("The file is named as a photograph of the thing."))
    return redirect("exhibit", exhibit.pk)


def _statement(request: HttpRequest, who: Who) -> Statement | None:
    asked = request.GET.get("statement", "")
    return statements.statement(who.registrar, asked) if asked else None


def _register(who: Who, typed: ThingForm, statement: Statement | None) -> Thing:
    into = statement or typed.where()
    return acts.register_thing(who.hand, typed.described(), typed.came(), how_obtained=typed.cleaned_data["how_obtained"], into=into)


def _step(who: Who, found: Thing, typed: ThingStepForm) -> bool:
    told = typed.cleaned_data
    stepping.note_thing_step(who.hand, found, typed.draft(), seal_number=told["seal_number"], kept_at=told["kept_at"])
    return True


def _describe(who: Who, found: Thing, typed: DescriptionForm) -> bool:
    acts.describe_thing(who.hand, found, typed.described())
    return True
