"""Files that are the same or nearly: who may see it, and what a registrar concludes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kniha.book.access.models import Registrar
from kniha.book.access.queries import in_use, one, visible
from kniha.book.evidence import rules
from kniha.book.evidence.actions import MAY_OPEN
from kniha.book.evidence.models import Exhibit, Likeness, LikenessVerdict
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.vocab import terms

_LINKED = Q(acquisition=None) | Q(acquisition__may_be_linked=True)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files, all that a machine found them alike in, and the latest verdict."""

    exhibit: Exhibit
    other: Exhibit
    likenesses: tuple[Likeness, ...]
    verdict: LikenessVerdict | None

    @property
    def is_exact(self) -> bool:
        """Whether both are the same bytes."""
        return bool(self.exhibit.sha256) and self.exhibit.sha256 == self.other.sha256


def linkable() -> QuerySet[Exhibit]:
    """Files that may be laid beside others: those of leaked, intercepted or hacked ones of which a lawyer said so."""
    return Exhibit.objects.filter(_LINKED, compartment__isnull=False)


def pairs(registrar: Registrar, exhibit: Exhibit) -> tuple[Pair, ...]:
    """All files that `exhibit` is like, as far as `registrar` may see them: the same bytes first, then copies, then the same places."""
    if not linkable().filter(pk=exhibit.pk).exists():
        return ()
    found = _pairs(exhibit, visible(linkable().filter(pk__in=_others_of(exhibit)), registrar))
    return tuple(sorted(found, key=lambda pair: (not pair.is_exact, not any(one.is_copy for one in pair.likenesses), pair.other.pk)))


def pair(registrar: Registrar, exhibit: Exhibit, other_id: str) -> Pair:
    """`exhibit` beside one other, or NotFoundError."""
    one(linkable(), pk=exhibit.pk)
    return _pairs(exhibit, [one(visible(linkable().filter(pk__in=_others_of(exhibit)), registrar), pk=other_id)])[0]


def unjudged(registrar: Registrar) -> QuerySet[Likeness]:
    """Candidates of which nobody concluded anything, copies first; each pair of files once for each place at which they are alike."""
    here = visible(linkable(), registrar).values("pk")
    these = Q(exhibit=OuterRef("exhibit"), other=OuterRef("other")) | Q(exhibit=OuterRef("other"), other=OuterRef("exhibit"))
    judged = Exists(LikenessVerdict.objects.filter(these))
    found = Likeness.objects.filter(~judged, exhibit__in=here, other__in=here).select_related("exhibit", "other")
    return found.order_by("-is_copy", "-pk")


@transaction.atomic
def judge_likeness(hand: Hand, exhibit: Exhibit, other: Exhibit, *, verdict: str, words: str = "") -> None:
    """Enter what two files are to one another. What was concluded before stays in the history."""
    exhibit, other = in_use(exhibit), in_use(other)
    actor = hand.acting_as(*MAY_OPEN)
    for each in (exhibit, other):
        rules.must_be_linkable(may_be_linked=each.acquisition is None or each.acquisition.may_be_linked)
    terms.check_term("likeness-verdicts", verdict)
    rules.must_be_two(exhibit.pk, other.pk)
    rules.must_lie_together(str(exhibit.compartment_id), str(other.compartment_id))
    change = rows.insert(
        LikenessVerdict, hand.new_id(), exhibit_id=exhibit.pk, other_id=other.pk, verdict=verdict, words=words.strip(),
        judged_by_id=actor.id, judged_at=hand.now,
    )  # fmt: skip
    hand.enter(actor, "likeness.judged", [change], cites=[("exhibit", exhibit.pk), ("exhibit", other.pk)])


def _others_of(exhibit: Exhibit) -> Collection[str]:
    found = set(Likeness.objects.filter(exhibit=exhibit).values_list("other_id", flat=True))
    found |= set(Likeness.objects.filter(other=exhibit).values_list("exhibit_id", flat=True))
    if exhibit.sha256:
        same = Exhibit.objects.filter(blob=exhibit.blob, compartment=exhibit.compartment_id).exclude(pk=exhibit.pk)
        found |= set(same.values_list("pk", flat=True))
    return found


def _pairs(exhibit: Exhibit, others: Iterable[Exhibit]) -> list[Pair]:
    """`exhibit` beside each of `others`: a fixed camera's hours are alike by the hundred, and two questions do for all of them."""
    seen = {other.pk: other for other in others}
    with_it = Q(exhibit=exhibit, other__in=list(seen)) | Q(other=exhibit, exhibit__in=list(seen))
    likenesses: dict[str, list[Likeness]] = {key: [] for key in seen}
    for likeness in Likeness.objects.filter(with_it).order_by("-is_copy", "start_ms", "pk"):
        likenesses[_other_of(exhibit, likeness)].append(likeness)
    judged = LikenessVerdict.objects.filter(with_it).select_related("judged_by").order_by("judged_at", "pk")
    verdicts = {_other_of(exhibit, verdict): verdict for verdict in judged}  # the latest of each stays
    return [Pair(exhibit, other, tuple(likenesses[key]), verdicts.get(key)) for key, other in seen.items()]


def _other_of(exhibit: Exhibit, row: Likeness | LikenessVerdict) -> str:
    return str(row.other_id if row.exhibit_id == exhibit.pk else row.exhibit_id)
