"""Times in the words of a source are suggested to whoever codes, and taken by nobody but them."""

import pytest
from django.test import Client
from tests.desk.conftest import Filed
from tests.desk.test_statements import coding

from kniha.book.journal import reading
from kniha.book.statements.models import Account, Passage

pytestmark = pytest.mark.django_db

SAID = "11 жніўня каля адзінаццатай вечара"


def code(client: Client, filed: Filed, **more: object) -> str:
    return client.post(f"/statements/{filed.statement.pk}/code/", coding(**more)).content.decode()


def test_the_times_of_a_statement_are_suggested_and_none_is_taken(vera: Client, filed: Filed) -> None:
    page = vera.get(f"/statements/{filed.statement.pk}/code/").content.decode()
    assert f"«{SAID}»" in page
    assert "the year is not said" in page
    assert 'name="first" value=' not in page


def test_a_time_that_is_taken_fills_the_form_with_its_words_and_its_passage(vera: Client, filed: Filed) -> None:
    before = reading.size()
    number = next(n for n in range(9) if f'value="{SAID}"' in code(vera, filed, take=n))
    page = code(vera, filed, take=number, where_words="ля метро")
    assert f'name="when_words" value="{SAID}"' in page
    assert 'name="margin" value="30"' in page
    assert 'name="passages-0-start" value="0"' in page
    assert "ля метро" in page
    assert reading.size() == before


def test_taking_it_twice_marks_its_words_once(vera: Client, filed: Filed) -> None:
    marked = {"passages-TOTAL_FORMS": 1, "passages-0-start": 0, "passages-0-end": len(SAID), "passages-0-about": "when"}
    page = code(vera, filed, take=1, **marked)
    assert 'name="passages-1-start"' not in page


def test_what_was_taken_is_entered_like_what_was_typed(vera: Client, filed: Filed) -> None:
    row = {"passages-TOTAL_FORMS": 1, "passages-0-about": "when", "passages-0-start": 0, "passages-0-end": len(SAID)}
    code(vera, filed, first="11.08.2020 23:00", margin=30, when_words=SAID, **row)
    assert Account.objects.get().when_words == SAID
    assert Passage.objects.get().end == len(SAID)


@pytest.mark.parametrize("number", ["99", "-1", "x", ""])
def test_a_suggestion_that_is_not_there_changes_nothing(vera: Client, filed: Filed, number: str) -> None:
    page = code(vera, filed, take=number, first="11.08.2020")
    assert 'name="first" value="11.08.2020"' in page
    assert not Account.objects.exists()


def test_a_forged_count_of_rows_is_no_work_without_end(vera: Client, filed: Filed) -> None:
    assert "Something is to be mended" in code(vera, filed, take=0, **{"passages-TOTAL_FORMS": "9" * 30})
