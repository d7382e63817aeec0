"""Notes on pictures, films and sounds, tied to a time and a region: who may see them, and how they are entered, translated, withdrawn.

Only who has the file open for a purpose notes something of it. What a note says is a registrar's word, never a finding.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import in_use, one, visible
from kniha.book.evidence import rules
from kniha.book.evidence.actions import MAY_OPEN
from kniha.book.evidence.models import Exhibit, MediaNote
from kniha.book.evidence.queries import has_opened
from kniha.book.evidence.rules import Region, Stretch
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.journal.recording import Actor
from kniha.vocab import terms
from kniha.vocab.errors import UnknownTermError

TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What somebody noted: when in a film or a sound, on which part of the picture, in words."""

    kind: str
    words: str
    language: str = ""
    stretch: Stretch | None = None
    region: Region | None = None


def notes(registrar: Registrar, exhibit: Exhibit) -> QuerySet[MediaNote]:
    """The notes on `exhibit` but the translations, withdrawn ones too, in order of time. The caller sees to it that the file is open."""
    return _all(registrar, exhibit).filter(original=None)


def note(registrar: Registrar, exhibit: Exhibit, note_id: str) -> MediaNote:
    """One note on `exhibit`, or NotFoundError. The caller sees to it that the file is open."""
    return one(_all(registrar, exhibit), pk=note_id)


def transcript(registrar: Registrar, exhibit: Exhibit) -> QuerySet[MediaNote]:
    """What is said in `exhibit`, as far as it is written down and stands, in order of time. As `notes`."""
    return notes(registrar, exhibit).filter(kind="transcript", withdrawn_at=None)


@transaction.atomic
def note_media(hand: Hand, exhibit: Exhibit, draft: NoteDraft) -> MediaNote:
    """Enter a note on a picture, a film or a sound that the hand's registrar has open."""
    exhibit, actor = _open_to(hand, exhibit)
    terms.check_term("media-note-kinds", draft.kind)
    if draft.kind == TRANSLATION:
        raise UnknownTermError("a translation is entered beside what it translates")
    rules.must_fit_media(exhibit.media_type, draft.stretch, draft.region)
    change = _inserted(hand, actor, exhibit, draft)
    hand.enter(actor, "medianote.entered", [change], cites=[("exhibit", exhibit.pk)])
    return MediaNote.objects.get(pk=change.id)


@transaction.atomic
def translate_note(hand: Hand, note: MediaNote, *, words: str, language: str) -> MediaNote:
    """Enter what is said in another language, beside what it translates: a person's work, and marked as that."""
    exhibit, actor = _open_to(hand, note.exhibit)
    original = one(MediaNote.objects.filter(exhibit=exhibit), pk=note.pk)
    rules.must_be_original(original.kind)
    rules.must_stand(is_withdrawn=original.withdrawn_at is not None)
    stretch = Stretch(original.start_ms, original.end_ms) if original.start_ms is not None else None
    change = _inserted(hand, actor, exhibit, NoteDraft(TRANSLATION, words, language, stretch), original_id=original.pk)
    hand.enter(actor, "medianote.translated", [change], cites=[("exhibit", exhibit.pk), ("medianote", original.pk)])
    return MediaNote.objects.get(pk=change.id)


@transaction.atomic
def withdraw_note(hand: Hand, note: MediaNote, *, reason: str) -> None:
    """Withdraw a note that is wrong. It stays to be read, with the reason."""
    exhibit, actor = _open_to(hand, note.exhibit)
    row = one(MediaNote.objects.select_for_update().filter(exhibit=exhibit), pk=note.pk)
    rules.must_stand(is_withdrawn=row.withdrawn_at is not None)
    rules.must_say_why_withdrawn(reason)
    change = rows.update(row, withdrawn_by_id=actor.id, withdrawn_at=hand.now, withdrawn_why=reason.strip())
    hand.enter(actor, "medianote.withdrawn", [change], cites=[("exhibit", exhibit.pk)])


def _all(registrar: Registrar, exhibit: Exhibit) -> QuerySet[MediaNote]:
    found = visible(MediaNote.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment")
    told = found.select_related("exhibit", "noted_by", "withdrawn_by").prefetch_related("translations__noted_by")
    return told.order_by(F("start_ms").asc(nulls_first=True), "noted_at", "pk")


def _open_to(hand: Hand, exhibit: Exhibit) -> tuple[Exhibit, Actor]:
    """`exhibit` as it is now, held until the action ends, and who acts; RefusedError unless they opened it a short while ago."""
    exhibit = in_use(exhibit)
    actor = hand.acting_as(*MAY_OPEN)
    since = hand.now - rules.OPEN_FOR
    rules.must_be_open(is_open=hand.registrar is not None and has_opened(hand.registrar, exhibit, since=since))
    return exhibit, actor


def _inserted(hand: Hand, actor: Actor, exhibit: Exhibit, draft: NoteDraft, **more: Any) -> rows.Change:  # Any: columns of a row
    rules.must_say(draft.kind, draft.words, draft.language)
    stretch, region = draft.stretch, draft.region
    when = {"start_ms": stretch.start, "end_ms": stretch.end} if stretch else {}
    where = {name: getattr(region, name) for name in ("left", "top", "width", "height")} if region else {}
    return rows.insert(
        MediaNote, hand.new_id(), exhibit_id=exhibit.pk, kind=draft.kind, words=draft.words.strip(), language=draft.language,
        noted_by_id=actor.id, noted_at=hand.now, **when, **where, **more,
    )  # fmt: skip
