"""The worker as a process: made from settings and keys, then turn after turn through its duties."""

import math
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections

from kniha.book.access.queries import founding
from kniha.book.people.sealing import PersonKeys
from kniha.conf.authorities import read_authorities
from kniha.conf.keys import Ask, KeyFolder
from kniha.conf.office import OfficeSettings
from kniha.conf.signers import read_signers
from kniha.conf.witnesses import read_witnesses
from kniha.runs.beside import Shelf
from kniha.runs.casefiles.crimes import crimes_of
from kniha.runs.casefiles.files import Shelves
from kniha.runs.casefiles.making import Office
from kniha.runs.importing.brought import Importer
from kniha.runs.importing.medical_entries import Filing, secret_of
from kniha.runs.kept import Kept
from kniha.runs.likening import Likening
from kniha.runs.making import Maker
from kniha.runs.masking import Masker
from kniha.runs.printing import Printer
from kniha.runs.views import Viewing
from kniha.runs.watching import recogniser_here
from kniha.search.index import Index
from kniha.vault.copies import Copies
from kniha.vault.store import Vault
from kniha.vocab.errors import ConfigurationError, KnihaError, NotFoundError
from kniha.worker.certifying import Certifying
from kniha.worker.compartments import MATCHES, PAIRS, ByCompartment
from kniha.worker.cosigning import Cosigning
from kniha.worker.delivering import Delivering
from kniha.worker.duties import Clock, Duty, FileByFile, Following, Queue, Say, Signing, Sweeping, Views
from kniha.worker.erasing import Erasing
from kniha.worker.expiring import Expiring
from kniha.worker.fixity import Checking
from kniha.worker.granting import Granting
from kniha.worker.likening import Comparing
from kniha.worker.lists import Lists
from kniha.worker.stamping import Stamping
from kniha.worker.tiling import Tiling
from kniha.worker.turns import Turns
from kniha.worker.walls import Walls

PAUSE = 1.0
"""Seconds between turns in which there was nothing to do."""

FIRST_WAIT, LONGEST_WAIT = 5.0, 600.0
"""Seconds for which a duty that failed rests: doubled each time."""

Wait = Callable[[float], None]
Tick = Callable[[], float]


def prepare(settings: OfficeSettings, *, ask: Ask, say: Say, now: Clock | None = None) -> tuple[Duty, ...]:
    """Return the duties in their order; ConfigurationError where something is missing. Asks for passphrases, and waits for them."""
    keys = KeyFolder(settings.keys, demo=settings.demo)
    public = keys.register().keys
    check_book(public.id)
    vault = keys.vault(settings.vault)
    exhibit = keys.exhibit_identities(ask)
    shelf = Shelf(Vault(vault.folder, vault.naming_key, second=settings.vault_copy), exhibit, keys.exhibit_recipient(), secrets.token_bytes)
    viewing = Viewing(shelf, roots=read_signers(settings.keys))
    filing = Filing(str(keys.person_recipient()), secret_of(vault.naming_key))
    clock = now or (lambda: datetime.now(settings.zone))
    signers = keys.checkpoint_signers()
    person = PersonKeys(keys.person_identities(ask)[0].text)
    delivered = Shelves(shelf.vault, exhibit)
    office = Office(public, settings.deliveries, delivered, keys.release_signer(), crimes_of(settings.crimes))
    return (
        Queue(secrets.token_hex(16), clock),
        Views(viewing, say),
        FileByFile(Masker(shelf), clock, say, "no copy is made of"),
        FileByFile(Maker(shelf, recogniser_here()), clock, say, "nothing is made of"),
        FileByFile(Printer(shelf), clock, say, "no print is made of"),
        Comparing(Likening(Printer(shelf)), clock, say),
        Following(lambda: Index(settings.index), viewing.words_in),
        Walls(person, clock, secrets.token_bytes),
        ByCompartment(clock, PAIRS),
        ByCompartment(clock, MATCHES),
        Checking(Copies(settings.vault, settings.vault_copy), clock, secrets.token_bytes, say),
        Expiring(clock, secrets.token_bytes),
        Erasing(shelf.vault, Kept(settings.heads), say, clock),
        Lists(
            Importer(shelf.vault, exhibit, settings.mappings, clock, secrets.token_bytes, filing),
            secrets.token_hex(16),
            clock,
        ),
        Granting(public.id, signers[0], clock),
        Signing(signers, public, settings.heads, settings.heads_every, clock),
        Certifying(public, person, clock, secrets.token_bytes),
        Delivering(office, clock, secrets.token_bytes, say),
        # After the signing, so that a head is shown to outsiders in the turn in which it was signed.
        Cosigning(read_witnesses(settings.keys), clock, Turns(say)),
        Stamping(read_authorities(settings.keys), public.checkpoint_keys, clock, Turns(say)),
        *((Tiling(settings.tiles),) if settings.tiles else ()),
        Sweeping(clock),
    )


def check_book(register: bytes) -> None:
    """Raise ConfigurationError unless this is the book of `register`."""
    try:
        founded = founding().register
    except NotFoundError as error:
        raise ConfigurationError("the book is not founded yet") from error
    if founded != register.hex():
        raise ConfigurationError("the book and the folder of keys are of different registers")


def work_once(duties: Sequence[Duty]) -> None:
    """Do what there is to do; the first duty that fails ends it."""
    for duty in duties:
        while duty.work():
            pass


def work_on(duties: Sequence[Duty], *, say: Say, wait: Wait, tick: Tick = time.monotonic) -> None:
    """Work for ever. A duty that fails is said and rests, longer each time; the others go on meanwhile."""
    paced = [_Paced(duty, say, tick) for duty in duties]
    while True:
        close_old_connections()
        found = [duty.work() for duty in paced]
        if not any(found):
            wait(PAUSE)


@dataclass(slots=True)
class _Paced:
    """A duty that rests after a failure."""

    duty: Duty
    say: Say
    tick: Tick
    delay: float = FIRST_WAIT
    until: float = -math.inf

    def work(self) -> bool:
        if self.tick() < self.until:
            return False
        try:
            found = self.duty.work()
        except KnihaError as error:
            return self._rest(str(error))
        except (OperationalError, InterfaceError):
            return self._rest("the book's database did not answer")
        self.delay = FIRST_WAIT
        return found

    def _rest(self, why: str) -> bool:
        self.say(f"{type(self.duty).__name__.lower()}: {why}; trying again in {self.delay:.0f} s")
        self.until = self.tick() + self.delay
        self.delay = min(2 * self.delay, LONGEST_WAIT)
        return False
