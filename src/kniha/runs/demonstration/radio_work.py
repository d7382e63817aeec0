"""What the invented investigator knows of who spoke on the air: two units, a call sign that both may have borne, three messages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.communications.actions import enter_call_sign
from kniha.book.communications.communicating import enter_communication, translate_communication
from kniha.book.communications.drafts import CallSignDraft, CommunicationDraft, SpeakerDraft, TranslationDraft
from kniha.book.forces.actions import name_unit, place_unit, register_unit
from kniha.book.forces.drafts import Source, UnitDraft, UnitNameDraft
from kniha.book.forces.units import Unit
from kniha.book.journal.acting import Hand
from kniha.book.recordings.drafts import ViewDraft, Witness
from kniha.book.statements.drafts import When
from kniha.runs.demonstration.story import ZONE
from kniha.vocab.span import Span

_PAPER = "выдуманая газета, 2019, нумар 14"
_BOOK = "выдуманы даведнік пазыўных, с. 3"
_AMATEUR = Witness(read_in="запіс радыёаматара, перададзены адвакатам")
_EVENING = datetime(2020, 8, 11, 22, 51, tzinfo=ZONE)
_CORNER = ViewDraft(539071500, 275452000, 900, heading_deg=120, fov_deg=120, range_m=2500, place_words="ля рога, па сектары")


@dataclass(frozen=True, slots=True)
class _Heard:
    after: int  # minutes
    speaker: str
    told: str
    words: str


_HEARD = (
    _Heard(0, "Грак-1", "Грак", "Грак, я Грак-1. Два бусы да рога, выхад праз двор."),
    _Heard(1, "Грак", "Грак-1", "Прыняў. У двары чалавек дзесяць, нашых без знакаў няма."),
    _Heard(14, "Грак-1", "+375 (29) 000-00-17", "Машыну да ўвахода ў краму, пяцярых забіраем."),
)


@dataclass(frozen=True, slots=True)
class Units:
    """The invented units: a command, a detachment of it, and a company of that."""

    command: Unit
    detachment: Unit
    company: Unit


def know_radio(investigator: Hand, compartment: Compartment) -> Units:
    """Enter the units, what a sign stood for, and what was heard; return the units."""
    since, until = date(2019, 3, 1), date(2020, 12, 31)
    borne = Span(since, since, until, until)
    command = _unit(investigator, UnitDraft("command", "police"), "Выдуманае ўпраўленне аховы", "Выдуманное управление охраны")
    fern = _unit(investigator, UnitDraft("detachment", "police.riot"), "Атрад «Папараць»", "Отряд «Папоротник»")
    second = _unit(investigator, UnitDraft("company", "police.riot"), "Другая рота атрада «Папараць»", "Вторая рота отряда «Папоротник»")
    place_unit(investigator, fern, command, borne, source=Source(read_in=_PAPER))
    place_unit(investigator, second, fern, borne, source=Source(read_in=_PAPER))
    enter_call_sign(investigator, second, CallSignDraft("Грак", borne), source=Source(read_in=_BOOK))
    enter_call_sign(investigator, fern, CallSignDraft("Грак-1", borne), source=Source(read_in=_BOOK))
    enter_call_sign(investigator, fern, CallSignDraft("Грак"), source=Source(read_in=_PAPER))
    said = [enter_communication(investigator, compartment, _draft(heard), source=_AMATEUR) for heard in _HEARD]
    translate_communication(investigator, said[0], TranslationDraft("Грач, я Грач-1. Два буса к углу, выход через двор.", "ru"))
    note = "«без знакаў» may also mean “without markings”."
    made = TranslationDraft("Copy. About ten people in the yard, none of ours without badges.", "en", "machine", note)
    translate_communication(investigator, said[1], made)
    return Units(command, fern, second)


def _unit(hand: Hand, draft: UnitDraft, name: str, in_russian: str) -> Unit:
    unit = register_unit(hand, draft, UnitNameDraft(name, "be"), source=Source(read_in=_PAPER))
    name_unit(hand, unit, UnitNameDraft(in_russian, "ru"), source=Source(read_in=_PAPER))
    return unit


def _draft(heard: _Heard) -> CommunicationDraft:
    at = _EVENING + timedelta(minutes=heard.after)
    kind = "number" if heard.told.startswith("+") else "call-sign"
    return CommunicationDraft(
        "radio", heard.words, "be", "канал 3", when=When(at, at, str(ZONE), "exact"),
        speakers=(SpeakerDraft("from", heard.speaker, "call-sign"), SpeakerDraft("to", heard.told, kind)), view=_CORNER,
    )  # fmt: skip
