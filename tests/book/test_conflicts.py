"""Conflicts of interest: what names a registrar, their kin or their former unit is not there for them, until two others lift that.

Vera may; Zoya is the lawyer, Kira the keeper; what is kept from Vera is found by her nowhere.
"""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from tests.erasures import keeper
from tests.world import TEXT, World, found_world

from kniha.book.access import leads, queries
from kniha.book.access.conflicts import keep_out, propose_readmission, readmit, stay_apart, step_aside
from kniha.book.access.models import Conflict, Interest, Registrar
from kniha.book.events import queries as events
from kniha.book.evidence import queries as evidence
from kniha.book.journal.moments import Ref
from kniha.book.journal.sight import seen
from kniha.book.people import queries as people
from kniha.book.people.interests import VALUE, declare_interest
from kniha.book.people.models import KeyRow
from kniha.book.statements import queries as statements
from kniha.book.work import queries as work
from kniha.book.work.actions import TaskDraft, give_task
from kniha.runs import screening
from kniha.search.folding import fold
from kniha.search.namesakes import names_in
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def world() -> World:
    return found_world()


def anew(registrar: Registrar) -> Registrar:
    """As they ask next time."""
    return Registrar.objects.get(pk=registrar.pk)


def seen_of(registrar: Registrar) -> dict[str, int]:
    one = anew(registrar)
    return {
        "statements": statements.statements(one).count(),
        "in order": statements.listed(one).count(),
        "incidents": events.incidents(one).count(),
        "people": people.people(one).count(),
        "tasks": work.tasks(one).count(),
    }


def test_who_steps_aside_finds_the_statement_and_all_that_tells_of_it_nowhere(world: World):
    incident, account, act = world.opened()
    statement = account.statement
    give_task(world.hand(world.zoya), statement, TaskDraft("read", world.vera))
    give_task(world.hand(world.zoya), incident, TaskDraft("read", world.vera))
    exhibit = statement.exhibits.get()
    step_aside(world.hand(world.vera), statement, ground="names-them", words="")
    assert seen_of(world.vera) == {"statements": 0, "in order": 0, "incidents": 0, "people": 0, "tasks": 0}
    assert seen_of(world.zoya) == {"statements": 1, "in order": 1, "incidents": 1, "people": 2, "tasks": 2}
    vera = anew(world.vera)
    assert evidence.exhibits(vera, statement).count() == 0
    for ask in (
        lambda: statements.statement(vera, statement.pk),
        lambda: statements.account(vera, account.pk),
        lambda: events.incident(vera, incident.number),
        lambda: events.act(vera, act.pk),
        lambda: people.person(vera, str(statement.source_id)),
        lambda: evidence.exhibit(vera, exhibit.pk),
    ):
        with pytest.raises(NotFoundError):
            ask()
    refs: set[Ref] = {("statement", statement.pk), ("incident", incident.pk), ("account", account.pk), ("act", act.pk)}
    assert seen(vera, refs, {}) == frozenset()
    assert seen(anew(world.zoya), refs, {}) == refs


def test_a_person_kept_from_somebody_takes_along_what_names_them_and_nothing_else(world: World):
    incident, account, _ = world.opened()
    other = world.report("Іншая справа, іншыя людзі.", envelope="e7" * 32)
    victim = account.mentions.get(role="victim").person
    assert victim is not None
    keep_out(world.hand(world.zoya), victim, world.vera, ground="kin", words="сястра")
    vera = anew(world.vera)
    assert [one.pk for one in statements.statements(vera)] == [other.pk]
    assert not events.incidents(vera).exists()
    with pytest.raises(NotFoundError):
        events.incident(vera, incident.number)


def test_two_others_lift_it_and_neither_alone(world: World):
    statement, kira = world.report(), keeper(world)
    conflict = keep_out(world.hand(world.zoya), statement, world.vera, ground="former-unit", words="")
    with pytest.raises(RefusedError, match="lifted by two"):
        readmit(world.hand(kira), conflict)
    conflict = propose_readmission(world.hand(world.zoya), conflict)
    with pytest.raises(RefusedError, match="two registrars"):
        readmit(world.hand(world.zoya), conflict)
    assert not statements.statements(anew(world.vera)).exists()
    assert readmit(world.hand(kira), conflict).state == "lifted"
    assert statements.statements(anew(world.vera)).exists()
    with pytest.raises(ConflictError, match="lifted already"):
        propose_readmission(world.hand(kira), conflict)


def test_a_proposal_to_lift_may_be_left_unfollowed(world: World):
    statement, kira = world.report(), keeper(world)
    conflict = propose_readmission(
        world.hand(world.zoya), keep_out(world.hand(kira), statement, world.vera, ground="other", words="даўгі спор")
    )
    assert stay_apart(world.hand(kira), conflict).state == "standing"
    assert not statements.statements(anew(world.vera)).exists()


def test_whom_it_concerns_takes_no_part_and_learns_nothing(world: World):
    statement = world.report()
    conflict = keep_out(world.hand(world.zoya), statement, world.vera, ground="kin", words="сястра")
    lawyer_too = world.hand(world.vera)
    for act in (propose_readmission, readmit, stay_apart):
        with pytest.raises(RefusedError):
            act(lawyer_too, conflict)
    assert not queries.conflicts(anew(world.vera)).exists()
    assert queries.conflicts(anew(world.zoya)).count() == 1


def test_a_lawyer_who_is_kept_out_too_does_not_lift_it_for_another(world: World):
    statement, kira = world.report(), keeper(world)
    conflict = keep_out(world.hand(kira), statement, world.vera, ground="kin", words="")
    step_aside(world.hand(world.zoya), statement, ground="kin", words="")
    with pytest.raises(NotFoundError):
        queries.conflict(anew(world.zoya), conflict.pk)


def test_a_clerk_keeps_nobody_out_and_a_stranger_not_even_themselves(world: World):
    statement = world.report()
    with pytest.raises(RefusedError):
        keep_out(world.hand(world.vera), statement, world.zoya, ground="kin", words="")
    with pytest.raises(RefusedError):
        keep_out(world.hand(world.marek), statement, world.vera, ground="kin", words="")
    with pytest.raises(RefusedError):
        step_aside(world.hand(world.marek), statement, ground="kin", words="")
    with pytest.raises(ConflictError, match="no member"):
        keep_out(world.hand(world.zoya), statement, world.marek, ground="kin", words="")


def test_a_record_never_loses_the_last_who_sees_it(world: World):
    statement = world.report()
    step_aside(world.hand(world.vera), statement, ground="kin", words="")
    with pytest.raises(RefusedError, match="nobody would be left"):
        step_aside(world.hand(world.zoya), statement, ground="kin", words="")


def test_a_ground_is_known_and_another_one_is_said(world: World):
    statement = world.report()
    with pytest.raises(UnknownTermError):
        step_aside(world.hand(world.vera), statement, ground="dislike", words="")
    with pytest.raises(MalformedError, match="says which"):
        step_aside(world.hand(world.vera), statement, ground="other", words=" ")
    step_aside(world.hand(world.vera), statement, ground="kin", words="")
    with pytest.raises(ConflictError, match="already"):
        keep_out(world.hand(world.zoya), statement, world.vera, ground="kin", words="")


def test_every_table_that_lies_in_a_compartment_says_where_it_leads():
    found = {model._meta.model_name: model for model in apps.get_app_config("book").get_models() if _has_compartment(model)}
    assert found.keys() == leads.LEADS.keys() | leads.NOTHING_TOLD
    for table, ways in leads.LEADS.items():
        for way in ways:
            found[table]._base_manager.exclude(**{f"{way}__in": ["0" * 32]}).count()


def _has_compartment(model: type) -> bool:
    try:
        return bool(model._meta.get_field("compartment"))
    except FieldDoesNotExist:
        return False


# -- declared interests


def declared(world: World, names: str, kind: str = "own-names") -> Interest:
    return declare_interest(world.hand(world.vera), kind=kind, names=names, recipient=world.person_recipient)


def screened(world: World) -> int:
    return screening.screen(world.process("register"), world.person_keys)


def test_what_names_a_declared_name_is_kept_from_them_before_and_after(world: World):
    before = world.report("Камандаваў Кавальчук Пётр, я яго ведаю.", envelope="e7" * 32)
    other = world.report(TEXT, envelope="e8" * 32)
    declared(world, "Пётр Кавальчук\nPiotr Kavalchuk")
    assert screening.is_due()
    assert screened(world) == 1
    after = world.report("Мяне біў маёр Пятро Кавальчук.", envelope="e9" * 32)
    by_ending = world.report("Пытали у Петра Ковальчука дома.", envelope="ea" * 32)
    assert screened(world) == 2
    found = set(Conflict.objects.filter(registrar=world.vera).values_list("row", flat=True))
    assert before.pk in found
    assert {after.pk, by_ending.pk} <= found
    assert other.pk not in found
    assert other in statements.statements(anew(world.vera))
    assert {one.ground for one in Conflict.objects.all()} == {"declared"}


def test_the_names_are_nowhere_in_clear_and_only_the_worker_opens_them(world: World):
    interest = declared(world, "Зымдраліна Квазюлюк")
    assert "Зымдраліна".encode() not in bytes(interest.sealed)
    assert KeyRow.objects.filter(owner=interest.pk).exists()
    assert world.person_keys.open_value(interest.pk, VALUE, bytes(interest.sealed)) == "Зымдраліна Квазюлюк"
    assert not queries.interests(world.zoya).exists()
    assert seen(anew(world.zoya), {("interest", interest.pk)}, {}) == frozenset()


def test_what_two_lifted_is_not_noted_again(world: World):
    statement, kira = world.report("Казаў Кавальчук Пётр.", envelope="e7" * 32), keeper(world)
    declared(world, "Пётр Кавальчук")
    screened(world)
    conflict = Conflict.objects.get(row=statement.pk)
    readmit(world.hand(kira), propose_readmission(world.hand(world.zoya), conflict))
    declared(world, "Пётр Кавальчук", kind="kin")
    assert screened(world) == 0
    assert statement in statements.statements(anew(world.vera))


def test_screening_ends_and_does_nothing_twice(world: World):
    world.report("Казаў Кавальчук Пётр.", envelope="e7" * 32)
    declared(world, "Пётр Кавальчук")
    assert screened(world) == 1
    assert screened(world) == 0
    assert not screening.is_due()


def test_a_declaration_without_a_name_is_refused(world: World):
    for names in ("", "  \n ", "...", "П"):
        with pytest.raises(MalformedError):
            declared(world, names)
    with pytest.raises(MalformedError):
        declared(world, "\n".join(f"Імя Прозвішча{n}" for n in range(101)))


@pytest.mark.parametrize(
    ("name", "text", "is_told"),
    [
        ("Пётр Кавальчук", "бачыў Пятра Кавальчука ў аўтазаку", True),
        ("Пётр Кавальчук", "Кавальчук, гэта маёр Пётр", True),
        ("Piotr Kavalchuk", "Кавальчук Пётр", True),
        ("Иванова Анна", "с Анной Ивановой", True),
        ("Пётр Кавальчук", "Пётр Новік і Антон Кавалёў", False),
        ("Пётр Кавальчук", "Пётр быў там. А потым, праз гадзіну ці дзве, прыйшоў той самы Кавальчук", False),
        ("Рысь", "яго звалі «Рысь»", True),
        ("Рысь", "рысак прабег", False),
    ],
)
def test_names_are_found_in_forms_and_scripts_and_near_each_other(name: str, text: str, is_told: bool):
    assert any(one.may_be_in(fold(text)) for one in names_in([name])) is is_told


def test_not_even_the_years_of_what_is_kept_away_are_told(world: World):
    incident, _, _ = world.opened()
    assert events.first_and_last(world.vera) is not None
    keep_out(world.hand(world.zoya), incident, world.vera, ground="took-part", words="")
    assert events.first_and_last(anew(world.vera)) is None
