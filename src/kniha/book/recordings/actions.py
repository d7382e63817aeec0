"""What may happen to cameras and their clocks. Values are added and withdrawn, each by an entry with its source or reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.access.standing import standing_hand
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.versions import must_be_unchanged
from kniha.book.recordings import rules
from kniha.book.recordings.drafts import CameraDraft, PositionDraft, ReadingDraft, SeenTwice, Witness
from kniha.book.recordings.models import Camera, CameraPosition, ClockReading, Recording
from kniha.book.recordings.reaching import cites, locked, must_rest_in
from kniha.matching.clocks import SeenByBoth, offset_between, together

MAY_RECORD = ("clerk", "investigator", "analyst", "specialist", "lawyer")
"""Who enters cameras and recordings."""


@transaction.atomic
def register_camera(hand: Hand, compartment: Compartment, draft: CameraDraft, position: PositionDraft, *, source: Witness) -> Camera:
    """Enter a camera with where it stood."""
    hand = standing_hand(hand, compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_rest_in(source, compartment)
    camera = hand.new_id()
    changes = [
        rows.insert(Camera, camera, compartment_id=compartment.pk, **draft.fields()),
        rows.insert(CameraPosition, hand.new_id(), camera_id=camera, **position.fields(), **source.fields()),
    ]
    hand.enter(actor, "camera.registered", changes, cites=cites(source))
    return Camera.objects.get(pk=camera)


@transaction.atomic
def describe_camera(hand: Hand, camera: Camera, draft: CameraDraft, *, seen: int | None = None) -> Camera:
    """Set what a camera is anew; when its footage is lost follows, where nobody told it. ChangedError where it was changed since `seen`."""
    camera = locked(camera)
    hand = standing_hand(hand, camera.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_be_unchanged(("camera", camera.pk), seen)
    changes = [rows.update(camera, **draft.fields())]
    if draft.retention_days != camera.retention_days:
        waiting = Recording.objects.select_for_update().filter(camera=camera, state="known").exclude(lost_how="told").order_by("pk")
        changes += [rows.update(one, **loss_of(one.last or one.shown_last, draft.retention_days)) for one in waiting]
    hand.enter(actor, "camera.described", changes)
    return Camera.objects.get(pk=camera.pk)


@transaction.atomic
def place_camera(hand: Hand, camera: Camera, position: PositionDraft, *, source: Witness) -> CameraPosition:
    """Enter where a camera stood and looked for some time; earlier positions stay."""
    camera = locked(camera)
    hand = standing_hand(hand, camera.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_rest_in(source, camera.compartment)
    change = rows.insert(CameraPosition, hand.new_id(), camera=camera, **position.fields(), **source.fields())
    hand.enter(actor, "camera.placed", [change], cites=[*cites(source), ("camera", camera.pk)])
    return CameraPosition.objects.get(pk=change.id)


@transaction.atomic
def read_clock(hand: Hand, camera: Camera, draft: ReadingDraft, *, source: Witness) -> ClockReading:
    """Enter how far off a camera's clock was."""
    camera = locked(camera)
    hand = standing_hand(hand, camera.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    must_rest_in(source, camera.compartment)
    change = _reading(hand, camera, draft, source)
    hand.enter(actor, "clock.read", [change], cites=[*cites(source), ("camera", camera.pk)])
    return ClockReading.objects.get(pk=change.id)


@transaction.atomic
def compare_clocks(hand: Hand, camera: Camera, other: Camera, events: Sequence[SeenTwice], *, source: Witness) -> ClockReading:
    """Enter the clock of `camera` by events that it and `other` saw, whose clock was measured. Refused where the events disagree."""
    rules.must_be_two_cameras(camera.pk, other.pk)
    one, two = (locked(which) for which in sorted((camera, other), key=lambda which: which.pk))
    camera, other = (one, two) if one.pk == camera.pk else (two, one)
    hand = standing_hand(hand, camera.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    rules.must_lie_together(camera.compartment_id, [other.compartment_id])
    must_rest_in(source, camera.compartment)
    apart = offset_between([SeenByBoth(_ms(one.here), _ms(one.there), one.sigma_ms, one.sigma_ms) for one in events])
    shown = rules.EPOCH + timedelta(milliseconds=sum(_ms(one.there) for one in events) // len(events))
    clock = rules.clock_at(ClockReading.objects.filter(camera=other), shown)
    rules.must_be_measured(clock)
    draft = ReadingDraft(
        rules.true_time(shown, clock), apart.offset_ms + clock.offset_ms, together(apart.sigma_ms, clock.sigma_ms), "second-camera"
    )
    change = _reading(hand, camera, draft, source, against=other)
    hand.enter(actor, "clock.compared", [change], cites=[*cites(source), ("camera", camera.pk), ("camera", other.pk)])
    return ClockReading.objects.get(pk=change.id)


@transaction.atomic
def withdraw_camera_part(hand: Hand, part: CameraPosition | ClockReading, *, reason: str) -> None:
    """Withdraw a position or a reading that was entered in error. The entries stay."""
    rules.must_say_why(reason)
    camera = locked(part.camera)
    hand = standing_hand(hand, camera.compartment)
    actor = hand.acting_as(*MAY_RECORD)
    hand.enter(actor, "camera.part_withdrawn", [rows.delete(locked(part))], cites=[("camera", camera.pk)], reason=reason.strip())


def loss_of(end: datetime | None, retention_days: int | None) -> dict[str, object]:
    """When footage is written over, as the fields of a recording, where that follows from how long its camera keeps it."""
    day = rules.lost_on(end, retention_days)
    return {"lost_on": day, "lost_how": "retention" if day else ""}


def _reading(hand: Hand, camera: Camera, draft: ReadingDraft, source: Witness, *, against: Camera | None = None) -> rows.Change:
    return rows.insert(
        ClockReading, hand.new_id(), camera=camera, at=draft.at, offset_ms=draft.offset_ms, sigma_ms=draft.sigma_ms, way=draft.way,
        words=draft.words.strip(), against=against, measured_by=hand.registrar, **source.fields(),
    )  # fmt: skip


def _ms(instant: datetime) -> int:
    return (instant - rules.EPOCH) // timedelta(milliseconds=1)
