"""The source of the whole product is read for ways to write a journalled table: `rows.apply` has one, and nothing else.

The first of three nets; tests/book/test_nothing_writes_outside_an_action.py has the others. No database is asked anything here.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest
from tests.repo.tree import SRC

from kniha.book.journal import rows

WRITES = {
    "save", "save_base", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "add", "set",
    "remove", "clear", "_raw_delete", "_update", "_insert",
}  # fmt: skip
MAY_WRITE = {
    "book/journal/rows.py": "apply itself",
    "book/journal/replay.py": "a database of its own in memory, whose tables it makes",
}
"""Where statements on journalled tables, or ways around their guard, may stand."""


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """All but the intake's, which has tables of its own and none of these."""
    paths = [path for path in sorted(SRC.rglob("*.py")) if not {"migrations", "intake"} & set(path.parts)]
    return tuple((path.relative_to(SRC).as_posix(), ast.parse(path.read_text())) for path in paths)


def names_in(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} | {
        one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)
    }


def writing_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of a method that writes, on something that names a journalled table or leads past its guard."""
    guarded = {model.__name__ for model in rows.journalled_models()} | {"_base_manager", "_default_manager"}
    for node in ast.walk(tree):
        is_write = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if is_write and names_in(node.func.value) & guarded:
            yield node


def unguarded(tree: ast.AST) -> Iterator[ast.Call]:
    """Querysets made past the manager: `models.QuerySet(Incident)` refuses nothing."""
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if last in {"QuerySet", "Manager"} and ast.unparse(called) in {"models.QuerySet", "QuerySet", "models.Manager", "Manager"}:
            yield node


STATEMENT = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE)\b", re.IGNORECASE)
OWN_TABLES = {
    "book/journal/triggers.py": "the head's first row, and the triggers that refuse",
    "book/bulk/rows.py": "rows of batches, which no entry tells one by one: tests/runs/test_batches.py holds that nobody else writes them",
    "book/journal/layout.py": "tables of the ledger, made anew without row numbers before their first row",
}


def statements(tree: ast.AST) -> Iterator[str]:
    """Texts that write a table by SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "x" for part in node.values)
            if STATEMENT.search(text):
                yield text


def test_no_code_but_apply_writes_a_journalled_table() -> None:
    found = [
        f"{name}:{call.lineno} {ast.unparse(call)}" for name, tree in modules() if name not in MAY_WRITE for call in writing_calls(tree)
    ]
    assert not found


def test_no_code_but_apply_and_replay_makes_a_queryset_past_the_guard() -> None:
    found = [f"{name}:{call.lineno}" for name, tree in modules() if name not in MAY_WRITE for call in unguarded(tree)]
    assert not found


def test_no_other_code_writes_by_sql() -> None:
    ours = (name for name, tree in modules() if name.startswith("book/") and list(statements(tree)))
    assert set(ours) <= MAY_WRITE.keys() | OWN_TABLES.keys()


@pytest.mark.parametrize(
    "line",
    [
        "Incident(title='x').save()",
        "Incident.objects.filter(pk=1).update(state='accepted')",
        "events.models.Act.objects.all().delete()",
        "Incident._base_manager.update(state='x')",
        "models.QuerySet(Incident).update(state='x')",
        "cursor.execute('UPDATE book_incident SET state = 1')",
        "cursor.execute(f'DELETE FROM {table}')",
    ],
)
def test_the_search_finds_what_it_looks_for(line: str) -> None:
    tree = ast.parse(line)
    assert [*writing_calls(tree), *unguarded(tree), *statements(tree)]
