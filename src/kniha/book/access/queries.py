"""Who a person is here, and what lies open to them."""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, ProgrammingError, models
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from kniha.book.access import leads
from kniha.book.access.models import Compartment, Conflict, Founding, Interest, Membership, Proposal, Registrar, RoleGrant, SignIn
from kniha.vocab.errors import NotFoundError

Row = TypeVar("Row", bound=models.Model)
MAY_GRANT = frozenset({"administrator", "custodian"})


def account(user_id: int) -> User | None:
    """The account of this id, if there is one, with the registrar who signs in with it."""
    return User.objects.select_related("sign_in__registrar").filter(pk=user_id).first()


def registrar_of(user: AbstractBaseUser | AnonymousUser) -> Registrar:
    """Return the registrar who signs in with this account; NotFoundError for anybody else."""
    try:
        sign_in: SignIn = user.sign_in  # type: ignore[union-attr]  # the other side of SignIn.user
    except ObjectDoesNotExist as error:
        raise NotFoundError("this account belongs to no registrar") from error
    return sign_in.registrar


def registrar_signing_in(login: str) -> Registrar:
    """The registrar who signs in by this name: for those who run the command line on the office's host."""
    return one(Registrar.objects.all(), sign_in__user__username=login)


def roles(registrar: Registrar) -> frozenset[str]:
    """The roles that `registrar` holds."""
    return frozenset(RoleGrant.objects.filter(registrar=registrar).values_list("role", flat=True))


def names(ids: Iterable[str]) -> dict[str, str]:
    """Under which names colleagues work, by id; what is no registrar's id (a process's name) is left out."""
    return dict(Registrar.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def compartments(registrar: Registrar) -> models.QuerySet[Compartment]:
    """The compartments of which `registrar` is a member, by title."""
    return Compartment.objects.filter(memberships__registrar=registrar).order_by("title")


def seated(registrar: Registrar) -> Registrar:
    """`registrar`, with their compartments read once: for the time of one answer, no longer. What they may see is asked of many tables."""
    registrar.seats = tuple(compartments(registrar))
    return registrar


def seats(registrar: Registrar) -> tuple[Compartment, ...]:
    """The compartments of which `registrar` is a member, by title, as they were read."""
    return tuple(compartments(registrar)) if registrar.seats is None else registrar.seats


def _own(registrar: Registrar) -> list[str] | models.QuerySet[Compartment]:
    if registrar.seats is None:
        return Compartment.objects.filter(memberships__registrar=registrar)
    return [one.pk for one in registrar.seats]


def compartments_known(registrar: Registrar) -> models.QuerySet[Compartment]:
    """Whose members and title `registrar` may know: their own; all, for those who grant access. It opens nothing that lies in them."""
    return Compartment.objects.all() if not MAY_GRANT.isdisjoint(roles(registrar)) else compartments(registrar)


def registrars_known(registrar: Registrar) -> models.QuerySet[Registrar]:
    """Whose roles and memberships `registrar` may know: their own and their compartments' members'; all, for those who grant access."""
    if not MAY_GRANT.isdisjoint(roles(registrar)):
        return Registrar.objects.all()
    together = Registrar.objects.filter(memberships__compartment__in=compartments(registrar))
    return Registrar.objects.filter(models.Q(pk=registrar.pk) | models.Q(pk__in=together.values("pk")))


def proposals(registrar: Registrar) -> models.QuerySet[Proposal]:
    """The proposals to change access, newest first: for those who grant it."""
    if registrar.frozen or MAY_GRANT.isdisjoint(roles(registrar)):
        return Proposal.objects.none()
    return Proposal.objects.select_related("registrar", "compartment", "proposed_by", "decided_by").order_by("-proposed_on", "-pk")


def proposal(registrar: Registrar, proposal_id: str) -> Proposal:
    """One proposal, or NotFoundError."""
    return one(proposals(registrar), pk=proposal_id)


def staff(registrar: Registrar) -> models.QuerySet[Registrar]:
    """The registrars whom `registrar` may know of, with their roles and compartments, by name."""
    known = registrars_known(registrar)
    return known.prefetch_related("role_grants", models.Prefetch("memberships", _memberships_known(registrar))).order_by("name")


def colleague(registrar: Registrar, registrar_id: str) -> Registrar:
    """One registrar whom `registrar` may know of, or NotFoundError."""
    return one(registrars_known(registrar), pk=registrar_id)


def _memberships_known(registrar: Registrar) -> models.QuerySet[Membership]:
    known = Membership.objects.filter(compartment__in=compartments_known(registrar))
    return known.select_related("compartment").order_by("compartment__title")


def visible(rows: models.QuerySet[Row], registrar: Registrar, *, path: str = "compartment") -> models.QuerySet[Row]:
    """Narrow `rows` to those whose compartment, found along `path`, `registrar` is a member of, and of which no conflict of interest is.

    A frozen account sees nothing.
    """
    if registrar.frozen:
        return rows.none()
    rows = rows.filter(**{f"{path}__in": _own(registrar)})
    return leads.without(rows, registrar.kept_from, path=path)


def visible_in_order(rows: models.QuerySet[Row], registrar: Registrar, *, path: str = "compartment") -> models.QuerySet[Row]:
    """As `visible`, for a page of a long list whose order is that of an index which holds the compartment as well.

    A late page over several compartments would else be sorted out of all their rows: the index is walked instead.
    """
    if registrar.frozen:
        return rows.none()
    rows = leads.without(rows, registrar.kept_from, path=path)
    own = [one.pk for one in seats(registrar)]
    if len(own) < 2:
        return rows.filter(**{f"{path}__in": own})
    return rows.filter(In(Coalesce(models.F(path), models.Value("")), own))


def conflicts(registrar: Registrar) -> models.QuerySet[Conflict]:
    """The conflicts of interest of colleagues that `registrar` decides on, as a lawyer or keeper there: those that wait first, then newest.

    Whom a conflict is of learns nothing of it here, nor does another who is kept from the same record.
    """
    theirs = Membership.objects.filter(registrar=registrar)
    if "lawyer" not in roles(registrar):
        theirs = theirs.filter(keeper=True)
    found = visible(Conflict.objects.filter(compartment__in=theirs.values("compartment")), registrar).exclude(registrar=registrar)
    order = models.Case(models.When(state="lifting", then=0), models.When(state="standing", then=1), default=2)
    return found.select_related("registrar", "compartment", "lifting_by", "lifted_by").order_by(order, "-noted_on", "pk")


def conflict(registrar: Registrar, conflict_id: str) -> Conflict:
    """One conflict of interest, or NotFoundError."""
    return one(conflicts(registrar), pk=conflict_id)


def conflicts_over(registrar: Registrar, row: str) -> models.QuerySet[Conflict]:
    """The conflicts over one record that are not lifted."""
    return conflicts(registrar).filter(row=row).exclude(state="lifted")


def interests(registrar: Registrar) -> models.QuerySet[Interest]:
    """What `registrar` declared of themselves: of which kind and when. The names are sealed to them as well."""
    return Interest.objects.filter(registrar=registrar).defer("sealed").order_by("declared_on", "pk")


def one(rows: models.QuerySet[Row], **which: object) -> Row:
    """Return the only row; NotFoundError where there is none *or it may not be seen*: the two are never told apart."""
    row = rows.filter(**which).first()
    if row is None:
        raise NotFoundError("there is no such thing here")
    return row


def in_use(row: Row) -> Row:
    """Return `row` as it is now, held until the action ends; NotFoundError where it was erased or sealed in the meantime.

    For actions that add to a person, statement, exhibit or thing: what was read before an erasure must not be written after it.
    """
    manager: models.Manager[Row] = type(row)._base_manager  # noqa: SLF001  Django's public-by-custom API
    return one(manager.select_for_update().filter(compartment__isnull=False), pk=row.pk)


def founding() -> Founding:
    """The register's own row; NotFoundError before it is founded."""
    return one(Founding.objects.all())


def is_founded() -> bool:
    """Whether a register was founded in this database. Its tables need not be there yet, nor be those of this version."""
    try:
        return Founding.objects.exists()
    except (OperationalError, ProgrammingError):
        return False


def receiving_compartment(*, is_delicate: bool = False) -> Compartment:
    """The compartment into which reports arrive; delicate ones among specialists, and where there is no such place, with the others."""
    return (delicate_compartment() if is_delicate else None) or one(Compartment.objects.filter(receives_reports=True).order_by("id"))


def delicate_compartment() -> Compartment | None:
    """Where reports that call for a specialist arrive, if the register has such a place."""
    return Compartment.objects.filter(receives_delicate=True).order_by("id").first()


def missing_specialists() -> str:
    """Why nobody reads delicate reports apart from all others: `no-compartment`, `no-member`, or empty where somebody does."""
    compartment = delicate_compartment()
    if compartment is None:
        return "no-compartment"
    has_members = Membership.objects.filter(compartment=compartment, registrar__frozen=False).exists()
    return "" if has_members else "no-member"


def compartment_titled(title: str) -> Compartment:
    """One compartment by its title: for those who run the command line on the office's host."""
    return one(Compartment.objects.all(), title=title)
