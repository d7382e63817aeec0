"""The acknowledgements of the corpus, good and bad: what an intake of the invented register signs of an envelope."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tools.corpus_files import Case, altered, closed, wrong
from tools.corpus_world import ANOTHER_REGISTER, CUSTODIANS, REGISTER, RELEASE, log_keys, seed

from kniha.ledger.acknowledgement_keys import FORMAT, GrantedKey, grant
from kniha.ledger.checkpoints import origin_of
from kniha.ledger.keys import SigningKey
from kniha.ledger.notes import Note, sign_plain
from kniha.seal.acknowledgements import Grant, MonthKey, public_half

DAY, MONTH, LATER = date(2026, 3, 2), "2026-03", date(2026, 4, 1)
INTAKE, ENVELOPE = seed("intake"), seed("envelope").hex()
OWN, ANOTHER, FORGER = (keys[0] for keys in (log_keys(), log_keys(ANOTHER_REGISTER), log_keys(owner="forger")))


def good_acknowledgements() -> Iterator[Case]:
    """Yield the good ones."""
    yield Case("acknowledgement.kniha-acknowledgement", _made(_granted()))
    yield Case("acknowledgement-without-keys-given.kniha-acknowledgement", _made(_granted()), given=())
    yield Case("acknowledgement-of-the-last-day.kniha-acknowledgement", _made(_granted(), day=date(2026, 3, 31)))


def bad_acknowledgements() -> Iterator[Case]:
    """Yield the bad ones, each with one defect."""
    good = _made(_granted())

    def ending(name: str) -> str:
        return f"acknowledgement-{name}.kniha-acknowledgement"

    yield wrong(1, ending("on-a-day-that-never-was"), closed(good, lambda said: said.update(day="2026-02-30")))
    yield wrong(1, ending("of-an-envelope-in-upper-case"), closed(good, lambda said: said.update(envelope=ENVELOPE.upper())))
    yield wrong(1, ending("without-its-grant"), closed(good, lambda said: said.pop("grant")))
    yield wrong(1, ending("that-says-who-sent-it"), closed(good, lambda said: said.update(sender="somebody")))
    yield wrong(2, ending("under-a-key-that-nobody-granted"), closed(good, _regranted(seed("another intake"))))
    yield wrong(2, ending("granted-by-a-forger"), _made(_granted(FORGER)))
    yield wrong(2, ending("granted-by-another-register"), _made(_noted(_key(), ANOTHER), register=REGISTER))
    yield wrong(2, ending("granted-with-the-release-key"), _made(_noted(_key(), RELEASE)))
    yield wrong(2, ending("granted-by-a-custodian"), _made(_noted(_key(), CUSTODIANS[0])))
    yield wrong(2, ending("of-which-the-grant-names-another-signer"), closed(good, lambda said: said.update(key=RELEASE.verifier().text)))
    yield wrong(2, ending("with-a-second-signature-on-the-grant"), _made(_noted(_key(), OWN, CUSTODIANS[0])))
    yield wrong(2, ending("of-a-month-that-is-none"), _made(_said(f"{FORMAT}\n{REGISTER.hex()}\n2026-13\n{public_half(INTAKE)}\n")))
    yield wrong(2, ending("with-a-line-more-in-the-grant"), _made(_said(f"{_key().text}always\n")))
    yield wrong(2, ending("of-which-a-tree-head-is-the-grant"), _made(_said(f"{origin_of(REGISTER)}\n8\n{'A' * 43}=\n")))
    yield wrong(3, ending("of-the-next-month"), _made(_granted(), day=LATER))
    yield wrong(4, ending("moved-to-another-day"), closed(good, lambda said: said.update(day="2026-03-01")))
    yield wrong(4, ending("of-another-envelope"), closed(good, lambda said: said.update(envelope="00" * 32)))
    yield wrong(4, ending("signed-by-another-intake"), _made(_granted(), seed_=seed("another intake")))
    yield wrong(4, ending("signed-for-another-register"), _made(_granted(), register=ANOTHER_REGISTER))
    yield wrong(4, ending("with-a-signature-cut-short"), closed(good, lambda said: said.update(signature=said["signature"][:84])))
    yield wrong(5, ending("under-the-old-digest"), altered(good, lambda said: said.update(digest="00" * 32)))


def _key(of: bytes = INTAKE) -> GrantedKey:
    return GrantedKey(REGISTER, MONTH, bytes.fromhex(public_half(of)))


def _granted(signer: SigningKey = OWN) -> Grant:
    return Grant(grant(_key(), signer), signer.verifier().text)


def _noted(key: GrantedKey, *signers: SigningKey) -> Grant:
    """Whoever signs: a grant that the first names as its own."""
    return Grant(Note(key.text, tuple(sign_plain(signer, key.text) for signer in signers)).encode(), signers[0].verifier().text)


def _said(text: str) -> Grant:
    """Whatever it says, the log's key has signed it."""
    return Grant(Note(text, (sign_plain(OWN, text),)).encode(), OWN.verifier().text)


def _regranted(of: bytes) -> Any:
    """An edit that puts another key into the grant, below the old signature. Any: what a file says."""

    def edit(said: Any) -> None:
        said["grant"] = said["grant"].replace(public_half(INTAKE), public_half(of))

    return edit


def _made(granted: Grant, *, day: date = DAY, seed_: bytes = INTAKE, register: bytes = REGISTER) -> bytes:
    return MonthKey(MONTH, seed_, granted).acknowledge(register, ENVELOPE, day)
