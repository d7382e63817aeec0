"""What comes in an envelope is filed whole and once; what is not whole goes to quarantine whole, with the reason."""

import json
import secrets
import tracemalloc
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import OperationalError, connection
from tests.courier.envelopes import (
    FILES,
    PHOTO,
    TEXT,
    built,
    container,
    envelope,
    keys_for,
    report,
    streamed_envelope,
    with_extra_stanza,
    with_long_frame,
    with_unknown_field,
    with_wrong_digest,
    with_wrong_signature,
)
from tests.delicate import specialists
from tests.world import NOW, World, found_world

from kniha.book.evidence.models import Exhibit, QuarantinedEnvelope
from kniha.book.evidence.queries import blob_of
from kniha.book.journal import checking, reading
from kniha.book.journal.replay import replay
from kniha.book.people.models import KeyRow, Person, SealedField
from kniha.book.statements.models import Consent, EarlyNotice, Statement
from kniha.runs.accession import Accession, FetchedEnvelope, Outcome
from kniha.seal.frames import Frame
from kniha.seal.recipients import HybridIdentity, parse_recipient
from kniha.seal.reports import Consent as ReportConsent
from kniha.seal.reports import Early, format_keys, format_report
from kniha.vault.store import Vault
from kniha.vocab.canonical import canonical, parse_canonical
from kniha.vocab.errors import UnavailableError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

OURS, FORMER, FOREIGN, EXHIBITS = (HybridIdentity(bytes([number]) * 32) for number in range(1, 5))


class Office:
    """An accession of its own, over a world and a folder."""

    def __init__(self, world: World, folder):
        self.world, self.folder, self.days = world, folder, 0
        self.register = bytes.fromhex(world.register)
        self.vault = Vault(folder / "vault", b"n" * 32)
        self.accession = Accession(
            register=self.register,
            identities=(OURS, FORMER),
            exhibit_recipient=EXHIBITS.recipient,
            person_recipient=parse_recipient(world.person_recipient),
            vault=self.vault,
            naming_key=b"n" * 32,
            withdrawal_days=30,
            now=lambda: NOW + timedelta(days=self.days),
            random_bytes=secrets.token_bytes,
        )

    def accede(self, data, *, as_announced=True):
        path = self.folder / "envelope"
        path.write_bytes(data)
        return self.accession.accede(FetchedEnvelope(path, len(data), sha256(data).hexdigest(), as_announced))

    def settle(self, *envelopes):
        """All that a round brings: what is left for later comes last, in its order."""
        found = {data: self.accede(data) for data in envelopes}
        for data in [data for data in envelopes if found[data] is Outcome.LATER]:
            path = self.folder / "envelope"
            path.write_bytes(data)
            found[data] = self.accession.accede_last(FetchedEnvelope(path, len(data), sha256(data).hexdigest(), True))
        return [found[data] for data in envelopes]

    def plain(self, exhibit):
        return b"".join(self.vault.open(blob_of(exhibit), [EXHIBITS]))

    def incoming(self):
        return list((self.folder / "vault" / "incoming").glob("*"))

    def blobs(self):
        return [path for path in (self.folder / "vault" / "blobs").rglob("*") if path.is_file()]


@pytest.fixture
def office(tmp_path):
    return Office(found_world(), tmp_path)


def test_a_report_is_filed_with_its_files_its_consent_and_its_certificate(office):
    keys = keys_for(office.register)
    data = envelope(OURS.recipient, container(office.register, keys=keys, told=report(contact="+000 000")))
    assert office.accede(data) is Outcome.FILED

    statement = Statement.objects.get()
    assert (statement.text, statement.language, statement.envelope) == (TEXT, "be", sha256(data).hexdigest())
    assert {consent.purpose: consent.answer for consent in Consent.objects.all()} == {"keep": "yes", "contact": "no", "count": "yes"}
    photo, odd = Exhibit.objects.order_by("-size")
    assert (photo.original_name, photo.media_type, office.plain(photo)) == ("фота.jpg", "image/jpeg", PHOTO)
    assert (odd.original_name, odd.size, office.plain(odd)) == ("../../etc/passwd", 0, b"")
    certificate = list(reading.entries())[-1].told()["certificate"]
    assert set(certificate) == {"ed25519", "mldsa44", "payload"}
    assert office.incoming() == []


def test_what_calls_for_a_specialist_is_filed_without_a_story_where_specialists_read(office):
    room, _ = specialists(office.world)
    told = report("", role="relative", safe="unsure", early=Early(held="yes", minor="no"), hurt="мой сын\0", doers="людзі ў форме")
    assert office.accede(envelope(OURS.recipient, container(office.register, told=told, files=()))) is Outcome.FILED
    statement = Statement.objects.get()
    assert (statement.compartment, statement.text, statement.delicate) == (room, "", True)
    assert (statement.told_role, statement.told_safe) == ("relative", "unsure")
    assert (statement.told_held, statement.told_minor, statement.told_sexual) == ("yes", "no", "")
    assert (statement.hurt_words, statement.doers_words) == ("мой сын\N{REPLACEMENT CHARACTER}", "людзі ў форме")
    assert replay().differences == ()


def test_files_that_come_with_it_lie_there_too(office):
    room, _ = specialists(office.world)
    office.accede(envelope(OURS.recipient, container(office.register, told=report(early=Early(sexual="yes")))))
    assert {exhibit.compartment for exhibit in Exhibit.objects.all()} == {room}
    assert Person.objects.get().compartment == room


def test_a_page_that_was_kept_and_asks_less_is_filed_with_the_others(office):
    specialists(office.world)
    keys, told = keys_for(office.register), parse_canonical(format_report(report()))
    old = {name: value for name, value in told.items() if name not in {"role", "safe", "early", "hurt", "doers"}} | {"v": 1}
    data = built([(Frame.REPORT, canonical(old)), (Frame.KEYS, format_keys(keys.public()))], office.register, keys)
    assert office.accede(envelope(OURS.recipient, data)) is Outcome.FILED
    statement = Statement.objects.get()
    assert (statement.compartment, statement.text, statement.delicate) == (office.world.first, TEXT, False)
    assert (statement.told_role, statement.told_safe, statement.hurt_words, statement.doers_words) == ("", "", "", "")


def test_where_a_reply_goes_and_the_contact_lie_sealed(office):
    keys = keys_for(office.register)
    office.accede(envelope(OURS.recipient, container(office.register, keys=keys, told=report(contact="+000 000"))))
    opened = {field.field: office.world.person_keys.open(field) for field in SealedField.objects.all()}
    assert opened["contact"] == "+000 000"
    assert json.loads(opened["mailbox"]) == {"mailbox": keys.mailbox, "verifier": keys.verifier, "reply": keys.reply.recipient.text}
    journal = b"".join(value.data for entry in reading.entries() for value in entry.values)
    assert keys.mailbox.encode() not in journal


def test_the_journal_follows_and_replay_tells_the_same(office):
    office.accede(envelope(OURS.recipient, container(office.register)))
    office.accede(b"no envelope at all")
    checking.check_journal()
    assert replay().differences == ()


NOTHING_MORE = {"text": "", "when": "", "where": ""}


def later(office, keys, does, **changes):
    keep = "no" if does == "withdrawal" else "yes"
    told = report(does=does, consent=ReportConsent(keep=keep, contact="no", count="no"), **changes)
    return envelope(OURS.recipient, container(office.register, keys=keys, told=told, files=()))


def test_what_the_same_receipt_sends_later_is_of_the_same_source(office):
    keys = keys_for(office.register)
    office.accede(envelope(OURS.recipient, container(office.register, keys=keys)))
    assert office.accede(later(office, keys, "addition", text="Успомніла яшчэ.")) is Outcome.FILED
    assert Person.objects.count() == 1
    assert {one.source_id for one in Statement.objects.all()} == {Person.objects.get().pk}


def test_a_withdrawal_stops_all_use_and_is_taken_back(office):
    keys = keys_for(office.register)
    office.accede(envelope(OURS.recipient, container(office.register, keys=keys)))
    withdrawal = later(office, keys, "withdrawal", **NOTHING_MORE)
    assert [*office.settle(withdrawal), *office.settle(withdrawal)] == [Outcome.FILED, Outcome.KNOWN]
    assert set(Consent.objects.values_list("answer", flat=True)) == {"no"}
    assert office.accede(later(office, keys, "return", **NOTHING_MORE)) is Outcome.FILED
    assert Consent.objects.get(purpose="keep").answer == "yes"
    assert replay().differences == ()


@pytest.mark.parametrize("swapped", [False, True])
def test_envelopes_have_no_order_and_a_withdrawal_that_comes_with_its_report_holds(office, swapped):
    keys = keys_for(office.register)
    both = [later(office, keys, "withdrawal", **NOTHING_MORE), envelope(OURS.recipient, container(office.register, keys=keys))]
    assert office.settle(*(reversed(both) if swapped else both)) == [Outcome.FILED, Outcome.FILED]
    assert set(Consent.objects.values_list("answer", flat=True)) == {"no"}


@pytest.mark.parametrize("swapped", [False, True])
def test_of_a_withdrawal_and_a_return_that_come_together_the_withdrawal_holds(office, swapped):
    keys = keys_for(office.register)
    office.accede(envelope(OURS.recipient, container(office.register, keys=keys)))
    both = [later(office, keys, does, **NOTHING_MORE) for does in ("withdrawal", "return")]
    assert office.settle(*(reversed(both) if swapped else both)) == [Outcome.FILED, Outcome.FILED]
    assert set(Consent.objects.values_list("answer", flat=True)) == {"no"}


@pytest.mark.parametrize("does", ["withdrawal", "return", "consent", "certificate"])
def test_a_notice_of_an_unknown_receipt_waits_for_its_report_and_is_kept_whole_after_a_week(office, does):
    office.accede(envelope(OURS.recipient, container(office.register)))
    early = later(office, keys_for(office.register), does, **NOTHING_MORE)
    assert office.settle(early) == [Outcome.LATER]
    office.days = 7
    assert office.settle(early) == [Outcome.LATER]
    office.days = 8
    assert office.settle(early) == [Outcome.QUARANTINED]
    assert QuarantinedEnvelope.objects.get().reason == "nothing-here"
    assert Consent.objects.get(purpose="keep").answer == "yes"
    assert not EarlyNotice.objects.exists()


def test_a_withdrawal_whose_report_comes_days_later_holds(office):
    keys = keys_for(office.register)
    early = later(office, keys, "withdrawal", **NOTHING_MORE)
    assert office.settle(early) == [Outcome.LATER]
    office.days = 3
    assert office.settle(early, envelope(OURS.recipient, container(office.register, keys=keys))) == [Outcome.FILED, Outcome.FILED]
    assert set(Consent.objects.values_list("answer", flat=True)) == {"no"}
    assert not EarlyNotice.objects.exists()


def test_nobody_withdraws_for_another(office):
    keys, mallory = keys_for(office.register), keys_for(office.register)
    office.accede(envelope(OURS.recipient, container(office.register, keys=keys)))
    told = report(does="withdrawal", consent=ReportConsent(keep="no", contact="no", count="no"), **NOTHING_MORE)
    frames = [(Frame.REPORT, format_report(told)), (Frame.KEYS, format_keys(keys.public()))]
    assert office.accede(envelope(OURS.recipient, built(frames, office.register, mallory))) is Outcome.QUARANTINED
    assert QuarantinedEnvelope.objects.get().reason == "broken"
    assert Consent.objects.get(purpose="keep").answer == "yes"


def test_an_envelope_brought_again_is_known(office):
    data = envelope(OURS.recipient, container(office.register))
    assert [office.accede(data) for _ in range(3)] == [Outcome.FILED, Outcome.KNOWN, Outcome.KNOWN]
    assert (Statement.objects.count(), Exhibit.objects.count()) == (1, 2)


def test_an_identity_of_last_year_opens_what_was_under_way(office):
    assert office.accede(envelope(FORMER.recipient, container(office.register))) is Outcome.FILED


def test_a_file_that_came_before_is_kept_once_and_opens_for_both(office):
    for _ in range(2):
        office.accede(envelope(OURS.recipient, container(office.register, files=(FILES[0], ("again.jpg", "", PHOTO)))))
    assert Exhibit.objects.count() == 4
    assert {office.plain(exhibit) for exhibit in Exhibit.objects.all()} == {PHOTO}
    assert len(office.blobs()) == 1
    assert KeyRow.objects.filter(owner=Exhibit.objects.first().sealed_sha256).count() == 1


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("photo.jpg", b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        ("photo.jpg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml"),
        ("words.txt", PHOTO, "image/jpeg"),
        ("film.mp4", b"\x00\x01\x02\x03", "application/octet-stream"),
    ],
)
def test_what_the_bytes_show_wins_over_name_and_claim(office, name, head, media_type):
    office.accede(envelope(OURS.recipient, container(office.register, files=((name, "image/jpeg", head),))))
    exhibit = Exhibit.objects.get()
    assert (exhibit.original_name, exhibit.claimed_type, exhibit.media_type) == (name, "image/jpeg", media_type)


def test_64_files_with_long_names_are_filed(office):
    files = tuple((f"{number}" + "ж" * 252, "x" * 127, bytes([number])) for number in range(64))
    assert office.accede(envelope(OURS.recipient, container(office.register, files=files))) is Outcome.FILED
    assert Exhibit.objects.filter(statement=Statement.objects.get()).count() == 64
    checking.check_journal()
    assert replay().differences == ()


def test_a_long_text_of_many_scripts_is_filed_letter_by_letter(office):
    text = ("Ў" + "я" + "𐎀" + "ა" + "한" + "ﷺ" + "\u202e" + "a\u0301") * 25_000
    office.accede(envelope(OURS.recipient, container(office.register, told=report(text=text), files=())))
    assert Statement.objects.get().text == text


def test_a_zero_character_costs_nobody_their_report(office):
    files = (("a\0b.jpg", "image/\0", PHOTO),)
    office.accede(envelope(OURS.recipient, container(office.register, told=report(text="да\0пасля"), files=files)))
    assert Statement.objects.get().text == "да\N{REPLACEMENT CHARACTER}пасля"
    assert Exhibit.objects.get().original_name == "a\N{REPLACEMENT CHARACTER}b.jpg"


def test_a_large_report_takes_no_more_memory_than_a_small_one(office):
    path, piece = office.folder / "large", secrets.token_bytes(1 << 20)
    streamed_envelope(path, OURS.recipient, office.register, files=[("film", (piece for _ in range(72)))])
    fetched = FetchedEnvelope(path, path.stat().st_size, "ab" * 32, as_announced=True)
    tracemalloc.start()
    assert office.accession.accede(fetched) is Outcome.FILED
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert Exhibit.objects.get().size == 72 << 20
    assert peak < 16 << 20


FAULTS = {
    "random bytes": (lambda _: secrets.token_bytes(20_000), "damaged"),
    "nothing": (lambda _: b"", "damaged"),
    "an age file to another key": (lambda register: envelope(FOREIGN.recipient, container(register)), "not-ours"),
    "a payload cut by a chunk": (lambda register: envelope(OURS.recipient, container(register))[:-20_000], "damaged"),
    "a payload cut within the nonce": (lambda register: envelope(OURS.recipient, container(register))[:1630], "damaged"),
    "a payload with a changed bit": (lambda register: changed(envelope(OURS.recipient, container(register)), 5000), "damaged"),
    "bytes behind the end": (lambda register: envelope(OURS.recipient, container(register)) + b"more", "damaged"),
    "a header with a changed bit": (lambda register: changed(envelope(OURS.recipient, container(register)), 1600), "damaged"),
    "one more stanza": (lambda register: with_extra_stanza(envelope(OURS.recipient, container(register))), "damaged"),
    "a wrong signature": (lambda register: envelope(OURS.recipient, with_wrong_signature(register)), "broken"),
    "a signature for another register": (lambda _: envelope(OURS.recipient, container(bytes(32))), "broken"),
    "a file that is not what was digested": (lambda register: envelope(OURS.recipient, with_wrong_digest(register)), "broken"),
    "an unknown field": (lambda register: envelope(OURS.recipient, with_unknown_field(register)), "unknown-field"),
    "a frame too long": (lambda register: envelope(OURS.recipient, with_long_frame(register)), "too-large"),
    "a container cut": (lambda register: envelope(OURS.recipient, container(register)[:9000]), "malformed"),
    "padding that is not zero": (lambda register: envelope(OURS.recipient, container(register)[:-1] + b"x"), "malformed"),
    "a container of a byte more": (lambda register: envelope(OURS.recipient, container(register) + b"\0"), "malformed"),
    "words of blanks alone": (lambda register: envelope(OURS.recipient, container(register, told=report(text=" "), files=())), "malformed"),
}


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_whole_is_kept_whole_in_quarantine_with_the_reason(office, fault):
    make, reason = FAULTS[fault]
    data = make(office.register)
    assert office.accede(data) is Outcome.QUARANTINED

    kept = QuarantinedEnvelope.objects.get()
    assert (kept.digest, kept.size, kept.reason) == (sha256(data).hexdigest(), len(data), reason)
    assert b"".join(office.vault.open_quarantined(kept.digest)) == data
    assert not Statement.objects.exists()
    assert office.incoming() == office.blobs() == []
    assert office.accede(data) is Outcome.KNOWN


def test_bytes_that_the_intake_did_not_announce_are_damaged_unless_they_open(office):
    good, bad = envelope(OURS.recipient, container(office.register)), envelope(FOREIGN.recipient, container(office.register))
    assert office.accede(good, as_announced=False) is Outcome.FILED
    assert office.accede(bad, as_announced=False) is Outcome.QUARANTINED
    assert QuarantinedEnvelope.objects.get().reason == "damaged"


def test_a_disk_that_is_away_is_no_fault_of_the_envelope(office):
    (office.folder / "vault").write_bytes(b"a file where the folder was")
    data = envelope(OURS.recipient, container(office.register))
    with pytest.raises(UnavailableError):
        office.accede(data)
    assert not Statement.objects.exists()
    (office.folder / "vault").unlink()
    assert office.accede(data) is Outcome.FILED


def test_a_spool_that_lost_the_envelope_is_told(office):
    gone = FetchedEnvelope(office.folder / "nowhere", 1, "ab" * 32, as_announced=True)
    with pytest.raises(UnavailableError):
        office.accession.accede(gone)
    assert not QuarantinedEnvelope.objects.exists()


def test_a_book_that_cannot_be_written_leaves_no_word_of_the_report(office):
    data = envelope(OURS.recipient, container(office.register))

    def away(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        office.accede(data)
    assert not Statement.objects.exists()
    assert office.accede(data) is Outcome.FILED
    assert {office.plain(exhibit) for exhibit in Exhibit.objects.all()} == {PHOTO, b""}


def test_entries_are_of_the_courier_and_of_the_day(office):
    office.accede(envelope(OURS.recipient, container(office.register)))
    told = list(reading.entries())[-1].told()
    assert (told["registrar"], told["role"], told["day"]) == ("courier", "courier", NOW.date().isoformat())
