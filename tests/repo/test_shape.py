"""Sizes and forms of the modules under src (docs: CONTRIBUTING.md, "House rules")."""

import ast

from tests.repo.tree import SRC, files, modules, name

MODULE_LINES = 400
FUNCTION_LINES = 60
FILE_BYTES = 2_000_000
VAGUE = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"}


def test_no_module_is_longer_than_400_lines() -> None:
    long = [f"{module}: {lines}" for module, text, _ in modules() if (lines := text.count("\n")) > MODULE_LINES]
    assert not long


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{module}:{node.lineno} {node.name}: {lines}"
        for module, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long


def test_an_init_file_is_a_docstring_and_nothing_else() -> None:
    more = [
        module for module, _, tree in modules() if module.endswith("/__init__.py") and (len(tree.body) != 1 or not ast.get_docstring(tree))
    ]
    assert not more


def test_every_module_begins_with_a_docstring() -> None:
    assert not [module for module, _, tree in modules() if not ast.get_docstring(tree)]


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [name(path) for path in SRC.rglob("*") if path.stem in VAGUE]
    assert not vague


def test_no_file_is_larger_than_2_megabytes() -> None:
    large = [f"{name(path)}: {size}" for path in files() if (size := path.stat().st_size) > FILE_BYTES]
    assert not large
