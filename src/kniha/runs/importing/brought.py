"""A list that was brought to the desk, in the worker's hands: a mapping that fits is looked for, a dry run made, and, after a yes, the run.

It goes step by step, so that the worker's other duties (heads above all, whose moments are fixed) do not wait for a long list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from kniha.book.work import lists
from kniha.book.work.models import BroughtList
from kniha.runs.importing.cells import OnLand
from kniha.runs.importing.fitting import fitting
from kniha.runs.importing.land import land_of
from kniha.runs.importing.mapping import ListMapping, parse_mapping, renamed
from kniha.runs.importing.medical_entries import Filing
from kniha.runs.importing.offered import by_name, offered
from kniha.runs.importing.opening import open_list
from kniha.runs.importing.report import Report
from kniha.runs.importing.rows import OpenList
from kniha.runs.importing.run import importing
from kniha.runs.importing.sources import InVault
from kniha.seal.recipients import Identity
from kniha.vault.store import Vault
from kniha.vocab.errors import BrokenError, ImpossibleError, MalformedError, NotFoundError, RefusedError
from kniha.vocab.ids import RandomBytes

DAMAGED = "the sealed file is not as it was brought: bring it again"


@dataclass(frozen=True)  # without slots: the outline of the land is read once, when first asked for
class Importer:
    """What it takes to open brought lists and to enter them."""

    vault: Vault
    identities: tuple[Identity, ...] = field(repr=False)
    mappings: Path
    clock: Callable[[], datetime]
    random_bytes: RandomBytes
    filing: Filing

    def steps(self, brought: BroughtList) -> Iterator[tuple[int, int | None]]:
        """Do what is to be done with it; yields after each step how many rows of how many were read. The last thing settles it.

        UnavailableError where disk or database did not answer: it is begun again, and what was entered is known.
        """
        try:
            yield from self._entered(brought) if brought.state == "confirmed" else self._looked_through(brought)
        except (MalformedError, ImpossibleError) as error:
            self._fail(brought, str(error))
        except (BrokenError, NotFoundError):
            self._fail(brought, DAMAGED)
        except RefusedError as error:
            self._fail(brought, str(error))

    def remove_gone(self) -> None:
        """Remove sealed files whose key is gone, and their rows."""
        for brought in lists.gone():
            self.vault.remove(brought.blob, brought.sealed_sha256)
            brought.delete()

    def _looked_through(self, brought: BroughtList) -> Iterator[tuple[int, int | None]]:
        source = self._source(brought)
        if not brought.mapping:
            self._find_mapping(brought, source)
            return
        mapping = renamed(parse_mapping(brought.mapping), brought.source)
        report = Report(kind=mapping.kind, dry=True)
        yield from self._run(brought, open_list(source, mapping), mapping, report)
        lists.note_looked_at(brought, mapping.kind, mapping.source, report.as_json())

    def _entered(self, brought: BroughtList) -> Iterator[tuple[int, int | None]]:
        mapping = renamed(parse_mapping(brought.mapping), brought.source)
        report = Report(kind=mapping.kind)
        yield from self._run(brought, open_list(self._source(brought), mapping), mapping, report)
        lists.note_entered(brought, report.as_json())
        self.vault.remove(brought.blob, brought.sealed_sha256)

    def _run(self, brought: BroughtList, found: OpenList, mapping: ListMapping, report: Report) -> Iterator[tuple[int, int | None]]:
        report.file, report.mapping, report.notes = brought.sha256, lists.digest_of(brought.mapping), found.notes
        hand = lists.hand_for(brought, self.clock(), self.random_bytes, kind=mapping.kind)
        entering = importing(
            hand, found.rows(), mapping, brought.compartment, report=report, on_land=self._on_land, filing=self.filing
        )  # fmt: skip
        for done in entering:
            yield done, found.count
            lists.hand_for(
                brought, self.clock(), self.random_bytes, kind=mapping.kind
            )  # they may have been frozen, or left the compartment, since

    def _find_mapping(self, brought: BroughtList, source: InVault) -> None:
        known = offered(self.mappings)
        fits = tuple(fitting(source, known))
        told = [{"name": one.name, "fault": one.fault} for one in fits]
        fitted = [one.name for one in fits if not one.fault]
        if len(fitted) == 1:
            lists.note_mapping(brought, fitted[0], by_name(known)[fitted[0]].text, [*told])
        else:
            lists.note_choice(brought, [*told])

    def _source(self, brought: BroughtList) -> InVault:
        blob = lists.blob_of(brought)
        self.vault.check(blob.name, blob.sealed_sha256)
        return InVault(brought.name, blob, self.vault, self.identities)

    def _fail(self, brought: BroughtList, fault: str) -> None:
        if brought.state == "confirmed":
            lists.note_stopped(brought, fault)
        else:
            lists.note_unfit(brought, fault)

    @cached_property
    def _on_land(self) -> OnLand:
        return land_of((files("kniha.desk") / "static/desk/land.json").read_bytes())
