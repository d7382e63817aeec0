"""`kniha courier`: what it carries, what it waits for, what does not stop it, and what it refuses to begin."""

import json
import random
import secrets
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.courier.envelopes import TEXT, container, envelope, keys_for, report
from tests.courier.places import NAMES, kniha, run, told

from kniha.conf.key_files import write_keys
from kniha.conf.keys import KeyFolder
from kniha.conf.new_keys import new_keys
from kniha.courier.spool import Spool
from kniha.seal.closing import seal_under_passphrase
from kniha.seal.passphrases import Passphrase
from kniha.seal.recipients import parse_recipient
from kniha.seal.reports import Consent
from kniha.vocab.errors import ConflictError

PASSPHRASE = "four words of nobody"


def letter(keys, text=TEXT, files=()):
    register = keys.register()
    return envelope(parse_recipient(register.recipient), container(register.register, told=report(text=text), files=files))


def test_what_the_intake_holds_is_filed_and_told_without_content(home, intake):
    for text in ("першае", "другое"):
        intake.send(letter(intake.keys, text))
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "kniha courier: filed 2\n")
    assert told(home)["statements"] == ["другое", "першае"]
    again = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert (again.returncode, again.stderr) == (0, "")


NO_SPECIALISTS = """
import django
django.setup()
from django.db import connection
connection.cursor().execute("UPDATE book_compartment SET receives_delicate = false")
"""


def test_an_office_without_specialists_is_told_so_and_files(home, intake):
    assert run(home, NO_SPECIALISTS).returncode == 0
    intake.send(letter(intake.keys, "першае"))
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    said, filed = done.stderr.splitlines()
    assert said.startswith("kniha courier: no compartment receives reports for a specialist")
    assert (done.returncode, filed) == (0, "kniha courier: filed 1")


CONSENTS = """
import django
django.setup()
from kniha.book.statements.models import Consent
print(*sorted(set(Consent.objects.values_list("answer", flat=True))))
"""


def test_in_one_round_a_withdrawal_holds_however_the_intake_lists_it(home, intake):
    register = intake.keys.register()
    none = Consent(keep="no", contact="no", count="no")
    for _ in range(4):  # ids are random: some withdrawals are listed before their reports
        keys = keys_for(register.register)
        for sent in (report(), report("", does="withdrawal", when="", where="", consent=none)):
            intake.send(envelope(parse_recipient(register.recipient), container(register.register, told=sent, files=(), keys=keys)))
    stranger = report("", does="withdrawal", when="", where="", consent=none)
    early = intake.send(envelope(parse_recipient(register.recipient), container(register.register, told=stranger, files=())))
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.stderr == "kniha courier: filed 8\n"
    assert run(home, CONSENTS).stdout == "no\n"
    again = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert (again.stdout, again.stderr) == (done.stdout, "")
    with intake.client() as client:
        client.confirm([early])


def test_an_identity_under_a_passphrase_is_waited_for_and_asked_again(home, intake):
    path = home / "keys/courier/register.identity"
    path.write_bytes(seal_under_passphrase(path.read_bytes(), Passphrase(PASSPHRASE, work=4), random_bytes=lambda size: b"\x07" * size))
    intake.send(letter(intake.keys))
    done = kniha(home, "courier", "--once", typed=f"something else\n{PASSPHRASE}\n", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == "kniha: waiting for the passphrase of courier/register.identity"
    assert "does not open courier/register.identity; once more" in done.stderr
    assert PASSPHRASE not in done.stderr
    assert told(home)["statements"] == [TEXT]


WAITING = """
import sys
import django
django.setup()
from django.conf import settings
from kniha.courier import process
waits = []
def wait(seconds):
    waits.append(seconds)
    if len(waits) == 8:
        print(*waits)
        raise SystemExit
courier = process.prepare(settings.OFFICE, ask=print, say=lambda words: print(words, file=sys.stderr))
process.carry_on(courier, say=lambda words: print(words, file=sys.stderr), wait=wait)
"""


def test_an_intake_that_is_away_is_waited_for_longer_each_time(home):
    done = run(home, WAITING, KNIHA_INTAKE_URL="http://127.0.0.1:9")
    assert done.stdout == "5.0 10.0 20.0 40.0 80.0 160.0 300.0 300.0\n"
    assert done.stderr.splitlines()[0] == "the intake did not answer: ConnectError; trying again in 5 s"


def test_with_nothing_to_do_it_looks_again_after_a_pause(home, intake):
    done = run(home, WAITING, KNIHA_INTAKE_URL=intake.url)
    assert (done.stdout, done.stderr) == ("5.0 5.0 5.0 5.0 5.0 5.0 5.0 5.0\n", "")


SQL = "import sys, django; django.setup(); from django.db import connection; connection.cursor().execute(sys.argv[1])"


def test_an_envelope_that_breaks_the_book_stays_at_the_intake_and_stops_no_other(home, intake):
    trap = "CREATE TRIGGER trap BEFORE INSERT ON book_statement WHEN NEW.text = 'першае' BEGIN SELECT RAISE(ABORT, 'першае'); END"
    assert run(home, SQL, trap).returncode == 0
    for text in ("другое", "першае", "трэцяе"):
        intake.send(letter(intake.keys, text, files=(("a.txt", "", b"words"),)))
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 1
    assert "stays at the intake for now: IntegrityError" in done.stderr
    assert "першае" not in done.stderr
    assert told(home)["statements"] == ["другое", "трэцяе"]

    assert run(home, SQL, "DROP TRIGGER trap").returncode == 0
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url).returncode == 0
    assert told(home)["statements"] == ["другое", "першае", "трэцяе"]


@contextmanager
def hostile(held, missing):
    """An intake in strange hands: lists what it likes, forgets nothing, believes everybody, has new keys at each hour."""
    listed = [{"id": f"{number:032x}", "size": size, "digest": f"{number:064x}"} for number, size in enumerate([*map(len, held), *missing])]

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            name = self.path.rsplit("/", 1)[1]
            if name == "envelopes":
                return 200, json.dumps({"envelopes": listed}).encode()
            if name in ("confirmations", "grants"):
                return 200, b"{}"
            if name == "acknowledgement-keys":
                month = f"{datetime.now(UTC):%Y-%m}"
                fresh = [{"month": month, "key": secrets.token_hex(32), "granted": False} for _ in range(8)]
                return 200, json.dumps({"keys": fresh}).encode()
            number = int(name, 16)
            return (200, held[number]) if number < len(held) else (404, b"")

        def do_GET(self):
            status, body = self.answer()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_intake_in_strange_hands_can_neither_keep_us_busy_nor_fill_the_disk(home, intake):
    good, cut = letter(intake.keys), letter(intake.keys)[:-100]
    with hostile([good, cut, good], missing=[2**50, 4000]) as url:
        done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=url)
    assert done.returncode == 1
    assert "filed 1, quarantined 1" in done.stderr
    assert "TooLargeError" in done.stderr
    state = told(home)
    assert state["statements"] == [TEXT]
    assert [envelope[1:] for envelope in state["quarantined"]] == [["damaged", len(cut)]]


def test_a_second_courier_does_not_begin(home, intake):
    first, second = Spool(home / "spool"), Spool(home / "spool")
    first.take_over()
    with pytest.raises(ConflictError, match="another courier"):
        second.take_over()


def test_the_keys_of_another_register_are_refused(home, tmp_path):
    write_keys(tmp_path / "keys", new_keys(NAMES, random_bytes=random.Random(5).randbytes, passphrase=None))
    done = kniha(home, "courier", "--once", KNIHA_KEYS=str(tmp_path / "keys"))
    assert (done.returncode, done.stderr) == (2, "kniha: the book and the folder of keys are of different registers\n")


def test_a_courier_that_the_intake_does_not_know_is_told_so(home, intake):
    path = home / "keys/courier/request.key"
    path.write_text("11" * 32 + "\n")
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 2
    assert "this courier's key is unknown there" in done.stderr


def test_without_a_terminal_and_a_passphrase_it_does_not_hang(home):
    path = home / "keys/courier/register.identity"
    path.write_bytes(seal_under_passphrase(path.read_bytes(), Passphrase(PASSPHRASE, work=4), random_bytes=lambda size: b"\x07" * size))
    done = kniha(home, "courier", "--once")
    assert done.returncode == 2
    assert "there is no terminal to ask at" in done.stderr


@pytest.mark.parametrize("name", ["public/exhibit.recipient", "courier/request.key", "vault/naming.key"])
def test_a_missing_key_is_named(home, name):
    (home / "keys" / name).unlink()
    done = kniha(home, "courier", "--once")
    assert done.returncode == 2
    assert name in done.stderr


def test_a_book_that_is_not_founded_is_told(home):
    (home / "book.sqlite3").unlink()
    assert (
        run(
            home, "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"
        ).returncode
        == 0
    )
    done = kniha(home, "courier", "--once")
    assert (done.returncode, done.stderr) == (2, "kniha: the book is not founded yet, or no compartment in it receives reports\n")
    assert KeyFolder(home / "keys").register()
