"""Certificates, pairs of heads, the whole book: what leaves the office holds for anyone, also where the log began again."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from tests.runs.log import Office, go_on
from tests.world import TEXT

from kniha.book.journal import reading
from kniha.book.journal.models import Cosignature
from kniha.book.statements.models import Statement
from kniha.cli.main import main
from kniha.conf.keys import KeyFolder
from kniha.ledger.certificate_file import parse_certificate
from kniha.ledger.checkpoints import parse_text
from kniha.ledger.cosignatures import cosign
from kniha.ledger.given import Given, trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.notes import parse_note
from kniha.ledger.verifier import verify_file
from kniha.ledger.verifying_books import verify_book
from kniha.ledger.verifying_certificates import verify_certificate
from kniha.ledger.verifying_pairs import verify_heads
from kniha.ledger.verifying_proofs import verify_proof
from kniha.runs import certificates, pairs_of_heads, proofs
from kniha.runs.book_export import Exported, enter_export, export_book
from kniha.runs.evidence_of_heads import evidence_of, newest_head
from kniha.vocab.errors import BrokenError, NotFoundError, UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

ARCHIVE = SigningKey("archive.example/w", Algorithm.ED25519_COSIGNATURE, b"a" * 32)


def trust(office: Office, **more: object) -> Given:
    public = office.log.public
    return trusting((*public.checkpoint_keys, *public.custodian_keys), **more)


def exported(office: Office, values: str = "all") -> tuple[bytes, Exported]:
    out = io.BytesIO()
    done = export_book(out, office.log.public, values)
    return out.getvalue(), done


def begun_again(office: Office) -> Office:
    """Two heads, a restore to the first, a seam, and more entries under a head of the new generation."""
    go_on(office.world, 2)
    office.head()
    office.make_copy()
    go_on(office.world, 3)
    office.head()
    office.put_back()
    office.seamed()
    go_on(office.world, 1)
    office.head()
    return office


# Certificates.


def test_a_certificate_says_that_a_report_was_there_by_a_day(office: Office) -> None:
    statement = office.world.report()
    office.head()
    size = reading.size()
    data = certificates.export_certificate(office.world.process("console"), statement.pk, office.log.public)
    verdict = verify_certificate(data, trust(office))
    assert verdict.holds
    assert f"was in the register by {statement.received_on.isoformat()}" in verdict.words
    assert TEXT[:20] not in data.decode()
    assert reading.size() == size + 1
    entry = next(reading.entries(start=size))
    assert (entry.skeleton.action, entry.skeleton.cites) == ("certificate.exported", (("statement", statement.pk),))


def test_a_certificate_waits_for_a_signed_head(office: Office) -> None:
    office.head()
    statement = office.world.report(envelope="77" * 32)
    with pytest.raises(UnavailableError):
        certificates.build(statement.pk, office.log.public)


def test_only_a_report_has_a_certificate(office: Office) -> None:
    incident, _, _ = office.world.opened()
    office.head()
    for row in (incident.pk, "0" * 32):
        with pytest.raises(NotFoundError):
            certificates.build(row, office.log.public)


# The whole book.


def test_the_whole_book_holds_with_values_and_without(office: Office) -> None:
    office.world.opened()
    office.head()
    go_on(office.world, 1)
    office.head()
    for values in ("all", "none"):
        data, done = exported(office, values)
        verdict = verify_book(io.BytesIO(data), trust(office))
        assert verdict.holds, verdict.words
        assert done.entries == reading.size()
        assert (TEXT.encode()[:20] in data) == (values == "all")


def test_an_export_ends_at_the_newest_head(office: Office) -> None:
    office.head()
    size = reading.size()
    enter_export(office.world.process("console"), "all", reason="")
    _, done = exported(office)
    assert (done.entries, reading.size()) == (size, size + 1)
    entry = next(reading.entries(start=size))
    assert (entry.skeleton.action, entry.told()["values"], entry.told()["reason"]) == ("book.exported", "all", "")


def test_before_the_first_head_nothing_is_exported(office: Office) -> None:
    with pytest.raises(UnavailableError):
        exported(office)


def test_the_book_of_a_log_that_began_again_holds(office: Office) -> None:
    data, _ = exported(begun_again(office))
    verdict = verify_book(io.BytesIO(data), trust(office))
    assert verdict.holds, verdict.words
    assert "were lost by a restore" in verdict.steps[5].detail


# Heads.


def test_two_heads_of_the_office_make_a_pair(office: Office) -> None:
    old = office.head()
    go_on(office.world, 3)
    office.head()
    pair = pairs_of_heads.build(pairs_of_heads.signed_head(old.size, office.log.public), office.log.public)
    assert verify_heads(pair, trust(office)).holds


@pytest.mark.parametrize("bring", ["certificate", "pair", "checkpoint", "proof"])
def test_an_old_head_may_come_in_any_file_that_holds_one(office: Office, bring: str) -> None:
    public = office.log.public
    incident, _, _ = office.world.opened()
    office.head()
    held = {
        "certificate": lambda: certificates.build(Statement.objects.filter(kind="report").first().pk, public),
        "pair": lambda: pairs_of_heads.build(newest_head(public)[1], public),
        "checkpoint": lambda: reading.newest_checkpoint().note.encode(),
        "proof": lambda: proofs.build(incident, public),
    }[bring]()
    go_on(office.world, 2)
    office.head()
    pair = pairs_of_heads.build(pairs_of_heads.brought_head(held, public), public)
    verdict = verify_heads(pair, trust(office))
    assert verdict.holds
    assert "were added" in verdict.words


def test_a_head_that_a_restore_lost_goes_into_a_pair_when_somebody_held_it(office: Office) -> None:
    office.head()
    office.make_copy()
    go_on(office.world, 3)
    lost = office.head()
    held = certificates.build(Statement.objects.order_by("pk").first().pk, office.log.public)
    note = reading.newest_checkpoint().note
    office.put_back()
    office.seamed()
    office.head()
    with pytest.raises(NotFoundError):
        pairs_of_heads.signed_head(lost.size, office.log.public)
    for file in (held, note.encode()):
        pair = pairs_of_heads.build(pairs_of_heads.brought_head(file, office.log.public), office.log.public)
        verdict = verify_heads(pair, trust(office))
        assert verdict.holds, verdict.words
        assert "are lost, as the custodians stated" in verdict.words


def test_a_head_of_another_past_makes_no_pair(office: Office) -> None:
    head = office.head()
    forked = office.log.note(replace(head, root=bytes(32)))
    with pytest.raises(BrokenError, match="two pasts"):
        pairs_of_heads.build(pairs_of_heads.brought_head(forked.encode(), office.log.public), office.log.public)


# Evidence.


def test_cosignatures_that_came_for_a_head_go_with_it(office: Office) -> None:
    office.head()
    row = reading.newest_checkpoint()
    line = cosign(parse_text(parse_note(row.note).text), ARCHIVE, at=1_800_000_000)
    with transaction.atomic():
        Cosignature.objects.create(checkpoint=row, key=ARCHIVE.verifier().text, line=line.encode())
    evidence = evidence_of(row, office.log.public)
    assert evidence.witnesses == (ARCHIVE.verifier().text,)
    incident, _, _ = office.world.opened()
    data, _ = exported(office)
    assert verify_book(io.BytesIO(data), trust(office, witnesses=[ARCHIVE.verifier()])).holds
    assert incident.pk


def test_a_proof_after_a_seam_holds_and_says_so(office: Office) -> None:
    incident, _, _ = office.world.opened()
    begun_again(office)
    verdict = verify_proof(proofs.build(incident, office.log.public), trust(office))
    assert verdict.holds, verdict.words
    assert "were lost by a restore" in verdict.steps[3].detail


def test_seams_lost_by_a_later_restore_are_carried_by_the_later_entry(office: Office) -> None:
    incident, _, _ = office.world.opened()
    office.head()
    office.make_copy()
    first = office.copy
    go_on(office.world, 2)
    office.head()
    office.put_back()
    office.make_copy()
    office.seamed()
    go_on(office.world, 2)
    office.head()
    office.copy = first
    office.put_back()
    office.seamed()
    office.head()
    verdict = verify_proof(proofs.build(incident, office.log.public), trust(office))
    assert verdict.holds, verdict.words
    assert verdict.head.origin.endswith("/2")


def test_a_row_that_is_no_witness_line_lets_nothing_leave(office: Office) -> None:
    """Nothing leaves that others would find wrong."""
    incident, _, _ = office.world.opened()
    office.head()
    row = reading.newest_checkpoint()
    line = cosign(replace(parse_text(parse_note(row.note).text), root=bytes(32)), ARCHIVE, at=1)
    with transaction.atomic():
        Cosignature.objects.create(checkpoint=row, key=ARCHIVE.verifier().text, line=line.encode())
    with pytest.raises(BrokenError, match="Step 5"):
        proofs.build(incident, office.log.public)


# Commands.


@pytest.fixture
def commands(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office's public keys, where the commands look for them."""
    monkeypatch.setattr(KeyFolder, "register", lambda _: type("Public", (), {"keys": office.log.public})())
    return office


def test_the_book_is_written_for_its_owner_alone_and_verified(commands: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.head()
    out = tmp_path / "whole.kniha-book"
    assert main(["book", "export", str(out), "--values", "all", "--reason", "the yearly copy"]) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert "closing digest" in capsys.readouterr().err
    with out.open("rb") as file:
        assert verify_file(file, trust(commands))[1].holds
    assert next(reading.entries(start=reading.size() - 1)).told()["reason"] == "the yearly copy"


def test_a_book_that_would_not_hold_is_not_left_behind(commands: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands.head()
    out = tmp_path / "whole.kniha-book"
    monkeypatch.setattr("kniha.runs.book_export.stored", lambda *_: ((seq, b"", ()) for seq in range(reading.size() - 1)))
    assert main(["book", "export", str(out)]) == 1
    assert not out.exists()


def test_a_book_goes_into_a_file(commands: Office) -> None:
    commands.head()
    size = reading.size()
    assert main(["book", "export", "-"]) == 2
    assert reading.size() == size


def test_certificates_and_pairs_are_written(commands: Office, tmp_path: Path) -> None:
    statement = commands.world.report()
    old = commands.head()
    go_on(commands.world, 1)
    commands.head()
    certificate, pair = tmp_path / "x.kniha-certificate", tmp_path / "x.kniha-heads"
    assert main(["book", "certificate", statement.pk, str(certificate)]) == 0
    assert main(["book", "heads", str(old.size), str(pair)]) == 0
    assert main(["book", "heads", str(certificate), str(pair)]) == 0
    assert verify_heads(pair.read_bytes(), trust(commands)).holds
    assert parse_certificate(certificate.read_bytes()).head == newest_head(commands.log.public)[1]


@pytest.mark.parametrize("words", [("certificate", "x"), ("certificate", "0" * 32), ("heads", "999"), ("heads", "no")], ids=" ".join)
def test_what_is_not_there_could_not_run(commands: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    commands.head()
    monkeypatch.chdir(tmp_path)
    assert main(["book", *words, "out"]) == 2
    assert not list(tmp_path.glob("out"))
