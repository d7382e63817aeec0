"""Junk in heaps loses no report: what opens is filed, what does not is put aside, and what waits behind it comes all the same."""

import secrets

import pytest
from tests.courier.envelopes import container, envelope, report
from tests.courier.places import kniha, told

from kniha.seal.closing import seal_bytes
from kniha.seal.recipients import new_identity, parse_recipient

REAL = "11 жніўня мяне спынілі на рагу"


@pytest.mark.soak
def test_the_one_report_among_the_junk_is_filed(home, intake, soaking):
    register = intake.keys.register()
    ours, nobodys = parse_recipient(register.recipient), new_identity(secrets.token_bytes).recipient
    unreadable, empty = (5000, 5000) if soaking else (20, 20)
    for _ in range(unreadable):
        intake.send(seal_bytes(bytes(16_384), [nobodys], random_bytes=secrets.token_bytes))
    for number in range(empty):
        if number == empty // 2:
            intake.send(envelope(ours, container(register.register, told=report(text=REAL))))
        intake.send(envelope(ours, container(register.register, told=report(text=f"junk {number}"))))
    done = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert done.returncode == 0, done.stderr
    statements = told(home)["statements"]
    assert statements.count(REAL) == 1
    assert len(statements) == empty + 1
    again = kniha(home, "courier", "--once", KNIHA_INTAKE_URL=intake.url)
    assert (again.returncode, again.stderr) == (0, "")
