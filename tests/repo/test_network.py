"""Nothing but kniha.remote opens a connection. Import contracts cannot name parts of the standard library; this reads the imports."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kniha"
OPENS = {"http.client", "urllib.request", "socket", "ftplib", "smtplib", "asyncio", "xmlrpc.client", "telnetlib", "imaplib", "poplib"}
# The demo asks the system for a free port before it starts its servers; it connects to nothing. The nursery of children that look into
# files and its parent share a pair of sockets without an address: ends of pipes can be handed over in no other way.
NAMED = {"cli/demo.py": {"socket"}, "runs/view_nursery.py": {"socket"}, "runs/view_child.py": {"socket"}}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, at any depth of the code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize(
    "path", [path for path in SOURCE.rglob("*.py") if "remote" not in path.parts], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_no_other_room_opens_a_connection(path: Path) -> None:
    allowed = NAMED.get(path.relative_to(SOURCE).as_posix(), set())
    assert (imported(path) & OPENS) - allowed == set()
