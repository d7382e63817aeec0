"""Every action that the office enters has its words, so that a history can tell it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from kniha.vocab.terms import codes

SRC = Path(__file__).parents[2] / "src" / "kniha"
FOLDERS = ("book", "runs", "courier", "worker")


def entered() -> Iterator[str]:
    """Yield the names that stand as the second argument of `hand.enter` and `hand.draft`, and in two tables: of access, of kinds."""
    for path in (path for folder in FOLDERS for path in (SRC / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"enter", "draft"}:
                yield from (one.value for name in node.args[1:2] for one in ast.walk(name) if isinstance(one, ast.Constant))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_Kind":
                yield node.args[0].value
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Kind":
                yield from (one.value.value for one in node.keywords if one.arg == "action")


def test_the_search_finds_actions() -> None:
    assert {"incident.opened", "act.recorded", "report.received", "record.sourced", "persons.decided"} <= set(entered())


def test_every_action_has_its_words_and_no_words_lack_their_action() -> None:
    assert {name.replace("_", "-") for name in entered()} == codes("actions")
