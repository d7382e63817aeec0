"""What a container says of a report in JSON: the report itself and the reporter's public keys (docs/spec/envelope.md §2.2, §3).

A report that cannot be is not built: it is checked where it is made, read or written.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from kniha.seal.recipients import parse_recipient
from kniha.vocab.canonical import JSON, canonical, parse_canonical
from kniha.vocab.errors import MalformedError, TooLargeError, UnknownTermError

LANGUAGES = ("be", "ru", "en")
SEALERS = ("browser", "server")
DOES = ("report", "addition", "consent", "withdrawal", "return", "certificate")
"""What a report is for: the first from its receipt, or what comes later: more words, other answers, "forget it", "keep it after all",
"prove that you have it".
"""

TELLING = frozenset({"report", "addition"})
"""Those that have words or a file."""

ANSWERS = ("yes", "no")
SAID = ("", *ANSWERS)
"""Answers to what is asked before the story: nobody has to give one."""

SAFE = ("", "yes", "no", "unsure")
ROLES = ("", "victim", "witness", "relative", "medic", "insider")
"""What a reporter is to what they tell; an insider took part in it, or served where it was done."""

LONGEST_TEXT = 1_000_000
"""Characters (Unicode code points) of text, when, where, hurt, doers and contact together."""

LARGEST_REPORT = 4_194_304
"""Bytes of a REPORT frame's body."""

_VERSION = 2
_FIRST_TEXTS = ("text", "when", "where", "contact")
_TEXTS = (*_FIRST_TEXTS, "hurt", "doers")
_OF_A_REPORT = ("contact", "role", "safe", "early", "hurt", "doers")
_OF_TELLING = ("when", "where")
_CONSENTS = ("keep", "contact", "count")
_EARLY = ("held", "minor", "sexual")
_NOTHING_EARLY: Mapping[str, JSON] = dict.fromkeys(_EARLY, "")
_KEYS_OF = {1: ("does", "language", "sealed", *_FIRST_TEXTS), _VERSION: ("does", "language", "sealed", "role", "safe", "early", *_TEXTS)}
_KEYS = ("ed25519", "mldsa44", "reply", "mailbox", "verifier")
_HEXADECIMAL = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Consent:
    """What the reporter agrees to, each `yes` or `no`; all of it is for everything that their receipt sent."""

    keep: str
    contact: str
    count: str

    def __post_init__(self) -> None:
        for name in _CONSENTS:
            _check_term(f"consent to {name}", getattr(self, name), ANSWERS)


@dataclass(frozen=True, slots=True)
class Early:
    """What is asked before the story, each of SAID: somebody is still held, is under 18, it is of a sexual kind.

    After a `yes` the page asks for no story: a specialist does.
    """

    held: str = ""
    minor: str = ""
    sexual: str = ""

    def __post_init__(self) -> None:
        for name in _EARLY:
            _check_term(f"whether {name}", getattr(self, name), SAID)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in _EARLY)

    @property
    def calls_a_specialist(self) -> bool:
        """Whether any of it is so."""
        return "yes" in (self.held, self.minor, self.sexual)


@dataclass(frozen=True, slots=True)
class Report:
    """What a reporter wrote, as they wrote it: `does` of DOES, `language` of LANGUAGES, `sealed` of SEALERS.

    What was not told is empty: `role` of ROLES, `safe` of SAFE, and texts, of which `hurt` says who was hurt and `doers` who did it.
    """

    does: str
    language: str
    sealed: str
    text: str
    when: str
    where: str
    contact: str
    consent: Consent
    role: str = ""
    safe: str = ""
    early: Early = field(default_factory=Early)
    hurt: str = ""
    doers: str = ""

    def __post_init__(self) -> None:
        _check_term("what a report does", self.does, DOES)
        _check_term("role", self.role, ROLES)
        _check_term("safe", self.safe, SAFE)
        _check_term("language", self.language, LANGUAGES)
        _check_term("sealed", self.sealed, SEALERS)
        if (length := sum(len(getattr(self, name)) for name in _TEXTS)) > LONGEST_TEXT:
            raise TooLargeError(f"a report has at most {LONGEST_TEXT} characters, not {length}")
        if (self.consent.keep == "no") != (self.does == "withdrawal"):
            raise MalformedError("what may not be kept is withdrawn, and what is sent may be kept")
        elsewhere = (*(_OF_A_REPORT if self.does != "report" else ()), *(_OF_TELLING if self.does not in TELLING else ()))
        if any(getattr(self, name) for name in elsewhere):
            raise MalformedError(f"{' and '.join(elsewhere)} belong to another kind of report")


@dataclass(frozen=True, slots=True)
class ReportKeys:
    """The public half of a receipt: who signed the report, and where and to whom the answer goes.

    `ed25519` and `mldsa44` are raw public keys (32 and 1,312 bytes), `reply` a recipient, `mailbox` and `verifier` 64 hexadecimal digits.
    """

    ed25519: bytes
    mldsa44: bytes
    reply: str
    mailbox: str
    verifier: str


def check_filled(report: Report, files: int) -> None:
    """Raise MalformedError unless words or a file are there where something is told, and no file where nothing is.

    Who calls for a specialist need not tell anything yet.
    """
    if report.does in TELLING:
        if not (report.text or files or report.early.calls_a_specialist):
            raise MalformedError("a report has text or a file, or calls for a specialist")
    elif files:
        raise MalformedError("files come with what is told, and with nothing else")


def format_report(report: Report) -> bytes:
    """Return the body of a REPORT frame; TooLargeError beyond its limit, MalformedError for text that UTF-8 cannot carry."""
    body = canonical({**asdict(report), "v": _VERSION})
    if len(body) > LARGEST_REPORT:
        raise TooLargeError(f"a report has at most {LARGEST_REPORT} bytes, not {len(body)}")
    return body


def parse_report(body: bytes) -> Report:
    """Return the report of a REPORT frame; UnknownTermError for an unknown version, key or word, MalformedError for another form.

    A page that was kept may be older than the register: version 1, which asked less, is read as well.
    """
    values = _object(parse_canonical(body))
    version = values.get("v")
    if type(version) is not int or version not in _KEYS_OF:  # True is 1 to Python; the canonical bytes differ
        raise UnknownTermError(f"this report is not of version {_VERSION}, nor of an older one that is known here")
    said = dict(_keyed(values, ("v", "consent", *_KEYS_OF[version])))
    consent, early = _keyed(said["consent"], _CONSENTS), _keyed(said.pop("early", _NOTHING_EARLY), _EARLY)
    return Report(
        **{name: text_of(said, name) for name in _KEYS_OF[version] if name != "early"},
        consent=Consent(**{name: text_of(consent, name) for name in _CONSENTS}),
        early=Early(**{name: text_of(early, name) for name in _EARLY}),
    )


def format_keys(keys: ReportKeys) -> bytes:
    """Return the body of a KEYS frame."""
    return canonical({**asdict(keys), "ed25519": b64encode(keys.ed25519).decode(), "mldsa44": b64encode(keys.mldsa44).decode()})


def parse_keys(body: bytes) -> ReportKeys:
    """Return the keys of a KEYS frame, of the right sizes but not looked into; MalformedError for another form."""
    values = parse_object(body, _KEYS)
    texts = {name: text_of(values, name) for name in _KEYS}
    return ReportKeys(
        ed25519=_raw(texts["ed25519"], 32),
        mldsa44=_raw(texts["mldsa44"], 1312),
        reply=texts["reply"],
        mailbox=texts["mailbox"],
        verifier=texts["verifier"],
    )


def check_addresses(keys: ReportKeys) -> None:
    """Raise MalformedError unless a reply can be sealed and laid into the mailbox (docs/spec/envelope.md §5, step 6)."""
    if parse_recipient(keys.reply).text != keys.reply:
        raise MalformedError("the reply recipient is not written in lower case")
    for digits in (keys.mailbox, keys.verifier):
        if len(digits) != 64 or not set(digits) <= _HEXADECIMAL:
            raise MalformedError("mailbox and verifier are 64 hexadecimal digits each, in lower case")


def parse_object(body: bytes, keys: tuple[str, ...]) -> Mapping[str, JSON]:
    """Return the canonical JSON object `body`, which has exactly `keys`."""
    return _keyed(parse_canonical(body), keys)


def text_of(values: Mapping[str, JSON], name: str) -> str:
    """Return the text under `name`; MalformedError for another type."""
    value = values[name]
    if not isinstance(value, str):
        raise MalformedError(f"{name} is text, not {type(value).__name__}")
    return value


def _object(value: JSON) -> Mapping[str, JSON]:
    if not isinstance(value, Mapping):
        raise MalformedError(f"expected a JSON object, found {type(value).__name__}")
    return value


def _keyed(value: JSON, keys: tuple[str, ...]) -> Mapping[str, JSON]:
    value = _object(value)
    # What was found is not repeated: a key may hold anything that somebody wrote.
    if unknown := value.keys() - set(keys):
        raise UnknownTermError(f"{len(unknown)} keys beside {', '.join(keys)}")
    if missing := sorted(set(keys) - value.keys()):
        raise MalformedError(f"the keys {', '.join(missing)} are missing")
    return value


def _check_term(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UnknownTermError(f"{name} is one of {', '.join(known)}")


def _raw(text: str, size: int) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedError("a public key is not base64") from error
    if len(data) != size or b64encode(data).decode() != text:
        raise MalformedError(f"a public key is canonical base64 of {size} bytes, not of {len(data)}")
    return data
