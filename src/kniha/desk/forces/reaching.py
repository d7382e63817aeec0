"""Who could it have been: the units within reach of an incident, with what speaks for and against each. Candidates, never findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.events.rules import OPEN_STATES
from kniha.book.forces.candidates import MOST, Reached, candidates
from kniha.book.forces.charted import Climbed
from kniha.book.forces.models import Deployment
from kniha.book.forces.reach import Ground
from kniha.book.statements.models import Mention
from kniha.desk.language import language
from kniha.desk.request import Who, page, reading
from kniha.vocab import terms

_AROUND = (0, 1, 2, 5, 10, 20, 50)
USUAL_KM = 2


class AroundForm(forms.Form):
    """How far around is looked."""

    around = forms.TypedChoiceField(
        label=_("How far around, kilometres"), coerce=int, choices=[(km, str(km)) for km in _AROUND], initial=USUAL_KM,
        help_text=_("Beside what sources place there: units near by, and bases."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A ground or a doubt in words, with the deployment or the mention that it rests on, and the number of the account."""

    words: str
    distance: str
    row: Deployment | None
    mention: Mention | None
    account: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidate as the page shows it."""

    unit: str
    called: str
    speaks_for: Sequence[Said]
    against: Sequence[Said]
    chain: Sequence[Climbed]


@reading
def forces(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """The candidates of an incident."""
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    form = AroundForm(request.GET if "around" in request.GET else None)
    around = form.cleaned_data["around"] if form.is_valid() else USUAL_KM
    reached = candidates(who.registrar, incident, nearby_m=around * 1000, language=language())
    is_open = incident.state in OPEN_STATES and who.may_conclude
    return page(
        request, who, "desk/incidents/forces.html", part="incidents", incident=incident, form=form, around=around, reached=reached,
        shown=[_shown(one.unit, one.speaks_for, one.against, reached) for one in reached.candidates], most=MOST,
        order=terms.terms("reach-grounds"), acts=list(events.whole_acts(who.registrar, incident)) if is_open else [],
        day=reached.moment.days[0] if reached.moment.days else None,
    )  # fmt: skip


def _shown(unit: str, speaks_for: Sequence[Ground], against: Sequence[Ground], reached: Reached) -> Shown:
    numbers = {account.pk: number for number, account in enumerate(reached.accounts, 1)}

    def said(ground: Ground, codes: str) -> Said:
        mention = reached.mentions.get(ground.row)
        return Said(
            terms.label(codes, ground.code, language()), distance(ground.gap_m), reached.deployments.get(ground.row), mention,
            numbers.get(mention.account_id, 0) if mention is not None else 0,
        )  # fmt: skip

    return Shown(
        unit,
        reached.called[unit],
        [said(one, "reach-grounds") for one in speaks_for],
        [said(one, "reach-doubts") for one in against],
        reached.chains.get(unit, ()),
    )


def distance(metres: int | None) -> str:
    """Metres in words; empty where there are none."""
    if not metres:
        return ""
    return gettext("%(n)s km") % {"n": round(metres / 1000)} if metres >= 1000 else gettext("%(n)s m") % {"n": metres}
