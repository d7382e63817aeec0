"""Several intakes of one register: all are asked, one that is away keeps nothing from the others, replies lie at each. And a proxy."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from tests.courier.conftest import running
from tests.courier.envelopes import container, envelope, keys_for, report
from tests.courier.places import free_port, kniha, run, told
from tests.courier.test_arrivals import A_DAY_LATER, WAITING
from tests.courier.test_replies import mailbox

from kniha.seal.recipients import parse_recipient


@pytest.fixture
def mirror(founded_home, tmp_path):
    with running(founded_home / "keys", tmp_path / "mirror", port=free_port()) as mirror:
        yield mirror


def sent(intake, text):
    register = intake.keys.register()
    keys = keys_for(register.register)
    intake.send(envelope(parse_recipient(register.recipient), container(register.register, told=report(text=text), files=(), keys=keys)))
    return keys


def test_what_came_to_either_is_filed_and_each_has_every_reply(home, intake, mirror):
    keys = [sent(intake, "у першай"), sent(mirror, "у другой")]
    both = f"{intake.url} {mirror.url}"
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=both).stderr == "kniha courier: filed 2\n"
    assert told(home)["statements"] == ["у другой", "у першай"]
    assert run(home, A_DAY_LATER).returncode == 0
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=both).returncode == 0
    assert [len(mailbox(place, one)) for place in (intake, mirror) for one in keys] == [1, 1, 1, 1]
    assert run(home, WAITING).stdout == "\n"


def test_one_that_is_away_keeps_nothing_from_the_others_and_gets_its_replies_later(home, intake, founded_home, tmp_path):
    port = free_port()
    both = f"http://127.0.0.1:{port} {intake.url}"
    keys = sent(intake, "першае")
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=both)
    assert done.returncode == 0
    assert "intake 1 of 2 is left alone for a while: the intake did not answer" in done.stderr
    assert told(home)["statements"] == ["першае"]
    assert run(home, A_DAY_LATER).returncode == 0
    assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=both).returncode == 0
    assert len(mailbox(intake, keys)) == 1
    assert run(home, WAITING).stdout != "\n"
    with running(founded_home / "keys", tmp_path / "mirror", port=port) as mirror:
        assert kniha(home, "courier", "--once", KNIHA_INTAKE_URL=both).returncode == 0
        assert [len(mailbox(place, keys)) for place in (intake, mirror)] == [1, 1]
    assert run(home, WAITING).stdout == "\n"


def test_where_none_answers_it_is_said(home):
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL="http://127.0.0.1:9 http://127.0.0.1:10")
    assert done.returncode == 2
    assert "the intake did not answer" in done.stderr


@contextmanager
def socks(port: int) -> Iterator[tuple[str, list[bytes]]]:
    """A SOCKS5 server that takes every name to `port` on this machine; yield its address and the names that it was asked for."""
    asked: list[bytes] = []

    def serve(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(2 + line.recv(2)[1])
            line.sendall(b"\5\0")
            assert line.recv(4) == b"\5\1\0\3"  # a name: nothing was looked up before
            name = line.recv(line.recv(1)[0])
            line.recv(2)
            asked.append(name)
            with socket.create_connection(("127.0.0.1", port)) as there:
                line.sendall(b"\5\0\0\1" + bytes(6))
                back = threading.Thread(target=carry, args=(there, line), daemon=True)
                back.start()
                carry(line, there)
                back.join(5)

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(65_536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield f"socks5h://127.0.0.1:{listening.getsockname()[1]}", asked


def test_an_onion_service_is_asked_through_tor(home, intake):
    onion = f"{'k' * 56}.onion"
    sent(intake, "праз Tor")
    with socks(int(intake.url.rpartition(":")[2])) as (proxy, asked):
        done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=f"http://{onion}", KNIHA_INTAKE_PROXY=proxy)
    assert (done.returncode, done.stderr) == (0, "kniha courier: filed 1\n")
    assert set(asked) == {onion.encode()}


def test_a_proxy_that_is_none_is_said_to_be_none(home):
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_PROXY="gopher://127.0.0.1:9")
    assert done.returncode == 2
    assert "proxy" in done.stderr
