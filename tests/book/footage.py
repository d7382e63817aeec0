"""Cameras and recordings around the corner where incidents of `happenings` happened, for tests of what may show what."""

from datetime import datetime
from hashlib import sha256

from tests.world import World, acquisition_draft, at, gathered_file, stored_file

from kniha.book.access.models import Registrar
from kniha.book.evidence.acquiring import add_files, begin_acquisition
from kniha.book.evidence.models import Exhibit
from kniha.book.recordings import actions, recording
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, RecordingDraft, ViewDraft, Witness
from kniha.book.recordings.models import Camera, Recording

SAID = Witness(read_in="паказаў уладальнік")
NEAR = ViewDraft(539023000, 275619900, 10, 270, 90, 60, "над уваходам")
FAR = ViewDraft(521000000, 237000000, 10, 270, 90, 60, "Брэст")
NIGHT = (at(22, 30), at(23, 30))


def camera(
    world: World, view: ViewDraft = NEAR, *, label: str = "Камера крамы", source: Witness = SAID, of: Registrar | None = None
) -> Camera:
    """A camera of the compartment of `of`, as it is: Vera's."""
    into = world.second if of == world.marek else world.first
    hand = world.hand(of or world.vera)
    return actions.register_camera(hand, into, CameraDraft(label, "fixed", "business", "крама", 14), PositionDraft(view), source=source)


def measured(world: World, of: Camera, offset_ms: int = 0, sigma_ms: int = 2000, *, source: Witness = SAID) -> None:
    """Somebody read its clock that evening."""
    draft = ReadingDraft(at(22, 50), offset_ms, sigma_ms, "owners-word")
    actions.read_clock(world.hand(world.vera), of, draft, source=source)


def footage(world: World, of: Camera, shown: tuple[datetime, datetime] | None = NIGHT, **more: object) -> Recording:
    """Footage of a camera that is known, and that nobody obtained."""
    into = of.compartment
    hand = world.hand(world.marek if into == world.second else world.vera)
    draft = RecordingDraft(str(more.pop("label", "Уваход у краму")), of, shown, **more)  # type: ignore[arg-type]
    return recording.enter_recording(hand, into, draft, source=SAID)


def picture(world: World, name: str = "відэа.mp4") -> Exhibit:
    """A file that came with a report."""
    digest = sha256(f"{name}{Exhibit.objects.count()}".encode()).hexdigest()
    files = (stored_file(name, blob=digest, media_type="video/mp4"),)
    return world.report(envelope=digest, files=files).exhibits.get()


def held(world: World, *, file: Exhibit | None = None) -> Recording:
    """A film that somebody sent, with its own place and time."""
    draft = RecordingDraft("Відэа з тэлефона", None, true=(at(22, 55), at(23, 5)), sigma_ms=2000, view=NEAR)
    return recording.enter_recording(world.hand(world.vera), world.first, draft, source=Witness(exhibit=file or picture(world)))


def acquired(world: World, how_obtained: str = "leaked") -> Exhibit:
    """A file of a way by which files come; a lawyer decides on some of them first."""
    hand = world.hand(world.vera)
    acquisition = begin_acquisition(hand, acquisition_draft(f"Картка {Exhibit.objects.count()}", how_obtained=how_obtained), world.first)
    add_files(hand, acquisition, [gathered_file(blob=sha256(str(Exhibit.objects.count()).encode()).hexdigest())])
    return Exhibit.objects.get(acquisition=acquisition)
