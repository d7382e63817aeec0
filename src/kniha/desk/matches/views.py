"""Recordings that may show an incident, one of them with the decision on it, and the incidents that one recording may show."""

from collections.abc import Sequence
from functools import partial

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kniha.book.access.looking import note_reading
from kniha.book.events import queries as events
from kniha.book.events.models import Incident
from kniha.book.matches import queries
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.matches.queries import Line
from kniha.book.matches.rules import SHOWS, TAKEN_BACK, VERDICTS
from kniha.book.recordings import queries as recordings
from kniha.desk.errors import entered_or_refused
from kniha.desk.exhibits.note_forms import MomentField
from kniha.desk.language import language
from kniha.desk.matches.shown import Bar, Ruler, Shown, bar, ruler_of, shown
from kniha.desk.request import Who, form, page, reading
from kniha.desk.templatetags.desk import moment
from kniha.vocab import terms

_HELP = _("A reason that a third can follow. It is kept with the decision.")
_MOMENT = _("From the beginning of the file: 0:02:03.250.")


class SeenForm(forms.Form):
    """What somebody saw, by what, and from when to when in the file: one moment, where no end is told."""

    verdict = forms.ChoiceField(label=_("What the recording shows"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("By what it is seen"), max_length=500, help_text=_HELP)
    start = MomentField(label=_("From"), required=False, help_text=_MOMENT)
    end = MomentField(label=_("Until"), required=False)
    abreast = (("start", "end"),)

    def __init__(self, *args: object, verdicts: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own parameters, handed on
        choices = [(code, terms.label("match-verdicts", code, language())) for code in verdicts]
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, above
        if SHOWS not in verdicts:
            del self.fields["start"], self.fields["end"]

    def seen(self) -> Seen:
        """As the action takes it; seconds count where it shows something."""
        told = self.cleaned_data
        start, end = (told.get(name) if told["verdict"] == SHOWS else None for name in ("start", "end"))
        return Seen(told["verdict"], told["words"], start, start if end is None else end)


@reading
def of_incident(request: HttpRequest, who: Who, number: str) -> HttpResponse:
    """The recordings that may show an incident, in the order in which they are worth looking at."""
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    lines = queries.of_incident(who.registrar, incident, today=who.hand.today)
    matching = queries.matching_of(who.registrar, incident.compartment_id)
    ruler = ruler_of(incident)
    rows = tuple(shown(line, ruler=ruler, matching=matching, today=who.hand.today) for line in lines)
    return page(
        request, who, "desk/matches/of_incident.html", part="incidents", incident=incident, rows=rows, ruler=ruler, matching=matching,
        compared=queries.compared_incident(who.registrar, incident), own=_own_bar(incident, ruler),
    )  # fmt: skip


@form
def match(request: HttpRequest, who: Who, number: str, recording_id: str) -> HttpResponse:
    """One recording beside an incident; posted, what somebody saw in it."""
    incident = events.incident(who.registrar, number)
    note_reading(who.hand, "incident")
    line = queries.line(who.registrar, incident, recording_id)
    matching = queries.matching_of(who.registrar, incident.compartment_id)
    ruler = ruler_of(incident)
    row = shown(line, ruler=ruler, matching=matching, today=who.hand.today)
    typed = SeenForm(request.POST or None, verdicts=_verdicts(line), initial=_initial(row), auto_id="match-%s")
    if request.method == "POST" and typed.is_valid() and entered_or_refused(typed, partial(_decide, who, line, typed)):
        messages.success(request, gettext("The decision is entered."))
        return HttpResponseRedirect(_following(who, incident, recording_id) or reverse("incident-recordings", args=[number]))
    return page(
        request, who, "desk/matches/match.html", part="incidents", incident=incident, row=row, ruler=ruler, own=_own_bar(incident, ruler),
        matching=matching, form=typed, cover=recordings.cover(who.registrar, line.recording),
        following=_following(who, incident, recording_id),
    )  # fmt: skip


@reading
def of_recording(request: HttpRequest, who: Who, recording_id: str) -> HttpResponse:
    """The incidents that a recording may show, the likeliest first."""
    recording = recordings.recording(who.registrar, recording_id)
    matching = queries.matching_of(who.registrar, recording.compartment_id)
    rows = tuple(
        shown(line, ruler=None, matching=matching, today=who.hand.today) for line in queries.of_recording(who.registrar, recording)
    )
    return page(
        request, who, "desk/matches/of_recording.html", part="statements", recording=recording, rows=rows, matching=matching,
        compared=queries.compared_recording(who.registrar, recording),
    )  # fmt: skip


def _own_bar(incident: Incident, ruler: Ruler | None) -> Bar | None:
    return bar(ruler, incident.first, incident.last) if ruler and incident.first and incident.last else None


def _verdicts(line: Line) -> tuple[str, ...]:
    """What may be said: that footage shows something only of what is here; that it is taken back only of what stands."""
    said = VERDICTS if line.recording.state == "held" else tuple(one for one in VERDICTS if one != SHOWS)
    return (*said, TAKEN_BACK) if line.stands else said


def _initial(row: Shown) -> dict[str, object]:
    return {"start": moment(row.at_ms)} if row.at_ms and row.player else {}


def _decide(who: Who, line: Line, typed: SeenForm) -> bool:
    decide_on_match(who.hand, line.incident, line.recording, typed.seen())
    return True


def _following(who: Who, incident: Incident, recording_id: str) -> str:
    """The address of the next recording on which nobody decided; empty where there is none."""
    lines = queries.of_incident(who.registrar, incident, today=who.hand.today)
    keys = [line.recording.pk for line in lines if not line.stands or line.recording.pk == recording_id]
    place = keys.index(recording_id) + 1 if recording_id in keys else 0
    others = [key for key in (*keys[place:], *keys[:place]) if key != recording_id]
    return reverse("match", args=[incident.number, others[0]]) if others else ""
