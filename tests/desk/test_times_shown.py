"""A time on a page is by the office's clocks, or by those of the place, with its zone where that may be another: never Greenwich unasked.

Django's own filters `date` and `time` write an instant in the zone of the settings, which is UTC: they are for days alone.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import DateTimeField
from django.template import Context, Template
from django.test import Client
from tests.repo.tree import SRC
from tests.world import World, interview_draft, medical_draft

from kniha.book.access.models import Registrar
from kniha.book.medicine.reporting import write_report_on
from kniha.book.statements.interviewing import take_interview
from kniha.book.statements.models import Interview, Statement

TEMPLATES = SRC / "desk/templates"
SHOWN = re.compile(r"""([\w.]+)((?:\|\w+(?::(?:"[^"]*"|'[^']*'))?)+)""")
CLOCKS = re.compile(r"(?<!\\)[aAfgGhHiPsuOTeZcrU]")
"""Letters of a format that tell an hour, a minute or a zone."""
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
"""Half past one of the next day in Minsk."""


def instants() -> set[str]:
    """The names of all fields that hold an instant."""
    return {
        field.name
        for model in apps.get_app_config("book").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, DateTimeField)
    }


def wrong(text: str) -> list[str]:
    """What shows an instant as if it were a day, or a clock without a zone."""
    found = []
    for value, filters in SHOWN.findall(text):
        names = [part.partition(":") for part in re.findall(r"""\w+(?::(?:"[^"]*"|'[^']*'))?""", filters)]
        if names[0][0] in {"date", "time", "day"} and value.rsplit(".", 1)[-1] in instants():
            found.append(f"{value}{filters}")
        found += [f"{value}{filters}" for name, _, form in names if name == "time" or (name == "date" and CLOCKS.search(form.strip("\"'")))]
    return found


def test_no_template_shows_an_instant_by_djangos_clock() -> None:
    found = {path.name: wrong(path.read_text()) for path in TEMPLATES.rglob("*.*")}
    assert {name: shown for name, shown in found.items() if shown} == {}


@pytest.mark.parametrize(
    "shown",
    ['{{ interview.began|date:"j E Y" }}', '{{ day|date:"j E Y H:i" }}', "{{ event.at|time }}", '{% x day=one.ended|date:"j.m.Y" %}'],
)
def test_what_would_be_wrong_is_found(shown: str) -> None:
    assert wrong(shown)


@pytest.mark.parametrize("shown", ['{{ one.began|office_day|date:"j E Y" }}', "{{ report|span }}", '{{ row.held_on|date:"j E Y" }}'])
def test_what_is_right_is_not(shown: str) -> None:
    assert not wrong(shown)


def rendered(text: str, **context: object) -> str:
    return Template("{% load desk %}" + text).render(Context(context))


def test_an_instant_and_its_day_are_the_offices() -> None:
    assert rendered("{{ at|instant }}", at=NIGHT) == "21 November 2026, 01:30 (Europe/Minsk)"
    assert rendered('{{ at|office_day|date:"j E Y" }}', at=NIGHT) == "21 November 2026"


def test_what_is_open_has_no_time() -> None:
    assert rendered("{{ row|span }}", row=Interview()) == ""


@pytest.mark.django_db
def test_an_interview_by_night_is_shown_as_it_was_typed(vera: Client, world: World) -> None:
    statement = held_at(world, NIGHT)
    page = vera.get(f"/statements/{statement.pk}/").content.decode()
    assert "21 November 2026, 01:30–02:30 (Europe/Minsk)" in page
    assert "22:30" not in page
    assert "21 November 2026" in vera.get(f"/people/{statement.source_id}/").content.decode()


@pytest.mark.django_db
def test_an_examination_by_night_is_shown_by_the_offices_clocks(at_desk: Callable[[Registrar], Client], world: World) -> None:
    medic = world.colleague("Ніна", "medic")
    hand = world.hand(medic)
    told = {"began": NIGHT, "ended": NIGHT + timedelta(minutes=45)}
    report = write_report_on(hand, held_at(world, NIGHT), medical_draft(hand, **told), sealing=world.sealing)
    assert "21 November 2026, 01:30–02:15 (Europe/Minsk)" in at_desk(medic).get(f"/medical-reports/{report.pk}/").content.decode()


def held_at(world: World, began: datetime) -> Statement:
    """An interview of an hour."""
    hand = world.hand(world.vera, began + timedelta(hours=2))
    draft = interview_draft(hand)
    assert (draft.held.began, draft.held.ended) == (began, began + timedelta(hours=1))
    return take_interview(hand, world.first, draft, person=None, recipient=world.person_recipient, opening=world.person_keys)
