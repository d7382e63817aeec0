"""The outsiders of the demonstration: two partners' witnesses and two authorities of time. All on this machine, so they witness nothing.

Where they answer is written anew at each start: their ports may have changed.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kniha.conf.keys import REGISTER
from kniha.conf.witness import PUBLIC
from kniha.conf.witnesses import WITNESSES
from kniha.runs.demonstration import authority_serving
from kniha.runs.demonstration.children import KNIHA, Children

HOST = authority_serving.HOST
NAMES = ("witness-a.demonstration.example/kniha", "witness-b.demonstration.example/kniha")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the outsiders listen: one port for each witness, one for both authorities."""

    witnesses: tuple[int, ...]
    authorities: int


def make_witnesses(home: Path, children: Children) -> None:
    """Make the witnesses' keys, and have them watch the register under `home`. They never share a folder with it in real life."""
    for name in NAMES:
        folder = str(_folder(home, name))
        children.run("witness", [KNIHA, "witness", "new", "--name", name, folder])
        children.run("witness", [KNIHA, "witness", "trust", folder, str(home / "keys" / REGISTER)])


def lay_out(home: Path, ports: Ports) -> None:
    """Write into the folder of keys where the outsiders answer: what the worker reads at its start."""
    authority_serving.lay_out(home, ports.authorities, at=datetime.now(UTC), random_bytes=secrets.token_bytes)
    lines = [
        f"http://{HOST}:{port} {key}"
        for name, port in zip(NAMES, ports.witnesses, strict=True)
        for key in (_folder(home, name) / PUBLIC).read_text("utf-8").splitlines()
    ]
    (home / "keys" / WITNESSES).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def started(home: Path, ports: Ports) -> Sequence[tuple[str, Sequence[str]]]:
    """Return what to start: the name of each child and its words."""
    witnesses = [
        (_folder(home, name).name, [KNIHA, "witness", "run", str(_folder(home, name)), "--port", str(port)])
        for name, port in zip(NAMES, ports.witnesses, strict=True)
    ]
    return [*witnesses, ("authorities", [authority_serving.__name__, str(home), str(ports.authorities)])]


def _folder(home: Path, name: str) -> Path:
    return home / "witnesses" / name.partition(".")[0]
