"""Where the invented units were in August 2020, who is said to have commanded them and who left: what the forces' pages show."""

from datetime import date

from kniha.book.events.models import Incident, Involvement
from kniha.book.forces.actions import enter_posting
from kniha.book.forces.deploying import enter_deployment
from kniha.book.forces.drafts import Count, DepartureDraft, DeploymentDraft, HeadcountDraft, PostingDraft, Source, Tasking
from kniha.book.forces.leaving import enter_departure, enter_headcount
from kniha.book.journal.acting import Hand
from kniha.book.statements.drafts import Where
from kniha.runs.demonstration.radio_work import Units
from kniha.vocab.span import Span

_PAPER = Source(read_in="выдуманая газета, 12 жніўня 2020 г.")
_CHANNEL = Source(read_in="выдуманы канал навін, 11 жніўня 2020 г., 08:15")
_METRO = Where(539093000, 274955000, 400, "каля метро «Пушкінская», Мінск")
_SQUARE = Where(539160000, 275530000, 600, "ля стэлы, Мінск")
_BASE = Where(538710000, 275110000, 300, "выдуманая база на ўскраіне, Мінск")
_SUMMER = date(2020, 7, 1)
_EVENING, _NEXT = date(2020, 8, 10), date(2020, 8, 11)


def know_losses(investigator: Hand, units: Units) -> None:
    """Enter how many the units had and who left, with sums that overlap: the shares and the double counting that the pages show."""
    enter_headcount(investigator, units.command, HeadcountDraft("all", Count(1000, 1050, 1100, _SUMMER, _SUMMER)), source=_PAPER)
    enter_headcount(investigator, units.command, HeadcountDraft("posts", Count(1240, 1240, 1240, _SUMMER, _SUMMER)), source=_CHANNEL)
    for of, kind, count, source in (
        (units.command, "report", Count(300, 310, 400, _EVENING, date(2020, 8, 31), "possibly-true", "«звыш 300 рапартаў»"), _CHANNEL),
        (units.command, "not-said", Count(170, 190, 210, _EVENING, date(2020, 11, 1), "probably-true", "«мінус 18 %»"), _PAPER),
        (units.detachment, "resignation", Count(20, 25, 30, date(2020, 9, 1), date(2020, 9, 30)), _PAPER),
        (units.detachment, "resignation", Count(12, 12, 12, date(2020, 9, 10), date(2020, 9, 20)), _CHANNEL),
        (units.company, "dismissal", Count(6, 6, 8, date(2020, 10, 1), date(2020, 10, 31)), _PAPER),
    ):
        enter_departure(investigator, of, DepartureDraft(kind, count), source=source)


def know_deployments(investigator: Hand, units: Units, incident: Incident) -> None:
    """Enter where the units were, with a contradiction, and commanders: one of whom an account speaks, and none above."""
    evening, until_morning = Span(None, _EVENING, _EVENING, None), Span(_EVENING, _EVENING, _NEXT, _NEXT)
    there = DeploymentDraft("deployed", _METRO, evening, "22:30", "23:50", "ачапленне і затрыманні, як піша газета")
    enter_deployment(investigator, units.company, there, source=_PAPER, tasking=Tasking(units.detachment))
    elsewhere = DeploymentDraft("deployed", _SQUARE, evening, "22:00", "23:30", "шэраг са шчытамі на здымку")
    enter_deployment(investigator, units.company, elsewhere, source=_CHANNEL)
    around = DeploymentDraft("deployed", Where(539045000, 275615000, 9000, "у Мінску"), until_morning, activity="«у поўным складзе»")
    enter_deployment(investigator, units.detachment, around, source=_CHANNEL, tasking=Tasking(units.command))
    enter_deployment(investigator, units.detachment, DeploymentDraft("base", _BASE, Span(None, date(2019, 3, 1))), source=_PAPER)
    named = Involvement.objects.filter(act__incident=incident, person__isnull=False).order_by("pk").first()
    if named is not None and named.person is not None:
        held = Span(date(2020, 1, 1), date(2020, 3, 31), _NEXT, None)
        post = PostingDraft("commander", "камандзір роты, як кажуць", acting=True, span=held)
        enter_posting(investigator, named.person, units.company, post, source=_PAPER)
