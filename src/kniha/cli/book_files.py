"""`kniha book export`, `certificate`, `heads`: the files that anyone can check, made at the office's host (docs/spec/files.md)."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kniha.cli import django, streams
from kniha.vocab.errors import MalformedError

if TYPE_CHECKING:
    from kniha.ledger.head_evidence import HeadEvidence
    from kniha.ledger.registers import Register

_EXPORT = """\
Writes the whole book up to its newest signed head into one file, from which anyone can see that nothing is missing:
kniha verify OUT. That it was taken away, and the reason if one is given, is an entry, made before the first byte.

With values the file holds everything that the register knows, in clear: it is for its owner alone (mode 600), and belongs on
an encrypted disk. Without (--values none) it holds the tree and no content: partners may keep such a copy.
"""
_CERTIFICATE = """\
Writes the certificate of a report: proof for the reporter's own hands that it was in the register by a day, and nothing of what it
says. STATEMENT is the id of the statement that the report became. That the certificate was made is an entry.
"""
_HEADS = """\
Writes a pair of heads: one that somebody holds, and the newest, with the proof that entries were only added between them. OLD is the
number of entries of the old head, or a file that holds it: a proof, a certificate, a pair, a signed checkpoint.
"""
_STATUS = """
Exit status: 0 written; 1 what was to be written would not hold; 2 could not run.
"""


def add_parsers(works: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the three works to those of `kniha book`."""
    export = _work(works, "export", "take out the whole book, for anyone to check", _EXPORT)
    export.add_argument("--values", choices=("all", "none"), default="none", help="whether the values come along (as shipped: none)")
    export.add_argument("--reason", default="", metavar="WORDS", help="why it is taken out")
    export.set_defaults(func=run_export)
    certificate = _work(works, "certificate", "make the certificate of a report", _CERTIFICATE)
    certificate.add_argument("statement", metavar="STATEMENT", help="the id of the statement, 32 hexadecimal digits")
    certificate.set_defaults(func=run_certificate)
    heads = _work(works, "heads", "prove that nothing was changed since an earlier head", _HEADS)
    heads.add_argument("old", metavar="OLD", help="a number of entries, or a file")
    heads.set_defaults(func=run_heads)
    for work in (export, certificate, heads):
        work.add_argument("out", metavar="OUT", help="the file to write")


def run_export(arguments: argparse.Namespace) -> int:
    """Enter that the book is taken away, write it, and verify what was written as others will."""
    django.start()
    from kniha.ledger.given import trusting
    from kniha.ledger.verdicts import check_holds
    from kniha.ledger.verifying_books import verify_book
    from kniha.runs.book_export import enter_export, export_book

    register, out = _register(), Path(arguments.out)
    if arguments.out == streams.STREAM:
        raise MalformedError("a book is verified when it is written, so it goes into a file")
    enter_export(django.process_hand("console"), arguments.values, reason=arguments.reason)
    with streams.writing(arguments.out, mode=0o600) as file:
        exported = export_book(file, register, arguments.values)
    with out.open("rb") as file:
        verdict = verify_book(file, trusting(register.checkpoint_keys))
    if not verdict.holds:
        out.unlink()
    check_holds(verdict)
    _tell(f"{exported.entries:,} entries, closing digest {exported.digest.hex()}")
    return 0


def run_certificate(arguments: argparse.Namespace) -> int:
    """Write a certificate."""
    django.start()
    from kniha.runs.certificates import export_certificate
    from kniha.vocab.ids import parse_id

    certificate = export_certificate(django.process_hand("console"), parse_id(arguments.statement), _register())
    with streams.writing(arguments.out, mode=0o600) as file:
        file.write(certificate)
    return 0


def run_heads(arguments: argparse.Namespace) -> int:
    """Write a pair of heads."""
    django.start()
    from kniha.runs.pairs_of_heads import build

    register = _register()
    pair = build(_old(arguments.old, register), register)
    with streams.writing(arguments.out, mode=0o644) as file:
        file.write(pair)
    return 0


def _old(word: str, register: "Register") -> "HeadEvidence":
    from kniha.runs.pairs_of_heads import brought_head, signed_head

    return signed_head(int(word), register) if word.isascii() and word.isdigit() else brought_head(Path(word).read_bytes(), register)


def _register() -> "Register":
    from django.conf import settings

    from kniha.conf.keys import KeyFolder

    return KeyFolder(settings.OFFICE.keys, settings.OFFICE.demo).register().keys


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


def _work(works: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, about: str, more: str) -> argparse.ArgumentParser:
    return works.add_parser(name, help=about, description=more + _STATUS, formatter_class=argparse.RawDescriptionHelpFormatter)
