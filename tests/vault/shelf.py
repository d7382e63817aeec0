"""A vault of its own for each test, with keys that belong to nobody: in a folder, or in a bucket of a real store.

A shelf is what a test sees from outside: the vault, the files that lie in it, and somebody who harms them past the vault.
"""

import secrets

from kniha.seal.recipients import HybridIdentity
from kniha.vault.store import Vault

NAMING_KEY = bytes(range(32))
VERA = HybridIdentity(b"\x01" * 32)
MAREK = HybridIdentity(b"\x02" * 32)


def nobody_knows(_name):
    return None


def vault_in(folder):
    return Vault(folder / "vault", NAMING_KEY)


def begin(vault):
    return vault.receive([VERA.recipient], random_bytes=secrets.token_bytes)


def put(vault, data, known=nobody_knows):
    with begin(vault) as receiving:
        receiving.write(data)
        return receiving.finish(known)


def files(folder):
    return sorted(str(path.relative_to(folder / "vault")) for path in (folder / "vault").rglob("*") if path.is_file())


def path_of(folder, blob):
    return folder / "vault" / place_of(blob)


def place_of(blob):
    return f"blobs/{blob.name[:2]}/{blob.name}-{blob.sealed_sha256}"


class FolderShelf:
    """A vault in a folder."""

    def __init__(self, where):
        self.where = where
        self.vault = Vault(where, NAMING_KEY)

    def files(self):
        """The places at which something lies that can be read."""
        return sorted(str(path.relative_to(self.where)) for path in self.where.rglob("*") if path.is_file())

    def everything(self):
        """All that the store still has, also what it shows to nobody."""
        return self.files()

    def read(self, place):
        return (self.where / place).read_bytes()

    def write(self, place, data):
        (self.where / place).parent.mkdir(parents=True, exist_ok=True)
        (self.where / place).write_bytes(data)

    def delete(self, place):
        (self.where / place).unlink()

    def changed(self, place):
        """What changes when a file is written anew, even with the same bytes."""
        return (self.where / place).stat().st_ino

    def flip(self, place, at=None):
        """Change one bit, in the middle where no place is given; return what lies there now."""
        content = bytearray(self.read(place))
        content[len(content) // 2 if at is None else at] ^= 1
        self.write(place, bytes(content))
        return bytes(content)


class BucketShelf(FolderShelf):
    """A vault in a bucket, and a client of its founder's that is not the product's."""

    def __init__(self, where, store):
        super().__init__(where)
        self.bucket, self.store = where.bucket, store

    def files(self):
        return sorted(one["Key"] for one in self.store.list_objects_v2(Bucket=self.bucket).get("Contents", []))

    def everything(self):
        uploads = [one["Key"] for one in self.store.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])]
        return sorted({key for key, _ in versions(self.store, self.bucket)}) + uploads

    def read(self, place):
        return self.store.get_object(Bucket=self.bucket, Key=place)["Body"].read()

    def write(self, place, data):
        self.store.put_object(Bucket=self.bucket, Key=place, Body=data)

    def changed(self, place):
        return self.store.head_object(Bucket=self.bucket, Key=place)["LastModified"]

    def delete(self, place):
        self.store.delete_object(Bucket=self.bucket, Key=place)


def versions(store, bucket):
    found = store.list_object_versions(Bucket=bucket)
    return [(one["Key"], one["VersionId"]) for one in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]]


def empty(store, bucket):
    """Leave nothing in the bucket, by the founder's right to pass locks by."""
    for key, version in versions(store, bucket):
        store.delete_object(Bucket=bucket, Key=key, VersionId=version, BypassGovernanceRetention=True)
    for one in store.list_multipart_uploads(Bucket=bucket).get("Uploads", []):
        store.abort_multipart_upload(Bucket=bucket, Key=one["Key"], UploadId=one["UploadId"])
