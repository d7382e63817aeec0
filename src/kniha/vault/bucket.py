"""A bucket in which files appear whole or not at all: the folder's place on another host.

A small file is one request. A larger one is sent in parts to `incoming/`, where nobody reads it, and copied by the store to its place when
it is whole; the copy is read through, then the first is removed. Memory is one part, whatever the file's size. Under `damaged/` lies what
was found altered.
"""

import re
from contextlib import closing, suppress
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from types import TracebackType
from typing import Self

from kniha.conf.buckets import BucketSettings
from kniha.vault.fixity import PIECE, check_sealed
from kniha.vault.places import ASIDE, INCOMING, LockedError
from kniha.vocab.errors import (
    BrokenError,
    ConfigurationError,
    ConflictError,
    MalformedError,
    NotFoundError,
    TooLargeError,
    UnavailableError,
)
from kniha.vocab.ids import RandomBytes, new_id

try:
    from kniha.remote.bucket_client import Bucket, ForbiddenError, Kept, Stream, Upload
except ModuleNotFoundError as error:  # the extra `s3`
    raise ConfigurationError("a vault in a bucket needs what requirements/s3.txt names: tools/setup.sh install s3") from error

PART = 8 << 20
"""Bytes of a part: what is held in memory of a file on its way."""
MOST_PARTS = 10_000
"""A limit of the interface: with it the largest sealed file is 78 GiB."""
AHEAD = 1 << 20
"""Bytes read at once where a part of a file is asked for: a player asks for the next chunk soon."""

_NAME = re.compile("[0-9a-f]{32}")
_DIGEST = 64


class BucketPlaces:
    """The bucket of `settings`."""

    def __init__(self, settings: BucketSettings) -> None:
        self._settings = settings

    @property
    def _bucket(self) -> Bucket:
        return Bucket(self._settings)

    def begin(self, random_bytes: RandomBytes) -> "BucketIncoming":
        """Open a new file that has no place yet; ConfigurationError where the bucket would lock what must not be locked."""
        check_lock(self._settings)
        return BucketIncoming(self._bucket, new_id(random_bytes))

    def open(self, place: str) -> "BucketOutgoing":
        """Open the file at `place` for reading; the caller closes it."""
        return BucketOutgoing(self._bucket, place)

    def place_left(self, name: str, place: str) -> None:
        """Give its place to a file that another process left under `name`."""
        _copy_to_place(self._bucket, _left(name), place)
        self.discard_left(name)

    def discard_left(self, name: str) -> None:
        """Remove a file that another process left. Never fails."""
        key = _left(name)
        with suppress(UnavailableError):
            self.remove(key)

    def remove(self, place: str) -> None:
        """Remove every version of the file at `place`; LockedError, when the rest is removed, where the store keeps one."""
        until = None
        bucket = self._bucket
        for one in list(bucket.versions(place)):
            if one.key != place:
                continue
            try:
                _remove_version(bucket, place, one.version)
            except LockedError as locked:
                until = max(until or locked.until, locked.until)
        if until:
            raise LockedError(until)

    def remove_all(self, place: str) -> None:
        """Remove the file at `place`, and what was set aside of it."""
        self.remove(_aside(place))
        self.remove(place)

    def set_aside(self, place: str) -> None:
        """Copy what lies at `place` to `damaged/`, and take it out of sight; a version that is locked lies on beneath."""
        with suppress(NotFoundError):
            self._bucket.copy(place, _aside(place))
            self._bucket.delete(place)

    def bring_back(self, place: str, sealed_sha256: str) -> bool:
        """Make the newest older version that is whole the present one. Against whoever deletes or overwrites with stolen keys."""
        bucket = self._bucket
        for one in list(bucket.versions(place)):
            if (
                one.key == place
                and one.size is not None
                and not one.is_latest
                and _is_version_whole(bucket, one.version, place, sealed_sha256)
            ):
                self.set_aside(place)
                bucket.copy(place, place, version=one.version)
                return _stands(bucket, place)
        return False

    def keep(self, place: str, now: datetime) -> None:
        """Lock the file at `place` for the days of the setting from `now`. A lock is never shortened, nor made another kind."""
        lock = self._settings.lock
        if lock is None:
            return
        version, kept = self._bucket.kept(place)
        until = now.replace(microsecond=0) + timedelta(days=lock.days)
        if kept is None or kept.until < until:
            self._bucket.keep(place, version, Kept(kept.mode if kept else lock.mode, until))

    def names(self, folder: str) -> frozenset[str]:
        """The names of the files that lie in `folder`, and not beneath a mark of deletion."""
        found = self._bucket.versions(f"{folder}/")
        return frozenset(one.key.removeprefix(f"{folder}/") for one in found if one.is_latest and one.size is not None)

    def sweep(self, before: datetime) -> int:
        """Remove what was begun before then and has no place, parts of files included."""
        bucket, abandoned = self._bucket, set()
        for upload, begun in list(bucket.uploads("")):  # of copies too
            if begun < before:
                bucket.drop(upload)
                abandoned.add(upload.key)
        for one in list(bucket.versions(f"{INCOMING}/")):
            if one.changed < before:
                bucket.delete_version(one.key, one.version)
                if one.size is not None:
                    abandoned.add(one.key)
        return len(abandoned)


class BucketIncoming:
    """A file on its way: written, then placed or left, or discarded."""

    def __init__(self, bucket: Bucket, name: str) -> None:
        self._bucket = bucket
        self._name = name
        self._held = bytearray()
        self._upload: Upload | None = None
        self._parts: list[str] = []
        self._lies = False
        """Whether it lies whole under `incoming/`, and is ours to remove."""

    def write(self, data: bytes) -> None:
        """Add `data`; what fills a part is sent."""
        for at in range(0, len(data), PART):
            self._held += data[at : at + PART]
            while len(self._held) >= PART:
                self._send(bytes(self._held[:PART]))
                del self._held[:PART]

    def place(self, place: str) -> None:
        """Give the file its place for good."""
        if self._upload is None:
            _put_in_place(self._bucket, place, bytes(self._held))
            self._held.clear()
            return
        self._end()
        _copy_to_place(self._bucket, self._key, place)
        self.discard()

    def leave(self) -> str:
        """Store the whole file under `incoming/`, for another process."""
        if self._upload is None:
            with suppress(ConflictError):  # the name is random: an earlier try of ours, of which the answer was lost
                self._bucket.put_new(self._key, bytes(self._held))
            self._held.clear()
        else:
            self._end()
            self._lies = False
        return self._name

    def discard(self) -> None:
        """Remove what was sent, if it has no place yet and was not left. Never fails: what cannot be removed is left to the sweep."""
        self._held.clear()
        upload, self._upload = self._upload, None
        with suppress(UnavailableError):
            if upload:
                self._bucket.drop(upload)
        lies, self._lies = self._lies, False
        with suppress(UnavailableError):
            if lies:
                for one in list(self._bucket.versions(self._key)):
                    self._bucket.delete_version(one.key, one.version)

    @property
    def _key(self) -> str:
        return _left(self._name)

    def _send(self, part: bytes) -> None:
        if self._upload is None:
            self._upload = self._bucket.begin(self._key)
        if len(self._parts) == MOST_PARTS:
            raise TooLargeError(f"a file in a bucket has at most {MOST_PARTS * PART >> 30} GiB")
        self._parts.append(self._bucket.put_part(self._upload, len(self._parts) + 1, part))

    def _end(self) -> None:
        assert self._upload is not None
        if self._held:
            self._send(bytes(self._held))
            self._held.clear()
        self._bucket.end(self._upload, self._parts)
        self._upload, self._lies = None, True


class BucketOutgoing:
    """A placed file, opened for reading."""

    def __init__(self, bucket: Bucket, place: str) -> None:
        self._bucket = bucket
        self._place = place
        self.size = bucket.size(place)
        self._stream: Stream | None = None
        self._window = (0, b"")

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        if self._stream is None:
            self._stream = self._bucket.stream(self._place)
        return self._stream.read(size)

    def read_at(self, offset: int, size: int) -> bytes:
        """Return at most `size` bytes from `offset` on."""
        size = max(0, min(size, self.size - offset))
        if not size:
            return b""
        start, held = self._window
        if not start <= offset <= offset + size <= start + len(held):
            start, held = offset, self._bucket.read(self._place, offset, min(max(size, AHEAD), self.size - offset))
            self._window = start, held
        return held[offset - start : offset - start + size]

    def close(self) -> None:
        """Let the store's answer go."""
        if self._stream:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


@lru_cache(maxsize=8)
def check_lock(settings: BucketSettings) -> str | None:
    """Return how the bucket locks (`Bucket.lock`). ConfigurationError where it locks everything, or cannot do what the setting asks for.

    A bucket that locks whatever is written into it keeps what is on its way, previews and lists that were dealt with, and what was erased,
    longer than anybody was told: nothing is written there.
    """
    found = Bucket(settings).lock()
    if found:
        raise ConfigurationError(
            f"the bucket locks every file by itself ({found}), those on their way too: take its default retention away, and say"
            " lock=governance-DAYS in the setting, by which the worker locks exhibits alone"
        )
    if settings.lock and found is None:
        raise ConfigurationError("the setting asks for a lock, and the bucket has none: it is made with object lock, or never has it")
    return found


def _put_in_place(bucket: Bucket, place: str, body: bytes) -> None:
    try:
        bucket.put_new(place, body)
    except ConflictError:
        if not _stands(bucket, place):
            bucket.put_new(place, body)


def _copy_to_place(bucket: Bucket, source: str, place: str) -> None:
    """Have the store copy it where it does not stand yet. The copy is read through: what was sent is removed after it."""
    if _stands(bucket, place):
        return
    bucket.copy(source, place)
    if not _stands(bucket, place):
        raise UnavailableError("the vault's store did not copy a file as it was sent")


def _stands(bucket: Bucket, place: str) -> bool:
    """Whether the file of this place lies there, whole; what lies there and is not is set aside."""
    places = BucketPlaces(bucket.settings)
    try:
        check_sealed(places, place, place[-_DIGEST:])
    except NotFoundError:
        return False
    except BrokenError:
        places.set_aside(place)
        return False
    return True


def _is_version_whole(bucket: Bucket, version: str, place: str, sealed_sha256: str) -> bool:
    digest = sha256()
    with closing(bucket.stream(place, version=version)) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest() == sealed_sha256


def _remove_version(bucket: Bucket, place: str, version: str) -> None:
    """Remove it, by the right to pass a governance lock by where we have it: two registrars decided. LockedError where nobody may."""
    try:
        bucket.delete_version(place, version)
    except ForbiddenError:
        _, kept = bucket.kept(place, version=version)
        if kept is None:
            raise
        try:
            bucket.delete_governed(place, version)
        except ForbiddenError:
            raise LockedError(kept.until) from None


def _left(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise MalformedError("a file that was left is called by an id")
    return f"{INCOMING}/{name}"


def _aside(place: str) -> str:
    return f"{ASIDE}/{place.rpartition('/')[2]}"
