"""Forms that are being written: kept for whoever writes them, so that a lost connection loses no words (docs/adr/0033).

They are plumbing: no entry tells of them, nothing rests on them. Only their registrar reads them, and none who is frozen.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from kniha.book.access.models import Registrar
from kniha.book.journal.acting import Hand
from kniha.book.work.models import FormDraft
from kniha.vocab.errors import MalformedError, RefusedError

KEEP = timedelta(days=7)
MOST_BYTES = 2_000_000
"""An interview may have a million characters."""
MOST_DRAFTS = 40
"""Of one registrar; the oldest go first."""

Fields = Sequence[tuple[str, str]]


def draft_of(registrar: Registrar, path: str) -> FormDraft | None:
    """What `registrar` last typed into the form at `path`."""
    return FormDraft.objects.filter(registrar=registrar, registrar__frozen=False, path=path).first()


def typed(draft: FormDraft) -> tuple[tuple[str, str], ...]:
    """The fields of a draft, in the order of the form."""
    return tuple((name, value) for name, value in json.loads(draft.fields))


@transaction.atomic
def keep_draft(hand: Hand, path: str, fields: Fields, *, about: str = "") -> FormDraft:
    """Keep what was typed so far in place of what was kept before."""
    registrar = hand.registrar
    if registrar is None or registrar.frozen:
        raise RefusedError("this account is frozen")
    told = json.dumps(fields, ensure_ascii=False)
    if len(told.encode()) > MOST_BYTES:
        raise MalformedError(f"a draft has up to {MOST_BYTES} bytes")
    kept = {"about": about, "fields": told, "saved_at": hand.now}
    draft, is_new = FormDraft.objects.update_or_create(registrar=registrar, path=path, defaults=kept)
    if is_new:
        older = FormDraft.objects.filter(registrar=registrar).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_DRAFTS:]
        FormDraft.objects.filter(pk__in=list(older)).delete()
    return draft


def forget_draft(registrar: Registrar, path: str) -> None:
    """The form was entered, or what was kept of it was thrown away."""
    FormDraft.objects.filter(registrar=registrar, path=path).delete()


def forget_about(rows: Collection[str]) -> None:
    """Part of the caller's transaction: these rows are erased or sealed, or rest on what is."""
    FormDraft.objects.filter(about__in=rows).delete()


def sweep(now: datetime) -> None:
    """Forget what nobody came back to."""
    old = FormDraft.objects.filter(saved_at__lt=now - KEEP)
    if old.exists():  # asked first: a deletion would take the write lock for nothing
        old.delete()
