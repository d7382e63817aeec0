"""A wish to be forgotten, agreed to by two: what goes, what stays, and that journal, tables and tree still tell the same."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import connection, models
from tests.erasures import PLANTED, TEXT, WISH, Planted, cells, follows, keeper, planted, told
from tests.world import CHECKED, NOW, World, found_world, report_draft, stored_file

from kniha.book.access.actions import freeze
from kniha.book.classes import TableClass
from kniha.book.erasure import queries
from kniha.book.erasure.actions import Wish, agree_to_erasure, ask_erasure, decline_erasure
from kniha.book.erasure.models import Erasure, Remains
from kniha.book.erasure.rules import BELONGS, CONCLUDED, FATES, TARGETS
from kniha.book.events import queries as events
from kniha.book.events.actions import open_incident, record_act, withdraw_act
from kniha.book.events.drafts import ActDraft
from kniha.book.events.models import Act, Incident, Involvement
from kniha.book.events.reviewing import decide
from kniha.book.evidence import queries as evidence
from kniha.book.evidence.actions import access_exhibit, keep_header
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import reading, rows
from kniha.book.people.actions import RiskDraft, assess_risk, open_sealed_field
from kniha.book.people.models import KeyRow, Person, PersonName, SealedField
from kniha.book.statements import queries as statements
from kniha.book.statements.actions import code_account
from kniha.book.statements.drafts import AccountDraft, When, Where
from kniha.book.statements.models import Account, Mention, Passage, Statement
from kniha.book.statements.receiving import receive_report
from kniha.vault.blobs import StoredBlob
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError, UnknownTermError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]


def actions() -> list[str]:
    return [entry.skeleton.action for entry in reading.entries()]


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("which", ["person", "target"])
def test_no_word_is_left_in_any_table_and_replay_tells_the_same(which: str, alone: bool) -> None:
    office = planted(alone=alone)
    assert ("book_statement", "text") in told(*PLANTED)
    office.erased(getattr(office, which))
    assert told(*PLANTED) == set()
    follows()


def test_every_entry_keeps_its_skeleton_and_commitments() -> None:
    office = planted()
    before = [(entry.seq, entry.skeleton_bytes, [value.commitment for value in entry.values]) for entry in reading.entries()]
    office.erased(office.person)
    after = [(entry.seq, entry.skeleton_bytes, [value.commitment for value in entry.values]) for entry in reading.entries()]
    assert after[: len(before)] == before


def test_the_key_is_gone_and_so_is_what_it_opens() -> None:
    office = planted()
    field = SealedField.objects.get(person=office.statement.source, field="contact")
    exhibit = office.statement.exhibits.get()
    office.erased(office.person)
    assert set(KeyRow.objects.values_list("owner", flat=True)) == {office.other.statement.source_id}
    with pytest.raises(NotFoundError):
        open_sealed_field(office.hand(office.world.vera), field, reason="спытаць", opening=office.world.person_keys)
    with pytest.raises(NotFoundError):
        evidence.blob_of(exhibit)
    assert Remains.objects.filter(kind="file", name=f"{exhibit.blob}-{exhibit.sealed_sha256}").exists()


def test_the_entry_says_by_whom_who_agreed_why_and_who_wished_it_in_kind() -> None:
    office = planted()
    office.erased(office.person)
    entry = next(entry for entry in reading.entries() if entry.skeleton.action == "erasure.carried_out")
    values = entry.told()
    assert (values["asked_by"], values["agreed_by"]) == (office.world.zoya.pk, office.kira.pk)
    assert (values["registrar"], values["role"]) == (office.kira.pk, "keeper")
    assert (values["wished_by"], values["ground"]) == ("source", "consent-withdrawn")
    assert values["keys"] == sorted([office.person[1], "bb" * 32])
    assert not any(word in str(values) for word in PLANTED)


def test_what_is_erased_is_in_no_list_page_or_count() -> None:
    office = planted()
    vera = office.world.vera
    office.erased(office.target)
    assert list(statements.listed(vera)) == [office.other.statement]
    assert statements.inbox(vera).count() == 0
    assert list(events.accounts(vera, office.incident)) == [office.other]
    for look in (
        lambda: statements.statement(vera, office.statement.pk),
        lambda: statements.account(vera, office.account.pk),
        lambda: evidence.exhibit(vera, office.exhibit[1]),
    ):
        with pytest.raises(NotFoundError):
            look()


def test_a_single_exhibit_goes_and_its_statement_stays() -> None:
    office = planted()
    office.erased(office.exhibit)
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT
    shell = Exhibit.objects.get(pk=office.exhibit[1])
    assert (shell.original_name, shell.size, shell.sha256, shell.compartment) == ("", 0, "", None)
    assert [event.kind for event in shell.custody.order_by("at", "pk")].count("erased") == 1
    assert told(PLANTED[5], PLANTED[16]) == set()
    assert Incident.objects.get().state == "accepted"
    follows()


def test_a_file_that_another_source_gave_as_well_keeps_its_key() -> None:
    office = planted()
    again = report_draft("Іншы чалавек, той самы файл", envelope="cc" * 32, files=(stored_file("той самы.jpg"),))
    other = receive_report(office.world.process("courier"), again, person_recipient=office.world.person_recipient)
    done = office.erased(office.target)
    assert (done.shared, done.blobs) == (1, ())
    assert evidence.blob_of(other.exhibits.get())
    office.erased(("statement", other.pk))
    with pytest.raises(NotFoundError):
        evidence.blob_of(other.exhibits.get())


def test_the_certificate_and_the_reasons_go_with_what_they_are_about() -> None:
    office = planted()
    office.erased(office.person)
    values = {path for entry in reading.entries_of([office.statement.pk, office.person[1]]) for path in entry.told() if "/" not in path}
    assert "certificate" not in values
    assert "reason" not in values


def test_searches_that_may_have_been_for_it_lose_their_words() -> None:
    from kniha.book.access.looking import enter_search

    office = planted()
    for words in (PLANTED[0][:-1], "метро", f"{PLANTED[1]} {PLANTED[3]}"):
        enter_search(office.hand(office.world.vera), words, among="statements")
    office.erased(office.person)
    searched = [entry.told().get("words") for entry in reading.entries() if entry.skeleton.action == "book.searched"]
    assert searched == [None, "метро", None]


def test_a_source_with_another_statement_stays_when_one_is_erased() -> None:
    office = planted()
    first = office.statement
    with connection.cursor() as cursor:  # no action gives a source a second statement yet
        cursor.execute("UPDATE book_statement SET source_id = %s WHERE id = %s", [first.source_id, office.other.statement_id])
    done = office.erased(office.target)
    assert ("person", first.source_id) not in done.gone
    assert Person.objects.get(pk=first.source_id).compartment is not None


def test_a_person_whom_others_mention_too_keeps_the_names_that_others_gave() -> None:
    office = planted()
    suspect = Mention.objects.get(name=PLANTED[4]).person
    with connection.cursor() as cursor:  # as linkage will do it
        other = statements_mention(office, "Ублюнскі", suspect)
        cursor.execute("UPDATE book_mention SET person_id = %s WHERE id = %s", [suspect.pk, other.pk])
    done = office.erased(office.target)
    assert ("person", suspect.pk) not in done.gone
    assert Person.objects.get(pk=suspect.pk).compartment is not None
    assert not PersonName.objects.filter(person=suspect, text=PLANTED[4]).exists()


def statements_mention(office: Planted, name: str, person: Person) -> Mention:
    from kniha.book.statements.actions import add_mention
    from kniha.book.statements.drafts import MentionDraft

    return add_mention(office.hand(office.world.vera), office.other, MentionDraft("alleged-part", name=name))


def test_the_preview_counts_what_will_go_and_says_what_stays() -> None:
    office = planted()
    size, before = reading.size(), cells()
    seen = queries.preview(office.world.zoya, office.target)
    assert (seen.gone["statement"], seen.gone["account"], seen.gone["mention"], seen.files) == (1, 1, 2, 1)
    assert seen.values > 40
    assert [(incident.number, acts, returns) for incident, acts, returns in seen.incidents] == [(office.incident.number, 1, True)]
    assert (reading.size(), cells()) == (size, before)


# -- conclusions


def test_an_act_that_cites_only_erased_accounts_is_marked_and_the_incident_returns_to_review() -> None:
    office = planted()
    office.erased(office.target)
    incident = Incident.objects.get()
    assert (incident.state, incident.unsupported) == ("in-review", False)
    assert {act.kind: act.unsupported for act in Act.objects.all()} == {
        "integrity.physical-assault": True, "liberty.arbitrary-arrest": False,
    }  # fmt: skip
    assert Involvement.objects.get().unsupported
    assert events.kinds_of(office.world.vera, [incident.pk]) == {incident.pk: ("liberty.arbitrary-arrest",)}


def test_an_incident_without_a_source_is_unsupported_and_not_accepted_again() -> None:
    office = planted(alone=True)
    office.erased(office.target)
    incident = Incident.objects.get()
    assert (incident.state, incident.unsupported, incident.title, incident.first, incident.lat_e7) == ("in-review", True, "", None, None)
    with pytest.raises(RefusedError, match="without a source"):
        decide(office.hand(office.world.zoya), incident, decision="accepted", words="", checked=CHECKED)
    decide(office.hand(office.world.zoya), incident, decision="returned", words="няма крыніцы")


def test_another_account_supports_an_incident_anew() -> None:
    from kniha.book.events.actions import add_account

    office = planted(alone=True)
    office.erased(office.target)
    incident = Incident.objects.get()
    decide(office.hand(office.world.zoya), incident, decision="returned", words="няма крыніцы")
    add_account(office.hand(office.world.vera), incident, office.other)
    assert not Incident.objects.get().unsupported
    follows()


def test_words_of_a_conclusion_go_where_they_repeat_what_only_the_erased_said() -> None:
    office = planted()
    incident, vera = office.incident, office.hand(office.world.vera)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'in-review'")
    decide(office.hand(office.world.zoya), incident, decision="returned", words="Пацярпелы назваў Зымдраліну, праверыць")
    act = record_act(vera, incident, ActDraft("liberty.arbitrary-arrest", victim_words="трое з вуліцы"), accounts=[office.other])
    office.erased(office.target)
    assert [review.words for review in events.reviews(office.world.vera, incident)].count("") == 2
    assert Act.objects.get(pk=act.pk).victim_words == "трое з вуліцы"


def test_words_of_a_conclusion_that_the_two_chose_go_as_well() -> None:
    office = planted()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'returned'")
    draft = ActDraft("liberty.arbitrary-arrest", victim_words="хлопец з пятага дома")
    act = record_act(office.hand(office.world.vera), office.incident, draft, accounts=[office.other])
    choice = ("act", act.pk, "victim_words")
    assert (*choice, "хлопец з пятага дома") in queries.preview(office.world.zoya, office.target).choices
    office.erased(office.target, replace(WISH, also=(choice,)))
    assert Act.objects.get(pk=act.pk).victim_words == ""
    assert not Act.objects.get(pk=act.pk).unsupported


def test_what_an_act_taken_back_said_goes_too() -> None:
    office = planted()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'returned'")
    withdraw_act(office.hand(office.world.vera), office.act, reason=f"пераблытаны {PLANTED[2]}")
    office.erased(office.person)
    assert told(*PLANTED) == set()


def test_what_left_the_house_is_listed() -> None:
    office = planted()
    zoya = office.hand(office.world.zoya)
    from django.db import transaction

    with transaction.atomic():
        zoya.enter(zoya.acting_as("lawyer"), "proof.exported", [], cites=[("incident", office.incident.pk)])
    left = queries.preview(office.world.zoya, office.target).left
    assert [(one.number, one.day, one.registrar) for one in left] == [(office.incident.number, "2026-11-23", office.world.zoya.pk)]
    office.erased(office.target)
    erasure = Erasure.objects.get()
    assert queries.rests_on(office.world.zoya, erasure) == [office.incident]
    assert list(queries.what_left(queries.rests_on(office.world.zoya, erasure)))


# -- rules: who


def test_it_takes_two_neither_alone() -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    with pytest.raises(RefusedError, match="two registrars"):
        agree_to_erasure(office.hand(office.world.zoya), asked)
    assert Statement.objects.get(pk=office.statement.pk).text == TEXT


def test_of_the_two_one_is_a_lawyer_and_one_keeps() -> None:
    office = planted()
    second_keeper = keeper(office.world, "Danuta")
    asked = ask_erasure(office.hand(office.kira), office.target, WISH)
    with pytest.raises(RefusedError, match="one is a lawyer"):
        agree_to_erasure(office.hand(second_keeper), asked)
    agree_to_erasure(office.hand(office.world.zoya), asked)


@pytest.mark.parametrize("name", ["vera", "marek", "anna"])
def test_who_is_neither_lawyer_nor_keeper_there_cannot_ask(name: str) -> None:
    office = planted()
    with pytest.raises(RefusedError):
        ask_erasure(office.hand(getattr(office.world, name)), office.target, WISH)


@pytest.mark.parametrize("name", ["vera", "marek", "anna"])
def test_nor_agree(name: str) -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.kira), office.target, WISH)
    size = reading.size()
    with pytest.raises(RefusedError):
        agree_to_erasure(office.hand(getattr(office.world, name)), asked)
    assert reading.size() == size


def test_nobody_erases_what_they_coded() -> None:
    office = planted()
    olga = keeper(office.world, "Olga", "clerk")
    code_account(office.hand(olga), office.statement, AccountDraft(When(), Where(), ()))
    with pytest.raises(RefusedError, match="coded themselves"):
        ask_erasure(office.hand(olga), office.target, WISH)
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    with pytest.raises(RefusedError, match="coded themselves"):
        agree_to_erasure(office.hand(olga), asked)


def test_a_frozen_account_stands_for_nothing() -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    freeze(office.world.hand(office.world.boris), office.world.zoya)
    with pytest.raises(RefusedError):
        agree_to_erasure(office.hand(office.kira), asked)


def test_who_declines_says_why_and_it_may_be_asked_again() -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    with pytest.raises(MalformedError):
        decline_erasure(office.hand(office.kira), asked, words=" ")
    assert decline_erasure(office.hand(office.kira), asked, words="спачатку спытаць яшчэ раз").state == "declined"
    with pytest.raises(ConflictError):
        agree_to_erasure(office.hand(office.kira), asked)
    office.erased(office.target)


def test_it_is_asked_once_and_agreed_once() -> None:
    office = planted()
    asked = ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    with pytest.raises(ConflictError):
        ask_erasure(office.hand(office.kira), office.target, WISH)
    agree_to_erasure(office.hand(office.kira), asked)
    size = reading.size()
    with pytest.raises(ConflictError):
        agree_to_erasure(office.hand(office.kira), asked)
    with pytest.raises(NotFoundError):
        ask_erasure(office.hand(office.world.zoya), office.target, WISH)
    assert reading.size() == size


def test_two_wishes_that_overlap_are_both_carried_out() -> None:
    office = planted()
    one = ask_erasure(office.hand(office.world.zoya), office.exhibit, WISH)
    whole = ask_erasure(office.hand(office.world.zoya), office.person, WISH)
    agree_to_erasure(office.hand(office.kira), whole)
    agree_to_erasure(office.hand(office.kira), one)
    assert {erasure.state for erasure in Erasure.objects.all()} == {"done"}
    assert told(*PLANTED) == set()
    follows()


@pytest.mark.parametrize("words", [f"прасіў {PLANTED[0]}", "справа Зымдраліны", " ".join(TEXT.split()[3:9])])
def test_the_reason_may_not_repeat_what_is_to_be_forgotten(words: str) -> None:
    office = planted()
    with pytest.raises(MalformedError, match="without any name"):
        ask_erasure(office.hand(office.world.zoya), office.target, replace(WISH, words=words))


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Wish("neighbour", "danger"), UnknownTermError),
        (lambda: Wish("source", "because"), UnknownTermError),
    ],
)
def test_a_wish_is_of_the_lists(make: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        make()


def test_only_what_lies_in_a_compartment_is_asked_for() -> None:
    office = planted()
    with pytest.raises(MalformedError):
        ask_erasure(office.hand(office.world.zoya), ("account", office.account.pk), WISH)
    with pytest.raises(MalformedError):
        ask_erasure(office.hand(office.world.zoya), office.target, replace(WISH, also=(("statement", office.statement.pk, "text"),)))
    with pytest.raises(NotFoundError):
        ask_erasure(office.hand(office.world.zoya), ("statement", "00" * 16), WISH)


# -- malice and chance: what was read before is not written after


def test_what_was_read_before_an_erasure_is_not_written_after_it() -> None:
    office = planted()
    vera, exhibit = office.hand(office.world.vera), office.statement.exhibits.get()
    account = Account.objects.select_related("statement").get(pk=office.account.pk)
    suspect = Mention.objects.get(name=PLANTED[4])
    office.erased(office.person)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE book_incident SET state = 'returned'")
    size = reading.size()
    for late in (
        lambda: code_account(vera, office.statement, AccountDraft(When(words=PLANTED[2]), Where(), ())),
        lambda: assess_risk(vera, office.statement.source, RiskDraft("low", (), PLANTED[3], NOW.date().replace(year=2027))),
        lambda: access_exhibit(vera, exhibit, why=f"паглядзець {PLANTED[1]}"),
        lambda: record_act(vera, office.incident, ActDraft("liberty.arbitrary-arrest", victim=suspect), accounts=[account]),
        lambda: open_incident(vera, [account], replace_title(PLANTED[0])),
    ):
        with pytest.raises(NotFoundError):
            late()
    assert reading.size() == size


def replace_title(title: str) -> object:
    from kniha.book.events.drafts import IncidentDraft

    return IncidentDraft(title, When(), Where())


def test_an_erased_sealing_does_not_come_back() -> None:
    office = planted()
    blob = evidence.blob_of(office.statement.exhibits.get())  # as a courier finds it who files the same file at this moment
    office.erased(office.target)
    with pytest.raises(ConflictError):
        keep_header(blob)
    keep_header(StoredBlob(blob.name, blob.sha256, blob.size, "dd" * 32, b"another sealing of the same bytes"))


def test_an_envelope_that_was_erased_is_not_filed_again() -> None:
    office = planted()
    office.erased(office.target)
    again = receive_report(
        office.world.process("courier"), report_draft(TEXT, envelope="aa" * 32), person_recipient=office.world.person_recipient
    )
    assert again is None


def test_many_rows_take_many_entries() -> None:
    world: World = found_world()
    files = tuple(stored_file(f"{number}.jpg", blob=f"{number:064x}") for number in range(20))
    office = planted(world, files=files)
    for _ in range(30):
        world.coded(world.report(envelope=world.random_bytes(32).hex()))
    office.erased(office.target)
    assert actions().count("erasure.carried_out") > 2
    follows()


# -- the tables of the rules are whole


def test_every_field_that_can_hold_words_has_a_fate() -> None:
    holding = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
    for table, fate in FATES.items():
        model = rows.model_of(table)
        decided = {*fate.readable, *fate.kept}
        held = {field.name for field in rows.fields(model) if isinstance(field, holding) and not field.is_relation}
        assert held <= decided, (table, held - decided)
        assert decided <= _names(model), table
    for table, fields in CONCLUDED.items():
        assert set(fields) <= _names(rows.model_of(table))


def _names(model: type) -> set[str]:
    """Its fields, a reference also as an entry calls it."""
    return {name for field in rows.fields(model) for name in (field.name, field.attname)}


def test_every_table_that_names_a_person_a_statement_or_an_exhibit_is_reached() -> None:
    """A new table that hangs on one of them is erased with it, or the rules say why not."""
    reached = {*FATES, *CONCLUDED, "citation"}
    targets = {rows.model_of(table) for table in FATES}
    for model in apps.get_app_config("book").get_models():
        if model.table_class is TableClass.JOURNALLED:
            names = {field.related_model for field in rows.fields(model) if field.is_relation}
            assert model._meta.model_name in reached or names.isdisjoint(targets), model
    assert {link.part for link in BELONGS} | set(TARGETS) == set(FATES)


def test_a_value_that_can_be_blanked_falls_to_a_default() -> None:
    for table, fields in [*((table, fate.readable) for table, fate in FATES.items()), *CONCLUDED.items()]:
        for name in fields:
            field = rows.model_of(table)._meta.get_field(name)
            assert field.null or field.has_default(), (table, name)


def test_shells_stay_and_the_rest_goes() -> None:
    office = planted()
    office.erased(office.person)
    assert not Passage.objects.filter(account=office.account).exists()
    assert not Mention.objects.filter(account=office.account).exists()
    assert Account.objects.get(pk=office.account.pk).kinds == []
    assert Person.objects.get(pk=office.statement.source_id).compartment is None
