"""`kniha verify`: what a file proves, step by step, offline and without trusting whoever gave it (docs/spec/files.md).

Loads the ledger engine alone: no Django, no network, no settings.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from kniha.cli.verdicts import as_json, as_lines, plain
from kniha.ledger import tlog_proofs
from kniha.ledger.cosignatures import parse_witness_key
from kniha.ledger.given import Given, trusting
from kniha.ledger.keys import VerifierKey, parse_verifier_key
from kniha.ledger.registers import parse_register
from kniha.ledger.verdicts import Status, Verdict, unread
from kniha.ledger.verifier import verify_file
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.runs.bundle_folders import FolderFiles
from kniha.vocab.errors import KnihaError, MalformedError, TooLargeError

ABOUT = "check what a file proves, offline"
_MORE = """\
Checks step by step what a file from a register proves: the proof of an incident (.kniha-proof), a reporter's certificate
(.kniha-certificate), a pair of heads (.kniha-heads), a whole exported book (.kniha-book), a case file or release (folder
or .zip), a seam, a signed checkpoint. What it is, its bytes say. The first step that fails says what is wrong.

Such a file brings the keys that signed it. Whose they are, only you can tell: give the register's as its register.json or
as the text of each key (--key), the witnesses' (--witness), the authorities' roots (--authority). What is not given is
listed as open, with the fingerprints to compare.

Exit status: 0 all holds, 1 something is wrong, 2 something could not be checked, and nothing is wrong.

  kniha verify KN-2026-48213.kniha-proof --key register.json
"""
_LARGEST_GIVEN = 16 << 20
_KEY = re.compile(r"[^+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*")


What = TypeVar("What")


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `verify`."""
    parser = subparsers.add_parser("verify", help=ABOUT, description=_MORE, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE", help="what to check; - for standard input")
    for option, metavar, what in (
        ("--key", "REGISTER.json|KEY", "the register's public description, or one of its keys"),
        ("--witness", "FILE|KEY", "a witness's key, or a file with one at the end of each line"),
        ("--authority", "PEM", "the root certificates of an authority of time"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=f"{what}; may be repeated")
    parser.add_argument("--json", action="store_true", help="the verdicts for machines")
    parser.add_argument(
        "--tlog-proofs",
        metavar="FOLDER",
        type=Path,
        help="also write there, for other people's tools, where each entry of a proof or certificate stands in its log (C2SP tlog-proof)",
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify every file; return the exit status."""
    try:
        given = _given(arguments)
    except MalformedError as error:
        print(plain(f"kniha verify: {error}"), file=sys.stderr)
        return Status.NOT_CHECKED
    results = [_verify(file, given) for file in arguments.files]
    if arguments.tlog_proofs:
        try:
            _write_tlog_proofs(results, arguments.tlog_proofs)
        except OSError as error:
            print(plain(f"kniha verify: --tlog-proofs {arguments.tlog_proofs}: {error.strerror}"), file=sys.stderr)
            return Status.NOT_CHECKED
    if arguments.json:
        print(json.dumps([as_json(*result) for result in results], indent=1))
    else:
        print("\n\n".join("\n".join(as_lines(*result)) for result in results))
    statuses = {verdict.status for _, _, verdict in results}
    # A file found wrong matters more than one that could not be checked.
    return next(status for status in (Status.WRONG, Status.NOT_CHECKED, Status.HOLDS) if status in statuses)


def _given(arguments: argparse.Namespace) -> Given:
    """What the reader trusts; MalformedError, which names the option, where it cannot be read."""
    return trusting(
        _each("--key", arguments.key, _keys),
        witnesses=_each("--witness", arguments.witness, _witnesses),
        authorities=_each("--authority", arguments.authority, _authorities),
    )


def _each(option: str, words: Iterable[str], read: Callable[[str], Iterable[What]]) -> list[What]:
    return [one for word in words for one in _one(option, word, read)]


def _one(option: str, word: str, read: Callable[[str], Iterable[What]]) -> Iterable[What]:
    try:
        return read(word)
    except (KnihaError, OSError) as error:
        raise MalformedError(f"{option} {word[:80]}: {_why(error)}") from error


def _keys(word: str) -> Iterable[VerifierKey]:
    if _KEY.fullmatch(word):
        return (parse_verifier_key(word),)
    register = parse_register(_read(word))
    return *register.checkpoint_keys, *register.custodian_keys, *register.release_keys


def _witnesses(word: str) -> Iterable[VerifierKey]:
    if _KEY.fullmatch(word):
        return (parse_witness_key(word),)
    lines = _read(word).decode(errors="replace").splitlines()
    return [parse_witness_key(line.split()[-1]) for line in lines if line.strip() and not line.startswith("#")]


def _authorities(file: str) -> Iterable[bytes]:
    from kniha.ledger.timestamp_chains import read_certificates  # here, and not above: certificates take long to load

    return read_certificates(_read(file))


def _read(file: str) -> bytes:
    with Path(file).open("rb") as stream:
        data = stream.read(_LARGEST_GIVEN + 1)
    if len(data) > _LARGEST_GIVEN:
        raise TooLargeError(f"such a file is at most {_LARGEST_GIVEN >> 20} MiB")
    return data


def _verify(file: str, given: Given) -> tuple[str, str, Verdict]:
    """What was checked, its kind, its verdict."""
    try:
        if file == "-":
            return file, *verify_file(sys.stdin.buffer, given)
        if Path(file).is_dir():
            return file, "bundle", verify_bundle(FolderFiles(Path(file)), given)
        with Path(file).open("rb") as stream:
            return file, *verify_file(stream, given)
    except OSError as error:
        return file, "unknown", unread(_why(error))


def _write_tlog_proofs(results: Iterable[tuple[str, str, Verdict]], folder: Path) -> None:
    """Write the place of each entry of the files that nothing is wrong with; of the other kinds, and of standard input, nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, kind, verdict in results:
        if kind in tlog_proofs.KINDS and file != "-" and verdict.status is not Status.WRONG:
            for proof in tlog_proofs.proofs_in(kind, Path(file).read_bytes()):
                (folder / f"{Path(file).stem}-{proof.index}{tlog_proofs.ENDING}").write_text(proof.encode(), encoding="utf-8")


def _why(error: KnihaError | OSError) -> str:
    return f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
