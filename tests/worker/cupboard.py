"""A vault with exhibits in it, and the worker's duties that look into them."""

import secrets

from tests.world import NOW, found_world

from kniha.book.evidence.models import Exhibit, FileFacts
from kniha.book.evidence.queries import blob_of
from kniha.book.statements.receiving import StoredFile
from kniha.media.sniffing import sniff
from kniha.runs.beside import Shelf
from kniha.runs.file_facts import from_json
from kniha.runs.making import Maker
from kniha.runs.views import Viewing
from kniha.runs.watching import make_of, recogniser_here
from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault
from kniha.worker.duties import FileByFile, Views

EXHIBITS = HybridIdentity(b"\x04" * 32)


class Cupboard:
    """The vault, the exhibits, and what the worker said of them."""

    def __init__(self, folder):
        self.folder, self.world = folder, found_world()
        self.vault = Vault(folder / "vault", b"n" * 32)
        self.viewing = Viewing(Shelf(self.vault, (EXHIBITS,), EXHIBITS.recipient, secrets.token_bytes))
        self.shelf, self.said = self.viewing.shelf, []

    def put(self, *files):
        stored = []
        for data in files:
            with self.vault.receive([EXHIBITS.recipient], random_bytes=secrets.token_bytes) as receiving:
                receiving.write(data)
                blob = receiving.finish(lambda _: None)
            stored.append(StoredFile("file", "", sniff(data).type, blob))
        statement = self.world.report(envelope=secrets.token_hex(32), files=tuple(stored))
        return {exhibit.sealed_sha256: exhibit for exhibit in Exhibit.objects.filter(statement=statement)}, stored

    def exhibit(self, data):
        (found,) = self.put(data)[0].values()
        return found

    def work(self):
        while Views(self.viewing, self.said.append).work():
            pass

    def make(self, here=None, ask=make_of):
        """Look into all files, and make all that is to be made."""
        self.work()
        duty = FileByFile(Maker(self.shelf, here or recogniser_here(), ask), lambda: NOW, self.said.append, "nothing is made of")
        while duty.work():
            pass

    def facts(self, exhibit):
        return from_json(b"".join(self.vault.open(blob_of(FileFacts.objects.get(exhibit=exhibit)), [EXHIBITS])))

    def sealed(self):
        return [path for path in (self.folder / "vault").rglob("*") if path.is_file()]

    def picture(self, view):
        return b"".join(self.vault.open(blob_of(view), [EXHIBITS]))
