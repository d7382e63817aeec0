"""The courier as a process: made from settings and keys, then round after round, waiting longer while something does not answer."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import close_old_connections

from kniha.book.access.queries import founding, receiving_compartment
from kniha.conf.keys import Ask, KeyFolder
from kniha.conf.office import OfficeSettings
from kniha.courier.rounds import Courier, Say
from kniha.courier.spool import Spool
from kniha.remote.intake_client import IntakeClient
from kniha.runs.accession import Accession
from kniha.runs.received_files import Steps, unheard
from kniha.runs.specialists import missing_in_words
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.vocab.errors import ConfigurationError, MalformedError, NoMatchError, NotFoundError, RefusedError, UnavailableError

PAUSE = 5.0
"""Seconds between rounds that found nothing."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0
"""Seconds until the next try after one that failed: doubled each time."""

NETWORK_TIMEOUT = 60.0

_ATTEMPTS = 3

Wait = Callable[[float], None]


def prepare(settings: OfficeSettings, *, ask: Ask, say: Say, step: Steps = unheard, now: Callable[[], datetime] | None = None) -> Courier:
    """Return the courier of this office; ConfigurationError where something is missing. Asks for the passphrase, and waits for it."""
    accession = prepare_accession(settings, ask=ask, say=say, step=step, now=now)
    key = KeyFolder(settings.keys, demo=settings.demo).request_key()
    clients = [
        IntakeClient(
            address,
            key,
            now=lambda: datetime.now(UTC),
            random_bytes=secrets.token_bytes,
            timeout=NETWORK_TIMEOUT,
            proxy=settings.intake_proxy or None,
        )
        for address in settings.intakes
    ]
    spool = Spool(settings.home / "spool")
    spool.take_over()
    return Courier(clients, spool, accession, say=say, step=step)


def prepare_accession(
    settings: OfficeSettings, *, ask: Ask, say: Say, step: Steps = unheard, now: Callable[[], datetime] | None = None
) -> Accession:
    """Return what opens envelopes and files them, wherever they come from; as `prepare`."""
    keys = KeyFolder(settings.keys, demo=settings.demo)
    register = keys.register().register
    check_book(register)
    if words := missing_in_words():
        say(words)
    vault = keys.vault(settings.vault)
    return Accession(
        register=register,
        identities=_identities(keys, ask=ask, say=say),
        exhibit_recipient=keys.exhibit_recipient(),
        person_recipient=keys.person_recipient(),
        vault=Vault(vault.folder, vault.naming_key),
        naming_key=vault.naming_key,
        withdrawal_days=settings.withdrawal_days,
        now=now or (lambda: datetime.now(settings.zone)),
        random_bytes=secrets.token_bytes,
        step=step,
    )


def check_book(register: bytes) -> None:
    """Raise ConfigurationError unless this is the book of `register`, and a compartment in it receives reports."""
    try:
        founded = founding().register
        receiving_compartment()
    except NotFoundError as error:
        raise ConfigurationError("the book is not founded yet, or no compartment in it receives reports") from error
    if founded != register.hex():
        raise ConfigurationError("the book and the folder of keys are of different registers")


def carry_once(courier: Courier, *, say: Say) -> int:
    """Go round until the intake has nothing more for us; return how many envelopes were left there."""
    while True:
        tally = courier.round()
        if tally.words:
            say(tally.words)
        if not tally.is_news:
            return tally.left


def carry_on(courier: Courier, *, say: Say, wait: Wait) -> None:
    """Go round for ever. What does not answer is waited for; it is said once a try, without content."""
    delay = FIRST_WAIT
    while True:
        close_old_connections()
        try:
            tally = courier.round()
        except (UnavailableError, RefusedError, MalformedError) as error:
            say(f"{error}; trying again in {delay:.0f} s")
            wait(delay)
            delay = min(2 * delay, LONGEST_WAIT)
            continue
        delay = FIRST_WAIT
        if tally.words:
            say(tally.words)
        if not tally.is_news:
            wait(PAUSE)


def _identities(keys: KeyFolder, *, ask: Ask, say: Say) -> tuple[HybridIdentity, ...]:
    for attempt in range(_ATTEMPTS):
        try:
            return keys.register_identities(ask)
        except NoMatchError as error:
            if attempt == _ATTEMPTS - 1:
                raise
            say(f"{error}; once more")
    raise AssertionError("the last attempt returns or raises")
