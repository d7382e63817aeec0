"""What a registrar may see of evidence."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When

from kniha.book.access.models import Compartment, Registrar
from kniha.book.access.queries import one, visible
from kniha.book.evidence.models import (
    DERIVED,
    Acquisition,
    CustodyEvent,
    Derivative,
    Exhibit,
    FileFacts,
    Making,
    QuarantinedEnvelope,
    SealedBeside,
    Thing,
    ThingStep,
    View,
    Words,
)
from kniha.book.people.models import KeyRow
from kniha.book.statements.models import Statement
from kniha.vault.blobs import StoredBlob
from kniha.vocab import terms
from kniha.vocab.errors import NotFoundError


def exhibits(registrar: Registrar, statement: Statement) -> QuerySet[Exhibit]:
    """The files of `statement`, in the order in which they were handed over by name."""
    rows = visible(Exhibit.objects.filter(statement=statement), registrar)
    return rows.select_related("view").order_by("original_name", "pk")


def exhibits_with(registrar: Registrar, statements: Collection[str]) -> QuerySet[Exhibit]:
    """The files of these statements, in the same order."""
    return visible(Exhibit.objects.filter(statement__in=list(statements)), registrar).order_by("original_name", "pk")


def file_names(registrar: Registrar, statements: Collection[str]) -> dict[str, list[str]]:
    """What the files of each of these statements were called when they were handed over, by the statement's id."""
    found: dict[str, list[str]] = {}
    rows = visible(Exhibit.objects.filter(statement__in=list(statements)), registrar).order_by("original_name", "pk")
    for statement, name in rows.values_list("statement_id", "original_name"):
        found.setdefault(str(statement), []).append(name)
    return found


def exhibit(registrar: Registrar, exhibit_id: str) -> Exhibit:
    """One exhibit, or NotFoundError."""
    return one(visible(Exhibit.objects.select_related("acquisition", "thing"), registrar), pk=exhibit_id)


def exhibit_of_digest(registrar: Registrar, compartment: Compartment, sha256: str) -> Exhibit | None:
    """A file of `compartment` by its digest, where there is one that `registrar` may see."""
    rows = Exhibit.objects.select_related("acquisition").filter(compartment=compartment, sha256=sha256).exclude(sha256="")
    return visible(rows, registrar).order_by("acquired_on", "pk").first()


def acquisitions(registrar: Registrar) -> QuerySet[Acquisition]:
    """The acquisitions that `registrar` may know of, the latest first."""
    rows = visible(Acquisition.objects.select_related("begun_by", "decided_by", "compartment"), registrar)
    return rows.order_by("-begun_on", "title", "pk")


def acquisition(registrar: Registrar, acquisition_id: str) -> Acquisition:
    """One acquisition, or NotFoundError."""
    return one(acquisitions(registrar), pk=acquisition_id)


def acquisition_titled(registrar: Registrar, compartment: Compartment, title: str) -> Acquisition | None:
    """The acquisition of this title in a compartment, where there is one."""
    return acquisitions(registrar).filter(compartment=compartment, title=title.strip()).first()


def acquired(registrar: Registrar, acquisition: Acquisition) -> QuerySet[Exhibit]:
    """The files of `acquisition`, in the order in which they lay."""
    return visible(Exhibit.objects.filter(acquisition=acquisition), registrar).select_related("view").order_by("found_at", "pk")


def uses_of(acquisition: Acquisition) -> tuple[str, ...]:
    """What the files of `acquisition` may be used for, in the order of the list `file-uses`."""
    return tuple(term.code for term in terms.terms("file-uses") if getattr(acquisition, f"may_be_{term.code}"))


def counted_files(registrar: Registrar, acquisitions: Collection[str]) -> dict[str, int]:
    """How many files each of these acquisitions has, by its id."""
    rows = visible(Exhibit.objects.filter(acquisition__in=list(acquisitions)), registrar).order_by()
    return dict(rows.values_list("acquisition_id").annotate(files=Count("pk")))


def waiting_for_uses(registrar: Registrar) -> QuerySet[Acquisition]:
    """Acquisitions of which a lawyer has to decide what they may be used for, those that wait longest first."""
    undecided = acquisitions(registrar).filter(decided_by=None).exclude(may_be_read=True)
    return undecided.order_by("begun_on", "pk")


def shut_again() -> QuerySet[Exhibit]:
    """Files whose words were read while a lawyer let them be, and that may be read no longer: of no registrar's, for the index."""
    return Exhibit.objects.filter(words__isnull=False, acquisition__may_be_read=False).distinct()


def held_bytes(registrar: Registrar, blobs: Collection[str]) -> frozenset[str]:
    """Those of `blobs` that an exhibit which `registrar` may see holds: of others nobody is told that the register has them."""
    return frozenset(visible(Exhibit.objects.filter(blob__in=list(blobs)), registrar).values_list("blob", flat=True))


def erased_bytes(acquisition: Acquisition, blobs: Collection[str]) -> frozenset[str]:
    """Those of `blobs` that were files of `acquisition` and were erased: a disk that is read again must not bring them back."""
    erased = Exhibit.objects.filter(acquisition=acquisition, blob__in=list(blobs), sha256="")
    return frozenset(erased.values_list("blob", flat=True))


def exhibits_of(registrar: Registrar, ids: Collection[str]) -> QuerySet[Exhibit]:
    """Those of `ids` that `registrar` may see."""
    return visible(Exhibit.objects.filter(pk__in=list(ids)), registrar).select_related("statement")


def custody(registrar: Registrar, exhibit: Exhibit) -> QuerySet[CustodyEvent]:
    """The events in the life of `exhibit`, oldest first; of one instant, it came before it was sealed."""
    of_one_instant = Case(When(kind__in=("acquired", "received"), then=0), When(kind="sealed", then=1), default=2)
    rows = visible(CustodyEvent.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment")
    return rows.order_by("at", of_one_instant, "pk")


def things(registrar: Registrar) -> QuerySet[Thing]:
    """The things that `registrar` may know of, those that came last first."""
    return visible(Thing.objects.select_related("compartment", "statement"), registrar).order_by("-acquired_on", "label")


def thing(registrar: Registrar, thing_id: str) -> Thing:
    """One thing, or NotFoundError."""
    return one(things(registrar), pk=thing_id)


def things_with(registrar: Registrar, statement: Statement) -> QuerySet[Thing]:
    """The things that came with `statement`."""
    return things(registrar).filter(statement=statement)


def labelled(registrar: Registrar, label: str) -> Thing | None:
    """The thing with this label, as somebody types or scans it."""
    return things(registrar).filter(label=label.strip().upper()).first()


def custody_of(registrar: Registrar, thing: Thing) -> QuerySet[ThingStep]:
    """The steps in the life of `thing`, oldest first; of one instant, in the order in which they were entered."""
    return visible(ThingStep.objects.filter(thing=thing), registrar, path="thing__compartment").order_by("at", "noted_at", "pk")


def photographs(registrar: Registrar, thing: Thing) -> QuerySet[Exhibit]:
    """The files that show `thing`."""
    return visible(Exhibit.objects.filter(thing=thing), registrar).order_by("original_name", "pk")


def has_opened(registrar: Registrar, exhibit: Exhibit, *, since: datetime) -> bool:
    """Whether `registrar` entered an access to `exhibit` at `since` or later."""
    return exhibit.pk in opened(registrar, [exhibit.pk], since=since)


def view_of(registrar: Registrar, exhibit: Exhibit) -> View | None:
    """The small safe picture of `exhibit`, where the worker could make one."""
    return visible(View.objects.filter(exhibit=exhibit).exclude(blob=""), registrar, path="exhibit__compartment").first()


def words_of(registrar: Registrar, exhibit: Exhibit) -> Words | None:
    """The words that `exhibit` itself holds, where it holds any."""
    return visible(Words.objects.filter(exhibit=exhibit, page=0), registrar, path="exhibit__compartment").first()


def letters_of(registrar: Registrar, exhibit: Exhibit) -> QuerySet[Words]:
    """What a machine recognised in the pictures of `exhibit`, page by page."""
    return visible(Words.objects.filter(exhibit=exhibit, page__gt=0), registrar, path="exhibit__compartment").order_by("page")


def derivatives_of(registrar: Registrar, exhibit: Exhibit) -> QuerySet[Derivative]:
    """What was made from `exhibit` to look at, and what could not be made."""
    return visible(Derivative.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment").order_by("kind", "number")


def derivative_of(registrar: Registrar, exhibit: Exhibit, name: str) -> Derivative:
    """One of them that can be looked at, by its kind and number as `page-3`; or NotFoundError."""
    kind, _, number = name.partition("-")
    if not number.isdecimal() or len(number) > 6:
        raise NotFoundError("what is made of a file has a kind and a number, as page-3")
    shown = derivatives_of(registrar, exhibit).exclude(blob="").exclude(kind="masking")  # that is for the next part alone
    return one(shown, kind=kind, number=int(number))


def played_parts(registrar: Registrar, exhibit: Exhibit) -> tuple[Derivative, ...]:
    """The parts of the copy for playing, from the first on, up to where one is missing; empty where the file needs none, or has none."""
    rows = derivatives_of(registrar, exhibit).filter(kind="played").exclude(blob="").order_by("number")
    return tuple(row for place, row in enumerate(rows, 1) if row.number == place)


def making_of(registrar: Registrar, exhibit: Exhibit) -> Making | None:
    """How far the worker is with what it makes from `exhibit`; None before it began, and where there is nothing to make."""
    return visible(Making.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment").first()


def facts_of(registrar: Registrar, exhibit: Exhibit) -> FileFacts | None:
    """What `exhibit` tells of itself, once the worker looked at it."""
    return visible(FileFacts.objects.filter(exhibit=exhibit), registrar, path="exhibit__compartment").first()


def opened(registrar: Registrar, exhibits: Collection[str], *, since: datetime) -> frozenset[str]:
    """Those of `exhibits` that `registrar` opened at `since` or later, having said what for; none that a lawyer has shut since."""
    may_be_read = Q(exhibit__acquisition=None) | Q(exhibit__acquisition__may_be_read=True)
    events = visible(CustodyEvent.objects.filter(may_be_read, exhibit__in=list(exhibits)), registrar, path="exhibit__compartment")
    return frozenset(events.filter(kind="accessed", taker=registrar.pk, at__gte=since).values_list("exhibit_id", flat=True))


def blob_of(sealed: Exhibit | SealedBeside) -> StoredBlob:
    """What the vault needs to open the file; NotFoundError where its key was erased."""
    row = KeyRow.objects.filter(owner=sealed.sealed_sha256).first()
    if row is None:
        raise NotFoundError("the key of this file is gone: it was erased")
    return StoredBlob(sealed.blob, sealed.sha256, sealed.size, sealed.sealed_sha256, bytes(row.wrapped))


def known_blob(name: str) -> StoredBlob | None:
    """The sealing of the blob `name` that the book holds a key for, if any: the vault keeps one of each."""
    for model in (Exhibit, *DERIVED):
        for sealed in model.objects.filter(blob=name):
            with suppress(NotFoundError):
                return blob_of(sealed)
    return None


def quarantined(registrar: Registrar) -> QuerySet[QuarantinedEnvelope]:
    """Envelopes that could not be filed. They hold nothing readable, so every clerk of the office may know that they exist."""
    return QuarantinedEnvelope.objects.none() if registrar.frozen else QuarantinedEnvelope.objects.order_by("-received_on", "digest")
