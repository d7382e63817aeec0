"""An edition is made: written beside the one before, signed, entered in the ledger, and only then put in its place.

Whatever stops it, the edition before lies whole where it lay, or beside it under the name `<OUT>.before`, from where the next run puts it
back. What did not change is linked from the edition before and not written again.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kniha.book.access.queries import founding
from kniha.book.journal.acting import Hand
from kniha.book.publishing import editions
from kniha.book.publishing.models import Edition
from kniha.book.publishing.public import released
from kniha.book.publishing.rules import must_be_same_content
from kniha.ledger.bundles import TAG_MANIFEST, build_bundle, describe
from kniha.ledger.keys import SigningKey
from kniha.ledger.registers import release_name
from kniha.runs.bundle_folders import FolderTarget
from kniha.runs.releases.coarsening import Coarseness, nearest_town
from kniha.runs.releases.content import Before, Content, content_of, privacy_report
from kniha.runs.releases.open_data import files_of, read_before
from kniha.vocab.canonical import canonical
from kniha.vocab.errors import ConfigurationError, NotFoundError

KEPT = ".kept.json"
"""Behind the name of the folder: from what each page was made, and its digest. It never leaves the house."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site: `source` is a digest of all that it is made of, `make` makes it."""

    source: str
    make: Callable[[], bytes]


Pages = Callable[[Content, str], Mapping[str, Page]]
"""Makes the pages of the site, by their paths in the bundle, for a content and a day."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the edition, files in all, and how many of them were written anew."""

    edition: Edition
    files: int
    written: int


def gather(hand: Hand, out: Path, how: Coarseness) -> Content:
    """What an edition would say now. NotFoundError where the edition before does not lie at `out`: what it showed must be known."""
    return content_of(released(hand.today), _before(out), how, nearest_town(how))


def propose(hand: Hand, content: Content, how: Coarseness) -> tuple[Edition, bytes]:
    """Enter the proposal; return it with the privacy report, which the second publisher reads."""
    report = canonical(dict(privacy_report(content, how)))
    draft = editions.EditionDraft(content.digest(), len(content.incidents), report.decode(), content.before.bundle)
    return editions.propose_edition(hand, draft), report


@dataclass(frozen=True, slots=True)
class Office:
    """By what an edition is made: where it lies, who signs it, what makes its pages, how it is called."""

    out: Path
    signer: SigningKey
    pages: Pages
    title: str


def make(hand: Hand, content: Content, office: Office) -> Made:
    """Make the edition to which a second agreed; ConflictError where it would say another thing by now."""
    out, signer = office.out, office.signer
    register = bytes.fromhex(founding().register)
    if signer.name != release_name(register):
        raise ConfigurationError("the release key is of another register than the book")
    edition = editions.agreed(hand)
    must_be_same_content(edition.content, content.digest())
    fresh = out.with_name(out.name + ".making")
    shutil.rmtree(fresh, ignore_errors=True)
    day = hand.today.isoformat()
    plan = {path: _data(data) for path, data in files_of(content, day, office.title).items()} | dict(office.pages(content, day))
    writing = _Writing(out, fresh, plan, _kept(out))
    description = describe(
        plan, register=register, kind="release", title=office.title, made_on=day, signers=[signer],
        previous=bytes.fromhex(content.before.bundle) if content.before.bundle else None,
    )  # fmt: skip
    bundle = build_bundle(writing, {path: writing.opener(path) for path in plan}, description, [signer])
    _readable(fresh)
    made = editions.make_edition(hand, edition, bundle=bundle.hex(), content=content.digest())
    _swap(out, fresh)
    out.with_name(out.name + KEPT).write_bytes(canonical(writing.made))
    return Made(made, len(plan), writing.written)


def restore(out: Path, bundle: str) -> None:
    """Bring to its place what a stopped run left beside it: the edition before, or the one of this digest that was entered already."""
    before, fresh = out.with_name(out.name + ".before"), out.with_name(out.name + ".making")
    if before.is_dir() and not out.exists():
        before.rename(out)
    if bundle and _digest(out) != bundle and _digest(fresh) == bundle:
        _swap(out, fresh)


def _digest(folder: Path) -> str:
    try:
        return sha256((folder / TAG_MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def _before(out: Path) -> Before:
    last = editions.last_made()
    restore(out, last.bundle if last else "")
    if last is None:
        if out.exists() and any(out.iterdir()):
            raise ConfigurationError(f"{out} holds something, and the register has made no edition yet")
        return Before()
    if not (out / TAG_MANIFEST).is_file():
        raise NotFoundError(f"{out} should hold the edition before, of digest {last.bundle}: a new one is held against what it showed")
    return read_before(out, last.bundle)


def _data(data: bytes) -> Page:
    return Page(sha256(data).hexdigest(), lambda: data)


def _kept(out: Path) -> Mapping[str, tuple[str, str]]:
    try:
        found = json.loads(out.with_name(out.name + KEPT).read_text("utf-8"))
        return {path: (source, digest) for path, (source, digest) in found.items()}
    except (OSError, ValueError):
        return {}  # nothing kept: all is written anew


class _Writing:
    """Writes the new bundle; what is as before is linked. What lies there is believed only by its digest."""

    def __init__(self, out: Path, fresh: Path, plan: Mapping[str, Page], kept: Mapping[str, tuple[str, str]]) -> None:
        self.out, self.plan, self.kept, self.target = out, plan, kept, FolderTarget(fresh)
        self.made: dict[str, list[str]] = {}
        self.written = 0
        self.linked = ""

    def opener(self, path: str) -> Callable[[], AbstractContextManager[BinaryIO]]:
        """Open a file of the edition: as it lies there, if it is made of the same, else made anew."""

        def opened() -> AbstractContextManager[BinaryIO]:
            page = self.plan[path]
            data = self._as_before(path, page.source)
            self.linked = path if data is not None else ""
            data = page.make() if data is None else data
            self.made[path] = [page.source, sha256(data).hexdigest()]
            return BytesIO(data)

        return opened

    def _as_before(self, path: str, source: str) -> bytes | None:
        if path not in self.kept or self.kept[path][0] != source:
            return None
        try:
            data = (self.out / path).read_bytes()
        except OSError:
            return None
        return data if sha256(data).hexdigest() == self.kept[path][1] else None

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Part of making the bundle: `pieces` are read in any case, for their digest is taken on the way."""
        if self.linked != path:
            self.written += 1
            self.target.write(path, pieces)
            return
        for _ in pieces:
            pass
        place = self.target.top / path
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.link(self.out / path, place)


def _readable(folder: Path) -> None:
    """For anybody: this is what the world gets, and a web server reads it."""
    for place, _, names in os.walk(folder):
        Path(place).chmod(0o755)
        for name in names:
            (Path(place) / name).chmod(0o644)


def _swap(out: Path, fresh: Path) -> None:
    before = out.with_name(out.name + ".before")
    shutil.rmtree(before, ignore_errors=True)
    if out.exists():
        out.rename(before)
    fresh.rename(out)
    shutil.rmtree(before, ignore_errors=True)
