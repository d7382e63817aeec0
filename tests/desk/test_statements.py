"""Reading and coding: the words stay as they were said; the coding is tied to them."""

import io

import openpyxl
import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.world import TEXT, World

from kniha.book.journal import reading
from kniha.book.statements.models import Account, Passage, SealedWord

pytestmark = pytest.mark.django_db


def coding(**more: object) -> dict[str, object]:
    """A coding form with nothing in it but `more`."""
    empty = {f"{kind}-{field}": number for kind in ("passages", "mentions") for field, number in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    return empty | more


def test_the_inbox_shows_what_waits(vera: Client, filed: Filed) -> None:
    page = vera.get("/").content.decode()
    assert f"/statements/{filed.statement.pk}/" in page


def test_the_reading_page_shows_words_consent_and_covered_files(vera: Client, filed: Filed) -> None:
    page = vera.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert "Мужчына ў чорным біў мяне дубінкай" in page
    assert "keep what I told: yes" in page
    assert "здымак.jpg" in page
    assert "<img" not in page


def test_who_reads_a_statement_lets_the_source_know_once_and_who_may_not_does_not(
    vera: Client, zoya: Client, marek: Client, filed: Filed
) -> None:
    assert marek.get(f"/statements/{filed.statement.pk}/").status_code == 404
    assert vera.get("/statements/").status_code == 200
    assert not SealedWord.objects.exists()
    assert vera.get(f"/statements/{filed.statement.pk}/").status_code == 200
    (word,) = SealedWord.objects.values()
    assert (word["statement"], word["source"]) == (filed.statement.pk, filed.statement.source_id)
    assert zoya.get(f"/statements/{filed.statement.pk}/").status_code == 200
    assert SealedWord.objects.values().get() == word


def test_a_list_is_taken_away_as_a_spreadsheet_and_that_is_an_entry(vera: Client, marek: Client, filed: Filed) -> None:
    size = reading.size()
    book = openpyxl.load_workbook(io.BytesIO(vera.get("/statements.xlsx").content))
    assert [cell.value for cell in book["statements"]["A"]] == ["id", filed.statement.pk]
    assert book["statements"]["B2"].is_date
    assert [entry.skeleton.action for entry in reading.entries(start=size)] == ["list.exported"]
    empty = openpyxl.load_workbook(io.BytesIO(marek.get("/statements.xlsx").content))
    assert empty["statements"].max_row == 1


def test_a_list_is_taken_away_as_csv(vera: Client, filed: Filed) -> None:
    lines = b"".join(vera.get("/statements.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("id,received_on")
    assert lines[1].startswith(filed.statement.pk)


def test_facets_narrow_the_list(vera: Client, filed: Filed) -> None:
    assert filed.statement.pk in vera.get("/statements/?coded=no").content.decode()
    assert filed.statement.pk not in vera.get("/statements/?coded=yes").content.decode()


def test_a_row_of_passages_that_nobody_touched_stands_in_nobodys_way(vera: Client, filed: Filed) -> None:
    """A browser sends the first choice of its list with it."""
    row = {"passages-TOTAL_FORMS": 1, "passages-0-about": "when", "passages-0-words": "", "passages-0-start": "", "passages-0-end": ""}
    assert vera.post(f"/statements/{filed.statement.pk}/code/", coding(first="11.08.2020") | row).status_code == 302
    assert not Passage.objects.exists()


def test_an_account_is_coded_by_copied_words(vera: Client, filed: Filed) -> None:
    form = coding(
        first="11.08.2020 23:00",
        margin="10",
        when_words="каля адзінаццатай",
        point="53.9023, 27.5619",
        radius_m="200",
        kinds=["integrity.physical-assault"],
    )
    form |= {"passages-TOTAL_FORMS": 1, "passages-0-about": "act", "passages-0-words": "біў мяне дубінкай"}
    form |= {"mentions-TOTAL_FORMS": 1, "mentions-0-role": "alleged-part", "mentions-0-name": "Рысь", "mentions-0-words": "Рысь"}
    answer = vera.post(f"/statements/{filed.statement.pk}/code/", form)
    assert answer.status_code == 302
    account = Account.objects.get()
    assert account.precision == "about"
    assert (account.last - account.first).total_seconds() == 20 * 60
    act = Passage.objects.get(about="act")
    assert TEXT[act.start : act.end] == "біў мяне дубінкай"
    assert account.mentions.get().name == "Рысь"
    page = vera.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert "<mark" in page
    assert "about 23:00 (±10 min)" in page


def test_a_letter_of_another_script_in_a_name_is_pointed_out(vera: Client, filed: Filed) -> None:
    for name in ("Смiрноў", "Рысь"):
        form = {"mentions-TOTAL_FORMS": 1, "mentions-0-role": "alleged-part", "mentions-0-name": name}
        vera.post(f"/statements/{filed.statement.pk}/code/", coding(**form))
    page = vera.get(f"/statements/{filed.statement.pk}/").content.decode()
    assert page.count("is a Latin letter") == 1
    assert "“i” in “Смiрноў” is a Latin letter" in page


def test_an_account_is_coded_by_numbers(vera: Client, filed: Filed) -> None:
    form = coding(**{"passages-TOTAL_FORMS": 1, "passages-0-about": "when", "passages-0-start": 0, "passages-0-end": 10})
    vera.post(f"/statements/{filed.statement.pk}/code/", form)
    assert (Passage.objects.get().start, Passage.objects.get().end) == (0, 10)


def test_more_rows_without_a_script(vera: Client, filed: Filed) -> None:
    page = vera.post(f"/statements/{filed.statement.pk}/code/", coding(more="passages", first="11.08.2020"))
    assert page.status_code == 200
    assert b"passages-1-words" in page.content
    assert b'value="11.08.2020"' in page.content


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("first", "31.02.2020", "There is no such day or hour"),
        ("first", "учора", "Write a day like"),
        ("last", "10.08.2020", "Say from when"),
        ("zone", "Mars/Base", "There is no such time zone"),
        ("point", "Мінск", "Write latitude and longitude"),
        ("point", "91, 27", "A latitude lies between"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_the_text_is_kept(
    vera: Client, filed: Filed, field: str, typed: str, told: str
) -> None:
    before = reading.size()
    page = vera.post(f"/statements/{filed.statement.pk}/code/", coding(**{field: typed, "where_words": "ля метро"})).content.decode()
    assert told in page
    assert typed in page
    assert "ля метро" in page
    assert reading.size() == before


def test_an_end_before_the_beginning_is_refused(vera: Client, filed: Filed) -> None:
    form = coding(first="12.08.2020", last="11.08.2020")
    assert "before the beginning" in vera.post(f"/statements/{filed.statement.pk}/code/", form).content.decode()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"words": "гэтага тут няма"}, "do not stand in the statement"),
        ({"words": "а"}, "more than once"),
        ({"start": 5, "end": 100_000}, f"has {len(TEXT)} characters"),
        ({"about": "where"}, "Say which words"),
    ],
)
def test_a_passage_lies_in_the_statement(vera: Client, filed: Filed, row: dict[str, object], told: str) -> None:
    form = coding(**{"passages-TOTAL_FORMS": 1, "passages-0-about": "act"} | {f"passages-0-{key}": value for key, value in row.items()})
    assert told in vera.post(f"/statements/{filed.statement.pk}/code/", form).content.decode()
    assert not Account.objects.exists()


def test_words_of_a_source_run_nowhere(vera: Client, office: World) -> None:
    statement = office.report('<script>alert(1)</script> <b>&amp;</b>\r\nдругі радок "у двукоссі"', envelope="e2" * 32)
    page = vera.get(f"/statements/{statement.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&#13;\n" in page


def test_two_hundred_thousand_characters_of_many_scripts_are_shown(vera: Client, office: World) -> None:
    text = "Ён казаў: “הנה”, 他说, مرحبا, 👩‍👩‍👧, é. " * 6000
    statement = office.report(text[:200_000], envelope="e3" * 32)
    page = vera.get(f"/statements/{statement.pk}/")
    assert page.status_code == 200
    assert len(page.content.decode()) > 200_000


def test_a_formula_in_a_list_is_only_text() -> None:
    from kniha.runs.exporting.tables import harmless

    assert harmless("=HYPERLINK(1)").startswith("'")
    assert harmless("+375") == "'+375"


def test_a_lawyer_may_read_and_not_code(zoya: Client, filed: Filed) -> None:
    assert zoya.get(f"/statements/{filed.statement.pk}/").status_code == 200
    assert zoya.post(f"/statements/{filed.statement.pk}/code/", coding(first="11.08.2020")).status_code == 403
