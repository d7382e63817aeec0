"""`kniha import messages`: a list of calls becomes one batch, is looked through within an incident alone, and goes by its day."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from tests.vault.shelf import NAMING_KEY, VERA
from tests.world import NOW, World, acquisition_draft, found_world

from kniha.book.bulk import queries
from kniha.book.bulk.models import Batch
from kniha.book.communications.looking import look_for_speaker
from kniha.book.communications.models import Communication, MessageRow
from kniha.book.communications.taking import take_message
from kniha.book.erasure.expiring import let_batch_go, take_rows_away
from kniha.book.evidence import acquiring
from kniha.book.evidence.models import Acquisition
from kniha.book.journal import reading
from kniha.book.journal.replay import replay
from kniha.book.recordings.taking import take_row
from kniha.runs.bulk.bringing import Brought, Store, bring, rebuild
from kniha.runs.bulk.plan import open_table, parse_plan
from kniha.runs.importing.report import Report
from kniha.vault.store import Vault
from kniha.vocab.errors import ConflictError, MalformedError, NotFoundError, RefusedError

pytestmark = [pytest.mark.django_db(databases=["default", "replay"]), pytest.mark.database]

MAPPING = (Path(__file__).resolve().parents[2] / "examples/batches/messages.toml").read_text(encoding="utf-8")
HEAD = ("line", "frequency", "time", "from", "to", "latitude", "longitude", "said", "operator")
ROW = ("1", "145,500", "2020-08-12T00:30:07", "Рысь-1", "База; +375 29 000-00-17", "53.9023", "27.5619", "Выходим к метро.", "К.")
DIGEST = "d1" * 32


class Office:
    """A world with a vault, and an acquisition with which a list came."""

    def __init__(self, folder: Path) -> None:
        self.world: World = found_world()
        self.folder = folder
        self.store = Store(Vault(folder / "vault", NAMING_KEY), VERA.recipient, (VERA,))
        self.hand = self.world.hand(self.world.vera)

    def acquire(self, how: str = "given") -> Acquisition:
        draft = acquisition_draft(f"Спіс перамоў ({how})", how_obtained=how)
        return acquiring.begin_acquisition(self.hand, draft, self.world.first)

    def bring(self, *found: tuple[str, ...], mapping: str = MAPPING, into: Acquisition | None = None, **more: bool) -> Report:
        path = self.folder / "list.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([HEAD, *found])
        plan = parse_plan(mapping)
        return bring(self.hand, Brought(open_table(path, plan), plan, mapping, into or self.acquire()), self.store, **more)


@pytest.fixture
def office(tmp_path: Path, db: None) -> Office:
    return Office(tmp_path)


def test_each_row_is_as_the_list_tells_it(office: Office):
    report = office.bring(ROW)
    assert (report.records, report.made, report.refused) == (1, 1, 0)
    row = queries.rows_of(office.world.vera, Batch.objects.get()).get()
    assert (row.record, row.medium, row.heard_as, row.zone, row.error_m) == ("1", "radio", "call-sign", "Europe/Minsk", 2000)
    assert (row.sender_folded, row.receivers, row.receivers_folded) == ("рис1", "База; +375 29 000-00-17", "|база|375290000017|")
    assert row.first_ms == row.last_ms


def test_rows_are_rebuilt_from_the_sealed_file_and_equal(office: Office):
    office.bring(*((str(number), *ROW[1:]) for number in range(2_345)))
    before = list(MessageRow.objects.order_by("key").values_list())
    assert rebuild(office.store) == (1, 2_345)
    assert list(MessageRow.objects.order_by("key").values_list()) == before
    assert replay().differences == ()


def test_a_row_becomes_a_message_once_and_stays_when_the_list_goes_by_its_day(office: Office):
    office.bring(ROW)
    batch, key = Batch.objects.get(), MessageRow.objects.get().key
    made = take_message(office.hand, batch, key)
    assert [(one.side, one.heard) for one in made.speakers.order_by("place")] == [
        ("from", "Рысь-1"), ("to", "База"), ("to", "+375 29 000-00-17"),
    ]  # fmt: skip
    assert (made.zone, made.precision, made.text, made.exhibit) == ("Europe/Minsk", "exact", "Выходим к метро.", batch.exhibit)
    with pytest.raises(ConflictError):
        take_message(office.hand, batch, key)
    let_batch_go(office.world.process("worker", NOW + timedelta(days=400)), batch)
    while take_rows_away():
        pass
    assert not MessageRow.objects.exists()
    assert Communication.objects.get() == made
    assert replay().differences == ()


@pytest.mark.parametrize("heard", ["рысь 1", "БАЗА", "375290000017"])
def test_rows_are_looked_through_within_an_incident_and_the_look_is_one_entry(office: Office, heard: str):
    office.bring(ROW, ("2", *ROW[1:3], "Зубр", "Лось", *ROW[5:]))
    incident = office.world.opened()[0]
    before = reading.size()
    (found,) = look_for_speaker(office.hand, incident, heard, digest=DIGEST).rows
    assert found.row.record == "1"
    assert reading.size() == before + 1
    assert not look_for_speaker(office.hand, incident, "37529", digest=DIGEST).rows


def test_of_an_intercepted_list_a_lawyer_decides_first(office: Office):
    given = office.acquire("intercepted")
    with pytest.raises(RefusedError, match="a lawyer decides first"):
        office.bring(ROW, into=given)
    acquiring.decide_uses(office.world.hand(office.world.zoya), given, frozenset({"read"}), words="патрэбна для справы")
    given.refresh_from_db()
    office.bring(ROW, into=given)
    incident = office.world.opened()[0]
    assert look_for_speaker(office.hand, incident, "Рысь-1", digest=DIGEST).rows
    acquiring.decide_uses(office.world.hand(office.world.zoya), given, frozenset(), words="перадумала, небяспечна")
    assert not look_for_speaker(office.hand, incident, "Рысь-1", digest=DIGEST).rows
    with pytest.raises(RefusedError):
        take_message(office.hand, Batch.objects.get(), MessageRow.objects.get().key)


@pytest.mark.parametrize(
    ("place", "cell", "column"),
    [(2, "учора", "start"), (3, "—", "sender"), (4, "База; ?", "receivers"), (5, "91", "lat"), (3, "а" * 121, "sender"), (0, "", "record")],
)
def test_a_row_that_cannot_be_is_refused_by_its_column_and_nothing_is_entered(office: Office, place: int, cell: str, column: str):
    report = office.bring(ROW, (*ROW[:place], cell, *ROW[place + 1 :]))
    assert (report.made, report.refused) == (0, 1)
    assert any(repr(column) in line for line in report.lines())
    assert not any(cell and cell in line for line in report.lines() if len(cell) > 5)
    assert not Batch.objects.exists()


def test_a_row_of_nobody_and_nothing_and_a_strange_medium_are_refused(office: Office):
    assert office.bring(("1", "145,5", ROW[2], "", "", "", "", "", "К.")).refused == 1
    with_pigeons = MAPPING.replace('medium = "radio"', 'medium = "pigeon"')
    assert office.bring(ROW, mapping=with_pigeons, into=office.acquire("official")).refused == 1
    with pytest.raises(MalformedError):
        parse_plan(MAPPING.replace('sender = "from"', 'plate = "from"'))


def test_others_see_no_row_and_take_none(office: Office):
    office.bring(ROW)
    batch, key, marek = Batch.objects.get(), MessageRow.objects.get().key, office.world.hand(office.world.marek)
    with pytest.raises(NotFoundError):
        take_message(marek, batch, key)
    with pytest.raises(NotFoundError):
        take_row(office.hand, batch, key)
    incident = office.world.opened()[0]
    with pytest.raises(RefusedError):
        look_for_speaker(marek, incident, "Рысь-1", digest=DIGEST)


def test_rows_are_written_by_nobody_else(office: Office):
    office.bring(ROW)
    row = MessageRow.objects.get()
    for attempt in (row.save, row.delete, MessageRow.objects.all().delete, lambda: MessageRow.objects.update(sender="x")):
        with pytest.raises(RefusedError):
            attempt()
