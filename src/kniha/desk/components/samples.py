"""Invented rows for the page of components. They are never saved, and nobody in them exists."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from kniha.book.events.models import Incident
from kniha.book.statements.models import Account, Consent, Statement
from kniha.desk.choices import Picker, from_list
from kniha.desk.incidents.sources import Told, told_by

WORDS = "11 жніўня каля адзінаццатай вечара нас спынілі на рагу. Мужчына ў чорным біў мяне дубінкай па спіне."
NOTHING = "0" * 32


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a statement's words, marked or not."""

    text: str
    marks: tuple[dict[str, str], ...] = ()


class SampleForm(forms.Form):
    """One field of each kind that the desk's forms have."""

    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("What happened, in a few words."))
    when = forms.CharField(label=_("When"), required=False)
    level = forms.ChoiceField(label=_("How great the danger is"), choices=from_list("risk-levels"), widget=forms.RadioSelect)
    methods = forms.MultipleChoiceField(label=_("By what means"), required=False, choices=from_list("methods"), widget=Picker)
    words = forms.CharField(label=_("In words"), required=False, widget=forms.Textarea({"rows": 2}))


def statement() -> Statement:
    """A statement."""
    return Statement(id=NOTHING, kind="report", language="be", text=WORDS, received_on=date(2026, 11, 23), came_to_be="free")


def accounts() -> tuple[Told, ...]:
    """Two accounts that contradict each other on the time."""
    told = statement()
    hours = (
        (datetime(2020, 8, 11, 19, 50, tzinfo=UTC), datetime(2020, 8, 11, 20, 10, tzinfo=UTC)),
        (datetime(2020, 8, 11, 21, 0, tzinfo=UTC), datetime(2020, 8, 11, 21, 30, tzinfo=UTC)),
    )
    rows = [
        Account(
            id=f"{n:032x}", statement=told, first=first, last=last, zone="Europe/Minsk", precision="about", lat_e7=539023000,
            lon_e7=275619000, radius_m=200, where_words="рог вуліцы", when_words="каля адзінаццатай", kinds=["integrity.physical-assault"],
        )
        for n, (first, last) in enumerate(hours, 1)
    ]  # fmt: skip
    for row in rows:  # nothing is asked of the database for a row that is not in it
        row._prefetched_objects_cache = {"passages": [], "mentions": []}  # type: ignore[attr-defined]  # noqa: SLF001  Django's own
    return told_by(rows)


def incidents() -> Page[Incident]:
    """The second of three pages of a list."""
    states = ("draft", "in-review", "returned", "accepted", "rejected")
    rows = [
        Incident(
            number=f"KN-2026-0000{n}", title="Збіццё на рагу", state=state, first=datetime(2020, 8, 11, 20, tzinfo=UTC),
            last=datetime(2020, 8, 11, 20, 30, tzinfo=UTC), zone="Europe/Minsk", precision="about", place_words="рог вуліцы",
        )
        for n, state in enumerate(states, 1)
    ]  # fmt: skip
    return Paginator([*rows * 3], len(rows)).page(2)


def consents() -> tuple[Consent, ...]:
    """Three answers."""
    return tuple(
        Consent(purpose=purpose, answer=answer) for purpose, answer in (("keep", "yes"), ("count", "no"), ("contact", "not-known"))
    )


def segments() -> tuple[Segment, ...]:
    """The statement's words, two passages marked."""
    when, act = WORDS.index("каля адзінаццатай"), WORDS.index("біў")
    return (
        Segment(WORDS[:when]),
        Segment(WORDS[when : when + 17], ({"about": "when", "anchor": "1"},)),
        Segment(WORDS[when + 17 : act]),
        Segment(WORDS[act : act + 3], ({"about": "act", "anchor": "1"},)),
        Segment(WORDS[act + 3 :]),
    )
