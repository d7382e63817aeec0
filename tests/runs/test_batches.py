"""`kniha import footage`: an index of footage becomes one batch, sealed, loaded, loaded again, gone by its day."""

import csv
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import Workbook
from tests.erasures import NEXT_YEAR, WISH, keeper
from tests.vault.shelf import NAMING_KEY, VERA
from tests.world import NOW, World, acquisition_draft, found_world

from kniha.book.bulk import queries
from kniha.book.bulk import rows as bulk_rows
from kniha.book.bulk.models import Batch
from kniha.book.bulk.rows import NUMBERS, loaded
from kniha.book.bulk.rules import PLACES
from kniha.book.erasure.actions import agree_to_erasure, ask_erasure
from kniha.book.erasure.expiring import let_batch_go, over, take_rows_away
from kniha.book.erasure.holding import HoldDraft, place_hold
from kniha.book.evidence import acquiring
from kniha.book.evidence.models import Acquisition, CustodyEvent, Exhibit
from kniha.book.evidence.queries import blob_of
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.recordings.models import FootageRow, Recording
from kniha.book.recordings.taking import take_row
from kniha.runs.bulk import bringing
from kniha.runs.bulk.bringing import Brought, Store, bring, load, rebuild
from kniha.runs.bulk.plan import open_table, parse_plan
from kniha.runs.importing.report import Report
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, ConflictError, ImpossibleError, MalformedError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

MAPPING = (Path(__file__).resolve().parents[2] / "examples/batches/footage.toml").read_text(encoding="utf-8")
HEAD = ("file_id", "camera", "from", "to", "latitude", "longitude", "azimuth", "path", "plate")
ROW = ("A-1", "крама", "2020-08-11T23:00:00", "2020-08-11T23:10:00+03:00", "53.9023", "27.5619", "90", "D:/1.mp4", "1234 AB-7")


class Office:
    """A world with a vault, and an acquisition with which a list came."""

    def __init__(self, folder: Path) -> None:
        self.world: World = found_world()
        self.folder = folder
        self.store = Store(Vault(folder / "vault", NAMING_KEY), VERA.recipient, (VERA,))
        self.acquisition = self.acquire("given")

    def acquire(self, how: str) -> Acquisition:
        draft = acquisition_draft(f"Спіс камер ({how})", how_obtained=how)
        return acquiring.begin_acquisition(self.world.hand(self.world.vera), draft, self.world.first)

    def list_of(self, *found: tuple[str, ...], name: str = "index.csv") -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([HEAD, *found])
        return path

    def bring(self, path: Path, *, mapping: str = MAPPING, into: Acquisition | None = None, **more: bool) -> Report:
        plan = parse_plan(mapping)
        brought = Brought(open_table(path, plan), plan, mapping, into or self.acquisition)
        return bring(self.world.hand(self.world.vera), brought, self.store, **more)


@pytest.fixture
def office(tmp_path: Path, db: None) -> Office:
    return Office(tmp_path)


def many(count: int) -> list[tuple[str, ...]]:
    return [(f"A-{number}", *ROW[1:6], str(number % 360), *ROW[7:]) for number in range(count)]


def table() -> list[tuple[object, ...]]:
    return list(FootageRow.objects.order_by("key").values_list())


def test_each_row_is_as_the_list_tells_it_and_the_plate_is_nowhere(office: Office):
    report = office.bring(office.list_of(ROW))
    assert (report.records, report.made, report.refused) == (1, 1, 0)
    batch = Batch.objects.get()
    row = queries.rows_of(office.world.vera, batch).get()
    told = (
        row.record,
        row.camera,
        row.last_ms - row.first_ms,
        row.sigma_ms,
        row.lat_e7,
        row.error_m,
        row.heading_deg,
        row.range_m,
        row.found_at,
    )
    assert told == ("A-1", "крама", 600_000, 30_000, 539023000, 20, 90, 60, "D:/1.mp4")
    assert (row.fov_deg, row.walk_m) == (None, None)
    assert batch.keep_until == NOW.date() + timedelta(days=365)
    assert not any("1234" in str(value) for found in table() for value in found)


def test_the_file_is_a_sealed_exhibit_with_custody_and_no_plain_byte_lies_on_the_disk(office: Office):
    office.bring(office.list_of(ROW))
    exhibit = Batch.objects.get().exhibit
    assert {event.kind for event in CustodyEvent.objects.filter(exhibit=exhibit)} == {"received", "sealed"}
    plain = b"".join(office.store.vault.open(blob_of(exhibit), office.store.identities))
    assert plain.startswith(b"PAR1")
    assert plain.endswith(b"PAR1")
    kept = [path for path in (office.folder / "vault").rglob("*") if path.is_file()]
    assert kept
    assert not any(b"PAR1" in path.read_bytes() or b"A-1" in path.read_bytes() for path in kept)


def test_rows_are_rebuilt_from_the_sealed_file_and_equal(office: Office):
    office.bring(office.list_of(*many(4_321)))
    before = table()
    assert len(before) == 4_321
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM book_footagerow WHERE heading_deg > 100")  # a table that was lost in part
    assert rebuild(office.store) == (1, 4_321)
    assert table() == before
    assert replay().differences == ()


def test_a_load_that_was_stopped_goes_on_with_the_same_list(office: Office, monkeypatch: pytest.MonkeyPatch):
    path, done = office.list_of(*many(5_000)), []

    def stopped(batch, number, found):
        if number >= 4_000:
            raise KeyboardInterrupt
        done.append(number)
        write(batch, number, found)

    write = bulk_rows.load
    monkeypatch.setattr(bringing.bulk_rows, "load", stopped)
    with pytest.raises(KeyboardInterrupt):
        office.bring(path)
    monkeypatch.undo()
    assert loaded(Batch.objects.get()) == 4_000
    report = office.bring(path)
    assert (report.known, report.made) == (5_000, 0)
    assert loaded(Batch.objects.get()) == 5_000
    assert Batch.objects.count() == 1


def test_a_dry_run_counts_and_enters_nothing(office: Office):
    size = reading.size()
    report = office.bring(office.list_of(ROW, ("", *ROW[1:])), dry=True)
    assert (report.made, report.refused) == (1, 1)
    assert reading.size() == size
    assert not Exhibit.objects.exists()


def test_a_spreadsheet_is_read_too(office: Office):
    book = Workbook()
    book.active.append(HEAD)
    book.active.append(ROW)
    book.save(office.folder / "index.xlsx")
    assert office.bring(office.folder / "index.xlsx").made == 1


def test_a_key_is_told_exactly_in_json(office: Office):
    office.bring(office.list_of(ROW))
    assert PLACES << NUMBERS == 2**53
    assert FootageRow.objects.get().key < 2**53


def test_two_batches_lie_beside_each_other(office: Office):
    office.bring(office.list_of(ROW))
    office.bring(office.list_of(("B-1", *ROW[1:]), name="other.csv"))
    found = {row.record for batch in queries.batches(office.world.vera) for row in queries.rows_of(office.world.vera, batch)}
    assert found == {"A-1", "B-1"}


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (0, "", "record"), (2, "учора", "start"), (3, "2020-08-11T22:00:00", "ends before"), (3, "2020-12-11T22:00:00", "ends before"),
        (4, "91", "lat"), (5, "дзе", "lon"), (6, "1e3", "heading_deg"), (4, "", "lat"), (1, "я" * 121, "camera"),
        (2, "0001-01-01T00:00:00", "start"),
    ],
)  # fmt: skip
def test_one_bad_row_refuses_the_list_and_leaves_nothing(office: Office, place: int, value: str, column: str):
    bad = tuple(value if number == place else cell for number, cell in enumerate(ROW))
    size = reading.size()
    report = office.bring(office.list_of(ROW, bad))
    assert (report.made, report.refused) == (0, 1)
    assert column in report.refusals[0].what
    assert value not in report.refusals[0].what or not value
    assert reading.size() == size
    assert not [path for path in (office.folder / "vault").rglob("*") if path.is_file()]


def test_bad_rows_are_left_out_where_that_is_said(office: Office):
    report = office.bring(office.list_of(ROW, ("", *ROW[1:])), leave_out=True)
    assert (report.made, report.refused) == (1, 1)
    assert Batch.objects.get().rows == 1


@pytest.mark.parametrize(
    ("was", "becomes", "error"),
    [
        ('record = "file_id"', 'record = "nowhere"', "nowhere"), ('plate = "', 'plates = "', "plate"),
        ("keep_days = 365", "keep_days = 5000", "keep_days"),
        ("error_m = 20", "", "error_m"), ('kind = "footage"', 'kind = "films"', "kind"), ("range_m = 60", "colour = 60", "colour"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused(office: Office, was: str, becomes: str, error: str):
    with pytest.raises((MalformedError, ImpossibleError), match=error):
        office.bring(office.list_of(ROW), mapping=MAPPING.replace(was, becomes))


@pytest.mark.parametrize("how", ["leaked", "intercepted", "hacked"])
def test_before_a_lawyer_lets_it_be_read_nobody_reads_a_row(office: Office, how: str):
    waiting = office.acquire(how)
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        office.bring(office.list_of(ROW), into=waiting)
    lawyer = office.world.hand(office.world.zoya)
    acquiring.decide_uses(lawyer, waiting, frozenset({"read"}), words="здымкі вуліц, нікому не шкодзяць")
    waiting.refresh_from_db()
    office.bring(office.list_of(ROW), into=waiting)
    assert queries.rows_of(office.world.vera, Batch.objects.get()).count() == 1
    acquiring.decide_uses(lawyer, waiting, frozenset(), words="выявілася, што там дамы сведак")
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        queries.rows_of(office.world.vera, Batch.objects.get())


def test_a_registrar_of_another_compartment_finds_no_batch(office: Office):
    office.bring(office.list_of(ROW))
    assert not queries.batches(office.world.marek)
    with pytest.raises(NotFoundError):
        queries.batch(office.world.marek, Batch.objects.get().pk)
    with pytest.raises(NotFoundError):
        queries.rows_of(office.world.marek, Batch.objects.get())


def test_rows_go_by_their_day_with_their_file_and_an_entry_says_how_many(office: Office):
    office.bring(office.list_of(*many(30)))
    batch = Batch.objects.get()
    day = NOW + timedelta(days=365)
    assert not over((day - timedelta(days=1)).date())
    with pytest.raises(ImpossibleError):
        let_batch_go(office.world.process("worker"), batch)
    assert list(over(day.date())) == [batch]
    let_batch_go(office.world.process("worker", day), batch)
    assert take_rows_away()
    assert not take_rows_away()
    assert not FootageRow.objects.exists()
    with pytest.raises(NotFoundError):
        blob_of(batch.exhibit)
    with pytest.raises(RefusedError, match="went by their day"):
        queries.rows_of(office.world.vera, batch)
    last = next(iter(reading.entries(start=reading.size() - 1)))
    assert (last.skeleton.action, {value.path.strip("/"): value.data for value in last.values}["batch_rows"]) == ("batch.let_go", b"30")
    assert rebuild(office.store) == (0, 0)
    assert replay().differences == ()


def test_a_row_that_became_a_recording_stays_when_the_rows_go(office: Office):
    office.bring(office.list_of(*many(3)))
    batch, vera = Batch.objects.get(), office.world.hand(office.world.vera)
    row = queries.rows_of(office.world.vera, batch).get(record="A-1")
    made = take_row(vera, batch, row.key)
    assert (made.label, made.state, made.sigma_ms, made.error_m, made.words) == ("A-1", "known", 30_000, 20, "крама · D:/1.mp4")
    with pytest.raises(ConflictError):
        take_row(vera, batch, row.key)
    let_batch_go(office.world.process("worker", NOW + timedelta(days=365)), batch)
    assert take_rows_away()
    assert Recording.objects.get() == made
    assert replay().differences == ()


def test_a_row_of_another_compartment_is_not_there(office: Office):
    office.bring(office.list_of(ROW))
    with pytest.raises(NotFoundError):
        take_row(office.world.hand(office.world.marek), Batch.objects.get(), FootageRow.objects.get().key)


def test_a_hold_keeps_a_batch_past_its_day(office: Office):
    office.bring(office.list_of(ROW))
    batch = Batch.objects.get()
    place_hold(office.world.hand(keeper(office.world)), ("exhibit", batch.exhibit_id), HoldDraft("authority-asked", "суд", "", NEXT_YEAR))
    day = NOW + timedelta(days=365)
    assert not over(day.date())
    with pytest.raises(RefusedError, match="a hold keeps"):
        let_batch_go(office.world.process("worker", day), batch)
    assert FootageRow.objects.count() == 1


def test_an_erased_file_takes_the_rows_with_it(office: Office):
    office.bring(office.list_of(*many(12)))
    batch = Batch.objects.get()
    erasure = ask_erasure(office.world.hand(keeper(office.world)), ("exhibit", batch.exhibit_id), WISH)
    agree_to_erasure(office.world.hand(office.world.zoya), erasure)
    assert not queries.batches(office.world.vera)
    assert take_rows_away()
    assert not FootageRow.objects.exists()
    batch.refresh_from_db()
    assert (batch.title, batch.mapping) == ("", "")
    assert rebuild(office.store) == (0, 0)


def test_the_same_list_with_another_mapping_is_no_second_batch(office: Office):
    office.bring(office.list_of(ROW))
    report = office.bring(office.list_of(ROW), mapping=MAPPING.replace("error_m = 20", "error_m = 30"))
    assert report.known == 1
    assert Batch.objects.count() == 1


def test_a_damaged_file_is_loaded_by_nobody(office: Office):
    office.bring(office.list_of(*many(10)))
    batch = Batch.objects.get()
    bulk_rows.take_away(batch, most=10)
    path = next(path for path in (office.folder / "vault" / "blobs").rglob("*") if path.is_file())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))
    with pytest.raises(BrokenError):
        load(batch, office.store)
    assert not FootageRow.objects.exists()


def test_nobody_writes_a_row_past_the_one_module(office: Office):
    office.bring(office.list_of(ROW))
    row = FootageRow.objects.get()
    attempts = (
        row.save, row.delete, FootageRow.objects.all().delete, lambda: FootageRow.objects.create(key=1),
        lambda: FootageRow.objects.update(camera="x"),
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(RefusedError, match="from its file alone"):
            attempt()


def test_one_module_alone_writes_rows_of_batches():
    sources = {path: path.read_text(encoding="utf-8") for path in Path(bulk_rows.__file__).parents[2].rglob("*.py")}
    allowed = {"bulk/rows.py", "journal/rows.py", "journal/recording.py"}
    inserting = {path.relative_to(path.parents[1]).as_posix() for path, text in sources.items() if "execute_insert(" in text}
    deleting = {path.relative_to(path.parents[1]).as_posix() for path, text in sources.items() if "DELETE FROM" in text}
    assert "bulk/rows.py" in inserting & deleting
    assert {name for name in inserting if name.startswith("bulk/") or "recordings" in name} == {"bulk/rows.py"}, inserting - allowed
    assert {name for name in deleting if name.startswith("bulk/") or "recordings" in name} == {"bulk/rows.py"}


def test_twice_at_once_is_a_conflict(office: Office):
    from kniha.book.bulk.actions import BatchDraft, bring_batch

    office.bring(office.list_of(ROW))
    batch = Batch.objects.get()
    draft = BatchDraft("footage", "яшчэ раз", 1, "", batch.source_sha256, NOW.date() + timedelta(days=5))
    with pytest.raises(ConflictError):
        bring_batch(office.world.hand(office.world.vera), office.acquisition, draft, blob_of(batch.exhibit))


def test_the_command_brings_a_list_and_rebuilds_it(
    office: Office, settings: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.contrib.auth.models import User

    from kniha.book.access.models import SignIn
    from kniha.cli.main import main
    from kniha.runs import keyring

    keys = office.folder / "keys"
    for name, data in (("public/exhibit.recipient", VERA.recipient.text.encode()), ("vault/naming.key", NAMING_KEY)):
        (keys / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (keys / name).write_bytes(data)
        (keys / name).chmod(0o600)
    settings.OFFICE = replace(settings.OFFICE, keys=keys, vault=office.folder / "vault")
    monkeypatch.setattr(keyring, "_held", [])  # what this process holds goes with the test
    keyring.use(keyring.DeskKeys((VERA,), ()))
    SignIn.objects.create(user=User.objects.create_user("vera"), registrar=office.world.vera)
    mapping = office.folder / "footage.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    path = office.list_of(*many(7))
    asked = ["import", "footage", str(path), "--mapping", str(mapping), "--registrar", "vera", "--json", "--acquisition"]
    assert main([*asked, "няма такога"]) == 2
    assert "kniha evidence add" in capsys.readouterr().err
    assert main([*asked, office.acquisition.title]) == 0
    assert '"made": 7' in capsys.readouterr().out
    assert main(["book", "rebuild"]) == 0
    assert "7 rows of 1 batches" in capsys.readouterr().out


@pytest.mark.soak
def test_a_hundred_thousand_rows_in_little_time_and_memory(office: Office, soaking: bool):
    count = 100_000 if soaking else 10_000
    path = office.list_of(*many(count))
    start = time.process_time()
    assert office.bring(path).made == count
    assert time.process_time() - start < 60
