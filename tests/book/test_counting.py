"""What is counted, and by what: numbers are those of the register, open what they count, and stay as they were where they were kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from tests.world import NOW, TIME, World, found_world

from kniha.book.access.conflicts import step_aside
from kniha.book.access.models import Registrar
from kniha.book.counting import deriving, keeping, queries
from kniha.book.counting.actions import keep_count
from kniha.book.counting.again import counted_again
from kniha.book.counting.facts import ActRow, CitationRow, IncidentRow, counted, lateness, place_of, span_of
from kniha.book.counting.models import Count, CountedAct, CountedIncident
from kniha.book.counting.rules import DIMENSIONS, Question, before, code_of, fields_of, parse_question
from kniha.book.events.actions import change_act, open_incident, record_act, withdraw_act
from kniha.book.events.drafts import ActChange, ActDraft, IncidentDraft
from kniha.book.events.involving import Allegation, allege_unit
from kniha.book.events.models import Incident
from kniha.book.forces.actions import register_unit
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.statements.drafts import When, Where
from kniha.book.statements.models import Consent
from kniha.vocab.errors import ImpossibleError, KnihaError, MalformedError, NotFoundError, RefusedError
from kniha.vocab.time import day_interval, month_interval

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MINSK = Where(539002000, 275665000, 100, "плошча")
BREST = Where(521100000, 237180000, 300, "вакзал")


@pytest.fixture
def world() -> World:
    return found_world()


def told(
    world: World, number: int, *, when=TIME, where=MINSK, kind: str = "integrity.torture", count: str = "yes", **act: object
) -> Incident:
    """One more incident, of a source of its own, with an act."""
    statement = world.report(envelope=f"{number:02x}" * 32)
    account = world.coded(statement)
    hand = world.hand(world.vera)
    incident = open_incident(hand, [account], IncidentDraft(f"Падзея {number}", when, where))
    draft = {"victim": account.mentions.get(role="victim")} | act
    record_act(hand, incident, ActDraft(kind, **draft), accounts=[account])
    if count != "no":
        let(world, statement, count)
    return incident


def during(interval) -> When:
    return When(interval.first, interval.last, interval.zone, interval.precision, interval.words)


def alleged_unit(world: World, incident: Incident) -> None:
    """The unit of a newspaper is alleged to have taken part."""
    hand = world.hand(world.vera)
    unit = register_unit(hand, UnitDraft("detachment", "police.riot"), UnitNameDraft("Рысі"), source=Source(read_in="газета"))
    account = incident.citations.get(about="event").account
    allege_unit(hand, incident.acts.get(), "у чорным", Allegation("carried-out", "suspicion", "назвалі"), accounts=[account], unit=unit)


def let(world: World, statement, answer: str) -> None:
    """The source's answer to being counted, as they changed it."""
    from kniha.book.journal import rows

    consent = Consent.objects.get(statement=statement, purpose="count")
    hand = world.hand(world.vera)
    hand.enter(hand.acting_as("clerk", "investigator"), "report.consent_changed", [rows.update(consent, answer=answer)])


# -- what is counted by what


def test_a_time_is_counted_where_the_whole_of_it_lies():
    zone = "Europe/Minsk"
    night = day_interval(date(2020, 8, 9), zone)
    assert span_of(night.first, night.last, zone).day == 9
    # ten in the evening of the 9th by UTC is the 10th in Minsk
    late = datetime(2020, 8, 9, 22, tzinfo=UTC)
    assert (span_of(late, late, zone).month, span_of(late, late, zone).day) == (8, 10)
    over = span_of(late - timedelta(hours=2), late, zone)
    assert (over.year, over.month, over.day) == (2020, 8, 0)
    august = month_interval(2020, 8, zone)
    assert (span_of(august.first, august.last, zone).month, span_of(august.first, august.last, zone).day) == (8, 0)
    new_year = span_of(datetime(2020, 12, 31, tzinfo=UTC), datetime(2021, 1, 2, tzinfo=UTC), zone)
    assert (new_year.year, new_year.first_day) == (0, date(2020, 12, 31))
    assert span_of(None, None, "") == span_of(None, None, zone)


def test_a_place_is_the_town_that_holds_it_or_none():
    assert place_of(MINSK.lat_e7, MINSK.lon_e7, 100) == "gn-625144"
    assert place_of(MINSK.lat_e7, MINSK.lon_e7, 50_000) == ""
    assert place_of(0, 0, 5) == "elsewhere"
    assert place_of(None, None, None) == ""


@pytest.mark.parametrize(
    ("verified_on", "verification", "found"),
    [
        (date(2020, 9, 30), "verified", "in-time"),
        (date(2020, 10, 1), "verified", "late"),
        (date(2021, 7, 1), "verified", "late"),
        (None, "verified", "not-known"),
        (date(2020, 10, 1), "reported", ""),
    ],
)
def test_late_is_after_the_quarter(verified_on, verification, found):
    span = span_of(datetime(2020, 8, 9, tzinfo=UTC), datetime(2020, 8, 9, tzinfo=UTC), "Europe/Minsk")
    assert lateness(verified_on, verification, span) == found


def test_one_source_that_spoke_twice_is_one_and_a_refusal_of_all_leaves_out():
    incident = IncidentRow("i", "c", "draft", False, None, None, "", None, None, None)
    act = ActRow("a", "i", "integrity.torture", "reported", None, False, None, None)
    cites = [CitationRow("i", "a", "act", statement, source) for statement, source in (("s1", "p"), ("s2", "p"), ("s3", "s3"))]
    _, (deed,) = counted([incident], [act], cites, {"s1": ["no"], "s2": ["no", "yes"], "s3": ["no"]})
    assert (deed.sources, deed.let, deed.left_out) == (2, "no", "refused")
    _, (deed,) = counted([incident], [act], cites, {"s1": ["no"], "s2": ["yes"], "s3": ["no"]})
    assert (deed.let, deed.left_out) == ("yes", "")
    _, (deed,) = counted([incident], [act], [], {})
    assert (deed.sources, deed.let, deed.left_out) == (0, "not-known", "")


# -- numbers


def test_a_source_that_refuses_is_not_counted_and_that_is_said(world: World):
    told(world, 1, count="no")
    assert queries.table(world.vera, Question()).total == 0
    assert queries.left_out(world.vera) == {"refused": (1, 1)}
    assert list(queries.left_out_incidents(world.vera, "refused")) == [Incident.objects.get().pk]
    assert deriving.are_true()


def test_victims_and_violations_are_counted_apart(world: World):
    incident = told(world, 1)
    account = incident.citations.get(about="event").account
    hand = world.hand(world.vera)
    record_act(hand, incident, ActDraft("liberty.arbitrary-arrest", victim=account.mentions.get(role="victim")), accounts=[account])
    record_act(hand, incident, ActDraft("integrity.ill-treatment", victim_count=12), accounts=[account])
    record_act(hand, incident, ActDraft("liberty.arbitrary-arrest", victim_count=20), accounts=[account])
    found = queries.totals(world.vera, Question())
    assert (found.incidents, found.acts, found.named, found.groups_low, found.groups_high) == (1, 4, 1, 20, 32)
    assert found.one_unverified == 4
    arrests = queries.totals(world.vera, Question(kind="liberty.arbitrary-arrest"))
    assert (arrests.incidents, arrests.acts, arrests.named, arrests.groups_high) == (1, 2, 1, 20)
    table = queries.table(world.vera, Question(measure="incidents", rows="group"))
    assert table.by_row == {"integrity": 1, "liberty": 1}
    assert table.total == 1


def test_what_is_verified_later_than_its_quarter_is_late(world: World):
    incident = told(world, 1)
    act = incident.acts.get()
    change_act(world.hand(world.vera), act, ActChange((), "", "verified"))
    act.refresh_from_db()
    assert act.verified_on == NOW.astimezone(world.hand(world.vera).now.tzinfo).date()
    assert queries.totals(world.vera, Question()).late == 1
    change_act(world.hand(world.vera, NOW + timedelta(days=5)), act, ActChange(("baton",), "", "verified"))
    assert Incident.objects.get().acts.get().verified_on == act.verified_on
    change_act(world.hand(world.vera), act, ActChange((), "", "did-not-occur"))
    assert queries.left_out(world.vera) == {"did-not-occur": (0, 1)}
    assert Incident.objects.get().acts.get().verified_on is None
    assert deriving.are_true()


QUESTIONS = [
    Question(measure=measure, rows=rows, columns=columns)
    for measure in ("incidents", "acts", "named")
    for rows, columns in [
        *((name, "") for name in DIMENSIONS),
        ("month", "kind"),
        ("place", "verification"),
        ("year", "month"),
        ("unit", "kind"),
    ]
]


def test_each_number_counts_what_stands_behind_it(world: World):
    """All dimensions, all measures: cells, rows, columns and the total against the list that each of them opens."""
    told(world, 1)
    told(world, 2, where=BREST, when=during(month_interval(2020, 9, "Europe/Minsk")), kind="liberty.arbitrary-arrest")
    told(world, 3, where=BREST, victim=None, victim_count=7)
    told(world, 4, count="no")
    for question in QUESTIONS:
        table = queries.table(world.vera, question)
        for (row, column), number in table.cells.items():
            assert queries.behind(world.vera, question, row=row, column=column if question.columns else None).count() == number
        for row, number in table.by_row.items():
            assert queries.behind(world.vera, question, row=row).count() == number
        for column, number in table.by_column.items():
            if question.columns:
                assert queries.behind(world.vera, question, column=column).count() == number
        assert queries.behind(world.vera, question).count() == table.total
        assert table.total == (2 if question.measure == "named" else 3)


def test_the_same_is_counted_out_of_the_journal_alone(world: World):
    """Every question, by the tables and by folding the journal: two ways to one table."""
    told(world, 1)
    told(world, 2, where=BREST, when=during(month_interval(2020, 9, "Europe/Minsk")), kind="liberty.arbitrary-arrest")
    told(world, 3, victim=None, victim_count=7)
    told(world, 4, count="no")
    alleged_unit(world, Incident.objects.get(title="Падзея 2"))
    kept = {question: keep_count(world.hand(world.vera), question, title="Усё", version="0.1.0") for question in QUESTIONS}
    told(world, 5)
    for question, count in kept.items():
        table, digest = counted_again(count)
        assert table == keeping.table_of(count.question, count.cells), question
        assert digest == count.digest, question


def test_a_narrowed_count_is_counted_again_too(world: World):
    told(world, 1)
    told(world, 2, where=BREST, kind="liberty.arbitrary-arrest")
    for narrowed in (
        {"first": date(2020, 8, 1), "last": date(2020, 8, 31)}, {"kind": "integrity.torture"}, {"place": "gn-629634"}, {"unchecked": True},
        {"sources": "1"}, {"let": "yes"}, {"compartment": world.first.pk}, {"state": "accepted"}, {"group": "liberty"},
    ):  # fmt: skip
        count = keep_count(world.hand(world.vera), Question(rows="kind", **narrowed), title="Частка", version="0.1.0")
        assert counted_again(count)[0] == keeping.table_of(count.question, count.cells), narrowed


def test_a_period_counts_what_lies_wholly_in_it(world: World):
    told(world, 1, when=during(day_interval(date(2020, 8, 9), "Europe/Minsk")))
    told(world, 2, when=during(month_interval(2020, 8, "Europe/Minsk")))
    assert queries.table(world.vera, Question(first=date(2020, 8, 1), last=date(2020, 8, 31))).total == 2
    assert queries.table(world.vera, Question(first=date(2020, 8, 2), last=date(2020, 8, 31))).total == 1
    assert before(date(2020, 8, 11), date(2020, 8, 20)) == (date(2020, 8, 1), date(2020, 8, 10))
    assert before(None, date(2020, 8, 20)) is None
    assert before(date.min, date.max) is None


def test_an_act_that_is_withdrawn_is_counted_no_more(world: World):
    incident = told(world, 1)
    withdraw_act(world.hand(world.vera), incident.acts.get(), reason="памылка кліка")
    assert queries.table(world.vera, Question()).total == 0
    assert queries.table(world.vera, Question(measure="incidents")).total == 1
    assert deriving.are_true()


def test_a_source_that_changes_its_answer_is_counted_from_then_on(world: World):
    incident = told(world, 1)
    assert queries.table(world.vera, Question()).total == 1
    let(world, incident.citations.get(about="event").account.statement, "no")
    assert queries.table(world.vera, Question()).total == 0


# -- who may see them


def test_another_compartment_counts_nothing(world: World):
    told(world, 1)
    for question in QUESTIONS:
        assert queries.table(world.marek, question).total == 0
        assert not queries.table(world.marek, question).cells
    assert queries.left_out(world.marek) == {}
    assert queries.totals(world.marek, Question()).incidents == 0


def test_a_frozen_account_counts_nothing(world: World):
    told(world, 1)
    world.vera.frozen = True
    assert queries.table(world.vera, Question()).total == 0
    assert not queries.counts(world.vera)


def test_who_is_kept_from_a_statement_does_not_count_what_it_tells(world: World):
    incident = told(world, 1)
    step_aside(world.hand(world.vera), incident.citations.get(about="event").account.statement, ground="names-them", words="")
    vera = Registrar.objects.get(pk=world.vera.pk)
    assert queries.table(vera, Question()).total == 0
    with pytest.raises(RefusedError, match="kept from"):
        keep_count(world.hand(vera), Question(), title="Жнівень", version="0.1.0")


# -- kept counts


def test_a_kept_count_stays_as_it_was_and_tells_what_moved(world: World):
    told(world, 1)
    question = Question(rows="month", columns="kind", first=date(2020, 8, 1), last=date(2020, 8, 31))
    kept = keep_count(world.hand(world.vera), question, title=" Жнівень 2020 ", version="0.1.0")
    assert (kept.title, kept.method, kept.version) == ("Жнівень 2020", "counting/1", "0.1.0")
    assert parse_question(kept.question) == question
    was = keeping.table_of(kept.question, kept.cells)
    assert was == queries.table(world.vera, question)
    assert kept.digest == keeping.digest_of(queries.behind(world.vera, question))
    told(world, 2, kind="liberty.arbitrary-arrest")
    now = queries.table(world.vera, question)
    assert keeping.table_of(kept.question, kept.cells) == was != now
    assert [(one.row, one.column, one.was, one.now) for one in keeping.moved(was, now)] == [
        ("", "", 1, 2),
        ("2020-08", "liberty.arbitrary-arrest", 0, 1),
    ]
    assert [one.pk for one in queries.counts(world.vera)] == [kept.pk] == [queries.count(world.vera, kept.pk).pk]


def test_a_kept_count_is_seen_by_those_who_may_see_all_of_what_it_counts(world: World):
    kept = keep_count(world.hand(world.vera), Question(), title="Усё", version="0.1.0")
    assert not queries.counts(world.marek)
    with pytest.raises(NotFoundError):
        queries.count(world.marek, kept.pk)


def test_nobody_keeps_a_count_over_a_compartment_that_is_not_theirs(world: World):
    with pytest.raises(NotFoundError):
        keep_count(world.hand(world.vera), Question(compartment=world.second.pk), title="Чужое", version="0.1.0")
    assert not Count.objects.exists()


def test_who_may_not_keep_a_count_keeps_none(world: World):
    with pytest.raises(KnihaError):
        keep_count(world.hand(world.anna), Question(), title="Усё", version="0.1.0")
    with pytest.raises(MalformedError, match="title"):
        keep_count(world.hand(world.vera), Question(), title="  ", version="0.1.0")
    assert not Count.objects.exists()


# -- what cannot be asked


@pytest.mark.parametrize(
    "asked",
    [
        {"measure": "people"}, {"rows": "colour"}, {"columns": "colour"}, {"rows": "kind", "columns": "kind"}, {"kind": "no.such"},
        {"sources": "9"}, {"first": date(2020, 9, 1), "last": date(2020, 8, 1)},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(KnihaError):
        Question(**asked)


@pytest.mark.parametrize("code", ["2020-08-09-01", "х", "２０２０", "2020-", "-"])
def test_a_time_that_is_none_is_refused(code):
    with pytest.raises(MalformedError):
        fields_of("month", code)


@pytest.mark.parametrize(
    ("dimension", "code"), [("year", "2020"), ("month", "2020-08"), ("month", "2020"), ("day", "2020-08-09"), ("day", ""), ("sources", "3")]
)
def test_a_code_leads_to_its_rows_and_back(dimension, code):
    assert code_of(dimension, list(fields_of(dimension, code).values())) == code


def test_a_kept_question_of_another_version_is_not_guessed():
    with pytest.raises(MalformedError):
        parse_question({"measure": "acts", "colour": "red"})
    with pytest.raises(ImpossibleError):
        parse_question({"first": "2020-09-01", "last": "2020-08-01"})
    assert parse_question(replace(Question(), kind="integrity.torture").told()).kind == "integrity.torture"


# -- what is derived


def test_a_migration_writes_what_is_counted_anew(world: World):
    told(world, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_countedact SET kind = 'liberty.arbitrary-arrest'")
        cursor.execute("DELETE FROM book_countedincident")
    assert not deriving.are_true()
    call_command("migrate", verbosity=0)
    assert deriving.are_true()
    assert (CountedIncident.objects.count(), CountedAct.objects.count()) == (1, 1)
