"""What the invented investigator knows of cameras: clocks that were off, footage that will be or was written over, a yard at night."""

from datetime import datetime, timedelta

from kniha.book.access.models import Compartment
from kniha.book.events.models import Incident
from kniha.book.evidence.models import Exhibit
from kniha.book.journal.acting import Hand
from kniha.book.matches.actions import Seen, decide_on_match
from kniha.book.recordings import actions, recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, SeenTwice, ViewDraft, Witness
from kniha.book.recordings.models import Camera
from kniha.runs.demonstration.story import ZONE

_OWNER = Witness(read_in="паказаў гаспадар крамы")
_COURT = Witness(read_in="адвакат, з матэрыялаў страхавой справы")
_NEIGHBOUR = Witness(read_in="паказала суседка")
_NIGHT = datetime(2020, 8, 11, 0, 22, tzinfo=ZONE)
_FILMED = timedelta(seconds=3.5)
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


def know_yard(investigator: Hand, incident: Incident, film: Exhibit) -> None:
    """Enter what is known to have filmed a yard at night: a window, which somebody looked through, and two cameras of the house."""
    compartment = incident.compartment
    from_the_window = ViewDraft(538627200, 275990300, 20, 200, 70, 80, "акно на трэцім паверсе")
    filmed = RecordingDraft("Двор з акна", None, true=(_NIGHT, _NIGHT + _FILMED), sigma_ms=3000, view=from_the_window)
    window = recording.enter_recording(investigator, compartment, filmed, source=Witness(exhibit=film))
    seen = Seen("shows", "відаць той самы двор і ўспышка ля лаўкі", 1500, 3000)
    decide_on_match(investigator, incident, window, seen)
    door = _camera(
        investigator, compartment, CameraDraft("Камера над пад'ездам", "fixed", "housing", "таварыства дома", 30),
        ViewDraft(538628500, 275991500, 10, 215, 90, 60, "над дзвярыма, глядзіць на двор"),
    )  # fmt: skip
    actions.read_clock(investigator, door, ReadingDraft(_NIGHT, -41_000, 2_000, "owners-word", "паводле званка"), source=_NEIGHBOUR)
    night = (_NIGHT - timedelta(minutes=30), _NIGHT + timedelta(minutes=28))
    copied = RecordingDraft(
        "Ноч ля пад'езда, копія ў таварыстве", door, night, holder_kind="housing", holder_words="таварыства дома",
        lost_on=investigator.today + timedelta(days=6),
    )  # fmt: skip
    recording.enter_recording(investigator, compartment, copied, source=_NEIGHBOUR)
    parking = _camera(
        investigator, compartment, CameraDraft("Камера стаянкі", "dome", "business", "стаянка"),
        ViewDraft(538622000, 275984000, 30, range_m=90, place_words="слуп на ўездзе"),
    )  # fmt: skip
    whole = (_NIGHT - timedelta(hours=2), _NIGHT + timedelta(hours=2))
    recording.enter_recording(investigator, compartment, RecordingDraft("Стаянка, ноч", parking, whole), source=_NEIGHBOUR)


def _camera(hand: Hand, compartment: Compartment, draft: CameraDraft, view: ViewDraft) -> Camera:
    return actions.register_camera(hand, compartment, draft, PositionDraft(view), source=_OWNER)
