"""Every command teaches, and the tool starts where nothing but its two base requirements is installed."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions

import pytest
from tests.repo.tree import ROOT

from kniha.cli.main import COMMANDS

BASE = {"kniha", "cryptography", "orjson", "cffi", "_cffi_backend", "pycparser"}
REFUSING = """
import sys
class OnlyTheBase:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"{{name}} is not installed here", name=name)
sys.meta_path.insert(0, OnlyTheBase())
from kniha.cli.main import main
raise SystemExit(main({words!r}))
"""


def paths(parser: argparse.ArgumentParser, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Yield every command below `parser`: its words and its own parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield (*above, word), inner
                yield from paths(inner, (*above, word))


def all_commands() -> dict[tuple[str, ...], argparse.ArgumentParser]:
    root = argparse.ArgumentParser("kniha")
    subparsers = root.add_subparsers()
    for name in COMMANDS:
        import_module(f"kniha.cli.{name}").add_parser(subparsers)
    return dict(paths(root))


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_a_command_answers_to_help_and_says_what_it_is_for(words) -> None:
    parser = all_commands()[words]
    assert parser.description
    assert parser.format_help()


def test_every_command_in_the_readme_exists() -> None:
    named = re.findall(r"(?:`|^    )kniha ([a-z]+)(?: ([a-z]+)(?=`|$))?", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert named
    assert not {tuple(filter(None, words)) for words in named} - set(all_commands())


@pytest.mark.parametrize("words", [["--help"], ["--version"], *([name.rstrip("_"), "--help"] for name in COMMANDS)], ids=" ".join)
def test_the_tool_starts_without_any_extra(words) -> None:
    code = REFUSING.format(refused=set(packages_distributions()) - BASE, words=words)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
