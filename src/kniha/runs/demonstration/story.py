"""The invented story of the demonstration: reports as they are sent, and what registrars make of them, read from `texts/`.

Times are those of Minsk. A passage is given by its words and found in the text. Every person, unit and happening is made up.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from kniha.book.events.drafts import IncidentDraft
from kniha.book.statements.drafts import AccountDraft, MentionDraft, PassageDraft, When, Where
from kniha.runs.demonstration.files import File
from kniha.seal.reports import Early
from kniha.vocab.errors import MalformedError
from kniha.vocab.place import parse_place

ZONE = ZoneInfo("Europe/Minsk")
LANGUAGES = ("be", "ru", "en")


@dataclass(frozen=True, slots=True)
class ToldAccount:
    """What a clerk codes from a report: the incident that it tells of, and the id of each mention in the draft's order."""

    tells: str
    draft: AccountDraft
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldRisk:
    """What could happen to the reporter, and in how many days somebody looks again."""

    level: str
    circumstances: tuple[str, ...]
    words: str
    days: int


@dataclass(frozen=True, slots=True)
class ToldContact:
    """How the reporter may be reached."""

    channel: str
    address: str = ""
    hours: str = ""
    who_may_answer: str = ""
    never: str = ""


@dataclass(frozen=True, slots=True)
class ToldReport:
    """A report as its invented reporter sends it, and what is coded and noted of it."""

    key: str
    language: str
    text: str
    when: str
    where: str
    contact: str
    consent: Mapping[str, str]
    files: tuple[File, ...]
    accounts: tuple[ToldAccount, ...]
    risk: ToldRisk | None
    safe_contact: ToldContact | None
    role: str
    safe: str
    early: Early
    hurt: str
    doers: str


@dataclass(frozen=True, slots=True)
class ToldInjury:
    """An injury as told."""

    kind: str
    region: str
    words: str


@dataclass(frozen=True, slots=True)
class ToldInvolvement:
    """The allegation that the person of `mention` took part."""

    mention: str
    degree: str
    finding: str
    basis: str


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act of an incident; it rests on the accounts of `reports` (none named: all that tell of the incident)."""

    kind: str
    methods: tuple[str, ...]
    reports: tuple[str, ...]
    victim: str
    victim_count: int | None
    victim_words: str
    verification: str
    injuries: tuple[ToldInjury, ...]
    involved: tuple[ToldInvolvement, ...]


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident as an investigator concludes it, the state it reaches, and the lawyer's words."""

    key: str
    draft: IncidentDraft
    acts: tuple[ToldAct, ...]
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """All of it."""

    reports: tuple[ToldReport, ...]
    incidents: tuple[ToldIncident, ...]


def load_story() -> Story:
    """Return the story that ships; MalformedError names words that are marked and do not stand in their text."""
    reports = (report for language in LANGUAGES for report in read_text(f"reports_{language}.toml")["reports"])
    incidents = read_text("incidents.toml")["incidents"]
    return Story(tuple(_report(report) for report in reports), tuple(_incident(incident) for incident in incidents))


def read_text(name: str) -> dict[str, Any]:  # Any: TOML, here and below
    """Return what stands in one file of `texts/`."""
    return tomllib.loads(resources.files(__package__).joinpath("texts", name).read_text("utf-8"))


def _report(raw: Mapping[str, Any]) -> ToldReport:
    text = _unwrapped(raw.get("text", ""))
    return ToldReport(
        key=raw["key"],
        language=raw["language"],
        text=text,
        when=raw.get("when", ""),
        where=raw.get("where", ""),
        contact=raw.get("contact", ""),
        consent={"keep": "yes", "contact": "no", "count": "no", **raw.get("consent", {})},
        files=tuple(File(**{**file, "at": local(file["at"])}) for file in raw.get("files", ())),
        accounts=tuple(_account(text, account) for account in raw.get("accounts", ())),
        risk=ToldRisk(**_tupled(raw["risk"])) if "risk" in raw else None,
        safe_contact=ToldContact(**raw["safe_contact"]) if "safe_contact" in raw else None,
        role=raw.get("role", ""),
        safe=raw.get("safe", ""),
        early=Early(**raw.get("early", {})),
        hurt=raw.get("hurt", ""),
        doers=raw.get("doers", ""),
    )


def _account(text: str, raw: Mapping[str, Any]) -> ToldAccount:
    draft = AccountDraft(
        _when(raw, words=raw.get("when", "")),
        _where(raw),
        tuple(raw["kinds"]),
        tuple(_passage(text, about, words) for about, words in raw["passages"]),
        tuple(_mention(text, mention) for mention in raw["mentions"]),
    )
    return ToldAccount(raw["tells"], draft, tuple(mention["id"] for mention in raw["mentions"]))


def _mention(text: str, raw: Mapping[str, Any]) -> MentionDraft:
    fields = {key: value for key, value in raw.items() if key not in {"id", "words"}}
    return MentionDraft(**fields, passage=_passage(text, "mention", raw["words"]) if "words" in raw else None)


def _passage(text: str, about: str, words: str) -> PassageDraft:
    if text.count(words) != 1:
        raise MalformedError(f"the story marks words that its text has {text.count(words)} times: {words!r}")
    start = text.index(words)
    return PassageDraft(about, start, start + len(words))


def _incident(raw: Mapping[str, Any]) -> ToldIncident:
    draft = IncidentDraft(raw["title"], _when(raw, words=""), _where(raw))
    return ToldIncident(raw["key"], draft, tuple(_act(act) for act in raw["acts"]), raw["state"], raw.get("words", ""))


def _act(raw: Mapping[str, Any]) -> ToldAct:
    return ToldAct(
        kind=raw["kind"],
        methods=tuple(raw.get("methods", ())),
        reports=tuple(raw.get("accounts", ())),
        victim=raw.get("victim", ""),
        victim_count=raw.get("count"),
        victim_words=raw.get("victim_words", ""),
        verification=raw.get("verification", "reported"),
        injuries=tuple(ToldInjury(*injury) for injury in raw.get("injuries", ())),
        involved=tuple(ToldInvolvement(*involved) for involved in raw.get("involved", ())),
    )


def _when(raw: Mapping[str, Any], *, words: str) -> When:
    return When(local(raw["first"]).astimezone(UTC), local(raw["last"]).astimezone(UTC), str(ZONE), raw.get("precision", "about"), words)


def _where(raw: Mapping[str, Any]) -> Where:
    place = parse_place(raw["point"], radius_m=raw["radius"])
    return Where(place.lat_e7, place.lon_e7, place.radius_m, raw.get("where", ""))


def local(text: str) -> datetime:
    """An instant by the clocks of Minsk."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def _tupled(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def _unwrapped(text: str) -> str:
    """The files break lines for those who edit them; people did not."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text.strip())
