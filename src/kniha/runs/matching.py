"""Comparing the incidents of one compartment with its recordings, by the engine `matching`; the best are kept for registrars to look at.

Each compartment is read by itself: nothing of another is a candidate, is counted, or changes the odds of any pair. What was compared is
kept with its digest, so that a new recording, a corrected clock or a moved incident is compared with what it touches alone. What stands
afterwards is what comparing all anew would give.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from math import log10

from django.db import transaction

from kniha.book.access.models import Compartment
from kniha.book.matches import compared
from kniha.book.matches.compared import Shown, Told, digest_of
from kniha.book.matches.models import Match, MatchedIncident, MatchedRecording, Matching
from kniha.book.matches.rules import MILLION, MOST_BASE
from kniha.matching.covering import LEAST_CHANCE
from kniha.matching.laws import AS_SHIPPED
from kniha.runs.matching_rows import Best, Scored, scored, touched
from kniha.vocab.canonical import JSON

MOST_INCIDENTS, MOST_RECORDINGS = 20_000, 500_000
"""Of a compartment. A larger one is compared by `kniha match`, and its page says so."""
VERSION = f"1/{AS_SHIPPED.version}"
"""Of what is made of the rows, and of the law in force: with another all is compared anew."""

_CANNOT_BE = "cannot-be"


@dataclass(frozen=True, slots=True)
class Change:
    """What of one side is to be compared now, and what went; `before` are inputs of changed recordings as they were."""

    changed: frozenset[str]
    gone: frozenset[str]
    before: tuple[Sequence[JSON], ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything changed."""
        return bool(self.changed or self.gone)


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides by their ids, and which incidents are scored."""

    told: Mapping[str, Told]
    shown: Mapping[str, Shown]
    wanted: frozenset[str]


def match_compartment(compartment: Compartment, *, now: datetime) -> bool:
    """Compare what changed in a compartment since it was last compared; whether anything had. Raises UnavailableError out of memory."""
    with transaction.atomic():
        told = {one.key: one for one in compared.incidents(compartment)}
        shown = {one.key: one for one in compared.recordings(compartment)}
        last = Matching.objects.filter(compartment=compartment).first()
        anew = last is None or last.version != VERSION
        incidents, recordings = _incidents(compartment, told, anew=anew), _recordings(compartment, shown, anew=anew)
    if not (incidents.is_any or recordings.is_any or anew):
        return False
    if len(told) > MOST_INCIDENTS or len(shown) > MOST_RECORDINGS:
        _keep_too_large(compartment, told, shown, now=now)
        return True
    usable = [one for one in shown.values() if not one.hindrance]
    wanted = _wanted(told, usable, incidents, recordings)
    found = scored([told[key] for key in sorted(wanted)], usable)
    _keep(compartment, Sides(told, shown, wanted), found, now=now)
    return True


def _incidents(compartment: Compartment, told: Mapping[str, Told], *, anew: bool) -> Change:
    known = dict(MatchedIncident.objects.filter(incident__compartment=compartment).values_list("incident_id", "digest"))
    return Change(_changed(told, {} if anew else known), frozenset(known.keys() - told.keys()))


def _recordings(compartment: Compartment, shown: Mapping[str, Shown], *, anew: bool) -> Change:
    known = dict(MatchedRecording.objects.filter(compartment=compartment).values_list("recording_id", "digest"))
    changed, gone = _changed(shown, {} if anew else known), frozenset(known.keys() - shown.keys())
    wanted = frozenset() if anew else (changed & known.keys()) | gone
    before = (MatchedRecording.objects.filter(recording__in=some).values_list("inputs", flat=True) for some in _parts(sorted(wanted)))
    return Change(changed, gone, tuple(filter(None, chain.from_iterable(before))))


def _changed(now: Mapping[str, Told] | Mapping[str, Shown], known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(key for key, one in now.items() if known.get(key) != digest_of(one))


def _wanted(told: Mapping[str, Told], usable: Sequence[Shown], incidents: Change, recordings: Change) -> frozenset[str]:
    """The incidents to score: those that changed, and those that a recording that changed or went meets, as it is or as it was."""
    wanted = {key for key in incidents.changed if not told[key].hindrance}
    others = [one for key, one in told.items() if key not in wanted and not one.hindrance]
    if others and recordings.is_any:
        wanted |= touched(others, [one for one in usable if one.key in recordings.changed], recordings.before)
    return frozenset(wanted)


def _keep(compartment: Compartment, sides: Sides, found: Scored, *, now: datetime) -> None:
    told, shown, wanted = sides.told, sides.shown, sides.wanted
    with transaction.atomic():
        _keep_incidents(told, found, wanted)
        _keep_recordings(compartment, shown, found)
        here = Match.objects.filter(incident__compartment=compartment)
        for some in _parts(key for key, one in told.items() if one.hindrance or key in wanted):
            here.filter(incident__in=some).delete()
        Match.objects.bulk_create((_match(one, shown[one.recording]) for one in found.best), batch_size=500)
        incidents = MatchedIncident.objects.filter(incident__compartment=compartment, hindrance="").count()
        recordings = MatchedRecording.objects.filter(compartment=compartment, hindrance="").count()
        Matching.objects.filter(compartment=compartment).delete()
        Matching.objects.create(
            compartment=compartment, version=VERSION, incidents=incidents, recordings=recordings, scored=len(wanted),
            log10_base=_base(compartment, incidents, recordings), compared_at=now,
        )  # fmt: skip


def _keep_incidents(told: Mapping[str, Told], found: Scored, wanted: Collection[str]) -> None:
    """Keep out of what incidents were compared; of those that were not scored now what is known of them stays."""
    renewed = [one for key, one in told.items() if key in wanted or one.hindrance]
    for some in _parts(one.key for one in renewed):
        MatchedIncident.objects.filter(incident__in=some).delete()
    MatchedIncident.objects.bulk_create((_incident(one, found) for one in renewed), batch_size=500)


def _incident(one: Told, found: Scored) -> MatchedIncident:
    candidates, expected = found.counts.get(one.key, (0, 0.0))
    return MatchedIncident(
        incident_id=one.key, digest=digest_of(one), inputs=one.inputs, candidates=candidates, expected=round(expected * MILLION),
        hindrance=one.hindrance or (_CANNOT_BE if one.key in found.refused else ""),
    )  # fmt: skip


def _keep_recordings(compartment: Compartment, shown: Mapping[str, Shown], found: Scored) -> None:
    """Keep out of what recordings were compared. What the engine refused before, and was not given to it now, stays refused."""
    before = MatchedRecording.objects.filter(compartment=compartment)
    refused = {*found.refused, *(digest for digest in before.filter(hindrance=_CANNOT_BE).values_list("digest", flat=True))}
    before.delete()
    MatchedRecording.objects.bulk_create((_recording(compartment, one, refused) for one in shown.values()), batch_size=500)


def _recording(compartment: Compartment, one: Shown, refused: Collection[str]) -> MatchedRecording:
    digest = digest_of(one)
    return MatchedRecording(
        recording_id=one.key, compartment=compartment, digest=digest, inputs=one.inputs,
        hindrance=one.hindrance or (_CANNOT_BE if one.key in refused or digest in refused else ""),
    )  # fmt: skip


def _keep_too_large(compartment: Compartment, told: Mapping[str, Told], shown: Mapping[str, Shown], *, now: datetime) -> None:
    with transaction.atomic():
        Match.objects.filter(incident__compartment=compartment).delete()
        Matching.objects.filter(compartment=compartment).delete()
        Matching.objects.create(
            compartment=compartment, version="", incidents=len(told), recordings=len(shown), scored=0, is_too_large=True,
            compared_at=now,
        )  # fmt: skip


def _match(one: Best, shown: Shown) -> Match:
    reasons: list[list[JSON]] = [[code, *numbers] for code, numbers in one.reasons]
    if shown.is_doubtful:
        reasons.append(["place-doubtful"])
    return Match(
        incident_id=one.incident, recording_id=one.recording, rank=one.rank, probability=round(one.probability * MILLION),
        log10_odds=_odds(one.probability), cautious=min(_odds(one.probability), _odds(one.cautious)), reasons=reasons,
        first=shown.first, last=shown.last,
    )  # fmt: skip


def _base(compartment: Compartment, incidents: int, recordings: int) -> int:
    """The odds that any incident of the compartment is covered by any of its recordings: expected covers over pairs, as the engine
    reckons them (`kniha.matching.finding.finish`), within a bound.
    """
    expected = sum(MatchedIncident.objects.filter(incident__compartment=compartment).values_list("expected", flat=True)) / MILLION
    return _odds(min(MOST_BASE, expected / max(1, incidents * recordings)))


def _odds(chance: float) -> int:
    bounded = min(1 - LEAST_CHANCE, max(LEAST_CHANCE, chance))
    return round(log10(bounded / (1 - bounded)) * MILLION)


def _parts(keys: Iterable[str]) -> Iterable[list[str]]:
    """Ids in portions that a statement of SQLite takes."""
    found = list(keys)
    return (found[start : start + 500] for start in range(0, len(found), 500))
