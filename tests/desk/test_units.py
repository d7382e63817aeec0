"""Units at the desk: found by any name, registered, named, placed, served in, withdrawn, and suggested to whoever codes."""

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.desk.test_statements import coding
from tests.world import World

from kniha.book.access import actions as access
from kniha.book.events.models import Involvement
from kniha.book.forces import actions
from kniha.book.forces.drafts import PostingDraft, Source, UnitDraft, UnitNameDraft
from kniha.book.forces.models import Posting, UnitName, UnitParent
from kniha.book.forces.units import Unit
from kniha.book.journal import reading
from kniha.book.statements.models import Account, Mention, Statement
from kniha.runs.importing import mapping
from kniha.runs.importing.rows import as_rows
from kniha.runs.importing.run import import_rows
from kniha.vocab.span import Span

pytestmark = pytest.mark.django_db

READ = Source(read_in="газета «Прыклад», 3 верасня 2020 г.")
TOLD = "Нас спынілі людзі з Першага атрада прыкладаў, іх яшчэ завуць рысямі. Амап стаяў побач."


def unit(world: World, called: str, *others: str, source: Source = READ) -> Unit:
    hand = world.hand(world.vera)
    made = actions.register_unit(hand, UnitDraft("detachment", "police.riot", "BY"), UnitNameDraft(called, "be"), source=source)
    for other in others:
        actions.name_unit(hand, made, UnitNameDraft(other, "", "short"), source=source)
    return made


@pytest.fixture
def told(office: World) -> Statement:
    return office.report(TOLD, envelope="a8" * 32)


@pytest.fixture
def account(office: World) -> Account:
    return office.coded(office.report(envelope="a9" * 32))


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# -- the list


def test_an_empty_list_teaches(vera: Client, office: World) -> None:
    assert "No unit is registered yet." in text(vera, "/units/")
    assert "No unit fits." in text(vera, "/units/?q=няма")


@pytest.mark.parametrize("typed", ["прыклад", "Першы атрад", "АМАП", "омон", "pershy", "першы", "Atrad pryklada"])
def test_a_unit_is_found_by_any_of_its_names_in_any_letters(vera: Client, office: World, typed: str) -> None:
    unit(office, "Першы атрад прыкладаў", "АМАП", "ОМОН")
    unit(office, "Упраўленне")
    shown = text(vera, f"/units/?q={typed}")
    assert "Першы атрад прыкладаў" in shown
    assert "1 in all" in shown


def test_the_list_counts_what_it_holds_and_is_narrowed(vera: Client, office: World) -> None:
    for number in range(100, 152):
        unit(office, f"Пастарунак {number}")
    assert "52 in all" in text(vera, "/units/")
    assert "52 in all" in text(vera, "/units/?force=police.riot")
    assert "No unit fits." in text(vera, "/units/?force=judges")


def test_a_list_that_is_taken_away_is_an_entry(vera: Client, office: World) -> None:
    unit(office, "Першы атрад", "АМАП")
    size = reading.size()
    rows = b"".join(vera.get("/units/table.csv").streaming_content).decode()
    assert "Першы атрад,АМАП,police.riot,detachment,BY" in rows
    assert [entry.skeleton.action for entry in reading.entries(start=size)] == ["list.exported"]


def test_the_list_costs_no_more_queries_for_more_units(vera: Client, office: World, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        unit(office, f"Пастарунак {number}", f"П{number}")
    with django_assert_max_num_queries(14):
        vera.get("/units/")


# -- a unit


def test_the_page_of_a_unit_shows_all_that_is_known_of_it(vera: Client, office: World, account: Account) -> None:
    found, above = unit(office, "Першы атрад", "АМАП"), unit(office, "Упраўленне прыкладаў")
    hand, person = office.hand(office.vera), account.statement.source
    answer = vera.post(
        f"/units/{found.pk}/parents/", {"called": "Упраўленне", "began": "2019", "sighted": "09.08.2020", "read_in": "закон"}
    )
    assert "Choose which unit is meant." in answer.content.decode()  # none is taken by itself
    typed = {"called": "Упраўленне", "unit": above.pk, "began": "2019", "sighted": "09.08.2020", "read_in": "закон"}
    assert vera.post(f"/units/{found.pk}/parents/", typed).status_code == 302
    actions.enter_posting(hand, person, found, PostingDraft("commander", "камандзір", "маёр", acting=True), source=Source(account=account))
    shown = text(vera, f"/units/{found.pk}/")
    for words in (
        "АМАП",
        "Упраўленне прыкладаў",
        "from 2019, at least until 9 August 2020",
        "камандзір",
        "in another's stead",
        "registered",
    ):
        assert words in shown, words
    assert "Першы атрад" in text(vera, f"/units/{above.pk}/")


def test_what_another_compartment_knows_is_not_on_the_page(marek: Client, office: World, account: Account) -> None:
    found = unit(office, "Першы атрад")
    hand = office.hand(office.vera)
    actions.name_unit(hand, found, UnitNameDraft("Рысі", "be", "call-name"), source=Source(account=account))
    actions.enter_posting(hand, account.statement.source, found, PostingDraft("member", "баец"), source=READ)
    shown = text(marek, f"/units/{found.pk}/")
    assert "Першы атрад" in shown
    for words in ("Рысі", "баец", account.statement_id):
        assert words not in shown, words
    assert "No unit fits." in text(marek, "/units/?q=Рысі")


def test_a_unit_is_registered_from_what_anybody_may_read(vera: Client, office: World) -> None:
    typed = {
        "text": "Першы атрад",
        "language": "be",
        "name_kind": "official",
        "force": "police.riot",
        "kind": "detachment",
        "country": "by",
    }
    answer = vera.post("/units/new/", {**typed, "read_in": "закон"})
    made = Unit.objects.get()
    assert answer["Location"] == f"/units/{made.pk}/"
    assert (made.force, made.country) == ("police.riot", "BY")


def test_a_unit_is_registered_from_an_account_and_stays_closed(vera: Client, marek: Client, office: World, account: Account) -> None:
    typed = {"text": "Рысі", "name_kind": "as-said", "force": "not-known", "kind": "not-known", "account": account.pk}
    assert account.pk in text(vera, f"/units/new/{account.pk}/")
    assert vera.post(f"/units/new/{account.pk}/", typed).status_code == 302
    made = Unit.objects.get()
    assert vera.get(f"/units/{made.pk}/").status_code == 200
    assert marek.get(f"/units/{made.pk}/").status_code == 404


def test_whoever_registers_a_name_that_is_known_sees_who_bears_it_first(vera: Client, office: World) -> None:
    unit(office, "Першы атрад прыкладаў")
    typed = {"text": "Першы атрад", "name_kind": "official", "force": "police.riot", "kind": "detachment", "read_in": "закон"}
    assert "Is it one of these?" in vera.post("/units/new/", typed).content.decode()
    assert Unit.objects.count() == 1
    assert vera.post("/units/new/", {**typed, "alike": "seen"}).status_code == 302
    assert Unit.objects.count() == 2


def test_a_value_is_withdrawn_with_a_reason_and_its_history_tells_of_it(vera: Client, office: World) -> None:
    found = unit(office, "Першы атрад", "АМАП")
    name = found.names.get(text="АМАП")
    assert "АМАП" in text(vera, f"/units/values/name/{name.pk}/withdrawal/")
    assert vera.post(f"/units/values/name/{name.pk}/withdrawal/", {"reason": "не пра іх"}).status_code == 302
    assert not UnitName.objects.filter(pk=name.pk).exists()
    assert "не пра іх" in text(vera, f"/history/unit/{found.pk}/")


def test_two_who_change_a_unit_see_each_other(vera: Client, office: World) -> None:
    found = unit(office, "Першы атрад")
    form = {"seen": str(reading.size()), "was-force": "police.riot", "was-kind": "detachment", "was-country": "BY"}
    actions.describe_unit(office.hand(office.vera), found, UnitDraft("regiment", "police.riot", "BY"))
    answer = vera.post(f"/units/{found.pk}/description/", {**form, "force": "police", "kind": "detachment", "country": "BY"})
    assert answer.status_code == 409
    assert Unit.objects.get().kind == "regiment"


# -- postings


def test_a_posting_is_entered_on_the_page_of_a_person_and_corrected(vera: Client, office: World, account: Account) -> None:
    found, person = unit(office, "Першы атрад"), account.statement.source
    address = f"/people/{person.pk}/postings/"
    assert found.pk in text(vera, f"{address}?unit={found.pk}")
    typed = {"called": "атрад", "post_kind": "member", "post": "баец", "began": "2019-05", "read_in": "закон"}
    assert "Choose which unit is meant." in vera.post(address, typed).content.decode()
    assert vera.post(address, {**typed, "unit": found.pk}).status_code == 302
    posting = Posting.objects.get()
    assert "баец" in text(vera, f"/people/{person.pk}/")
    form = text(vera, f"/postings/{posting.pk}/correction/")
    assert 'value="2019-05"' in form
    sent = {"seen": str(reading.size()), "post_kind": "commander", "post": "камандзір", "acting": "on", "began": "2019-05"}
    assert vera.post(f"/postings/{posting.pk}/correction/", sent).status_code == 302
    posting.refresh_from_db()
    assert (posting.kind, posting.acting, posting.began_to) == ("commander", True, date(2019, 5, 31))


def test_a_correction_keeps_the_days_that_its_form_cannot_say(vera: Client, office: World, account: Account) -> None:
    found, draft = unit(office, "Першы атрад"), PostingDraft("member", span=Span(began_from=date(2019, 5, 1)))
    posting = actions.enter_posting(office.hand(office.vera), account.statement.source, found, draft, source=READ)
    sent = {"seen": str(reading.size()), "post_kind": "commander", "began": "", "ended": "", "sighted": ""}
    assert vera.post(f"/postings/{posting.pk}/correction/", sent).status_code == 302
    posting.refresh_from_db()
    assert (posting.kind, posting.began_from) == ("commander", date(2019, 5, 1))


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"began": "учора"}, "Write days like"),
        ({"began": "31.02.2020"}, "There are no such days."),
        ({"began": "2021", "ended": "2020"}, "It ends before it begins."),
        ({"ended": "2020", "sighted": "2021-01-01"}, "It was so on a day before it began or after it ended."),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_field(
    vera: Client, office: World, account: Account, days: dict[str, str], said: str
) -> None:
    found = unit(office, "Першы атрад")
    typed = {"called": "атрад", "unit": found.pk, "post_kind": "member", "read_in": "закон", **days}
    assert said in vera.post(f"/people/{account.statement.source_id}/postings/", typed).content.decode()
    assert not Posting.objects.exists()


@pytest.mark.parametrize("sources", [{}, {"read_in": "закон", "both": "yes"}])
def test_a_value_without_a_source_or_with_two_is_not_entered(
    vera: Client, office: World, account: Account, sources: dict[str, str]
) -> None:
    found = unit(office, "Першы атрад", source=Source(account=account))
    typed = {"text": "АМАП", "name_kind": "short", "read_in": sources.get("read_in", "")}
    if "both" in sources:
        typed["account"] = account.pk
    assert "Say where this is known from" in vera.post(f"/units/{found.pk}/names/", typed).content.decode()
    assert UnitName.objects.count() == 1


def test_a_circle_is_said_on_the_form(vera: Client, office: World) -> None:
    one, other = unit(office, "Першы"), unit(office, "Другі")
    typed = {"called": "Другі", "unit": other.pk, "sighted": "2020-08-09", "read_in": "закон"}
    assert vera.post(f"/units/{one.pk}/parents/", typed).status_code == 302
    again = vera.post(f"/units/{other.pk}/parents/", {**typed, "called": "Першы", "unit": one.pk})
    assert "stand above itself" in again.content.decode()
    assert UnitParent.objects.count() == 1


# -- while coding


def test_units_are_suggested_by_any_of_their_names_and_none_is_taken(vera: Client, office: World, told: Statement) -> None:
    found = unit(office, "Першы атрад прыкладаў", "Рысі", "АМАП")
    shown = text(vera, f"/statements/{told.pk}/code/")
    assert "«Першага атрада прыкладаў»" in shown
    assert f"/units/{found.pk}/" in shown
    assert f'<option value="{found.pk}">' in shown
    assert f'<option value="{found.pk}" selected>' not in shown


def test_a_unit_that_is_taken_ties_the_mention_to_it(vera: Client, office: World, told: Statement) -> None:
    found = unit(office, "Першы атрад прыкладаў")
    form = coding(take="unit-0", **{"mentions-TOTAL_FORMS": 1})
    filled = vera.post(f"/statements/{told.pk}/code/", form).content.decode()
    assert f'<option value="{found.pk}" selected>' in filled
    start = TOLD.index("Першага")
    row = {"role": "present", "unit": "Першага атрада прыкладаў", "known_unit": found.pk, "start": start, "end": start + 24}
    sent = coding(**{"mentions-TOTAL_FORMS": 1, **{f"mentions-0-{name}": value for name, value in row.items()}})
    assert vera.post(f"/statements/{told.pk}/code/", sent).status_code == 302
    assert Mention.objects.get(unit="Першага атрада прыкладаў").known_unit_id == found.pk
    assert f"/units/{found.pk}/" in text(vera, f"/statements/{told.pk}/")
    assert "Першага атрада прыкладаў" in text(vera, f"/units/{found.pk}/")


def test_a_unit_is_looked_up_by_what_is_typed(vera: Client, office: World, told: Statement) -> None:
    found = unit(office, "Палова ночы")
    sent = coding(take="units", **{"mentions-TOTAL_FORMS": 1, "mentions-0-unit": "палова"})
    assert found.pk in vera.post(f"/statements/{told.pk}/code/", sent).content.decode()


def test_a_name_that_another_compartment_knows_is_not_suggested(vera: Client, office: World, told: Statement) -> None:
    """Vera may see both; the mention lies in the first alone."""
    access.admit_member(office.hand(office.anna), (office.anna, office.boris), office.second, office.vera)
    theirs = elsewhere(office)
    found = unit(office, "Першы атрад прыкладаў", source=Source(account=theirs))
    shown = text(vera, f"/statements/{told.pk}/code/")
    assert found.pk not in shown
    row = {"mentions-0-role": "present", "mentions-0-unit": "прыкладаў", "mentions-0-known_unit": found.pk}
    refused = vera.post(f"/statements/{told.pk}/code/", coding(**{"mentions-TOTAL_FORMS": 1, **row}))
    assert refused.status_code == 200
    assert not Mention.objects.filter(known_unit=found).exists()


def elsewhere(office: World) -> Account:
    words = 'source = "list"\nkind = "persons"\n[columns]\nid = "id"\nname = "name"\n[zones]\n[person]\nregistered = true\n'
    import_rows(office.process("importer"), as_rows([{"id": "1", "name": "Юры Невядомы"}]), mapping.parse_mapping(words), office.second)
    return Account.objects.get(statement__compartment=office.second)


def test_a_unit_that_is_alleged_to_have_taken_part_may_be_a_known_one(vera: Client, office: World, filed: Filed) -> None:
    incident, account, act = office.opened()
    found = unit(office, "Першы атрад прыкладаў")
    address = f"/incidents/{incident.number}/acts/{act.pk}/unit/"
    typed = {"unit": "прыкладаў", "degree": "present", "finding": "suspicion", "basis": "форма", "accounts": [account.pk]}
    assert found.pk in vera.post(address, {**typed, "take": "units"}).content.decode()
    assert not Involvement.objects.exists()
    assert vera.post(address, {**typed, "known_unit": found.pk}).status_code == 302
    involvement = Involvement.objects.get()
    assert involvement.unit_id == found.pk
    assert f"/units/{found.pk}/" in text(vera, f"/incidents/involvements/{involvement.pk}/")
    assert incident.number in text(vera, f"/units/{found.pk}/")


# -- where much rests on a unit


def test_of_long_lists_the_page_of_a_unit_shows_the_beginning_and_the_rest_is_a_click_away(
    vera: Client, office: World, account: Account
) -> None:
    found, hand, person = unit(office, "Першы атрад"), office.hand(office.vera), account.statement.source
    for number in range(100, 152):
        actions.enter_posting(hand, person, found, PostingDraft("member", f"баец {number}"), source=READ)
        actions.place_unit(hand, unit(office, f"Рота {number}"), found, Span(), source=READ)
    shown = text(vera, f"/units/{found.pk}/")
    assert shown.count('dir="auto">баец 1') == 50
    assert shown.count("Рота ") > 49
    assert "All 52" in shown
    for part, words, left in (("postings", 'dir="auto">баец 1', 2), ("children", '">Рота ', 2)):
        assert f"/units/{found.pk}/all/{part}/" in shown
        assert text(vera, f"/units/{found.pk}/all/{part}/").count(words) == 50
        assert text(vera, f"/units/{found.pk}/all/{part}/?page=2").count(words) == left


def test_what_rests_on_a_unit_is_counted_for_who_asks_alone(vera: Client, marek: Client, office: World, account: Account) -> None:
    found = unit(office, "Першы атрад")
    actions.enter_posting(office.hand(office.vera), account.statement.source, found, PostingDraft("member", "баец"), source=READ)
    assert "1 in all" in text(vera, f"/units/{found.pk}/all/postings/")
    shown = text(marek, f"/units/{found.pk}/all/postings/")
    assert "0 in all" in shown
    assert "баец" not in shown
    assert vera.get(f"/units/{found.pk}/all/names/").status_code == 404


def test_the_list_is_taken_away_as_a_spreadsheet(vera: Client, office: World) -> None:
    unit(office, "Першы атрад", "АМАП")
    size = reading.size()
    sheet = openpyxl.load_workbook(io.BytesIO(vera.get("/units/table.xlsx").content))["units"]
    assert [cell.value for cell in sheet[2]][1:] == ["Першы атрад", "АМАП", "police.riot", "detachment", "BY"]
    assert [entry.skeleton.action for entry in reading.entries(start=size)] == ["list.exported"]
