"""The one step that makes all tables leaves what the steps before it left, and a book made by those counts as made by it."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from kniha.book.management.commands.migrate import BEFORE

LAST_STEP = ("book", "0020_early_answers")
ALL_AT_ONCE = ("book", "0001_squashed_0020_early_answers")


def tables(loader: MigrationLoader, node: tuple[str, str]) -> dict[str, object]:
    """Every table of the book as the migrations up to `node` describe it."""
    return {name: state for (app, name), state in loader.project_state(node).models.items() if app == "book"}


def test_it_makes_what_the_steps_made():
    steps, at_once = MigrationLoader(None, replace_migrations=False), MigrationLoader(None)
    assert ALL_AT_ONCE in at_once.graph.nodes
    assert LAST_STEP not in at_once.graph.nodes
    made = tables(at_once, ALL_AT_ONCE)
    assert len(made) > 100
    assert made == tables(steps, LAST_STEP)


@pytest.mark.django_db
@pytest.mark.parametrize("steps_taken", [20, 19])
def test_of_a_book_made_by_the_steps_only_what_is_new_is_waited_for(steps_taken):
    book = MigrationRecorder(connection).migration_qs.filter(app="book")
    replaced = {name for _, name in MigrationLoader(None).disk_migrations[ALL_AT_ONCE].replaces}
    since = sorted(book.exclude(name__in=replaced | {ALL_AT_ONCE[1]}).values_list("name", flat=True))
    steps = sorted(replaced)
    book.exclude(name__in=steps[:steps_taken]).delete()
    executor = MigrationExecutor(connection)
    waiting = [step.name for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    assert waiting == steps[steps_taken:] + since


@pytest.mark.django_db
@pytest.mark.parametrize("label", BEFORE)
def test_the_tables_of_others_are_made_before_the_books_and_none_is_left_out(label):
    made = list(MigrationRecorder(connection).migration_qs.order_by("pk").values_list("app", flat=True))
    assert made.index("book") > max(place for place, app in enumerate(made) if app == label)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
