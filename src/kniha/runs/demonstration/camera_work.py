"""What the invented investigator knows of cameras: two of them, how far off one clock was, footage that will be or was written over."""

from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.journal.acting import Hand
from kniha.book.recordings import actions, recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, SeenTwice, ViewDraft, Witness
from kniha.book.recordings.models import Camera
from kniha.runs.demonstration.story import ZONE

_OWNER = Witness(read_in="паказаў гаспадар крамы")
_COURT = Witness(read_in="адвакат, з матэрыялаў страхавой справы")
_EVENING = datetime(2020, 8, 11, 22, 40, tzinfo=ZONE)


def know_cameras(investigator: Hand, lawyer: Hand, compartment: Compartment) -> None:
    """Enter two cameras, their clocks, and three recordings that nobody obtained yet."""
    shop = _camera(
        investigator, compartment, CameraDraft("Камера над уваходам у краму", "fixed", "business", "крама", 14),
        ViewDraft(539071000, 275453000, 10, 120, 90, 40, "над уваходам, глядзіць на рог"),
    )  # fmt: skip
    house = _camera(
        investigator, compartment, CameraDraft("Паваротная камера на доме насупраць", "dome", "housing", "таварыства дома"),
        ViewDraft(539074000, 275447000, 25, range_m=80, place_words="чацвёрты паверх"),
    )  # fmt: skip
    actions.read_clock(investigator, shop, ReadingDraft(_EVENING, 134_000, 1_500, "visible-clock", "вітрына з гадзіннікам"), source=_OWNER)
    seen = SeenTwice(_EVENING + timedelta(minutes=4), _EVENING + timedelta(minutes=6), 700)
    actions.compare_clocks(investigator, house, shop, [seen], source=_OWNER)
    evening = (_EVENING - timedelta(minutes=40), _EVENING + timedelta(minutes=50))
    gone = RecordingDraft("Уваход у краму, вечар", shop, evening, holder_kind="business", holder_words="крама")
    recording.enter_recording(investigator, compartment, gone, source=_OWNER)
    unknown = RecordingDraft("Рог вуліцы з дома насупраць", house, evening, holder_kind="housing")
    recording.enter_recording(investigator, compartment, unknown, source=_OWNER)
    copied = RecordingDraft(
        "Копія запісу ў страхавой справе", shop, evening, words="справу знішчаць па сканчэнні тэрміну", holder_kind="business",
        holder_words="страхавая арганізацыя", lost_on=investigator.today + timedelta(days=5),
    )  # fmt: skip
    kept = recording.enter_recording(investigator, compartment, copied, source=_COURT)
    recording.tell_way(lawyer, kept, "Праз адваката гаспадара, як удзельніка страхавой справы. Не называць ні рэестра, ні падзеі.")


def _camera(hand: Hand, compartment: Compartment, draft: CameraDraft, view: ViewDraft) -> Camera:
    return actions.register_camera(hand, compartment, draft, PositionDraft(view), source=_OWNER)
