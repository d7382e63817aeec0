"""What was worked out of what is erased or sealed goes at once; the worker then compares its compartment anew."""

from collections.abc import Collection

from django.db.models import Q

from kniha.book.matches.models import Match, MatchedIncident, MatchedRecording, Matching


def forget_matches(incidents: Collection[str], recordings: Collection[str]) -> None:
    """Forget all that was compared of these, and that their compartments were."""
    Match.objects.filter(Q(incident__in=incidents) | Q(recording__in=recordings)).delete()
    MatchedIncident.objects.filter(incident__in=incidents).delete()
    gone = MatchedRecording.objects.filter(recording__in=recordings)
    Matching.objects.filter(compartment__in=list(gone.values_list("compartment_id", flat=True))).update(version="")
    gone.delete()
