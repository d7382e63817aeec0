"""`kniha verify`: what a file proves, step by step, offline and without trusting whoever gave it (docs/spec/ledger.md §8).

Loads the ledger engine alone: no Django, no network, no settings.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from kniha.ledger.keys import VerifierKey, parse_verifier_key
from kniha.ledger.proof_file import SUFFIX
from kniha.ledger.registers import parse_register
from kniha.ledger.verdicts import Outcome, Proven, Verdict
from kniha.ledger.verifier import verify_checkpoint, verify_proof
from kniha.vocab.errors import KnihaError, TooLargeError

ABOUT = "check what a file proves, offline"
_MORE = """\
A proof (.kniha-proof) or a signed checkpoint is checked step by step; the first step that fails says what is wrong.

A proof brings the keys that signed it. Whether they are the register's, only you can tell: give the keys that the
register publishes with --key, as its register.json or as the text of each key, or compare the fingerprints shown.

Exit status: 0 all holds, 1 something is wrong, 2 something could not be checked.

  kniha verify KN-2026-48213.kniha-proof --key register.json
"""
_GOOD, _WRONG, _COULD_NOT = 0, 1, 2
_LARGEST_FILE = 256 << 20
_KEY = re.compile(r"[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*")
_SIGNATURE = "\n\n— ".encode()
_WORDS = {Outcome.HOLDS: "holds", Outcome.WRONG: "WRONG", Outcome.NOT_REACHED: "not reached"}


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one file: a verdict, or why there is none."""

    file: str
    kind: str
    verdict: Verdict | None
    why: str = ""

    @property
    def status(self) -> int:
        if self.verdict is None:
            return _COULD_NOT
        return _GOOD if self.verdict.holds else _WRONG


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `verify`."""
    parser = subparsers.add_parser("verify", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a proof or a checkpoint; - for standard input")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="REGISTER.json|KEY",
        help="the register's public description, or a key; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="the verdicts for machines")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify every file; return the exit status."""
    keys: list[VerifierKey] = []
    for given in arguments.key:
        try:
            keys += _keys(given)
        except (KnihaError, OSError) as error:
            print(_plain(f"kniha verify: --key {given[:80]}: {_why(error)}"), file=sys.stderr)
            return _COULD_NOT
    results = [_verify(file, tuple(keys) or None) for file in arguments.files]
    if arguments.json:
        print(json.dumps([_as_json(result) for result in results], indent=1))
    else:
        print("\n\n".join("\n".join(_lines(result)) for result in results))
    statuses = {result.status for result in results}
    # A file found wrong matters more than one that could not be read.
    return next(status for status in (_WRONG, _COULD_NOT, _GOOD) if status in statuses)


def _keys(given: str) -> Sequence[VerifierKey]:
    return (parse_verifier_key(given),) if _KEY.fullmatch(given) else parse_register(_read(given)).checkpoint_keys


def _verify(file: str, keys: tuple[VerifierKey, ...] | None) -> _Result:
    try:
        data = _read(file)
    except (KnihaError, OSError) as error:
        return _Result(file, "unread", None, _why(error))
    if file.endswith(SUFFIX) or data.lstrip().startswith(b"{"):
        return _Result(file, "proof", verify_proof(data, trusted_keys=keys))
    if _SIGNATURE not in data:
        return _Result(file, "unknown", None, "this is neither a proof nor a checkpoint")
    if keys is None:
        return _Result(file, "checkpoint", None, "a checkpoint brings no keys: give the register's with --key")
    return _Result(file, "checkpoint", verify_checkpoint(data, trusted_keys=keys))


def _read(file: str) -> bytes:
    if file == "-":
        data = sys.stdin.buffer.read(_LARGEST_FILE + 1)
    else:
        with Path(file).open("rb") as stream:
            data = stream.read(_LARGEST_FILE + 1)
    if len(data) > _LARGEST_FILE:
        raise TooLargeError(f"a file is at most {_LARGEST_FILE >> 20} MiB")
    return data


def _why(error: KnihaError | OSError) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)


def _lines(result: _Result) -> list[str]:
    lines = [f"{_plain(result.file)}: {result.kind}"]
    if result.verdict is None:
        return [*lines, f"  Could not be checked: {_plain(result.why)}."]
    for step in result.verdict.steps:
        lines.append(f"  {step.number}. {step.name}: {_WORDS[step.outcome]}")
        if step.detail:
            lines.append(f"     {_plain(step.detail)}")
    lines += ["", *_wrapped(result.verdict.words)]
    if result.verdict.proof is not None:
        lines += ["", *_shown(result.verdict.proof)]
    return lines


def _wrapped(words: str) -> list[str]:
    return wrap(_plain(words), 100, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _shown(proven: Proven) -> list[str]:
    """What a proof that holds has to say: who did what on which day, and the rows that follow."""
    lines = [f"  {_plain(proven.title)}, by entry:"]
    for entry in proven.entries:
        own = [f"{value.path} {value.data.decode()}" for value in entry.shown if "/" not in value.path]
        lines.append(_plain(f"    {entry.skeleton.seq} {', '.join([entry.skeleton.action, *own])}"))
    if proven.record:
        lines.append("  and so, as far as shown:")
    for table, id_, fields in proven.record:
        lines.append(f"    {table} {id_}")
        lines += [_plain(f"      {name}: {json.dumps(value, ensure_ascii=False)}") for name, value in sorted(fields.items())]
    return lines


def _as_json(result: _Result) -> dict[str, object]:
    said: dict[str, object] = {"file": result.file, "kind": result.kind, "status": result.status}
    verdict = result.verdict
    if verdict is None:
        return said | {"why": result.why}
    steps = [{"number": step.number, "name": step.name, "outcome": step.outcome.value, "detail": step.detail} for step in verdict.steps]
    said |= {"holds": verdict.holds, "steps": steps, "verdict": verdict.words}
    if verdict.head is not None:
        said["head"] = {"origin": verdict.head.origin, "size": verdict.head.size, "root": verdict.head.root.hex()}
    if (proven := verdict.proof) is not None:
        said |= {"title": proven.title, "record": proven.record}
        said["keys"] = [{"key": key.text, "fingerprint": key.fingerprint} for key in proven.keys]
    return said


def _plain(text: str) -> str:
    """Show what a terminal would act upon as an escape: against a file whose words repaint the verdict."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
