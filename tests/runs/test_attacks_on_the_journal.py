"""Whoever writes to the database itself, past the triggers, is found: one test per attack.

`Forger` is as clever as one can be without the log's keys: after the deed it mends commitments, leaf data, touches and the whole tree.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from tests.runs.log import Office, go_on
from tests.world import NOW

from kniha.book.journal import checking, reading, triggers
from kniha.book.journal.codec import encode_instant
from kniha.book.journal.models import Checkpoint
from kniha.book.journal.stored import stored
from kniha.cli.main import main
from kniha.ledger import entries, tree
from kniha.ledger.checkpoints import Checkpoint as Head
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import BrokenError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database(whole=True)]

EARLIER = b'"2026-11-01T09:00:00.000000Z"'
Verify = Callable[[], tuple[int, str]]


@pytest.fixture
def signed(office: Office, tmp_path: Path, settings: object) -> Office:
    """An office at work: some entries under a head, its public keys at hand, and one entry after it."""
    settings.OFFICE = replace(settings.OFFICE, keys=tmp_path / "keys")
    office.log.publish(tmp_path / "keys")
    office.world.opened()
    assert office.head() is not None
    go_on(office.world, 1)
    return office


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def run() -> tuple[int, str]:
        capsys.readouterr()
        return main(["book", "verify"]), capsys.readouterr().out

    return run


def execute(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def without_triggers() -> Iterator[None]:
    """Whoever owns the database takes the triggers away, and puts them back so that nobody sees."""
    for name in triggers._names(connection.vendor):
        table = name.removeprefix("kniha_").partition("_")[0]
        execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON book_{table}"))
    try:
        yield
    finally:
        triggers.install()


@dataclass
class Line:
    """An entry in the forger's hands: its skeleton, and salt and bytes of its values."""

    skeleton: entries.Skeleton
    values: list[entries.Salted]


class Forger:
    """Takes the whole journal out, changes it at will, and puts it back so that everything but the signatures agrees."""

    def __init__(self) -> None:
        self.lines = [
            Line(entries.parse_skeleton(entries.split_leaf(leaf)[0]), list(values)) for _, leaf, values in stored(0, reading.size())
        ]

    def put_back(self) -> None:
        with without_triggers():
            for table in ("touch", "entryvalue", "node", "entry"):
                execute(f"DELETE FROM book_{table}")
            leaves = [self._written(seq, line) for seq, line in enumerate(self.lines)]
            for node in tree.append_many(0, leaves, lambda level, index: b""):
                execute('INSERT INTO book_node (level, "index", hash) VALUES (%s, %s, %s)', node.level, node.index, node.hash)
            execute("UPDATE book_head SET size = %s", len(self.lines))

    def _written(self, seq: int, line: Line) -> bytes:
        skeleton = replace(line.skeleton, seq=seq)
        leaf = entries.leaf_of(skeleton.encode(), line.values)
        execute("INSERT INTO book_entry (seq, leaf) VALUES (%s, %s)", seq, leaf)
        for place, value in enumerate(line.values):
            execute("INSERT INTO book_entryvalue (entry_id, place, salt, data) VALUES (%s, %s, %s, %s)", seq, place, *value)
        for row in {row for _, _, row in skeleton.changes} | {row for _, row in skeleton.cites}:
            execute('INSERT INTO book_touch ("row", entry_id) VALUES (%s, %s)', bytes.fromhex(row), seq)
        return tree.leaf_hash(leaf)


def test_an_untouched_journal_holds(signed: Office, verify: Verify) -> None:
    assert verify() == (0, f"holds: {reading.size()} entries, 1 signed heads\n")


def test_a_forger_who_changes_nothing_is_not_noticed_and_does_no_harm(signed: Office, verify: Verify) -> None:
    Forger().put_back()
    assert verify()[0] == 0


# -- by hand


def test_a_changed_value_is_named(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("UPDATE book_entryvalue SET data = %s WHERE entry_id = 3 AND place = 3", b'"lawyer"')
    assert verify() == (1, "does NOT hold: value 'role' of entry 3 is not the one committed\n")


def test_a_value_halfway_erased_is_named(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("UPDATE book_entryvalue SET salt = NULL WHERE entry_id = 3 AND place = 3")
    status, words = verify()
    assert status == 1
    assert "entry 3" in words


def test_changed_leaf_data_is_named(signed: Office, verify: Verify) -> None:
    leaf = next(leaf for _, leaf, _ in stored(3, 4))
    with without_triggers():
        execute(
            "UPDATE book_entry SET leaf = %s WHERE seq = 3", leaf.replace(b'"member.', b'"mender.').replace(b'"registrar.', b'"registrer.')
        )
    assert verify() == (1, "does NOT hold: node 0/3 of the stored tree does not follow from the entries\n")


def test_text_in_place_of_leaf_data_is_named(signed: Office, verify: Verify) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps bytes alone there")
    with without_triggers():
        execute("UPDATE book_entry SET leaf = 'text' WHERE seq = 3")
    assert "entry 3 is not of the form of an entry" in verify()[1]


def test_a_dropped_entry_is_named(signed: Office, verify: Verify) -> None:
    with without_triggers():
        for table, column in (("touch", "entry_id"), ("entryvalue", "entry_id"), ("entry", "seq")):
            execute(f"DELETE FROM book_{table} WHERE {column} = 4")
    assert verify() == (1, "does NOT hold: entry 4 is missing\n")


def test_an_entry_put_behind_the_end_is_noticed(signed: Office, verify: Verify) -> None:
    leaf = next(leaf for _, leaf, _ in stored(3, 4))
    execute("INSERT INTO book_entry (seq, leaf) VALUES (%s, %s)", reading.size() + 5, leaf)
    status, words = verify()
    assert status == 1
    assert "entry" in words


def test_a_value_of_no_entry_is_noticed(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("UPDATE book_entryvalue SET place = 99 WHERE entry_id = 3 AND place = 4")
    assert "entry 3 has" in verify()[1]


def test_a_record_whose_history_is_hidden_is_noticed(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("UPDATE book_touch SET entry_id = 0 WHERE entry_id = 3")
    assert "rows to their entries" in verify()[1]


def test_a_history_that_loses_an_entry_is_noticed(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("DELETE FROM book_touch WHERE entry_id = 3")
    assert "touch" in verify()[1]


def test_two_leaves_swapped_in_the_tree_with_the_hashes_above_them_mended_are_named(signed: Office, verify: Verify) -> None:
    """Leaves 2 and 3 have one parent; the tree above is made anew, so that the nodes agree among themselves."""
    leaves = list(reading.nodes(0, 0, reading.size()))
    leaves[2], leaves[3] = leaves[3], leaves[2]
    with without_triggers():
        execute("DELETE FROM book_node")
        for node in tree.append_many(0, leaves, lambda level, index: b""):
            execute('INSERT INTO book_node (level, "index", hash) VALUES (%s, %s, %s)', node.level, node.index, node.hash)
    assert verify() == (1, "does NOT hold: node 0/2 of the stored tree does not follow from the entries\n")


def test_two_entries_that_change_places_as_they_are_are_named(signed: Office, verify: Verify) -> None:
    with without_triggers():
        for old, new in ((2, 1002), (3, 2), (1002, 3)):
            for table, column in (("entry", "seq"), ("entryvalue", "entry_id"), ("touch", "entry_id")):
                execute(f"UPDATE book_{table} SET {column} = %s WHERE {column} = %s", new, old)
    assert verify() == (1, "does NOT hold: entry 3 stands in place 2\n")


# -- by a forger, who mends everything below the signatures


def test_a_change_mended_up_to_the_root_meets_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    salt, _ = forger.lines[3].values[3]
    forger.lines[3].values[3] = (salt, b'"lawyer"')
    forger.put_back()
    assert checking.check_journal() == reading.size(), "below the signatures all agrees"
    assert "has another root than the journal" in verify()[1]


def test_a_dropped_entry_mended_up_to_the_root_meets_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    del forger.lines[4]
    forger.put_back()
    assert "has another root than the journal" in verify()[1]


def test_an_end_cut_off_meets_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    del forger.lines[-3:]
    forger.put_back()
    assert "its end is missing" in verify()[1]


def test_an_inserted_entry_mended_up_to_the_root_meets_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    forger.lines.insert(4, forger.lines[2])
    forger.put_back()
    assert "has another root than the journal" in verify()[1]


def test_entries_in_another_order_mended_up_to_the_root_meet_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    forger.lines[2], forger.lines[3] = forger.lines[3], forger.lines[2]
    forger.put_back()
    assert "has another root than the journal" in verify()[1]


def test_an_entry_dated_back_under_the_head_meets_the_signed_head(signed: Office, verify: Verify) -> None:
    forger = Forger()
    forger.lines[3].values[0] = (forger.lines[3].values[0][0], EARLIER)
    forger.put_back()
    assert "has another root than the journal" in verify()[1]


def test_an_entry_dated_before_the_head_that_does_not_hold_it_is_named(signed: Office, verify: Verify) -> None:
    forger = Forger()
    last = forger.lines[-1]
    last.values[0] = (last.values[0][0], EARLIER)
    forger.put_back()
    status, words = verify()
    assert status == 1
    assert f"entry {reading.size() - 1} is dated before the signed head of {reading.size() - 1} entries" in words


def test_an_entry_dated_some_hours_before_that_head_is_no_attack(signed: Office, verify: Verify) -> None:
    forger = Forger()
    last = forger.lines[-1]
    last.values[0] = (last.values[0][0], canonical(encode_instant(NOW - timedelta(hours=20))))
    forger.put_back()
    assert verify()[0] == 0


def test_a_row_that_comes_twice_stops_the_replay(signed: Office, capsys: pytest.CaptureFixture[str]) -> None:
    forger = Forger()
    forger.lines.append(forger.lines[2])
    forger.put_back()
    assert main(["book", "replay"]) == 1
    assert "a row comes twice" in capsys.readouterr().out


def test_a_value_that_its_table_cannot_take_stops_the_replay(signed: Office, capsys: pytest.CaptureFixture[str]) -> None:
    forger = Forger()
    opened = next(line for line in forger.lines if line.skeleton.action == "incident.opened")
    place = opened.skeleton.paths.index("0/first")
    opened.values[place] = (opened.values[place][0], b"5")
    forger.put_back()
    assert main(["book", "replay"]) == 1
    assert "takes a value it cannot" in capsys.readouterr().out


def test_bytes_that_are_no_json_stop_the_replay(signed: Office, capsys: pytest.CaptureFixture[str]) -> None:
    forger = Forger()
    opened = next(line for line in forger.lines if line.skeleton.action == "incident.opened")
    opened.values[-1] = (opened.values[-1][0], b"{")
    forger.put_back()
    assert main(["book", "replay", "--json"]) == 1
    assert "no JSON" in json.loads(capsys.readouterr().out)["why"]


# -- against the heads


def rewritten(office: Office, head: Head) -> str:
    """The note of the head in the database, made to state `head`; the signatures stay those of the old one."""
    note = Checkpoint.objects.get().note
    return head.text + note[note.index("\n\n") + 1 :]


def test_a_head_rewritten_to_fit_the_forged_journal_has_no_signature(signed: Office, verify: Verify) -> None:
    forger = Forger()
    forger.lines[2], forger.lines[3] = forger.lines[3], forger.lines[2]
    forger.put_back()
    size = Checkpoint.objects.get().size
    with without_triggers():
        execute("UPDATE book_checkpoint SET note = %s", rewritten(signed, Head(signed.log.signers[0].name, size, reading.root(size))))
    status, words = verify()
    assert status == 1
    assert "signature" in words


def test_words_in_place_of_a_head_are_named(signed: Office, verify: Verify) -> None:
    with without_triggers():
        execute("UPDATE book_checkpoint SET note = 'nothing'")
    status, words = verify()
    assert status == 1
    assert "is none" in words


def test_a_head_taken_away_with_the_journal_that_it_held_meets_the_one_kept_outside(signed: Office, verify: Verify) -> None:
    forger = Forger()
    forger.lines[2], forger.lines[3] = forger.lines[3], forger.lines[2]
    forger.put_back()
    with without_triggers():
        execute("DELETE FROM book_checkpoint")
    assert "another past" in verify()[1]


def test_a_second_head_of_the_same_size_is_not_signed(signed: Office) -> None:
    go_on(signed.world, 1)
    signed.head()
    forger = Forger()
    forger.lines[2], forger.lines[3] = forger.lines[3], forger.lines[2]
    forger.put_back()
    with pytest.raises(BrokenError, match="another past"):
        signed.head()


def test_an_old_copy_put_back_takes_no_entry_gets_no_head_and_is_named(signed: Office, verify: Verify) -> None:
    signed.make_copy()
    go_on(signed.world, 2)
    signed.head()
    signed.put_back()
    for attempt in (lambda: go_on(signed.world, 1), signed.head):
        with pytest.raises(RefusedError, match="put back"):
            attempt()
    assert "put back" in verify()[1]


def test_verify_without_the_registers_keys_says_that_it_could_not_check(
    signed: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in (tmp_path / "keys").rglob("register.json"):
        file.unlink()
    assert main(["book", "verify"]) == 2
    assert "register.json" in capsys.readouterr().err


# -- without dropping a trigger


@pytest.mark.parametrize("table", ["entry", "entryvalue", "touch", "node", "checkpoint", "head"])
def test_replacing_a_row_is_no_way_around_the_triggers(signed: Office, table: str) -> None:
    """SQLite's INSERT OR REPLACE takes the old row away in silence, unless the connection is told not to."""
    if connection.vendor != "sqlite":
        pytest.skip("a statement of SQLite's")
    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"INSERT OR REPLACE INTO book_{table} SELECT * FROM book_{table} LIMIT 1")


def test_the_result_is_there_for_machines(signed: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with without_triggers():
        execute("UPDATE book_entryvalue SET data = %s WHERE entry_id = 3 AND place = 3", b'"lawyer"')
    assert main(["book", "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"holds": False, "why": "value 'role' of entry 3 is not the one committed"}
