"""`kniha verify` says what holds and what does not. Its real output is compared with transcripts/verify.txt.

After a wanted change: `python -m tests.ledger.test_verify_command` writes the transcript anew; read the difference.
"""

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from tests.ledger.world import AT, REGISTER, SHOWN, Register, altered, closed, custodians, signing_keys, story

from kniha.cli import verify
from kniha.ledger import tree
from kniha.ledger.book_file import Book, write_book
from kniha.ledger.bundle_zips import zip_target
from kniha.ledger.bundles import build_bundle, describe
from kniha.ledger.certificate_file import build_certificate
from kniha.ledger.cosignatures import cosign
from kniha.ledger.heads_file import build_heads
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import release_name
from kniha.ledger.tlog_proofs import check_entry, parse_tlog_proof

RELEASE = SigningKey(release_name(REGISTER), Algorithm.ED25519, b"r" * 32)
WITNESS = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)
TRANSCRIPT = Path(__file__).parent / "transcripts/verify.txt"
COMMANDS = (
    "kniha verify incident.kniha-proof --key register.json",
    "kniha verify incident.kniha-proof",
    "kniha verify edited-value.kniha-proof edited-action.kniha-proof edited-record.kniha-proof --key register.json",
    "kniha verify forged.kniha-proof",
    "kniha verify forged.kniha-proof --key register.json",
    "kniha verify newest.checkpoint --key register.json",
    "kniha verify newest.checkpoint",
    "kniha verify edited.checkpoint --key register.json",
    "kniha verify report.kniha-certificate grown.kniha-heads two-pasts.kniha-heads --key register.json",
    "kniha verify whole.kniha-book edited.kniha-book --key register.json --witness witnesses",
    "kniha verify case-file case-file.zip extra-file --key register.json",
    "kniha verify seam-1.note --key register.json",
    "kniha verify photo.jpg missing.kniha-proof incident.kniha-proof --key register.json",
    "kniha verify incident.kniha-proof --key missing.json",
    "kniha verify edited-value.kniha-proof --json",
)


def edit_value(said):
    said["entries"][0]["shown"][6]["bytes"] = '"killing"'


def edit_action(said):
    said["entries"][2]["skeleton"] = said["entries"][2]["skeleton"].replace("incident.sent", "incident.shut")


def edit_record(said):
    said["record"][0][2]["victims"] = 3


def heads(old, new, consistency=()):
    return build_heads(old=old, new=new, consistency=consistency)


def another_past(book):
    other = book.cut(5)
    for _ in range(4):
        other.enter("statement.read", [])
    return other


def whole(book):
    out = io.BytesIO()
    cosigned = {WITNESS.verifier(): cosign(book.head(), WITNESS, at=AT + 60)}
    write_book(out, Book(REGISTER, 9, "all"), book.stored(), [(9, book.evidence(cosignatures=cosigned))])
    return out.getvalue()


def case_file():
    files = {"data/list.csv": b"number\nKN-2025-48213\n", "data/photo.jpg": b"\xff\xd8"}
    described = {"register": REGISTER, "kind": "case-file", "title": "The yard of 11 August", "made_on": "2025-11-24"}
    out = io.BytesIO()
    with zip_target(out, "case-7") as target:
        build_bundle(
            target,
            {path: lambda data=data: contextlib.closing(io.BytesIO(data)) for path, data in files.items()},
            describe(files, signers=(RELEASE,), **described),
            (RELEASE,),
        )
    return out.getvalue()


def lay_out(folder):
    """Write the files that the commands name into `folder`."""
    book = story()
    forger = Register(keys=signing_keys(seed=b"f"), entries=book.entries, nodes=book.nodes)
    proof, checkpoint = book.proof(SHOWN), book.checkpoint()
    files = {
        "incident.kniha-proof": proof,
        "edited-value.kniha-proof": closed(altered(proof, edit_value)),
        "edited-action.kniha-proof": closed(altered(proof, edit_action)),
        "edited-record.kniha-proof": closed(altered(proof, edit_record)),
        "forged.kniha-proof": forger.proof(SHOWN),
        "newest.checkpoint": checkpoint.encode(),
        "edited.checkpoint": checkpoint.replace("\n9\n", "\n8\n").encode(),
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "report.kniha-certificate": build_certificate(entry=book.entry(1, ("day", "certificate")), head=book.evidence()),
        "grown.kniha-heads": heads(book.evidence(5), book.evidence(), tree.consistency_proof(5, 9, book.read)),
        "two-pasts.kniha-heads": heads(book.evidence(), another_past(book).evidence()),
        "whole.kniha-book": whole(book),
        "edited.kniha-book": whole(book).replace("затрымалі".encode(), "запрасілі".encode()),
        "seam-1.note": book.put_back(6).seams[0][0].encode(),
        "case-file.zip": case_file(),
        "witnesses": f"# who cosigns\nhttps://archive.example {WITNESS.verifier().text}\n".encode(),
        "register.json": json.dumps(
            {
                "register": REGISTER.hex(),
                "checkpoint_keys": [key.text for key in book.verifiers()],
                "custodian_keys": [key.verifier().text for key in custodians()],
                "release_keys": [RELEASE.verifier().text],
            }
        ).encode(),
    }
    for top in ("case-file", "extra-file"):
        with zipfile.ZipFile(io.BytesIO(case_file())) as archive:
            archive.extractall(folder / top)
        for path in (folder / top / "case-7").iterdir():
            path.rename(folder / top / path.name)
        (folder / top / "case-7").rmdir()
    (folder / "extra-file/data/more.txt").write_bytes(b"")
    for name, data in files.items():
        (folder / name).write_bytes(data)


def call(*words):
    """Exit status, standard output and standard error of `kniha verify` with `words`."""
    parser = argparse.ArgumentParser(prog="kniha")
    verify.add_parser(parser.add_subparsers())
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        arguments = parser.parse_args(["verify", *words])
        status = arguments.func(arguments)
    return status, out.getvalue(), err.getvalue()


def transcript():
    parts = []
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        lay_out(Path(folder))
        for command in COMMANDS:
            status, out, err = call(*command.split(" ")[2:])
            parts.append(f"$ {command}\n{out}{err}[{status}]\n")
    return "\n".join(parts)


@pytest.fixture
def files(tmp_path, monkeypatch):
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_output_is_that_of_the_transcript():
    assert transcript() == TRANSCRIPT.read_text(encoding="utf-8")


def test_the_verdict_for_machines_has_the_same_steps_and_open_points(files):
    status, out, _ = call("incident.kniha-proof", "--key", "register.json", "--json")
    (said,) = json.loads(out)
    assert status == 0
    assert said["holds"]
    assert (said["file"], said["kind"], said["status"]) == ("incident.kniha-proof", "proof", 0)
    assert [step["outcome"] for step in said["steps"]] == ["holds"] * 10
    assert [point.partition(":")[0] for point in said["open"]] == ["no witness has seen this head", "when the head was there"]
    assert said.keys() == {"file", "kind", "holds", "status", "steps", "open", "verdict"}


def test_keys_may_be_given_as_text_one_by_one(files):
    one, two = (key.text for key in story().verifiers())
    assert call("incident.kniha-proof", "--key", one, "--key", two)[0] == 0
    assert call("incident.kniha-proof", "--key", one)[0] == 1
    assert call("newest.checkpoint", "--key", one)[0] == 0


def test_a_proof_is_read_from_standard_input(files, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper((files / "incident.kniha-proof").open("rb")))
    status, out, _ = call("-", "--key", "register.json")
    assert status == 0
    assert out.startswith("-: proof\n")


def test_it_runs_offline_with_neither_django_nor_a_network(files):
    """Whoever checks a proof has Python, cryptography and orjson, and no reason to install more."""
    code = (
        "import sys; sys.modules['django'] = sys.modules['httpx'] = sys.modules['socket'] = None\n"
        "import argparse; from kniha.cli import verify\n"
        "parser = argparse.ArgumentParser(); verify.add_parser(parser.add_subparsers())\n"
        "arguments = parser.parse_args(['verify', 'incident.kniha-proof', '--key', 'register.json'])\n"
        "status = arguments.func(arguments)\n"
        "assert not {name.partition('.')[0] for name in sys.modules} & {'numpy', 'duckdb', 'pyarrow', 'ssl'}\n"
        "sys.exit(status)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"})
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "This holds." in ended.stdout


def test_proofs_for_other_tools_are_written_of_files_that_nothing_is_wrong_with(files):
    names = ("incident.kniha-proof", "report.kniha-certificate", "edited-value.kniha-proof", "newest.checkpoint")
    assert call(*names, "--key", "register.json", "--tlog-proofs", "others")[0] == 1
    proofs = {path.name: parse_tlog_proof(path.read_text(encoding="utf-8")) for path in (files / "others").iterdir()}
    assert proofs.keys() == {f"incident-{index}.tlog-proof" for index in SHOWN} | {"report-1.tlog-proof"}
    assert {check_entry(proof, story().verifiers(), [])[0] for proof in proofs.values()} == {story().head()}


def test_a_folder_that_cannot_be_made_is_said(files):
    status, out, err = call("incident.kniha-proof", "--key", "register.json", "--tlog-proofs", "photo.jpg/others")
    assert (status, out) == (2, "")
    assert err.startswith("kniha verify: --tlog-proofs photo.jpg/others: ")


def test_a_file_found_wrong_counts_more_than_one_that_cannot_be_read(files):
    assert call("missing", "edited-value.kniha-proof", "incident.kniha-proof")[0] == 1
    assert call("missing", "incident.kniha-proof")[0] == 2


def test_what_a_file_is_its_bytes_say_and_not_its_name(files):
    (files / "damaged.kniha-proof").write_bytes((files / "incident.kniha-proof").read_bytes()[1:])
    (files / "photo.jpg").write_bytes((files / "incident.kniha-proof").read_bytes())
    assert call("damaged.kniha-proof")[0] == 2
    assert call("photo.jpg")[0] == 0


@pytest.mark.parametrize(
    "said",
    [
        b"x",
        b"[]",
        b"{}",
        b'{"register": "00", "checkpoint_keys": []}',
        json.dumps({"register": "0" * 64, "checkpoint_keys": []}).encode(),
        json.dumps({"register": "0" * 64, "checkpoint_keys": [1]}).encode(),
        json.dumps({"register": "0" * 64, "checkpoint_keys": ["x"]}).encode(),
        json.dumps({"register": "0" * 64, "checkpoint_keys": [key.text for key in story().verifiers()]}).encode(),
    ],
)
def test_a_description_without_the_registers_own_keys_stops_the_check(files, said):
    (files / "other.json").write_bytes(said)
    status, out, err = call("incident.kniha-proof", "--key", "other.json")
    assert (status, out) == (2, "")
    assert err.startswith("kniha verify: --key other.json: ")


def test_words_that_would_repaint_the_terminal_are_shown_as_escapes(files):
    book = Register()
    book.enter("register.founded", [])
    number = "KN\x1b[2J\u202e\x9b1m"
    book.enter("incident.opened", [("insert", "incident", "0" * 32, {"number": number})])
    (files / "odd.kniha-proof").write_bytes(book.proof({1: ("day", "0/number")}, about=("incident", "0" * 32)))
    status, out, _ = call("odd.kniha-proof")
    assert status == 0
    assert "KN\\u001b[2J\\u202e\\u009b1m, by entry" in out
    assert all(letter.isprintable() or letter == "\n" for letter in out)


if __name__ == "__main__":
    TRANSCRIPT.write_text(transcript(), encoding="utf-8")
