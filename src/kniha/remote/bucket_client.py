"""One bucket behind the S3 interface: the requests that a vault needs of it, and its answers as our errors.

The store is trusted with nothing: what it gives is checked by who asks. Nothing is read from this host's own settings for such stores (no
profile, no other keys, no proxy, no other address), and no error repeats what the store says but for its code.
"""

import hashlib
import logging
import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import botocore.config
import botocore.exceptions
import botocore.session
import urllib3.exceptions

from kniha.conf.buckets import BucketSettings, LockMode, read_bucket_keys
from kniha.vocab.errors import ConflictError, NotFoundError, UnavailableError

COPIED_AT_ONCE = 256 << 20
"""Bytes that the store copies within one request, so that the answer comes in time."""

_CONNECT_SECONDS, _ANSWER_SECONDS, _ATTEMPTS = 10, 60, 3
_CODE = re.compile(r"[A-Za-z0-9]{1,60}")
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "NotFound"}
_NO_LOCK = {"ObjectLockConfigurationNotFoundError", "NotImplemented", "NoSuchObjectLockConfiguration"}
_FOREIGN: dict[str, tuple[None, None, str | None, None]] = {
    **dict.fromkeys(("profile", "ca_bundle", "proxies_config"), (None, None, None, None)),
    **dict.fromkeys(("config_file", "credentials_file"), (None, None, os.devnull, None)),
}
"""What botocore would take from this host's environment and home."""


class ForbiddenError(UnavailableError):
    """The store knows our keys and does not let them do this: a right is missing, or a lock stands before it."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the files that a key holds or held; of a mark that it was deleted there is no size."""

    key: str
    version: str
    is_latest: bool
    size: int | None
    changed: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a version is locked, and how."""

    mode: LockMode
    until: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is sent in parts, and that nobody can read before its end."""

    key: str
    id: str


class Bucket:
    """The bucket of `settings`. Safe among threads; made anew in a process that was forked."""

    def __init__(self, settings: BucketSettings) -> None:
        self.settings = settings
        self._client = _client(settings, os.getpid())
        self._name = settings.bucket

    def put_new(self, key: str, body: bytes) -> None:
        """Write a file where there is none; ConflictError where there is one. It is there whole or not at all."""
        with _asked():
            self._client.put_object(Bucket=self._name, Key=key, Body=body, IfNoneMatch="*", ContentMD5=_md5(body))

    def begin(self, key: str) -> Upload:
        """Begin a file in parts."""
        with _asked():
            return Upload(key, str(self._client.create_multipart_upload(Bucket=self._name, Key=key)["UploadId"]))

    def put_part(self, upload: Upload, number: int, body: bytes) -> str:
        """Send a part; return what `end` must know of it."""
        with _asked():
            given = self._client.upload_part(
                Bucket=self._name, Key=upload.key, UploadId=upload.id, PartNumber=number, Body=body, ContentMD5=_md5(body)
            )
        return str(given["ETag"])

    def end(self, upload: Upload, parts: list[str]) -> None:
        """Make the file of its parts."""
        stated = [{"PartNumber": number, "ETag": tag} for number, tag in enumerate(parts, 1)]
        with _asked():
            self._client.complete_multipart_upload(Bucket=self._name, Key=upload.key, UploadId=upload.id, MultipartUpload={"Parts": stated})

    def drop(self, upload: Upload) -> None:
        """Leave nothing of a file in parts. One that is gone already is no error."""
        with _asked(), suppress(self._client.exceptions.NoSuchUpload):
            self._client.abort_multipart_upload(Bucket=self._name, Key=upload.key, UploadId=upload.id)

    def copy(self, source: str, target: str, *, version: str | None = None) -> None:
        """Have the store copy a file, in requests short enough to be answered; the copy is there whole or not at all."""
        size = self.size(source, version=version)
        named = {"Bucket": self._name, "Key": source} | ({"VersionId": version} if version else {})
        if size <= COPIED_AT_ONCE:
            with _asked():
                self._client.copy_object(Bucket=self._name, Key=target, CopySource=named)
            return
        with ExitStack() as undone:
            upload = self.begin(target)
            undone.callback(self._drop_if_it_can_be, upload)
            self.end(upload, [self._copy_part(upload, number, named, (start, size)) for number, start in _parts(size)])
            undone.pop_all()

    def _drop_if_it_can_be(self, upload: Upload) -> None:
        with suppress(UnavailableError):  # else it is left to the sweep
            self.drop(upload)

    def _copy_part(self, upload: Upload, number: int, source: dict[str, str], at: tuple[int, int]) -> str:
        start, size = at
        with _asked():
            given = self._client.upload_part_copy(
                Bucket=self._name, Key=upload.key, UploadId=upload.id, PartNumber=number, CopySource=source,
                CopySourceRange=f"bytes={start}-{min(start + COPIED_AT_ONCE, size) - 1}",
            )  # fmt: skip
        return str(given["CopyPartResult"]["ETag"])

    def size(self, key: str, *, version: str | None = None) -> int:
        """Return how many bytes a file has; NotFoundError where there is none. A bucket that is not there is UnavailableError."""
        return int(self._head(key, version)["ContentLength"])

    def read(self, key: str, start: int, size: int) -> bytes:
        """Return at most `size` bytes from `start` on, which lies within the file."""
        with _asked():
            body = self._client.get_object(Bucket=self._name, Key=key, Range=f"bytes={start}-{start + size - 1}")["Body"]
            with body:
                given: bytes = body.read(size + 1)
        if len(given) > size:
            raise UnavailableError("the vault's store gives other parts of a file than it is asked for")
        return given

    def stream(self, key: str, *, version: str | None = None) -> "Stream":
        """Open a file for reading from its first byte on; the caller closes it."""
        with _asked():
            return Stream(self._client.get_object(Bucket=self._name, Key=key, **_of(version))["Body"])

    def versions(self, prefix: str) -> Iterator[Version]:
        """Yield all that lies or lay under keys that begin so, marks of deletion too; of one key the newest first."""
        for page in self._pages("list_object_versions", prefix):
            for one in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]:
                yield Version(str(one["Key"]), str(one["VersionId"]), bool(one["IsLatest"]), one.get("Size"), one["LastModified"])

    def uploads(self, prefix: str) -> Iterator[tuple[Upload, datetime]]:
        """Yield the files in parts that were not ended, and when they were begun."""
        for page in self._pages("list_multipart_uploads", prefix):
            for one in page.get("Uploads", ()):
                yield Upload(str(one["Key"]), str(one["UploadId"])), one["Initiated"]

    def delete(self, key: str) -> None:
        """Take a file out of sight: in a bucket with versions it lies beneath a mark, in any other it is gone."""
        with _asked():
            self._client.delete_object(Bucket=self._name, Key=key)

    def delete_version(self, key: str, version: str) -> None:
        """Remove one version for good; ForbiddenError where the store forbids it."""
        with _asked():
            self._client.delete_object(Bucket=self._name, Key=key, VersionId=version)

    def delete_governed(self, key: str, version: str) -> None:
        """Remove a version before its day, by the right to pass a governance lock by; ForbiddenError where we do not have it."""
        with _asked():
            self._client.delete_object(Bucket=self._name, Key=key, VersionId=version, BypassGovernanceRetention=True)

    def kept(self, key: str, *, version: str | None = None) -> tuple[str, Kept | None]:
        """Return which version this is ("null" where the bucket has none), and its lock."""
        given = self._head(key, version)
        mode, until = given.get("ObjectLockMode"), given.get("ObjectLockRetainUntilDate")
        return str(given.get("VersionId", "null")), Kept(LockMode(mode), until) if mode and until else None

    def keep(self, key: str, version: str, kept: Kept) -> None:
        """Lock a version, or lock it for longer."""
        retention = {"Mode": kept.mode.value, "RetainUntilDate": kept.until}
        with _asked():
            self._client.put_object_retention(Bucket=self._name, Key=key, VersionId=version, Retention=retention)

    def lock(self) -> str | None:
        """Return how the bucket locks each file by itself ("": only those that it is asked to lock); None where it cannot lock."""
        try:
            with _asked():
                given = self._client.get_object_lock_configuration(Bucket=self._name)["ObjectLockConfiguration"]
        except NotFoundError:
            return None
        if given.get("ObjectLockEnabled") != "Enabled":
            return None
        default = given.get("Rule", {}).get("DefaultRetention", {})
        return " ".join(f"{key} {default[key]}" for key in ("Mode", "Days", "Years") if default.get(key)).lower()

    def check_there(self) -> None:
        """Raise UnavailableError unless the bucket is there."""
        try:
            with _asked():
                self._client.head_bucket(Bucket=self._name)
        except NotFoundError as error:
            raise UnavailableError("the vault's store has no bucket of this name") from error

    def _head(self, key: str, version: str | None) -> Any:  # Any: botocore makes its answers from a description at run time
        try:
            with _asked():
                return self._client.head_object(Bucket=self._name, Key=key, **_of(version))
        except NotFoundError:
            self.check_there()  # the answer to this request has no body that would tell a missing file from a missing bucket
            raise

    def _pages(self, request: str, prefix: str) -> Iterator[Any]:  # Any: as above
        with _asked():
            yield from self._client.get_paginator(request).paginate(Bucket=self._name, Prefix=prefix)


class Stream:
    """A file's bytes as the store sends them."""

    def __init__(self, body: Any) -> None:  # Any: as above
        self._body = body

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes, none at the end; UnavailableError where the answer breaks off."""
        with _asked():
            given: bytes = self._body.read(size)
            return given

    def close(self) -> None:
        """Let the connection go."""
        self._body.close()


@lru_cache(maxsize=8)
def _client(settings: BucketSettings, process: int) -> Any:  # Any: as above
    """One client for each store and process: making one takes a third of a second; sockets are not shared with a child."""
    del process
    logging.getLogger("botocore").setLevel(logging.WARNING)  # below that it logs requests as they are signed
    keys = read_bucket_keys(settings)
    session = botocore.session.Session(session_vars=_FOREIGN)
    options = botocore.config.Config(
        signature_version="s3v4", connect_timeout=_CONNECT_SECONDS, read_timeout=_ANSWER_SECONDS, proxies={},
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}, s3={"addressing_style": "path"}, max_pool_connections=32,
        request_checksum_calculation="when_required", response_checksum_validation="when_required",
        ignore_configured_endpoint_urls=True,
    )  # fmt: skip
    with _asked():
        client = session.create_client(
            "s3", region_name=settings.region, endpoint_url=settings.endpoint, aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key, config=options,
            verify=str(settings.authorities) if settings.authorities.exists() else True,
        )  # fmt: skip
    client.meta.events.register_last("before-call.s3", _go_nowhere_else)
    return client


def _go_nowhere_else(context: dict[str, Any], **_: object) -> None:  # Any: as above
    """Against a store that sends us to another host: botocore would ask on there, and ask again without end."""
    context.setdefault("s3_redirect", {})["redirected"] = True


@contextmanager
def _asked() -> Iterator[None]:
    """Tell what a store did not do in our errors, without its words, its address or ours."""
    try:
        yield
    except botocore.exceptions.ClientError as error:
        raise _told(error) from None  # the cause carries the answer whole
    except botocore.exceptions.SSLError:
        raise UnavailableError("the vault's store does not prove by a certificate who it is") from None
    except (botocore.exceptions.BotoCoreError, urllib3.exceptions.HTTPError, OSError) as error:
        raise UnavailableError(f"the vault's store did not answer, or broke off ({type(error).__name__})") from None


def _told(error: botocore.exceptions.ClientError) -> Exception:
    stated, status = str(error.response["Error"].get("Code", "")), error.response["ResponseMetadata"].get("HTTPStatusCode")
    code = stated if _CODE.fullmatch(stated) else "an answer without a code"
    match code:
        case "NoSuchBucket":
            return UnavailableError("the vault's store has no bucket of this name")
        case "PreconditionFailed" | "412" | "ConditionalRequestConflict":
            return ConflictError("the vault's store holds such a file already")
        case "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken":
            return UnavailableError(f"the vault's store does not know our keys ({code})")
        case "RequestTimeTooSkewed":
            return UnavailableError("the vault's store has another time than this host")
        case _ if code in _GONE | _NO_LOCK:
            return NotFoundError("the vault's store does not hold this")
        case _ if status == 403:
            return ForbiddenError(f"the vault's store refuses this to our keys ({code})")
        case _:
            return UnavailableError(f"the vault's store did not do what it was asked for ({status} {code})")


def _of(version: str | None) -> dict[str, str]:
    return {"VersionId": version} if version else {}


def _md5(body: bytes) -> str:
    """Against a broken line, not against people: the store refuses a body that does not have it."""
    return b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()


def _parts(size: int) -> Iterator[tuple[int, int]]:
    return enumerate(range(0, size, COPIED_AT_ONCE), 1)
