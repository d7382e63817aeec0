"""Small secrets that a host makes for itself at its first start."""

import contextlib
import os
import secrets
from pathlib import Path


def django_secret(path: Path) -> str:
    """Return the secret in `path`, making it, readable by its owner alone, where there is none."""
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Write the secret whole before it gets its name: another process may start at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
