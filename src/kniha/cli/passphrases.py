"""Asking for passphrases: at the terminal, or one line of standard input where there is none. Never from arguments or environment."""

import sys
from getpass import getpass
from pathlib import Path

from kniha.vocab.errors import ConfigurationError, MalformedError

SHORTEST = 12
"""Letters of a new passphrase. Long is better than odd: four or five unrelated words."""


def ask(name: str) -> str:
    """Ask for the passphrase of the key file `name`, and say that the process waits for it."""
    print(f"kniha: waiting for the passphrase of {name}", file=sys.stderr, flush=True)
    if _has_terminal():
        return getpass("Passphrase: ", sys.stderr)
    line = sys.stdin.readline()
    if not line:
        raise ConfigurationError(f"{name} is under a passphrase; there is no terminal to ask at, and standard input is empty")
    return line.rstrip("\r\n")


def ask_new(purpose: str) -> str:
    """Ask twice for a new passphrase."""
    print(f"A passphrase for {purpose}, at least {SHORTEST} letters. Nobody can give it back to you.", file=sys.stderr)
    passphrase = _typed("New passphrase: ")
    if len(passphrase) < SHORTEST:
        raise MalformedError(f"a passphrase has at least {SHORTEST} letters")
    if _typed("The same again: ") != passphrase:
        raise MalformedError("the two passphrases differ; nothing was made")
    return passphrase


def _typed(prompt: str) -> str:
    if _has_terminal():
        return getpass(prompt, sys.stderr)
    return sys.stdin.readline().rstrip("\r\n")


def _has_terminal() -> bool:
    try:
        Path("/dev/tty").open("rb").close()
    except OSError:
        return False
    return True
