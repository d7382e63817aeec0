"""What a registrar may see of incidents."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from kniha.book.access.models import Registrar
from kniha.book.access.queries import compartments, one, visible, visible_in_order
from kniha.book.events.models import (
    Act,
    Bearing,
    Citation,
    Context,
    Detention,
    Incident,
    Injury,
    Involvement,
    Link,
    Opinion,
    Outcome,
    Proceeding,
    Review,
)
from kniha.book.events.rules import OPEN_STATES
from kniha.book.people.models import Person, PersonName
from kniha.book.related import bring
from kniha.book.statements.models import Account, Mention, Statement
from kniha.book.statements.queries import TOLD, bring_told, told_mentions
from kniha.vocab.errors import NotFoundError

_A_DAY = timedelta(days=1)

# Of a person who is erased, or sealed under a hold, neither a name nor an alleged part is shown, nor where they were held or tried.
_NAMES = PersonName.objects.filter(person__compartment__isnull=False)
_PERSON_IN_USE = Q(person__isnull=True) | Q(person__compartment__isnull=False)
_INVOLVED = Involvement.objects.filter(_PERSON_IN_USE).order_by("pk").select_related("person")


def incidents(registrar: Registrar) -> QuerySet[Incident]:
    """The incidents that `registrar` may know of, latest first; those of unknown time last."""
    return visible(Incident.objects.all(), registrar).order_by(F("first").desc(nulls_last=True), "pk")


def incidents_in_order(registrar: Registrar) -> QuerySet[Incident]:
    """The same, for the pages of a long list."""
    return visible_in_order(Incident.objects.all(), registrar).order_by(F("first").desc(nulls_last=True), "pk")


def state_counts(incidents: QuerySet[Incident]) -> dict[str, int]:
    """How many of `incidents` are in each state. Counted by compartment and as rows, so that an index answers alone."""
    found: dict[str, int] = {}
    for _, state, count in incidents.order_by().values_list("compartment", "state").annotate(n=Count("*")):
        found[state] = found.get(state, 0) + count
    return found


def first_and_last(registrar: Registrar) -> tuple[datetime, datetime] | None:
    """When the earliest and the latest incident begin that `registrar` may know of; None where none has a time."""
    if registrar.kept_from:
        ends_seen = visible(Incident.objects.filter(first__isnull=False), registrar).aggregate(earliest=Min("first"), latest=Max("first"))
        return (ends_seen["earliest"], ends_seen["latest"]) if ends_seen["earliest"] else None
    timed = Incident.objects.filter(compartment=OuterRef("pk"), first__isnull=False)
    ends = [Subquery(timed.order_by(order).values("first")[:1]) for order in ("first", "-first")]
    rows = [] if registrar.frozen else compartments(registrar).annotate(earliest=ends[0], latest=ends[1]).values_list("earliest", "latest")
    known = [row for row in rows if row[0] is not None]
    return (min(row[0] for row in known), max(row[1] for row in known)) if known else None


def incident(registrar: Registrar, number: str) -> Incident:
    """One incident by its number, or NotFoundError."""
    return one(visible(Incident.objects.all(), registrar), number=number)


def acts(registrar: Registrar, incident: Incident) -> QuerySet[Act]:
    """The acts of `incident`, with their victims."""
    rows = visible(Act.objects.filter(incident=incident), registrar, path="incident__compartment")
    return rows.select_related("victim").order_by("kind", "pk")


def whole_acts(registrar: Registrar, incident: Incident) -> list[Act]:
    """The acts of `incident` with victims, injuries, citations, and all that bears on their involvements."""
    found = list(acts(registrar, incident))
    bring(found, "injuries", Injury.objects.all())
    bring(found, "citations", Citation.objects.all())
    alleged = bring(found, "involvements", _INVOLVED)
    _bring_bearings(alleged)
    people = [act.victim for act in found if act.victim] + [one.person for one in alleged if one.person]
    bring(people, "names", _NAMES.order_by("text", "pk"))
    return found


def _bring_bearings(alleged: Sequence[Involvement]) -> None:
    """What speaks for and against as far as its sources are in use, lawyers' words and outcomes."""
    bring(alleged, "bearings", _BEARINGS)
    bring(alleged, "opinions", _OPINIONS)
    bring(alleged, "outcomes", Outcome.objects.all())


_BEARINGS = Bearing.objects.filter(account__statement__compartment__isnull=False).select_related("account").order_by("pk")
_OPINIONS = Opinion.objects.select_related("lawyer").order_by("-day", "pk")


def involvement(registrar: Registrar, involvement_id: str) -> Involvement:
    """One involvement with all that bears on it, or NotFoundError."""
    found = one(visible(_INVOLVED.select_related("act__incident"), registrar, path="act__incident__compartment"), pk=involvement_id)
    _bring_bearings([found])
    if found.person:
        bring([found.person], "names", _NAMES.order_by("text", "pk"))
    return found


def links(registrar: Registrar, incident: Incident) -> QuerySet[Link]:
    """How `incident` hangs together with others that `registrar` may see: as said here, and as said there."""
    rows = visible(Link.objects.filter(Q(incident=incident) | Q(other=incident)), registrar, path="incident__compartment")
    return visible(rows, registrar, path="other__compartment").select_related("incident", "other").order_by("kind", "pk")


def to_link(registrar: Registrar, incident: Incident) -> QuerySet[Incident]:
    """The incidents that `incident` may be linked with: of its compartment, not linked yet."""
    linked = Link.objects.filter(Q(incident=incident) | Q(other=incident)).values_list("incident_id", "other_id")
    known = {pk for pair in linked for pk in pair} | {incident.pk}
    return incidents(registrar).filter(compartment=incident.compartment_id).exclude(pk__in=known)


def detentions(registrar: Registrar, incident: Incident) -> QuerySet[Detention]:
    """The stages in which people were held, in the order of time; those of unknown time last."""
    rows = visible(_DETENTIONS.filter(incident=incident), registrar, path="incident__compartment")
    return rows.prefetch_related(Prefetch("person__names", _NAMES)).order_by(F("first").asc(nulls_last=True), "pk")


def proceedings(registrar: Registrar, incident: Incident) -> QuerySet[Proceeding]:
    """The trials of `incident`, in the order of their days."""
    rows = visible(_PROCEEDINGS.filter(incident=incident), registrar, path="incident__compartment")
    return rows.prefetch_related(Prefetch("person__names", _NAMES)).order_by(F("held_on").asc(nulls_last=True), "pk")


def contexts(registrar: Registrar, incident: Incident) -> QuerySet[Context]:
    """What shows the policy behind `incident`."""
    return visible(Context.objects.filter(incident=incident), registrar, path="incident__compartment").order_by("kind", "pk")


_DETENTIONS = Detention.objects.filter(_PERSON_IN_USE).select_related("account", "person", "incident")
_PROCEEDINGS = Proceeding.objects.filter(_PERSON_IN_USE).select_related("account", "person", "incident")


def part(registrar: Registrar, kind: str, part_id: str) -> Link | Detention | Proceeding | Context | Bearing | Outcome:
    """One part of an incident that may be taken back, or NotFoundError."""
    match kind:
        case "link":
            return one(visible(Link.objects.select_related("incident"), registrar, path="incident__compartment"), pk=part_id)
        case "detention":
            return one(visible(_DETENTIONS, registrar, path="incident__compartment"), pk=part_id)
        case "proceeding":
            return one(visible(_PROCEEDINGS, registrar, path="incident__compartment"), pk=part_id)
        case "context":
            return one(visible(Context.objects.select_related("incident"), registrar, path="incident__compartment"), pk=part_id)
        case "bearing":
            return one(visible(Bearing.objects.filter(_ALLEGED_IN_USE), registrar, path=_OF_INVOLVEMENT), pk=part_id)
        case "outcome":
            return one(visible(Outcome.objects.filter(_ALLEGED_IN_USE), registrar, path=_OF_INVOLVEMENT), pk=part_id)
        case _:
            raise NotFoundError("there is no such thing here")


_OF_INVOLVEMENT = "involvement__act__incident__compartment"
_ALLEGED_IN_USE = Q(involvement__person__isnull=True) | Q(involvement__person__compartment__isnull=False)


def act(registrar: Registrar, act_id: str) -> Act:
    """One act, or NotFoundError."""
    return one(visible(Act.objects.select_related("incident"), registrar, path="incident__compartment"), pk=act_id)


def acts_known(registrar: Registrar) -> QuerySet[Act]:
    """All acts that `registrar` may know of, with their incidents."""
    return visible(Act.objects.select_related("incident"), registrar, path="incident__compartment")


def acts_about(registrar: Registrar, statement: Statement, person: Person | None) -> QuerySet[Act]:
    """The acts of incidents still worked on that were done to `person`, or of which `statement` or another of theirs tells."""
    about = Q(incident__citations__account__statement=statement)
    if person is not None:
        about |= Q(victim=person) | Q(incident__citations__account__statement__source=person)
    rows = Act.objects.filter(about, incident__state__in=OPEN_STATES).select_related("incident")
    return visible(rows, registrar, path="incident__compartment").order_by("incident__number", "kind", "pk").distinct()


def accounts(registrar: Registrar, incident: Incident) -> QuerySet[Account]:
    """The accounts that tell of `incident`, with their statements."""
    rows = visible(Account.objects.filter(citations__incident=incident, citations__about="event"), registrar, path="statement__compartment")
    return rows.select_related("statement").order_by("statement__received_on", "pk")


def whole_accounts(registrar: Registrar, incident: Incident) -> list[Account]:
    """The same, with their passages and mentions."""
    found = list(accounts(registrar, incident))
    bring_told(found)
    return found


def told_texts(registrar: Registrar, incidents: Collection[object]) -> dict[str, list[str]]:
    """The words of the statements that tell of each of these incidents, by the incident's id."""
    found: dict[str, list[str]] = {}
    rows = Citation.objects.filter(incident__in=list(incidents), about="event")
    seen = visible(rows, registrar, path="account__statement__compartment").order_by("account__statement__received_on", "pk")
    for incident, text in seen.values_list("incident_id", "account__statement__text"):
        found.setdefault(incident, []).append(text)
    return found


def mentions(registrar: Registrar, incident: Incident) -> QuerySet[Mention]:
    """Everybody mentioned by the accounts of `incident`."""
    told = accounts(registrar, incident).values("pk")
    rows = visible(Mention.objects.filter(TOLD, account__in=told), registrar, path="account__statement__compartment")
    return rows.order_by("role", "name", "pk")


def reviews(registrar: Registrar, incident: Incident) -> QuerySet[Review]:
    """The lawyers' decisions on `incident`, newest first."""
    rows = visible(Review.objects.filter(incident=incident), registrar, path="incident__compartment")
    return rows.select_related("reviewer").order_by("-day", "-pk")


def waiting_for_review(registrar: Registrar) -> QuerySet[Incident]:
    """Incidents that wait for a lawyer's decision."""
    return visible(Incident.objects.filter(state="in-review"), registrar).order_by("opened_on", "pk")


def incident_of(registrar: Registrar, account: Account) -> Incident | None:
    """The incident that `account` tells of, if one was concluded."""
    return visible(Incident.objects.filter(citations__account=account, citations__about="event"), registrar).first()


def kinds_of(registrar: Registrar, incidents: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The kinds of act of each of these incidents, by the incident's id, each once: what a list shows, in one query."""
    rows = visible(Act.objects.filter(incident__in=list(incidents), unsupported=False), registrar, path="incident__compartment")
    found: dict[str, dict[str, None]] = {}
    for incident, kind in rows.order_by("incident", "kind").values_list("incident_id", "kind"):
        found.setdefault(incident, {})[kind] = None
    return {incident: tuple(kinds) for incident, kinds in found.items()}


def with_kind(incidents: QuerySet[Incident], kind: str) -> QuerySet[Incident]:
    """Those of `incidents` that have an act of this kind."""
    return incidents.filter(pk__in=Act.objects.filter(kind=kind, unsupported=False).values("incident"))


def kind_counts(registrar: Registrar, incidents: QuerySet[Incident]) -> dict[str, int]:
    """How many of `incidents` have an act of each kind."""
    rows = visible(Act.objects.filter(incident__in=incidents.order_by(), unsupported=False), registrar, path="incident__compartment")
    return dict(rows.order_by().values_list("kind").annotate(incidents=Count("incident", distinct=True)))


def citations(registrar: Registrar, incident: Incident) -> QuerySet[Citation]:
    """What each conclusion on `incident` rests on."""
    return visible(Citation.objects.filter(incident=incident), registrar, path="incident__compartment").order_by("about", "pk")


def untold_accounts(registrar: Registrar, incident: Incident) -> QuerySet[Account]:
    """Accounts in the compartment of `incident` from which no incident was concluded yet, earliest first."""
    rows = visible(Account.objects.filter(statement__compartment=incident.compartment_id), registrar, path="statement__compartment")
    told = Citation.objects.filter(about="event").values("account")
    return rows.exclude(pk__in=told).select_related("statement").prefetch_related("passages", told_mentions()).order_by("first", "pk")


def open_near(registrar: Registrar, account: Account) -> QuerySet[Incident]:
    """Incidents still worked on, in the compartment of `account`, that may have happened within a day of what it tells."""
    if account.first is None or account.last is None:
        return Incident.objects.none()
    near = incidents(registrar).filter(compartment=account.statement.compartment_id, state__in=OPEN_STATES)
    return near.filter(first__lte=account.last + _A_DAY, last__gte=account.first - _A_DAY)
