"""Reading a signed manifest (C2PA 2.x): who signed, with what program, and whether it still fits the file.

The library (`c2pa`, ADR 0043) reads from the stream alone: it is told to fetch nothing, and the worker's child could open nothing. What
it finds is worth what `kniha.media.manifests` says. Runs in a child of its own, where no decoder has touched a byte.
"""

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import c2pa

from kniha.media.findings import Finding
from kniha.media.manifests import CARRIERS, Holding, Manifest
from kniha.media.writing import as_written

MOST_BYTES = 1 << 30
"""A film with a manifest is hashed whole; beyond this it is not, and that is said."""
_MOST_CODES = 20

_REMOTE = "Remote: must fetch remote manifests from url "
"""The library has no class for it."""
_EXPECTED = frozenset({"signingCredential.untrusted"})
"""Of a signer who is on no list of ours: told by the state, and no fault of the file."""


class _TooLongError(OSError):
    """More was read than is read here."""


class _Counted(io.RawIOBase):
    """The stream, up to MOST_BYTES of it in all. The library seeks and reads as it likes, but never writes."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream, self._left, self.is_spent = stream, MOST_BYTES, False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: Any, /) -> int:  # Any: what can be written to has no name before Python 3.12
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._left -= len(data)
        if self._left < 0:
            self.is_spent = True
            raise _TooLongError("more bytes than are looked through for a manifest")
        return len(data)


def read_manifest(stream: BinaryIO, media_type: str, anchors: str) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """Return what the manifest in the seekable `stream` says, None where there is none or none can be, and what is odd about it.

    `anchors` are the roots (PEM) of signers that are trusted; without any nobody is.
    """
    if media_type not in CARRIERS:
        return None, ()
    counted = _Counted(stream)
    stream.seek(0)
    try:
        with c2pa.Context.from_dict(_settings(anchors)) as context, c2pa.Reader(media_type, counted, context=context) as reader:
            said = json.loads(reader.json())
        return _told(said, is_listed=bool(anchors))
    except c2pa.C2paError.ManifestNotFound:
        return None, ()
    except (c2pa.C2paError, ValueError, TypeError, KeyError, AttributeError) as error:
        if counted.is_spent:
            return Manifest(Holding.TOO_LARGE), ()
        if str(error).startswith(_REMOTE):
            return Manifest(Holding.ELSEWHERE, address=as_written(str(error).removeprefix(_REMOTE))), ()
        return _unreadable(stream)


def _settings(anchors: str) -> dict[str, Any]:  # Any: the shape is the library's
    return {
        "verify": {"verify_trust": True, "verify_timestamp_trust": True, "ocsp_fetch": False, "remote_manifest_fetch": False},
        "core": {"allowed_network_hosts": []},
        "trust": {"trust_anchors": anchors} if anchors else {},
    }


def _unreadable(stream: BinaryIO) -> tuple[Manifest | None, tuple[Finding, ...]]:
    """A damaged file is no sign of a manifest: only one that begins with its box (JUMBF, `c2pa`) is."""
    stream.seek(0)
    head = stream.read(_LOOKED_AT)
    if b"jumb" in head and b"c2pa" in head:
        return Manifest(Holding.UNREADABLE), (Finding.MANIFEST_UNREADABLE,)
    return None, ()


_LOOKED_AT: Final = 1 << 20


def _told(said: Mapping[str, Any], *, is_listed: bool) -> tuple[Manifest, tuple[Finding, ...]]:
    manifest = said["manifests"][said["active_manifest"]]
    signature = manifest.get("signature_info") or {}
    failures = tuple(dict.fromkeys(code for code in _failures(said) if code not in _EXPECTED))[:_MOST_CODES]
    holding = _holding(str(said.get("validation_state")), failures, is_listed=is_listed)
    actions = list(_actions(manifest))
    found = Manifest(
        holding,
        signer=as_written(signature.get("common_name")),
        issuer=as_written(signature.get("issuer")),
        signed=as_written(signature.get("time")),
        program=", ".join(_programs(manifest))[:200],
        title=as_written(manifest.get("title")),
        origin=next((as_written(origin).rpartition("/")[2] for _, origin in actions if origin), ""),
        actions=tuple(as_written(action) for action, _ in actions[:_MOST_CODES]),
        failures=failures,
    )
    return found, (Finding.MANIFEST_BROKEN,) if holding is Holding.BROKEN else ()


def _holding(state: str, failures: tuple[str, ...], *, is_listed: bool) -> Holding:
    match state:
        case "Trusted" if is_listed and not failures:
            return Holding.TRUSTED
        case "Trusted" | "Valid":
            return Holding.VALID
        case _:
            return Holding.BROKEN


def _failures(said: Mapping[str, Any]) -> Iterator[str]:
    active = (said.get("validation_results") or {}).get("activeManifest") or {}
    for failure in active.get("failure") or ():
        yield as_written(failure.get("code"))


def _programs(manifest: Mapping[str, Any]) -> Iterator[str]:
    for program in (manifest.get("claim_generator_info") or ())[:_MOST_CODES]:
        yield f"{as_written(program.get('name'))} {as_written(program.get('version'))}".strip()


def _actions(manifest: Mapping[str, Any]) -> Iterator[tuple[object, object]]:
    for assertion in manifest.get("assertions") or ():
        if str(assertion.get("label", "")).startswith("c2pa.actions"):
            for action in assertion["data"].get("actions") or ():
                yield action.get("action"), action.get("digitalSourceType")
