"""The public book: seconds and memory of an edition of 10,000 incidents made from nothing, and of the next one after 100 changes; SQLite.

Rows are written straight into the tables, as replay writes them: each incident rests on a report whose source allows publication, with one
act or two, within August 2020 to July 2021, in one of thirty towns. Both editions pass the report, the second publisher and the signature;
the CPU time told is that of gathering (coarsening, figures, hiding) and of making (pages, data, hashing, the entry). Then the whole folder
is verified. `bench/publishing.py 1000` for a quick look, 100000 for the size that is wanted.
"""

import gzip
import resource
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from desk import HOME, START, chance, founded, fresh, statement_change  # which opens a home of its own, and sets Django up
from kniha.book.access.models import Compartment, Registrar
from kniha.book.events.models import Act, Citation, Incident, Review
from kniha.book.journal import rows
from kniha.book.journal.acting import Hand
from kniha.book.publishing.editions import agree_to_edition
from kniha.book.publishing.models import Publication
from kniha.book.publishing.numbers import draw_public_number
from kniha.book.statements.models import Account, Consent
from kniha.ledger.given import trusting
from kniha.ledger.keys import Algorithm, SigningKey
from kniha.ledger.registers import release_name
from kniha.ledger.verifying_bundles import verify_bundle
from kniha.publish.pages import pages_of
from kniha.runs.bundle_folders import FolderFiles
from kniha.runs.releases.coarsening import coarseness
from kniha.runs.releases.making import Office, gather, make, propose
from kniha.vocab.gazetteer import known_places
from kniha.vocab.ids import new_id

KINDS = (
    "integrity.physical-assault",
    "liberty.arbitrary-arrest",
    "conditions.overcrowding",
    "life.death-in-custody",
    "property.destruction",
)
CHANGES = 100
TOGETHER = 2_000


def main() -> None:
    """Fill, make, change, make again, verify."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    fresh()
    big, _, staff = founded()
    first, second = staff.values()
    with transaction.atomic():
        for begin in range(0, size, TOGETHER):
            rows.apply(change for number in range(begin, min(begin + TOGETHER, size)) for change in incident(number, big, first, second))
    signer = SigningKey(release_name(bytes.fromhex("ab" * 32)), Algorithm.ED25519, b"\x07" * 32)
    office = Office(Path(HOME.name) / "public", signer, pages_of, "Bench")
    print("| edition | incidents | files | written | gather, s | make, s | in all, s | memory, MB |\n|---|---|---|---|---|---|---|---|")
    print(f"| from nothing | {edition(office, first, second)}", flush=True)
    with transaction.atomic():
        rows.apply(change for number in range(size, size + CHANGES) for change in incident(number, big, first, second))
    print(f"| after {CHANGES} changes | {edition(office, first, second)}", flush=True)
    began = time.process_time()
    assert verify_bundle(FolderFiles(office.out), trusting([signer.verifier()])).holds
    whole = sum(path.stat().st_size for path in office.out.rglob("*") if path.is_file())
    page = (office.out / "data/site/be/index.html").read_bytes()
    css = (office.out / "data/site/site.css").read_bytes()
    print(f"\nVerified in {time.process_time() - began:.1f} s of CPU time; the folder holds {whole / 1e6:.0f} MB.")
    print(f"The first page with its style is {len(gzip.compress(page)) + len(gzip.compress(css)):,} bytes packed.")


def edition(office: Office, first: Registrar, second: Registrar) -> str:
    """Report, agree, make: a row of the table."""
    now = datetime.now(ZoneInfo("Europe/Minsk"))
    hands = [Hand(one, frozenset({"publisher"}), now, secrets.token_bytes) for one in (first, second)]
    how, began = coarseness(), time.process_time()
    content = gather(hands[0], office.out, how)
    gathered = time.process_time()
    found, _ = propose(hands[0], content, how)
    agree_to_edition(hands[1], found)
    made = make(hands[0], content, office)
    ended = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = f"{gathered - began:.1f} | {ended - gathered:.1f} | {ended - began:.1f}"
    return f"{len(content.incidents):,} | {made.files:,} | {made.written:,} | {times} | {memory:,.0f} |"


def incident(number: int, big: Compartment, first: Registrar, second: Registrar) -> Iterator[rows.Change]:
    """A released incident with all that it rests on."""
    at = START + timedelta(hours=chance.randrange(24 * 350))
    statement, account, row = (new_id(secrets.token_bytes) for _ in range(3))
    spot = known_places()[53 + chance.randrange(30)].place
    yield statement_change(statement, big, at)
    for purpose in ("keep", "count", "publish-without-name"):
        yield rows.insert(Consent, new_id(secrets.token_bytes), statement_id=statement, purpose=purpose, answer="yes", giver="self")
    yield rows.insert(Account, account, statement_id=statement, kinds=[KINDS[0]], coded_by="0" * 32, coded_on=at.date())
    yield rows.insert(
        Incident, row, number=f"KN-2020-{number:07}", compartment_id=big.pk, title="Падзея", state="accepted", first=at,
        last=at + timedelta(hours=1), zone="Europe/Minsk", precision="about", lat_e7=spot.lat_e7, lon_e7=spot.lon_e7, radius_m=300,
        author="0" * 32, opened_on=at.date(),
    )  # fmt: skip
    yield rows.insert(Citation, new_id(secrets.token_bytes), incident_id=row, about="event", account_id=account)
    for kind in chance.sample(KINDS, 1 + number % 2):
        yield rows.insert(Act, new_id(secrets.token_bytes), incident_id=row, kind=kind, victim_count=1 + chance.randrange(6))
    day = date(2026, 11, 1)
    yield rows.insert(Review, new_id(secrets.token_bytes), incident_id=row, reviewer_id=second.pk, decision="accepted", day=day)
    yield rows.insert(
        Publication, new_id(secrets.token_bytes), incident_id=row, reviews=1, number=public_number(),
        state="released", why="nobody-would-know", words="шмат людзей", time_shown="day", place_shown="town", proposed_by_id=second.pk,
        proposed_on=day, decided_by_id=first.pk, decided_on=day, decided_words="згодна",
    )  # fmt: skip


def public_number() -> str:
    """One at random; of a hundred thousand, no two are expected to be the same."""
    return draw_public_number(secrets.token_bytes, lambda _: False)


if __name__ == "__main__":
    main()
