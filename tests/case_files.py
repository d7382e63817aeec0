"""An office that puts case files together and delivers them: a vault with real files, signed heads, consents for one authority."""

import io
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from PIL import Image
from tests.runs.log import Log, log_of
from tests.world import CHECKED, PLACE, TEXT, TIME, World, found_world

from kniha.book.casefiles import delivering
from kniha.book.casefiles.actions import CaseFileDraft, CellDraft, choose, enter_cell, open_case_file
from kniha.book.casefiles.models import CaseDelivery, CaseFile
from kniha.book.crossing.actions import ask_register, note_hints
from kniha.book.events.actions import allege_involvement, open_incident, record_act
from kniha.book.events.drafts import ActDraft, IncidentDraft
from kniha.book.events.models import Incident, Involvement
from kniha.book.events.reviewing import decide, send_to_review
from kniha.book.evidence.models import Exhibit
from kniha.book.journal import rows
from kniha.book.people.actions import NameDraft, RiskDraft, add_name, assess_risk
from kniha.book.people.models import Person
from kniha.book.statements.models import Account, Consent, Statement
from kniha.book.statements.receiving import StoredFile
from kniha.ledger.given import Given, trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import Register, release_name
from kniha.media.sniffing import sniff
from kniha.runs.casefiles.files import Shelves
from kniha.runs.casefiles.making import Office, deliver, place_of
from kniha.seal.opening import opened
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.vocab.crimes.elements import shipped

EXHIBITS, COURT = HybridIdentity(b"\x04" * 32), HybridIdentity(b"\x06" * 32)
AUTHORITY = "The court of T."
CAMERA = "Kamera-Planted-9000"
SUSPECT = "Рыгор Невядомы"


def picture(shade: int = 0) -> bytes:
    """A JPEG whose EXIF names a camera."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = CAMERA
    Image.new("RGB", (64, 48), (shade, 90, 30)).save(made, "JPEG", exif=exif)
    return made.getvalue()


class CaseOffice:
    """A register with one accepted incident, its suspect, two pictures, and a case file for a court over them."""

    def __init__(self, folder: Path, world: World | None = None) -> None:
        self.folder, self.world = folder, world or found_world()
        self.vault = Vault(folder / "vault", b"n" * 32)
        self.vera, self.zoya = self.world.hand(self.world.vera), self.world.hand(self.world.zoya)
        self.worker = self.world.process("worker")
        self.log: Log = log_of(self.world, folder / "heads")
        (folder / "heads").mkdir(exist_ok=True)
        self.release = SigningKey(release_name(bytes.fromhex(self.world.register)), Algorithm.ED25519, b"r" * 32)
        self.statement = self.told("e1" * 32, picture(), picture(200))
        self.account = self.world.coded(self.statement)
        self.incident, self.involvement = self.concluded(self.account, "Збіццё на рагу")
        self.suspect = Person.objects.get(pk=self.involvement.person_id)
        add_name(self.vera, self.suspect, NameDraft(SUSPECT, "be", "as-said", "газета, с. 2"))
        draft = CaseFileDraft("На рагу", AUTHORITY, "court", str(COURT.recipient), "зварот № 5", ("torture", "by.426"))
        self.file: CaseFile = open_case_file(self.vera, self.world.first, draft, shipped())

    @property
    def public(self) -> Register:
        keys = self.log.public
        return Register(keys.id, keys.checkpoint_keys, keys.custodian_keys, (self.release.verifier(),))

    @property
    def office(self) -> Office:
        shelves = Shelves(self.vault, (EXHIBITS,))
        return Office(self.public, self.folder / "deliveries", shelves, self.release, shipped())

    @property
    def given(self) -> Given:
        return trusting((*self.public.checkpoint_keys, self.release.verifier()))

    def told(self, envelope: str, *files: bytes, consent: str = "yes") -> Statement:
        """A statement with files, whose source agrees that this court has it and is in no great danger."""
        statement = self.world.report(TEXT, envelope=envelope, files=tuple(map(self.stored, files)))
        self.answers(statement, consent)
        if statement.source is not None:
            level = RiskDraft("low", (), "", self.vera.today + timedelta(days=30))
            assess_risk(self.vera, statement.source, level)
        return statement

    @transaction.atomic
    def answers(self, statement: Statement, answer: str) -> None:
        """What its source says now of this court."""
        asked = Consent.objects.filter(statement=statement, purpose="share-authority").first()
        if asked is None:
            told = {"purpose": "share-authority", "recipient": AUTHORITY, "answer": answer, "giver": "self", "given_on": self.vera.today}
            change = rows.insert(Consent, self.vera.new_id(), statement=statement, **told)
        else:
            change = rows.update(asked, answer=answer)
        self.vera.enter(self.vera.acting_as("investigator"), "report.consent_changed", [change], cites=[("statement", statement.pk)])

    def stored(self, data: bytes) -> StoredFile:
        with self.vault.receive([EXHIBITS.recipient], random_bytes=secrets.token_bytes) as receiving:
            receiving.write(data)
            return StoredFile("Іван Сведка відэа.jpg", "", sniff(data).type, receiving.finish(lambda _: None))

    def concluded(self, account: Account, title: str) -> tuple[Incident, Involvement]:
        """An accepted incident over one account, with an act and a suspect."""
        incident = open_incident(self.vera, [account], IncidentDraft(title, TIME, PLACE))
        victim = account.mentions.get(role="victim")
        act = record_act(self.vera, incident, ActDraft("integrity.physical-assault", ("baton",), victim=victim), accounts=[account])
        named = account.mentions.get(role="alleged-part")
        involvement = allege_involvement(self.vera, act, named, degree="carried-out", finding="suspicion", basis="мянушка")
        send_to_review(self.vera, incident)
        decide(self.zoya, incident, decision="accepted", words="", checked=CHECKED)
        return incident, involvement

    @property
    def exhibits(self) -> list[Exhibit]:
        return list(Exhibit.objects.filter(statement=self.statement).order_by("pk"))

    def chosen(self) -> None:
        """Everything, with one cell that proves and one that misses."""
        items = choose(self.vera, self.file, [self.incident, self.suspect, *self.exhibits])
        numbered = next(item for item in items if item.number)
        enter_cell(self.vera, self.file, CellDraft("torture/pain", "proves", numbered, "відаць удары"), shipped())
        enter_cell(self.vera, self.file, CellDraft("torture/aim", "missing", None, "мэты ніхто не чуў"), shipped())

    def disclosed(self, told: str = "Адзін сведка бачыў іншага.") -> None:
        inquiry = ask_register(self.vera, self.suspect, kind="speaks-for-suspect", reason="перад перадачай")
        note_hints(self.world.process("register"), inquiry, [])
        draft = delivering.DisclosureDraft("Рыгор; Рысь; Таемны-Крынічны", "Таемны-Крынічны бачыў іншага", told, "хто гэта", "небяспека")
        delivering.disclose(self.zoya, self.file, draft)

    def asked(self, *languages: str) -> CaseDelivery:
        return delivering.ask_delivery(self.zoya, self.file, languages or ("en",))

    def signed(self) -> None:
        self.log.sign()

    def delivered(self, *languages: str) -> CaseDelivery:
        """All of it."""
        self.chosen()
        self.disclosed()
        asked = self.asked(*languages)
        self.signed()
        return deliver(self.worker, asked, self.office)

    def archive(self, delivery: CaseDelivery) -> bytes:
        """The ZIP, as the court opens it."""
        with place_of(self.office.folder, delivery).open("rb") as file:
            return b"".join(opened(file, (COURT,)))

    def unpacked(self, delivery: CaseDelivery, into: Path) -> Path:
        """The bundle as a folder."""
        with zipfile.ZipFile(io.BytesIO(self.archive(delivery))) as archive:
            archive.extractall(into)
        (top,) = into.iterdir()
        return top
