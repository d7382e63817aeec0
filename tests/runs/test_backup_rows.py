"""Every table of a register goes into a backup, and comes back row by row, into whichever database."""

import io
import json
import os
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from tests.book.story import whole_story
from tests.courier.places import NAMES, kniha, run
from tests.world import found_world

from kniha.book.classes import Bulk
from kniha.book.journal.acting import Hand
from kniha.book.journal.rows import journalled_models
from kniha.conf.key_files import write_keys
from kniha.conf.keys import KeyFolder
from kniha.conf.new_keys import new_keys
from kniha.runs.backups import rows_out, schema, tables
from kniha.runs.backups.making import Made, Office, make_backup
from kniha.vault.folder import Folder
from kniha.vault.places import Places
from kniha.vocab.errors import ConfigurationError, ConflictError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database(whole=True)]

DUMP = """
import sys
import django
django.setup()
from kniha.runs.backups import rows_out
with open(sys.argv[1], "wb") as file:
    rows_out.write_book(file)
    rows_out.write_keys(file)
"""
LOAD_OLDER = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from kniha.book.journal.replay import replay
from kniha.runs.backups import rows_in, schema
graph = MigrationLoader(connection).graph
older = {*graph.forwards_plan((sys.argv[2], sys.argv[3])), *(node for node in graph.nodes if node[0] not in {"book", "desk"})}
models = schema.make(older)
with transaction.atomic():
    print(rows_in.load(open(sys.argv[1], "rb").read().splitlines(), models))
    rows_in.set_sequences(models)
try:
    schema.check_own()
except Exception as error:
    print(error)
call_command("migrate", verbosity=0)
print(len(replay().differences))
"""
OLDER = ("book", "0024_linked_incidents")

COUNTED_ANEW = {"book_tally", "book_listedunit", "book_unitword"}
"""Tables that every migrate writes anew: their rows are the same, under other numbers, and a count of nothing has none."""


def office_of(register: str, folder: Path) -> Office:
    """An office with keys of its own for this register, and an empty vault."""
    keys, vault = folder / "keys", folder / "vault"
    given = iter([bytes.fromhex(register)])
    write_keys(keys, new_keys(NAMES, random_bytes=lambda size: next(given, None) or secrets.token_bytes(size), passphrase=None))
    vault.mkdir()
    told = KeyFolder(keys)
    return Office(
        told.register().register,
        keys,
        folder / "heads",
        folder / "mappings",
        Folder(vault),
        told.backup_recipients(),
        told.release_signer(),
    )


def backed_up(office: Office, folder: Path) -> Made:
    return backed_up_into(Folder(folder / "store"), office)


def backed_up_into(places: Places, office: Office, *, after: timedelta = timedelta()) -> Made:
    hand = Hand(None, frozenset(), datetime.now(UTC) + after, secrets.token_bytes, "console")
    return make_backup(hand, office, places, lambda _: None)


def by_table(lines: bytes) -> dict[str, list[str]]:
    """The rows of each table, as sorted texts; without their numbers where these are given anew."""
    found: dict[str, list[str]] = {}
    table = ""
    for line in lines.splitlines():
        told = json.loads(line)
        if isinstance(told, dict):
            table = told.get("table", "")
            found.setdefault(table, [])
        elif table not in COUNTED_ANEW:
            found[table].append(json.dumps(told, sort_keys=True))
        elif told[-1] != 0:
            found[table].append(json.dumps(told[1:], sort_keys=True))
    return {table: sorted(rows) for table, rows in found.items()}


def rows_in_lines(lines: bytes) -> int:
    return sum(line.startswith(b"[") for line in lines.splitlines())


def dumped() -> bytes:
    out = io.BytesIO()
    rows_out.write_book(out)
    rows_out.write_keys(out)
    return out.getvalue()


def restored(tmp_path: Path, office: Office, **more: str) -> dict[str, list[str]]:
    """What a new home tells after a restore."""
    home = tmp_path / "new"
    done = kniha(
        home, "restore", str(tmp_path / "store"), "--identity", str(office.keys / "custodian/backup.identity"),
        "--key", str(office.keys / "public/register.json"), **more,
    )  # fmt: skip
    assert "rows follow from the journal" in done.stdout, done.stderr
    ended = run(home, DUMP, str(tmp_path / "dump"), **more)
    assert ended.returncode == 0, ended.stderr
    return by_table((tmp_path / "dump").read_bytes())


def test_every_table_is_carried_or_is_left_for_a_reason() -> None:
    carried = {tables.name(model) for model in tables.carried()}
    batches = {tables.name(model) for model in Bulk.__subclasses__()}
    assert set(connection.introspection.table_names()) == carried | batches | tables.LEFT.keys()
    assert tables.KEY_TABLE in carried


def test_every_row_comes_back_into_a_file_of_sqlite(tmp_path: Path) -> None:
    office = office_of(whole_story().world.register, tmp_path)
    made = backed_up(office, tmp_path)
    assert made.rows == rows_in_lines(dumped())
    told = by_table(dumped())
    assert all(told[tables.name(model)] for model in journalled_models()), "the story writes to every journalled table"
    assert restored(tmp_path, office) == told


def test_every_row_comes_back_into_another_database_of_the_server(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL alone")
    import psycopg

    office = office_of(whole_story().world.register, tmp_path)
    backed_up(office, tmp_path)
    name = f"back_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["KNIHA_DATABASE"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    address = urlunsplit(urlsplit(os.environ["KNIHA_DATABASE"])._replace(path=f"/{name}"))
    assert restored(tmp_path, office, KNIHA_DATABASE=address) == by_table(dumped())
    numbered = run(
        tmp_path / "new",
        "import django; django.setup(); from django.contrib.auth.models import User; User.objects.create_user('new')",
        KNIHA_DATABASE=address,
    )
    assert numbered.returncode == 0, numbered.stderr


def test_the_key_table_lies_apart() -> None:
    found_world().report()
    book, keys = io.BytesIO(), io.BytesIO()
    rows_out.write_book(book)
    assert rows_out.write_keys(keys) > 0
    assert tables.KEY_TABLE not in by_table(book.getvalue())
    assert set(by_table(keys.getvalue())) == {tables.KEY_TABLE, ""}


def test_nobody_to_seal_it_to_makes_no_backup(tmp_path: Path) -> None:
    office = office_of(found_world().register, tmp_path)
    with pytest.raises(ConfigurationError, match="nobody is named"):
        backed_up(replace(office, recipients=()), tmp_path)
    (office.keys / "public/backup.recipients").write_text("age1classic\n")
    with pytest.raises(ConfigurationError, match="holds post-quantum recipients"):
        KeyFolder(office.keys).backup_recipients()


def test_a_book_of_another_register_makes_no_backup(tmp_path: Path) -> None:
    office = office_of(found_world().register, tmp_path)
    with pytest.raises(ConfigurationError, match="another register"):
        backed_up(replace(office, register=b"x" * 32), tmp_path)
    assert not (tmp_path / "store").exists()


def test_a_backup_of_an_older_program_is_loaded_as_it_was_and_brought_up_to_date(tmp_path: Path) -> None:
    found_world().report()
    lines = as_of_older(dumped())
    (tmp_path / "lines").write_bytes(b"".join(lines))
    (tmp_path / "older").mkdir()
    done = run(tmp_path / "older", LOAD_OLDER, str(tmp_path / "lines"), *OLDER)
    loaded, refused, differences = done.stdout.splitlines() or [done.stderr] * 3
    assert int(loaded) == rows_in_lines(b"".join(lines))
    assert "migrations wait: the program that these tables are of makes their backup" in refused
    assert differences == "0"


def as_of_older(lines: bytes) -> list[bytes]:
    """The rows of the book as a program would tell them that knew nothing newer than `OLDER`: neither tables nor columns."""
    models = MigrationLoader(connection).project_state(OLDER).apps.get_models(include_auto_created=True)
    columns = {tables.name(model): [field.attname for field in tables.fields(model)] for model in models}
    kept: list[bytes] = []
    places: list[int] | None = None
    for line in lines.splitlines():
        told = json.loads(line)
        if isinstance(told, list):
            kept += [json.dumps([told[place] for place in places]).encode() + b"\n"] if places is not None else []
        elif "rows" in told:
            break  # the key table comes in a file of its own
        else:
            known = columns.get(told["table"])
            places = None if known is None else [told["columns"].index(column) for column in known]
            kept += [] if known is None else [json.dumps({**told, "columns": known}).encode() + b"\n"]
    return [*kept, b'{"rows":%d}\n' % rows_in_lines(b"".join(kept))]


def test_a_backup_of_a_newer_program_is_refused() -> None:
    with pytest.raises(ConflictError, match="does not know the migration book"):
        schema.check_known([("book", "9999_of_tomorrow")])
