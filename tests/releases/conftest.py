"""A register that publishes: its publishers, its log, a folder for the public book."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.publishing import Publishers, publishers
from tests.runs.log import Log, log_of
from tests.world import NOW, World, found_world

from kniha.book.publishing.editions import agree_to_edition
from kniha.ledger.given import trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import release_name
from kniha.ledger.verdicts import Verdict
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.publish.pages import pages_of
from kniha.runs.bundle_folders import FolderFiles
from kniha.runs.releases.coarsening import Coarseness, coarseness
from kniha.runs.releases.making import Made, Office, gather, make, propose


@dataclass(frozen=True)
class House:
    world: World
    who: Publishers
    log: Log
    out: Path

    @property
    def signer(self) -> SigningKey:
        return SigningKey(release_name(self.log.register), Algorithm.ED25519, b"\x07" * 32)

    @property
    def how(self) -> Coarseness:
        return coarseness()

    @property
    def office(self) -> Office:
        return Office(self.out, self.signer, pages_of, "Кніга")

    def publish(self, now: object = NOW) -> Made:
        """Report, agree, make: by two."""
        paula, ryhor = (self.world.hand(one, now) for one in (self.who.paula, self.who.ryhor))
        edition, _ = propose(paula, gather(paula, self.out, self.how), self.how)
        agree_to_edition(ryhor, edition)
        return make(paula, gather(paula, self.out, self.how), self.office)

    def verdict(self) -> Verdict:
        keys = (*self.log.public.checkpoint_keys, self.signer.verifier())
        return verify_bundle(FolderFiles(self.out), trusting(keys))

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.out).as_posix(): path.read_bytes() for path in sorted(self.out.rglob("*")) if path.is_file()}


@pytest.fixture
def house(tmp_path: Path, settings: object) -> House:
    settings.OFFICE = replace(settings.OFFICE, heads=tmp_path / "heads")
    (tmp_path / "heads").mkdir()
    world = found_world()
    return House(world, publishers(world), log_of(world, tmp_path / "heads"), tmp_path / "public")
