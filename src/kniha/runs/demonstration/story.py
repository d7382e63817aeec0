"""The invented story of the demonstration, read from `story.toml`: reports as they are sent, and what registrars make of them.

Times are those of Minsk. A passage is given by its words and found in the text. Every person, unit and happening is made up.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.vocab.errors import MalformedError
from kniha.vocab.place import parse_place

ZONE = ZoneInfo("Europe/Minsk")


@dataclass(frozen=True, slots=True)
class File:
    """A file to make: a photograph with EXIF or a short film, drawn, never found."""

    name: str
    make: str
    at: datetime
    point: str = ""
    seconds: int = 3
    colour: str = "#6b7280"


@dataclass(frozen=True, slots=True)
class ToldReport:
    """A report as its invented reporter sends it."""

    key: str
    language: str
    text: str
    when: str
    where: str
    contact: str
    consent: Mapping[str, str]
    files: tuple[File, ...]
    accounts: tuple[AccountDraft, ...]
    risk: str


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act of an incident: on which reports it rests, and which mention (report, number) is its victim."""

    kind: str
    methods: tuple[str, ...]
    reports: tuple[str, ...]
    victim: tuple[str, int] | None
    victim_count: int | None
    victim_words: str
    injuries: tuple[tuple[str, str, str], ...]
    involved: tuple[tuple[str, int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident as an investigator concludes it: the first report gives time and place."""

    title: str
    reports: tuple[str, ...]
    acts: tuple[ToldAct, ...]
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it."""

    reports: tuple[ToldReport, ...]
    incidents: tuple[ToldIncident, ...]


def load_story() -> Story:
    """Return the story that ships."""
    raw = tomllib.loads(resources.files(__package__).joinpath("story.toml").read_text("utf-8"))
    return Story(tuple(_report(report) for report in raw["reports"]), tuple(_incident(incident) for incident in raw["incidents"]))


def _report(raw: Mapping[str, Any]) -> ToldReport:  # Any: TOML
    text = raw["text"].strip()
    return ToldReport(
        key=raw["key"],
        language=raw["language"],
        text=text,
        when=raw.get("when", ""),
        where=raw.get("where", ""),
        contact=raw.get("contact", ""),
        consent={"keep": "yes", "contact": "no", "count": "no", **raw.get("consent", {})},
        files=tuple(_file(file) for file in raw.get("files", ())),
        accounts=tuple(_account(text, account) for account in raw.get("accounts", ())),
        risk=raw.get("risk", ""),
    )


def _file(raw: Mapping[str, Any]) -> File:  # Any: TOML
    return File(**{**raw, "at": _moment(raw["at"])})


def _account(text: str, raw: Mapping[str, Any]) -> AccountDraft:  # Any: TOML
    return AccountDraft(
        When(_moment(raw["first"]), _moment(raw["last"]), str(ZONE), raw["precision"], raw.get("when", "")) if "first" in raw else When(),
        _where(raw),
        tuple(raw["kinds"]),
        tuple(_passage(text, about, words) for about, words in raw.get("passages", ())),
        tuple(_mention(text, mention) for mention in raw.get("mentions", ())),
    )


def _where(raw: Mapping[str, Any]) -> Where:  # Any: TOML
    if "point" not in raw:
        return Where(words=raw.get("where", ""))
    place = parse_place(raw["point"], radius_m=raw["radius"])
    return Where(place.lat_e7, place.lon_e7, place.radius_m, raw.get("where", ""))


def _mention(text: str, raw: Mapping[str, Any]) -> MentionDraft:  # Any: TOML
    fields = {key: value for key, value in raw.items() if key != "words"}
    return MentionDraft(**fields, passage=_passage(text, "mention", raw["words"]) if "words" in raw else None)


def _passage(text: str, about: str, words: str) -> PassageDraft:
    start = text.find(words)
    if start < 0:
        raise MalformedError(f"the story marks words that its text does not have: {words!r}")
    return PassageDraft(about, start, start + len(words))


def _incident(raw: Mapping[str, Any]) -> ToldIncident:  # Any: TOML
    return ToldIncident(
        raw["title"], tuple(raw["reports"]), tuple(_act(raw, act) for act in raw["acts"]), raw["state"], raw.get("words", "")
    )


def _act(incident: Mapping[str, Any], raw: Mapping[str, Any]) -> ToldAct:  # Any: TOML
    victim = raw.get("victim")
    return ToldAct(
        kind=raw["kind"],
        methods=tuple(raw.get("methods", ())),
        reports=tuple(raw.get("reports", incident["reports"])),
        victim=(victim[0], victim[1]) if victim else None,
        victim_count=raw.get("count"),
        victim_words=raw.get("victim_words", ""),
        injuries=tuple((kind, region, words) for kind, region, words in raw.get("injuries", ())),
        involved=tuple((report, number, degree, finding, basis) for report, number, degree, finding, basis in raw.get("involved", ())),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
