"""A broad `except` hides faults; it may stand at the edge of a process alone, and the edges are listed here with their reason."""

import ast
from collections.abc import Iterator

import pytest
from tests.repo.tree import modules

EDGES: dict[str, str] = {
    "src/kniha/cli/main.py": "the edge of every command: says what failed and exits 2",
    "src/kniha/courier/rounds.py": "the edge of one envelope: whatever it does to us, it stays at the intake and the others are carried on",
}
BROAD = {"Exception", "BaseException"}


def broad_handlers(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which everything is caught."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds):
                yield node.lineno


def test_only_the_edges_of_processes_catch_everything() -> None:
    found = [f"{module}:{line}" for module, _, tree in modules() if module not in EDGES for line in broad_handlers(tree)]
    assert not found


@pytest.mark.parametrize("clause", ["except:", "except Exception:", "except (ValueError, BaseException) as error:"])
def test_a_broad_handler_is_seen_in_every_form(clause: str) -> None:
    assert list(broad_handlers(ast.parse(f"try:\n    pass\n{clause}\n    pass\n"))) == [3]


def test_a_narrow_handler_is_let_through() -> None:
    assert not list(broad_handlers(ast.parse("try:\n    pass\nexcept (ValueError, OSError):\n    pass\n")))
