"""What the invented investigator enters around an incident, of `texts/surroundings.toml`: links, detentions, trials, evidence, pairs."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from functools import cache
from typing import Any

from kniha.book.events import involving, surroundings
from kniha.book.events.drafts import ContextDraft, DetentionDraft, ProceedingDraft
from kniha.book.events.models import Act, Incident, Involvement
from kniha.book.journal.acting import Hand
from kniha.book.linking.actions import decide_on_two
from kniha.book.people.models import Person
from kniha.book.statements.drafts import When
from kniha.book.statements.models import Account, Mention
from kniha.runs.demonstration.story import ZONE, local, read_text

Accounts = Mapping[str, Account]
Raw = Mapping[str, Any]  # Any: TOML


def surround(
    hand: Hand, incident: Incident, key: str, *, accounts: Accounts, mentions: Mapping[str, Mention], made: Mapping[str, Incident]
) -> None:
    """Enter all that the story tells around the incident `key`; `made` holds the incidents before it."""
    for raw in _of("links", key):
        surroundings.link_incidents(hand, incident, made[raw["other"]], kind=raw["kind"], words=raw.get("words", ""))
    for raw in _of("detentions", key):
        surroundings.record_detention(hand, incident, _detention(raw, mentions), account=accounts[raw["report"]])
    for raw in _of("proceedings", key):
        draft = ProceedingDraft(
            mentions[raw["person"]], court=raw["court"], judge=raw["judge"], sentence=raw["sentence"], held_on=raw["held_on"]
        )
        surroundings.record_proceeding(hand, incident, draft, account=accounts[raw["report"]])
    for raw in _of("contexts", key):
        draft_of_context = ContextDraft(raw["kind"], raw["title"], raw["read_in"], raw.get("dated"), raw["words"])
        surroundings.record_context(hand, incident, draft_of_context)
    for raw in _of("units", key):
        told = involving.Allegation(raw["degree"], raw["finding"], raw["basis"])
        act = Act.objects.filter(incident=incident).order_by("kind", "pk")[0]
        involving.allege_unit(hand, act, raw["unit"], told, accounts=[accounts[raw["report"]]])
    for raw in _of("bearings", key):
        alleged = Involvement.objects.get(act__incident=incident, person__mentions=mentions[raw["person"]])
        involving.enter_bearing(hand, alleged, accounts[raw["report"]], direction=raw["direction"], words=raw["words"])
    for raw in _of("events", key):
        decide_on_two(hand, incident, made[raw["other"]], verdict=raw["verdict"], words=raw["words"])
    for raw in _of("pairs", key):
        one, other = (Person.objects.get(mentions=mentions[raw[which]]) for which in ("person", "other"))
        decide_on_two(hand, one, other, verdict=raw["verdict"], words=raw["words"])


def people_of(key: str) -> frozenset[str]:
    """The ids of the mentions that the story names around the incident `key`."""
    named = {raw["person"] for kind in ("detentions", "proceedings", "bearings", "pairs") for raw in _of(kind, key)}
    return frozenset(named | {raw["other"] for raw in _of("pairs", key)})


def _detention(raw: Raw, mentions: Mapping[str, Mention]) -> DetentionDraft:
    first, last = (local(raw[end]).astimezone(UTC) for end in ("first", "last"))
    return DetentionDraft(
        raw["stage"], When(first, last, str(ZONE), raw.get("precision", "about")), mentions[raw["person"]],
        place_words=raw["place"], holder_words=raw.get("holder", ""), shared_words=raw.get("shared", ""),
    )  # fmt: skip


def _of(kind: str, key: str) -> Iterator[Raw]:
    return (raw for raw in _all()[kind] if raw["of"] == key)


@cache
def _all() -> dict[str, list[dict[str, Any]]]:  # Any: TOML
    return read_text("surroundings.toml")
